//! Who has which role, at a unit or in a region, and giving and taking them.

pub mod administrator;
mod change;
pub mod policy;
mod regional;
mod routes;
mod store;
mod view;

pub use administrator::{Administrator, UnitWarning};
pub use change::{first_administrator, must_be_known, must_not_be_last, tidy};
pub use routes::RoleRoutes;
pub use store::{administrators_of, person, unit_warnings};
