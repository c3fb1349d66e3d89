//! The rows of time types. Reading them is open to all: they are what units publish.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;

use super::time_type::{
    Capabilities, ContactKind, CutOffs, Need, Occasion, OccasionRule, Selection, TimeType,
};
use crate::{
    id::{TimeTypeId, UnitId},
    schema::{time_type as t, time_type_care_service, time_type_rule as r},
};

type Facts = (TimeTypeId, UnitId, String, String, Option<String>, ContactKind, i64);
type Flags = (bool, bool, (bool, bool, bool, bool), (i32, i32, i32));
type Bounds = (Option<NaiveDate>, Option<NaiveDate>, Option<i16>, Option<i16>);
type Whom = (Option<i16>, Option<i16>, bool);
type Row = (Facts, Flags, Bounds, Whom);

fn time_type((facts, flags, bounds, whom): Row) -> TimeType {
    let (id, unit, code, name, information, contact_kind, version) = facts;
    let (hidden, active, can, cut_offs) = flags;
    let (shows_booked, takes_bookings, cancellable, rebookable) = can;
    let (book, cancel, rebook) = cut_offs;
    let (bookable_from, bookable_through, person_limit, confirm_within_hours) = bounds;
    let (minimum_age, maximum_age, own_region_only) = whom;
    TimeType {
        id,
        unit,
        code,
        name,
        information,
        contact_kind,
        hidden,
        active,
        can: Capabilities { shows_booked, takes_bookings, cancellable, rebookable },
        cut_offs: CutOffs { book, cancel, rebook },
        bookable_from,
        bookable_through,
        person_limit,
        selection: Selection { minimum_age, maximum_age, own_region_only },
        confirm_within_hours,
        rules: Vec::new(),
        care_services: Vec::new(),
        version,
    }
}

#[diesel::dsl::auto_type]
fn whole() -> _ {
    t::table.select((
        (t::id, t::unit_id, t::code, t::name, t::information, t::contact_kind, t::version),
        (
            t::hidden,
            t::active,
            (t::shows_booked, t::takes_bookings, t::cancellable, t::rebookable),
            (t::book_cut_off_minutes, t::cancel_cut_off_minutes, t::rebook_cut_off_minutes),
        ),
        (t::bookable_from, t::bookable_through, t::person_limit, t::confirm_within_hours),
        (t::minimum_age, t::maximum_age, t::own_region_only),
    ))
}

/// A time type with its rules and care services.
pub fn load(conn: &mut PgConnection, id: TimeTypeId) -> QueryResult<Option<TimeType>> {
    let row: Option<Row> = whole().filter(t::id.eq(id)).first(conn).optional()?;
    let found = row.map(time_type).into_iter().collect();
    Ok(complete(conn, found)?.pop())
}

/// All of a unit's, also those that are hidden or not active, by name.
pub fn of_unit(conn: &mut PgConnection, unit: UnitId) -> QueryResult<Vec<TimeType>> {
    let rows: Vec<Row> =
        whole().filter(t::unit_id.eq(unit)).order((t::name, t::id)).limit(500).load(conn)?;
    complete(conn, rows.into_iter().map(time_type).collect())
}

fn complete(conn: &mut PgConnection, all: Vec<TimeType>) -> QueryResult<Vec<TimeType>> {
    let ids: Vec<TimeTypeId> = all.iter().map(|one| one.id).collect();
    let mut rules = rules(conn, &ids)?;
    let services: Vec<(TimeTypeId, String)> = time_type_care_service::table
        .filter(time_type_care_service::time_type_id.eq_any(&ids))
        .order(time_type_care_service::code)
        .select((time_type_care_service::time_type_id, time_type_care_service::code))
        .load(conn)?;
    let complete = |one: TimeType| {
        let own = services.iter().filter(|(id, _)| *id == one.id);
        let care_services = own.map(|(_, code)| code.clone()).collect();
        TimeType { rules: rules.remove(&one.id).unwrap_or_default(), care_services, ..one }
    };
    Ok(all.into_iter().map(complete).collect())
}

type Texts = Vec<Option<String>>;
type RuleRow = (TimeTypeId, Occasion, Need, Option<String>, Value, Texts, Texts);

fn rules(
    conn: &mut PgConnection,
    ids: &[TimeTypeId],
) -> QueryResult<BTreeMap<TimeTypeId, Vec<OccasionRule>>> {
    let rows: Vec<RuleRow> = r::table
        .filter(r::time_type_id.eq_any(ids))
        .order((r::time_type_id, r::occasion))
        .select((
            r::time_type_id,
            r::occasion,
            r::reason,
            r::reason_text,
            r::reason_codes,
            r::information,
            r::conditions,
        ))
        .load(conn)?;
    let mut all: BTreeMap<TimeTypeId, Vec<OccasionRule>> = BTreeMap::new();
    for (id, occasion, reason, reason_text, codes, information, conditions) in rows {
        let reason_codes = serde_json::from_value(codes)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
        all.entry(id).or_default().push(OccasionRule {
            occasion,
            reason,
            reason_text,
            reason_codes,
            information: information.into_iter().flatten().collect(),
            conditions: conditions.into_iter().flatten().collect(),
        });
    }
    Ok(all)
}
