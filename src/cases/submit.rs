//! Send a draft to the unit.

use super::{
    attachment,
    case::MessageKind,
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
    db::{Repeat, Tx},
    failure::Failure,
    id::CaseId,
    units::{self, Offer, form},
    workdays,
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
        let (by, due_at) = (writer(tx)?, due_at(tx, &offer)?);
        let event = store::submit(tx, &grant, &case, step, due_at, offer.form.id, by)?;
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

/// When the unit has promised a first response (B-20, B-22).
fn due_at(tx: &Tx<'_>, offer: &Offer) -> Result<chrono::DateTime<chrono::Utc>, Failure> {
    let (policies, region) = (tx.policies(), Some(offer.unit.region_code.as_str()));
    let days = match offer.case_type.first_response_workdays {
        Some(days) => days.into(),
        None => policies.number("case.first-response-workdays", region, tx.today)?,
    };
    let cut_off = policies.text("case.working-day-cut-off", region, tx.today)?;
    let start = policies.text("case.working-day-start", region, tx.today)?;
    let time = |text: &str| {
        chrono::NaiveTime::parse_from_str(text, "%H:%M")
            .map_err(|_| Failure::Bug(format!("policy time {text}")))
    };
    let days = u32::try_from(days).map_err(|_| Failure::Bug("negative workdays".into()))?;
    Ok(workdays::due_at(tx.now, days, time(cut_off)?, time(start)?))
}
