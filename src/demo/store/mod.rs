//! The SQL that puts the facts in place. Every row has its own lasting id or natural key, and what
//! is there already is left as it is: that is why loading twice changes nothing.

mod cases;
mod citizen;
mod groups;
mod journal;
mod people;
mod retention;
mod rooms;
mod summonses;
mod templates;
mod units;

use chrono::{DateTime, Utc};
use diesel::{PgConnection, prelude::*};

use super::facts::{REGION, stable_id};
use crate::{
    audit,
    id::RequestId,
    schema::{policy_value, unit},
};

/// Where the facts go, and the instant that they are true from.
pub struct Place<'c> {
    pub conn: &'c mut PgConnection,
    pub now: DateTime<Utc>,
    /// Rows that were not there before.
    pub added: usize,
}

/// Inserts what is not there.
macro_rules! put {
    ($place:ident, $table:ident, $($value:expr),+ $(,)?) => {{
        $place.added += diesel::insert_into($table::table)
            .values(($($value),+))
            .on_conflict_do_nothing()
            .execute($place.conn)?;
        Ok(())
    }};
}
use put;

/// Whether no unit has been entered yet.
pub fn is_empty(conn: &mut PgConnection) -> QueryResult<bool> {
    unit::table.count().get_result::<i64>(conn).map(|count| count == 0)
}

/// The terms that hold now, which the demo's people have accepted.
pub fn terms_version(conn: &mut PgConnection) -> QueryResult<String> {
    let value: serde_json::Value = policy_value::table
        .filter(policy_value::name.eq("terms.current-version"))
        .order(policy_value::valid_from.desc())
        .select(policy_value::value)
        .first(conn)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Leaves an entry in the audit record: the region came from here, and not from care.
pub fn record(place: &mut Place<'_>) -> QueryResult<()> {
    let entry = audit::Unsigned {
        at: place.now,
        actor: None,
        action: "demo.load",
        subject: stable_id("region", REGION),
        outcome: "done",
        reason: None,
        request: RequestId::new(),
    };
    audit::record_unsigned(place.conn, &entry)
}
