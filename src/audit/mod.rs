//! The append-only record of who did what to whom: how entries come about.
//! Sealing it is in `seal`, finding what was tampered with in `verify`, reading it in `log`.

mod batch;
mod command;
mod entry;
mod keep;
mod log;
mod seal;
mod verify;

pub use command::{Anchor, seal_now, verify_and_tell, verify_now};
pub use keep::{prepare, prepare_months};
pub use log::{ActionKind, Outcome, Routes};
pub use seal::seal_some;
pub use verify::{Finding, Report, Unsealed, verify};

use chrono::{DateTime, Utc};
use diesel::{
    define_sql_function,
    prelude::*,
    sql_types::{self, Array, Nullable, Text, Timestamptz},
};
use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Grant},
    db::{Attempt, Tx},
    failure::Failure,
    id::{RequestId, ResidentId, UnitId},
    schema::audit_entry,
};

/// A result whose audit entry is already in the transaction.
#[derive(Debug)]
pub struct Audited<T>(T);

impl<T> Audited<T> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }

    pub(crate) fn peek(&self) -> &T {
        &self.0
    }
}

/// Spends a grant: writes what was done with it and lets the result out.
pub fn record<A: Action, T>(tx: &mut Tx<'_>, grant: Grant<A>, value: T) -> QueryResult<Audited<T>> {
    let row = Row::done(tx, &grant.attempt);
    diesel::insert_into(audit_entry::table).values(row).execute(tx.conn)?;
    Ok(Audited(value))
}

/// The same with a remark that the person who asked is never told. `remark` is a stable code.
pub fn record_remarking<A: Action, T>(
    tx: &mut Tx<'_>,
    grant: Grant<A>,
    remark: &'static str,
    value: T,
) -> QueryResult<Audited<T>> {
    let row = Row { reason: Some(remark), ..Row::done(tx, &grant.attempt) };
    diesel::insert_into(audit_entry::table).values(row).execute(tx.conn)?;
    Ok(Audited(value))
}

/// Spends a grant with which nothing was shown or done yet, but asked for what the outside is to be asked
/// about; the caller is asked again, and recorded, when the thing is done.
pub(crate) fn nothing_shown<A: Action, T>(_: Grant<A>, value: T) -> Audited<T> {
    Audited(value)
}

/// Spends a grant with which nothing was shown or done yet: for [`crate::access::Cx::may`] alone.
pub(crate) fn nothing_done<A: Action>(_: Grant<A>, subject: A::On) -> Audited<A::On> {
    Audited(subject)
}

/// The same for an action that made something new: the entry names the thing that was made, while
/// the permission was decided on its parent.
pub fn record_made<A: Action, T>(
    tx: &mut Tx<'_>,
    grant: Grant<A>,
    made: Uuid,
    unit: Option<UnitId>,
    value: T,
) -> QueryResult<Audited<T>> {
    let attempt = Attempt { subject: made, unit: unit.or(grant.attempt.unit), ..grant.attempt };
    let row = Row::done(tx, &attempt);
    diesel::insert_into(audit_entry::table).values(row).execute(tx.conn)?;
    tx.remember(attempt);
    Ok(Audited(value))
}

/// The same for a thing of a unit's that is about one person: the entry names the thing and the
/// person, while the permission was decided on the unit.
pub fn record_about<A: Action, T>(
    tx: &mut Tx<'_>,
    grant: Grant<A>,
    thing: Uuid,
    patient: ResidentId,
    value: T,
) -> QueryResult<Audited<T>> {
    let attempt = Attempt { subject: thing, patient: Some(patient), ..grant.attempt };
    let row = Row::done(tx, &attempt);
    diesel::insert_into(audit_entry::table).values(row).execute(tx.conn)?;
    tx.remember(attempt);
    Ok(Audited(value))
}

/// The same for a list that shows several people: one entry for each of them, so that each can
/// later be told who saw them. A list without people leaves one entry for itself.
pub fn record_each<A: Action, T>(
    tx: &mut Tx<'_>,
    grant: Grant<A>,
    shown: impl IntoIterator<Item = ResidentId>,
    value: T,
) -> QueryResult<Audited<T>> {
    let mut patients: Vec<ResidentId> = shown.into_iter().collect();
    patients.sort();
    patients.dedup();
    if patients.is_empty() {
        return record(tx, grant, value);
    }
    let row = Row::done(tx, &grant.attempt);
    insert_for_each(tx.conn, row, patients)?;
    Ok(Audited(value))
}

