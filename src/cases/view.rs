//! What clients send and see of cases.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

use super::{
    case::{CloseKind, MessageKind, Orphaned, StageCode},
    citizen::{CaseDirection, CitizenMode},
    deadline::DeadlineState,
};
use crate::{
    attachments::AttachmentView,
    id::{
        AttachmentId, CaseId, CaseTypeId, CitizenTemplateId, FormVersionId, MessageId, ResidentId,
        StaffGroupId, StaffId, UnitId,
    },
    page::{Link, Links},
    sql::Moment,
    templates::TemplateUse,
    units::form::Component,
};

/// What the resident filled in: each component's id with its value.
pub type Answers = BTreeMap<String, Value>;

/// A case to start: at which unit, of which type, and what has been filled in so far.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewCase {
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    /// May be incomplete while the case is a draft.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[oai(default, validator(max_properties = 200))]
    pub answers: Answers,
    /// A closed case of the same resident at the same unit, which this one follows up.
    #[serde(default)]
    #[oai(skip_serializing_if_is_none)]
    pub previous_case_id: Option<CaseId>,
}

/// A draft's answers, as they shall be.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct DraftAnswers {
    #[validate(length(max = 200))]
    #[oai(validator(max_properties = 200))]
    pub answers: Answers,
}

/// Who shall handle the case, and what the resident is told meanwhile.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct Distribution {
    /// A handler at the same unit who is there today. Either this or `groupId`.
    #[serde(default)]
    #[oai(skip_serializing_if_is_none)]
    pub handler_id: Option<StaffId>,
    /// A group of the unit's, of which someone then takes the case.
    #[serde(default)]
    #[oai(skip_serializing_if_is_none)]
    pub group_id: Option<StaffGroupId>,
    /// Uploads that go with the partial reply.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[oai(default, validator(max_items = 50))]
    pub attachment_ids: Vec<AttachmentId>,
    /// Sent to the resident as a partial reply (fördela med delsvar); or `template`.
    #[serde(default)]
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000), skip_serializing_if_is_none)]
    pub partial_reply: Option<String>,
    /// A template for partial replies (svarsmall) to say it with.
    #[serde(default)]
    #[validate(nested)]
    #[oai(skip_serializing_if_is_none)]
    pub template: Option<TemplateUse>,
    #[serde(default)]
    #[oai(default)]
    pub sign_as: SignAs,
}

/// Who shall handle the case instead.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct Redistribution {
    /// Another handler at the same unit who is there today. Either this or `groupId`.
    #[serde(default)]
    #[oai(skip_serializing_if_is_none)]
    pub handler_id: Option<StaffId>,
    /// A group of the unit's. Not while the case waits for the resident.
    #[serde(default)]
    #[oai(skip_serializing_if_is_none)]
    pub group_id: Option<StaffGroupId>,
}

crate::sql::code! {
    /// What kind of reply a handler sends.
    ReplyKind {
        /// Asks the resident, who can answer; the case waits (motfråga).
        CounterQuestion = "counter-question",
        /// Tells the resident; the case goes on (delsvar).
        PartialReply = "partial-reply",
        /// Answers, and closes the case at once (besvara).
        Answer = "answer",
    }
}

/// A handler's reply.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct Reply {
    pub kind: ReplyKind,
    /// Uploads that go with it. Not with a partial reply.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[oai(default, validator(max_items = 50))]
    pub attachment_ids: Vec<AttachmentId>,
    /// One's own words; or `template`.
    #[serde(default)]
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000), skip_serializing_if_is_none)]
    pub body: Option<String>,
    /// A template of the same kind (svarsmall), with what the sender fills in.
    #[serde(default)]
    #[validate(nested)]
    #[oai(skip_serializing_if_is_none)]
    pub template: Option<TemplateUse>,
    #[serde(default)]
    #[oai(default)]
    pub sign_as: SignAs,
}

crate::sql::code! {
    /// Whose signature stands under a message.
    SignAs {
        /// The sender's own, with their name.
        Person = "person",
        /// The unit's. The resident sees the unit's name instead of the sender's.
        Unit = "unit",
    }
}

