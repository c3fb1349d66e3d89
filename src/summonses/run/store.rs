//! The SQL of runs. A line is claimed by its row's lock; a worker that dies lets go of it with all it had begun.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::count_star, pg::Pg, prelude::*};

use super::{
    super::policy::{CancelRun, ListRuns, OrderRun, PrepareRun, RunLine, SummonLine},
    RunOutcome, RunStatus,
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    id::{RequestId, ResidentId, StaffId, SummonsId, SummonsRunId, UnitId},
    page::Wanted,
    programmes::{AtUnit, DuePerson, Programme},
    retention::keyset,
    schema::{summons_run as r, summons_run_line as line, unit},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = r, check_for_backend(Pg))]
pub struct RunRow {
    pub id: SummonsRunId,
    pub unit_id: UnitId,
    pub programme: Programme,
    pub time_type_code: String,
    pub valid_through: NaiveDate,
    pub information: Option<String>,
    pub status: RunStatus,
    pub made_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// A run to write.
pub struct NewRun<'a> {
    pub programme: Programme,
    pub time_type_code: &'a str,
    pub valid_through: NaiveDate,
    pub information: Option<&'a str>,
}

/// Writes a run at the granted unit; none when one of that programme is under way.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<PrepareRun>,
    new: &NewRun<'_>,
) -> QueryResult<Option<SummonsRunId>> {
    diesel::insert_into(r::table)
        .values((
            r::id.eq(SummonsRunId::new()),
            r::unit_id.eq(grant.subject()),
            r::programme.eq(new.programme),
            r::time_type_code.eq(new.time_type_code),
            r::valid_through.eq(new.valid_through),
            r::information.eq(new.information),
            r::status.eq(RunStatus::Prepared),
            r::made_by.eq(StaffId(tx.actor().uuid())),
            r::made_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(r::id)
        .get_result(tx.conn)
        .optional()
}

pub fn insert_lines(
    tx: &mut Tx<'_>,
    _: &Grant<PrepareRun>,
    run: SummonsRunId,
    due: &[DuePerson],
) -> QueryResult<()> {
    for some in due.chunks(1000) {
        let rows: Vec<_> = some
            .iter()
            .map(|it| {
                (
                    line::run_id.eq(run),
                    line::resident_id.eq(it.person.id),
                    line::due_on.eq(it.due_on),
                )
            })
            .collect();
        diesel::insert_into(line::table).values(rows).execute(tx.conn)?;
    }
    Ok(())
}

pub fn of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListRuns>,
    wanted: &Wanted,
) -> QueryResult<Vec<RunRow>> {
    let query = r::table.filter(r::unit_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, r::made_at, r::id).select(RunRow::as_select()).load(tx.conn)
}

/// A run of the granted unit's.
pub fn run<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: SummonsRunId,
) -> QueryResult<Option<RunRow>> {
    let own = r::table.find(id).filter(r::unit_id.eq(grant.subject()));
    own.select(RunRow::as_select()).first(tx.conn).optional()
}

/// The same, held until the transaction ends.
pub fn lock<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: SummonsRunId,
) -> QueryResult<Option<RunRow>> {
    let own = r::table.find(id).filter(r::unit_id.eq(grant.subject()));
    own.select(RunRow::as_select()).for_no_key_update().first(tx.conn).optional()
}

/// A run, and how many have come to what.
pub fn counted(
    tx: &mut Tx<'_>,
    id: SummonsRunId,
) -> QueryResult<(RunRow, Vec<(Option<RunOutcome>, i64)>)> {
    let row = r::table.find(id).select(RunRow::as_select()).first(tx.conn)?;
    let counts = line::table
        .filter(line::run_id.eq(id))
        .group_by(line::outcome)
        .order(line::outcome)
        .select((line::outcome, count_star()))
        .load(tx.conn)?;
    Ok((row, counts))
}

