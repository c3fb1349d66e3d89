//! Results of lines are forgotten when they have been kept for as long as the region says: at once for
//! what was not sent, and with its case for what was.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult, result::Error};

use super::store;
use crate::{clock::local_date, db::Policies};

/// Lines in one transaction.
const AT_A_TIME: i64 = 1_000;

/// Forgets some of what is old enough. Answers whether there may be more.
pub fn forget_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let policies = Policies::load(conn)?;
    let mut more = false;
    for region in store::regions(conn)? {
        let name = "citizen-case.results-kept-days";
        let days = policies.number(name, Some(&region), local_date(now));
        let days = days.map_err(|error| Error::QueryBuilderError(error.into()))?;
        let before = now - TimeDelta::days(days.into());
        more |= store::forget(conn, &region, before, AT_A_TIME)? >= AT_A_TIME;
    }
    Ok(more)
}
