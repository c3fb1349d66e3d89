//! The national directory of staff and units (HSA), as the region's gateway to it answers: who works
//! in care, and which units there are. It is asked, never written to. Not in here: what is made of
//! the answers ([`crate::units`]).

mod client;
mod embedded;
mod entry;
mod start;

pub use client::Directory;
pub use embedded::Embedded;
pub use entry::{AssignmentEntry, Hours, PersonEntry, UnitEntry};
pub use start::start;
