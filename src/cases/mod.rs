//! Cases: a dialogue between one resident and one unit, from the contact card to a closed answer.
//! Not in here: what a unit offers ([`crate::units`]) and how messages reach people ([`crate::inbox`]).

mod attachment;
mod case;
mod citizen;
mod close;
mod compose;
mod deadline;
mod distribute;
mod document;
mod draft;
mod escalate;
mod expire;
mod infected;
mod label;
mod life_routes;
mod links;
mod list;
mod owners;
mod policy;
pub mod print;
mod read;
mod refusal;
mod reopen;
mod reply;
mod routes;
mod stage;
mod step;
mod store;
mod submit;
mod take;
mod tell;
mod unassign;
mod view;
mod wish;
mod withdraw;

pub use attachment::AttachmentRoutes;
pub use case::{PROBLEMS, StageCode};
pub use citizen::{CitizenMode, NewCitizenCase, send};
pub use escalate::escalate_some;
pub use expire::expire_some;
pub use infected::tell_of_infected;
pub use owners::{check_owners, owners_are_well, settle_owners};
pub use view::{Nothing, SignAs};

/// Every route of this slice.
pub type Routes = (routes::Routes, life_routes::LifeRoutes);

pub fn routes() -> Routes {
    (routes::Routes, life_routes::LifeRoutes)
}
