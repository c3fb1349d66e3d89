//! What record systems and partners read as FHIR R4: a unit's time types as Schedules, its times as Slots, and what
//! has been promised as Appointments. It reads what other slices write, and writes nothing itself; searches stay
//! within one unit, so that each entry of the audit record says whose it was.

mod appointment;
mod capability;
mod datatype;
mod dates;
mod policy;
mod routes;
mod schedule;
mod search;
mod slot;
mod store;

pub use routes::Routes;
