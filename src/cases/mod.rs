//! Cases: a dialogue between one resident and one unit, from the contact card to a closed answer.
//! Not in here: what a unit offers ([`crate::units`]) and how messages reach people ([`crate::inbox`]).

mod attachment;
mod case;
mod citizen;
mod compose;
mod distribute;
mod draft;
mod list;
mod policy;
mod read;
mod reply;
mod routes;
mod store;
mod submit;
mod tell;
mod view;
mod withdraw;

pub use attachment::AttachmentRoutes;
pub use case::{PROBLEMS, StageCode};
pub use citizen::{CitizenMode, NewCitizenCase, send};
pub use routes::Routes;
pub use view::{Nothing, SignAs};
