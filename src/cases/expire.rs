//! Close what was never answered, when the case type says so (L-14).

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{
    policy::{Expire, WarnOfExpiry},
    store, tell,
};
use crate::{
    audit::{self, Audited},
    db::{Tx, as_worker},
    failure::Failure,
    id::CaseId,
};

const CASES: i64 = 100;

/// Tells residents, days before, that a case closes without their answer; and closes it then.
pub fn expire_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let mut more = false;
        for region in store::regions(tx)? {
            let days = tx.policies().number("case.expiry-notice-days", Some(&region), tx.today)?;
            let found = store::unanswered(tx, &region, days, CASES)?;
            let full = i64::try_from(found.len()).is_ok_and(|count| count == CASES);
            let mut done = 0;
            for id in found {
                match tx.part(|tx| go_on(tx, id, days)) {
                    Ok(()) => done += 1,
                    Err(Failure::Absent) => {}
                    Err(failure) => {
                        tracing::error!(case = %id, error = %failure, "a case can't run out");
                    }
                }
            }
            more |= full && done > 0;
        }
        Ok(more)
    })
}

fn go_on(tx: &mut Tx<'_>, id: CaseId, days: i32) -> Result<Audited<()>, Failure> {
    let sealed = store::lock(tx, id)?;
    let (case, grant) = sealed.open::<Expire>(tx)?;
    if let Some(step) = case.expire(tx.now, days) {
        store::advance(tx, &grant, &case, step)?;
        tell::news(tx, &case, tell::News::RanOut)?;
        return Ok(audit::record(tx, grant, ())?);
    }
    let (case, grant) = store::find(tx, id)?.open::<WarnOfExpiry>(tx)?;
    let step = case.warn_of_expiry(tx.now, days).ok_or(Failure::Absent)?;
    store::advance(tx, &grant, &case, step)?;
    tell::news(tx, &case, tell::News::RunsOut)?;
    Ok(audit::record(tx, grant, ())?)
}
