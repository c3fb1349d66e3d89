//! Loads and locks bookings, and what can be promised.

use diesel::{prelude::*, sql_query, sql_types as sql};

use super::rows::{HeldRow, OfferRow, booking_columns, offer_columns};
use crate::{
    access::{Action, Grant, Sealed},
    bookings::{booking::BookingStatus, offer::Offer, policy::Held},
    db::{Tx, prepared},
    id::{BookingId, ResidentId, SlotId},
    schema::{booking, slot},
    time_types::Occasion,
};

const OFFER: &str = concat!(
    "select ",
    offer_columns!(),
    ", exists (select from booking o where o.resident_id = $2 and o.unit_id <> s.unit_id
         and tstzrange(o.starts_at, o.ends_at) && tstzrange(s.starts_at, s.ends_at)
         and o.status in ('preliminary', 'confirmed', 'arrived')) as busy_elsewhere
     from slot s
     join time_type t on t.id = s.time_type_id
     join unit u on u.id = s.unit_id
     join resident p on p.id = $2
     left join time_type_rule r on r.time_type_id = t.id and r.occasion = $3
     where s.id = $1
     for no key update of s"
);

const HELD: &str = concat!(
    "select ",
    booking_columns!(),
    ", ",
    offer_columns!(),
    ", false as busy_elsewhere
     from booking b
     join slot s on s.id = b.slot_id
     join time_type t on t.id = b.time_type_id
     join unit u on u.id = b.unit_id
     join resident p on p.id = b.resident_id
     left join time_type_rule r on r.time_type_id = t.id and r.occasion = $2
     where b.id = $1"
);

const HELD_AND_LOCKED: &str = concat!(
    "select ",
    booking_columns!(),
    ", ",
    offer_columns!(),
    ", false as busy_elsewhere
     from booking b
     join slot s on s.id = b.slot_id
     join time_type t on t.id = b.time_type_id
     join unit u on u.id = b.unit_id
     join resident p on p.id = b.resident_id
     left join time_type_rule r on r.time_type_id = t.id and r.occasion = $2
     where b.id = $1
     for no key update of s, b"
);

/// What could be promised to that person, with the slot's row held until the transaction ends.
pub fn offer<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    (slot, resident): (SlotId, ResidentId),
    occasion: Occasion,
) -> QueryResult<Option<Offer>> {
    let query = sql_query(OFFER)
        .bind::<sql::Uuid, _>(slot)
        .bind::<sql::Uuid, _>(resident)
        .bind::<sql::Text, _>(occasion);
    let row: Option<OfferRow> = prepared(query).get_result(tx.conn).optional()?;
    Ok(row.map(Offer::from))
}

/// Holds the slots' rows until the transaction ends, in the order that everybody takes them in.
pub fn lock_slots(tx: &mut Tx<'_>, slots: [SlotId; 2]) -> QueryResult<()> {
    slot::table
        .filter(slot::id.eq_any(slots))
        .order(slot::id)
        .select(slot::id)
        .for_no_key_update()
        .load::<SlotId>(tx.conn)
        .map(drop)
}

/// The slot whose seat it is; that never changes.
pub fn slot_of(tx: &mut Tx<'_>, id: BookingId) -> QueryResult<Option<SlotId>> {
    booking::table.find(id).select(booking::slot_id).first(tx.conn).optional()
}

fn held(
    tx: &mut Tx<'_>,
    statement: &'static str,
    id: BookingId,
    occasion: Occasion,
) -> QueryResult<Option<Sealed<Held>>> {
    let query = sql_query(statement).bind::<sql::Uuid, _>(id).bind::<sql::Text, _>(occasion);
    let row: Option<HeldRow> = prepared(query).get_result(tx.conn).optional()?;
    Ok(row.map(|row| {
        let (booking, offer) = row.parts();
        Sealed::new(Held { booking, offer })
    }))
}

pub fn load(tx: &mut Tx<'_>, id: BookingId) -> QueryResult<Option<Sealed<Held>>> {
    held(tx, HELD, id, Occasion::Cancellation)
}

/// The same, with the rule of that occasion, and the rows of its slot and itself held in that order.
pub fn lock(
    tx: &mut Tx<'_>,
    id: BookingId,
    occasion: Occasion,
) -> QueryResult<Option<Sealed<Held>>> {
    held(tx, HELD_AND_LOCKED, id, occasion)
}

/// Proposals whose time to answer is over, the oldest first.
pub fn unanswered(tx: &mut Tx<'_>, most: i64) -> QueryResult<Vec<BookingId>> {
    booking::table
        .filter(booking::status.eq(BookingStatus::Preliminary))
        .filter(booking::confirm_by.lt(tx.now))
        .order(booking::confirm_by)
        .select(booking::id)
        .limit(most)
        .load(tx.conn)
}
