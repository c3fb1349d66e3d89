//! What the record needs around it: a partition for each coming month, and numbers that go on
//! after the database has been moved.

use chrono::{DateTime, Months, NaiveDate, Utc};
use diesel::{
    define_sql_function,
    dsl::{exists, max, select},
    prelude::*,
    sql_types::Date,
};

use super::seal::{audit_horizon, head};
use crate::schema::audit_entry;

define_sql_function! { fn audit_next_xid() -> diesel::sql_types::BigInt; }
define_sql_function! { fn audit_xid_offset() -> diesel::sql_types::BigInt; }

/// How many months lie ready beyond this one.
const AHEAD: u32 = 2;

/// What `etjanster migrate` does for the record once the tables are there.
pub fn prepare(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<()> {
    conn.transaction(|conn| {
        go_on_counting(conn)?;
        prepare_months(conn, now).map(drop)
    })
}

/// Makes the partitions of this month and the next ones. Nothing more is left to do.
pub fn prepare_months(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    for ahead in 0..=AHEAD {
        let day = now.date_naive() + Months::new(ahead);
        if let Err(error) = conn.transaction(|conn| ensure_month(conn, day)) {
            // Rows of that month lie in the overflow already and stay there: none is lost.
            let month = day.format("%Y-%m");
            tracing::warn!(%month, error.message = %error, "no partition for this month");
        }
    }
    Ok(false)
}

fn ensure_month(conn: &mut PgConnection, day: NaiveDate) -> QueryResult<()> {
    diesel::sql_query("select audit_ensure_month($1)").bind::<Date, _>(day).execute(conn).map(drop)
}

/// A dump restored into another cluster meets transaction numbers that begin anew. The sealed spans
/// must never be written into again, so numbers go on from where they were.
fn go_on_counting(conn: &mut PgConnection) -> QueryResult<()> {
    let sealed_to = head(conn)?.map_or(0, |(_, to, _)| to);
    let horizon: i64 = select(audit_horizon()).get_result(conn)?;
    let ahead = audit_entry::table.filter(audit_entry::xid.ge(audit_next_xid()));
    let written_ahead: bool = select(exists(ahead)).get_result(conn)?;
    if sealed_to <= horizon && !written_ahead {
        return Ok(());
    }
    let newest: Option<i64> = audit_entry::table.select(max(audit_entry::xid)).first(conn)?;
    let old: i64 = select(audit_xid_offset()).get_result(conn)?;
    let goal = newest.map_or(sealed_to, |xid| sealed_to.max(xid.saturating_add(1)));
    let offset = old + (goal - horizon);
    tracing::warn!(
        audit.offset = offset,
        "transaction numbers had gone back and go on from before"
    );
    diesel::sql_query(format!(
        "create or replace function audit_xid_offset() returns bigint language sql immutable
         as $$ select {offset}::bigint $$"
    ))
    .execute(conn)
    .map(drop)
}
