//! Decided retention policies (gallringsbeslut): the seven archive answers for one kind of information.
//! A decision never changes; the next one is a new row.

mod decide;
mod list;
pub(super) mod policy;
mod routes;
pub(super) mod store;
mod view;

pub use routes::RuleRoutes;
pub use store::{RetentionPolicy, usable_by};
pub use view::example_links;

use uuid::Uuid;

use crate::id::RetentionPolicyId;

/// The nation's policy for cases, which applies where nobody has chosen another.
pub fn case_default() -> RetentionPolicyId {
    RetentionPolicyId(Uuid::from_u128(0x0194_1f29_7c00_7000_8000_0000_0000_0001))
}
