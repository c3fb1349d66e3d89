//! Who people are: signing in, sessions, residents and their guardians, and the register they come
//! from. What they may do elsewhere is each slice's own business.

mod change_settings;
mod personal_number;
mod policy;
mod read;
mod resident;
mod resident_routes;
mod routes;
mod search;
mod store;
mod view;

pub use personal_number::{NumberFault, NumberKind, PersonalNumber};
pub use resident::Sex;
pub use resident_routes::ResidentRoutes;
pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    IDENTITY_TO_COME = "identity-to-come", CONFLICT, "Kommer", "To come", "Replaced by the slice's own kinds.";
}
