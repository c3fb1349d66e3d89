//! The rows of time types. Reading them is open to all: they are what units publish.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::{
    time_book::TimeBook,
    time_type::{
        Capabilities, ContactKind, CutOffs, Need, Occasion, OccasionRule, Selection, TimeType,
    },
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::{TimeTypeId, UnitId},
    schema::{time_type as t, time_type_care_service, time_type_rule as r, unit},
};

/// A unit's time book, to be sealed with what is to be done with it.
pub fn time_book(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<TimeBook>, Failure> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(TimeBook { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// Whether anyone finds the unit's card.
pub fn is_shown(conn: &mut PgConnection, id: UnitId) -> QueryResult<bool> {
    let open = unit::status.eq_any(["active", "closing"]).and(unit::shown);
    diesel::select(diesel::dsl::exists(unit::table.find(id).filter(open))).get_result(conn)
}

/// What a change sets.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = t, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Columns<'a> {
    name: &'a str,
    information: Option<&'a str>,
    contact_kind: ContactKind,
    hidden: bool,
    active: bool,
    shows_booked: bool,
    takes_bookings: bool,
    cancellable: bool,
    rebookable: bool,
    book_cut_off_minutes: i32,
    cancel_cut_off_minutes: i32,
    rebook_cut_off_minutes: i32,
    bookable_from: Option<NaiveDate>,
    bookable_through: Option<NaiveDate>,
    person_limit: Option<i16>,
    minimum_age: Option<i16>,
    maximum_age: Option<i16>,
    own_region_only: bool,
    confirm_within_hours: Option<i16>,
    version: i64,
    changed_at: DateTime<Utc>,
}

fn columns(it: &TimeType, now: DateTime<Utc>) -> Columns<'_> {
    Columns {
        name: &it.name,
        information: it.information.as_deref(),
        contact_kind: it.contact_kind,
        hidden: it.hidden,
        active: it.active,
        shows_booked: it.can.shows_booked,
        takes_bookings: it.can.takes_bookings,
        cancellable: it.can.cancellable,
        rebookable: it.can.rebookable,
        book_cut_off_minutes: it.cut_offs.book,
        cancel_cut_off_minutes: it.cut_offs.cancel,
        rebook_cut_off_minutes: it.cut_offs.rebook,
        bookable_from: it.bookable_from,
        bookable_through: it.bookable_through,
        person_limit: it.person_limit,
        minimum_age: it.selection.minimum_age,
        maximum_age: it.selection.maximum_age,
        own_region_only: it.selection.own_region_only,
        confirm_within_hours: it.confirm_within_hours,
        version: it.version,
        changed_at: now,
    }
}

/// Whether the code was not taken.
pub fn insert<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, it: &TimeType) -> QueryResult<bool> {
    let made = diesel::insert_into(t::table)
        .values((
            t::id.eq(it.id),
            t::unit_id.eq(it.unit),
            t::code.eq(&it.code),
            columns(it, tx.now),
        ))
        .on_conflict((t::unit_id, t::code))
        .do_nothing()
        .execute(tx.conn)?;
    if made == 1 {
        set_parts(tx, it)?;
    }
    Ok(made == 1)
}

/// Sets all of a time type that was locked before.
pub fn change<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, it: &TimeType) -> QueryResult<()> {
    diesel::update(t::table.find(it.id)).set(columns(it, tx.now)).execute(tx.conn)?;
    diesel::delete(r::table.filter(r::time_type_id.eq(it.id))).execute(tx.conn)?;
    let services = time_type_care_service::time_type_id.eq(it.id);
    diesel::delete(time_type_care_service::table.filter(services)).execute(tx.conn)?;
    set_parts(tx, it)
}

fn set_parts(tx: &mut Tx<'_>, it: &TimeType) -> QueryResult<()> {
    let rule = |rule: &OccasionRule| {
        let codes = serde_json::to_value(&rule.reason_codes).unwrap_or_default();
        (
            r::time_type_id.eq(it.id),
            r::occasion.eq(rule.occasion),
            r::reason.eq(rule.reason),
            r::reason_text.eq(rule.reason_text.clone()),
            r::reason_codes.eq(codes),
            r::information.eq(rule.information.clone()),
            r::conditions.eq(rule.conditions.clone()),
        )
    };
    let rules: Vec<_> = it.rules.iter().map(rule).collect();
    diesel::insert_into(r::table).values(rules).execute(tx.conn)?;
    let service = |code: &String| {
        (
            time_type_care_service::time_type_id.eq(it.id),
            time_type_care_service::code.eq(code.clone()),
        )
    };
    let services: Vec<_> = it.care_services.iter().map(service).collect();
    diesel::insert_into(time_type_care_service::table).values(services).execute(tx.conn).map(drop)
}

/// One of the granted unit's.
pub fn find<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: TimeTypeId,
) -> QueryResult<Option<TimeType>> {
    let found = load(tx.conn, id)?;
    Ok(found.filter(|it| Some(it.unit) == grant.unit()))
}

/// The same, and holds its row until the transaction ends.
pub fn lock<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: TimeTypeId,
) -> QueryResult<Option<TimeType>> {
    let row = t::table.find(id).select(t::id).for_no_key_update();
    let held: Option<TimeTypeId> = row.first(tx.conn).optional()?;
    match held {
        Some(id) => find(tx, grant, id),
        None => Ok(None),
    }
}

/// All of the granted unit's, by name.
pub fn list<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Vec<TimeType>> {
    of_unit(tx.conn, UnitId(grant.subject()))
}

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
