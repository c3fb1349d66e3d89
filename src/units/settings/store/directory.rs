//! The SQL of what the directory says of units, and of a region's units.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::{prelude::*, sql_types::Bool};

use super::super::{
    super::{
        availability::UnitStatus,
        policy::{Activate, AnnounceClosing, RefreshUnit},
    },
    policy::{CreateUnit, ListRegionUnits},
};
use crate::{
    access::{Grant, Region},
    db::Tx,
    directory::UnitEntry,
    id::{CaseTypeId, UnitId},
    page::Wanted,
    schema::{case_type, opening_hours, related_unit, unit, unit_case_type},
};

/// What the directory has said of a unit: its part of the row.
#[derive(Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = unit, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
struct Said {
    name: String,
    region_code: Region,
    municipality_code: String,
    care_form: String,
    visit_address: String,
    phone: String,
    about: String,
    temporary_information: Option<String>,
    place: Option<String>,
    content_owner: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl From<&UnitEntry> for Said {
    fn from(entry: &UnitEntry) -> Self {
        let (latitude, longitude) = entry.latitude.zip(entry.longitude).unzip();
        Self {
            name: entry.name.clone(),
            region_code: entry.county_code.clone(),
            municipality_code: entry.municipality_code.clone(),
            care_form: entry.care_form.clone(),
            visit_address: entry.visit_address.clone(),
            phone: entry.phone.clone(),
            about: entry.about.clone(),
            temporary_information: entry.temporary_information.clone(),
            place: entry.place.clone(),
            content_owner: entry.content_owner.clone(),
            latitude,
            longitude,
        }
    }
}

pub fn id_of(tx: &mut Tx<'_>, hsa_id: &str) -> QueryResult<Option<UnitId>> {
    unit::table.filter(unit::hsa_id.eq(hsa_id)).select(unit::id).first(tx.conn).optional()
}

/// Enters a unit that is not in use yet; none when somebody was faster.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<CreateUnit>,
    entry: &UnitEntry,
    hours: i32,
) -> QueryResult<Option<UnitId>> {
    let made: Option<UnitId> = diesel::insert_into(unit::table)
        .values((
            unit::id.eq(UnitId::new()),
            unit::hsa_id.eq(entry.hsa_id.trim().to_uppercase()),
            unit::status.eq(UnitStatus::Inactive),
            unit::directory_fetched_at.eq(tx.now),
            unit::directory_due_at.eq(due_after(tx.now, hours)),
            unit::changed_at.eq(tx.now),
            Said::from(entry),
        ))
        .on_conflict_do_nothing()
        .returning(unit::id)
        .get_result(tx.conn)
        .optional()?;
    if let Some(id) = made {
        write_lists(tx.conn, id, entry)?;
    }
    Ok(made)
}

/// Writes down what the directory says now of the granted unit.
pub fn refresh(
    tx: &mut Tx<'_>,
    grant: &Grant<RefreshUnit>,
    entry: &UnitEntry,
    hours: i32,
) -> QueryResult<()> {
    write(tx.conn, UnitId(grant.subject()), entry, tx.now, hours)
}

/// The same for the worker. The unit's version moves only when something has changed. A card that loses
/// its coordinates is shown no more.
pub fn write(
    conn: &mut PgConnection,
    id: UnitId,
    entry: &UnitEntry,
    now: DateTime<Utc>,
    hours: i32,
) -> QueryResult<()> {
    let before: Said = unit::table.find(id).select(Said::as_select()).for_update().first(conn)?;
    let said = Said::from(entry);
    if before != said {
        let has_place = said.latitude.is_some().into_sql::<Bool>();
        diesel::update(unit::table.find(id))
            .set((
                said,
                unit::shown.eq(unit::shown.and(has_place)),
                unit::version.eq(unit::version + 1),
                unit::changed_at.eq(now),
            ))
            .execute(conn)?;
    }
    write_lists(conn, id, entry)?;
    diesel::update(unit::table.find(id))
        .set((unit::directory_fetched_at.eq(now), unit::directory_due_at.eq(due_after(now, hours))))
        .execute(conn)
        .map(drop)
}

fn due_after(now: DateTime<Utc>, hours: i32) -> DateTime<Utc> {
    now + TimeDelta::hours(hours.into())
}

/// Opening hours and related units stand in the directory alone (B-43).
fn write_lists(conn: &mut PgConnection, id: UnitId, entry: &UnitEntry) -> QueryResult<()> {
    diesel::delete(opening_hours::table.filter(opening_hours::unit_id.eq(id))).execute(conn)?;
    let hours: Vec<_> = entry
        .opening_hours
        .iter()
        .map(|hours| {
            (
                opening_hours::unit_id.eq(id),
                opening_hours::weekday.eq(hours.weekday),
                opening_hours::opens.eq(hours.opens),
                opening_hours::closes.eq(hours.closes),
            )
        })
        .collect();
    diesel::insert_into(opening_hours::table)
        .values(hours)
        .on_conflict_do_nothing()
        .execute(conn)?;
    diesel::delete(related_unit::table.filter(related_unit::unit_id.eq(id))).execute(conn)?;
    let related: Vec<_> = entry
        .related_units
        .iter()
        .filter_map(|hsa_id| crate::identity::hsa_id(hsa_id))
        .map(|hsa_id| (related_unit::unit_id.eq(id), related_unit::hsa_id.eq(hsa_id)))
        .collect();
    diesel::insert_into(related_unit::table)
        .values(related)
        .on_conflict_do_nothing()
        .execute(conn)
        .map(drop)
}

