//! Who keeps a unit's bookings: its receivers and handlers. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Subject, Verdict},
    bookings::policy::{Held, refuse, time_book},
    id::UnitId,
};

/// All bookings at a unit, as one thing.
#[derive(Debug, Clone, Copy)]
pub struct Desk(pub UnitId);

impl Subject for Desk {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.0)
    }
}

macro_rules! kept {
    ($on:ty, $unit:expr; $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &$on) -> Verdict {
                let unit = ($unit)(on);
                Verdict::or(time_book(actor, unit), refuse(actor, unit))
            }
        }
    )+};
}

kept! { Desk, |desk: &Desk| desk.0;
    ListUnit = "booking.list-unit";
    /// Give a resident a time, or propose one.
    MakeFor = "booking.make-for";
}

kept! { Held, |held: &Held| held.offer.unit.id;
    /// The person has come.
    Arrive = "booking.arrive";
    Fulfil = "booking.fulfil";
    /// Nobody came.
    Miss = "booking.miss";
}
