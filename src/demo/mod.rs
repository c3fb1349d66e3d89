//! The demonstration region: Västmanland's units, and people for every situation the rules tell
//! apart. Never in production. Who is who: `docs/demo.md`.

mod facts;
mod load;
mod store;

pub use facts::{Person, people, region, stable_id};
pub use load::{Loaded, load};
