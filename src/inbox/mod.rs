//! What residents have been sent: the inbox (inkorg), and the notice that there is something in it.
//! What a case says is not here; an item only leads to it.

mod deliver;
mod routes;
mod store;

pub use deliver::{Delivery, deliver};
pub use routes::Routes;
