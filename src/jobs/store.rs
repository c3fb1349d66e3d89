//! The outbox's rows.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Channel, ErrandKind, Notice, Sending,
    errand::Errand,
    outbox::{Ending, Letter},
    patience::MOST_ATTEMPTS,
};
use uuid::Uuid;

use crate::{
    clock::local_date,
    id::{JobId, ResidentId},
    identity,
    schema::{log_in_lock, outbox_job},
};

/// How long the husk of a finished job is kept, for whoever asks what became of it.
const HUSKS_KEPT: TimeDelta = TimeDelta::days(30);

/// What a job needs to be carried out. Personal data while the job waits; emptied when it is sent.
#[derive(Serialize, Deserialize)]
struct Payload {
    notice: Notice,
    to: String,
}

pub(super) fn insert(
    conn: &mut PgConnection,
    sending: &Sending<'_>,
    now: DateTime<Utc>,
    due_at: DateTime<Utc>,
) -> QueryResult<()> {
    let Sending { notice, channel, to, cause, receiver } = sending;
    diesel::insert_into(outbox_job::table)
        .values((
            outbox_job::id.eq(JobId::new()),
            outbox_job::kind.eq(*channel),
            outbox_job::idempotency_key.eq(format!("{}.{cause}.{receiver}", channel.code())),
            outbox_job::payload.eq(json!({ "notice": notice, "to": to })),
            outbox_job::created_at.eq(now),
            outbox_job::due_at.eq(due_at),
            outbox_job::receiver_id.eq(receiver),
        ))
        .on_conflict(outbox_job::idempotency_key)
        .do_nothing()
        .execute(conn)
        .map(drop)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox_job, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: JobId,
    kind: Channel,
    idempotency_key: String,
    payload: serde_json::Value,
    attempts: i32,
    receiver_id: Option<Uuid>,
}

