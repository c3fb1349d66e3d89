//! Writes bookings, and what a summons becomes with them.

use diesel::{prelude::*, result::Error};
use sha2::{Digest, Sha256};

use crate::{
    access::{Action, Grant},
    bookings::{
        booking::{Booking, BookingStatus},
        offer::Offer,
        policy::Held,
        refusal::{Bar, Refusal},
        rules::Reason,
    },
    db::{Tx, prepared},
    failure::Failure,
    id::{ResidentId, SlotId, SummonsId, TimeTypeId},
    schema::{booking, summons, virtual_unit_member},
    slots,
};

diesel::define_sql_function! {
    fn pg_advisory_xact_lock(key: diesel::sql_types::BigInt);
}

/// Writes a booking. What the table's constraints refuse is told as what it means.
pub fn insert<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    Held { booking: new, offer }: &Held,
    seat: i16,
) -> Result<(), Failure> {
    let slot = &offer.slot;
    let written = diesel::insert_into(booking::table)
        .values((
            (
                booking::id.eq(new.id),
                booking::slot_id.eq(slot.id),
                booking::unit_id.eq(offer.unit.id),
                booking::time_type_id.eq(offer.time_type.id),
                booking::starts_at.eq(slot.starts_at),
                booking::ends_at.eq(slot.ends_at),
                booking::slot_seats.eq(slot.seats),
                booking::seat.eq(seat),
            ),
            (
                booking::resident_id.eq(new.resident),
                booking::status.eq(new.status),
                booking::origin.eq(new.origin),
                booking::summons_id.eq(new.summons),
                booking::follows_id.eq(new.follows),
                booking::confirm_by.eq(new.confirm_by),
                booking::reason_code.eq(&new.reason_code),
                booking::reason_text.eq(&new.reason_text),
                booking::information.eq(&new.information),
                booking::video_link.eq(&new.video_link),
            ),
            (booking::made_at.eq(new.made_at), booking::changed_at.eq(tx.now)),
        ))
        .execute(tx.conn);
    written.map(drop).map_err(in_our_terms)
}

fn in_our_terms(error: Error) -> Failure {
    let Error::DatabaseError(_, info) = &error else { return error.into() };
    match info.constraint_name() {
        Some("booking_seat_has_one_holder" | "slot_taken_check" | "slot_check1") => {
            Refusal::AlreadyReserved.into()
        }
        Some("booking_one_place_at_a_time") => Refusal::Occupied.into(),
        Some("booking_one_of_a_summons") => Refusal::NotAllowed(Bar::NotSummoned).into(),
        Some("booking_follows_id_key") => Refusal::AlreadyUpdated.into(),
        _ => error.into(),
    }
}

/// The seats of a slot that are taken, in their order. The slot's row is to be held.
pub fn taken_seats(tx: &mut Tx<'_>, slot: SlotId) -> QueryResult<Vec<i16>> {
    booking::table
        .filter(booking::slot_id.eq(slot))
        .filter(booking::status.eq_any([
            BookingStatus::Preliminary,
            BookingStatus::Confirmed,
            BookingStatus::Arrived,
            BookingStatus::Fulfilled,
            BookingStatus::NoShow,
        ]))
        .order(booking::seat)
        .select(booking::seat)
        .load(tx.conn)
}

/// Lets one at a time count what a person has of a time type, until the transaction ends.
pub fn hold_person(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    time_type: TimeTypeId,
) -> QueryResult<()> {
    let digest = Sha256::new()
        .chain_update(b"booking.person-limit")
        .chain_update(resident.0.as_bytes())
        .chain_update(time_type.0.as_bytes())
        .finalize();
    let key = i64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"));
    diesel::select(pg_advisory_xact_lock(key)).execute(tx.conn).map(drop)
}

/// How many coming bookings of that time type the person has.
pub fn coming_of_type(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    time_type: TimeTypeId,
) -> QueryResult<i64> {
    booking::table
        .filter(booking::resident_id.eq(resident))
        .filter(booking::time_type_id.eq(time_type))
        .filter(booking::starts_at.ge(tx.now))
        .filter(booking::status.eq_any(BookingStatus::COMING))
        .count()
        .get_result(tx.conn)
}

/// Takes a booking on to a status, and says why if it ends it. Answers its version.
pub fn step<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    held: &Booking,
    status: BookingStatus,
    ended: &Reason,
) -> QueryResult<i64> {
    prepared(
        diesel::update(booking::table.find(held.id))
            .set((
                booking::status.eq(status),
                booking::end_reason_code.eq(&ended.code),
                booking::end_reason_text.eq(&ended.text),
                booking::changed_at.eq(tx.now),
                booking::version.eq(booking::version + 1),
            ))
            .returning(booking::version),
    )
    .get_result(tx.conn)
}

/// Whether the person has that summons, it asks for that time type, and it still holds. Its row is held
/// until the transaction ends.
pub fn summons_holds(
    tx: &mut Tx<'_>,
    id: SummonsId,
    (resident, offer): (ResidentId, &Offer),
) -> QueryResult<bool> {
    // Virtual units summon to what their members give.
    let groups = virtual_unit_member::table
        .filter(virtual_unit_member::member_unit_id.eq(offer.unit.id))
        .select(virtual_unit_member::unit_id);
    let found: Option<SummonsId> = summons::table
        .find(id)
        .filter(summons::resident_id.eq(resident))
        .filter(summons::time_type_code.eq(&offer.time_type.code))
        .filter(summons::status.eq_any(["delivered", "opened", "open-again"]))
        .filter(summons::valid_through.ge(tx.today))
        .filter(summons::unit_id.eq(offer.unit.id).or(summons::unit_id.eq_any(groups)))
        .select(summons::id)
        .for_no_key_update()
        .first(tx.conn)
        .optional()?;
    Ok(found.is_some())
}

/// The summons has led to a booking.
pub fn summons_is_booked(tx: &mut Tx<'_>, id: SummonsId) -> QueryResult<()> {
    mark_summons(tx, id, &["created", "delivered", "opened", "open-again"], "booked")
}

/// The booking that a summons led to is cancelled: another time can be chosen while it holds.
pub fn summons_is_open_again(tx: &mut Tx<'_>, id: SummonsId) -> QueryResult<()> {
    mark_summons(tx, id, &["created", "delivered", "opened", "booked"], "open-again")
}

fn mark_summons(
    tx: &mut Tx<'_>,
    id: SummonsId,
    from: &[&str],
    to: &'static str,
) -> QueryResult<()> {
    diesel::update(summons::table.find(id).filter(summons::status.eq_any(from)))
        .set((summons::status.eq(to), summons::version.eq(summons::version + 1)))
        .execute(tx.conn)
        .map(drop)
}

/// Takes note of the hold that a seat of the slot is booked with. Its row is held.
pub fn raise_fence(tx: &mut Tx<'_>, slot: SlotId, token: i64) -> QueryResult<()> {
    slots::raise_fence(tx.conn, slot, token).map(drop)
}
