//! Reading cases.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{AsSelect, auto_type, exists, max},
    pg::Pg,
    prelude::*,
};
use serde_json::Value;

use super::around::{Around, Edition, case_around};
use crate::{
    access::{Action, Capacity, Grant, Sealed},
    attachments::{self, Stored},
    cases::{
        case::{Case, CloseKind, Closing, Facts, MessageKind, Origin, Orphaned, Stage, StageCode},
        citizen::{CitizenCase, CitizenMode},
        deadline::DeadlineState,
        policy::{ListOfResident, ListOfUnit, Start, UnitCases},
    },
    db::{Tx, at_most},
    failure::Failure,
    id::{CaseId, CaseTypeId, FormVersionId, MessageId, ResidentId, StaffGroupId, StaffId, UnitId},
    page::{Rows, Wanted},
    schema::{
        attachment, case_file, case_message, citizen_template_version as sent_with, resident,
        staff, unit as unit_table,
    },
    units::form::Component,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_file, check_for_backend(Pg))]
struct File {
    id: CaseId,
    number: String,
    unit_id: UnitId,
    case_type_id: Option<CaseTypeId>,
    form_version_id: Option<FormVersionId>,
    subject_id: ResidentId,
    initiated_by: Option<ResidentId>,
    sent_by: Option<StaffId>,
    questions_answered_at: Option<DateTime<Utc>>,
    stage: StageCode,
    handler_id: Option<StaffId>,
    answers: Value,
    created_at: DateTime<Utc>,
    submitted_at: Option<DateTime<Utc>>,
    first_response_due_at: Option<DateTime<Utc>>,
    first_response_at: Option<DateTime<Utc>>,
    has_partial_reply: bool,
    awaiting_since: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    close_kind: Option<CloseKind>,
    version: i64,
    group_id: Option<StaffGroupId>,
    previous_case_id: Option<CaseId>,
    close_reason: Option<String>,
    reopened_count: i16,
    expiry_told_at: Option<DateTime<Utc>>,
    documented_at: Option<DateTime<Utc>>,
    unowned_because: Option<Orphaned>,
    first_response_warn_at: Option<DateTime<Utc>>,
}

type Row = (File, Around);

/// The case with everything it is shown with, in one query.
#[auto_type]
fn whole() -> _ {
    let file: AsSelect<File, Pg> = File::as_select();
    let around: AsSelect<Around, Pg> = Around::as_select();
    case_file::table
        .inner_join(case_around::table.on(case_around::id.eq(case_file::id)))
        .select((file, around))
}

/// A case, sealed.
pub fn find(tx: &mut Tx<'_>, id: CaseId) -> Result<Sealed<Case>, Failure> {
    let row: Option<Row> = whole().filter(case_file::id.eq(id)).first(tx.conn).optional()?;
    Ok(Sealed::new(read(row.ok_or(Failure::Absent)?)?))
}

/// A case, sealed, and its row held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: CaseId) -> Result<Sealed<Case>, Failure> {
    let held: Option<CaseId> =
        case_file::table.find(id).select(case_file::id).for_update().first(tx.conn).optional()?;
    held.ok_or(Failure::Absent)?;
    find(tx, id)
}

/// The granted case as this transaction has left it.
pub fn again<A: Action<On = Case>>(tx: &mut Tx<'_>, grant: &Grant<A>) -> Result<Case, Failure> {
    reread(tx, CaseId(grant.subject()))
}

/// The draft that this very transaction began.
pub fn begun(tx: &mut Tx<'_>, _: &Grant<Start>, id: CaseId) -> Result<Case, Failure> {
    reread(tx, id)
}

