//! The SQL of a unit's own row.

pub mod directory;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::{
    availability::UnitStatus,
    place::Unit,
    policy::{ChangeSettings, ChangeStatus, Recommend},
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    schema::{case_file, role_assignment, staff_group, unit},
};

pub fn change_settings(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeSettings>,
    other_information: Option<&str>,
) -> QueryResult<Unit> {
    diesel::update(unit::table.find(grant.subject()))
        .set((
            unit::other_information.eq(other_information),
            unit::version.eq(unit::version + 1),
            unit::changed_at.eq(tx.now),
        ))
        .returning(Unit::as_returning())
        .get_result(tx.conn)
}

pub fn recommend(
    tx: &mut Tx<'_>,
    grant: &Grant<Recommend>,
    recommended: bool,
) -> QueryResult<Unit> {
    diesel::update(unit::table.find(grant.subject()))
        .set((
            unit::recommended_by_region.eq(recommended),
            unit::version.eq(unit::version + 1),
            unit::changed_at.eq(tx.now),
        ))
        .returning(Unit::as_returning())
        .get_result(tx.conn)
}

pub fn set_status(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeStatus>,
    status: UnitStatus,
    closes_on: Option<NaiveDate>,
) -> QueryResult<Unit> {
    diesel::update(unit::table.find(grant.subject()))
        .set((
            unit::status.eq(status),
            unit::closes_on.eq(closes_on),
            unit::version.eq(unit::version + 1),
            unit::changed_at.eq(tx.now),
        ))
        .returning(Unit::as_returning())
        .get_result(tx.conn)
}

/// Cases at the unit that somebody still waits on.
pub fn open_cases<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<i64> {
    case_file::table
        .filter(case_file::unit_id.eq(grant.subject()))
        .filter(case_file::stage.ne_all(["draft", "closed"]))
        .count()
        .get_result(tx.conn)
}

/// Takes every role at a unit that has closed.
pub fn end_roles(tx: &mut Tx<'_>, grant: &Grant<ChangeStatus>) -> QueryResult<()> {
    let by = tx.actor().staff().map(|staff| staff.id);
    diesel::update(role_assignment::table)
        .filter(role_assignment::unit_id.eq(grant.subject()))
        .filter(role_assignment::revoked_at.is_null())
        .set((role_assignment::revoked_at.eq(tx.now), role_assignment::revoked_by.eq(by)))
        .execute(tx.conn)?;
    // What groups give ends with them.
    diesel::update(staff_group::table)
        .filter(staff_group::unit_id.eq(grant.subject()))
        .filter(staff_group::ended_at.is_null())
        .set((staff_group::ended_at.eq(tx.now), staff_group::ended_by.eq(by)))
        .execute(tx.conn)
        .map(drop)
}
