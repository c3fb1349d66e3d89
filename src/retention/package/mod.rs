//! The export package (exportpaket): everything that is to be purged, for the archive and the
//! caregiver, as JSON and as PDF (B-132, row 38). Streamed case by case, never whole in memory.

mod content;
mod export;
mod print;
mod routes;
mod store;
mod zip;

pub use routes::PackageRoutes;
