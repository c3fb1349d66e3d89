//! The SQL of roles that are put aside while someone is away from a unit, and given back (R-ROLE-9).

use diesel::prelude::*;

use super::super::policy::{Deactivate, Reactivate};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{DeactivationId, StaffId, UnitId},
    schema::{role_assignment as held, staff_deactivation as away},
};

/// Whether someone has a role at the unit today.
pub fn works_there<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: StaffId,
    unit: UnitId,
) -> QueryResult<bool> {
    let count: i64 = held::table
        .filter(held::staff_id.eq(id).and(held::unit_id.eq(unit)))
        .filter(held::revoked_at.is_null())
        .filter(held::valid_until.is_null().or(held::valid_until.ge(tx.today)))
        .count()
        .get_result(tx.conn)?;
    Ok(count > 0)
}

/// Whether someone is away from the unit.
pub fn is_away(tx: &mut Tx<'_>, id: StaffId, unit: UnitId) -> QueryResult<bool> {
    let open = away::table
        .filter(away::staff_id.eq(id).and(away::unit_id.eq(unit)))
        .filter(away::ended_at.is_null());
    diesel::select(diesel::dsl::exists(open)).get_result(tx.conn)
}

/// Puts every role of the person at the unit aside.
pub fn put_aside(tx: &mut Tx<'_>, grant: &Grant<Deactivate>) -> QueryResult<()> {
    let unit = grant.unit().expect("the policy is decided at a unit");
    let (id, by) = (DeactivationId::new(), tx.actor().uuid());
    diesel::insert_into(away::table)
        .values((
            away::id.eq(id),
            away::staff_id.eq(grant.subject()),
            away::unit_id.eq(unit),
            away::deactivated_at.eq(tx.now),
            away::deactivated_by.eq(by),
        ))
        .execute(tx.conn)?;
    diesel::update(held::table)
        .filter(held::staff_id.eq(grant.subject()).and(held::unit_id.eq(unit)))
        .filter(held::revoked_at.is_null())
        .filter(held::valid_until.is_null().or(held::valid_until.ge(tx.today)))
        .set((held::revoked_at.eq(tx.now), held::revoked_by.eq(by), held::deactivation_id.eq(id)))
        .execute(tx.conn)
        .map(drop)
}

/// Gives the roles back that still last. Says whether the person was away.
pub fn give_back(tx: &mut Tx<'_>, grant: &Grant<Reactivate>) -> QueryResult<bool> {
    let unit = grant.unit().expect("the policy is decided at a unit");
    let by = tx.actor().uuid();
    let ended: Option<DeactivationId> = diesel::update(away::table)
        .filter(away::staff_id.eq(grant.subject()).and(away::unit_id.eq(unit)))
        .filter(away::ended_at.is_null())
        .set((away::ended_at.eq(tx.now), away::ended_by.eq(by)))
        .returning(away::id)
        .get_result(tx.conn)
        .optional()?;
    let Some(ended) = ended else { return Ok(false) };
    let mine = || held::table.filter(held::deactivation_id.eq(ended));
    diesel::update(mine().filter(held::valid_until.lt(tx.today)))
        .set(held::deactivation_id.eq(None::<DeactivationId>))
        .execute(tx.conn)?;
    diesel::update(mine())
        .set((
            held::deactivation_id.eq(None::<DeactivationId>),
            held::revoked_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            held::revoked_by.eq(None::<StaffId>),
        ))
        .execute(tx.conn)?;
    Ok(true)
}
