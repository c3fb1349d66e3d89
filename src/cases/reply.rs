//! What is said in a case: the handler's three kinds of reply, and the resident's.

use serde_json::Value;

use super::{
    attachment,
    case::{Case, MessageKind, Step},
    citizen::CitizenCase,
    compose::{self, Words},
    draft::writer,
    policy::{AnswerCase, AskBack, ReplyAsResident, ReplyInPart},
    read::{self, Seen},
    store::{self, Besides, Sender},
    tell,
    view::{CaseView, Reply, ReplyKind, ResidentMessage},
};
use crate::{
    access::{Action, Cx, Grant},
    audit::{self, Audited},
    db::{Repeat, Tx},
    failure::Failure,
    id::{AttachmentId, CaseId, StaffId},
    units::{self, form},
};

/// Sends a handler's reply, which asks, tells or closes.
pub async fn reply(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    reply: Reply,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let sealed = store::lock(tx, id)?;
        match reply.kind {
            ReplyKind::CounterQuestion => {
                let (case, grant) = sealed.open::<AskBack>(tx)?;
                seen.check(&case)?;
                let step = case.ask_back(tx.now)?;
                send(tx, cx, &case, grant, step, &reply)
            }
            ReplyKind::PartialReply => {
                let (case, grant) = sealed.open::<ReplyInPart>(tx)?;
                seen.check(&case)?;
                let step = case.reply_in_part()?;
                let (sv, en) = (
                    "Bifoga till en motfråga eller ett svar.",
                    "Attach to a question or an answer.",
                );
                attachment::none_here(&reply.attachment_ids, sv, en)?;
                send(tx, cx, &case, grant, step, &reply)
            }
            ReplyKind::Answer => {
                let (case, grant) = sealed.open::<AnswerCase>(tx)?;
                seen.check(&case)?;
                let step = case.answer(tx.now)?;
                send(tx, cx, &case, grant, step, &reply)
            }
        }
    })
    .await
}

fn send<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    case: &Case,
    grant: Grant<A>,
    step: Step<A>,
    reply: &Reply,
) -> Result<Audited<CaseView>, Failure> {
    let kind = match reply.kind {
        ReplyKind::CounterQuestion => MessageKind::CounterQuestion,
        ReplyKind::PartialReply => MessageKind::PartialReply,
        ReplyKind::Answer => MessageKind::Answer,
    };
    let words = Words {
        body: reply.body.as_deref(),
        template: reply.template.as_ref(),
        sign_as: reply.sign_as,
        at: "/body",
    };
    let message = compose::send(tx, &grant, case, kind, &words)?;
    let files = attachment::named(&reply.attachment_ids);
    attachment::send_with(tx, &grant, case, message, &files)?;
    store::advance(tx, &grant, case, step)?;
    tell::resident(tx, case)?;
    let view = read::view_of(tx, cx, &grant)?;
    Ok(audit::record(tx, grant, view)?)
}

/// The member of staff at the keyboard.
pub fn colleague(tx: &Tx<'_>) -> Result<StaffId, Failure> {
    let staff = tx.actor().staff().map(|staff| staff.id);
    staff.ok_or_else(|| Failure::Bug("only staff are let in here".into()))
}

/// Sends the resident's answer to a question; the handler has the case back.
pub async fn reply_as_resident(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    message: ResidentMessage,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<ReplyAsResident>(tx)?;
        seen.check(&case)?;
        let handler = case.handler();
        let handles = match handler {
            Some(handler) => units::is_handler(tx, handler, case.unit)?,
            None => false,
        };
        let step = case.reply_as_resident(handles)?;
        let files = files_of(tx, &case, &message)?;
        let (text, besides) = said(tx, &grant, &case, &message)?;
        let sender = Sender::Resident(writer(tx)?);
        let kind = MessageKind::ResidentReply;
        let said = store::say_with(tx, &grant, kind, sender, &text, besides)?;
        attachment::send_with(tx, &grant, &case, said, &files)?;
        let event = store::advance(tx, &grant, &case, step)?;
        match handler.filter(|_| handles) {
            Some(handler) if case.orphan.is_none() => tell::handler(tx, handler, event)?,
            // Nobody looks after it yet: those who find it a handler are told instead.
            Some(_) => tell::needs_handler(tx, case.unit, event)?,
            None => tell::receivers(tx, &case, event)?,
        }
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// The uploads that the message names, in its answers too where a form waits for them.
fn files_of(
    tx: &mut Tx<'_>,
    case: &Case,
    message: &ResidentMessage,
) -> Result<Vec<(String, AttachmentId)>, Failure> {
    let mut files = attachment::named(&message.attachment_ids);
    if let Some(answers) = &message.answers {
        let of_template = case.citizen().is_some_and(CitizenCase::asks);
        let components =
            if of_template { store::questions(tx, case)? } else { store::asked(tx, case)? };
        let answers = answers.clone().into_iter().collect();
        files.extend(attachment::answered(&components, &answers));
    }
    Ok(files)
}

/// What the resident says: the answers to care's questions, kept as answers too, or plain words.
fn said(
    tx: &mut Tx<'_>,
    grant: &Grant<ReplyAsResident>,
    case: &Case,
    message: &ResidentMessage,
) -> Result<(String, Besides), Failure> {
    let words = message.body.as_deref();
    let of_template = case.citizen().is_some_and(CitizenCase::asks);
    let components =
        if of_template { store::questions(tx, case)? } else { store::asked(tx, case)? };
    if !of_template && components.is_empty() {
        return match (words, &message.answers) {
            (Some(words), None) => Ok((words.to_owned(), Besides::default())),
            (None, _) => Err(Failure::field("/body", "required", "Skriv något.", "Say something.")),
            (_, Some(_)) => {
                let (sv, en) = ("Inget formulär väntar.", "No form waits for answers.");
                Err(Failure::field("/answers", "unknown-field", sv, en))
            }
        };
    }
    let answers = message.answers.clone().unwrap_or_default().into_iter().collect();
    let faults = form::check(&components, &answers);
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let told = [units::as_text(&components, &answers), words.unwrap_or_default().to_owned()];
    let mut besides = Besides::default();
    if of_template {
        store::answer_questions(tx, grant, answers)?;
    } else {
        besides.answers = Some(Value::Object(answers));
    }
    let told = told.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Ok((told.join("\n\n"), besides))
}
