//! Writing cases. Each write takes the grant for its own action and touches that grant's subject.

use chrono::{DateTime, Utc};
use diesel::{dsl::max, prelude::*};
use serde_json::{Map, Value};

use crate::{
    access::{Action, Actor, Grant},
    cases::{
        case::{Case, CloseKind, Closing, MessageKind, Orphaned, Stage, StageCode, Step},
        deadline::Promise,
        policy::{ChangeDraft, DiscardDraft, Start, Submit},
    },
    db::{Tx, prepared},
    failure::{self, Failure},
    id::{
        CaseId, CaseTypeId, EventId, FormVersionId, MessageId, ReplyTemplateVersionId, ResidentId,
        StaffGroupId, StaffId, UnitId,
    },
    schema::{case_event, case_file, case_message},
};

/// A draft to begin.
pub struct NewDraft {
    pub number: String,
    pub unit: UnitId,
    pub case_type: CaseTypeId,
    pub form_version: FormVersionId,
    pub initiated_by: ResidentId,
    pub answers: Map<String, Value>,
    /// The closed case that it follows up.
    pub previous: Option<CaseId>,
}

/// Begins a draft for the very resident that was granted.
pub fn insert_draft(
    tx: &mut Tx<'_>,
    grant: &Grant<Start>,
    draft: NewDraft,
) -> QueryResult<Option<CaseId>> {
    diesel::insert_into(case_file::table)
        .values((
            case_file::id.eq(CaseId::new()),
            case_file::number.eq(draft.number),
            case_file::unit_id.eq(draft.unit),
            case_file::case_type_id.eq(draft.case_type),
            case_file::form_version_id.eq(draft.form_version),
            case_file::subject_id.eq(ResidentId(grant.subject())),
            case_file::initiated_by.eq(draft.initiated_by),
            case_file::stage.eq(StageCode::Draft),
            case_file::answers.eq(Value::Object(draft.answers)),
            case_file::previous_case_id.eq(draft.previous),
            case_file::created_at.eq(tx.now),
        ))
        .on_conflict(case_file::number)
        .do_nothing()
        .returning(case_file::id)
        .get_result(tx.conn)
        .optional()
}

/// Puts other answers into a draft, and the newest form they were checked against.
pub fn change_draft(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeDraft>,
    form_version: FormVersionId,
    answers: Map<String, Value>,
) -> QueryResult<()> {
    let change = diesel::update(case_file::table.find(grant.subject())).set((
        case_file::answers.eq(Value::Object(answers)),
        case_file::form_version_id.eq(form_version),
        case_file::version.eq(case_file::version + 1),
    ));
    let _: CaseId = prepared(change.returning(case_file::id)).get_result(tx.conn)?;
    Ok(())
}

/// Throws a draft away. Nothing has been said in it, so nothing else goes with it.
pub fn discard(tx: &mut Tx<'_>, grant: &Grant<DiscardDraft>) -> QueryResult<()> {
    diesel::delete(case_file::table.find(grant.subject())).execute(tx.conn).map(drop)
}

/// Sends a draft: from here on the promise runs, on the form and by whom it was sent.
pub fn submit(
    tx: &mut Tx<'_>,
    grant: &Grant<Submit>,
    case: &Case,
    step: Step<Submit>,
    promise: Promise,
    form_version: FormVersionId,
    by: ResidentId,
) -> Result<EventId, Failure> {
    let sent = Sent {
        submitted_at: tx.now,
        first_response_due_at: promise.due_at,
        first_response_warn_at: promise.warn_at,
        form_version_id: form_version,
        initiated_by: by,
    };
    go_on(tx, grant, case, step, Some(sent))
}

#[derive(AsChangeset)]
#[diesel(table_name = case_file)]
struct Sent {
    submitted_at: DateTime<Utc>,
    first_response_due_at: DateTime<Utc>,
    first_response_warn_at: DateTime<Utc>,
    form_version_id: FormVersionId,
    initiated_by: ResidentId,
}

/// Takes the granted case one step on, and writes the step into its history.
pub fn advance<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    case: &Case,
    step: Step<A>,
) -> Result<EventId, Failure> {
    go_on(tx, grant, case, step, None)
}

fn go_on<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    case: &Case,
    step: Step<A>,
    sent: Option<Sent>,
) -> Result<EventId, Failure> {
    let columns = Columns::of(&step);
    let first_response = case.first_response_at.or(step.responds.then_some(tx.now));
    let seen = case_file::table.find(grant.subject()).filter(case_file::version.eq(case.version));
    let change = diesel::update(seen).set((
        columns,
        case_file::first_response_at.eq(first_response),
        case_file::has_partial_reply.eq(case.has_partial_reply || step.in_part),
        case_file::reopened_count.eq(case.reopened_count + i16::from(step.reopens)),
        case_file::version.eq(case.version + 1),
        sent,
    ));
    let changed: Option<CaseId> =
        prepared(change.returning(case_file::id)).get_result(tx.conn).optional()?;
    if changed.is_none() {
        let (sv, en) = ("Ärendet har ändrats.", "The case has changed.");
        return Err(Failure::refused(&failure::STALE, sv, en));
    }
    Ok(note(tx, grant, case, &step)?)
}

