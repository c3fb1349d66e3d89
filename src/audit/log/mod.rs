//! Reading the record: what a resident is told of who saw them (B-122), and what a reviewer sees of
//! a unit (B-123). Reading it is recorded like everything else.

mod kind;
mod policy;
mod read;
mod routes;
mod store;
mod view;

pub use kind::ActionKind;
pub use routes::Routes;
pub use store::Outcome;
