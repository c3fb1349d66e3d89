//! The outermost room: connections, deadlines, and what every request and answer carries.

mod asked;
mod server;
mod told;

pub use asked::Edge;
pub use server::serve;