/// Takes what is due, until `leased_until`. Other workers pass over it and take the next.
pub(super) fn claim(
    conn: &mut PgConnection,
    channels: &[Channel],
    now: DateTime<Utc>,
    leased_until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<Letter>> {
    let rows: Vec<Row> = outbox_job::table
        .filter(outbox_job::state.eq("queued"))
        .filter(outbox_job::due_at.le(now))
        .filter(outbox_job::kind.eq_any(channels))
        .order(outbox_job::due_at)
        .limit(limit)
        .select(Row::as_select())
        .for_update()
        .skip_locked()
        .load(conn)?;
    let rows = still_wanted(conn, rows, now)?;
    let ids: Vec<JobId> = rows.iter().map(|row| row.id).collect();
    diesel::update(outbox_job::table.filter(outbox_job::id.eq_any(ids)))
        .set((
            outbox_job::attempts.eq(outbox_job::attempts + 1),
            outbox_job::due_at.eq(leased_until),
        ))
        .execute(conn)?;
    let mut letters = Vec::with_capacity(rows.len());
    for row in rows {
        match letter(row) {
            Ok(letter) => letters.push(letter),
            Err((id, attempt, error)) => settle(conn, &[(id, attempt, dead(error))], now)?,
        }
    }
    Ok(letters)
}

/// Notices to residents that may leave as things are now, to where they may go now. The others are
/// forgotten: an address may have been a guardian's who is blocked since, or is the phone that
/// somebody else holds.
fn still_wanted(
    conn: &mut PgConnection,
    rows: Vec<Row>,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Row>> {
    let receivers: Vec<Uuid> = rows.iter().filter_map(|row| row.receiver_id).collect();
    if receivers.is_empty() {
        return Ok(rows);
    }
    let today = local_date(now);
    let ends_at = identity::agency_ends_at_age(conn, today)?;
    let allowed: HashMap<Uuid, Vec<(Channel, String)>> =
        identity::addresses(conn, &receivers, (today, ends_at))?;
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    for mut row in rows {
        // Staff are no residents, and are told as before.
        let Some(addresses) = row.receiver_id.and_then(|id| allowed.get(&id)) else {
            wanted.push(row);
            continue;
        };
        match addresses.iter().find(|(channel, _)| *channel == row.kind) {
            Some((_, to)) => {
                if let Some(payload) = row.payload.as_object_mut() {
                    payload.insert("to".into(), json!(to));
                }
                wanted.push(row);
            }
            None => unwanted.push(row.id),
        }
    }
    if !unwanted.is_empty() {
        let unwanted = outbox_job::table.filter(outbox_job::id.eq_any(unwanted));
        diesel::delete(unwanted).execute(conn)?;
    }
    Ok(wanted)
}

/// Forgets every notice to that resident that has not left yet.
pub fn forget_notices(conn: &mut PgConnection, receiver: Uuid) -> QueryResult<usize> {
    let waiting = outbox_job::table
        .filter(outbox_job::receiver_id.eq(receiver))
        .filter(outbox_job::kind.eq_any(Channel::ALL))
        .filter(outbox_job::state.ne("sent"));
    diesel::delete(waiting).execute(conn)
}

/// A job that can be sent; or one that kills whoever takes it, or that nobody can read.
fn letter(row: Row) -> Result<Letter, (JobId, i32, &'static str)> {
    let Row { id, kind: channel, idempotency_key, payload, attempts, .. } = row;
    let attempt = attempts + 1;
    if attempts >= MOST_ATTEMPTS {
        return Err((id, attempt, "never settled"));
    }
    let Ok(Payload { notice, to }) = serde_json::from_value(payload) else {
        return Err((id, attempt, "payload"));
    };
    Ok(Letter { id, channel, idempotency_key, notice, to, attempt })
}

pub(super) fn insert_errand(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    kind: ErrandKind,
    resident: ResidentId,
    cause: &str,
) -> QueryResult<()> {
    diesel::insert_into(outbox_job::table)
        .values((
            outbox_job::id.eq(JobId::new()),
            outbox_job::kind.eq(kind),
            outbox_job::idempotency_key.eq(format!("{}.{cause}", kind.code())),
            outbox_job::payload.eq(json!({})),
            outbox_job::created_at.eq(now),
            outbox_job::due_at.eq(now),
            outbox_job::receiver_id.eq(resident),
        ))
        .on_conflict(outbox_job::idempotency_key)
        .do_nothing()
        .execute(conn)
        .map(drop)
}

/// Takes errands that are due, until `leased_until`.
pub(super) fn claim_errands(
    conn: &mut PgConnection,
    kinds: &[ErrandKind],
    now: DateTime<Utc>,
    leased_until: DateTime<Utc>,
) -> QueryResult<Vec<Errand>> {
    type Row = (JobId, ErrandKind, String, i32, Option<ResidentId>);
    let rows: Vec<Row> = outbox_job::table
        .filter(outbox_job::state.eq("queued"))
        .filter(outbox_job::due_at.le(now))
        .filter(outbox_job::kind.eq_any(kinds))
        .order(outbox_job::due_at)
        .limit(20)
        .select((
            outbox_job::id,
            outbox_job::kind,
            outbox_job::idempotency_key,
            outbox_job::attempts,
            outbox_job::receiver_id,
        ))
        .for_update()
        .skip_locked()
        .load(conn)?;
    let ids: Vec<JobId> = rows.iter().map(|(id, ..)| *id).collect();
    diesel::update(outbox_job::table.filter(outbox_job::id.eq_any(ids)))
        .set((
            outbox_job::attempts.eq(outbox_job::attempts + 1),
            outbox_job::due_at.eq(leased_until),
        ))
        .execute(conn)?;
    let errand = |(id, kind, idempotency_key, attempts, resident): Row| {
        let resident = resident?;
        Some(Errand { id, kind, idempotency_key, resident, attempt: attempts + 1 })
    };
    Ok(rows.into_iter().filter_map(errand).collect())
}

/// Whether that resident's log-in is locked.
pub(super) fn is_locked(conn: &mut PgConnection, id: ResidentId) -> QueryResult<bool> {
    let open = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(id))
        .filter(log_in_lock::lifted_at.is_null());
    diesel::select(diesel::dsl::exists(open)).get_result(conn)
}

fn dead(error: &str) -> Ending {
    Ending::Dead { error: error.to_owned() }
}

/// Writes down what became of claimed jobs. One that was claimed anew meanwhile is left alone,
/// unless it was sent: sent is sent.
pub(super) fn settle(
    conn: &mut PgConnection,
    endings: &[(JobId, i32, Ending)],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    for (id, attempt, ending) in endings {
        let queued = outbox_job::table.find(id).filter(outbox_job::state.eq("queued"));
        let mine = queued.filter(outbox_job::attempts.eq(attempt));
        match ending {
            Ending::Sent => diesel::update(queued)
                .set((
                    outbox_job::state.eq("sent"),
                    outbox_job::finished_at.eq(now),
                    outbox_job::payload.eq(json!({})),
                    outbox_job::last_error.eq(None::<String>),
                ))
                .execute(conn)?,
            Ending::Again { due_at, error } => diesel::update(mine)
                .set((outbox_job::due_at.eq(due_at), outbox_job::last_error.eq(error)))
                .execute(conn)?,
            Ending::Dead { error } => diesel::update(mine)
                .set((
                    outbox_job::state.eq("dead"),
                    outbox_job::finished_at.eq(now),
                    outbox_job::last_error.eq(error),
                ))
                .execute(conn)?,
        };
    }
    Ok(())
}

/// Deletes the husks of what was sent long ago. Nothing more is left to do.
pub(super) fn sweep(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let old = outbox_job::table
        .filter(outbox_job::state.eq("sent"))
        .filter(outbox_job::finished_at.lt(now - HUSKS_KEPT));
    diesel::delete(old).execute(conn).map(|_| false)
}

/// How much waits in the outbox, for the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    pub queued: i64,
    /// Due for more than five minutes: nobody works, or a channel is not configured.
    pub overdue: i64,
    pub dead: i64,
}

