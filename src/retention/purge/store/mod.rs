//! The SQL of purges. What may go, and that nothing else does, is said in the database too
//! (`cases_due`, `purge_case`): the triggers ask the same questions.

pub mod certificate;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::sql_query,
    prelude::*,
    sql_types::{BigInt, Date, Integer, Text, Timestamptz},
};

use super::proposal::{Proposal, PurgeStage};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{CaseId, PurgeProposalId, ResidentId, RetentionPolicyId},
    page::Wanted,
    retention::policy::{DeliverPurge, ListPurges, ProposePurge, ReadPurge, UnitRetention},
    schema::{case_file, case_type, purge_item as item, purge_proposal as proposal},
};

/// Narrows a boxed query to the wanted page of a list by time and id, newest first.
macro_rules! keyset {
    ($query:expr, $wanted:expr, $at:expr, $id:expr) => {{
        let query = $query.limit($wanted.fetch());
        let query = match $wanted.from {
            None => query,
            Some(from) if from.back => {
                query.filter($at.gt(from.at).or($at.eq(from.at).and($id.gt(from.id))))
            }
            Some(from) => query.filter($at.lt(from.at).or($at.eq(from.at).and($id.lt(from.id)))),
        };
        if $wanted.goes_back() {
            query.order(($at.asc(), $id.asc()))
        } else {
            query.order(($at.desc(), $id.desc()))
        }
    }};
}
pub(crate) use keyset;

/// What a dry run saw.
#[derive(Debug, QueryableByName)]
pub struct DryRun {
    #[diesel(sql_type = BigInt)]
    pub may_go: i64,
    #[diesel(sql_type = BigInt)]
    pub held: i64,
    /// Due under a policy of the nation's that the region has not decided on.
    #[diesel(sql_type = BigInt)]
    pub undecided: i64,
}

pub fn dry_run(tx: &mut Tx<'_>, grant: &Grant<ProposePurge>) -> QueryResult<DryRun> {
    sql_query(
        "select count(*) filter (where decided and not held) as may_go,
            count(*) filter (where decided and held) as held,
            count(*) filter (where not decided) as undecided
         from (select d.decided, is_held(d.case_id, $1, d.subject_id) as held
            from cases_due($1, $2) d) due",
    )
    .bind::<diesel::sql_types::Uuid, _>(grant.subject())
    .bind::<Date, _>(tx.today)
    .get_result(tx.conn)
}

/// Writes the dry run down, the cases that are due for longest first; none when the unit has a purge
/// under way.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<ProposePurge>,
    seen: &DryRun,
    most: i32,
) -> QueryResult<Option<Proposal>> {
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let made: Option<PurgeProposalId> = diesel::insert_into(proposal::table)
        .values((
            proposal::id.eq(PurgeProposalId::new()),
            proposal::unit_id.eq(grant.subject()),
            proposal::stage.eq(PurgeStage::Proposed),
            proposal::proposed_by.eq(tx.actor().uuid()),
            proposal::proposed_at.eq(tx.now),
            proposal::held.eq(count(seen.held)),
            proposal::undecided.eq(count(seen.undecided)),
            proposal::needs_delivery.eq(false),
        ))
        .on_conflict_do_nothing()
        .returning(proposal::id)
        .get_result(tx.conn)
        .optional()?;
    let Some(id) = made else { return Ok(None) };
    sql_query(
        "insert into purge_item (proposal_id, case_id, retention_policy_id, due_on)
         select $1, d.case_id, d.policy_id, d.due_on from cases_due($2, $3) d
         where d.decided and not is_held(d.case_id, $2, d.subject_id)
         order by d.due_on, d.case_id limit $4",
    )
    .bind::<diesel::sql_types::Uuid, _>(id)
    .bind::<diesel::sql_types::Uuid, _>(grant.subject())
    .bind::<Date, _>(tx.today)
    .bind::<Integer, _>(most)
    .execute(tx.conn)?;
    sql_query(
        "update purge_proposal set needs_delivery = exists (select from purge_item i
            join retention_policy r on r.id = i.retention_policy_id
            where i.proposal_id = $1 and r.transfer_target is not null)
         where id = $1",
    )
    .bind::<diesel::sql_types::Uuid, _>(id)
    .execute(tx.conn)?;
    find(tx, grant, id)
}

/// A purge of the granted unit's.
pub fn find<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: PurgeProposalId,
) -> QueryResult<Option<Proposal>> {
    proposal::table
        .find(id)
        .filter(proposal::unit_id.eq(grant.subject()))
        .select(Proposal::as_select())
        .first(tx.conn)
        .optional()
}

/// The same, and holds its row until the transaction ends.
pub fn lock<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: PurgeProposalId,
) -> QueryResult<Option<Proposal>> {
    proposal::table
        .find(id)
        .filter(proposal::unit_id.eq(grant.subject()))
        .select(Proposal::as_select())
        .for_update()
        .first(tx.conn)
        .optional()
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListPurges>,
    wanted: &Wanted,
) -> QueryResult<Vec<Proposal>> {
    let query = proposal::table.filter(proposal::unit_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, proposal::proposed_at, proposal::id)
        .select(Proposal::as_select())
        .load(tx.conn)
}

/// How many cases of a purge stand where, by the policy they go under.
#[derive(Debug, Queryable)]
pub struct Count {
    pub policy: RetentionPolicyId,
    pub outcome: Option<String>,
    pub cases: i64,
}

