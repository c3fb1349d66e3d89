//! Who decides on measures at a unit (beslutsfattare): its operations manager, whom the region appoints,
//! and those whom the manager has delegated to.

mod appoint;
mod appointment;
mod end;
mod list;
mod policy;
mod routes;
mod store;
mod view;

pub use policy::{UnitsDeciders, may_look};
pub use routes::DecisionMakerRoutes;
pub use store::{contacts, units_deciders};
