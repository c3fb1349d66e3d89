//! What ends by itself unless somebody decides anew: nothing of care's lapses because it was forgotten
//! (journal.md 8.2).

mod list;
pub(super) mod policy;
mod remind;
mod routes;
mod store;
mod view;

pub use remind::remind_some;
pub use routes::RenewalRoutes;
