//! Throws away what nobody sent or refers to, and pieces of what has moved. Run by the schedule.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::store;

/// Does a part of it; answers whether there is more.
pub fn tidy(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let unsent = store::sweep_unsent(conn, now)?;
    let pieces = store::sweep_pieces(conn, now)?;
    Ok(unsent || pieces)
}
