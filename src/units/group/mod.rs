//! Groups of staff at a unit (personalgrupper): who is in them, and which roles they give.

mod change;
mod routes;
mod store;
mod view;

pub use routes::GroupRoutes;
