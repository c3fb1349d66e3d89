//! Walks the whole chain and names what was tampered with. Sealed rows never change, so no long
//! transaction is held; memory is bounded by a few batches, whatever the size of the record.

use std::collections::HashMap;

use diesel::{
    dsl::{count_star, max, min},
    pg::PgRowByRowLoadingMode,
    prelude::*,
};

use super::{
    batch::{BEGINNING, Batch},
    entry::{Entry, Micros},
    keep::audit_next_xid,
    seal::head,
};
use crate::schema::{audit_batch, audit_entry};

/// Rows looked at together, unless one batch holds more.
const WINDOW_ROWS: i32 = 20_000;
const WINDOW_BATCHES: i64 = 256;

/// One thing that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A row's columns are not what they were.
    Altered { id: i64, at: Micros, batch: i64 },
    /// A row is gone.
    Removed { id: i64, batch: i64, sealed_at: Micros },
    /// A row has come into a span that was sealed without it.
    Inserted { id: i64, at: Micros, batch: i64 },
    /// A row lies in a span whose batch is gone.
    Uncovered { id: i64, at: Micros },
    /// A row claims a transaction that has not been.
    Ahead { id: i64, at: Micros },
    /// A batch's contents do not give its hash.
    BatchAltered { batch: i64 },
    /// A batch is not tied to the one before it: by number, span or hash.
    ChainBroken { batch: i64, after: i64 },
    /// A batch noted elsewhere is not here, or not the same.
    AnchorLost { batch: i64 },
}

/// What was looked at, and how much was wrong.
#[derive(Debug, Default)]
pub struct Report {
    pub batches: i64,
    pub rows: u64,
    pub findings: u64,
    pub unsealed: Option<Unsealed>,
    /// The newest batch's number and hash: to be noted where this database's masters can't reach.
    pub head: Option<(i64, String)>,
}

/// Rows that no batch vouches for yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsealed {
    pub rows: i64,
    pub first_id: i64,
    pub last_id: i64,
    pub oldest: Micros,
}

/// Verifies everything; `tell` hears of each finding as it is made.
pub fn verify(conn: &mut PgConnection, tell: &mut dyn FnMut(&Finding)) -> QueryResult<Report> {
    let mut walk = Walk { tell, report: Report::default(), tip: Tip::default() };
    while let Some(window) = next_window(conn, walk.tip.id)? {
        walk.window(conn, &window)?;
    }
    walk.tail(conn)?;
    walk.report.head = head(conn)?.map(|(id, _, hash)| (id, hex::encode(hash)));
    Ok(walk.report)
}

/// Where the walk has come.
struct Tip {
    id: i64,
    to_xid: i64,
    hash: Vec<u8>,
}

impl Default for Tip {
    fn default() -> Self {
        Self { id: 0, to_xid: 0, hash: BEGINNING.to_vec() }
    }
}

struct Walk<'a> {
    tell: &'a mut dyn FnMut(&Finding),
    report: Report,
    tip: Tip,
}

/// A row that a batch vouches for.
struct Expected<'a> {
    hash: &'a [u8],
    batch: &'a Batch,
    found: bool,
}

/// The next batches that together hold a bearable number of rows.
fn next_window(conn: &mut PgConnection, after: i64) -> QueryResult<Option<Vec<Batch>>> {
    let sizes: Vec<(i64, Option<i32>)> = audit_batch::table
        .filter(audit_batch::id.gt(after))
        .order(audit_batch::id)
        .limit(WINDOW_BATCHES)
        .select((
            audit_batch::id,
            diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Integer>>(
                "cardinality(entry_ids)",
            ),
        ))
        .load(conn)?;
    let Some((first, _)) = sizes.first() else { return Ok(None) };
    let mut rows = 0;
    let within = sizes.iter().take_while(|(_, size)| {
        rows += size.unwrap_or(0);
        rows <= WINDOW_ROWS
    });
    let last = within.last().map_or(*first, |(id, _)| *id);
    let batches = audit_batch::table
        .filter(audit_batch::id.between(first, last))
        .order(audit_batch::id)
        .select(Batch::as_select());
    batches.load(conn).map(Some)
}

