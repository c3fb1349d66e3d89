//! A unit's settings, and its state in the region's hands.

mod change;
mod routes;
mod status;
mod store;
mod view;

pub use routes::SettingsRoutes;
