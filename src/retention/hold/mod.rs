//! Legal holds: what must not go, whatever the time (B-134).

mod change;
mod routes;
mod store;
mod view;

pub use routes::HoldRoutes;
