//! Give a case to a handler or a group, and to another.

use super::{
    attachment,
    case::{MessageKind, Recipient},
    compose::{self, Words},
    policy::{Distribute, Redistribute},
    read::{self, Seen},
    store, tell,
    view::{CaseView, Distribution, Redistribution},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::{CaseId, EventId, StaffGroupId, StaffId, UnitId},
    units::{self, HandlerTrouble},
};

/// Gives a new case away, with or without words to the resident (fördela, med delsvar).
pub async fn distribute(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    wish: Distribution,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Distribute>(tx)?;
        seen.check(&case)?;
        let words = Words {
            body: wish.partial_reply.as_deref(),
            template: wish.template.as_ref(),
            sign_as: wish.sign_as,
            at: "/partialReply",
        };
        let to = recipient(wish.handler_id, wish.group_id)?;
        let step = case.distribute(to, !words.are_none())?;
        must_take(tx, to, case.unit)?;
        if words.are_none() {
            let (sv, en) = ("Filer skickas med ett delsvar.", "Files go with a partial reply.");
            attachment::none_here(&wish.attachment_ids, sv, en)?;
        } else {
            let message = compose::send(tx, &grant, &case, MessageKind::PartialReply, &words)?;
            let files = attachment::named(&wish.attachment_ids);
            attachment::send_with(tx, &grant, &case, message, &files)?;
            tell::resident(tx, &case)?;
        }
        let event = store::advance(tx, &grant, &case, step)?;
        tell_recipient(tx, to, event)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Gives a case to another handler or group at the unit (omfördela).
pub async fn redistribute(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    wish: Redistribution,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Redistribute>(tx)?;
        seen.check(&case)?;
        let to = recipient(wish.handler_id, wish.group_id)?;
        let step = case.redistribute(to)?;
        must_take(tx, to, case.unit)?;
        let event = store::advance(tx, &grant, &case, step)?;
        tell_recipient(tx, to, event)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn recipient(handler: Option<StaffId>, group: Option<StaffGroupId>) -> Result<Recipient, Failure> {
    match (handler, group) {
        (Some(handler), None) => Ok(Recipient::Handler(handler)),
        (None, Some(group)) => Ok(Recipient::Group(group)),
        _ => {
            let sv = "Ange antingen handlerId eller groupId.";
            Err(Failure::field("/handlerId", "one-of", sv, "Give either handlerId or groupId."))
        }
    }
}

fn must_take(tx: &mut Tx<'_>, to: Recipient, unit: UnitId) -> Result<(), Failure> {
    match to {
        Recipient::Handler(handler) => must_be_handler(tx, handler, unit),
        Recipient::Group(group) if units::group_takes(tx, group, unit)? => Ok(()),
        Recipient::Group(_) => Err(Failure::field(
            "/groupId",
            "nobody-to-take-it",
            "Mottagningen har ingen sådan grupp med någon som kan ta ärendet i dag.",
            "The unit has no such group with someone who can take the case today.",
        )),
    }
}

/// A case goes only to one who is a handler at the same unit today, and there.
pub fn must_be_handler(tx: &mut Tx<'_>, staff: StaffId, unit: UnitId) -> Result<(), Failure> {
    match units::trouble(tx, staff, unit)? {
        None => Ok(()),
        Some(HandlerTrouble::Absent) => Err(Failure::field(
            "/handlerId",
            "handler-absent",
            "Personen är frånvarande i dag.",
            "The person is away today.",
        )),
        Some(HandlerTrouble::RoleEnded | HandlerTrouble::Inactive) => Err(Failure::field(
            "/handlerId",
            "not-a-handler",
            "Personen är inte ärendehanterare på mottagningen.",
            "The person is not a handler at the unit.",
        )),
    }
}

fn tell_recipient(tx: &mut Tx<'_>, to: Recipient, cause: EventId) -> Result<(), Failure> {
    match to {
        Recipient::Handler(handler) => tell::handler(tx, handler, cause),
        Recipient::Group(group) => tell::group(tx, group, cause),
    }
}
