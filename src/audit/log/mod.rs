//! Reading the record: what a resident is told of who saw them (B-122), and what a reviewer sees of
//! a unit (B-123). Reading it is recorded like everything else.

mod policy;
mod read;
mod routes;
mod store;
mod view;

pub use routes::Routes;
