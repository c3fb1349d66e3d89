//! Read a case, and what all steps share: the version the client saw, and the case as it is shown.

use super::{
    case::{Case, CloseKind, Closing, Stage},
    citizen::{CaseDirection, CitizenCase},
    policy::{
        AnswerCase, AskBack, Attach, ChangeDraft, DiscardDraft, Distribute, Read, Redistribute,
        ReplyAsResident, ReplyInPart, Submit, Withdraw,
    },
    store::{self, Message, Said},
    view::{CaseTypeName, CaseView, CitizenCaseFacts, MessageView, Person, StaffName, UnitName},
};
use crate::{
    access::{Action, Actor, Cx, Grant, Verdict},
    attachments, audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{CaseId, StaffId},
    page::{self, Linker, Links, Meta, Page},
    units::form::Component,
};

/// How many messages a case is shown with.
const MESSAGES: i64 = 100;

/// The version of a case that the client has seen, from `If-Match`.
#[derive(Debug, Clone)]
pub struct Seen(pub Option<String>);

impl Seen {
    /// Asked after the seal is open, so that versions tell nothing to those who may not see.
    pub fn check(&self, case: &Case) -> Result<(), Failure> {
        page::expect_version(self.0.as_deref(), case.version)
    }
}

/// Reads a case with its latest messages.
pub async fn read(cx: Cx, id: CaseId) -> Result<CaseView, Failure> {
    cx.transact(move |tx, cx| {
        let (case, grant) = store::find(tx, id)?.open::<Read>(tx)?;
        let said = store::said(tx, &case, MESSAGES)?;
        let view = show(tx.actor(), cx, case, said);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

impl Replay for CaseView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let _may = store::find(tx, self.id)?.open::<Read>(tx)?;
        Ok(())
    }
}

/// Reads a page of a case's messages: the last ones before `before`, oldest first.
pub async fn read_messages(
    cx: Cx,
    id: CaseId,
    before: Option<i32>,
    limit: i32,
) -> Result<Page<MessageView>, Failure> {
    cx.transact(move |tx, cx| {
        let (case, grant) = store::find(tx, id)?.open::<Read>(tx)?;
        let messages = store::messages(tx, &case, before, limit.into())?;
        let page = page_of(cx, id, before, limit, messages);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Messages are numbered from 1, so the number of the first tells whether there are older ones.
fn page_of(
    cx: &Cx,
    id: CaseId,
    before: Option<i32>,
    limit: i32,
    messages: Vec<Message>,
) -> Page<MessageView> {
    let at = |before: Option<i32>| {
        let before = before.map(|seq| format!("&before={seq}")).unwrap_or_default();
        format!("/cases/{id}/messages?limit={limit}{before}")
    };
    let older = messages.first().map(|first| first.seq).filter(|seq| *seq > 1);
    let links = Linker::new(cx.asked())
        .add("self", "GET", &at(before))
        .add("first", "GET", &at(None))
        .add_if(older.is_some(), "next", "GET", &at(older))
        .done();
    let items: Vec<MessageView> = messages.into_iter().map(|it| message(cx, it)).collect();
    let count = i32::try_from(items.len()).expect("a page has at most 100 messages");
    Page { items, meta: Meta { limit, count }, links }
}

/// The case as it is after a step of this transaction, for the one who took the step.
pub fn view_of<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
) -> Result<CaseView, Failure> {
    let case = store::again(tx, grant)?;
    let said = store::said(tx, &case, MESSAGES)?;
    Ok(show(tx.actor(), cx, case, said))
}

/// The case as this actor is shown it.
pub fn show(actor: &Actor, cx: &Cx, case: Case, said: Said) -> CaseView {
    let links = links(actor, cx, &case);
    let (direction, case_type) = (direction(&case), case_type(&case));
    let initiated_by = case.initiated_by();
    let handler = handler(actor, &case);
    let (closed_at, close_kind) = match case.stage {
        Stage::Closed(Closing::Answered { at, .. }) => (Some(at), Some(CloseKind::Answered)),
        Stage::Closed(Closing::Withdrawn { at }) => (Some(at), Some(CloseKind::Withdrawn)),
        _ => (None, None),
    };
    let person = |id, name: &super::case::Name| Person {
        id,
        name: name.full.clone(),
        protected_identity: name.protected_identity,
    };
    let facts = case.facts.clone();
    CaseView {
        id: case.id,
        number: facts.number,
        unit: UnitName { id: case.unit, name: facts.unit_name },
        direction,
        title: facts.title,
        form_version_id: case.case_type().ok().map(|(_, form_version)| form_version),
        case_type,
        citizen_case: case.citizen().map(|citizen| citizen_case(citizen, said.questions)),
        subject: person(case.subject, &facts.subject),
        initiated_by: initiated_by.zip(facts.initiator).map(|(id, name)| person(id, &name)),
        by_guardian: initiated_by.is_some_and(|by| by != case.subject),
        stage: case.stage.code(),
        handler,
        answers: facts.answers.into_iter().collect(),
        created_at: facts.created_at.into(),
        submitted_at: facts.submitted_at.map(Into::into),
        first_response_due_at: facts.first_response_due_at.map(Into::into),
        first_response_at: case.first_response_at.map(Into::into),
        has_partial_reply: case.has_partial_reply,
        closed_at: closed_at.map(Into::into),
        close_kind,
        messages: said.messages.into_iter().map(|it| message(cx, it)).collect(),
        version: case.version,
        links,
    }
}

/// Who began the case.
pub fn direction(case: &Case) -> CaseDirection {
    case.citizen().map_or(CaseDirection::Resident, |_| CaseDirection::Care)
}

/// The case type, when the resident's side began the case.
pub fn case_type(case: &Case) -> Option<CaseTypeName> {
    let (id, _) = case.case_type().ok()?;
    Some(CaseTypeName { id, name: case.facts.title.clone() })
}

fn citizen_case(citizen: &CitizenCase, questions: Vec<Component>) -> CitizenCaseFacts {
    CitizenCaseFacts {
        template_id: citizen.template,
        template_version: citizen.number,
        mode: citizen.mode,
        questions,
        answered_at: citizen.answered_at.map(Into::into),
    }
}

/// Whom the case is with: told to staff, while residents see who wrote each message (B-8).
pub fn handler(actor: &Actor, case: &Case) -> Option<StaffName> {
    actor.staff()?;
    let id = case.handler()?;
    Some(StaffName { id, name: case.facts.handler_name.clone()? })
}

fn message(cx: &Cx, message: Message) -> MessageView {
    let files = message.attachments.into_iter();
    MessageView {
        id: message.id,
        seq: message.seq,
        kind: message.kind,
        sender_name: message.sender_name,
        body: message.body,
        signature: message.signature,
        questions: message.questions,
        answers: message.answers,
        sent_at: message.sent_at.into(),
        attachments: files.map(|file| attachments::view(cx, file)).collect(),
    }
}

/// What this caller may do next: allowed by policy, and possible by the rules.
fn links(actor: &Actor, cx: &Cx, case: &Case) -> Links {
    fn may<A: Action<On = Case>>(actor: &Actor, case: &Case) -> bool {
        matches!(A::decide(actor, case), Verdict::Allow(_))
    }
    let own = format!("/cases/{}", case.id);
    let at = |part: &str| format!("{own}/{part}");
    let anyone = StaffId(uuid::Uuid::nil());
    let now = chrono::DateTime::UNIX_EPOCH;
    let draft = case.must_be_draft().is_ok();
    let distributable = case.distribute(anyone, false).is_ok();
    let movable = case.redistribute(anyone).is_ok();
    let asks = case.ask_back(now).is_ok();
    let tells = case.reply_in_part().is_ok();
    let answers = case.answer(now).is_ok();
    let replies = (may::<AskBack>(actor, case) && asks)
        || (may::<ReplyInPart>(actor, case) && tells)
        || (may::<AnswerCase>(actor, case) && answers);
    // A resident's form says whether it asks for files.
    let attaches = match Attach::decide(actor, case) {
        Verdict::Allow(by) => actor.staff().is_some() && case.takes_files(by).is_ok(),
        _ => false,
    };
    let replyable = may::<ReplyAsResident>(actor, case) && case.reply_as_resident(true).is_ok();
    let withdrawable = may::<Withdraw>(actor, case) && case.withdraw(now).is_ok();
    Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("messages", "GET", &at("messages"))
        .add_if(draft && may::<ChangeDraft>(actor, case), "change-draft", "PUT", &at("draft"))
        .add_if(draft && may::<DiscardDraft>(actor, case), "discard-draft", "DELETE", &at("draft"))
        .add_if(draft && may::<Submit>(actor, case), "submit", "POST", &at("submissions"))
        .add_if(
            distributable && may::<Distribute>(actor, case),
            "distribute",
            "POST",
            &at("distributions"),
        )
        .add_if(
            movable && may::<Redistribute>(actor, case),
            "redistribute",
            "POST",
            &at("redistributions"),
        )
        .add_if(replies, "reply", "POST", &at("replies"))
        .add_if(attaches, "attach", "POST", &at("attachments"))
        .add_if(replyable, "message", "POST", &at("messages"))
        .add_if(withdrawable, "withdraw", "POST", &at("withdrawals"))
        .done()
}
