//! The SQL of what regions have set.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::policy::{NATION, RegionPolicies, SetPolicy};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    id::StaffId,
    schema::policy_value,
};

/// A value, and from when it applies.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = policy_value, check_for_backend(diesel::pg::Pg))]
pub struct Setting {
    pub name: String,
    /// Whose; the nation's when absent.
    pub region_code: Option<Region>,
    pub valid_from: NaiveDate,
    pub value: serde_json::Value,
    pub source: String,
    /// Absent for what came with the system.
    pub set_by: Option<StaffId>,
    pub set_at: Option<DateTime<Utc>>,
}

pub fn region(region: Region) -> Sealed<RegionPolicies> {
    Sealed::new(RegionPolicies(region))
}

/// How the nation's own rows are marked.
fn code(region: &str) -> Option<&str> {
    (region != NATION).then_some(region)
}

/// What concerns a region: its own and the nation's, the latest first in each name.
pub fn list<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    region: &str,
) -> QueryResult<Vec<Setting>> {
    let own = policy_value::region_code.is_not_distinct_from(code(region));
    policy_value::table
        .filter(policy_value::region_code.is_null().or(own))
        .order((policy_value::name, policy_value::valid_from.desc()))
        .limit(10_000)
        .select(Setting::as_select())
        .load(tx.conn)
}

/// Sets a value; none when there is one from that day.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<SetPolicy>,
    region: &str,
    setting: &Setting,
) -> QueryResult<Option<Setting>> {
    use policy_value as p;
    diesel::insert_into(p::table)
        .values((
            p::name.eq(&setting.name),
            p::region_code.eq(code(region)),
            p::valid_from.eq(setting.valid_from),
            p::value.eq(&setting.value),
            p::source.eq(&setting.source),
            p::set_by.eq(setting.set_by),
            p::set_at.eq(setting.set_at),
        ))
        .on_conflict_do_nothing()
        .returning(Setting::as_returning())
        .get_result(tx.conn)
        .optional()
}
