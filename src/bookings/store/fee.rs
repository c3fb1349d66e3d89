//! The SQL of fees.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_query, sql_types as sql};

use crate::{
    access::{Action, Grant},
    audit::{self, BySystem},
    bookings::fee::{CareLevel, FeeCause},
    db::Tx,
    id::{BookingId, RequestId, ResidentId, UnitId},
    schema::{booking_fee as f, unit},
};

pub fn care_form(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<String> {
    unit::table.find(id).select(unit::care_form).first(tx.conn)
}

/// Writes down what a booking costs. One booking costs once.
pub fn write_fee<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    booking: BookingId,
    (cause, level, amount): (FeeCause, CareLevel, i32),
) -> QueryResult<()> {
    diesel::insert_into(f::table)
        .values((
            f::booking_id.eq(booking),
            f::cause.eq(cause),
            f::care_level.eq(level),
            f::amount.eq(amount),
            f::decided_at.eq(tx.now),
            f::due_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// A fee that the billing system is to be told of. Personal data: no `Debug`, no log.
#[derive(QueryableByName)]
pub struct DueFee {
    #[diesel(sql_type = sql::Uuid)]
    pub booking: BookingId,
    #[diesel(sql_type = sql::Uuid)]
    pub resident: ResidentId,
    #[diesel(sql_type = sql::Uuid)]
    pub unit: UnitId,
    #[diesel(sql_type = sql::Text)]
    pub cause: FeeCause,
    #[diesel(sql_type = sql::Text)]
    pub level: CareLevel,
    #[diesel(sql_type = sql::Integer)]
    pub amount: i32,
    #[diesel(sql_type = sql::Integer)]
    pub attempts: i32,
    #[diesel(sql_type = sql::Text)]
    pub personal_number: String,
    #[diesel(sql_type = sql::Text)]
    pub unit_hsa_id: String,
    #[diesel(sql_type = sql::Timestamptz)]
    pub starts_at: DateTime<Utc>,
}

pub fn claim_fees(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> QueryResult<Vec<DueFee>> {
    let claimed = sql_query(
        "with due as (
            select booking_id from booking_fee where told_at is null and due_at <= $1
            order by due_at limit $3 for update skip locked
         ), claimed as (
            update booking_fee f set due_at = $2, attempts = attempts + 1 from due
            where f.booking_id = due.booking_id
            returning f.booking_id, f.cause, f.care_level, f.amount, f.attempts
         )
         select c.booking_id as booking, b.resident_id as resident, b.unit_id as unit, c.cause, c.care_level as level, c.amount, c.attempts,
            p.personal_number, u.hsa_id as unit_hsa_id, b.starts_at
         from claimed c
         join booking b on b.id = c.booking_id
         join resident p on p.id = b.resident_id
         join unit u on u.id = b.unit_id",
    )
    .bind::<sql::Timestamptz, _>(now)
    .bind::<sql::Timestamptz, _>(until)
    .bind::<sql::BigInt, _>(most);
    let fees: Vec<DueFee> = claimed.load(conn)?;
    fees.iter().try_for_each(|fee| record(conn, fee, now))?;
    Ok(fees)
}

/// Told, or to be told again then. A late settling of an earlier attempt changes nothing.
pub fn settle_fee(
    conn: &mut PgConnection,
    fee: &DueFee,
    again: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let claimed = f::table.find(fee.booking).filter(f::attempts.eq(fee.attempts));
    match again {
        Some(at) => diesel::update(claimed).set(f::due_at.eq(at)).execute(conn),
        None => diesel::update(claimed).set(f::told_at.eq(now)).execute(conn),
    }
    .map(drop)
}

/// That something of the person goes to the billing system: before the first attempt, since whatever the answer is, it
/// has been there.
fn record(conn: &mut PgConnection, fee: &DueFee, now: DateTime<Utc>) -> QueryResult<()> {
    if fee.attempts > 1 {
        return Ok(());
    }
    let entry = BySystem {
        at: now,
        action: "booking.disclose-fee",
        subject: fee.booking.0,
        unit: Some(fee.unit),
        patient: Some(fee.resident),
        request: RequestId::new(),
    };
    audit::record_by_system(conn, &entry)
}
