//! A unit's free times as they come and go, without asking again and again: all who follow a unit through
//! one process share one query a second. What other processes book shows here within that second.

mod events;
mod feed;

pub use events::{Events, follow};
pub use feed::Feeds;
