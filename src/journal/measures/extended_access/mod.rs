//! Extended access (utökad åtkomst): a guardian goes on reading one unit's part, a year at a time.

mod blocked;
mod end;
mod extend;
mod list;
pub(super) mod policy;
mod routes;
mod store;
mod view;

pub use blocked::end_of_blocked;
pub use routes::ExtendedAccessRoutes;
