//! Early access (tidigarelagd åtkomst): a youth reads one unit's part before the birthday that opens all.

mod end;
mod give;
mod list;
pub(super) mod policy;
mod routes;
mod store;
mod view;

pub use routes::EarlyAccessRoutes;
