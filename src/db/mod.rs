//! The one door to Postgres: bounded pools, and transactions that must leave an audit entry.

mod once;
mod pool;
mod tx;

pub use once::{Repeat, Replay};
pub use pool::Db;
pub(crate) use tx::Attempt;
pub use tx::{Early, Policies, Tx};
