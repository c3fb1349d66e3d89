//! Holds: a slot kept for one person for some minutes while they fill in what is asked. They live in Redis and
//! promise nothing: whatever becomes of them, the booking's own constraints have the last word, and without
//! Redis bookings go on without holds.

mod keep;
mod routes;
mod take;
mod view;

pub use keep::{Holders, Holds, Standing, look, release};
pub use routes::HoldRoutes;
