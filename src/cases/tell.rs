//! Who is told that something has happened in a case, never what.

use super::case::Case;
use crate::{
    db::Tx,
    failure::Failure,
    id::{CaseId, EventId, InboxItemId, ResidentId, StaffId, UnitId},
    inbox,
    jobs::{self, Notice},
    units,
};

/// Puts word of something new into the subject's inbox, and tells them to look there.
/// Refused while the subject's log-in is locked: nobody could read it.
pub fn resident(tx: &mut Tx<'_>, case: &Case) -> Result<(), Failure> {
    inbox::must_be_readable(tx, case.subject)?;
    resident_of(tx, (case.subject, case.unit, case.id), &case.facts.title).map(drop)
}

/// The same for a case that this very transaction began.
pub fn resident_of(
    tx: &mut Tx<'_>,
    (resident, unit, case): (ResidentId, UnitId, CaseId),
    title: &str,
) -> Result<InboxItemId, Failure> {
    let title = title.to_owned();
    inbox::deliver(tx, inbox::Delivery { resident, unit, case, title })
}

/// Tells the unit's receivers who have asked for it that a case has come in (B-72).
pub fn receivers(tx: &mut Tx<'_>, case: &Case, cause: EventId) -> Result<(), Failure> {
    let contacts = units::receivers_to_notify(tx, case.unit)?;
    Ok(jobs::notify_staff(tx, cause, Notice::CaseIncoming, &contacts)?)
}

/// Tells a handler who has asked for it that a case waits for them (B-72).
pub fn handler(tx: &mut Tx<'_>, handler: StaffId, cause: EventId) -> Result<(), Failure> {
    let contact = units::handler_to_notify(tx, handler)?;
    Ok(jobs::notify_staff(tx, cause, Notice::CaseAssigned, contact.as_slice())?)
}
