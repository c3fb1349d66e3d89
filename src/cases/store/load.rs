//! Reading cases.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{AsSelect, auto_type},
    pg::Pg,
    prelude::*,
};
use serde_json::Value;

use crate::{
    access::{Action, Capacity, Grant, Sealed},
    cases::{
        case::{Case, CloseKind, Closing, Facts, MessageKind, Name, Stage, StageCode},
        policy::{ListOfResident, ListOfUnit, Start, UnitCases},
    },
    db::{Tx, at_most},
    failure::Failure,
    id::{CaseId, CaseTypeId, FormVersionId, MessageId, ResidentId, StaffId, UnitId},
    page::{Rows, Wanted},
    schema::{case_file, case_message, case_type, resident, staff, unit as unit_table},
};

diesel::alias!(resident as initiator: Initiator);

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_file, check_for_backend(Pg))]
struct File {
    id: CaseId,
    number: String,
    unit_id: UnitId,
    case_type_id: CaseTypeId,
    form_version_id: FormVersionId,
    subject_id: ResidentId,
    initiated_by: ResidentId,
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
}

type PersonRow = (String, String, bool);
type Row = (File, String, String, String, PersonRow, PersonRow, Option<(String, String)>);

/// The case with everything it is shown with, in one query.
#[auto_type(no_type_alias)]
fn whole() -> _ {
    let file: AsSelect<File, Pg> = File::as_select();
    case_file::table
        .inner_join(unit_table::table.on(unit_table::id.eq(case_file::unit_id)))
        .inner_join(case_type::table.on(case_type::id.eq(case_file::case_type_id)))
        .inner_join(resident::table.on(resident::id.eq(case_file::subject_id)))
        .inner_join(initiator.on(initiator.field(resident::id).eq(case_file::initiated_by)))
        .left_join(staff::table.on(staff::id.nullable().eq(case_file::handler_id)))
        .select((
            file,
            unit_table::region_code,
            unit_table::name,
            case_type::name,
            (resident::given_name, resident::family_name, resident::protected_identity),
            initiator.fields((
                resident::given_name,
                resident::family_name,
                resident::protected_identity,
            )),
            (staff::given_name, staff::family_name).nullable(),
        ))
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

/// What to show of a unit's list.
#[derive(Debug, Clone, Copy)]
pub struct ListWish {
    pub stage: Option<StageCode>,
    pub only_mine: bool,
}

/// A unit's submitted cases, newest first: all of them to a receiver, their own to a handler.
pub fn list_of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOfUnit>,
    wish: ListWish,
    wanted: &Wanted,
) -> Result<Rows<Case>, Failure> {
    let mut query = whole()
        .filter(case_file::unit_id.eq(UnitId(grant.subject())))
        .filter(case_file::submitted_at.is_not_null())
        .into_boxed();
    if wish.only_mine || grant.capacity() != Capacity::Receiver {
        let me = tx.actor().staff().map(|staff| staff.id);
        query = query.filter(case_file::handler_id.eq(me));
    }
    if let Some(stage) = wish.stage {
        query = query.filter(case_file::stage.eq(stage));
    }
    let place = (case_file::submitted_at, case_file::id);
    if let Some(from) = &wanted.from {
        let (at, id) = (Some(from.at), CaseId(from.id));
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
    page(rows, wanted, |case| case.facts.submitted_at.unwrap_or_default())
}

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
    pub sent_at: DateTime<Utc>,
}

type MessageRow = (
    MessageId,
    i32,
    MessageKind,
    String,
    Option<String>,
    DateTime<Utc>,
    Option<(String, String)>,
    Option<(String, String)>,
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
        ))
        .load(tx.conn)?;
    let read = |(id, seq, kind, body, signature, sent_at, resident, staff): MessageRow| {
        let sender_name = resident.or(staff).map(full);
        Message { id, seq, kind, sender_name, body, signature, sent_at }
    };
    Ok(rows.into_iter().rev().map(read).collect())
}

fn full((given, family): (String, String)) -> String {
    format!("{given} {family}")
}

fn name((given, family, protected_identity): PersonRow) -> Name {
    Name { full: full((given, family)), protected_identity }
}

/// The table's checks leave one reading of each row; any other is a fault of ours.
fn read(row: Row) -> Result<Case, Failure> {
    let (file, region, unit_name, case_type_name, subject, writer, handler) = row;
    let stage = stage_of(&file).ok_or_else(|| Failure::Bug(format!("stage of {}", file.id)))?;
    let Value::Object(answers) = file.answers else {
        return Err(Failure::Bug(format!("answers of {}", file.id)));
    };
    Ok(Case {
        id: file.id,
        unit: file.unit_id,
        region,
        case_type: file.case_type_id,
        form_version: file.form_version_id,
        subject: file.subject_id,
        initiated_by: file.initiated_by,
        stage,
        has_partial_reply: file.has_partial_reply,
        first_response_at: file.first_response_at,
        version: file.version,
        facts: Facts {
            number: file.number,
            unit_name,
            case_type_name,
            subject: name(subject),
            initiator: name(writer),
            handler_name: handler.map(full),
            answers,
            created_at: file.created_at,
            submitted_at: file.submitted_at,
            first_response_due_at: file.first_response_due_at,
        },
    })
}

fn stage_of(file: &File) -> Option<Stage> {
    Some(match file.stage {
        StageCode::Draft => Stage::Draft,
        StageCode::New => Stage::New,
        StageCode::Assigned => Stage::Assigned { handler: file.handler_id? },
        StageCode::AwaitingResident => {
            Stage::AwaitingResident { handler: file.handler_id?, since: file.awaiting_since? }
        }
        StageCode::Closed => Stage::Closed(match file.close_kind? {
            CloseKind::Answered => {
                Closing::Answered { handler: file.handler_id?, at: file.closed_at? }
            }
            CloseKind::Withdrawn => Closing::Withdrawn { at: file.closed_at? },
        }),
    })
}
