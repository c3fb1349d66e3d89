//! The unit's side of bookings: what its time book shows, gives and notes down.

mod attend;
mod give;
mod list;
pub(super) mod policy;
mod routes;
mod view;

pub use policy::ListUnit;
pub use routes::{AttendanceRoutes, UnitRoutes};
pub use view::BookedPerson;
