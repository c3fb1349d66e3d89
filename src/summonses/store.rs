//! The SQL of summonses and their letters. A summons is locked last: slots, bookings, summonses.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, not},
    pg::Pg,
    prelude::*,
};

use super::{
    policy::{Letter, ListLetters, ListOwnSummonses, ListUnitSummonses, SendLetter},
    summons::{Summons, SummonsKind, SummonsStatus, Time},
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    id::{BookingId, ResidentId, SummonsId, UnitId},
    page::Wanted,
    programmes::{AtUnit, Programme},
    retention::keyset,
    schema::{booking, log_in_lock, resident, summons as s, summons_letter as l, unit},
    units::ResidentRow,
};

/// What a booking is that stands or has taken place.
const KEPT: [&str; 5] = ["preliminary", "confirmed", "arrived", "fulfilled", "no-show"];
/// Those that the resident may still follow or answer.
const OPEN: [&str; 4] = ["created", "delivered", "opened", "open-again"];

type Facts = (SummonsId, SummonsKind, ResidentId, String, Option<Programme>, NaiveDate);
type Life = (SummonsStatus, bool, Option<String>, DateTime<Utc>, i64);
type Times = (Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
type Sender = (UnitId, String, String, Region);
type Row = (Facts, Life, Times, Sender);

#[diesel::dsl::auto_type]
fn whole() -> _ {
    let facts =
        (s::id, s::kind, s::resident_id, s::time_type_code, s::programme_code, s::valid_through);
    let life = (s::status, s::paper_copy, s::information, s::made_at, s::version);
    let times = (s::opened_at, s::ended_at, s::digital_at);
    let sender = (unit::id, unit::hsa_id, unit::name, unit::region_code);
    s::table.inner_join(unit::table).select((facts, life, times, sender))
}

fn summons((facts, life, times, sender): Row) -> Summons {
    let (id, kind, resident, time_type_code, programme, valid_through) = facts;
    let (status, paper_copy, information, made_at, version) = life;
    let (opened_at, ended_at, digital_at) = times;
    let (unit, unit_hsa_id, unit_name, region) = sender;
    Summons {
        id,
        kind,
        resident,
        unit,
        unit_hsa_id,
        unit_name,
        region,
        time_type_code,
        programme,
        valid_through,
        status,
        paper_copy,
        information,
        made_at,
        opened_at,
        ended_at,
        digital_at,
        version,
        time: None,
    }
}

/// The same with the times that they have.
fn with_times(tx: &mut Tx<'_>, rows: Vec<Row>) -> QueryResult<Vec<Summons>> {
    let all: Vec<Summons> = rows.into_iter().map(summons).collect();
    let ids: Vec<SummonsId> = all.iter().map(|it| it.id).collect();
    let kept: Vec<(Option<SummonsId>, BookingId, DateTime<Utc>)> = booking::table
        .filter(booking::summons_id.eq_any(ids))
        .filter(booking::status.eq_any(KEPT))
        .order(booking::starts_at)
        .select((booking::summons_id, booking::id, booking::starts_at))
        .load(tx.conn)?;
    // Of several the latest.
    let times: HashMap<SummonsId, Time> = kept
        .into_iter()
        .filter_map(|(id, booking, starts_at)| Some((id?, Time { booking, starts_at })))
        .collect();
    Ok(all.into_iter().map(|it| Summons { time: times.get(&it.id).copied(), ..it }).collect())
}

/// A summons, sealed.
pub fn find(tx: &mut Tx<'_>, id: SummonsId) -> QueryResult<Option<Sealed<Summons>>> {
    let row: Option<Row> = whole().filter(s::id.eq(id)).first(tx.conn).optional()?;
    Ok(with_times(tx, row.into_iter().collect())?.pop().map(Sealed::new))
}

/// The same, and holds its row until the transaction ends. What it has for a time is read when it is held.
pub fn lock(tx: &mut Tx<'_>, id: SummonsId) -> QueryResult<Option<Sealed<Summons>>> {
    let held: Option<SummonsId> =
        s::table.find(id).select(s::id).for_no_key_update().first(tx.conn).optional()?;
    match held {
        Some(id) => find(tx, id),
        None => Ok(None),
    }
}

/// A summons to write.
pub struct NewRow<'a> {
    pub kind: SummonsKind,
    pub resident: ResidentId,
    pub time_type_code: &'a str,
    pub programme: Option<Programme>,
    pub valid_through: NaiveDate,
    pub paper_copy: bool,
    pub information: Option<&'a str>,
}

