//! Where a resident may be reached and who knows it: addresses as they hold today, the yes or no to
//! the national personal data service, and a child's account opened by its guardian.

mod activate;
mod routes;
mod share;
mod store;
mod view;

pub use routes::ContactRoutes;
pub use store::{
    Shared, addresses, agency_ends_at_age, clear_outgrown, forget_contacts, shared_state,
    tell_if_shared,
};
