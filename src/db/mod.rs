//! The one door to Postgres: bounded pools, and transactions that must leave an audit entry.

mod once;
mod pool;
mod prepared;
mod serving_role;
mod tx;

pub use once::{Repeat, Replay};
pub use pool::Db;
pub use prepared::{at_most, prepared};
pub use serving_role::{RoleFault, grant_serving};
pub(crate) use tx::Attempt;
pub(crate) use tx::as_worker;
pub use tx::{Early, Errand, Policies, Tx};
