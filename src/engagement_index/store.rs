//! The SQL of what the index has been told. Bookings and what they rest on are only read.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{prelude::*, sql_query, sql_types as sql};
use serde_json::Value;

use super::entry::{Facts, Key};
use crate::{
    bookings::BookingStatus,
    id::{BookingId, ResidentId, UnitId},
    identity::NumberKind,
    schema::engagement_index_entry as e,
};

/// A row that is its claimer's alone until it is settled, or the lease ends. Personal data: no `Debug`, no log.
pub struct Claimed {
    pub claim: i64,
    pub version: i64,
    pub attempts: i32,
    /// The keys that the index may hold.
    pub held: Vec<Key>,
    /// The content that it surely holds under the only key.
    pub told: Option<DateTime<Utc>>,
    pub facts: Facts,
}

/// Claims what is due and reads how its bookings stand. They are read by a statement of its own, begun when the rows were
/// held: what was committed before is seen, and whoever commits later finds the row held and counts its version up.
pub fn claim(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> QueryResult<Vec<Claimed>> {
    let due: Vec<BookingId> = e::table
        .filter(e::due_at.le(now))
        .filter(e::claimed_until.is_null().or(e::claimed_until.le(now)))
        .order(e::due_at)
        .limit(most)
        .select(e::booking_id)
        .for_update()
        .skip_locked()
        .load(conn)?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    diesel::update(e::table.filter(e::booking_id.eq_any(&due)))
        .set((
            e::claimed_until.eq(until),
            e::claim.eq(e::claim + 1),
            e::attempts.eq(e::attempts + 1),
        ))
        .execute(conn)?;
    let ids: Vec<_> = due.iter().map(|id| id.0).collect();
    let rows: Vec<Row> = sql_query(CLAIMED).bind::<sql::Array<sql::Uuid>, _>(ids).load(conn)?;
    let read: Vec<BookingId> = rows.iter().map(|row| row.booking_id).collect();
    let skipped: Vec<BookingId> = due.into_iter().filter(|id| !read.contains(id)).collect();
    give_back(conn, &skipped, now)?;
    rows.into_iter().map(Claimed::try_from).collect()
}

/// Bookings whose person, time type or unit somebody is changing at this moment: how they will stand is not known yet,
/// and the change did not know of a booking that was committed while it was made.
fn give_back(
    conn: &mut PgConnection,
    skipped: &[BookingId],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let nobody: Option<DateTime<Utc>> = None;
    diesel::update(e::table.filter(e::booking_id.eq_any(skipped)))
        .set((
            e::claimed_until.eq(nobody),
            e::due_at.eq(now + TimeDelta::seconds(5)),
            e::attempts.eq(e::attempts - 1),
        ))
        .execute(conn)
        .map(drop)
}

const CLAIMED: &str = "
    select e.booking_id, e.claim, e.version, e.attempts, e.held, e.told_content,
        b.resident_id, b.unit_id, b.status, b.starts_at, b.changed_at, t.shows_booked,
        p.personal_number, p.number_kind, p.protected_identity, p.deceased_on is not null as deceased,
        u.hsa_id as unit_hsa_id, j.provider_hsa_id
    from engagement_index_entry e
    join booking b on b.id = e.booking_id
    join time_type t on t.id = b.time_type_id
    join resident p on p.id = b.resident_id
    join unit u on u.id = b.unit_id
    left join journal_unit j on j.hsa_id = u.hsa_id
    where e.booking_id = any($1) order by e.due_at, e.booking_id
    for share of p, t, u skip locked";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql::Uuid)]
    booking_id: BookingId,
    #[diesel(sql_type = sql::BigInt)]
    claim: i64,
    #[diesel(sql_type = sql::BigInt)]
    version: i64,
    #[diesel(sql_type = sql::Integer)]
    attempts: i32,
    #[diesel(sql_type = sql::Jsonb)]
    held: Value,
    #[diesel(sql_type = sql::Nullable<sql::Timestamptz>)]
    told_content: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql::Uuid)]
    resident_id: ResidentId,
    #[diesel(sql_type = sql::Uuid)]
    unit_id: UnitId,
    #[diesel(sql_type = sql::Text)]
    status: BookingStatus,
    #[diesel(sql_type = sql::Timestamptz)]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = sql::Timestamptz)]
    changed_at: DateTime<Utc>,
    #[diesel(sql_type = sql::Bool)]
    shows_booked: bool,
    #[diesel(sql_type = sql::Text)]
    personal_number: String,
    #[diesel(sql_type = sql::Text)]
    number_kind: NumberKind,
    #[diesel(sql_type = sql::Bool)]
    protected_identity: bool,
    #[diesel(sql_type = sql::Bool)]
    deceased: bool,
    #[diesel(sql_type = sql::Text)]
    unit_hsa_id: String,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    provider_hsa_id: Option<String>,
}