/// Takes some units whose time has come, until `leased_until`. Other workers pass over them.
pub fn claim(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    leased_until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<(UnitId, String)>> {
    let due = unit::directory_due_at.is_null().or(unit::directory_due_at.le(now));
    let rows: Vec<(UnitId, String)> = unit::table
        .filter(due)
        .filter(unit::status.ne(UnitStatus::Closed))
        .order(unit::directory_due_at.asc().nulls_first())
        .limit(limit)
        .select((unit::id, unit::hsa_id))
        .for_update()
        .skip_locked()
        .load(conn)?;
    let ids: Vec<UnitId> = rows.iter().map(|(id, _)| *id).collect();
    diesel::update(unit::table.filter(unit::id.eq_any(ids)))
        .set(unit::directory_due_at.eq(leased_until))
        .execute(conn)?;
    Ok(rows)
}

/// One the directory does not know is asked for again in due time; what it said last stays.
pub fn not_there(
    conn: &mut PgConnection,
    id: UnitId,
    now: DateTime<Utc>,
    hours: i32,
) -> QueryResult<()> {
    diesel::update(unit::table.find(id))
        .set(unit::directory_due_at.eq(due_after(now, hours)))
        .execute(conn)
        .map(drop)
}

/// A unit as its region sees it.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(diesel::pg::Pg))]
pub struct RegionUnitRow {
    pub id: UnitId,
    pub hsa_id: String,
    pub name: String,
    pub municipality_code: String,
    pub status: UnitStatus,
    pub closes_on: Option<NaiveDate>,
    pub directory_fetched_at: Option<DateTime<Utc>>,
}

/// The region's units with that status, or all, the last added first.
pub fn of_region(
    tx: &mut Tx<'_>,
    _: &Grant<ListRegionUnits>,
    region: &str,
    status: Option<UnitStatus>,
    wanted: &Wanted,
) -> QueryResult<Vec<RegionUnitRow>> {
    let mut query =
        unit::table.filter(unit::region_code.eq(region)).limit(wanted.fetch()).into_boxed();
    if let Some(status) = status {
        query = query.filter(unit::status.eq(status));
    }
    query = match wanted.from {
        None => query,
        Some(from) if from.back => query.filter(unit::id.gt(UnitId(from.id))),
        Some(from) => query.filter(unit::id.lt(UnitId(from.id))),
    };
    query =
        if wanted.goes_back() { query.order(unit::id.asc()) } else { query.order(unit::id.desc()) };
    query.select(RegionUnitRow::as_select()).load(tx.conn)
}

/// The central case types that the region may hand out: the nation's and its own, published.
pub fn central_types(
    tx: &mut Tx<'_>,
    _: &Grant<Activate>,
    region: &str,
) -> QueryResult<Vec<CaseTypeId>> {
    let own = case_type::owner_region_code;
    case_type::table
        .filter(case_type::owner_unit_id.is_null())
        .filter(own.is_null().or(own.eq(region)))
        .filter(case_type::status.eq("published"))
        .order(case_type::name)
        .select(case_type::id)
        .load(tx.conn)
}

/// Hands case types out to the unit: it activates them itself. What it has already stays as it is.
pub fn hand_out(tx: &mut Tx<'_>, grant: &Grant<Activate>, types: &[CaseTypeId]) -> QueryResult<()> {
    let rows: Vec<_> = (0i16..)
        .zip(types)
        .map(|(number, id)| {
            (
                unit_case_type::unit_id.eq(grant.subject()),
                unit_case_type::case_type_id.eq(*id),
                unit_case_type::active.eq(false),
                unit_case_type::sort_order.eq(number),
                unit_case_type::handed_out_at.eq(tx.now),
                unit_case_type::handed_out_by.eq(tx.actor().uuid()),
            )
        })
        .collect();
    diesel::insert_into(unit_case_type::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(drop)
}

/// Takes the granted unit into use, with a card that anyone finds if it has what that takes.
pub fn activate(tx: &mut Tx<'_>, grant: &Grant<Activate>) -> QueryResult<()> {
    diesel::update(unit::table.find(grant.subject()))
        .set((
            unit::status.eq(UnitStatus::Active),
            unit::shown.eq(unit::latitude.is_not_null()),
            unit::version.eq(unit::version + 1),
            unit::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Announces the granted unit's last day. Nothing new comes in from now on.
pub fn announce(
    tx: &mut Tx<'_>,
    grant: &Grant<AnnounceClosing>,
    closes_on: NaiveDate,
) -> QueryResult<()> {
    diesel::update(unit::table.find(grant.subject()))
        .set((
            unit::status.eq(UnitStatus::Closing),
            unit::closes_on.eq(closes_on),
            unit::version.eq(unit::version + 1),
            unit::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}
