//! Takes a seat and frees one, in the transaction of whoever needs it.

use chrono::{DateTime, Utc};

use super::{
    booking::{Booking, BookingStatus, Origin},
    hold::Standing,
    offer::Offer,
    policy::Held,
    refusal::{Bar, Refusal},
    rules::{By, Reason, may_have, may_promise, may_take_held, within_limit},
    store,
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    failure::Failure,
    id::{BookingId, ResidentId, SlotId, SummonsId},
    inbox::{self, About, Delivery},
    time_types::Occasion,
};

/// A seat that somebody is to be promised.
#[derive(Debug, Clone)]
pub struct Promise {
    pub slot: SlotId,
    pub resident: ResidentId,
    /// Whose rules hold: a resident's cut-offs, or the time book's own.
    pub by: By,
    pub origin: Origin,
    /// Opens hidden time types to residents, and is booked with it.
    pub summons: Option<SummonsId>,
    /// A proposal, which waits for its answer until then.
    pub confirm_by: Option<DateTime<Utc>>,
    pub reason: Reason,
    /// What the person is told about the visit.
    pub information: Option<String>,
    pub video_link: Option<String>,
    /// What is known of the slot's holds.
    pub standing: Standing,
    /// The token of the hold that the person came with.
    pub hold: Option<i64>,
}

impl Promise {
    /// A confirmed booking of that slot for that person, about which nothing more is said.
    pub fn new((slot, resident): (SlotId, ResidentId), by: By, origin: Origin) -> Self {
        Self {
            slot,
            resident,
            by,
            origin,
            summons: None,
            confirm_by: None,
            reason: Reason::default(),
            information: None,
            video_link: None,
            standing: Standing::Unknown,
            hold: None,
        }
    }
}

/// Promises a seat: locks the slot's row, asks the rules, takes the lowest free seat and tells the person.
/// Whatever it refuses undoes the transaction, since the table's constraints have the last word.
pub fn take_seat<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    promise: &Promise,
) -> Result<Held, Failure> {
    let wanted = (promise.slot, promise.resident);
    let offer = store::offer(tx, grant, wanted, Occasion::NewBooking)?;
    take_offered(tx, grant, promise, offer.ok_or(Refusal::NoLongerAvailable)?)
}

/// The same where the slot's row is held already.
pub(super) fn take_offered<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    promise: &Promise,
    offer: Offer,
) -> Result<Held, Failure> {
    let summoned = summoned(tx, promise, &offer)?;
    may_have(&offer, promise.by, summoned)?;
    may_promise(&offer, promise.by, tx.now)?;
    if promise.by == By::Resident {
        keep_limit(tx, promise.resident, &offer)?;
    }
    let held = seat(tx, grant, promise, None, offer)?;
    if let Some(summons) = promise.summons {
        store::summons_is_booked(tx, summons)?;
    }
    // A summons that comes with a time tells of it itself, in the inbox or on paper.
    if (promise.origin, promise.by) != (Origin::Summons, By::Unit) {
        let news = if promise.confirm_by.is_some() { News::Proposed } else { News::Booked };
        tell(tx, promise.by, &held, news)?;
    }
    Ok(held)
}

/// Whether a summons of the person's own leads to it. A resident's that does not hold is no way in.
fn summoned(tx: &mut Tx<'_>, promise: &Promise, offer: &Offer) -> Result<bool, Failure> {
    match (promise.summons, promise.by) {
        (Some(summons), By::Resident) => {
            if !store::summons_holds(tx, summons, (promise.resident, offer))? {
                return Err(Refusal::NotAllowed(Bar::NotSummoned).into());
            }
            Ok(true)
        }
        (summons, _) => Ok(summons.is_some()),
    }
}

fn keep_limit(tx: &mut Tx<'_>, resident: ResidentId, offer: &Offer) -> Result<(), Failure> {
    let Some(limit) = offer.time_type.person_limit else { return Ok(()) };
    store::hold_person(tx, resident, offer.time_type.id)?;
    let coming = store::coming_of_type(tx, resident, offer.time_type.id)?;
    Ok(within_limit(limit, coming)?)
}

/// Writes the booking of the lowest free seat.
pub(super) fn seat<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    promise: &Promise,
    follows: Option<BookingId>,
    offer: Offer,
) -> Result<Held, Failure> {
    let fence = may_take_held(&offer.slot, promise.standing, promise.hold)?;
    // A slot with one seat whose row says that none is taken needs no look.
    let taken = match offer.slot.seats {
        1 => Vec::new(),
        _ => store::taken_seats(tx, offer.slot.id)?,
    };
    let status = match promise.confirm_by {
        Some(_) => BookingStatus::Preliminary,
        None => BookingStatus::Confirmed,
    };
    let Reason { code, text } = promise.reason.clone();
    let booking = Booking {
        id: BookingId::new(),
        resident: promise.resident,
        status,
        origin: promise.origin,
        summons: promise.summons,
        follows,
        followed_by: None,
        confirm_by: promise.confirm_by,
        reason_code: code,
        reason_text: text,
        information: promise.information.clone(),
        video_link: promise.video_link.clone(),
        made_at: tx.now,
        version: 1,
    };
    let held = Held { booking, offer };
    store::insert(tx, grant, &held, lowest_free(&taken))?;
    if let Some(token) = fence {
        store::raise_fence(tx, held.offer.slot.id, token)?;
    }
    Ok(held)
}

/// The first number from 1 that is not among those, which are in their order.
fn lowest_free(taken: &[i16]) -> i16 {
    (1..)
        .zip(taken)
        .find(|(seat, taken)| seat != *taken)
        .map_or_else(|| i16::try_from(taken.len() + 1).unwrap_or(i16::MAX), |(seat, _)| seat)
}

/// Frees a seat whose booking and slot are held: bookable again in the very commit. A summons that led to
/// it is open again. Answers the booking's version.
pub fn free_seat<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    held: &Held,
    (by, status, reason): (By, BookingStatus, &Reason),
) -> Result<i64, Failure> {
    let version = store::step(tx, grant, &held.booking, status, reason)?;
    if let Some(summons) = held.booking.summons {
        store::summons_is_open_again(tx, summons)?;
    }
    tell(tx, by, held, News::Cancelled)?;
    Ok(version)
}

/// What the person finds in the inbox (W3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Booked,
    Proposed,
    Moved,
    Cancelled,
}

/// Puts it in the inbox, which leads to the booking and to what can be done with it. Whoever does it
/// themselves needs no notice that it is there.
pub(super) fn tell(tx: &mut Tx<'_>, by: By, held: &Held, news: News) -> Result<(), Failure> {
    let Held { booking, offer } = held;
    let name = &offer.time_type.name;
    let title = match news {
        News::Booked => format!("Bokad tid: {name}"),
        News::Proposed => format!("Bekräfta tid: {name}"),
        News::Moved => format!("Ombokad tid: {name}"),
        News::Cancelled => format!("Avbokad tid: {name}"),
    };
    let (resident, about) = (booking.resident, About::Booking(booking.id));
    let delivery = Delivery { resident, unit: offer.unit.id, about, title };
    match by {
        By::Resident => inbox::put(tx, delivery)?,
        By::Unit => inbox::deliver(tx, delivery)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::lowest_free;

    #[test]
    fn the_lowest_free_seat_is_taken() {
        assert_eq!(lowest_free(&[]), 1);
        assert_eq!(lowest_free(&[1, 2]), 3);
        assert_eq!(lowest_free(&[2, 3]), 1);
        assert_eq!(lowest_free(&[1, 3]), 2);
    }
}
