//! A unit's settings, and its life in the region's hands.

mod change;
mod closing;
mod directory;
mod life_routes;
mod list;
mod onboard;
pub mod policy;
mod routes;
mod status;
pub mod store;
mod view;

pub use life_routes::UnitLifeRoutes;
pub use onboard::create as create_unit;
pub use routes::SettingsRoutes;
pub use view::{NewUnit, SettingsView};
