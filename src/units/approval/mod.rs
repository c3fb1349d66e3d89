//! Residents that a unit has let in one by one (godkänd för kommunikation).

mod change;
mod routes;
mod store;
mod view;

pub use routes::ApprovalRoutes;
