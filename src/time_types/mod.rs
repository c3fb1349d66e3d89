//! Time types (tidstyper): what a unit lets residents book, how, and until when. The times themselves are
//! [`crate::slots`]; who has been promised one is [`crate::bookings`].

mod change;
mod list;
mod policy;
mod routes;
mod sound;
mod store;
mod time_book;
mod time_type;
mod view;

pub use routes::Routes;
pub use store::{load, of_unit, time_book};
pub use time_book::{TimeBook, configurer, keeper, refuse};
pub use time_type::{
    Capabilities, ContactKind, CutOffs, Need, Occasion, OccasionRule, ReasonCode, Selection,
    TimeType,
};

crate::failure::kinds! { PROBLEMS:
    TIME_TYPE_EXISTS = "time-type-exists", CONFLICT, "Tidstypen finns redan", "Time type exists",
        "The unit has a time type with that code. Change that one, or choose another code.";
}
