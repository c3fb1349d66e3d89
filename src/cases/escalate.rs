//! Tell who must know that a promise runs out: the unit's receivers and the handler, and in the end
//! its local administrators. Each once, and nothing of the case itself.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::store::{self, Late};
use crate::{
    access::Role,
    db::{Tx, as_worker},
    failure::Failure,
    id::{EventId, StaffId, UnitId},
    jobs::{self, Notice},
    units, workdays,
};

const CASES: i64 = 200;

/// How far up it is told.
const NEAR: i16 = 1;
const PASSED: i16 = 2;
const LONG_PASSED: i16 = 3;

/// Tells whoever must know of some cases. One notice a unit and level, whatever their number.
pub fn escalate_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let found = store::late(tx, CASES)?;
        let full = i64::try_from(found.len()).is_ok_and(|count| count == CASES);
        let mut told: BTreeMap<(UnitId, i16), Vec<StaffId>> = BTreeMap::new();
        for late in found {
            let Some(level) = level(tx, &late)? else { continue };
            if store::told(tx, late.id, level)? {
                told.entry((late.unit_id, level)).or_default().extend(late.handler_id);
            }
        }
        let more = full && !told.is_empty();
        for ((unit, level), handlers) in told {
            tell(tx, unit, level, &handlers)?;
        }
        Ok(more)
    })
}

/// The next level that is due. None is passed over: those below are told first.
fn level(tx: &Tx<'_>, late: &Late) -> Result<Option<i16>, Failure> {
    if late.due_at > tx.now {
        return Ok((late.told < NEAR).then_some(NEAR));
    }
    if late.told < PASSED {
        return Ok(Some(PASSED));
    }
    let name = "case.escalation-workdays";
    let days = tx.policies().number(name, Some(&late.region_code), tx.today)?;
    let days = u32::try_from(days).map_err(|_| Failure::Bug(format!("{name} is negative")))?;
    let whole_day = (NaiveTime::from_hms_opt(23, 59, 59), NaiveTime::from_hms_opt(0, 0, 0));
    let (Some(end), Some(start)) = whole_day else { return Ok(None) };
    let long = workdays::due_at(late.due_at, days, end, start) <= tx.now;
    Ok((long && late.told < LONG_PASSED).then_some(LONG_PASSED))
}

fn tell(tx: &mut Tx<'_>, unit: UnitId, level: i16, handlers: &[StaffId]) -> Result<(), Failure> {
    let receivers = units::receivers_of(tx, unit)?;
    let administrators = units::holders_of(tx, Role::LocalAdministrator, unit)?;
    let contacts = match level {
        LONG_PASSED => administrators,
        // Nobody watches the unit's cases: those who can change that are told at once.
        _ if receivers.is_empty() => administrators,
        _ => receivers.into_iter().chain(units::whom_to_notify(tx, handlers)?).collect(),
    };
    let notice = match level {
        NEAR => Notice::DeadlineNear,
        PASSED => Notice::DeadlinePassed,
        _ => Notice::DeadlineEscalated,
    };
    Ok(jobs::notify_staff(tx, EventId::new(), notice, &contacts)?)
}