/// Writes a summons of the granted unit's; none when there is an open one for the same thing.
pub fn insert<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    new: &NewRow<'_>,
) -> QueryResult<Option<SummonsId>> {
    diesel::insert_into(s::table)
        .values((
            s::id.eq(SummonsId::new()),
            s::kind.eq(new.kind),
            s::resident_id.eq(new.resident),
            s::unit_id.eq(grant.unit().map(|unit| unit.0).unwrap_or_default()),
            s::time_type_code.eq(new.time_type_code),
            s::programme_code.eq(new.programme),
            s::valid_through.eq(new.valid_through),
            s::status.eq(SummonsStatus::Created),
            s::paper_copy.eq(new.paper_copy),
            s::information.eq(new.information),
            s::made_by.eq(tx.actor().uuid()),
            s::made_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(s::id)
        .get_result(tx.conn)
        .optional()
}

/// What was just made under that grant.
pub fn made<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, id: SummonsId) -> QueryResult<Summons> {
    let row: Row = whole().filter(s::id.eq(id)).first(tx.conn)?;
    with_times(tx, vec![row])?.pop().ok_or(diesel::result::Error::NotFound)
}

/// Whether the person has a summons of the granted unit's for the same thing that can be followed again.
pub fn is_open_again<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    (resident, code): (ResidentId, &str),
) -> QueryResult<bool> {
    let again = s::table
        .filter(s::resident_id.eq(resident))
        .filter(s::unit_id.eq(grant.unit().map(|unit| unit.0).unwrap_or_default()))
        .filter(s::time_type_code.eq(code))
        .filter(s::status.eq(SummonsStatus::OpenAgain));
    diesel::select(exists(again)).get_result(tx.conn)
}

/// It is in the inbox.
pub fn delivered(tx: &mut Tx<'_>, id: SummonsId, status: SummonsStatus) -> QueryResult<()> {
    diesel::update(s::table.find(id))
        .set((s::digital_at.eq(tx.now), s::status.eq(status)))
        .execute(tx.conn)
        .map(drop)
}