/// The same for a thing that was made about several people: an entry for each of them names the thing.
pub fn record_made_about<A: Action, T>(
    tx: &mut Tx<'_>,
    grant: Grant<A>,
    made: Uuid,
    people: impl IntoIterator<Item = ResidentId>,
    value: T,
) -> QueryResult<Audited<T>> {
    let mut grant = grant;
    grant.attempt.subject = made;
    tx.remember(grant.attempt.clone());
    record_each(tx, grant, people, value)
}

/// Spends a grant under which nothing was done, since a rule says no, while the transaction goes on
/// to keep what was decided. `reason` is a stable code.
pub fn record_refused<A: Action, T>(
    tx: &mut Tx<'_>,
    grant: Grant<A>,
    reason: &'static str,
    value: T,
) -> QueryResult<Audited<T>> {
    let row = Row { outcome: "refused", reason: Some(reason), ..Row::done(tx, &grant.attempt) };
    diesel::insert_into(audit_entry::table).values(row).execute(tx.conn)?;
    Ok(Audited(value))
}

/// What a stored answer was about, shown once more.
pub(crate) struct Replayed {
    pub action: String,
    pub capacity: Capacity,
    pub subject: Uuid,
    pub unit: Option<UnitId>,
    pub patient: Option<ResidentId>,
}

pub(crate) fn record_replay<T>(
    tx: &mut Tx<'_>,
    shown: &Replayed,
    value: T,
) -> QueryResult<Audited<T>> {
    let actor = tx.actor_arc();
    let row = Row {
        at: tx.now,
        actor_kind: actor.kind(),
        actor_id: Some(actor.uuid()),
        capacity: shown.capacity,
        unit_id: shown.unit,
        patient_id: shown.patient,
        action: &shown.action,
        subject_id: shown.subject,
        outcome: "done",
        reason: Some("replay"),
        request_id: tx.request,
    };
    diesel::insert_into(audit_entry::table).values(row).execute(tx.conn)?;
    Ok(Audited(value))
}

/// What every entry of one request shares.
pub(crate) struct Line<'a> {
    pub now: DateTime<Utc>,
    pub actor: &'a Actor,
    pub request: RequestId,
}

/// Records an attempt that came to nothing: denied by policy, or refused by a rule.
/// Faults of ours leave no entry: nothing was shown or done.
pub(crate) fn record_failure(
    conn: &mut PgConnection,
    line: &Line<'_>,
    attempt: &Attempt,
    failure: &Failure,
) -> QueryResult<()> {
    let outcome = match failure {
        Failure::Denied(_) | Failure::Absent => "denied",
        Failure::Refused(..) | Failure::Invalid(_) => "refused",
        _ => return Ok(()),
    };
    let row = Row { outcome, reason: Some(failure.slug()), ..Row::of(line, attempt) };
    diesel::insert_into(audit_entry::table).values(row).execute(conn).map(drop)
}

/// Records what happened before anyone was signed in, or outside any request: a sign-in that was
/// refused, a command an operator ran.
pub struct Unsigned {
    pub at: DateTime<Utc>,
    /// The person it concerns, if they are known by now.
    pub actor: Option<crate::access::Who>,
    pub action: &'static str,
    pub subject: Uuid,
    pub outcome: &'static str,
    pub reason: Option<&'static str>,
    pub request: RequestId,
}

/// Writes an entry that no grant stands behind. For sign-in and operators' commands only.
pub fn record_unsigned(conn: &mut PgConnection, entry: &Unsigned) -> QueryResult<()> {
    use crate::access::Who;
    let (actor_kind, actor_id, capacity, patient_id) = match entry.actor {
        Some(Who::Resident(id)) => ("resident", Some(id.0), Capacity::Resident, Some(id)),
        Some(Who::Staff(id)) => ("staff", Some(id.0), Capacity::Staff, None),
        Some(Who::System(id)) => ("system", Some(id.0), Capacity::System, None),
        None => ("anonymous", None, Capacity::Anonymous, None),
    };
    let row = Row {
        at: entry.at,
        actor_kind,
        actor_id,
        capacity,
        unit_id: None,
        patient_id,
        action: entry.action,
        subject_id: entry.subject,
        outcome: entry.outcome,
        reason: entry.reason,
        request_id: entry.request,
    };
    diesel::insert_into(audit_entry::table).values(row).execute(conn).map(drop)
}

