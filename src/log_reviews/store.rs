//! The SQL of log reviews.

use chrono::{DateTime, NaiveTime, Utc};
use diesel::{
    define_sql_function,
    dsl::select,
    prelude::*,
    sql_query,
    sql_types::{self, Array, BigInt, Integer, Nullable, Text, Timestamptz},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    policy::{Draw, Judge, List, ReadRows, Sign, UnitReviews},
    review::{Drawn, Finding, Review, ReviewOutcome, Tally},
    view::Criteria,
};
use crate::{
    access::{Action, Capacity, Grant, Sealed},
    audit::{ActionKind, Outcome},
    db::Tx,
    failure::Failure,
    id::{LogReviewId, ResidentId, StaffId, UnitId},
    page::Wanted,
    retention::keyset,
    schema::{audit_entry, log_review as review, log_review_row as row, resident, staff, unit},
};

define_sql_function! { fn audit_horizon() -> BigInt; }

/// The reviews of a unit, sealed.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitReviews>, Failure> {
    let region: Option<String> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(UnitReviews { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// Every transaction below it has ended: what is drawn from stays as it is.
pub fn horizon(tx: &mut Tx<'_>) -> QueryResult<i64> {
    select(audit_horizon()).get_result(tx.conn)
}

/// When the working day begins and ends, by the clock in Sweden.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Hours {
    pub begins: NaiveTime,
    pub ends: NaiveTime,
}

/// Everything that decides which rows are drawn.
#[derive(Debug)]
pub struct Drawing {
    pub unit: UnitId,
    /// Whose rows are left out.
    pub without: StaffId,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub horizon: i64,
    pub seed: i64,
    pub random_rows: i32,
    pub criteria: Criteria,
    pub hours: Hours,
}

/// What is kept of it as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    pub criteria: Criteria,
    pub hours: Hours,
}

/// A row that was drawn.
#[derive(Debug, QueryableByName)]
pub struct DrawnRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub drawn: String,
    #[diesel(sql_type = Array<Text>)]
    pub risks: Vec<String>,
    #[diesel(sql_type = BigInt)]
    in_period: i64,
    #[diesel(sql_type = BigInt)]
    at_risk: i64,
}

pub struct AllDrawn {
    pub rows: Vec<DrawnRow>,
    pub in_period: i64,
    pub at_risk: i64,
}

/// What staff did at the unit in the period, each row with why it looks risky; then some by lot, and
/// of the rest some of the riskiest that fit. The lot is a hash of the seed and the row's number.
const DRAW: &str = "
    with scope as materialized (
        select e.id, e.at, e.actor_id, e.patient_id, e.action, md5($6::text || ':' || e.id::text) as lot,
            array_remove(array[
                case when extract(isodow from e.at at time zone 'Europe/Stockholm') > 5
                    or (e.at at time zone 'Europe/Stockholm')::time not between $7 and $8
                    then 'odd-hours' end,
                case when lower(s.family_name) = lower(r.family_name) then 'same-surname' end,
                case when exists (select from case_file c where c.id = e.subject_id)
                    and not exists (select from case_event v where v.case_id = e.subject_id
                        and (v.handler_id = e.actor_id or v.actor_staff_id = e.actor_id))
                    then 'no-assignment' end,
                case when e.outcome <> 'done' then 'refused' end], null) as risks
        from audit_entry e
        left join staff s on s.id = e.actor_id
        left join resident r on r.id = e.patient_id
        where e.unit_id = $1 and e.at >= $2 and e.at < $3 and e.xid < $4
            and e.actor_kind = 'staff' and e.actor_id <> $5
    ), by_lot as (
        select id from scope order by lot limit $9
    ), targeted as (
        select id from scope where id not in (select id from by_lot)
            and ($11::uuid is null or actor_id = $11)
            and ($12::uuid is null or patient_id = $12)
            and ($13::text[] is null or exists (select from generate_subscripts($13::text[], 1) k
                where split_part(action, '.', 2) like any (string_to_array(($13::text[])[k], ' '))
                and not split_part(action, '.', 2) like any (string_to_array(($14::text[])[k], ' '))))
            and ($15::text[] is null or risks && $15)
        order by cardinality(risks) desc, lot limit $10
    )
    select s.id, s.at, s.risks,
        case when s.id in (select id from by_lot) then 'random' else 'targeted' end as drawn,
        (select count(*) from scope) as in_period,
        (select count(*) from scope where risks <> '{}') as at_risk
    from scope s where s.id in (select id from by_lot union all select id from targeted)
    order by s.at, s.id";

