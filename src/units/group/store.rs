//! The SQL of groups. What is ended, removed or revoked stays as history.

use chrono::{DateTime, Utc};
use diesel::{pg::Pg, prelude::*};
use uuid::Uuid;

use super::{
    super::{policy::ListGroups, store::keyset},
    view::GroupRole,
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{StaffGroupId, StaffId, UnitId},
    page::Wanted,
    schema::{staff, staff_group as ours, staff_group_member as member, staff_group_role as given},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = ours, check_for_backend(Pg))]
pub struct Group {
    pub id: StaffGroupId,
    pub unit_id: UnitId,
    pub name: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// A member as colleagues see them.
pub type Member = (StaffGroupId, StaffId, String, String, String, String, bool);

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListGroups>,
    wanted: &Wanted,
) -> QueryResult<Vec<Group>> {
    let query = ours::table
        .filter(ours::unit_id.eq(grant.subject()))
        .filter(ours::ended_at.is_null())
        .into_boxed();
    keyset!(query, wanted, ours::created_at, ours::id).select(Group::as_select()).load(tx.conn)
}

/// A living group of the granted unit, held until the transaction ends.
pub fn lock<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: StaffGroupId,
) -> QueryResult<Option<Group>> {
    ours::table
        .find(id)
        .filter(ours::unit_id.eq(grant.subject()).and(ours::ended_at.is_null()))
        .select(Group::as_select())
        .for_no_key_update()
        .first(tx.conn)
        .optional()
}

pub fn roles(
    tx: &mut Tx<'_>,
    groups: &[StaffGroupId],
) -> QueryResult<Vec<(StaffGroupId, GroupRole)>> {
    given::table
        .filter(given::group_id.eq_any(groups))
        .filter(given::revoked_at.is_null())
        .order(given::role)
        .select((given::group_id, given::role))
        .load(tx.conn)
}

pub fn members(tx: &mut Tx<'_>, groups: &[StaffGroupId]) -> QueryResult<Vec<Member>> {
    member::table
        .inner_join(staff::table.on(staff::id.eq(member::staff_id)))
        .filter(member::group_id.eq_any(groups))
        .filter(member::removed_at.is_null())
        .order((staff::family_name, staff::given_name, staff::id))
        .select((
            member::group_id,
            staff::id,
            staff::hsa_id,
            staff::given_name,
            staff::family_name,
            staff::title,
            staff::active_in_directory,
        ))
        .load(tx.conn)
}

fn by(tx: &Tx<'_>) -> Uuid {
    tx.actor().uuid()
}

/// Makes a group; none when the unit has one of that name.
pub fn insert<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    name: &str,
) -> QueryResult<Option<Group>> {
    diesel::insert_into(ours::table)
        .values((
            ours::id.eq(StaffGroupId::new()),
            ours::unit_id.eq(grant.subject()),
            ours::name.eq(name),
            ours::created_at.eq(tx.now),
            ours::created_by.eq(by(tx)),
        ))
        .on_conflict_do_nothing()
        .returning(Group::as_returning())
        .get_result(tx.conn)
        .optional()
}

/// Whether another living group of the unit's has that name.
pub fn name_is_taken(tx: &mut Tx<'_>, group: &Group, name: &str) -> QueryResult<bool> {
    let names: Vec<String> = ours::table
        .filter(ours::unit_id.eq(group.unit_id).and(ours::ended_at.is_null()))
        .filter(ours::id.ne(group.id))
        .select(ours::name)
        .load(tx.conn)?;
    Ok(names.iter().any(|own| own.to_lowercase() == name.to_lowercase()))
}

/// Notes that the group has changed, and gives it that name.
pub fn change<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    group: &Group,
    name: &str,
) -> QueryResult<Group> {
    diesel::update(ours::table.find(group.id))
        .set((ours::name.eq(name), ours::version.eq(ours::version + 1)))
        .returning(Group::as_returning())
        .get_result(tx.conn)
}

/// Gives the group's members those roles and no others.
pub fn set_roles<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    group: StaffGroupId,
    roles: &[GroupRole],
) -> QueryResult<()> {
    let (now, by) = (tx.now, by(tx));
    diesel::update(given::table)
        .filter(given::group_id.eq(group).and(given::revoked_at.is_null()))
        .filter(given::role.ne_all(roles))
        .set((given::revoked_at.eq(now), given::revoked_by.eq(by)))
        .execute(tx.conn)?;
    for role in roles {
        diesel::insert_into(given::table)
            .values((
                given::id.eq(StaffGroupId::new().0),
                given::group_id.eq(group),
                given::role.eq(role),
                given::granted_at.eq(now),
                given::granted_by.eq(by),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Takes someone in; false when they are in already.
pub fn add<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    group: StaffGroupId,
    staff: StaffId,
) -> QueryResult<bool> {
    diesel::insert_into(member::table)
        .values((
            member::id.eq(StaffGroupId::new().0),
            member::group_id.eq(group),
            member::staff_id.eq(staff),
            member::added_at.eq(tx.now),
            member::added_by.eq(by(tx)),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(|count| count == 1)
}

/// Takes someone out, or all; whether anybody was there.
pub fn remove<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    group: StaffGroupId,
    only: Option<StaffId>,
) -> QueryResult<bool> {
    let (now, by) = (tx.now, by(tx));
    let rows = diesel::update(member::table)
        .filter(member::group_id.eq(group).and(member::removed_at.is_null()))
        .set((member::removed_at.eq(now), member::removed_by.eq(by)))
        .into_boxed();
    let rows = match only {
        Some(staff) => rows.filter(member::staff_id.eq(staff)),
        None => rows,
    };
    rows.execute(tx.conn).map(|count| count > 0)
}

/// Ends the group.
pub fn end<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, group: StaffGroupId) -> QueryResult<()> {
    let (now, by) = (tx.now, by(tx));
    diesel::update(ours::table.find(group))
        .set((ours::ended_at.eq(now), ours::ended_by.eq(by), ours::version.eq(ours::version + 1)))
        .execute(tx.conn)
        .map(drop)
}
