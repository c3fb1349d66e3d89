//! System clients, as an operator lets them in: what each may do, and for which units.

mod command;
mod store;

pub use command::{Acting, Wanted, end, list, set};
