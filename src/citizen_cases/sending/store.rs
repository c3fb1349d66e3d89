//! The SQL of sendings. A line is claimed by its row's lock: a worker that dies lets go of it with
//! everything it had begun, and the next one finds it as it was.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count, count_star, exists, not, select},
    prelude::*,
};

use super::{
    policy::{
        CancelSending, CreateSending, Line, ListResults, ListSendings, Overdue, Remind, SendLine,
        Sending, UnitSendings,
    },
    rules::{SendingOutcome, Ties},
};
use crate::{
    access::{Action, Capacity, Grant, Region, Role, Sealed},
    cases::{CitizenMode, StageCode},
    citizen_cases::template::{self, Edition},
    db::Tx,
    failure::Failure,
    id::{
        CaseId, CitizenSendingId, CitizenTemplateId, CitizenTemplateVersionId, InboxItemId,
        RequestId, ResidentId, StaffId, UnitId,
    },
    page::{Rows, Wanted},
    schema::{
        case_file, case_type_grant, citizen_recipient as recipient, citizen_sending as sending,
        citizen_template_version as edition_table, communication_approval, inbox_item, resident,
        role_assignment, staff, unit as unit_table,
    },
    units::availability::UnitStatus,
};

/// A unit's sendings as one sealed thing.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitSendings>, Failure> {
    let region: Option<Region> =
        unit_table::table.find(id).select(unit_table::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(UnitSendings { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// Whether the granted unit is in use.
pub fn status(tx: &mut Tx<'_>, grant: &Grant<CreateSending>) -> QueryResult<UnitStatus> {
    unit_table::table.find(grant.subject()).select(unit_table::status).first(tx.conn)
}

/// The residents with those numbers.
pub fn by_number(
    tx: &mut Tx<'_>,
    _: &Grant<CreateSending>,
    numbers: &[&str],
) -> QueryResult<HashMap<String, ResidentId>> {
    let rows: Vec<(String, ResidentId)> = resident::table
        .filter(resident::personal_number.eq_any(numbers))
        .select((resident::personal_number, resident::id))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Which of those residents there are.
pub fn by_id(
    tx: &mut Tx<'_>,
    _: &Grant<CreateSending>,
    ids: &[ResidentId],
) -> QueryResult<HashSet<ResidentId>> {
    let rows: Vec<ResidentId> =
        resident::table.filter(resident::id.eq_any(ids)).select(resident::id).load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// A sending to keep.
pub struct NewSending<'a> {
    pub edition: CitizenTemplateVersionId,
    pub sent_by: StaffId,
    pub own_text: Option<&'a str>,
    pub relation_declared: bool,
    pub signature: String,
    pub signed_by_unit: bool,
}

/// A line of it, with its result if that can be told at once.
pub struct NewLine {
    pub number: i32,
    pub resident: Option<ResidentId>,
    pub outcome: Option<SendingOutcome>,
}

/// Lines in one statement: Postgres takes 65,535 parameters.
const LINES: usize = 5_000;

/// Keeps a sending of the granted unit's, with all its lines.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<CreateSending>,
    new: &NewSending<'_>,
    lines: &[NewLine],
) -> QueryResult<CitizenSendingId> {
    let id = CitizenSendingId::new();
    let finished = lines.iter().all(|line| line.outcome.is_some());
    diesel::insert_into(sending::table)
        .values((
            sending::id.eq(id),
            sending::unit_id.eq(grant.subject()),
            sending::template_version_id.eq(new.edition),
            sending::sent_by.eq(new.sent_by),
            sending::request_id.eq(tx.request),
            sending::own_text.eq(new.own_text),
            sending::relation_declared.eq(new.relation_declared),
            sending::signature.eq(&new.signature),
            sending::signed_by_unit.eq(new.signed_by_unit),
            sending::line_count.eq(i32::try_from(lines.len()).unwrap_or(i32::MAX)),
            sending::created_at.eq(tx.now),
            sending::finished_at.eq(finished.then_some(tx.now)),
        ))
        .execute(tx.conn)?;
    for some in lines.chunks(LINES) {
        let rows = some.iter().map(|line| {
            (
                recipient::sending_id.eq(id),
                recipient::line.eq(line.number),
                recipient::resident_id.eq(line.resident),
                recipient::outcome.eq(line.outcome),
                recipient::settled_at.eq(line.outcome.map(|_| tx.now)),
            )
        });
        let rows: Vec<_> = rows.collect();
        diesel::insert_into(recipient::table).values(rows).execute(tx.conn)?;
    }
    Ok(id)
}

/// A sending as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    pub sending: Sending,
    pub template: CitizenTemplateId,
    pub edition: i32,
    pub title: String,
    pub mode: CitizenMode,
    pub sender_name: String,
    pub lines: i32,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
}

type ShownRow = (
    (CitizenSendingId, UnitId, Region, StaffId),
    (CitizenTemplateId, i32, String, CitizenMode),
    (String, String),
    (i32, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
);

#[diesel::dsl::auto_type(no_type_alias)]
fn whole() -> _ {
    sending::table
        .inner_join(unit_table::table)
        .inner_join(edition_table::table)
        .inner_join(staff::table.on(staff::id.eq(sending::sent_by)))
        .select((
            (sending::id, sending::unit_id, unit_table::region_code, sending::sent_by),
            (
                edition_table::template_id,
                edition_table::number,
                edition_table::title,
                edition_table::mode,
            ),
            (staff::given_name, staff::family_name),
            (sending::line_count, sending::created_at, sending::finished_at, sending::cancelled_at),
        ))
}

impl From<ShownRow> for Shown {
    fn from((of, with, (given, family), facts): ShownRow) -> Self {
        let (id, unit, region, sent_by) = of;
        let (template, edition, title, mode) = with;
        let (lines, created_at, finished_at, cancelled_at) = facts;
        Self {
            sending: Sending { id, unit, region, sent_by },
            template,
            edition,
            title,
            mode,
            sender_name: format!("{given} {family}"),
            lines,
            created_at,
            finished_at,
            cancelled_at,
        }
    }
}

fn load(tx: &mut Tx<'_>, id: CitizenSendingId) -> Result<Shown, Failure> {
    let row: Option<ShownRow> = whole().filter(sending::id.eq(id)).first(tx.conn).optional()?;
    Ok(row.ok_or(Failure::Absent)?.into())
}

/// A sending, sealed.
pub fn find(tx: &mut Tx<'_>, id: CitizenSendingId) -> Result<Sealed<Sending>, Failure> {
    Ok(Sealed::new(load(tx, id)?.sending))
}

/// The same, with its row held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: CitizenSendingId) -> Result<Sealed<Sending>, Failure> {
    let held: Option<CitizenSendingId> =
        sending::table.find(id).select(sending::id).for_update().first(tx.conn).optional()?;
    find(tx, held.ok_or(Failure::Absent)?)
}

/// The granted sending as this transaction sees it.
pub fn granted<A: Action<On = Sending>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<Shown, Failure> {
    load(tx, CitizenSendingId(grant.subject()))
}

/// The sending that this very transaction made.
pub fn made(
    tx: &mut Tx<'_>,
    _: &Grant<CreateSending>,
    id: CitizenSendingId,
) -> Result<Shown, Failure> {
    load(tx, id)
}

/// How many lines of a sending have which result.
pub struct Counts {
    pub outcomes: Vec<(SendingOutcome, i32)>,
    pub read: i32,
    pub answered: i32,
}

/// Counts the lines of a sending that has been opened.
pub fn counts(tx: &mut Tx<'_>, shown: &Shown) -> QueryResult<Counts> {
    let id = shown.sending.id;
    let few = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    let outcomes: Vec<(Option<SendingOutcome>, i64)> = recipient::table
        .filter(recipient::sending_id.eq(id).and(recipient::outcome.is_not_null()))
        .group_by(recipient::outcome)
        .select((recipient::outcome, count_star()))
        .load(tx.conn)?;
    let outcomes =
        outcomes.into_iter().filter_map(|(outcome, count)| Some((outcome?, few(count)))).collect();
    let (read, answered): (i64, i64) = recipient::table
        .inner_join(case_file::table)
        .left_join(inbox_item::table.on(inbox_item::id.nullable().eq(recipient::inbox_item_id)))
        .filter(recipient::sending_id.eq(id))
        .select((count(inbox_item::read_at.nullable()), count(case_file::questions_answered_at)))
        .first(tx.conn)?;
    Ok(Counts { outcomes, read: few(read), answered: few(answered) })
}

/// The granted unit's sendings, the newest first: all to a receiver, their own to a handler.
pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListSendings>,
    wanted: &Wanted,
) -> QueryResult<Rows<Shown>> {
    let mut query = whole().filter(sending::unit_id.eq(grant.subject())).into_boxed();
    if grant.capacity() != Capacity::Receiver {
        query = query.filter(sending::sent_by.eq(tx.actor().uuid()));
    }
    let place = (sending::created_at, sending::id);
    if let Some(from) = &wanted.from {
        let (at, id) = (from.at, CitizenSendingId(from.id));
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
    let rows: Vec<ShownRow> = query.limit(wanted.fetch()).load(tx.conn)?;
    let shown = rows.into_iter().map(Shown::from).collect();
    Ok(Rows::cut(shown, wanted, |it: &Shown| (it.created_at, it.sending.id.0)))
}

/// What became of a line.
#[derive(Debug, Clone)]
pub struct LineRow {
    pub number: i32,
    pub resident: Option<ResidentId>,
    pub outcome: Option<SendingOutcome>,
    pub settled_at: Option<DateTime<Utc>>,
    pub case: Option<CaseId>,
    pub read_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub reminded_at: Option<DateTime<Utc>>,
}

type LineTuple = (
    (i32, Option<ResidentId>, Option<SendingOutcome>, Option<DateTime<Utc>>, Option<CaseId>),
    (Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
);

impl From<LineTuple> for LineRow {
    fn from((facts, times): LineTuple) -> Self {
        let (number, resident, outcome, settled_at, case) = facts;
        let (read_at, answered_at, reminded_at) = times;
        Self { number, resident, outcome, settled_at, case, read_at, answered_at, reminded_at }
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn with_case() -> _ {
    let item = inbox_item::id.nullable().eq(recipient::inbox_item_id);
    let facts = (
        recipient::line,
        recipient::resident_id,
        recipient::outcome,
        recipient::settled_at,
        recipient::case_id,
    );
    let times = (
        inbox_item::read_at.nullable(),
        case_file::questions_answered_at.nullable(),
        recipient::reminded_at,
    );
    recipient::table
        .left_join(case_file::table)
        .left_join(inbox_item::table.on(item))
        .select((facts, times))
}

/// The granted sending's lines in their order, or those with one result.
pub fn lines(
    tx: &mut Tx<'_>,
    grant: &Grant<ListResults>,
    outcome: Option<SendingOutcome>,
    wanted: &Wanted,
) -> QueryResult<Rows<LineRow>> {
    let mut query = with_case().filter(recipient::sending_id.eq(grant.subject())).into_boxed();
    if let Some(outcome) = outcome {
        query = query.filter(recipient::outcome.eq(outcome));
    }
    if let Some(from) = &wanted.from {
        let line = i32::try_from(from.id.as_u128()).unwrap_or(i32::MAX);
        query = match from.back {
            true => query.filter(recipient::line.lt(line)),
            false => query.filter(recipient::line.gt(line)),
        };
    }
    query = match wanted.goes_back() {
        true => query.order(recipient::line.desc()),
        false => query.order(recipient::line.asc()),
    };
    let rows: Vec<LineTuple> = query.limit(wanted.fetch()).load(tx.conn)?;
    let rows = rows.into_iter().map(LineRow::from).collect();
    let place = |line: &LineRow| {
        let number = u128::try_from(line.number).unwrap_or_default();
        (DateTime::UNIX_EPOCH, uuid::Uuid::from_u128(number))
    };
    Ok(Rows::cut(rows, wanted, place))
}

/// Ends the granted sending: what waits is not sent. A line whose turn it is right now is waited for.
pub fn cancel(tx: &mut Tx<'_>, grant: &Grant<CancelSending>) -> QueryResult<()> {
    let id = CitizenSendingId(grant.subject());
    settle_rest(tx.conn, id, SendingOutcome::Cancelled, tx.now)?;
    diesel::update(sending::table.find(id))
        .set((
            sending::finished_at.eq(tx.now),
            sending::cancelled_at.eq(tx.now),
            sending::cancelled_by.eq(tx.actor().uuid()),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Gives every line that waits that result.
pub fn settle_rest(
    conn: &mut PgConnection,
    id: CitizenSendingId,
    outcome: SendingOutcome,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let waiting = recipient::sending_id.eq(id).and(recipient::outcome.is_null());
    diesel::update(recipient::table.filter(waiting))
        .set((recipient::outcome.eq(outcome), recipient::settled_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// A sending to carry out, with everything that its letters are made of.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: CitizenSendingId,
    pub request: RequestId,
    pub sent_by: StaffId,
    pub sender_name: String,
    pub signature: String,
    pub own_text: Option<String>,
    pub relation_declared: bool,
    pub signed_by_unit: bool,
    pub unit: SendingUnit,
    pub edition: Edition,
}

/// The unit that sends, as it is now.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = unit_table, check_for_backend(diesel::pg::Pg))]
pub struct SendingUnit {
    pub id: UnitId,
    #[diesel(column_name = region_code)]
    pub region: Region,
    pub hsa_id: String,
    pub name: String,
    pub phone: String,
    pub status: UnitStatus,
}

type OrderRow = (
    (CitizenSendingId, RequestId, StaffId, CitizenTemplateVersionId),
    (String, Option<String>, bool, bool),
    (String, String),
    SendingUnit,
);

/// Some sendings that are not finished, the oldest first.
pub fn unfinished(conn: &mut PgConnection, limit: i64) -> Result<Vec<Order>, Failure> {
    let rows: Vec<OrderRow> = sending::table
        .inner_join(unit_table::table)
        .inner_join(staff::table.on(staff::id.eq(sending::sent_by)))
        .filter(sending::finished_at.is_null())
        .order(sending::created_at)
        .limit(limit)
        .select((
            (sending::id, sending::request_id, sending::sent_by, sending::template_version_id),
            (
                sending::signature,
                sending::own_text,
                sending::relation_declared,
                sending::signed_by_unit,
            ),
            (staff::given_name, staff::family_name),
            SendingUnit::as_select(),
        ))
        .load(conn)?;
    rows.into_iter().map(|row| order(conn, row)).collect()
}

fn order(conn: &mut PgConnection, row: OrderRow) -> Result<Order, Failure> {
    let ((id, request, sent_by, edition), letter, (given, family), unit) = row;
    let (signature, own_text, relation_declared, signed_by_unit) = letter;
    let edition = template::edition(conn, edition)?;
    let edition = edition.ok_or_else(|| Failure::Bug(format!("edition of {id}")))?;
    let sender_name = format!("{given} {family}");
    Ok(Order {
        id,
        request,
        sent_by,
        sender_name,
        signature,
        own_text,
        relation_declared,
        signed_by_unit,
        unit,
        edition,
    })
}

/// Claims the first line after that one which waits and which nobody else has claimed.
pub fn claim(
    tx: &mut Tx<'_>,
    order: &Order,
    after: i32,
) -> QueryResult<Option<(i32, Sealed<Line>)>> {
    let claimed: Option<(i32, Option<ResidentId>)> = recipient::table
        .filter(recipient::sending_id.eq(order.id).and(recipient::outcome.is_null()))
        .filter(recipient::line.gt(after))
        .order(recipient::line)
        .limit(1)
        .select((recipient::line, recipient::resident_id))
        .for_update()
        .skip_locked()
        .first(tx.conn)
        .optional()?;
    Ok(claimed.and_then(|(number, resident)| {
        let (sending, unit, sent_by) = (order.id, order.unit.id, order.sent_by);
        Some((number, Sealed::new(Line { sending, number, unit, sent_by, resident: resident? })))
    }))
}

/// The name that the letter greets.
pub fn resident_name(tx: &mut Tx<'_>, line: &Line) -> QueryResult<String> {
    let (given, family): (String, String) = resident::table
        .find(line.resident)
        .select((resident::given_name, resident::family_name))
        .first(tx.conn)?;
    Ok(format!("{given} {family}").trim().to_owned())
}

/// What is known of the unit and the line's resident since then.
pub fn ties(tx: &mut Tx<'_>, line: &Line, since: DateTime<Utc>) -> QueryResult<Ties> {
    let case = case_file::table
        .filter(case_file::subject_id.eq(line.resident).and(case_file::unit_id.eq(line.unit)))
        .filter(case_file::submitted_at.ge(since));
    let approval = communication_approval::table
        .filter(communication_approval::resident_id.eq(line.resident))
        .filter(communication_approval::unit_id.eq(line.unit))
        .filter(communication_approval::removed_at.is_null());
    let hand_out = case_type_grant::table
        .filter(case_type_grant::resident_id.eq(line.resident))
        .filter(case_type_grant::unit_id.eq(line.unit))
        .filter(case_type_grant::removed_at.is_null())
        .filter(
            case_type_grant::valid_until.is_null().or(case_type_grant::valid_until.ge(tx.today)),
        );
    let (case, approval, hand_out) =
        select((exists(case), exists(approval), exists(hand_out))).get_result(tx.conn)?;
    Ok(Ties { case, approval, hand_out })
}

/// Gives the granted line its result; with the case, if one was sent.
pub fn settle(
    tx: &mut Tx<'_>,
    grant: &Grant<SendLine>,
    line: i32,
    outcome: SendingOutcome,
    sent: Option<(CaseId, InboxItemId)>,
) -> QueryResult<()> {
    diesel::update(recipient::table.find((CitizenSendingId(grant.subject()), line)))
        .set((
            recipient::outcome.eq(outcome),
            recipient::settled_at.eq(tx.now),
            recipient::case_id.eq(sent.map(|(case, _)| case)),
            recipient::inbox_item_id.eq(sent.map(|(_, item)| item)),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Notes that a line came to nothing through a fault of ours; after `most` times it is given up.
pub fn stumble(
    conn: &mut PgConnection,
    id: CitizenSendingId,
    line: i32,
    most: i16,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let waiting = recipient::table.find((id, line)).filter(recipient::outcome.is_null());
    diesel::update(waiting).set(recipient::attempts.eq(recipient::attempts + 1)).execute(conn)?;
    diesel::update(waiting.filter(recipient::attempts.ge(most)))
        .set((recipient::outcome.eq(SendingOutcome::Failed), recipient::settled_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// Marks a sending of which no line waits as finished.
pub fn finish(
    conn: &mut PgConnection,
    id: CitizenSendingId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let waiting =
        recipient::table.filter(recipient::sending_id.eq(id).and(recipient::outcome.is_null()));
    let done = sending::table.find(id).filter(sending::finished_at.is_null());
    diesel::update(done.filter(not(exists(waiting))))
        .set(sending::finished_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Every region that has units.
pub fn regions(conn: &mut PgConnection) -> QueryResult<Vec<Region>> {
    unit_table::table.select(unit_table::region_code).distinct().load(conn)
}

/// Deletes results of sendings that were finished in that region before then, where there is no case
/// any more. Answers how many.
pub fn forget(
    conn: &mut PgConnection,
    region: &str,
    before: DateTime<Utc>,
    most: i64,
) -> QueryResult<i64> {
    let old: Vec<(CitizenSendingId, i32)> = recipient::table
        .inner_join(sending::table.inner_join(unit_table::table))
        .filter(sending::finished_at.lt(before).and(unit_table::region_code.eq(region)))
        .filter(recipient::case_id.is_null())
        .select((recipient::sending_id, recipient::line))
        .limit(most)
        .load(conn)?;
    let mut by_sending: HashMap<CitizenSendingId, Vec<i32>> = HashMap::new();
    let count = i64::try_from(old.len()).unwrap_or(most);
    for (id, line) in old {
        by_sending.entry(id).or_default().push(line);
    }
    for (id, lines) in by_sending {
        let these = recipient::sending_id.eq(id).and(recipient::line.eq_any(lines));
        diesel::delete(recipient::table.filter(these)).execute(conn)?;
    }
    Ok(count)
}

type OverdueRow =
    ((CitizenSendingId, i32, RequestId), (CaseId, UnitId, Option<StaffId>), Option<ResidentId>);

/// What was sent in that region and time, and is not opened, or asks and is not answered; with who has
/// the case and is a handler still, and the request that it was sent with.
pub fn overdue(
    conn: &mut PgConnection,
    region: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    limit: i64,
) -> QueryResult<Vec<(StaffId, RequestId, Sealed<Overdue>)>> {
    let unanswered = case_file::stage
        .eq(StageCode::AwaitingResident)
        .and(case_file::questions_answered_at.is_null());
    let unopened = case_file::stage.eq(StageCode::Closed).and(inbox_item::read_at.is_null());
    let handles = role_assignment::table
        .filter(role_assignment::staff_id.nullable().eq(case_file::handler_id))
        .filter(role_assignment::unit_id.eq(case_file::unit_id.nullable()))
        .filter(role_assignment::role.eq(Role::Handler))
        .filter(role_assignment::revoked_at.is_null());
    let rows: Vec<OverdueRow> = recipient::table
        .inner_join(case_file::table)
        .inner_join(sending::table.inner_join(unit_table::table))
        .inner_join(inbox_item::table.on(inbox_item::id.nullable().eq(recipient::inbox_item_id)))
        .filter(recipient::outcome.eq(SendingOutcome::Sent).and(recipient::reminded_at.is_null()))
        .filter(recipient::settled_at.gt(from).and(recipient::settled_at.le(until)))
        .filter(unit_table::region_code.eq(region))
        .filter(unanswered.or(unopened))
        .filter(exists(handles))
        .order(recipient::settled_at)
        .limit(limit)
        .select((
            (recipient::sending_id, recipient::line, sending::request_id),
            (case_file::id, case_file::unit_id, case_file::handler_id),
            recipient::resident_id,
        ))
        .load(conn)?;
    let sealed = |((sending, number, request), (case, unit, handler), resident): OverdueRow| {
        let (handler, resident) = handler.zip(resident)?;
        let overdue = Overdue { sending, number, unit, resident, case, handler };
        Some((handler, request, Sealed::new(overdue)))
    };
    Ok(rows.into_iter().filter_map(sealed).collect())
}

/// Notes that the granted one's resident was reminded.
pub fn reminded(tx: &mut Tx<'_>, _: &Grant<Remind>, overdue: &Overdue) -> QueryResult<()> {
    diesel::update(recipient::table.find((overdue.sending, overdue.number)))
        .set(recipient::reminded_at.eq(tx.now))
        .execute(tx.conn)
        .map(drop)
}
