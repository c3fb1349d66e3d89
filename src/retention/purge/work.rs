//! The worker's part: purges what was approved, a few cases to a transaction, so that one who is
//! killed leaves whole cases behind and the next goes on where it stopped.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::store::{self, certificate};
use crate::{
    audit::{self, BySystem},
    clock::local_date,
    id::RequestId,
    retention::store::hold_unit,
};

/// Cases to a transaction. Whoever places a hold waits for one of them at most.
const PART: i64 = 25;

/// Purges some of what was approved, or certifies a purge that has come to its end. Says whether
/// there may be more. Two workers at once take different purges; a hold waits for the part to end,
/// and then holds.
pub fn purge_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let Some(proposal) = store::next_approved(conn)? else { return Ok(false) };
    hold_unit(conn, proposal.unit_id)?;
    let cases = store::waiting(conn, proposal.id, PART)?;
    let request = RequestId(proposal.id.0);
    let entry = |action, subject, patient| BySystem {
        at: now,
        action,
        subject,
        unit: Some(proposal.unit_id),
        patient,
        request,
    };
    for (case, patient) in &cases {
        let outcome = store::purge(conn, (proposal.id, *case), now, local_date(now))?;
        if outcome == "purged" {
            audit::record_by_system(conn, &entry("case.purge", case.0, *patient))?;
        }
    }
    if cases.is_empty() {
        certificate::certify(conn, proposal.id, now)?;
        store::finish(conn, proposal.id, now)?;
        audit::record_by_system(conn, &entry("purge.finish", proposal.id.0, None))?;
    }
    Ok(true)
}
