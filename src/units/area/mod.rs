//! A unit's service area (betjäningsområde): which residents it is open to.

mod change;
mod routes;
mod store;
mod view;

pub use routes::AreaRoutes;
pub use view::two_digits;
