//! Who keeps a unit's bookings: its receivers and handlers, and its record system. Pure.

use crate::{
    access::{Action, Actor, Verdict},
    bookings::policy::{Held, refuse, time_book},
    time_types::TimeBook,
};

macro_rules! kept {
    ($on:ty, $book:expr; $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &$on) -> Verdict {
                let book = ($book)(on);
                Verdict::or(time_book(actor, &book), refuse(actor, book.unit))
            }
        }
    )+};
}

kept! { TimeBook, TimeBook::clone;
    ListUnit = "booking.list-unit";
    /// Give a resident a time, or propose one.
    MakeFor = "booking.make-for";
}

kept! { Held, Held::book;
    /// The person has come.
    Arrive = "booking.arrive";
    Fulfil = "booking.fulfil";
    /// Nobody came.
    Miss = "booking.miss";
}