/// Writes what the granted summons has become.
pub fn advance<A: Action<On = Summons>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    after: &Summons,
) -> QueryResult<()> {
    let id = SummonsId(grant.subject());
    diesel::update(s::table.find(id))
        .set((
            s::status.eq(after.status),
            s::opened_at.eq(after.opened_at),
            s::ended_at.eq(after.ended_at),
            s::digital_at.eq(after.digital_at),
            s::version.eq(s::version + 1),
        ))
        .execute(tx.conn)?;
    if after.status.is_over() {
        // What is over goes no further by post.
        diesel::update(l::table.find(id).filter(l::status.eq("waiting")))
            .set(l::status.eq("stopped"))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The granted unit's summonses, newest first.
pub fn of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListUnitSummonses>,
    status: Option<SummonsStatus>,
    wanted: &Wanted,
) -> QueryResult<Vec<Summons>> {
    let mut query = whole().filter(s::unit_id.eq(UnitId(grant.subject()))).into_boxed();
    if let Some(status) = status {
        query = query.filter(s::status.eq(status));
    }
    let rows: Vec<Row> = keyset!(query, wanted, s::made_at, s::id).load(tx.conn)?;
    with_times(tx, rows)
}

/// The granted resident's summonses, newest first.
pub fn of_resident(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOwnSummonses>,
    wanted: &Wanted,
) -> QueryResult<Vec<Summons>> {
    let query = whole().filter(s::resident_id.eq(ResidentId(grant.subject()))).into_boxed();
    let rows: Vec<Row> = keyset!(query, wanted, s::made_at, s::id).load(tx.conn)?;
    with_times(tx, rows)
}

/// Those people, as staff see them.
pub fn people(tx: &mut Tx<'_>, of: &[ResidentId]) -> QueryResult<HashMap<ResidentId, ResidentRow>> {
    let rows: Vec<ResidentRow> = resident::table
        .filter(resident::id.eq_any(of))
        .select(ResidentRow::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub fn birth_date(tx: &mut Tx<'_>, of: ResidentId) -> QueryResult<NaiveDate> {
    resident::table.find(of).select(resident::birth_date).first(tx.conn)
}

/// Puts the summons in the queue to the post.
pub fn queue_letter<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: SummonsId,
    due_at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(l::table)
        .values((
            l::summons_id.eq(id),
            l::unit_id.eq(grant.unit().map(|unit| unit.0).unwrap_or_default()),
            l::due_at.eq(due_at),
            l::status.eq("waiting"),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// A letter in the queue.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = l, check_for_backend(Pg))]
pub struct LetterRow {
    pub summons_id: SummonsId,
    pub unit_id: UnitId,
    pub due_at: DateTime<Utc>,
    pub status: String,
    pub sent_at: Option<DateTime<Utc>>,
}

/// The granted unit's letters that are to be put in the post by now, the latest first.
pub fn letters(
    tx: &mut Tx<'_>,
    grant: &Grant<ListLetters>,
    wanted: &Wanted,
) -> QueryResult<Vec<(LetterRow, ResidentRow)>> {
    let query = l::table
        .inner_join(s::table)
        .inner_join(resident::table.on(resident::id.eq(s::resident_id)))
        .filter(l::unit_id.eq(grant.subject()))
        .filter(l::status.eq("waiting"))
        .filter(l::due_at.le(tx.now))
        .filter(resident::deceased_on.is_null())
        .into_boxed();
    keyset!(query, wanted, l::due_at, l::summons_id)
        .select((LetterRow::as_select(), ResidentRow::as_select()))
        .load(tx.conn)
}

/// A letter, sealed, and its row; held when it is to be changed.
pub fn letter(
    tx: &mut Tx<'_>,
    (at, id): (UnitId, SummonsId),
    hold: bool,
) -> QueryResult<Option<(Sealed<Letter>, LetterRow)>> {
    let own = l::table.find(id).filter(l::unit_id.eq(at)).select(LetterRow::as_select());
    let row: Option<LetterRow> = match hold {
        true => own.for_no_key_update().first(tx.conn).optional()?,
        false => own.first(tx.conn).optional()?,
    };
    let Some(row) = row else { return Ok(None) };
    let (resident, region): (ResidentId, Region) = s::table
        .inner_join(unit::table)
        .filter(s::id.eq(id))
        .select((s::resident_id, unit::region_code))
        .first(tx.conn)?;
    Ok(Some((Sealed::new(Letter { summons: id, unit: at, region, resident }), row)))
}

/// The summons of a granted letter, with its person.
pub fn of_letter<A: Action<On = Letter>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> QueryResult<(Summons, ResidentRow)> {
    let row: Row = whole().filter(s::id.eq(SummonsId(grant.subject()))).first(tx.conn)?;
    let summons = with_times(tx, vec![row])?.pop().ok_or(diesel::result::Error::NotFound)?;
    let person = resident::table.find(summons.resident).select(ResidentRow::as_select());
    Ok((summons, person.first(tx.conn)?))
}

/// The granted letter is in the post.
pub fn send_letter(tx: &mut Tx<'_>, grant: &Grant<SendLetter>) -> QueryResult<()> {
    let id = SummonsId(grant.subject());
    diesel::update(l::table.find(id))
        .set((l::status.eq("sent"), l::sent_at.eq(tx.now), l::sent_by.eq(tx.actor().uuid())))
        .execute(tx.conn)?;
    // Whoever has it on paper has been summoned.
    let created = s::table.find(id).filter(s::status.eq(SummonsStatus::Created));
    diesel::update(created)
        .set((s::status.eq(SummonsStatus::Delivered), s::version.eq(s::version + 1)))
        .execute(tx.conn)
        .map(drop)
}

/// Those whose last day has passed, or whose person has died, and that have no time.
pub fn over(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<SummonsId>> {
    let over = s::valid_through.lt(tx.today).or(resident::deceased_on.is_not_null());
    let kept = booking::table
        .filter(booking::summons_id.eq(s::id.nullable()))
        .filter(booking::status.eq_any(KEPT));
    s::table
        .inner_join(resident::table)
        .filter(s::status.eq_any(OPEN))
        .filter(over)
        .filter(not(exists(kept)))
        .order(s::valid_through)
        .limit(most)
        .select(s::id)
        .load(tx.conn)
}

/// Those whose time has begun, and that nobody has marked as booked.
pub fn begun(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<SummonsId>> {
    let begun = booking::table
        .filter(booking::summons_id.eq(s::id.nullable()))
        .filter(booking::status.eq_any(["confirmed", "arrived", "fulfilled", "no-show"]))
        .filter(booking::starts_at.le(tx.now));
    s::table
        .filter(s::status.eq_any(["created", "delivered", "opened"]))
        .filter(exists(begun))
        .limit(most)
        .select(s::id)
        .load(tx.conn)
}

/// Those that are not in the inbox yet, of people who can sign in to read it now.
pub fn held(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<SummonsId>> {
    let locked = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    s::table
        .inner_join(resident::table)
        .filter(s::digital_at.is_null())
        .filter(s::status.eq_any(OPEN))
        .filter(s::valid_through.ge(tx.today))
        .filter(resident::terms_version.is_not_null())
        .filter(resident::number_kind.eq("personnummer"))
        .filter(resident::deceased_on.is_null())
        .filter(not(exists(locked)))
        .limit(most)
        .select(s::id)
        .load(tx.conn)
}

/// Whether the granted unit is in use.
pub fn is_in_use<A: Action<On = AtUnit>>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<bool> {
    let active = unit::table.find(grant.subject()).filter(unit::status.eq("active"));
    diesel::select(exists(active)).get_result(tx.conn)
}
