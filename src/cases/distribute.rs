//! Give a case to a handler, and to another.

use super::{
    attachment,
    case::MessageKind,
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
    id::{CaseId, StaffId, UnitId},
    units,
};

/// Gives a new case to a handler, with or without words to the resident (fördela, med delsvar).
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
        let step = case.distribute(wish.handler_id, !words.are_none())?;
        must_be_handler(tx, wish.handler_id, case.unit)?;
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
        tell::handler(tx, wish.handler_id, event)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Gives a case to another handler at the unit (omfördela).
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
        let step = case.redistribute(wish.handler_id)?;
        must_be_handler(tx, wish.handler_id, case.unit)?;
        let event = store::advance(tx, &grant, &case, step)?;
        tell::handler(tx, wish.handler_id, event)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// A case goes only to one who is a handler at the same unit today.
fn must_be_handler(tx: &mut Tx<'_>, staff: StaffId, unit: UnitId) -> Result<(), Failure> {
    if units::is_handler(tx, staff, unit)? {
        return Ok(());
    }
    Err(Failure::field(
        "/handlerId",
        "not-a-handler",
        "Personen är inte ärendehanterare på mottagningen.",
        "The person is not a handler at the unit.",
    ))
}
