//! The SQL of roles. A role that is taken stays as history.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::{
    super::{
        policy::{Activate, ListRoles},
        staff::StaffName,
        store::keyset,
    },
    administrator::{self, Administrator, UnitWarning},
    policy::{GrantRegionalRole, GrantRole, ListRegionalRoles, RevokeRole},
};
use crate::{
    access::{Action, Grant, Region, Role},
    db::Tx,
    id::{RoleAssignmentId, StaffId, UnitId},
    page::Wanted,
    schema::{role_assignment as held, staff},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = held, check_for_backend(Pg))]
pub struct Assignment {
    pub id: RoleAssignmentId,
    pub staff_id: StaffId,
    pub role: Role,
    pub unit_id: Option<UnitId>,
    pub region_code: Option<Region>,
    pub granted_by: Option<StaffId>,
    pub granted_at: DateTime<Utc>,
    pub valid_until: Option<NaiveDate>,
    #[diesel(embed)]
    pub person: Person,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(Pg))]
pub struct Person {
    pub id: StaffId,
    pub hsa_id: String,
    pub active_in_directory: bool,
    #[diesel(embed)]
    pub name: StaffName,
}

/// Where a role holds.
pub enum Place<'a> {
    Unit(UnitId),
    Region(&'a str),
}

type Held<'a> = diesel::dsl::IntoBoxed<
    'a,
    diesel::dsl::InnerJoin<
        held::table,
        diesel::dsl::On<staff::table, diesel::dsl::Eq<staff::id, held::staff_id>>,
    >,
    Pg,
>;

/// Roles that hold today.
fn held_today<'a>(today: NaiveDate) -> Held<'a> {
    held::table
        .inner_join(staff::table.on(staff::id.eq(held::staff_id)))
        .into_boxed()
        .filter(held::revoked_at.is_null())
        .filter(held::valid_until.is_null().or(held::valid_until.ge(today)))
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListRoles>,
    wanted: &Wanted,
) -> QueryResult<Vec<Assignment>> {
    let query = held_today(tx.today).filter(held::unit_id.eq(grant.subject()));
    keyset!(query, wanted, held::granted_at, held::id).select(Assignment::as_select()).load(tx.conn)
}

pub fn list_regional(
    tx: &mut Tx<'_>,
    _: &Grant<ListRegionalRoles>,
    region: &str,
    wanted: &Wanted,
) -> QueryResult<Vec<Assignment>> {
    let query = held_today(tx.today).filter(held::region_code.eq(region.to_owned()));
    keyset!(query, wanted, held::granted_at, held::id).select(Assignment::as_select()).load(tx.conn)
}

/// A role that holds today.
pub fn find(tx: &mut Tx<'_>, id: RoleAssignmentId) -> QueryResult<Option<Assignment>> {
    held_today(tx.today)
        .filter(held::id.eq(id))
        .select(Assignment::as_select())
        .first(tx.conn)
        .optional()
}

pub fn person(tx: &mut Tx<'_>, hsa_id: &str) -> QueryResult<Option<Person>> {
    staff::table
        .filter(staff::hsa_id.eq(hsa_id))
        .select(Person::as_select())
        .first(tx.conn)
        .optional()
}

/// A role to give.
pub struct NewRole {
    pub staff: StaffId,
    pub role: Role,
    pub valid_until: Option<NaiveDate>,
}

pub fn grant(
    tx: &mut Tx<'_>,
    grant: &Grant<GrantRole>,
    new: &NewRole,
) -> QueryResult<Option<RoleAssignmentId>> {
    let unit = grant.unit().expect("the policy is decided at a unit");
    insert(tx, new, &Place::Unit(unit))
}

pub fn grant_regional(
    tx: &mut Tx<'_>,
    _: &Grant<GrantRegionalRole>,
    new: &NewRole,
    region: &str,
) -> QueryResult<Option<RoleAssignmentId>> {
    insert(tx, new, &Place::Region(region))
}

