//! What an operator sees of verifying.

use std::{io::Write, str::FromStr, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{
    entry::Micros,
    seal::{head, seal_some},
    verify::{Finding, Report, verify},
};
use crate::{clock::Clock, config::Config, db::Db, schema::audit_batch};

/// Rows are sealed within seconds; older ones mean that nobody seals, or that seals were taken away.
const SEALED_WITHIN: TimeDelta = TimeDelta::minutes(15);

/// A batch's number and hash that someone noted outside this database.
#[derive(Debug, Clone)]
pub struct Anchor {
    batch: i64,
    hash: Vec<u8>,
}

impl FromStr for Anchor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "must be NUMBER:HASH, as `audit verify` printed it";
        let (batch, hash) = text.split_once(':').ok_or(wrong)?;
        let batch = batch.parse().map_err(|_| wrong)?;
        let hash = hex::decode(hash).map_err(|_| wrong)?;
        if hash.len() == 32 { Ok(Self { batch, hash }) } else { Err(wrong) }
    }
}

/// Why the command could not say that all is well.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the database can't be reached")]
    Unreachable(#[from] diesel::ConnectionError),
    #[error("the database failed: {0}")]
    Database(#[from] diesel::result::Error),
    #[error("the findings could not be printed")]
    Output(#[from] std::io::Error),
    #[error("the record is not as it was sealed")]
    Tampered,
}

/// Carries out `etjanster audit seal`.
pub fn seal_now(config: &Config) -> Result<(), Refusal> {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let now = Clock::System.now();
    while conn.transaction(|conn| seal_some(conn, now))? {}
    match head(&mut conn)? {
        Some((id, _, hash)) => println!("head {id}:{}", hex::encode(hash)),
        None => println!("nothing to seal"),
    }
    Ok(())
}

/// Carries out `etjanster audit verify`.
pub fn verify_now(config: &Config, anchors: &[Anchor]) -> Result<(), Refusal> {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let now = Clock::System.now();
    let sound = verify_and_tell(&mut conn, now, anchors, &mut std::io::stdout())?;
    if sound { Ok(()) } else { Err(Refusal::Tampered) }
}

/// Verifies, prints what is found, and answers whether all is as it was sealed.
pub fn verify_and_tell(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    anchors: &[Anchor],
    out: &mut dyn Write,
) -> Result<bool, Refusal> {
    let started = Instant::now();
    let mut told = Ok(());
    let mut report = verify(conn, &mut |finding| {
        if told.is_ok() {
            told = writeln!(out, "{finding}");
        }
    })?;
    told?;
    for anchor in anchors {
        if !stands(conn, anchor)? {
            report.findings += 1;
            writeln!(out, "{}", Finding::AnchorLost { batch: anchor.batch })?;
        }
    }
    summary(&report, started, now, out)?;
    Ok(report.findings == 0)
}

fn stands(conn: &mut PgConnection, anchor: &Anchor) -> QueryResult<bool> {
    let hash: Option<Vec<u8>> =
        audit_batch::table.find(anchor.batch).select(audit_batch::hash).first(conn).optional()?;
    Ok(hash.as_ref() == Some(&anchor.hash))
}

fn summary(
    report: &Report,
    started: Instant,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Report { batches, rows, findings, unsealed, head } = report;
    let seconds = started.elapsed().as_secs_f64().max(0.001);
    let speed = *rows as f64 / seconds;
    writeln!(out, "{rows} sealed rows in {batches} batches, {seconds:.1} s, {speed:.0} rows/s")?;
    match unsealed {
        None => writeln!(out, "every row is sealed")?,
        Some(unsealed) => {
            let super::Unsealed { rows, first_id, last_id, oldest } = unsealed;
            writeln!(out, "{rows} rows are not sealed yet: id {first_id} to {last_id}")?;
            if *oldest < Micros::from(now - SEALED_WITHIN) {
                writeln!(
                    out,
                    "note: the oldest of them is of {oldest}. No worker runs, or the newest \
                     batches have been taken away: compare with a head noted before (--anchor)"
                )?;
            }
        }
    }
    if let Some((batch, hash)) = head {
        writeln!(out, "head {batch}:{hash}")?;
    }
    match findings {
        0 => writeln!(out, "the record is as it was sealed"),
        count => writeln!(out, "THE RECORD HAS BEEN TAMPERED WITH: {count} findings"),
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Altered { id, at, batch } => {
                write!(f, "altered   row {id} of {at}, sealed in batch {batch}")
            }
            Self::Removed { id, batch, sealed_at } => {
                write!(f, "removed   row {id}, sealed in batch {batch} at {sealed_at}")
            }
            Self::Inserted { id, at, batch } => {
                write!(f, "inserted  row {id} of {at}, after batch {batch} was sealed")
            }
            Self::Uncovered { id, at } => {
                write!(f, "uncovered row {id} of {at}, whose batch is gone")
            }
            Self::Ahead { id, at } => {
                write!(f, "inserted  row {id} of {at}, from a transaction that has not been")
            }
            Self::BatchAltered { batch } => {
                write!(f, "altered   batch {batch}: its contents do not give its hash")
            }
            Self::ChainBroken { batch, after } => {
                write!(f, "broken    chain: batch {batch} is not tied to batch {after} before it")
            }
            Self::AnchorLost { batch } => {
                write!(f, "lost      batch {batch} with the hash that was noted elsewhere")
            }
        }
    }
}
