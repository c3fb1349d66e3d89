//! What the worker finds to do: cases whose owner is lost, whose question stays unanswered, whose
//! promise runs out.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::{
    dsl::{delete, insert_into},
    prelude::*,
    sql_query,
    sql_types::{self, Array, BigInt, Date, Int2, Integer, Nullable, Text, Timestamptz},
};

use crate::{
    access::Region,
    db::Tx,
    id::{CaseId, StaffGroupId, StaffId, UnitId},
    schema::{case_escalation, owner_check, unit},
};

/// People and groups of whom something has changed that decides who looks after cases.
#[derive(Debug, Default)]
pub struct Changed {
    rows: Vec<i64>,
    people: Vec<StaffId>,
    groups: Vec<StaffGroupId>,
}

impl Changed {
    pub fn count(&self) -> usize {
        self.rows.len()
    }
}

/// Takes some of what has changed. Another worker passes over it.
pub fn changed(tx: &mut Tx<'_>, limit: i64) -> QueryResult<Changed> {
    type Row = (i64, Option<StaffId>, Option<StaffGroupId>);
    let rows: Vec<Row> = owner_check::table
        .order(owner_check::id)
        .limit(limit)
        .for_update()
        .skip_locked()
        .load(tx.conn)?;
    let mut changed = Changed::default();
    for (id, staff, group) in rows {
        changed.rows.push(id);
        changed.people.extend(staff);
        changed.groups.extend(group);
    }
    Ok(changed)
}

/// Forgets what has been looked after.
pub fn settled(tx: &mut Tx<'_>, changed: &Changed) -> QueryResult<()> {
    let rows = owner_check::table.filter(owner_check::id.eq_any(&changed.rows));
    delete(rows).execute(tx.conn).map(drop)
}

/// An open case whose owner is not what it should be.
#[derive(Debug, QueryableByName)]
pub struct Lost {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: CaseId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub unit_id: UnitId,
    /// Who has it; absent when a group has.
    #[diesel(sql_type = Nullable<sql_types::Uuid>)]
    pub handler_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<sql_types::Uuid>)]
    pub substitute: Option<StaffId>,
}

const LOST: &str = "
    select id, unit_id, handler_id, substitute from (
        select id, unit_id, handler_id, unowned_because,
            handler_trouble(handler_id, unit_id, $1) as trouble,
            substitute_of(handler_id, unit_id, $1) as substitute
        from case_file
        where closed_at is null and handler_id is not null and ($2 is null or handler_id = any ($2))
    ) with_handler
    where (trouble is null) <> (unowned_because is null)
        or (trouble is not null and substitute is not null)
    union all
    select id, unit_id, null, null
    from case_file
    where group_id is not null and ($3 is null or group_id = any ($3))
        and not group_can_take(group_id, $1)
    order by id limit $4";

/// Open cases that need looking after: of those people and groups, or all there are.
pub fn lost(tx: &mut Tx<'_>, of: Option<&Changed>, limit: i64) -> QueryResult<Vec<Lost>> {
    find_lost(tx.conn, tx.today, of, limit)
}

/// The same where nothing is done about it.
pub fn find_lost(
    conn: &mut PgConnection,
    today: NaiveDate,
    of: Option<&Changed>,
    limit: i64,
) -> QueryResult<Vec<Lost>> {
    sql_query(LOST)
        .bind::<Date, _>(today)
        .bind::<Nullable<Array<sql_types::Uuid>>, _>(of.map(|of| of.people.clone()))
        .bind::<Nullable<Array<sql_types::Uuid>>, _>(of.map(|of| of.groups.clone()))
        .bind::<BigInt, _>(limit)
        .load(conn)
}

/// The regions that have units: each may have set its own numbers.
pub fn regions(tx: &mut Tx<'_>) -> QueryResult<Vec<Region>> {
    unit::table.select(unit::region_code).distinct().order(unit::region_code).load(tx.conn)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = sql_types::Uuid)]
    id: CaseId,
}

const UNANSWERED: &str = "
    select case_file.id from case_file
    join case_type on case_type.id = case_file.case_type_id and case_type.expires_after_days is not null
    join unit on unit.id = case_file.unit_id and unit.region_code = $1
    cross join lateral (select
        (awaiting_since at time zone 'Europe/Stockholm')::date + case_type.expires_after_days as ends,
        (expiry_told_at at time zone 'Europe/Stockholm')::date as told) day
    where awaiting_since is not null and case when told is null then ends - $3 <= $2
        else ends <= $2 and told + $3 <= $2 end
    order by awaiting_since limit $4";

/// Cases of a region in which the resident is to be told, or has been told long enough ago, that the
/// case closes without their answer.
pub fn unanswered(
    tx: &mut Tx<'_>,
    region: &str,
    notice_days: i32,
    limit: i64,
) -> QueryResult<Vec<CaseId>> {
    let rows: Vec<Id> = sql_query(UNANSWERED)
        .bind::<Text, _>(region)
        .bind::<Date, _>(tx.today)
        .bind::<Integer, _>(notice_days)
        .bind::<BigInt, _>(limit)
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A case whose first response is near its end or late, and how far up that has been told.
#[derive(Debug, QueryableByName)]
pub struct Late {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: CaseId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub unit_id: UnitId,
    #[diesel(sql_type = Text)]
    pub region_code: Region,
    #[diesel(sql_type = Nullable<sql_types::Uuid>)]
    pub handler_id: Option<StaffId>,
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    #[diesel(sql_type = Int2)]
    pub told: i16,
}

const LATE: &str = "
    select * from (
        select case_file.id, case_file.unit_id, unit.region_code, handler_id,
            first_response_due_at as due_at, first_response_warn_at,
            coalesce((select max(level) from case_escalation
                where case_id = case_file.id), 0)::smallint as told
        from case_file join unit on unit.id = case_file.unit_id
        where first_response_at is null and closed_at is null and submitted_at is not null
            and first_response_warn_at <= $1
    ) running
    where told < case when due_at > $1 then 1 when due_at > $2 then 2 else 3 end
    order by due_at desc, id limit $3";

/// Cases whose clock runs out, of which not all who should know have been told.
pub fn late(tx: &mut Tx<'_>, limit: i64) -> QueryResult<Vec<Late>> {
    sql_query(LATE)
        .bind::<Timestamptz, _>(tx.now)
        .bind::<Timestamptz, _>(tx.now - TimeDelta::days(1))
        .bind::<BigInt, _>(limit)
        .load(tx.conn)
}

/// Writes down that so much has been told. Whether it was not before.
pub fn told(tx: &mut Tx<'_>, case: CaseId, level: i16) -> QueryResult<bool> {
    insert_into(case_escalation::table)
        .values((
            case_escalation::case_id.eq(case),
            case_escalation::level.eq(level),
            case_escalation::at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(|count| count == 1)
}
