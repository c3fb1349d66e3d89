//! Who may do what with bookings (services.md 3.2): residents and guardians, and the unit's own time book: its
//! receivers and handlers. Staff never act as a resident's e-service. Pure.

use uuid::Uuid;

use super::{booking::Booking, offer::Offer};
use crate::{
    access::{Action, Actor, Capacity, Role, Scope, Subject, Verdict},
    id::{ResidentId, UnitId},
    time_types::TimeBook,
};

/// All bookings of one person, as one thing to be let in to.
#[derive(Debug, Clone, Copy)]
pub struct Person(pub ResidentId);

impl Subject for Person {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

/// A booking, with what it rests on.
#[derive(Debug, Clone)]
pub struct Held {
    pub booking: Booking,
    pub offer: Offer,
}

impl Subject for Held {
    fn id(&self) -> Uuid {
        self.booking.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.offer.unit.id)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.booking.resident)
    }
}

impl Held {
    /// The time book that it stands in.
    pub fn book(&self) -> TimeBook {
        TimeBook { unit: self.offer.unit.id, region: self.offer.unit.region.clone() }
    }
}

/// Those who keep the bookings of the unit's time book: its receivers and handlers, and its record system.
pub fn time_book(actor: &Actor, book: &TimeBook) -> Option<Capacity> {
    let roles = [Role::Receiver, Role::Handler];
    let role = roles.into_iter().find(|role| actor.has_at(*role, book.unit)).map(Capacity::from);
    role.or_else(|| actor.system_at(Scope::BookingsWrite, book.unit, &book.region))
}

/// The unit's other people know that it has bookings.
pub fn refuse(actor: &Actor, unit: UnitId) -> Verdict {
    if actor.works_at(unit) { Verdict::Forbid } else { Verdict::Hide }
}

macro_rules! on_person {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Person;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &Person) -> Verdict {
                Verdict::or(actor.as_resident(on.0), Verdict::Hide)
            }
        }
    )+};
}

on_person! {
    ListOwn = "booking.list-own";
    /// Take a time.
    Make = "booking.make";
    /// Keep a time while one fills in what is asked.
    Hold = "booking.hold";
    ReleaseHold = "booking.release-hold";
}

/// Who the booking is about, and the unit's time book.
fn either(actor: &Actor, held: &Held) -> Verdict {
    let own = actor.as_resident(held.booking.resident);
    let capacity = own.or_else(|| time_book(actor, &held.book()));
    Verdict::or(capacity, refuse(actor, held.offer.unit.id))
}

macro_rules! on_booking {
    ($rule:ident: $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Held;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, held: &Held) -> Verdict {
                $rule(actor, held)
            }
        }
    )+};
}

/// The same, where residents see only what the time type shows them (see booked).
fn seen(actor: &Actor, held: &Held) -> Verdict {
    match either(actor, held) {
        Verdict::Allow(Capacity::Resident | Capacity::Guardian)
            if !held.offer.time_type.can.shows_booked =>
        {
            Verdict::Hide
        }
        verdict => verdict,
    }
}

on_booking! { seen:
    Read = "booking.read";
}

on_booking! { either:
    Cancel = "booking.cancel";
    /// Take another time instead.
    Rebook = "booking.rebook";
    /// See again what came of an order.
    SeeReceipt = "booking.read-receipt";
}

/// A proposal is answered by whom it is for, never by staff.
fn own(actor: &Actor, held: &Held) -> Verdict {
    let refused = match time_book(actor, &held.book()) {
        Some(_) => Verdict::Forbid,
        None => refuse(actor, held.offer.unit.id),
    };
    Verdict::or(actor.as_resident(held.booking.resident), refused)
}

on_booking! { own:
    /// Say yes to a proposal.
    Confirm = "booking.confirm";
}

/// What residents see, and nobody else.
fn own_and_seen(actor: &Actor, held: &Held) -> Verdict {
    match own(actor, held) {
        Verdict::Allow(_) if !held.offer.time_type.can.shows_booked => Verdict::Hide,
        verdict => verdict,
    }
}

on_booking! { own_and_seen:
    /// Take it along in one's own calendar.
    DownloadCalendar = "booking.download-calendar";
}

/// The house itself, when nobody has answered a proposal.
fn house(actor: &Actor, held: &Held) -> Verdict {
    Verdict::or(actor.as_worker(), refuse(actor, held.offer.unit.id))
}

on_booking! { house:
    Lapse = "booking.lapse";
}

#[cfg(test)]
mod tests {
    use super::{
        super::{offer::tests::offer, rules::tests::booking, unit::policy as unit},
        *,
    };
    use crate::{
        access::{Cast, sheet::Sheet},
        bookings::BookingStatus,
    };

    /// Who may do what with bookings, as a table that people review: `docs/access/bookings.md`.
    // proves: W15
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut held = Held { booking: booking(BookingStatus::Confirmed), offer: offer() };
        (held.booking.resident, held.offer.unit.id) = (cast.subject, cast.unit);
        held.offer.unit.region = cast.region();
        let mut sheet = Sheet::new("Bookings", &cast);
        sheet.section("the resident's bookings");
        let person = Person(cast.subject);
        sheet.row::<ListOwn>(&person);
        sheet.row::<Make>(&person);
        sheet.row::<Hold>(&person);
        sheet.row::<ReleaseHold>(&person);
        sheet.section("a booking of the resident's at the unit");
        sheet.row::<Read>(&held);
        sheet.row::<SeeReceipt>(&held);
        sheet.row::<Confirm>(&held);
        sheet.row::<DownloadCalendar>(&held);
        sheet.row::<Rebook>(&held);
        sheet.row::<Cancel>(&held);
        sheet.row::<unit::Arrive>(&held);
        sheet.row::<unit::Fulfil>(&held);
        sheet.row::<unit::Miss>(&held);
        sheet.row::<Lapse>(&held);
        held.offer.time_type.can.shows_booked = false;
        sheet.section("the same, of a time type that does not show what is booked");
        sheet.row::<Read>(&held);
        sheet.section("the unit's bookings");
        let book = held.book();
        sheet.row::<unit::ListUnit>(&book);
        sheet.row::<unit::MakeFor>(&book);
        sheet.must_be("docs/access/bookings.md");
    }
}
