//! Insight into the journal's decisions, for those who answer for them: why somebody sees what they see,
//! what a measure would change before it is taken, and on which days anything changes by itself. Nothing
//! of what a record says is shown here.

mod boundaries;
mod boundary_view;
mod calendar;
mod draft;
mod explain;
mod explain_view;
mod inputs;
mod policy;
mod routes;
mod simulate;
mod simulate_view;
mod sources;
mod store;
mod words;

pub use routes::InsightRoutes;