fn reread(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Failure> {
    let row: Row = whole().filter(case_file::id.eq(id)).first(tx.conn)?;
    read(row)
}

/// A unit's cases as one sealed thing, to decide on before any of them is read.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitCases>, Failure> {
    let region: Option<String> =
        unit_table::table.find(id).select(unit_table::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(UnitCases { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// A resident's cases, newest first.
pub fn list_of_resident(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOfResident>,
    stage: Option<StageCode>,
    wanted: &Wanted,
) -> Result<Rows<Case>, Failure> {
    let mut query =
        whole().filter(case_file::subject_id.eq(ResidentId(grant.subject()))).into_boxed();
    if let Some(stage) = stage {
        query = query.filter(case_file::stage.eq(stage));
    }
    let place = (case_file::created_at, case_file::id);
    if let Some(from) = &wanted.from {
        let (at, id) = (from.at, CaseId(from.id));
        query = if from.back {
            query.filter(place.0.gt(at).or(place.0.eq(at).and(place.1.gt(id))))
        } else {
            query.filter(place.0.lt(at).or(place.0.eq(at).and(place.1.lt(id))))
        };
    }
    query = if wanted.goes_back() {
        query.order((place.0.asc(), place.1.asc()))
    } else {
        query.order((place.0.desc(), place.1.desc()))
    };
    let rows: Vec<Row> = at_most(wanted.fetch(), query).load(tx.conn)?;
    page(rows, wanted, |case| case.facts.created_at)
}

crate::sql::code! {
    /// In which order a unit's cases are listed.
    CaseSort {
        /// The latest submitted first.
        Newest = "newest",
        /// The first submitted first.
        Oldest = "oldest",
        /// The first response that is due soonest first.
        Deadline = "deadline",
    }
}

/// What to show of a unit's list. What is not said is not asked about.
#[derive(Debug, Clone, Default)]
pub struct ListWish {
    pub stage: Option<StageCode>,
    pub only_mine: bool,
    pub handler: Option<StaffId>,
    pub group: Option<StaffGroupId>,
    pub case_type: Option<CaseTypeId>,
    pub deadline: Option<DeadlineState>,
    /// With no handler yet.
    pub unassigned: bool,
    /// With a handler who can't look after it.
    pub needs_redistribution: bool,
    pub older_than_days: Option<i32>,
    /// Ten digits.
    pub number: Option<String>,
    pub sort: Option<CaseSort>,
}

type UnitList<'a> = diesel::dsl::IntoBoxed<'a, whole, Pg>;

/// A unit's submitted cases: all of them to a receiver; to a handler their own, and those that wait
/// for one of their groups.
pub fn list_of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOfUnit>,
    wish: &ListWish,
    wanted: &Wanted,
) -> Result<Rows<Case>, Failure> {
    let mut query: UnitList<'_> = whole()
        .into_boxed()
        .filter(case_file::unit_id.eq(UnitId(grant.subject())))
        .filter(case_file::submitted_at.is_not_null());
    let actor = tx.actor_arc();
    let me = actor.staff();
    if wish.only_mine || grant.capacity() != Capacity::Receiver {
        let mine = case_file::handler_id.eq(me.map(|me| me.id));
        let groups = me.map(|me| me.groups.clone()).unwrap_or_default();
        query = if wish.only_mine || groups.is_empty() {
            query.filter(mine)
        } else {
            query.filter(mine.or(case_file::group_id.eq_any(groups)))
        };
    }
    query = narrowed(query, wish, tx.now);
    if let Some(state) = wish.deadline {
        query = in_state(query, state, tx.now);
    }
    let by_due = wish.sort == Some(CaseSort::Deadline);
    let first_first = matches!(wish.sort, Some(CaseSort::Oldest | CaseSort::Deadline));
    let up = wanted.goes_back() != first_first;
    query = if by_due { by_deadline(query, wanted, up) } else { by_age(query, wanted, up) };
    let rows: Vec<Row> = at_most(wanted.fetch(), query).load(tx.conn)?;
    let at = |case: &Case| match by_due {
        true => case.facts.first_response_due_at.unwrap_or_default(),
        false => case.facts.submitted_at.unwrap_or_default(),
    };
    page(rows, wanted, at)
}

fn narrowed<'a>(mut query: UnitList<'a>, wish: &ListWish, now: DateTime<Utc>) -> UnitList<'a> {
    if let Some(stage) = wish.stage {
        query = query.filter(case_file::stage.eq(stage));
    }
    if let Some(handler) = wish.handler {
        query = query.filter(case_file::handler_id.eq(Some(handler)));
    }
    if let Some(group) = wish.group {
        query = query.filter(case_file::group_id.eq(Some(group)));
    }
    if let Some(case_type) = wish.case_type {
        query = query.filter(case_file::case_type_id.eq(Some(case_type)));
    }
    if wish.unassigned {
        query = query.filter(case_file::stage.eq_any([StageCode::New, StageCode::WithGroup]));
    }
    if wish.needs_redistribution {
        query = query.filter(case_file::unowned_because.is_not_null());
    }
    if let Some(days) = wish.older_than_days {
        let before = now - chrono::TimeDelta::days(days.into());
        query = query.filter(case_file::submitted_at.lt(Some(before)));
    }
    if let Some(number) = &wish.number {
        query = query.filter(case_file::number.eq(number.clone()));
    }
    query
}

/// Cases whose clock runs, and how near its end it is.
fn in_state(query: UnitList<'_>, state: DeadlineState, now: DateTime<Utc>) -> UnitList<'_> {
    let (due, warned) = (case_file::first_response_due_at, case_file::first_response_warn_at);
    let query =
        query.filter(case_file::first_response_at.is_null()).filter(case_file::closed_at.is_null());
    match state {
        DeadlineState::Overdue => query.filter(due.le(Some(now))),
        DeadlineState::Warning => query.filter(due.gt(Some(now))).filter(warned.le(Some(now))),
        DeadlineState::OnTime => {
            query.filter(due.gt(Some(now))).filter(warned.is_null().or(warned.gt(Some(now))))
        }
    }
}

/// Rows beyond the cursor, towards later ones when `up`.
macro_rules! in_order {
    ($name:ident, $column:ident) => {
        fn $name<'a>(query: UnitList<'a>, wanted: &Wanted, up: bool) -> UnitList<'a> {
            let place = (case_file::$column, case_file::id);
            let query = match &wanted.from {
                None => query,
                Some(from) => {
                    let (at, id) = (Some(from.at), CaseId(from.id));
                    if up {
                        query.filter(place.0.gt(at).or(place.0.eq(at).and(place.1.gt(id))))
                    } else {
                        query.filter(place.0.lt(at).or(place.0.eq(at).and(place.1.lt(id))))
                    }
                }
            };
            if up {
                query.order((place.0.asc(), place.1.asc()))
            } else {
                query.order((place.0.desc(), place.1.desc()))
            }
        }
    };
}
in_order!(by_age, submitted_at);
in_order!(by_deadline, first_response_due_at);