/// Whose signature it is when nobody says.
impl Default for SignAs {
    fn default() -> Self {
        Self::Person
    }
}

/// A resident's answer to a question from the unit.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct ResidentMessage {
    /// Uploads that go with it.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[oai(default, validator(max_items = 50))]
    pub attachment_ids: Vec<AttachmentId>,
    /// Words of the resident's own. Required where no form waits for answers.
    #[serde(default)]
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000))]
    pub body: Option<String>,
    /// The answers to the form that care sent, while it waits for them (`citizenCase.questions`, or the
    /// `questions` of the last counter-question that has some).
    #[serde(default)]
    #[validate(length(max = 200))]
    #[oai(validator(max_properties = 200))]
    pub answers: Option<Answers>,
}

/// A step that needs no further facts. Send `{}`.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, example)]
pub struct Nothing {}

pub fn not_blank(text: &str) -> Result<(), validator::ValidationError> {
    if text.trim().is_empty() { Err(validator::ValidationError::new("blank")) } else { Ok(()) }
}

/// A case and everything said in it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Case", rename_all = "camelCase", example)]
pub struct CaseView {
    pub id: CaseId,
    /// What people say on the phone.
    #[oai(validator(max_length = 10))]
    pub number: String,
    pub unit: UnitName,
    pub direction: CaseDirection,
    /// The case type's name, or the title of what care sent.
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// Of a case that the resident's side began.
    #[oai(skip_serializing_if_is_none)]
    pub case_type: Option<CaseTypeName>,
    /// The edition of the form that the answers belong to, when it is a case type's.
    #[oai(skip_serializing_if_is_none)]
    pub form_version_id: Option<FormVersionId>,
    /// Of a case that care began (invånarärende).
    #[oai(skip_serializing_if_is_none)]
    pub citizen_case: Option<CitizenCaseFacts>,
    pub subject: Person,
    /// The resident who wrote; absent when care began the case.
    #[oai(skip_serializing_if_is_none)]
    pub initiated_by: Option<Person>,
    /// Whether a guardian wrote in the child's name.
    pub by_guardian: bool,
    pub stage: StageCode,
    /// Where the case stands in the words that residents are shown.
    #[oai(validator(max_length = 1100))]
    pub label: String,
    /// Whom the case is with. Told to staff only; residents see who wrote each message.
    #[oai(skip_serializing_if_is_none)]
    pub handler: Option<StaffName>,
    /// The group of which someone may take the case. Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub group: Option<GroupName>,
    /// Why the handler can't look after it, so that a receiver must find another. Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub needs_redistribution: Option<Orphaned>,
    pub answers: Answers,
    pub created_at: Moment,
    #[oai(skip_serializing_if_is_none)]
    pub submitted_at: Option<Moment>,
    /// When the unit should have responded, by the region's promise.
    #[oai(skip_serializing_if_is_none)]
    pub first_response_due_at: Option<Moment>,
    #[oai(skip_serializing_if_is_none)]
    pub first_response_at: Option<Moment>,
    /// How near that is, until the unit has responded. Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub deadline: Option<DeadlineState>,
    pub has_partial_reply: bool,
    /// The day on which the case closes by itself unless the resident answers.
    #[oai(skip_serializing_if_is_none)]
    pub expires_on: Option<NaiveDate>,
    /// When a colleague said that what matters stands in the record. Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub documented_at: Option<Moment>,
    #[oai(skip_serializing_if_is_none)]
    pub closed_at: Option<Moment>,
    #[oai(skip_serializing_if_is_none)]
    pub close_kind: Option<CloseKind>,
    /// Why the unit closed it without an answer.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    pub close_reason: Option<String>,
    /// How many times it was opened again.
    #[oai(validator(minimum(value = "0"), maximum(value = "32767")))]
    pub reopened_count: i16,
    /// The closed case that this one follows up.
    #[oai(skip_serializing_if_is_none)]
    pub previous_case_id: Option<CaseId>,
    /// The latest messages, oldest first, at most 100. Older ones: `/cases/{caseId}/messages`.
    #[oai(validator(max_items = 100))]
    pub messages: Vec<MessageView>,
    /// Grows by one with each change; the `ETag` is made of it.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// What this caller may do next.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A case in a list: no content, only what is needed to choose.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseSummary", rename_all = "camelCase", example)]
pub struct CaseSummary {
    pub id: CaseId,
    #[oai(validator(max_length = 10))]
    pub number: String,
    pub unit: UnitName,
    pub direction: CaseDirection,
    /// The case type's name, or the title of what care sent.
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// Of a case that the resident's side began.
    #[oai(skip_serializing_if_is_none)]
    pub case_type: Option<CaseTypeName>,
    pub subject: Person,
    pub by_guardian: bool,
    pub stage: StageCode,
    /// Where the case stands in the words that residents are shown.
    #[oai(validator(max_length = 1100))]
    pub label: String,
    /// Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub handler: Option<StaffName>,
    /// Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub group: Option<GroupName>,
    /// Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub needs_redistribution: Option<Orphaned>,
    /// Told to staff only.
    #[oai(skip_serializing_if_is_none)]
    pub deadline: Option<DeadlineState>,
    pub created_at: Moment,
    #[oai(skip_serializing_if_is_none)]
    pub submitted_at: Option<Moment>,
    #[oai(skip_serializing_if_is_none)]
    pub first_response_due_at: Option<Moment>,
    #[oai(skip_serializing_if_is_none)]
    pub first_response_at: Option<Moment>,
    pub has_partial_reply: bool,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// One message of a case. It never changes once sent.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseMessage", rename_all = "camelCase", example)]
pub struct MessageView {
    pub id: MessageId,
    /// Its place in the case, from 1.
    #[oai(validator(minimum(value = "1")))]
    pub seq: i32,
    pub kind: MessageKind,
    /// Who wrote it; absent for what the case type sends by itself.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    pub sender_name: Option<String>,
    #[oai(validator(max_length = 200_000))]
    pub body: String,
    /// The signature as it read when the message was sent.
    #[oai(skip_serializing_if_is_none, validator(max_length = 2000))]
    pub signature: Option<String>,
    /// What a counter-question asks the resident to fill in.
    #[oai(skip_serializing_if_is_none, validator(max_items = 100))]
    pub questions: Option<Vec<Component>>,
    /// What the resident filled in; `body` has it as a text.
    #[oai(skip_serializing_if_is_none, validator(max_properties = 200))]
    pub answers: Option<Answers>,
    pub sent_at: Moment,
    /// The files that go with it.
    #[oai(validator(max_items = 50))]
    pub attachments: Vec<AttachmentView>,
}

/// What care sent, and with which template.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct CitizenCaseFacts {
    pub template_id: CitizenTemplateId,
    /// The version of the template that it was sent with.
    #[oai(validator(minimum(value = "1")))]
    pub template_version: i32,
    pub mode: CitizenMode,
    /// The form; its answers are sent once, with `message`.
    #[oai(validator(max_items = 200))]
    pub questions: Vec<Component>,
    /// When the form was answered.
    #[oai(skip_serializing_if_is_none)]
    pub answered_at: Option<Moment>,
}

/// A unit by name.
#[derive(Debug, Clone, Object)]
pub struct UnitName {
    pub id: UnitId,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// A case type by name.
#[derive(Debug, Clone, Object)]
pub struct CaseTypeName {
    pub id: CaseTypeId,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// A resident by name.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct Person {
    pub id: ResidentId,
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// Shown to staff as a symbol; take care.
    pub protected_identity: bool,
}

/// A member of staff by name.
#[derive(Debug, Clone, Object)]
pub struct StaffName {
    pub id: StaffId,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// A group by name.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffGroupName")]
pub struct GroupName {
    pub id: StaffGroupId,
    #[oai(validator(max_length = 100))]
    pub name: String,
}

fn sample(last: u8) -> Uuid {
    Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + u128::from(last))
}

fn sample_moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

impl Example for NewCase {
    fn example() -> Self {
        let answers = Answers::from([("reason".to_owned(), "Receptet är slut på fredag.".into())]);
        Self {
            unit_id: UnitId(sample(1)),
            case_type_id: CaseTypeId(sample(2)),
            answers,
            previous_case_id: None,
        }
    }
}

impl Example for DraftAnswers {
    fn example() -> Self {
        Self { answers: NewCase::example().answers }
    }
}

impl Example for Distribution {
    fn example() -> Self {
        Self {
            handler_id: Some(StaffId(sample(3))),
            group_id: None,
            attachment_ids: Vec::new(),
            partial_reply: Some("Vi har tagit emot.".into()),
            template: None,
            sign_as: SignAs::Person,
        }
    }
}

impl Example for Redistribution {
    fn example() -> Self {
        Self { handler_id: Some(StaffId(sample(3))), group_id: None }
    }
}

impl Example for Reply {
    fn example() -> Self {
        Self {
            kind: ReplyKind::Answer,
            attachment_ids: Vec::new(),
            body: Some("Receptet är förnyat.".into()),
            template: None,
            sign_as: SignAs::Person,
        }
    }
}

impl Example for ResidentMessage {
    fn example() -> Self {
        Self { attachment_ids: Vec::new(), body: Some("Den minsta styrkan.".into()), answers: None }
    }
}

impl Example for Nothing {
    fn example() -> Self {
        Self {}
    }
}

impl Example for MessageView {
    fn example() -> Self {
        Self {
            id: MessageId(sample(4)),
            seq: 2,
            kind: MessageKind::Answer,
            sender_name: Some("Testa Handläggare".into()),
            body: "Receptet är förnyat.".into(),
            signature: Some("Med vänlig hälsning\nTesta Handläggare, distriktssköterska".into()),
            questions: None,
            answers: None,
            sent_at: sample_moment(),
            attachments: Vec::new(),
        }
    }
}

impl Example for CaseSummary {
    fn example() -> Self {
        let case = CaseView::example();
        Self {
            id: case.id,
            number: case.number,
            unit: case.unit,
            direction: case.direction,
            title: case.title,
            case_type: case.case_type,
            subject: case.subject,
            by_guardian: false,
            stage: case.stage,
            label: case.label,
            handler: case.handler,
            group: None,
            needs_redistribution: None,
            deadline: case.deadline,
            created_at: case.created_at,
            submitted_at: case.submitted_at,
            first_response_due_at: case.first_response_due_at,
            first_response_at: case.first_response_at,
            has_partial_reply: case.has_partial_reply,
            links: case.links,
        }
    }
}

impl Example for CaseView {
    #[expect(clippy::too_many_lines, reason = "one line for each field")]
    fn example() -> Self {
        let id = CaseId(sample(5));
        let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1/cases/{id}");
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        let person = Person {
            id: ResidentId(sample(6)),
            name: "Testa Invånare".into(),
            protected_identity: false,
        };
        Self {
            id,
            number: "4815162344".into(),
            unit: UnitName { id: UnitId(sample(1)), name: "Vårdcentral".into() },
            direction: CaseDirection::Resident,
            title: "Förnya recept".into(),
            case_type: Some(CaseTypeName {
                id: CaseTypeId(sample(2)),
                name: "Förnya recept".into(),
            }),
            form_version_id: Some(FormVersionId(sample(7))),
            citizen_case: None,
            subject: person.clone(),
            initiated_by: Some(person),
            by_guardian: false,
            stage: StageCode::Assigned,
            label: "Mottaget".into(),
            group: None,
            needs_redistribution: None,
            deadline: Some(DeadlineState::OnTime),
            expires_on: None,
            documented_at: None,
            close_reason: None,
            reopened_count: 0,
            previous_case_id: None,
            handler: Some(StaffName { id: StaffId(sample(3)), name: "Testa Handläggare".into() }),
            answers: NewCase::example().answers,
            created_at: sample_moment(),
            submitted_at: Some(sample_moment()),
            first_response_due_at: Some(sample_moment()),
            first_response_at: None,
            has_partial_reply: false,
            closed_at: None,
            close_kind: None,
            messages: vec![MessageView::example()],
            version: 3,
            links: Links::from([("self".into(), link)]),
        }
    }
}
