//! Who may do what. Nothing personal leaves the database except through here.

mod actor;
mod authority;
mod caller;
mod grant;
mod held;
mod session;
#[cfg(test)]
pub(crate) mod sheet;
#[cfg(doctest)]
mod walls;

pub use actor::{Actor, Capacity, ClientActor, Region, ResidentActor, Role, Scope, StaffActor};
pub use authority::{Agency, agency_holds};
pub(crate) use authority::{agency_of, hold_off_guardians, load as load_actor};
pub use caller::{App, Asked, Caller, Cx};
pub use grant::{Action, Denied, Grant, Sealed, Subject, Verdict};
pub(crate) use held::{held_on, role_held};
pub use session::{Admission, KEYS, LaidBy, Presented, Session, Sessions, Token, Who};
#[cfg(test)]
pub(crate) use sheet::Cast;
