//! The decision against the table's words. The 140 vectors are decided in `conformance`.

mod boundaries;
mod calendar;
mod cases;
mod chance;
mod order;
mod properties;
mod scopes;
mod world;
