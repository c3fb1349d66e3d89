//! Who has which role, at a unit or in a region, and giving and taking them.

mod change;
pub mod policy;
mod regional;
mod routes;
mod store;
mod view;

pub use routes::RoleRoutes;
