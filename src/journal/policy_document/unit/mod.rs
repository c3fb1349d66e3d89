//! The providers and units that records come from, and what kind of care each unit gives: a unit that
//! nobody has told of is never shown.

mod list;
mod put;
mod routes;
mod store;
mod view;

pub use routes::UnitRoutes;
