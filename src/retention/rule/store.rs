//! The SQL of retention policies.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::{
    policy::{DecidePolicy, RegionRetention},
    view::{FromEvent, NewRetentionPolicy, PurgeMethod},
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    id::{RetentionPolicyId, UnitId},
    schema::{retention_policy, unit},
};

/// A decision on how long one kind of information is kept, and what becomes of it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = retention_policy, check_for_backend(diesel::pg::Pg))]
pub struct RetentionPolicy {
    pub id: RetentionPolicyId,
    /// Whose decision; the nation's when absent.
    pub region_code: Option<Region>,
    pub information_type: String,
    pub is_record_document: bool,
    pub purpose: String,
    pub retain_months: i32,
    pub from_event: FromEvent,
    pub transfer_target: Option<String>,
    pub return_to_caregiver: bool,
    pub return_manner: Option<String>,
    pub purge_method: PurgeMethod,
    pub decided_by: String,
    pub decision_ref: String,
    pub valid_from: NaiveDate,
    pub recorded_at: DateTime<Utc>,
}

/// What a region has decided, sealed. A region without units is one all the same.
pub fn region(tx: &mut Tx<'_>, region: Region) -> QueryResult<Sealed<RegionRetention>> {
    let units: Vec<UnitId> =
        unit::table.filter(unit::region_code.eq(&region)).select(unit::id).load(tx.conn)?;
    Ok(Sealed::new(RegionRetention { region, units }))
}

/// The decisions that concern a region, its own and the nation's: the latest first in each kind.
pub fn list<A: Action<On = RegionRetention>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    region: &str,
) -> QueryResult<Vec<RetentionPolicy>> {
    concerning(tx.conn, Some(region))
}

/// The decisions that concern a region, or the nation's alone.
pub fn concerning(
    conn: &mut PgConnection,
    region: Option<&str>,
) -> QueryResult<Vec<RetentionPolicy>> {
    let of_nation = retention_policy::region_code.is_null();
    retention_policy::table
        .filter(of_nation.or(retention_policy::region_code.is_not_distinct_from(region)))
        .order((
            retention_policy::information_type,
            retention_policy::region_code.asc().nulls_last(),
            retention_policy::valid_from.desc(),
        ))
        .limit(1000)
        .select(RetentionPolicy::as_select())
        .load(conn)
}

/// Which of a region's decisions holds for that kind of information on that day: its own latest one
/// that has begun, else the nation's. `all` is in the order of [`concerning`].
pub fn applying<'a>(
    all: &'a [RetentionPolicy],
    information_type: &str,
    day: NaiveDate,
) -> Option<&'a RetentionPolicy> {
    all.iter().find(|row| row.information_type == information_type && row.valid_from <= day)
}

/// Enters a decision; none when there is one from that day.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<DecidePolicy>,
    region: &str,
    new: &NewRetentionPolicy,
) -> QueryResult<Option<RetentionPolicy>> {
    use retention_policy as r;
    diesel::insert_into(r::table)
        .values((
            r::id.eq(RetentionPolicyId::new()),
            r::region_code.eq(region),
            r::information_type.eq(&new.information_type),
            r::is_record_document.eq(new.is_record_document),
            r::purpose.eq(&new.purpose),
            r::retain_months.eq(new.retain_months),
            r::from_event.eq(new.from_event),
            r::transfer_target.eq(&new.transfer_target),
            r::return_to_caregiver.eq(new.return_manner.is_some()),
            r::return_manner.eq(&new.return_manner),
            r::purge_method.eq(new.purge_method()),
            r::decided_by.eq(&new.decided_by),
            r::decision_ref.eq(&new.decision_ref),
            r::valid_from.eq(new.valid_from),
            r::recorded_by.eq(tx.actor().uuid()),
            r::recorded_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(RetentionPolicy::as_returning())
        .get_result(tx.conn)
        .optional()
}

/// Whether a case type may be kept under that policy: one of the nation's, or of the region that the
/// type belongs to (none for a national type). Access logs have rules of their own.
pub fn usable_by(
    tx: &mut Tx<'_>,
    policy: RetentionPolicyId,
    region: Option<&str>,
) -> QueryResult<bool> {
    let own = retention_policy::region_code.is_not_distinct_from(region);
    let found = retention_policy::table
        .find(policy)
        .filter(retention_policy::region_code.is_null().or(own))
        .filter(retention_policy::information_type.ne("access-log"));
    select(exists(found)).get_result(tx.conn)
}
