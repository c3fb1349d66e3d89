//! Seals the record, a bounded batch at a time. Writers never wait for it: a batch takes the rows
//! of transactions that have all ended, in a span of transaction numbers that no later batch takes.

use chrono::{DateTime, Utc};
use diesel::{define_sql_function, prelude::*};

use super::{
    batch::{BEGINNING, Batch},
    entry::Entry,
};
use crate::schema::{audit_batch, audit_entry};

define_sql_function! { fn audit_horizon() -> diesel::sql_types::BigInt; }

/// The span of transaction numbers tried first, and the most rows of a batch. One transaction's
/// rows always go together.
const SPAN: i64 = 4_000;
const MOST_ROWS: i64 = 10_000;

/// The newest batch: its number, where it ends, its hash.
pub(super) type Head = (i64, i64, Vec<u8>);

/// Seals one batch of what is ready. Answers whether there may be more.
/// One at a time: a second sealer would fail on the batch's number.
pub fn seal_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let (last, from, previous) = head(conn)?.unwrap_or((0, 0, BEGINNING.to_vec()));
    // Asked before the rows are read: whatever is below it is seen by the next statement.
    let horizon: i64 = diesel::select(audit_horizon()).get_result(conn)?;
    if horizon < from {
        tracing::error!("transaction numbers have gone back; run `etjanster migrate` to go on");
        return Ok(false);
    }
    let (to, rows) = next_rows(conn, from, horizon)?;
    if !rows.is_empty() {
        let batch = batch(last + 1, now, (from, to), previous, &rows);
        insert(conn, &batch, now)?;
        let (id, hash) = (batch.id, hex::encode(&batch.hash));
        // Logs are kept elsewhere: there this line is the anchor that `audit verify` can't have.
        tracing::info!(audit.batch = id, audit.rows = rows.len(), audit.hash = hash, "sealed");
    }
    Ok(to < horizon)
}

pub(super) fn head(conn: &mut PgConnection) -> QueryResult<Option<Head>> {
    audit_batch::table
        .order(audit_batch::id.desc())
        .select((audit_batch::id, audit_batch::to_xid, audit_batch::hash))
        .first(conn)
        .optional()
}

/// The rows of the next batch, in order of id, and where it ends: small enough, and not empty
/// unless there is nothing at all up to the horizon.
fn next_rows(conn: &mut PgConnection, from: i64, horizon: i64) -> QueryResult<(i64, Vec<Entry>)> {
    let (mut low, mut span) = (from, SPAN);
    loop {
        let to = low.saturating_add(span).min(horizon);
        let within = audit_entry::xid.ge(low).and(audit_entry::xid.lt(to));
        let query = audit_entry::table.filter(within).select(Entry::as_select());
        let mut rows: Vec<Entry> = match to - low {
            ..=1 => query.load(conn)?,
            _ => query.limit(MOST_ROWS + 1).load(conn)?,
        };
        if i64::try_from(rows.len()).is_ok_and(|count| count > MOST_ROWS) && to - low > 1 {
            span = (to - low) / 2;
        } else if rows.is_empty() && to < horizon {
            (low, span) = (to, span.saturating_mul(8));
        } else {
            rows.sort_unstable_by_key(|row| row.id);
            return Ok((to, rows));
        }
    }
}

fn batch(
    id: i64,
    now: DateTime<Utc>,
    (from_xid, to_xid): (i64, i64),
    previous_hash: Vec<u8>,
    rows: &[Entry],
) -> Batch {
    let entry_ids = rows.iter().map(|row| Some(row.id)).collect();
    let entry_hashes = rows.iter().flat_map(Entry::digest).collect();
    let (sealed_at, hash) = (now.into(), Vec::new());
    let unsealed =
        Batch { id, sealed_at, from_xid, to_xid, entry_ids, entry_hashes, previous_hash, hash };
    Batch { hash: unsealed.digest().to_vec(), ..unsealed }
}

fn insert(conn: &mut PgConnection, batch: &Batch, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::insert_into(audit_batch::table)
        .values((
            audit_batch::id.eq(batch.id),
            audit_batch::sealed_at.eq(now),
            audit_batch::from_xid.eq(batch.from_xid),
            audit_batch::to_xid.eq(batch.to_xid),
            audit_batch::entry_ids.eq(&batch.entry_ids),
            audit_batch::entry_hashes.eq(&batch.entry_hashes),
            audit_batch::previous_hash.eq(&batch.previous_hash),
            audit_batch::hash.eq(&batch.hash),
        ))
        .execute(conn)
}
