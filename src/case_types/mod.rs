//! Case types (ärendetyper): how they are built, published, and ended; local ones by a unit, central
//! ones by a region or the nation. Not in here: what a unit does with those it has ([`crate::units`]).

mod case_type;
mod create;
mod edit;
mod list;
mod policy;
mod routes;
mod step;
mod store;
mod versions;
mod view;

pub use case_type::PROBLEMS;
pub use routes::Routes;
