//! Reminds residents, once, of what they have not opened or not answered (RC-8). Off until a region
//! says after how many days. Done in the name of whoever has the case, as what they sent was.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult, result::Error};

use super::{policy::Remind, store};
use crate::{
    access::Who,
    audit,
    clock::local_date,
    db::{Errand, Policies},
    failure::Failure,
    inbox,
};

/// Reminders in one go.
const AT_A_TIME: i64 = 200;
/// What nobody was reminded of for so long is let be.
const NO_LATER: TimeDelta = TimeDelta::days(60);

/// Reminds some of those who are due. Answers whether there may be more.
pub fn remind_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let policies = Arc::new(Policies::load(conn)?);
    let mut more = false;
    for region in store::regions(conn)? {
        let days = policies.number("citizen-case.reminder-days", Some(&region), local_date(now));
        let days = days.map_err(|error| Error::QueryBuilderError(error.into()))?;
        if days > 0 {
            let until = now - TimeDelta::days(days.into());
            more |= remind_in(conn, &policies, &region, (until, now))?;
        }
    }
    Ok(more)
}

fn remind_in(
    conn: &mut PgConnection,
    policies: &Arc<Policies>,
    region: &str,
    (until, now): (DateTime<Utc>, DateTime<Utc>),
) -> QueryResult<bool> {
    let due = store::overdue(conn, region, (until - NO_LATER, until), AT_A_TIME)?;
    let (count, mut reminded) = (due.len(), 0);
    for (handler, request, sealed) in due {
        let errand = Errand { who: Who::Staff(handler), request };
        let done = errand.transact(conn, policies, now, |tx| {
            let (overdue, grant) = sealed.open::<Remind>(tx)?;
            inbox::remind(tx, overdue.resident, overdue.case.0)?;
            store::reminded(tx, &grant, &overdue)?;
            Ok(audit::record(tx, grant, ())?)
        });
        match done {
            Ok(()) => reminded += 1,
            Err(Failure::Database(error)) => return Err(error),
            // Whoever had the case has lost the right since; nobody is reminded for them.
            Err(_) => {}
        }
    }
    Ok(i64::try_from(count) == Ok(AT_A_TIME) && reminded == count)
}