impl Walk<'_> {
    fn find(&mut self, finding: &Finding) {
        self.report.findings += 1;
        (self.tell)(finding);
    }

    /// The links of the window's batches, then every row in their span.
    fn window(&mut self, conn: &mut PgConnection, batches: &[Batch]) -> QueryResult<()> {
        let from = if self.tip.id == 0 { i64::MIN } else { self.tip.to_xid };
        for batch in batches {
            self.link(batch);
        }
        let mut expected: HashMap<i64, Expected<'_>> = HashMap::new();
        for batch in batches {
            let rows = batch.entries();
            expected.extend(rows.map(|(id, hash)| (id, Expected { hash, batch, found: false })));
        }
        let span = audit_entry::xid.ge(from).and(audit_entry::xid.lt(self.tip.to_xid));
        let query = audit_entry::table.filter(span).select(Entry::as_select());
        let mut strange = Vec::new();
        for row in query.load_iter::<Entry, PgRowByRowLoadingMode>(conn)? {
            let row = row?;
            self.report.rows += 1;
            match expected.get_mut(&row.id) {
                Some(known) if known.holds(&row) => known.found = true,
                Some(_) => strange.push((row.id, row.at)),
                None => self.unlisted(&row, batches),
            }
        }
        self.strange(&mut expected, strange);
        self.missing(conn, &expected)
    }

    fn link(&mut self, batch: &Batch) {
        let tip = &self.tip;
        let tied = batch.id == tip.id + 1
            && batch.from_xid == tip.to_xid
            && batch.previous_hash == tip.hash;
        let after = tip.id;
        if !tied {
            self.find(&Finding::ChainBroken { batch: batch.id, after });
        }
        if batch.digest() != *batch.hash || batch.entry_hashes.len() != 32 * batch.entry_ids.len() {
            self.find(&Finding::BatchAltered { batch: batch.id });
        }
        self.report.batches += 1;
        let to_xid = batch.to_xid.max(self.tip.to_xid);
        self.tip = Tip { id: batch.id, to_xid, hash: batch.hash.clone() };
    }

    fn unlisted(&mut self, row: &Entry, batches: &[Batch]) {
        let (id, at) = (row.id, row.at);
        let first = batches.first().map_or(0, |batch| batch.id);
        let home = batches.iter().find(|batch| (batch.from_xid..batch.to_xid).contains(&row.xid));
        let before_all = row.xid < 0 && self.tip.id >= first;
        match home {
            Some(batch) => self.find(&Finding::Inserted { id, at, batch: batch.id }),
            None if before_all => self.find(&Finding::Inserted { id, at, batch: first }),
            None => self.find(&Finding::Uncovered { id, at }),
        }
    }

    /// Rows with a number that is vouched for and contents that are not: altered, unless the true
    /// row is there too.
    fn strange(&mut self, expected: &mut HashMap<i64, Expected<'_>>, rows: Vec<(i64, Micros)>) {
        for (id, at) in rows {
            let Some(known) = expected.get_mut(&id) else { continue };
            let batch = known.batch.id;
            let finding = match std::mem::replace(&mut known.found, true) {
                true => Finding::Inserted { id, at, batch },
                false => Finding::Altered { id, at, batch },
            };
            self.find(&finding);
        }
    }

    /// Rows that are vouched for and were not met: gone, or hiding in another span.
    fn missing(
        &mut self,
        conn: &mut PgConnection,
        expected: &HashMap<i64, Expected<'_>>,
    ) -> QueryResult<()> {
        let mut missing: Vec<i64> =
            expected.iter().filter(|(_, known)| !known.found).map(|(id, _)| *id).collect();
        if missing.is_empty() {
            return Ok(());
        }
        missing.sort_unstable();
        let elsewhere = audit_entry::table.filter(audit_entry::id.eq_any(&missing));
        let elsewhere: Vec<(i64, Micros)> =
            elsewhere.select((audit_entry::id, audit_entry::at)).load(conn)?;
        let elsewhere: HashMap<i64, Micros> = elsewhere.into_iter().collect();
        for id in missing {
            let Batch { id: batch, sealed_at, .. } = *expected[&id].batch;
            let finding = match elsewhere.get(&id) {
                Some(at) => Finding::Altered { id, at: *at, batch },
                None => Finding::Removed { id, batch, sealed_at },
            };
            self.find(&finding);
        }
        Ok(())
    }

    /// What comes after the last batch: rows still to be sealed, and rows that can't be.
    fn tail(&mut self, conn: &mut PgConnection) -> QueryResult<()> {
        let ahead: Vec<(i64, Micros)> = audit_entry::table
            .filter(audit_entry::xid.ge(audit_next_xid()))
            .select((audit_entry::id, audit_entry::at))
            .order(audit_entry::id)
            .limit(1000)
            .load(conn)?;
        for (id, at) in ahead {
            self.find(&Finding::Ahead { id, at });
        }
        type Totals = (i64, Option<i64>, Option<i64>, Option<Micros>);
        // A batch may have been sealed since the walk: what it took is not unsealed.
        let sealed_to = head(conn)?.map_or(0, |(_, to, _)| to).max(self.tip.to_xid);
        let (rows, first_id, last_id, oldest): Totals = audit_entry::table
            .filter(audit_entry::xid.ge(sealed_to))
            .select((
                count_star(),
                min(audit_entry::id),
                max(audit_entry::id),
                min(audit_entry::at),
            ))
            .first(conn)?;
        if let (Some(first_id), Some(last_id), Some(oldest)) = (first_id, last_id, oldest) {
            self.report.unsealed = Some(Unsealed { rows, first_id, last_id, oldest });
        }
        Ok(())
    }
}

impl Expected<'_> {
    fn holds(&self, row: &Entry) -> bool {
        let span = self.batch.from_xid..self.batch.to_xid;
        span.contains(&row.xid) && row.digest() == *self.hash
    }
}