/// Counts the outbox.
pub fn stock(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<Stock> {
    let queued = || outbox_job::table.filter(outbox_job::state.eq("queued"));
    let late = outbox_job::due_at.lt(now - TimeDelta::minutes(5));
    let dead = outbox_job::table.filter(outbox_job::state.eq("dead"));
    Ok(Stock {
        queued: queued().count().get_result(conn)?,
        overdue: queued().filter(late).count().get_result(conn)?,
        dead: dead.count().get_result(conn)?,
    })
}

/// A job that has failed, as operators see it: never its address.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = outbox_job, check_for_backend(diesel::pg::Pg))]
pub struct Stuck {
    pub id: JobId,
    pub kind: String,
    pub state: String,
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub last_error: Option<String>,
}

/// What was given up, and what has failed and is tried again: newest first.
pub fn stuck(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Stuck>> {
    outbox_job::table
        .filter(outbox_job::state.ne("sent"))
        .filter(outbox_job::state.eq("dead").or(outbox_job::last_error.is_not_null()))
        .order((outbox_job::state, outbox_job::created_at.desc()))
        .limit(limit)
        .select(Stuck::as_select())
        .load(conn)
}

/// Puts given-up jobs back, with all their attempts: one, or all. Answers how many.
pub fn requeue(
    conn: &mut PgConnection,
    only: Option<JobId>,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let back = diesel::update(outbox_job::table)
        .set((
            outbox_job::state.eq("queued"),
            outbox_job::finished_at.eq(None::<DateTime<Utc>>),
            outbox_job::attempts.eq(0),
            outbox_job::due_at.eq(now),
        ))
        .filter(outbox_job::state.eq("dead"))
        .into_boxed();
    match only {
        Some(id) => back.filter(outbox_job::id.eq(id)).execute(conn),
        None => back.execute(conn),
    }
}
