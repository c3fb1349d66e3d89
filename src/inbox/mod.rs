//! What residents have been sent: the inbox (inkorg), and the notice that there is something in it.
//! What a case says is not here; an item only leads to it.

mod deliver;
mod item;
mod mark;
mod policy;
mod read;
mod routes;
mod store;
mod view;

pub use deliver::{Delivery, deliver};
pub use routes::Routes;
