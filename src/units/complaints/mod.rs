//! Complaints (Synpunkter och klagomål): which units take them (matrix row 40, B-150). Residents send
//! them as cases, of case types of that kind, once the region has a patient board.

mod change;
mod routes;
mod store;
mod view;

pub use routes::ComplaintsRoutes;
