//! No open case is without a living owner (I-6): what a handler can't look after goes to their
//! substitute, or onto the list of what a receiver must find another handler for.

use std::{collections::BTreeMap, io::Write};

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{
    case::Orphaned,
    policy::{HandOver, Keep, PutBack, SetAside},
    store::{self, Changed, Lost},
    tell,
};
use crate::{
    access::Action,
    audit::{self, Audited},
    cases::case::{Case, Step},
    clock::local_date,
    db::{Tx, as_worker},
    failure::Failure,
    id::{EventId, StaffId, UnitId},
    units,
};

/// How many changes are looked after in one go, and how many cases.
const CHANGES: i64 = 50;
const CASES: i64 = 500;

/// Looks after the cases of those whose roles, groups or absences have just changed: the database
/// writes them down in the transaction of the change itself.
pub fn settle_owners(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let changed = store::changed(tx, CHANGES)?;
        if changed.count() == 0 {
            return Ok(false);
        }
        let more = settle(tx, Some(&changed))?.more;
        if !more {
            store::settled(tx, &changed)?;
        }
        Ok(true)
    })
}

/// Looks at every open case: roles and absences also begin and end by the day, and what should never
/// happen is found here. Each find is a warning to operators.
pub fn check_owners(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let Settled { count, more } = settle(tx, None)?;
        if count > 0 {
            tracing::warn!(cases = count, "open cases had no living owner, and have been seen to");
        }
        Ok(more)
    })
}

/// Counts the open cases that nobody looks after, prints the count, and answers whether there is none.
pub fn owners_are_well(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> Result<bool, Box<dyn std::error::Error>> {
    let lost = store::find_lost(conn, local_date(now), None, i64::MAX)?;
    for Lost { id, unit_id, .. } in &lost {
        writeln!(out, "case {id} at unit {unit_id} has no living owner")?;
    }
    writeln!(out, "{} open cases without a living owner", lost.len())?;
    Ok(lost.is_empty())
}

struct Settled {
    count: usize,
    /// Whether there may be further ones.
    more: bool,
}

fn settle(tx: &mut Tx<'_>, of: Option<&Changed>) -> Result<Settled, Failure> {
    let found = store::lost(tx, of, CASES)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == CASES);
    let (mut count, mut to_tell) = (0, BTreeMap::<UnitId, EventId>::new());
    for lost in found {
        match tx.part(|tx| look_after(tx, &lost)) {
            Ok(event) => {
                count += 1;
                if let Some(event) = event {
                    to_tell.entry(lost.unit_id).or_insert(event);
                }
            }
            // Someone was quicker, and the case is no longer what it was.
            Err(Failure::Absent) => {}
            Err(Failure::Database(error)) => return Err(error.into()),
            Err(failure) => {
                tracing::error!(case = %lost.id, error = %failure, "a case's owner can't be seen to");
            }
        }
    }
    for (unit, event) in to_tell {
        tell::needs_handler(tx, unit, event)?;
    }
    Ok(Settled { count, more: full && count > 0 })
}

/// What became of the case, when the unit's receivers are to be told.
fn look_after(tx: &mut Tx<'_>, lost: &Lost) -> Result<Audited<Option<EventId>>, Failure> {
    let Some(handler) = lost.handler_id else { return put_back(tx, lost) };
    match (units::trouble(tx, handler, lost.unit_id)?, lost.substitute) {
        (None, _) => go::<Keep>(tx, lost, Case::keep, false),
        (Some(trouble), Some(substitute)) => hand_over(tx, lost, trouble, substitute),
        (Some(trouble), None) => go::<SetAside>(tx, lost, |case| case.set_aside(trouble), true),
    }
}

fn hand_over(
    tx: &mut Tx<'_>,
    lost: &Lost,
    trouble: Orphaned,
    to: StaffId,
) -> Result<Audited<Option<EventId>>, Failure> {
    if units::trouble(tx, to, lost.unit_id)?.is_some() {
        return go::<SetAside>(tx, lost, |case| case.set_aside(trouble), true);
    }
    let (case, grant) = store::lock(tx, lost.id)?.open::<HandOver>(tx)?;
    let step = (case.hand_over(to)).filter(|_| case.handler() == lost.handler_id);
    let event = store::advance(tx, &grant, &case, step.ok_or(Failure::Absent)?)?;
    tell::handler(tx, to, event)?;
    Ok(audit::record(tx, grant, None)?)
}

fn put_back(tx: &mut Tx<'_>, lost: &Lost) -> Result<Audited<Option<EventId>>, Failure> {
    go::<PutBack>(tx, lost, Case::put_back, true)
}

fn go<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    lost: &Lost,
    step: impl FnOnce(&Case) -> Option<Step<A>>,
    tells: bool,
) -> Result<Audited<Option<EventId>>, Failure> {
    let (case, grant) = store::lock(tx, lost.id)?.open::<A>(tx)?;
    let step = step(&case).filter(|_| case.handler() == lost.handler_id);
    let event = store::advance(tx, &grant, &case, step.ok_or(Failure::Absent)?)?;
    Ok(audit::record(tx, grant, tells.then_some(event))?)
}
