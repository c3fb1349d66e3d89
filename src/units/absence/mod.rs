//! Who is away from a unit and when (planerad frånvaro), and who looks after their cases meanwhile.

mod change;
pub mod policy;
mod routes;
mod store;
mod view;

pub use routes::AbsenceRoutes;