impl TryFrom<Row> for Claimed {
    type Error = diesel::result::Error;

    fn try_from(row: Row) -> Result<Self, Self::Error> {
        let held = serde_json::from_value(row.held);
        Ok(Self {
            claim: row.claim,
            version: row.version,
            attempts: row.attempts,
            held: held.map_err(|error| Self::Error::DeserializationError(error.into()))?,
            told: row.told_content,
            facts: Facts {
                booking: row.booking_id,
                resident: row.resident_id,
                unit: row.unit_id,
                status: row.status,
                starts_at: row.starts_at,
                changed_at: row.changed_at,
                shown: row.shows_booked,
                personal_number: row.personal_number,
                number_kind: row.number_kind,
                protected: row.protected_identity,
                deceased: row.deceased,
                unit_hsa_id: row.unit_hsa_id,
                provider_hsa_id: row.provider_hsa_id,
            },
        })
    }
}

/// Writes down, before it is told, which keys the index may hold from now on: a worker that dies on the way leaves
/// nothing there that nobody knows of.
pub fn intend(conn: &mut PgConnection, booking: BookingId, held: &[Key]) -> QueryResult<()> {
    let nothing: Option<DateTime<Utc>> = None;
    diesel::update(e::table.find(booking))
        .set((e::held.eq(json(held)?), e::told_content.eq(nothing)))
        .execute(conn)
        .map(drop)
}

/// What a claim came to.
pub struct Settled {
    pub booking: BookingId,
    pub claim: i64,
    pub version: i64,
    pub outcome: Outcome,
}

pub enum Outcome {
    /// The index holds this and nothing else of the booking, which is looked at again then.
    Told { held: Option<(Key, DateTime<Utc>)>, next: Option<DateTime<Utc>> },
    /// To be told again then.
    Again(DateTime<Utc>),
}

/// Gives the row back. What has changed during the claim is due at once; an older claim changes nothing.
pub fn settle(conn: &mut PgConnection, settled: &Settled, now: DateTime<Utc>) -> QueryResult<()> {
    let row = |query: &'static str, then: Option<DateTime<Utc>>| {
        sql_query(query)
            .bind::<sql::Uuid, _>(settled.booking)
            .bind::<sql::BigInt, _>(settled.claim)
            .bind::<sql::BigInt, _>(settled.version)
            .bind::<sql::Nullable<sql::Timestamptz>, _>(then)
            .bind::<sql::Timestamptz, _>(now)
    };
    match &settled.outcome {
        Outcome::Again(at) => row(AGAIN, Some(*at)).execute(conn),
        Outcome::Told { held, next } => {
            let (key, content) = held.clone().unzip();
            row(TOLD, *next)
                .bind::<sql::Jsonb, _>(json(&Vec::from_iter(key))?)
                .bind::<sql::Nullable<sql::Timestamptz>, _>(content)
                .execute(conn)
        }
    }
    .map(drop)
}

const AGAIN: &str = "
    update engagement_index_entry
    set claimed_until = null, due_at = case version when $3 then $4 else $5 end
    where booking_id = $1 and claim = $2";

const TOLD: &str = "
    update engagement_index_entry
    set claimed_until = null, due_at = case version when $3 then $4 else $5 end, attempts = 0, held = $6,
        told_content = $7
    where booking_id = $1 and claim = $2";

fn json(keys: &[Key]) -> QueryResult<Value> {
    serde_json::to_value(keys)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))
}

/// How many bookings the index is yet to be told of.
pub fn waiting(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<i64> {
    e::table.filter(e::due_at.le(now)).count().get_result(conn)
}
