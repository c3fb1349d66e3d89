//! The SQL of waiting lists.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::{QueryableByName, define_sql_function, prelude::*, sql_query, sql_types};

use super::{
    entry::{Entry, EntryStatus, Wish},
    policy::Person,
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    bookings::BookingStatus,
    db::Tx,
    id::{BookingId, ResidentId, SlotId, TimeTypeId, UnitId, WaitingListEntryId},
    schema::{booking, resident, unit, waiting_list_entry as e, waiting_list_offer as o},
    time_types::{self, TimeType},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = e, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: WaitingListEntryId,
    resident_id: ResidentId,
    unit_id: UnitId,
    time_type_id: TimeTypeId,
    from_day: NaiveDate,
    through_day: NaiveDate,
    earliest: Option<NaiveTime>,
    latest: Option<NaiveTime>,
    status: EntryStatus,
    booking_id: Option<BookingId>,
    joined_at: DateTime<Utc>,
    version: i64,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let Row { from_day, through_day, earliest, latest, .. } = row;
        Self {
            id: row.id,
            resident: row.resident_id,
            unit: row.unit_id,
            time_type: row.time_type_id,
            wish: Wish { from_day, through_day, earliest, latest },
            status: row.status,
            booking: row.booking_id,
            joined_at: row.joined_at,
            version: row.version,
        }
    }
}

/// A resident's lines, to be sealed with what is to be done.
pub fn person(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Option<Sealed<Person>>> {
    let known = resident::table.find(id).select(resident::id).first::<ResidentId>(tx.conn);
    Ok(known.optional()?.map(|id| Sealed::new(Person(id))))
}

/// A place in line, and its row held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: WaitingListEntryId) -> QueryResult<Option<Sealed<Entry>>> {
    let row = e::table.find(id).select(Row::as_select()).for_no_key_update();
    let row: Option<Row> = row.first(tx.conn).optional()?;
    Ok(row.map(|row| Sealed::new(row.into())))
}

/// The same without holding it.
pub fn find(tx: &mut Tx<'_>, id: WaitingListEntryId) -> QueryResult<Option<Sealed<Entry>>> {
    let row: Option<Row> = e::table.find(id).select(Row::as_select()).first(tx.conn).optional()?;
    Ok(row.map(|row| Sealed::new(row.into())))
}

/// As many as one person sees.
const SHOWN: i64 = 100;

/// The granted person's places, the latest first.
pub fn list<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Vec<Entry>> {
    let rows: Vec<Row> = e::table
        .filter(e::resident_id.eq(grant.subject()))
        .order((e::joined_at.desc(), e::id.desc()))
        .limit(SHOWN)
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// How many wait before that one.
pub fn before<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, it: &Entry) -> QueryResult<i64> {
    let earlier =
        e::joined_at.lt(it.joined_at).or(e::joined_at.eq(it.joined_at).and(e::id.lt(it.id)));
    e::table
        .filter(e::time_type_id.eq(it.time_type))
        .filter(e::status.eq(EntryStatus::Waiting))
        .filter(earlier)
        .count()
        .get_result(tx.conn)
}

define_sql_function! {
    fn pg_advisory_xact_lock(key: diesel::sql_types::BigInt);
}

/// How many lines the granted person stands in; nobody else adds one until the transaction ends.
pub fn standing<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<i64> {
    let (_, low) = grant.subject().as_u64_pair();
    let turn = (low ^ 0x1177_3a17_0000_0000).cast_signed();
    diesel::select(pg_advisory_xact_lock(turn)).execute(tx.conn)?;
    e::table
        .filter(e::resident_id.eq(grant.subject()))
        .filter(e::status.eq_any([EntryStatus::Waiting, EntryStatus::Offered]))
        .count()
        .get_result(tx.conn)
}

/// What one would wait for, with the unit's region, where anyone may know of it.
pub fn wanted<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: TimeTypeId,
) -> QueryResult<Option<(TimeType, Region)>> {
    let Some(time_type) = time_types::load(tx.conn, id)? else { return Ok(None) };
    if !time_types::is_shown(tx.conn, time_type.unit)? {
        return Ok(None);
    }
    let region = unit::table.find(time_type.unit).select(unit::region_code).first(tx.conn)?;
    Ok(Some((time_type, region)))
}

