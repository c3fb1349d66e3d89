//! The fence of a slot: the newest hold that a booking has been made with.

mod store;

pub use store::raise;
