//! The worker's SQL. A claim is a lease: what a worker that died had claimed falls due again.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{self, Timestamptz},
};

use super::Scan;
use crate::{
    id::AttachmentId,
    schema::{attachment, attachment_piece, attachment_removal},
};

/// How many rows one step of tidying takes.
const SWEPT: usize = 200;
/// How long the pieces of what has moved stay: longer than any download that began before.
const PIECES_STAY: TimeDelta = TimeDelta::hours(1);

/// A worker that was just putting the object there has finished, or given up, by then.
const REMOVED_AFTER: TimeDelta = TimeDelta::minutes(15);

/// A file that was claimed, to be scanned or moved.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attachment, check_for_backend(diesel::pg::Pg))]
pub struct Claimed {
    pub id: AttachmentId,
    pub bytes: Option<i64>,
    pub scan_attempts: i32,
    pub object_key: Option<String>,
    pub moved_at: Option<DateTime<Utc>>,
}

/// Takes files that the scanner has not judged.
pub fn claim_to_scan(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<Claimed>> {
    let claimed: Vec<Claimed> = attachment::table
        .filter(attachment::scan.eq(Scan::Unscanned))
        .filter(attachment::arrived_at.is_not_null())
        .filter(attachment::scan_due_at.le(now))
        .order(attachment::scan_due_at)
        .limit(limit)
        .select(Claimed::as_select())
        .for_update()
        .skip_locked()
        .load(conn)?;
    let ids: Vec<AttachmentId> = claimed.iter().map(|file| file.id).collect();
    diesel::update(attachment::table.filter(attachment::id.eq_any(ids)))
        .set((
            attachment::scan_due_at.eq(until),
            attachment::scan_attempts.eq(attachment::scan_attempts + 1),
        ))
        .execute(conn)?;
    Ok(claimed)
}

/// How many files the scanner has not judged.
pub fn unscanned(conn: &mut PgConnection) -> QueryResult<i64> {
    attachment::table
        .filter(attachment::scan.eq(Scan::Unscanned))
        .filter(attachment::arrived_at.is_not_null())
        .count()
        .get_result(conn)
}

/// Writes a verdict down. Malware itself is not kept, wherever it lies.
pub fn judge(
    conn: &mut PgConnection,
    id: AttachmentId,
    verdict: Scan,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let open = attachment::table.find(id).filter(attachment::scan.eq(Scan::Unscanned));
    if verdict != Scan::Infected {
        return diesel::update(open).set(attachment::scan.eq(verdict)).execute(conn).map(drop);
    }
    let known: Option<Option<String>> =
        open.select(attachment::object_key).for_update().first(conn).optional()?;
    let Some(object_key) = known else { return Ok(()) };
    diesel::update(attachment::table.find(id))
        .set((
            attachment::scan.eq(verdict),
            attachment::in_pieces.eq(false),
            attachment::object_key.eq(None::<String>),
            attachment::moved_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)?;
    if let Some(key) = object_key {
        let due_at = now + REMOVED_AFTER;
        diesel::insert_into(attachment_removal::table)
            .values((attachment_removal::object_key.eq(key), attachment_removal::due_at.eq(due_at)))
            .on_conflict_do_nothing()
            .execute(conn)?;
    }
    let pieces = attachment_piece::table.filter(attachment_piece::attachment_id.eq(id));
    diesel::delete(pieces).execute(conn).map(drop)
}

/// Puts a scan off: the scanner had no verdict.
pub fn put_scan_off(
    conn: &mut PgConnection,
    id: AttachmentId,
    until: DateTime<Utc>,
) -> QueryResult<()> {
    let open = attachment::table.find(id).filter(attachment::scan.eq(Scan::Unscanned));
    diesel::update(open).set(attachment::scan_due_at.eq(until)).execute(conn).map(drop)
}

/// Takes a sent file that shall move, and writes down under which key, before anything is put there.
pub fn claim_to_move(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    scanner: bool,
    key: impl Fn(AttachmentId) -> String,
) -> QueryResult<Option<(Claimed, String)>> {
    let fit: &[Scan] = if scanner { &[Scan::Clean] } else { &[Scan::Clean, Scan::Unscanned] };
    let claimed: Option<(Claimed, Option<String>)> = attachment::table
        .filter(attachment::moved_at.is_null())
        .filter(attachment::message_id.is_not_null())
        .filter(attachment::scan.eq_any(fit))
        .filter(attachment::move_due_at.le(now))
        .order(attachment::move_due_at)
        .select((Claimed::as_select(), attachment::object_key))
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()?;
    let Some((file, known)) = claimed else { return Ok(None) };
    let key = known.unwrap_or_else(|| key(file.id));
    diesel::update(attachment::table.find(file.id))
        .set((attachment::object_key.eq(&key), attachment::move_due_at.eq(until)))
        .execute(conn)?;
    Ok(Some((file, key)))
}

/// The object is there: from now on it is what is read.
pub fn moved(conn: &mut PgConnection, id: AttachmentId, now: DateTime<Utc>) -> QueryResult<()> {
    let waiting = attachment::table
        .find(id)
        .filter(attachment::moved_at.is_null())
        .filter(attachment::scan.ne(Scan::Infected));
    diesel::update(waiting).set(attachment::moved_at.eq(now)).execute(conn).map(drop)
}

/// An object whose row is gone, to be removed by then or tried again.
pub fn claim_removal(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> QueryResult<Option<String>> {
    let due: Option<String> = attachment_removal::table
        .filter(attachment_removal::due_at.le(now))
        .order(attachment_removal::due_at)
        .select(attachment_removal::object_key)
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()?;
    if let Some(key) = &due {
        diesel::update(attachment_removal::table.find(key))
            .set((
                attachment_removal::due_at.eq(until),
                attachment_removal::attempts.eq(attachment_removal::attempts + 1),
            ))
            .execute(conn)?;
    }
    Ok(due)
}

/// The object is gone.
pub fn removed(conn: &mut PgConnection, key: &str) -> QueryResult<()> {
    diesel::delete(attachment_removal::table.find(key)).execute(conn).map(drop)
}

/// Throws away uploads that broke off, and those that nobody sent in time. What a draft's answers
/// name lives as long as the draft.
pub fn sweep_unsent(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let swept = sql_query(
        "delete from attachment where id in (
            select a.id from attachment a join case_file c on c.id = a.case_id
            where a.message_id is null and (
                (a.arrived_at is null and a.begun_at < $1 - interval '1 hour')
                or (a.begun_at < $1 - make_interval(hours => (
                        select value::integer from policy_value
                        where name = 'attachment.unsent-hours' and region_code is null
                            and valid_from <= $1::date
                        order by valid_from desc limit 1))
                    and not (c.stage = 'draft' and position(a.id::text in c.answers::text) > 0)))
            limit $2 for update of a skip locked)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<sql_types::BigInt, _>(SWEPT as i64)
    .execute(conn)?;
    Ok(swept == SWEPT)
}

/// Throws away the pieces of what has moved to the object store.
pub fn sweep_pieces(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let ids: Vec<AttachmentId> = attachment::table
        .filter(attachment::moved_at.lt(now - PIECES_STAY))
        .filter(attachment::in_pieces)
        .limit(20)
        .select(attachment::id)
        .for_update()
        .skip_locked()
        .load(conn)?;
    let pieces = attachment_piece::table.filter(attachment_piece::attachment_id.eq_any(&ids));
    diesel::delete(pieces).execute(conn)?;
    diesel::update(attachment::table.filter(attachment::id.eq_any(&ids)))
        .set(attachment::in_pieces.eq(false))
        .execute(conn)?;
    Ok(ids.len() == 20)
}
