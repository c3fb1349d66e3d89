//! Limited case types (begränsat urval) handed out to single residents.

mod change;
mod routes;
mod store;
mod view;

pub use change::check_day;
pub use routes::HandoutRoutes;
