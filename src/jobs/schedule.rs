//! What is due at a time: each task finds its own work in the database, so nothing is forgotten
//! when a process dies, and any number of workers may try: one at a time gets each task's lock.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{define_sql_function, prelude::*};
use sha2::{Digest, Sha256};

use super::{Desk, Fault, store};
use crate::{
    attachments, audit, bookings, cases, citizen_cases, identity, journal, protection, retention,
    schema::idempotency_key, summonses, waiting_list,
};

define_sql_function! {
    fn pg_try_advisory_xact_lock(key: diesel::sql_types::BigInt) -> diesel::sql_types::Bool;
}

/// Something to be done again and again. `run` does a bounded part and answers whether there is more.
pub(super) struct Task {
    pub name: &'static str,
    pub every: Duration,
    run: fn(&mut PgConnection, DateTime<Utc>) -> QueryResult<bool>,
}

pub(super) const TASKS: &[Task] = &[
    Task { name: "audit.seal", every: Duration::from_secs(3), run: audit::seal_some },
    Task { name: "audit.months", every: Duration::from_secs(3600), run: audit::prepare_months },
    Task { name: "cases.owners", every: Duration::from_secs(1), run: cases::settle_owners },
    Task { name: "cases.owner-check", every: Duration::from_secs(600), run: cases::check_owners },
    Task { name: "cases.escalate", every: Duration::from_secs(60), run: cases::escalate_some },
    Task { name: "cases.expire", every: Duration::from_secs(600), run: cases::expire_some },
    Task { name: "cases.infected", every: Duration::from_secs(30), run: cases::tell_of_infected },
    Task { name: "idempotency.purge", every: Duration::from_secs(600), run: purge_keys },
    Task { name: "attachments.tidy", every: Duration::from_secs(600), run: attachments::tidy },
    Task {
        name: "citizen-case.remind",
        every: Duration::from_secs(3600),
        run: citizen_cases::remind_some,
    },
    Task {
        name: "citizen-case.forget",
        every: Duration::from_secs(3600),
        run: citizen_cases::forget_some,
    },
    Task { name: "retention.purge", every: Duration::from_secs(30), run: retention::purge_some },
    Task { name: "outbox.sweep", every: Duration::from_secs(3600), run: store::sweep },
    Task {
        name: "contacts.outgrown",
        every: Duration::from_secs(600),
        run: identity::clear_outgrown,
    },
    Task {
        name: "journal.remind",
        every: Duration::from_secs(3600),
        run: journal::measures::remind_some,
    },
    Task { name: "bookings.lapse", every: Duration::from_secs(5), run: bookings::lapse_some },
    Task { name: "summonses.run", every: Duration::from_secs(1), run: summonses::carry_out_some },
    Task { name: "summonses.settle", every: Duration::from_secs(600), run: summonses::settle_some },
    Task {
        name: "waiting-list.offer",
        every: Duration::from_secs(1),
        run: waiting_list::offer_some,
    },
    Task { name: "protection.escalate", every: Duration::from_secs(60), run: protection::escalate },
];

impl Task {
    /// Runs the task's part under its lock. No lock: someone else is at it.
    pub async fn step(&'static self, desk: &mut Desk) -> Result<bool, Fault> {
        let step = |conn: &mut PgConnection, now| {
            let free: bool =
                diesel::select(pg_try_advisory_xact_lock(self.lock())).get_result(conn)?;
            if free { (self.run)(conn, now) } else { Ok(false) }
        };
        desk.transact(step).await
    }

    fn lock(&self) -> i64 {
        let digest = Sha256::digest(self.name);
        i64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"))
    }
}

/// Does everything that is due, to the end. For tests and for a single run by hand.
pub async fn run_all(desk: &mut Desk) -> Result<(), Fault> {
    for task in TASKS {
        while task.step(desk).await? {}
    }
    Ok(())
}

/// Answers that may be replayed are kept for a day.
fn purge_keys(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let old = idempotency_key::created_at.lt(now - TimeDelta::hours(24));
    diesel::delete(idempotency_key::table.filter(old)).execute(conn).map(|_| false)
}
