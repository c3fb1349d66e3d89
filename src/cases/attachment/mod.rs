//! Files in a case: who may attach what to which message, and read it. How the bytes are kept is in
//! [`crate::attachments`].

mod read;
mod remove;
mod routes;
mod upload;

pub use routes::AttachmentRoutes;

use serde_json::{Map, Value};

use super::case::Case;
use crate::{
    access::{Action, Actor, Grant},
    attachments::{self, Side},
    db::Tx,
    failure::Failure,
    id::{AttachmentId, MessageId},
    units::form::{self, Component},
};

/// On which side of the case the caller is: policies let nobody else in here.
fn side(tx: &Tx<'_>) -> Result<Side, Failure> {
    match tx.actor() {
        Actor::Resident(resident) => Ok(Side::Resident(resident.id)),
        Actor::Staff(staff) => Ok(Side::Staff(staff.id)),
        _ => Err(Failure::Bug("only people attach files".into())),
    }
}

/// How many files one message of that side takes (B-61).
fn most(tx: &Tx<'_>, case: &Case, side: Side) -> Result<i64, Failure> {
    let name = match side {
        Side::Resident(_) => "attachment.most-by-resident",
        Side::Staff(_) => "attachment.most-by-staff",
    };
    Ok(tx.policies().number(name, Some(&case.region), tx.today)?.into())
}

/// Sends the caller's uploads with a message of the granted case. Each is told with the pointer to
/// where the client named it.
pub fn send_with<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    case: &Case,
    message: MessageId,
    named: &[(String, AttachmentId)],
) -> Result<(), Failure> {
    if named.is_empty() {
        return Ok(());
    }
    let side = side(tx)?;
    let most = most(tx, case, side)?;
    attachments::send(tx, grant, message, side, named, most)
}

/// The ids that a body names, each with its pointer.
pub fn named(ids: &[AttachmentId]) -> Vec<(String, AttachmentId)> {
    let pointer = |(index, id): (usize, &AttachmentId)| (format!("/attachmentIds/{index}"), *id);
    ids.iter().enumerate().map(pointer).collect()
}

/// The ids that answers to a form name, each with the pointer to its component's answer.
pub fn answered(
    components: &[Component],
    answers: &Map<String, Value>,
) -> Vec<(String, AttachmentId)> {
    let files = form::attachments(components, answers).into_iter();
    files.map(|(component, id)| (format!("/answers/{component}"), AttachmentId(id))).collect()
}

/// This message takes no files.
pub fn none_here(ids: &[AttachmentId], sv: &str, en: &str) -> Result<(), Failure> {
    if ids.is_empty() {
        return Ok(());
    }
    Err(Failure::field("/attachmentIds", "attachments-not-taken", sv, en))
}
