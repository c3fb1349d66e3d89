//! The SQL of slots. What is free is public; the unit's own view of its times takes a grant.

pub mod search;
pub mod template;

use chrono::{DateTime, Utc};
use diesel::{define_sql_function, prelude::*};

use super::{
    line::NewTime,
    policy::SlotOf,
    slot::{Slot, SlotStatus},
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::{SlotId, TimeTypeId, UnitId},
    page::Wanted,
    schema::{slot as s, time_type, unit},
    time_types::TimeBook,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = s, check_for_backend(diesel::pg::Pg))]
pub(super) struct Row {
    id: SlotId,
    unit_id: UnitId,
    time_type_id: TimeTypeId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seats: i16,
    taken: i16,
    status: SlotStatus,
    practitioner_hsa_id: Option<String>,
    practitioner_name: Option<String>,
    resource: Option<String>,
    alternative_address: Option<String>,
    external_id: Option<String>,
    version: i64,
}

impl From<Row> for Slot {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            unit: row.unit_id,
            time_type: row.time_type_id,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            seats: row.seats,
            taken: row.taken,
            status: row.status,
            practitioner: row.practitioner_hsa_id.zip(row.practitioner_name),
            resource: row.resource,
            alternative_address: row.alternative_address,
            external_id: row.external_id,
            version: row.version,
        }
    }
}

/// Holds the rows of those slots until the transaction ends, in the order that all lock them in.
/// For whoever takes or frees a seat.
pub fn lock(conn: &mut PgConnection, ids: &[SlotId]) -> QueryResult<Vec<Slot>> {
    let rows: Vec<Row> = s::table
        .filter(s::id.eq_any(ids))
        .order(s::id)
        .select(Row::as_select())
        .for_no_key_update()
        .load(conn)?;
    Ok(rows.into_iter().map(Slot::from).collect())
}

/// Takes note of the hold that a slot is booked with: whether none newer has been used before.
pub fn raise_fence(conn: &mut PgConnection, id: SlotId, token: i64) -> QueryResult<bool> {
    let slot = s::table.filter(s::id.eq(id).and(s::fence.lt(token)));
    diesel::update(slot).set(s::fence.eq(token)).execute(conn).map(|rows| rows == 1)
}

/// A slot without a lock.
pub fn load(conn: &mut PgConnection, id: SlotId) -> QueryResult<Option<Slot>> {
    let row: Option<Row> = s::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Slot::from))
}

pub fn find(tx: &mut Tx<'_>, id: SlotId) -> Result<Sealed<SlotOf>, Failure> {
    let row = s::table.inner_join(unit::table).filter(s::id.eq(id));
    let row: Option<(Row, Region)> =
        row.select((Row::as_select(), unit::region_code)).first(tx.conn).optional()?;
    let (row, region) = row.ok_or(Failure::Absent)?;
    let slot = Slot::from(row);
    let book = TimeBook { unit: slot.unit, region };
    Ok(Sealed::new(SlotOf { slot, book }))
}

/// The same, and holds its row until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: SlotId) -> Result<Sealed<SlotOf>, Failure> {
    lock(tx.conn, &[id])?;
    find(tx, id)
}

pub fn set_status<A: Action<On = SlotOf>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    status: SlotStatus,
) -> QueryResult<Slot> {
    let row: Row = diesel::update(s::table.find(grant.subject()))
        .set((s::status.eq(status), s::version.eq(s::version + 1), s::changed_at.eq(tx.now)))
        .returning(Row::as_returning())
        .get_result(tx.conn)?;
    Ok(row.into())
}

/// Which of a unit's times are listed.
#[derive(Debug, Clone)]
pub struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub time_type: Option<TimeTypeId>,
}

/// The granted unit's times, whatever their state, the earliest first.
pub fn list<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    span: &Span,
    wanted: &Wanted,
) -> QueryResult<Vec<Slot>> {
    let (at, id) = (s::starts_at, s::id);
    let mut query = s::table
        .filter(s::unit_id.eq(grant.subject()))
        .filter(at.ge(span.from).and(at.lt(span.to)))
        .limit(wanted.fetch())
        .into_boxed();
    if let Some(time_type) = span.time_type {
        query = query.filter(s::time_type_id.eq(time_type));
    }
    query = match wanted.from {
        None => query,
        Some(from) if from.back => {
            query.filter(at.lt(from.at).or(at.eq(from.at).and(id.lt(SlotId(from.id)))))
        }
        Some(from) => query.filter(at.gt(from.at).or(at.eq(from.at).and(id.gt(SlotId(from.id))))),
    };
    query = if wanted.goes_back() {
        query.order((at.desc(), id.desc()))
    } else {
        query.order((at.asc(), id.asc()))
    };
    let rows: Vec<Row> = query.select(Row::as_select()).load(tx.conn)?;
    Ok(rows.into_iter().map(Slot::from).collect())
}