/// Gives the role; none when the person has it. One that has run out makes room for a new one.
fn insert(
    tx: &mut Tx<'_>,
    new: &NewRole,
    place: &Place<'_>,
) -> QueryResult<Option<RoleAssignmentId>> {
    let (unit, region) = match place {
        Place::Unit(unit) => (Some(*unit), None),
        Place::Region(region) => (None, Some(*region)),
    };
    diesel::update(held::table)
        .filter(held::staff_id.eq(new.staff).and(held::role.eq(new.role)))
        .filter(held::unit_id.is_not_distinct_from(unit))
        .filter(held::region_code.is_not_distinct_from(region))
        .filter(held::revoked_at.is_null().and(held::valid_until.lt(tx.today)))
        .set(held::revoked_at.eq(tx.now))
        .execute(tx.conn)?;
    diesel::insert_into(held::table)
        .values((
            held::id.eq(RoleAssignmentId::new()),
            held::staff_id.eq(new.staff),
            held::role.eq(new.role),
            held::unit_id.eq(unit),
            held::region_code.eq(region),
            held::granted_by.eq(tx.actor().uuid()),
            held::granted_at.eq(tx.now),
            held::valid_until.eq(new.valid_until),
        ))
        .on_conflict_do_nothing()
        .returning(held::id)
        .get_result(tx.conn)
        .optional()
}

/// What is left to think of before a role is taken.
pub struct Remaining {
    /// The person's roles at the unit.
    pub of_person: Vec<(RoleAssignmentId, Role)>,
    /// The unit's local administrators.
    pub administrators: Vec<Administrator>,
}

pub fn remaining(
    tx: &mut Tx<'_>,
    _: &Grant<RevokeRole>,
    unit: UnitId,
    role: &Assignment,
) -> QueryResult<Remaining> {
    let of_person = held_today(tx.today)
        .filter(held::unit_id.eq(unit).and(held::staff_id.eq(role.staff_id)))
        .select((held::id, held::role))
        .load(tx.conn)?;
    let administrators = administrators_of(tx, &[unit])?;
    let administrators = administrators.into_iter().map(|(_, one)| one).collect();
    Ok(Remaining { of_person, administrators })
}

/// The local administrators of those units, by unit.
pub fn administrators_of(
    tx: &mut Tx<'_>,
    units: &[UnitId],
) -> QueryResult<Vec<(UnitId, Administrator)>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Option<UnitId>, StaffId, Option<NaiveDate>, bool)> = held_today(tx.today)
        .filter(held::unit_id.eq_any(units.to_vec()))
        .filter(held::role.eq(Role::LocalAdministrator))
        .order(held::unit_id)
        .select((held::unit_id, held::staff_id, held::valid_until, staff::active_in_directory))
        .load(tx.conn)?;
    let one = |(unit, staff, until, active): (Option<UnitId>, _, _, _)| {
        Some((unit?, Administrator { staff, until, active }))
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// What is amiss among those who work at each of those units today.
pub fn unit_warnings(
    tx: &mut Tx<'_>,
    units: &[UnitId],
) -> QueryResult<BTreeMap<UnitId, Vec<UnitWarning>>> {
    let rows: Vec<(Option<UnitId>, Role)> = held_today(tx.today)
        .filter(held::unit_id.eq_any(units.to_vec()))
        .filter(staff::active_in_directory)
        .select((held::unit_id, held::role))
        .load(tx.conn)?;
    let mut holders: BTreeMap<UnitId, Vec<Role>> =
        units.iter().map(|unit| (*unit, Vec::new())).collect();
    for (unit, role) in rows {
        let of_unit = unit.and_then(|unit| holders.get_mut(&unit));
        of_unit.into_iter().for_each(|all| all.push(role));
    }
    Ok(holders.into_iter().map(|(unit, all)| (unit, administrator::warnings(&all))).collect())
}

/// Gives a unit that is taken into use its first local administrator.
pub fn give_first_administrator(
    tx: &mut Tx<'_>,
    grant: &Grant<Activate>,
    person: StaffId,
) -> QueryResult<Option<RoleAssignmentId>> {
    let unit = grant.unit().expect("the policy is decided at a unit");
    let new = NewRole { staff: person, role: Role::LocalAdministrator, valid_until: None };
    insert(tx, &new, &Place::Unit(unit))
}

/// Takes the role. Says whether it was still there to take.
pub fn revoke<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, id: RoleAssignmentId) -> QueryResult<bool> {
    let (now, by) = (tx.now, tx.actor().uuid());
    diesel::update(held::table.find(id))
        .filter(held::revoked_at.is_null())
        .set((held::revoked_at.eq(now), held::revoked_by.eq(by)))
        .execute(tx.conn)
        .map(|revoked| revoked == 1)
}