fn note<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    case: &Case,
    step: &Step<A>,
) -> QueryResult<EventId> {
    let id = EventId::new();
    let actor = tx.actor_arc();
    let (resident, staff) = match &*actor {
        Actor::Resident(resident) => (Some(resident.id), None),
        Actor::Staff(staff) => (None, Some(staff.id)),
        Actor::System(_) | Actor::Worker => (None, None),
    };
    diesel::insert_into(case_event::table)
        .values((
            case_event::id.eq(id),
            case_event::case_id.eq(CaseId(grant.subject())),
            case_event::version.eq(case.version + 1),
            case_event::at.eq(tx.now),
            case_event::kind.eq(A::NAME),
            case_event::actor_resident_id.eq(resident),
            case_event::actor_staff_id.eq(staff),
            case_event::from_stage.eq(case.stage.code().code()),
            case_event::to_stage.eq(step.stage.code().code()),
            case_event::handler_id.eq(step.stage.handler()),
            case_event::group_id.eq(step.stage.group()),
            case_event::reason.eq(&step.reason),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// What each stage, and what is remembered beside it, is in the table. All of it is written at each
/// step: nothing of an earlier stage stays behind.
#[derive(AsChangeset)]
#[diesel(table_name = case_file, treat_none_as_null = true)]
struct Columns {
    stage: StageCode,
    handler_id: Option<StaffId>,
    group_id: Option<StaffGroupId>,
    awaiting_since: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    close_kind: Option<CloseKind>,
    close_reason: Option<String>,
    unowned_because: Option<Orphaned>,
    documented_at: Option<DateTime<Utc>>,
    expiry_told_at: Option<DateTime<Utc>>,
}

impl Columns {
    fn of<A>(step: &Step<A>) -> Self {
        let (stage, closing) = (&step.stage, step.stage.closing());
        let waiting = |stage: &Stage| match stage {
            Stage::AwaitingResident { since, .. } => Some(*since),
            _ => None,
        };
        Self {
            stage: stage.code(),
            handler_id: stage.handler(),
            group_id: stage.group(),
            awaiting_since: waiting(stage),
            closed_at: closing.map(Closing::at),
            close_kind: closing.map(Closing::kind),
            close_reason: closing.and_then(Closing::reason).map(Into::into),
            unowned_because: step.orphan,
            documented_at: step.documented,
            expiry_told_at: step.expiry_told_at,
        }
    }
}

/// Who says something in a case.
pub enum Sender {
    Resident(ResidentId),
    /// Staff sign what they say; the signature is kept as it reads now (B-54).
    Staff(StaffId, String),
    /// The case type itself.
    CaseType,
}

/// Adds a message to the granted case, after the last one.
pub fn say<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    kind: MessageKind,
    sender: Sender,
    body: &str,
) -> QueryResult<MessageId> {
    say_with(tx, grant, kind, sender, body, Besides::default())
}

/// What goes with a message besides its words.
#[derive(Debug, Default)]
pub struct Besides {
    pub template: Option<ReplyTemplateVersionId>,
    /// What the resident is asked to fill in.
    pub questions: Option<Value>,
    /// What the resident filled in.
    pub answers: Option<Value>,
    /// Whether the unit signs, and not the person.
    pub signed_by_unit: bool,
}

/// The same, with what goes with it.
pub fn say_with<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    kind: MessageKind,
    sender: Sender,
    body: &str,
    besides: Besides,
) -> QueryResult<MessageId> {
    let case = CaseId(grant.subject());
    let last: Option<i32> = case_message::table
        .filter(case_message::case_id.eq(case))
        .select(max(case_message::seq))
        .first(tx.conn)?;
    let (resident, staff, signature) = match sender {
        Sender::Resident(id) => (Some(id), None, None),
        Sender::Staff(id, signature) => (None, Some(id), Some(signature)),
        Sender::CaseType => (None, None, None),
    };
    let id = MessageId::new();
    diesel::insert_into(case_message::table)
        .values((
            case_message::id.eq(id),
            case_message::case_id.eq(case),
            case_message::seq.eq(last.unwrap_or(0) + 1),
            case_message::kind.eq(kind),
            case_message::sender_resident_id.eq(resident),
            case_message::sender_staff_id.eq(staff),
            case_message::body.eq(body),
            case_message::signature.eq(signature),
            case_message::template_version_id.eq(besides.template),
            case_message::questions.eq(besides.questions),
            case_message::answers.eq(besides.answers),
            case_message::signed_by_unit.eq(besides.signed_by_unit),
            case_message::sent_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}