pub fn draw(tx: &mut Tx<'_>, drawing: &Drawing) -> QueryResult<AllDrawn> {
    let Criteria { rows, staff_id, resident_id, kinds, risks } = &drawing.criteria;
    let kinds: Option<Vec<(String, String)>> =
        kinds.as_ref().map(|kinds| kinds.iter().map(|kind| patterns(*kind)).collect());
    let (like, unlike): (Option<Vec<String>>, Option<Vec<String>>) = match kinds {
        Some(kinds) => {
            let (like, unlike) = kinds.into_iter().unzip();
            (Some(like), Some(unlike))
        }
        None => (None, None),
    };
    let risks: Option<Vec<String>> =
        risks.as_ref().map(|risks| risks.iter().map(|risk| risk.code().to_owned()).collect());
    let rows: Vec<DrawnRow> = sql_query(DRAW)
        .bind::<sql_types::Uuid, _>(drawing.unit)
        .bind::<Timestamptz, _>(drawing.from)
        .bind::<Timestamptz, _>(drawing.to)
        .bind::<BigInt, _>(drawing.horizon)
        .bind::<sql_types::Uuid, _>(drawing.without)
        .bind::<BigInt, _>(drawing.seed)
        .bind::<sql_types::Time, _>(drawing.hours.begins)
        .bind::<sql_types::Time, _>(drawing.hours.ends)
        .bind::<Integer, _>(drawing.random_rows)
        .bind::<Integer, _>(*rows)
        .bind::<Nullable<sql_types::Uuid>, _>(*staff_id)
        .bind::<Nullable<sql_types::Uuid>, _>(*resident_id)
        .bind::<Nullable<Array<Text>>, _>(like)
        .bind::<Nullable<Array<Text>>, _>(unlike)
        .bind::<Nullable<Array<Text>>, _>(risks)
        .load(tx.conn)?;
    let (in_period, at_risk) = rows.first().map_or((0, 0), |row| (row.in_period, row.at_risk));
    Ok(AllDrawn { rows, in_period, at_risk })
}

/// What an action of that kind is like and unlike, blanks between.
fn patterns(kind: ActionKind) -> (String, String) {
    let (like, unlike) = kind.patterns();
    (like.join(" "), unlike.join(" "))
}

pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<Draw>,
    drawing: &Drawing,
    drawn: &AllDrawn,
) -> Result<Review, Failure> {
    let kept = Kept { criteria: drawing.criteria.clone(), hours: drawing.hours };
    let criteria = serde_json::to_value(kept).map_err(|error| Failure::Bug(error.to_string()))?;
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let made: Review = diesel::insert_into(review::table)
        .values((
            review::id.eq(LogReviewId::new()),
            review::unit_id.eq(grant.subject()),
            review::reviewer_id.eq(drawing.without),
            review::began_at.eq(tx.now),
            review::period_from.eq(drawing.from),
            review::period_to.eq(drawing.to),
            review::horizon.eq(drawing.horizon),
            review::seed.eq(drawing.seed),
            review::random_rows.eq(drawing.random_rows),
            review::targeted_rows.eq(drawing.criteria.rows),
            review::criteria.eq(criteria),
            review::rows_in_period.eq(count(drawn.in_period)),
            review::rows_at_risk.eq(count(drawn.at_risk)),
        ))
        .returning(Review::as_returning())
        .get_result(tx.conn)?;
    let rows: Vec<_> = (1..)
        .zip(&drawn.rows)
        .map(|(place, it): (i32, _)| {
            (
                row::review_id.eq(made.id),
                row::place.eq(place),
                row::entry_at.eq(it.at),
                row::entry_id.eq(it.id),
                row::drawn.eq(&it.drawn),
                row::risks.eq(&it.risks),
            )
        })
        .collect();
    diesel::insert_into(row::table).values(rows).execute(tx.conn)?;
    Ok(made)
}

pub fn list(tx: &mut Tx<'_>, grant: &Grant<List>, wanted: &Wanted) -> QueryResult<Vec<Review>> {
    let query = review::table.filter(review::unit_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, review::began_at, review::id).select(Review::as_select()).load(tx.conn)
}

/// A review of the granted unit's.
pub fn find<A: Action<On = UnitReviews>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: LogReviewId,
) -> QueryResult<Option<Review>> {
    review::table
        .find(id)
        .filter(review::unit_id.eq(grant.subject()))
        .select(Review::as_select())
        .first(tx.conn)
        .optional()
}

