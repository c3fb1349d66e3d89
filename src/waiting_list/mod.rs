//! The waiting list for freed times (väntelista): who waits for a time of a type, in the order they came, and
//! what they are offered. An offer is a proposal like any other: [`crate::bookings`] has its answer.

mod entry;
mod offer;
mod policy;
mod routes;
mod stand;
mod store;
mod view;

pub use offer::offer_some;
pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    ALREADY_WAITING = "already-waiting", CONFLICT, "Står redan i kön", "Already waiting",
        "The person waits for a time of that type already, and the place in line is kept. Leave it first to wait for other days.";
    TOO_MANY_WAITS = "too-many-waits", CONFLICT, "Står i för många köer", "In too many lines",
        "Leave a line that is not needed.";
}
