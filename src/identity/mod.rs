//! Who people are: signing in, sessions, residents and their guardians, and the register they come
//! from. What they may do elsewhere is each slice's own business.

mod change_settings;
mod claims;
pub mod clients;
mod contact;
mod openid;
mod personal_number;
mod policy;
mod problems;
mod providers;
mod reach;
mod read;
mod register;
mod resident;
mod resident_routes;
mod routes;
mod search;
mod session;
mod session_view;
mod sign_in;
mod staff;
mod store;
mod system_session;
mod view;

pub use contact::{
    ContactRoutes, Shared, addresses, agency_ends_at_age, clear_outgrown, forget_contacts,
    shared_state,
};
pub use openid::Providers;
pub use personal_number::{NumberFault, NumberKind, PersonalNumber};
pub use problems::PROBLEMS;
use problems::*;
pub use reach::{Unreached, reach};
pub use resident::Sex;
pub use resident_routes::ResidentRoutes;
pub use routes::Routes;
pub use staff::hsa_id;
pub use store::can_sign_in;
