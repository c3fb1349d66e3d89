//! Seals (förseglingar): what closes a journal, or a part of it, to its resident. Staff are unaffected.

mod lift;
mod list;
pub(super) mod policy;
mod protected;
mod renew;
mod routes;
#[expect(clippy::module_inception, reason = "the entity's rules, as in every slice")]
mod seal;
mod set;
mod store;
mod view;

pub use protected::{lift_protected, seal_protected};
pub use routes::SealRoutes;