pub fn order(tx: &mut Tx<'_>, _: &Grant<OrderRun>, id: SummonsRunId) -> QueryResult<()> {
    diesel::update(r::table.find(id))
        .set((
            r::status.eq(RunStatus::Ordered),
            r::ordered_by.eq(StaffId(tx.actor().uuid())),
            r::ordered_in.eq(tx.request),
            r::version.eq(r::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

pub fn cancel(tx: &mut Tx<'_>, _: &Grant<CancelRun>, id: SummonsRunId) -> QueryResult<()> {
    settle_rest(tx.conn, id, RunOutcome::Cancelled)?;
    diesel::update(r::table.find(id))
        .set((
            r::status.eq(RunStatus::Cancelled),
            r::ended_at.eq(tx.now),
            r::version.eq(r::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// A run that is to be carried out.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: SummonsRunId,
    pub at: AtUnit,
    pub programme: Programme,
    pub time_type_code: String,
    pub valid_through: NaiveDate,
    pub information: Option<String>,
    pub by: StaffId,
    pub request: RequestId,
}

type OrderFacts = (SummonsRunId, UnitId, Programme, String, NaiveDate, Option<String>);
type OrderRow = (OrderFacts, (Option<StaffId>, Option<RequestId>), Region);

/// The oldest runs that are ordered and not done, held: a cancellation waits for what is under way.
pub fn ordered(conn: &mut PgConnection, most: i64) -> QueryResult<Vec<Order>> {
    let held: Vec<SummonsRunId> = r::table
        .filter(r::status.eq(RunStatus::Ordered))
        .order(r::id)
        .limit(most)
        .select(r::id)
        .for_no_key_update()
        .load(conn)?;
    let rows: Vec<OrderRow> = r::table
        .inner_join(unit::table)
        .filter(r::id.eq_any(held))
        .filter(r::status.eq(RunStatus::Ordered))
        .order(r::id)
        .select((
            (r::id, r::unit_id, r::programme, r::time_type_code, r::valid_through, r::information),
            (r::ordered_by, r::ordered_in),
            unit::region_code,
        ))
        .load(conn)?;
    let order = |(facts, (by, request), region): OrderRow| {
        let (id, unit, programme, time_type_code, valid_through, information) = facts;
        let at = AtUnit { unit, region };
        let (by, request) = (by?, request?);
        Some(Order { id, at, programme, time_type_code, valid_through, information, by, request })
    };
    Ok(rows.into_iter().filter_map(order).collect())
}

/// Those of a run whose turn it is.
pub fn waiting(conn: &mut PgConnection, order: &Order, most: i64) -> QueryResult<Vec<ResidentId>> {
    line::table
        .filter(line::run_id.eq(order.id))
        .filter(line::outcome.is_null())
        .order(line::resident_id)
        .limit(most)
        .select(line::resident_id)
        .load(conn)
}

/// One person of a run, sealed.
pub fn line(order: &Order, resident: ResidentId) -> Sealed<RunLine> {
    Sealed::new(RunLine { run: order.id, at: order.at.clone(), resident })
}

/// What became of the granted line.
pub fn settle(
    tx: &mut Tx<'_>,
    grant: &Grant<SummonLine>,
    resident: ResidentId,
    (outcome, summons): (RunOutcome, Option<SummonsId>),
) -> QueryResult<()> {
    diesel::update(line::table.find((grant.subject(), resident)))
        .set((line::outcome.eq(outcome), line::summons_id.eq(summons)))
        .execute(tx.conn)
        .map(drop)
}

/// A line that came to nothing by itself.
pub fn fail(conn: &mut PgConnection, order: &Order, resident: ResidentId) -> QueryResult<()> {
    diesel::update(line::table.find((order.id, resident)))
        .set(line::outcome.eq(RunOutcome::Failed))
        .execute(conn)
        .map(drop)
}

/// What is left comes to that.
pub fn settle_rest(
    conn: &mut PgConnection,
    run: SummonsRunId,
    outcome: RunOutcome,
) -> QueryResult<()> {
    diesel::update(line::table.filter(line::run_id.eq(run)).filter(line::outcome.is_null()))
        .set(line::outcome.eq(outcome))
        .execute(conn)
        .map(drop)
}

/// Nobody is left.
pub fn finish(conn: &mut PgConnection, order: &Order, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(r::table.find(order.id))
        .set((r::status.eq(RunStatus::Done), r::ended_at.eq(now), r::version.eq(r::version + 1)))
        .execute(conn)
        .map(drop)
}
