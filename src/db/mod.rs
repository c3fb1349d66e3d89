//! The one door to Postgres: bounded pools, and transactions that must leave an audit entry.

mod once;
mod pool;
mod prepared;
mod tx;

pub use once::{Repeat, Replay};
pub use pool::Db;
pub use prepared::{at_most, prepared};
pub(crate) use tx::Attempt;
pub use tx::{Early, Policies, Tx};
