//! Who is told that something has happened in a case, never what.

use super::case::Case;
use crate::{
    db::Tx,
    failure::Failure,
    id::{EventId, StaffId},
    inbox,
    jobs::{self, Notice},
    units,
};

/// Puts word of something new into the subject's inbox, and tells them to look there.
pub fn resident(tx: &mut Tx<'_>, case: &Case) -> Result<(), Failure> {
    let delivery = inbox::Delivery {
        resident: case.subject,
        unit: case.unit,
        case: case.id,
        title: case.facts.case_type_name.clone(),
    };
    inbox::deliver(tx, delivery).map(drop)
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