/// What the worker did by itself, on somebody's earlier decision or because time was out.
pub(crate) struct BySystem {
    pub at: DateTime<Utc>,
    pub action: &'static str,
    pub subject: Uuid,
    pub unit: Option<UnitId>,
    pub patient: Option<ResidentId>,
    /// Ties together what was done for one reason.
    pub request: RequestId,
}

/// Writes an entry for work that no request is behind. For the worker only.
pub(crate) fn record_by_system(conn: &mut PgConnection, entry: &BySystem) -> QueryResult<()> {
    let row = Row {
        at: entry.at,
        actor_kind: "operator",
        actor_id: None,
        capacity: Capacity::System,
        unit_id: entry.unit,
        patient_id: entry.patient,
        action: entry.action,
        subject_id: entry.subject,
        outcome: "done",
        reason: None,
        request_id: entry.request,
    };
    diesel::insert_into(audit_entry::table).values(row).execute(conn).map(drop)
}

define_sql_function! {
    fn unnest(ids: Array<sql_types::Uuid>) -> sql_types::Uuid;
}

/// One statement whatever their number, so that Postgres has its plan at hand.
fn insert_for_each(
    conn: &mut PgConnection,
    row: Row<'_>,
    patients: Vec<ResidentId>,
) -> QueryResult<()> {
    let rows = diesel::select((
        row.at.into_sql::<Timestamptz>(),
        row.actor_kind.into_sql::<Text>(),
        row.actor_id.into_sql::<Nullable<sql_types::Uuid>>(),
        row.capacity.into_sql::<Text>(),
        row.unit_id.into_sql::<Nullable<sql_types::Uuid>>(),
        unnest(patients).nullable(),
        row.action.into_sql::<Text>(),
        row.subject_id.into_sql::<sql_types::Uuid>(),
        row.outcome.into_sql::<Text>(),
        row.reason.into_sql::<Nullable<Text>>(),
        row.request_id.into_sql::<sql_types::Uuid>(),
    ));
    let columns = (
        audit_entry::at,
        audit_entry::actor_kind,
        audit_entry::actor_id,
        audit_entry::capacity,
        audit_entry::unit_id,
        audit_entry::patient_id,
        audit_entry::action,
        audit_entry::subject_id,
        audit_entry::outcome,
        audit_entry::reason,
        audit_entry::request_id,
    );
    diesel::insert_into(audit_entry::table)
        .values(rows)
        .into_columns(columns)
        .execute(conn)
        .map(drop)
}

// Nothing is left to a default: Diesel prepares such statements anew each time.
#[derive(Insertable)]
#[diesel(table_name = audit_entry, treat_none_as_default_value = false)]
struct Row<'a> {
    at: DateTime<Utc>,
    actor_kind: &'static str,
    actor_id: Option<Uuid>,
    capacity: Capacity,
    unit_id: Option<UnitId>,
    patient_id: Option<ResidentId>,
    action: &'a str,
    subject_id: Uuid,
    outcome: &'static str,
    reason: Option<&'static str>,
    request_id: RequestId,
}

impl<'a> Row<'a> {
    fn done(tx: &Tx<'_>, attempt: &'a Attempt) -> Self {
        Self::of(&Line { now: tx.now, actor: tx.actor(), request: tx.request }, attempt)
    }

    fn of(line: &Line<'_>, attempt: &'a Attempt) -> Self {
        Self {
            at: line.now,
            actor_kind: line.actor.kind(),
            actor_id: Some(line.actor.uuid()),
            capacity: attempt.capacity,
            unit_id: attempt.unit,
            patient_id: attempt.patient,
            action: attempt.action,
            subject_id: attempt.subject,
            outcome: "done",
            reason: None,
            request_id: line.request,
        }
    }
}