/// The same, and holds its row until the transaction ends: nobody signs while another judges.
pub fn lock<A: Action<On = UnitReviews>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: LogReviewId,
) -> QueryResult<Option<Review>> {
    review::table
        .find(id)
        .filter(review::unit_id.eq(grant.subject()))
        .select(Review::as_select())
        .for_update()
        .first(tx.conn)
        .optional()
}

pub fn tally(tx: &mut Tx<'_>, id: LogReviewId) -> QueryResult<Tally> {
    let rows = row::table.filter(row::review_id.eq(id));
    let unjustified = rows.filter(row::finding.eq(Finding::Unjustified));
    Ok(Tally {
        rows: rows.count().get_result(tx.conn)?,
        judged: rows.filter(row::finding.is_not_null()).count().get_result(tx.conn)?,
        unjustified: unjustified.count().get_result(tx.conn)?,
    })
}

/// The numbers of the rows that were drawn, in their order.
pub fn drawn_before<A: Action<On = UnitReviews>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: LogReviewId,
) -> QueryResult<Vec<i64>> {
    row::table.filter(row::review_id.eq(id)).order(row::place).select(row::entry_id).load(tx.conn)
}

/// A drawn row with what the record says: who, whom, what and when.
#[derive(Debug, Queryable)]
pub struct ReviewRow {
    pub place: i32,
    pub at: DateTime<Utc>,
    pub drawn: Drawn,
    pub risks: Vec<Option<String>>,
    pub finding: Option<Finding>,
    pub note: Option<String>,
    pub found_by: Option<StaffId>,
    pub found_at: Option<DateTime<Utc>>,
    pub action: String,
    pub outcome: Outcome,
    pub capacity: Capacity,
    pub actor: Option<Uuid>,
    pub actor_name: Option<(String, String, String)>,
    pub patient: Option<ResidentId>,
    pub patient_name: Option<(String, String, bool)>,
}

pub fn rows(tx: &mut Tx<'_>, _: &Grant<ReadRows>, id: LogReviewId) -> QueryResult<Vec<ReviewRow>> {
    whole().filter(row::review_id.eq(id)).order(row::place).load(tx.conn)
}

/// One row of a review, by its place.
pub fn row_at(
    tx: &mut Tx<'_>,
    _: &Grant<Judge>,
    id: LogReviewId,
    place: i32,
) -> QueryResult<Option<ReviewRow>> {
    whole().filter(row::review_id.eq(id).and(row::place.eq(place))).first(tx.conn).optional()
}

#[diesel::dsl::auto_type(no_type_alias)]
fn whole() -> _ {
    row::table
        .inner_join(
            audit_entry::table
                .on(audit_entry::at.eq(row::entry_at).and(audit_entry::id.eq(row::entry_id))),
        )
        .left_join(staff::table.on(staff::id.nullable().eq(audit_entry::actor_id)))
        .left_join(resident::table.on(resident::id.nullable().eq(audit_entry::patient_id)))
        .select((
            row::place,
            row::entry_at,
            row::drawn,
            row::risks,
            row::finding,
            row::note,
            row::found_by,
            row::found_at,
            audit_entry::action,
            audit_entry::outcome,
            audit_entry::capacity,
            audit_entry::actor_id,
            (staff::given_name, staff::family_name, staff::title).nullable(),
            audit_entry::patient_id,
            (resident::given_name, resident::family_name, resident::protected_identity).nullable(),
        ))
}

/// Writes down what was found of a row, and that the review has changed.
pub fn judge(
    tx: &mut Tx<'_>,
    grant: &Grant<Judge>,
    (id, place): (LogReviewId, i32),
    finding: Finding,
    note: Option<&str>,
) -> QueryResult<()> {
    diesel::update(row::table.find((id, place)))
        .set((
            row::finding.eq(finding),
            row::note.eq(note),
            row::found_by.eq(tx.actor().uuid()),
            row::found_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    diesel::update(review::table.find(id))
        .filter(review::unit_id.eq(grant.subject()))
        .set(review::version.eq(review::version + 1))
        .execute(tx.conn)
        .map(drop)
}

pub fn sign(
    tx: &mut Tx<'_>,
    grant: &Grant<Sign>,
    id: LogReviewId,
    outcome: ReviewOutcome,
    conclusion: &str,
) -> QueryResult<()> {
    diesel::update(review::table.find(id))
        .filter(review::unit_id.eq(grant.subject()))
        .set((
            review::outcome.eq(outcome),
            review::conclusion.eq(conclusion),
            review::signed_by.eq(tx.actor().uuid()),
            review::signed_at.eq(tx.now),
            review::version.eq(review::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}
