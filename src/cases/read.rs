//! Read a case, and what all steps share: the version the client saw, and the case as it is shown.

use super::{
    case::{Case, Closing, Orphaned},
    citizen::{CaseDirection, CitizenCase},
    deadline::DeadlineState,
    links,
    policy::Read,
    store::{self, Message, Said},
    view::{
        CaseTypeName, CaseView, CitizenCaseFacts, GroupName, MessageView, Person, StaffName,
        UnitName,
    },
};
use crate::{
    access::{Action, Cx, Grant},
    attachments, audit,
    db::{Replay, Tx},
    failure::Failure,
    id::CaseId,
    page::{self, Linker, Meta, Page},
    sql::Moment,
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
        let view = show(tx, cx, case, said)?;
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
    show(tx, cx, case, said)
}

/// The case as this actor is shown it.
#[expect(clippy::too_many_lines, reason = "one field after the other")]
pub fn show(tx: &Tx<'_>, cx: &Cx, case: Case, said: Said) -> Result<CaseView, Failure> {
    let (links, english) = (links::links(tx, cx, &case)?, cx.asked().english);
    let (label, expires_on) = (case.label(english), case.expires_on());
    let ForStaff { handler, group, needs_redistribution, deadline, documented_at } =
        ForStaff::of(tx, &case);
    let closing = case.stage.closing();
    let initiated_by = case.initiated_by();
    let facts = case.facts.clone();
    let person = |id, name: &super::case::Name| Person {
        id,
        name: name.full.clone(),
        protected_identity: name.protected_identity,
    };
    let view = CaseView {
        id: case.id,
        number: facts.number,
        unit: UnitName { id: case.unit, name: facts.unit_name },
        direction: direction(&case),
        title: facts.title,
        case_type: case_type(&case),
        form_version_id: case.case_type().ok().map(|(_, form_version)| form_version),
        citizen_case: case.citizen().map(|citizen| citizen_case(citizen, said.questions)),
        subject: person(case.subject, &facts.subject),
        initiated_by: initiated_by.zip(facts.initiator).map(|(id, name)| person(id, &name)),
        by_guardian: initiated_by.is_some_and(|by| by != case.subject),
        stage: case.stage.code(),
        label,
        handler,
        group,
        needs_redistribution,
        answers: facts.answers.into_iter().collect(),
        created_at: facts.created_at.into(),
        submitted_at: facts.submitted_at.map(Into::into),
        first_response_due_at: facts.first_response_due_at.map(Into::into),
        first_response_at: case.first_response_at.map(Into::into),
        deadline,
        has_partial_reply: case.has_partial_reply,
        expires_on,
        documented_at,
        closed_at: closing.map(|closing| closing.at().into()),
        close_kind: closing.map(Closing::kind),
        close_reason: closing.and_then(Closing::reason).map(Into::into),
        reopened_count: case.reopened_count,
        previous_case_id: facts.previous,
        messages: said.messages.into_iter().map(|it| message(cx, it)).collect(),
        version: case.version,
        links,
    };
    Ok(view)
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

/// What staff are told of a case and residents are not: these see who wrote each message (B-8).
#[derive(Default)]
pub struct ForStaff {
    pub handler: Option<StaffName>,
    pub group: Option<GroupName>,
    pub needs_redistribution: Option<Orphaned>,
    pub deadline: Option<DeadlineState>,
    pub documented_at: Option<Moment>,
}

impl ForStaff {
    pub fn of(tx: &Tx<'_>, case: &Case) -> Self {
        if tx.actor().staff().is_none() {
            return Self::default();
        }
        let facts = &case.facts;
        Self {
            handler: (case.handler().zip(facts.handler_name.clone()))
                .map(|(id, name)| StaffName { id, name }),
            group: (case.stage.group().zip(facts.group_name.clone()))
                .map(|(id, name)| GroupName { id, name }),
            needs_redistribution: case.orphan,
            deadline: case.deadline(tx.now),
            documented_at: case.documented.map(Into::into),
        }
    }
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
