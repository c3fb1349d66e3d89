//! What time does to summonses: they run out, their times begin, and those that nobody could read come into the inbox.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{
    policy::{DeliverSummons, ExpireSummons, SettleSummons},
    send::into_inbox,
    store,
    summons::{Step, Summons},
};
use crate::{
    access::Action,
    audit::{self, Audited},
    db::{Tx, as_worker},
    failure::Failure,
    id::SummonsId,
    identity, virtual_units,
};

/// As many of each kind in one go.
const AT_A_TIME: i64 = 200;

/// Settles some of what is due. Answers whether there may be more.
pub fn settle_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let over = store::over(tx, AT_A_TIME)?;
        let mut more = each(tx, over, |tx, id| step::<ExpireSummons>(tx, id, Step::Expire));
        let begun = store::begun(tx, AT_A_TIME)?;
        more |= each(tx, begun, |tx, id| step::<SettleSummons>(tx, id, Step::Settle));
        let held = store::held(tx, AT_A_TIME)?;
        more |= each(tx, held, deliver);
        Ok(more)
    })
}

/// Each in a part of its own. Answers whether there may be more of them.
fn each(
    tx: &mut Tx<'_>,
    ids: Vec<SummonsId>,
    mut work: impl FnMut(&mut Tx<'_>, SummonsId) -> Result<Audited<()>, Failure>,
) -> bool {
    let full = i64::try_from(ids.len()).is_ok_and(|count| count == AT_A_TIME);
    let mut done = 0;
    for id in ids {
        match tx.part(|tx| work(tx, id)) {
            Ok(()) => done += 1,
            Err(Failure::Absent) => {}
            Err(failure) => {
                tracing::error!(summons = %id, error = %failure, "a summons can't be settled");
            }
        }
    }
    full && done > 0
}

fn step<A: Action<On = Summons>>(
    tx: &mut Tx<'_>,
    id: SummonsId,
    step: Step,
) -> Result<Audited<()>, Failure> {
    let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
    let (summons, grant) = sealed.open::<A>(tx)?;
    // Somebody was quicker.
    let after = summons.step(step, tx.now, tx.today).map_err(|_| Failure::Absent)?;
    store::advance(tx, &grant, &after)?;
    Ok(audit::record(tx, grant, ())?)
}

/// Into the inbox of somebody who can read it now.
fn deliver(tx: &mut Tx<'_>, id: SummonsId) -> Result<Audited<()>, Failure> {
    let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
    let (summons, grant) = sealed.open::<DeliverSummons>(tx)?;
    if summons.digital_at.is_some() || identity::reach(tx, summons.resident)?.is_err() {
        return Err(Failure::Absent);
    }
    let giving = virtual_units::units_giving(tx, summons.unit, &summons.time_type_code)?;
    let title = giving.into_iter().next().map_or(summons.time_type_code.clone(), |(_, name)| name);
    let status = summons.status.after(Step::Deliver).unwrap_or(summons.status);
    let after = Summons { status, digital_at: Some(tx.now), ..summons };
    store::advance(tx, &grant, &after)?;
    into_inbox(tx, (after.resident, after.unit), id, &title)?;
    Ok(audit::record(tx, grant, ())?)
}