fn page(
    rows: Vec<Row>,
    wanted: &Wanted,
    at: impl Fn(&Case) -> DateTime<Utc>,
) -> Result<Rows<Case>, Failure> {
    let cases = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Rows::cut(cases, wanted, |case| (at(case), case.id.0)))
}

/// One message, with its writer's name.
pub struct Message {
    pub id: MessageId,
    pub seq: i32,
    pub kind: MessageKind,
    pub sender_name: Option<String>,
    pub body: String,
    pub signature: Option<String>,
    pub questions: Option<Vec<Component>>,
    pub answers: Option<BTreeMap<String, Value>>,
    pub sent_at: DateTime<Utc>,
    pub attachments: Vec<Stored>,
}

/// Questions, answers, and whether the unit signed.
type Form = (Option<Value>, Option<Value>, bool);

type MessageRow = (
    MessageId,
    i32,
    MessageKind,
    String,
    Option<String>,
    DateTime<Utc>,
    Option<(String, String)>,
    Option<(String, String)>,
    Form,
    bool,
);

/// The messages of a case that has been opened: the latest `limit` before `before`, oldest first.
pub fn messages(
    tx: &mut Tx<'_>,
    case: &Case,
    before: Option<i32>,
    limit: i64,
) -> QueryResult<Vec<Message>> {
    let rows: Vec<MessageRow> = case_message::table
        .left_join(resident::table.on(resident::id.nullable().eq(case_message::sender_resident_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(case_message::sender_staff_id)))
        .filter(case_message::case_id.eq(case.id))
        .filter(case_message::seq.lt(before.unwrap_or(i32::MAX)))
        .order(case_message::seq.desc())
        .limit(limit)
        .select((
            case_message::id,
            case_message::seq,
            case_message::kind,
            case_message::body,
            case_message::signature,
            case_message::sent_at,
            (resident::given_name, resident::family_name).nullable(),
            (staff::given_name, staff::family_name).nullable(),
            (case_message::questions, case_message::answers, case_message::signed_by_unit),
            exists(
                attachment::table.filter(attachment::message_id.eq(case_message::id.nullable())),
            ),
        ))
        .load(tx.conn)?;
    let with_files = rows.iter().filter(|row| row.9).map(|row| row.0).collect::<Vec<_>>();
    let files = attachments::of_messages(tx, &with_files)?;
    let unit = tx.actor().staff().is_none().then_some(case.facts.unit_name.as_str());
    Ok(rows.into_iter().rev().map(|row| message(row, unit, &files)).collect())
}

/// One message with its files. To residents it comes from `unit` where it is signed as the unit, while
/// colleagues are told who wrote it (B-53).
fn message(row: MessageRow, unit: Option<&str>, files: &[Stored]) -> Message {
    let (id, seq, kind, body, signature, sent_at, resident, staff, form, _) = row;
    let (questions, answers, by_unit) = form;
    let sender_name = match unit.filter(|_| by_unit) {
        Some(unit) => Some(unit.to_owned()),
        None => resident.or(staff).map(full),
    };
    Message {
        id,
        seq,
        kind,
        sender_name,
        body,
        signature,
        questions: questions.and_then(|it| serde_json::from_value(it).ok()),
        answers: answers.and_then(|it| serde_json::from_value(it).ok()),
        sent_at,
        attachments: files.iter().filter(|it| it.message_id == Some(id)).cloned().collect(),
    }
}

/// What a case shows besides its own facts.
#[derive(Default)]
pub struct Said {
    /// The latest, oldest first.
    pub messages: Vec<Message>,
    /// The form that care sent.
    pub questions: Vec<Component>,
}

/// What is said and asked in a case that has been opened.
pub fn said(tx: &mut Tx<'_>, case: &Case, limit: i64) -> Result<Said, Failure> {
    let messages = messages(tx, case, None, limit)?;
    let questions = questions(tx, case)?;
    Ok(Said { messages, questions })
}

/// The form that care sent with a case that has been opened; none where there is no such form.
pub fn questions(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Component>, Failure> {
    let Some(citizen) = case.citizen().filter(|citizen| citizen.mode == CitizenMode::Questions)
    else {
        return Ok(Vec::new());
    };
    let version = citizen.template_version;
    let components: Value =
        sent_with::table.find(version).select(sent_with::components).first(tx.conn)?;
    serde_json::from_value(components)
        .map_err(|error| Failure::Bug(format!("questions {version}: {error}")))
}

/// The form of the latest counter-question that has one and was not answered; none where no form waits.
pub fn asked(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Component>, Failure> {
    let of_case = case_message::table.filter(case_message::case_id.eq(case.id));
    let answered: Option<i32> = of_case
        .filter(case_message::kind.eq(MessageKind::ResidentReply))
        .select(max(case_message::seq))
        .first(tx.conn)?;
    let components: Option<Value> = of_case
        .filter(case_message::seq.gt(answered.unwrap_or(0)))
        .filter(case_message::questions.is_not_null())
        .order(case_message::seq.desc())
        .select(case_message::questions.assume_not_null())
        .first(tx.conn)
        .optional()?;
    let read = |it| serde_json::from_value(it).map_err(|error| Failure::Bug(error.to_string()));
    components.map_or(Ok(Vec::new()), read)
}

fn full((given, family): (String, String)) -> String {
    format!("{given} {family}")
}

/// The table's checks leave one reading of each row; any other is a fault of ours.
fn read(row: Row) -> Result<Case, Failure> {
    let (file, mut around) = row;
    let stage = stage_of(&file).ok_or_else(|| Failure::Bug(format!("stage of {}", file.id)))?;
    let title = around.type_name.take().or_else(|| around.template_title.take());
    let (origin, title) = origin_of(&file, around.edition())
        .zip(title)
        .ok_or_else(|| Failure::Bug(format!("beginning of {}", file.id)))?;
    let Value::Object(answers) = file.answers else {
        return Err(Failure::Bug(format!("answers of {}", file.id)));
    };
    Ok(Case {
        id: file.id,
        unit: file.unit_id,
        region: around.region_code.clone(),
        subject: file.subject_id,
        origin,
        stage,
        has_partial_reply: file.has_partial_reply,
        first_response_at: file.first_response_at,
        reopened_count: file.reopened_count,
        orphan: file.unowned_because,
        documented: file.documented_at,
        expiry_told_at: file.expiry_told_at,
        rules: around.rules(),
        version: file.version,
        facts: Facts {
            number: file.number,
            title,
            subject: around.subject(),
            initiator: around.writer(),
            handler_name: around.handler(),
            group_name: around.group_name.take(),
            unit_name: around.unit_name,
            answers,
            created_at: file.created_at,
            submitted_at: file.submitted_at,
            first_response_due_at: file.first_response_due_at,
            first_response_warn_at: file.first_response_warn_at,
            previous: file.previous_case_id,
        },
    })
}

fn origin_of(file: &File, edition: Option<Edition>) -> Option<Origin> {
    let Some(edition) = edition else {
        let (case_type, form_version) = file.case_type_id.zip(file.form_version_id)?;
        return Some(Origin::Resident { case_type, form_version, by: file.initiated_by? });
    };
    Some(Origin::Care(CitizenCase {
        template: edition.template,
        template_version: edition.id,
        number: edition.number,
        mode: edition.mode,
        sent_by: file.sent_by?,
        answered_at: file.questions_answered_at,
    }))
}

fn stage_of(file: &File) -> Option<Stage> {
    Some(match file.stage {
        StageCode::Draft => Stage::Draft,
        StageCode::New => Stage::New,
        StageCode::WithGroup => Stage::WithGroup { group: file.group_id? },
        StageCode::Assigned => Stage::Assigned { handler: file.handler_id? },
        StageCode::AwaitingResident => {
            Stage::AwaitingResident { handler: file.handler_id?, since: file.awaiting_since? }
        }
        StageCode::Closed => Stage::Closed(match file.close_kind? {
            CloseKind::Answered => {
                Closing::Answered { handler: file.handler_id?, at: file.closed_at? }
            }
            CloseKind::Withdrawn => Closing::Withdrawn { at: file.closed_at? },
            CloseKind::WithoutReply => Closing::WithoutReply {
                handler: file.handler_id,
                at: file.closed_at?,
                reason: file.close_reason.clone()?,
            },
            CloseKind::Expired => {
                Closing::Expired { handler: file.handler_id?, at: file.closed_at? }
            }
        }),
    })
}
