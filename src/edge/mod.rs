//! The outermost room: connections, deadlines, and what every request and answer carries.

mod around;
mod asked;
mod cors;
mod crowd;
pub mod log;
mod map;
pub mod metrics;
mod rate;
mod server;
mod told;
mod wire;

pub use around::Edge;
pub use server::{Draining, serve, serve_metrics};
