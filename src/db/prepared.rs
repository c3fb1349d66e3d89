//! Statements that Postgres plans once, where Diesel's own would be planned at each call.

use diesel::{
    pg::Pg,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

/// An update that names the same columns at each call. Diesel prepares every UPDATE anew, since some
/// don't. It must have `returning`: Diesel asks only about statements that are loaded.
pub fn prepared<Q: Query + QueryFragment<Pg>>(statement: Q) -> Prepared<Q> {
    Prepared(statement)
}

pub struct Prepared<Q>(Q);

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

// The statement cache goes by the SQL.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> RunQueryDsl<PgConnection> for Prepared<Q> {}

/// A list cut off at a number that stands in the SQL. Behind a parameter Postgres can't know that few
/// rows are wanted, and makes a new plan at each call. For numbers that have few values.
pub fn at_most<Q: Query + QueryFragment<Pg>>(rows: i64, query: Q) -> AtMost<Q> {
    AtMost { query, rows }
}

pub struct AtMost<Q> {
    query: Q,
    rows: i64,
}

impl<Q: Query> Query for AtMost<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for AtMost<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.rows.to_string());
        Ok(())
    }
}

impl<Q> QueryId for AtMost<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> RunQueryDsl<PgConnection> for AtMost<Q> {}