pub fn counts(tx: &mut Tx<'_>, id: PurgeProposalId) -> QueryResult<Vec<Count>> {
    item::table
        .filter(item::proposal_id.eq(id))
        .group_by((item::retention_policy_id, item::outcome))
        .select((item::retention_policy_id, item::outcome, diesel::dsl::count_star()))
        .order((item::retention_policy_id, item::outcome))
        .load(tx.conn)
}

/// One case of a purge. What it was called goes with it.
#[derive(Debug, Queryable)]
pub struct ItemRow {
    pub case_id: CaseId,
    pub policy: RetentionPolicyId,
    pub due_on: NaiveDate,
    pub outcome: Option<String>,
    pub number: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    pub case_type_name: Option<String>,
}

pub fn items(
    tx: &mut Tx<'_>,
    _: &Grant<ReadPurge>,
    id: PurgeProposalId,
    wanted: &Wanted,
) -> QueryResult<Vec<ItemRow>> {
    let mut query = item::table
        .left_join(case_file::table.on(case_file::id.eq(item::case_id)))
        .left_join(case_type::table.on(case_type::id.nullable().eq(case_file::case_type_id)))
        .filter(item::proposal_id.eq(id))
        .limit(wanted.fetch())
        .into_boxed();
    query = match wanted.from {
        None => query,
        Some(from) if from.back => query.filter(item::case_id.gt(from.id)),
        Some(from) => query.filter(item::case_id.lt(from.id)),
    };
    query = if wanted.goes_back() {
        query.order(item::case_id.asc())
    } else {
        query.order(item::case_id.desc())
    };
    query
        .select((
            item::case_id,
            item::retention_policy_id,
            item::due_on,
            item::outcome,
            case_file::number.nullable(),
            case_file::closed_at.nullable(),
            case_type::name.nullable(),
        ))
        .load(tx.conn)
}

/// Writes down what was decided.
pub fn settle<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: PurgeProposalId,
    stage: PurgeStage,
    rejection: Option<&str>,
) -> QueryResult<()> {
    diesel::update(proposal::table.find(id))
        .filter(proposal::unit_id.eq(grant.subject()))
        .set((
            proposal::stage.eq(stage),
            proposal::decided_by.eq(tx.actor().uuid()),
            proposal::decided_at.eq(tx.now),
            proposal::rejection.eq(rejection),
            proposal::version.eq(proposal::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

pub fn deliver(
    tx: &mut Tx<'_>,
    grant: &Grant<DeliverPurge>,
    id: PurgeProposalId,
    reference: &str,
) -> QueryResult<()> {
    diesel::update(proposal::table.find(id))
        .filter(proposal::unit_id.eq(grant.subject()))
        .set((
            proposal::delivered_by.eq(tx.actor().uuid()),
            proposal::delivered_at.eq(tx.now),
            proposal::delivery_ref.eq(reference),
            proposal::version.eq(proposal::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Everybody whose cases are in a purge, and the cases, in a lasting order.
pub fn contents<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: PurgeProposalId,
) -> QueryResult<Vec<(CaseId, ResidentId)>> {
    item::table
        .inner_join(case_file::table.on(case_file::id.eq(item::case_id)))
        .filter(item::proposal_id.eq(id))
        .order(item::case_id)
        .select((item::case_id, case_file::subject_id))
        .load(tx.conn)
}

/// An approved purge that is not done, the oldest first. Whoever has it, has it alone.
pub fn next_approved(conn: &mut PgConnection) -> QueryResult<Option<Proposal>> {
    proposal::table
        .filter(proposal::stage.eq(PurgeStage::Approved))
        .order((proposal::decided_at, proposal::id))
        .select(Proposal::as_select())
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()
}

/// Some of the cases that wait in a purge, and whose they are. A case that went another way is
/// nobody's.
pub fn waiting(
    conn: &mut PgConnection,
    id: PurgeProposalId,
    limit: i64,
) -> QueryResult<Vec<(CaseId, Option<ResidentId>)>> {
    item::table
        .left_join(case_file::table.on(case_file::id.eq(item::case_id)))
        .filter(item::proposal_id.eq(id).and(item::outcome.is_null()))
        .order(item::case_id)
        .limit(limit)
        .select((item::case_id, case_file::subject_id.nullable()))
        .load(conn)
}

/// Purges one case, or says why not: `purged`, `held`, `not-due`.
pub fn purge(
    conn: &mut PgConnection,
    (id, case): (PurgeProposalId, CaseId),
    now: DateTime<Utc>,
    today: NaiveDate,
) -> QueryResult<String> {
    #[derive(QueryableByName)]
    struct Outcome {
        #[diesel(sql_type = Text)]
        outcome: String,
    }
    let row: Outcome = sql_query("select purge_case($1, $2, $3, $4) as outcome")
        .bind::<diesel::sql_types::Uuid, _>(id)
        .bind::<diesel::sql_types::Uuid, _>(case)
        .bind::<Timestamptz, _>(now)
        .bind::<Date, _>(today)
        .get_result(conn)?;
    Ok(row.outcome)
}

pub fn finish(conn: &mut PgConnection, id: PurgeProposalId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(proposal::table.find(id))
        .set((
            proposal::stage.eq(PurgeStage::Done),
            proposal::finished_at.eq(now),
            proposal::version.eq(proposal::version + 1),
        ))
        .execute(conn)
        .map(drop)
}
