//! Staff: who they are, how they sign, and what they want to be told.

mod away;
mod contacts;
mod contacts_view;
mod csv;
mod list;
pub mod member;
pub mod policy;
mod region;
mod region_routes;
mod region_view;
mod routes;
mod settings;
pub mod signature;
pub mod store;
mod view;
mod worker;

pub use signature::in_swedish;
pub use store::at_work::{HandlerTrouble, group_takes, trouble};
pub use store::{
    StaffName, handler_to_notify, holders_of, is_handler, members_to_notify, receivers_of,
    receivers_to_notify, staff_names, whom_to_notify,
};

pub use region_routes::StaffRegionRoutes;
pub use routes::StaffRoutes;
pub use store::away::is_away;
pub use worker::DirectoryRefresh;

use crate::{db::Tx, failure::Failure, id::StaffId};

/// The signature that this person's next message gets: their own text, or the automatic one.
pub fn signature(tx: &mut Tx<'_>, staff: StaffId) -> Result<String, Failure> {
    let signer = store::signer(tx, staff)?.ok_or(Failure::Absent)?;
    Ok(signature::render(&signer, tx.today))
}
