//! Time types (tidstyper): what a unit lets residents book, how, and until when. The times themselves are
//! [`crate::slots`]; who has been promised one is [`crate::bookings`].

mod store;
mod time_type;

pub use store::{load, of_unit};
pub use time_type::{
    Capabilities, ContactKind, CutOffs, Need, Occasion, OccasionRule, ReasonCode, Selection,
    TimeType,
};
