//! Work that outlives a request: what must leave the house, and what is due at a time.
//! A job is written in the transaction of the fact that causes it and carried out by `work`, at
//! least once. What a job says is decided here: notices never tell more than that there is one.

mod notice;
mod notify;
mod store;

pub use notice::{Channel, Notice};
pub use notify::{Contact, Sending, enqueue, notify_staff};