/// The granted unit's time types by code.
pub fn types<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> QueryResult<Vec<(String, TimeTypeId)>> {
    time_type::table
        .filter(time_type::unit_id.eq(grant.subject()))
        .select((time_type::code, time_type::id))
        .load(tx.conn)
}

define_sql_function! {
    fn pg_advisory_xact_lock(key: diesel::sql_types::BigInt);
}

/// Waits until nobody else is making times at that unit: what overlaps is found before it is written.
pub fn take_turn<A: Action<On = TimeBook>>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<()> {
    let (_, low) = grant.subject().as_u64_pair();
    let turn = (low ^ 0x1177_5107_0000_0000).cast_signed();
    diesel::select(pg_advisory_xact_lock(turn)).execute(tx.conn).map(drop)
}

/// What new times may be in the way of: the granted unit's slots then, and those with such ids.
pub fn near<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    external_ids: &[&str],
) -> QueryResult<Vec<Slot>> {
    let own = s::unit_id.eq(grant.subject());
    // None lasts longer than a day.
    let earliest = from - chrono::TimeDelta::hours(24);
    let then = s::starts_at.ge(earliest).and(s::starts_at.lt(to));
    let rows: Vec<Row> =
        s::table.filter(own).filter(then).select(Row::as_select()).load(tx.conn)?;
    let mut all: Vec<Slot> = rows.into_iter().map(Slot::from).collect();
    let elsewhere = s::starts_at.lt(earliest).or(s::starts_at.ge(to));
    if !external_ids.is_empty() {
        let rows: Vec<Row> = s::table
            .filter(own)
            .filter(s::external_id.eq_any(external_ids))
            .filter(elsewhere)
            .select(Row::as_select())
            .load(tx.conn)?;
        all.extend(rows.into_iter().map(Slot::from));
    }
    Ok(all)
}

/// Rows in one statement: Postgres takes 65,535 parameters.
const CHUNK: usize = 2_000;

/// Makes times that nothing is in the way of. The ids, in their order.
pub fn insert<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    fresh: &[NewTime],
) -> QueryResult<Vec<SlotId>> {
    let unit = UnitId(grant.subject());
    let mut made = Vec::with_capacity(fresh.len());
    for chunk in fresh.chunks(CHUNK) {
        let ids: Vec<SlotId> = chunk.iter().map(|_| SlotId::new()).collect();
        let rows: Vec<_> =
            chunk.iter().zip(&ids).map(|(time, id)| row(*id, unit, time, tx.now)).collect();
        diesel::insert_into(s::table).values(rows).execute(tx.conn)?;
        made.extend(ids);
    }
    Ok(made)
}

#[derive(Insertable)]
#[diesel(table_name = s)]
struct NewRow<'a> {
    id: SlotId,
    unit_id: UnitId,
    time_type_id: TimeTypeId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seats: i16,
    status: SlotStatus,
    practitioner_hsa_id: Option<&'a str>,
    practitioner_name: Option<&'a str>,
    resource: Option<&'a str>,
    alternative_address: Option<&'a str>,
    external_id: Option<&'a str>,
    changed_at: DateTime<Utc>,
}

fn row(id: SlotId, unit: UnitId, time: &NewTime, now: DateTime<Utc>) -> NewRow<'_> {
    NewRow {
        id,
        unit_id: unit,
        time_type_id: time.time_type,
        starts_at: time.starts_at,
        ends_at: time.ends_at,
        seats: time.seats,
        status: time.status,
        practitioner_hsa_id: time.practitioner.as_ref().map(|(hsa_id, _)| hsa_id.as_str()),
        practitioner_name: time.practitioner.as_ref().map(|(_, name)| name.as_str()),
        resource: time.resource.as_deref(),
        alternative_address: time.alternative_address.as_deref(),
        external_id: time.external_id.as_deref(),
        changed_at: now,
    }
}

/// The one that this very transaction made.
pub fn made<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, id: SlotId) -> QueryResult<Slot> {
    let row: Row = s::table.find(id).select(Row::as_select()).first(tx.conn)?;
    Ok(row.into())
}

/// Whether the database found that a time is in the way of another.
pub fn is_in_the_way(error: &diesel::result::Error) -> bool {
    let diesel::result::Error::DatabaseError(_, info) = error else { return false };
    let constraint = info.constraint_name().unwrap_or_default();
    ["slot_one_at_a_time", "slot_unit_id_external_id_key"].contains(&constraint)
}
