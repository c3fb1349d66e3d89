//! Send a draft to the unit.

use super::{
    attachment,
    case::MessageKind,
    deadline::promise,
    draft::{agents_may, writer},
    policy::Submit,
    read::{self, Seen},
    store::{self, Sender},
    tell,
    view::CaseView,
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::CaseId,
    units::{self, form},
};

/// Submits a draft: the type must be available now, and the answers fit the form as it is now.
pub async fn submit(cx: Cx, id: CaseId, seen: Seen, repeat: Repeat) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Submit>(tx)?;
        seen.check(&case)?;
        let step = case.submit()?;
        units::hold(tx, case.unit)?;
        let (case_type, _) = case.case_type()?;
        let offer = units::offer(tx, case.unit, case_type, case.subject)?;
        agents_may(&offer, grant.capacity())?;
        let faults = form::check(&offer.form.components, &case.facts.answers);
        if !faults.is_empty() {
            return Err(Failure::Invalid(faults));
        }
        let (by, promise) = (writer(tx)?, promise(tx, &offer)?);
        let event = store::submit(tx, &grant, &case, step, promise, offer.form.id, by)?;
        let text = units::as_text(&offer.form.components, &case.facts.answers);
        let message = store::say(tx, &grant, MessageKind::Submission, Sender::Resident(by), &text)?;
        let files = attachment::answered(&offer.form.components, &case.facts.answers);
        attachment::send_with(tx, &grant, &case, message, &files)?;
        if let Some(text) = &offer.case_type.auto_reply_text {
            store::say(tx, &grant, MessageKind::AutoReply, Sender::CaseType, text)?;
            tell::resident(tx, &case)?;
        }
        tell::receivers(tx, &case, event)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