/// Whether the person did not stand in that line already.
pub fn insert<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, it: &Entry) -> QueryResult<bool> {
    let rows = diesel::insert_into(e::table)
        .values((
            e::id.eq(it.id),
            e::resident_id.eq(it.resident),
            e::unit_id.eq(it.unit),
            e::time_type_id.eq(it.time_type),
            (
                e::from_day.eq(it.wish.from_day),
                e::through_day.eq(it.wish.through_day),
                e::earliest.eq(it.wish.earliest),
                e::latest.eq(it.wish.latest),
            ),
            e::status.eq(it.status),
            e::joined_at.eq(it.joined_at),
            e::changed_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(rows == 1)
}

/// Sets how a place stands that is held.
pub fn set<A: Action<On = Entry>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    status: EntryStatus,
    booking: Option<BookingId>,
) -> QueryResult<()> {
    diesel::update(e::table.find(WaitingListEntryId(grant.subject())))
        .set((
            e::status.eq(status),
            e::booking_id.eq(booking),
            e::version.eq(e::version + 1),
            e::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Remembers that a time was offered, or that the person was passed over.
pub fn remember<A: Action<On = Entry>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    slot: SlotId,
    booking: Option<BookingId>,
) -> QueryResult<()> {
    diesel::insert_into(o::table)
        .values((
            o::entry_id.eq(grant.subject()),
            o::slot_id.eq(slot),
            o::booking_id.eq(booking),
            o::made_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(drop)
}

/// How many coming times of that type the person has, the one just proposed among them.
pub fn coming<A: Action<On = Entry>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    it: &Entry,
) -> QueryResult<i64> {
    booking::table
        .filter(booking::resident_id.eq(it.resident))
        .filter(booking::time_type_id.eq(it.time_type))
        .filter(booking::starts_at.ge(tx.now))
        .filter(booking::status.eq_any(BookingStatus::COMING))
        .count()
        .get_result(tx.conn)
}

/// A free time, and who is next in line for it.
#[derive(Debug, Clone, Copy, QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Match {
    #[diesel(sql_type = sql_types::Uuid)]
    pub entry: WaitingListEntryId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub slot: SlotId,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub starts_at: DateTime<Utc>,
    /// In minutes.
    #[diesel(sql_type = sql_types::Integer)]
    pub cut_off: i32,
}

/// For each who waits, first come first: the earliest free time that would do and was not offered to
/// them before. Who has an offer to answer gets no other meanwhile.
const MATCHES: &str = "
    select entry.id as entry, near.id as slot, near.starts_at,
        time_type.book_cut_off_minutes as cut_off
    from waiting_list_entry entry join time_type on time_type.id = entry.time_type_id
    cross join lateral (
        select slot.id, slot.starts_at from slot
        where slot.time_type_id = entry.time_type_id and slot.status = 'published'
            and slot.taken < slot.seats
            and slot.starts_at > $1 + make_interval(mins => time_type.book_cut_off_minutes)
            and slot.starts_at >= entry.from_day::timestamp at time zone 'Europe/Stockholm'
            and slot.starts_at < (entry.through_day + 1)::timestamp at time zone 'Europe/Stockholm'
            and (entry.earliest is null
                or (slot.starts_at at time zone 'Europe/Stockholm')::time >= entry.earliest)
            and (entry.latest is null
                or (slot.starts_at at time zone 'Europe/Stockholm')::time <= entry.latest)
            and not exists (select from waiting_list_offer tried
                where tried.entry_id = entry.id and tried.slot_id = slot.id)
        order by slot.starts_at, slot.id limit 1) near
    where entry.status = 'waiting' and time_type.active and time_type.takes_bookings
        and not time_type.hidden
        and not exists (select from waiting_list_entry other
            where other.resident_id = entry.resident_id and other.status = 'offered')
    order by entry.joined_at, entry.id limit $2";

pub fn matches(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<Match>> {
    sql_query(MATCHES)
        .bind::<sql_types::Timestamptz, _>(tx.now)
        .bind::<sql_types::BigInt, _>(most)
        .load(tx.conn)
}

/// Offers whose proposal stands otherwise by now.
pub fn answered(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<WaitingListEntryId>> {
    e::table
        .inner_join(booking::table.on(e::booking_id.eq(booking::id.nullable())))
        .filter(e::status.eq(EntryStatus::Offered))
        .filter(booking::status.ne(BookingStatus::Preliminary))
        .order(e::id)
        .limit(most)
        .select(e::id)
        .load(tx.conn)
}

/// How the granted place's proposal stands.
pub fn answer<A: Action<On = Entry>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: BookingId,
) -> QueryResult<BookingStatus> {
    booking::table.find(id).select(booking::status).first(tx.conn)
}

/// Those who wait for days that have passed.
pub fn over(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<WaitingListEntryId>> {
    e::table
        .filter(e::status.eq(EntryStatus::Waiting).and(e::through_day.lt(tx.today)))
        .order(e::id)
        .limit(most)
        .select(e::id)
        .load(tx.conn)
}
