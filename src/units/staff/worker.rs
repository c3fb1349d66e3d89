//! The look into the directory that nobody has to ask for: each person once a month (S6), each unit
//! once a day. A claim is a lease, so a worker that dies leaves what it had to the others, and two
//! never ask for the same one.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};

use super::{super::settings::store::directory as units, store::region as store};
use crate::{
    access::{Sessions, Who},
    audit::{self, Unsigned},
    clock::Clock,
    config::Config,
    db::Policies,
    directory::{Directory, PersonEntry, UnitEntry},
    id::{RequestId, StaffId, UnitId},
    jobs::{Desk, Fault, Misconfigured},
};

/// How long a claimed person is the claimer's. After an answer that did not come, the next try.
const LEASE: TimeDelta = TimeDelta::minutes(10);
const BATCH: i64 = 20;

type Answer = (StaffId, Option<PersonEntry>);

/// The worker's side of the directory.
pub struct DirectoryRefresh {
    desk: Desk,
    directory: Directory,
    sessions: Sessions,
}

impl DirectoryRefresh {
    /// None when no directory is configured.
    pub async fn open(config: &Config, clock: Clock) -> Result<Option<Self>, Misconfigured> {
        let Some(directory) = Directory::of(config) else { return Ok(None) };
        let sessions = Sessions::connect(&config.redis_url, "etj:").await;
        let sessions = sessions.map_err(|_| Misconfigured("REDIS_URL"))?;
        Ok(Some(Self::new(Desk::new(&config.database_url, clock), directory, sessions)))
    }

    pub fn new(desk: Desk, directory: Directory, sessions: Sessions) -> Self {
        Self { desk, directory, sessions }
    }

    /// Asks for some of what is due. Answers how many have been brought up to date.
    pub async fn round(&mut self) -> Result<usize, Fault> {
        Ok(self.people().await? + self.units().await?)
    }

    async fn units(&mut self) -> Result<usize, Fault> {
        let claim = move |conn: &mut _, now| units::claim(conn, now, now + LEASE, BATCH);
        let due = self.desk.transact(claim).await?;
        let mut answers = Vec::with_capacity(due.len());
        for (id, hsa_id) in due {
            let Ok(entry) = self.directory.unit(&hsa_id).await else { break };
            answers.push((id, entry));
        }
        let count = answers.len();
        self.desk.transact(move |conn, now| settle_units(conn, &answers, now)).await?;
        Ok(count)
    }

    async fn people(&mut self) -> Result<usize, Fault> {
        let claim = move |conn: &mut _, now| store::claim(conn, now, now + LEASE, BATCH);
        let due = self.desk.transact(claim).await?;
        let mut answers = Vec::with_capacity(due.len());
        for (id, hsa_id) in due {
            // A directory that is away is tried again when the lease is over.
            let Ok(entry) = self.directory.person(&hsa_id).await else { break };
            answers.push((id, entry));
        }
        let count = answers.len();
        let gone = self.desk.transact(move |conn, now| settle(conn, &answers, now)).await?;
        for id in gone {
            // Each request asks the database anyway; a session that lives on in Redis is worth nothing.
            let _ = self.sessions.end_all(Who::Staff(id)).await;
        }
        Ok(count)
    }
}

fn settle_units(
    conn: &mut PgConnection,
    answers: &[(UnitId, Option<UnitEntry>)],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let today = crate::clock::local_date(now);
    let hours = Policies::load(conn)?.number("unit.directory-refresh-hours", None, today);
    let hours = hours.unwrap_or(24);
    for (id, entry) in answers {
        match entry {
            Some(entry) => units::write(conn, *id, entry, now, hours)?,
            None => units::not_there(conn, *id, now, hours)?,
        }
    }
    Ok(())
}

/// Writes down what was said. Answers who went inactive; the record tells of them.
fn settle(
    conn: &mut PgConnection,
    answers: &[Answer],
    now: DateTime<Utc>,
) -> QueryResult<Vec<StaffId>> {
    let today = crate::clock::local_date(now);
    let days = Policies::load(conn)?.number("staff.directory-refresh-days", None, today);
    let days = days.unwrap_or(30);
    let mut gone = Vec::new();
    for (id, entry) in answers {
        if store::write(conn, *id, entry.as_ref(), now, days)? {
            gone.push(*id);
            let entry = Unsigned {
                at: now,
                actor: None,
                action: "staff.went-inactive",
                subject: id.0,
                outcome: "done",
                reason: None,
                request: RequestId::new(),
            };
            audit::record_unsigned(conn, &entry)?;
        }
    }
    Ok(gone)
}
