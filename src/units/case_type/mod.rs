//! What a unit does with the case types it has: in use or not, paused, in which order.

mod change;
mod hand_out;
mod preview;
mod routes;
mod store;
mod view;

pub use routes::CaseTypeRoutes;
pub use view::StandardAnswer;
