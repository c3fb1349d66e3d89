//! The SQL of staff that other slices borrow.

pub mod at_work;
pub mod away;
pub mod contacts;
pub mod region;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::{
    super::policy::ListStaff, policy::ChangeStaffSettings, signature::Signer,
    view::StaffSettingsChange,
};
use crate::{
    access::{Action, Grant, Role, held_on, role_held},
    db::Tx,
    id::{StaffGroupId, StaffId, UnitId},
    jobs::Contact,
    page::Wanted,
    schema::{role_assignment, staff, staff_deactivation, staff_group_member},
};

/// What a resident and a colleague may see of who someone is (B-8).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(diesel::pg::Pg))]
pub struct StaffName {
    pub given_name: String,
    pub family_name: String,
    pub title: String,
}

/// Someone in the list of a unit's staff.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(diesel::pg::Pg))]
pub struct Member {
    pub id: StaffId,
    pub hsa_id: String,
    pub active_in_directory: bool,
    pub notify_on_assigned: bool,
    pub notify_on_incoming: bool,
    #[diesel(embed)]
    pub name: StaffName,
}

/// A member of staff's own settings.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(diesel::pg::Pg))]
pub struct SettingsRow {
    pub id: StaffId,
    pub notify_on_assigned: bool,
    pub notify_on_incoming: bool,
    pub email: Option<String>,
    pub alternative_email: Option<String>,
    pub mobile_phone: Option<String>,
    pub terms_version: Option<String>,
    pub terms_accepted_at: Option<DateTime<Utc>>,
    pub directory_fetched_at: Option<DateTime<Utc>>,
    pub version: i64,
    #[diesel(embed)]
    pub signer: Signer,
}

pub fn settings<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Option<SettingsRow>> {
    staff::table.find(grant.subject()).select(SettingsRow::as_select()).first(tx.conn).optional()
}

/// Changes the version that was seen; none when it no longer is that one.
pub fn change_settings(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeStaffSettings>,
    version: i64,
    wanted: &StaffSettingsChange,
) -> QueryResult<Option<SettingsRow>> {
    diesel::update(staff::table.find(grant.subject()))
        .filter(staff::version.eq(version))
        .set((
            staff::signature_text.eq(&wanted.signature_text),
            staff::notify_on_assigned.eq(wanted.notify_on_assigned),
            staff::notify_on_incoming.eq(wanted.notify_on_incoming),
            staff::alternative_email.eq(&wanted.alternative_email),
            staff::version.eq(staff::version + 1),
            staff::changed_at.eq(tx.now),
        ))
        .returning(SettingsRow::as_returning())
        .get_result(tx.conn)
        .optional()
}

/// Those with a role at the granted unit today, or with that one; also those whose roles are put
/// aside while they are away.
pub fn at_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListStaff>,
    role: Option<Role>,
    wanted: &Wanted,
) -> QueryResult<Vec<Member>> {
    let roles = role.map_or(Role::ALL.to_vec(), |role| vec![role]);
    let held = role_held::table
        .filter(role_held::staff_id.eq(staff::id))
        .filter(role_held::unit_id.eq(grant.subject()))
        .filter(role_held::role.eq_any(roles.clone()))
        .filter(held_on(tx.today));
    let put_aside = role_assignment::table
        .filter(role_assignment::staff_id.eq(staff::id))
        .filter(role_assignment::unit_id.eq(grant.subject()))
        .filter(role_assignment::role.eq_any(roles))
        .filter(role_assignment::deactivation_id.is_not_null());
    let mut query =
        staff::table.filter(exists(held).or(exists(put_aside))).limit(wanted.fetch()).into_boxed();
    query = match wanted.from {
        None => query,
        Some(from) if from.back => query.filter(staff::id.gt(from.id)),
        Some(from) => query.filter(staff::id.lt(from.id)),
    };
    query = if wanted.goes_back() {
        query.order(staff::id.asc())
    } else {
        query.order(staff::id.desc())
    };
    query.select(Member::as_select()).load(tx.conn)
}

/// The roles of those people at the granted unit, held today or put aside.
pub fn roles_of(
    tx: &mut Tx<'_>,
    grant: &Grant<ListStaff>,
    staff: impl Iterator<Item = StaffId>,
) -> QueryResult<BTreeMap<StaffId, Vec<Role>>> {
    let staff: Vec<StaffId> = staff.collect();
    let held: Vec<(StaffId, Role)> = role_held::table
        .filter(role_held::staff_id.eq_any(&staff))
        .filter(role_held::unit_id.eq(grant.subject()))
        .filter(role_held::role.is_not_null())
        .filter(held_on(tx.today))
        .select((role_held::staff_id, role_held::role.assume_not_null()))
        .load(tx.conn)?;
    // What comes back when its holder does.
    let put_aside: Vec<(StaffId, Role)> = role_assignment::table
        .filter(role_assignment::staff_id.eq_any(&staff))
        .filter(role_assignment::unit_id.eq(grant.subject()))
        .filter(role_assignment::deactivation_id.is_not_null())
        .select((role_assignment::staff_id, role_assignment::role))
        .load(tx.conn)?;
    let mut rows: Vec<(StaffId, Role)> = held.into_iter().chain(put_aside).collect();
    rows.sort_by_key(|(id, role)| (*id, role.code()));
    rows.dedup();
    let mut roles: BTreeMap<StaffId, Vec<Role>> = BTreeMap::new();
    for (id, role) in rows {
        roles.entry(id).or_default().push(role);
    }
    Ok(roles)
}

/// Who of the granted unit's people is away from it.
pub fn away(tx: &mut Tx<'_>, grant: &Grant<ListStaff>) -> QueryResult<BTreeSet<StaffId>> {
    let ids: Vec<StaffId> = staff_deactivation::table
        .filter(staff_deactivation::unit_id.eq(grant.subject()))
        .filter(staff_deactivation::ended_at.is_null())
        .select(staff_deactivation::staff_id)
        .load(tx.conn)?;
    Ok(ids.into_iter().collect())
}

pub fn signer(tx: &mut Tx<'_>, id: StaffId) -> QueryResult<Option<Signer>> {
    staff::table.find(id).select(Signer::as_select()).first(tx.conn).optional()
}

/// Whether this person may be given cases at that unit today: a handler there, and active in the
/// directory.
pub fn is_handler(tx: &mut Tx<'_>, id: StaffId, unit: UnitId) -> QueryResult<bool> {
    let holds = holders(unit, Role::Handler, tx.today).filter(staff::id.eq(id));
    select(exists(holds)).get_result(tx.conn)
}

/// The names of those people. One who is not there is not in the answer.
pub fn staff_names(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = StaffId>,
) -> QueryResult<BTreeMap<StaffId, StaffName>> {
    let mut ids: Vec<StaffId> = ids.into_iter().collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(StaffId, StaffName)> = staff::table
        .filter(staff::id.eq_any(ids))
        .select((staff::id, StaffName::as_select()))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// The unit's receivers who want to be told that a case has come in (B-72).
pub fn receivers_to_notify(tx: &mut Tx<'_>, unit: UnitId) -> QueryResult<Vec<Contact>> {
    holders(unit, Role::Receiver, tx.today)
        .filter(staff::notify_on_incoming)
        .distinct()
        .select((staff::id, staff::alternative_email, staff::email, staff::mobile_phone))
        .order(staff::id)
        .load(tx.conn)
        .map(|rows: Vec<ContactRow>| rows.into_iter().map(contact).collect())
}

/// All of the unit's receivers, whatever they have asked for: what concerns them all.
pub fn receivers_of(tx: &mut Tx<'_>, unit: UnitId) -> QueryResult<Vec<Contact>> {
    holders_of(tx, Role::Receiver, unit)
}

/// Everybody who holds that role at that unit today.
pub fn holders_of(tx: &mut Tx<'_>, role: Role, unit: UnitId) -> QueryResult<Vec<Contact>> {
    holders(unit, role, tx.today)
        .distinct()
        .select((staff::id, staff::alternative_email, staff::email, staff::mobile_phone))
        .order(staff::id)
        .load(tx.conn)
        .map(|rows: Vec<ContactRow>| rows.into_iter().map(contact).collect())
}

/// Where those people can be reached, as far as they are active.
pub fn whom_to_notify(tx: &mut Tx<'_>, ids: &[StaffId]) -> QueryResult<Vec<Contact>> {
    staff::table
        .filter(staff::id.eq_any(ids).and(staff::active_in_directory))
        .select((staff::id, staff::alternative_email, staff::email, staff::mobile_phone))
        .order(staff::id)
        .load(tx.conn)
        .map(|rows: Vec<ContactRow>| rows.into_iter().map(contact).collect())
}

/// The members of a group who want to be told that a case waits for them (B-72).
pub fn members_to_notify(tx: &mut Tx<'_>, group: StaffGroupId) -> QueryResult<Vec<Contact>> {
    staff::table
        .inner_join(staff_group_member::table.on(staff_group_member::staff_id.eq(staff::id)))
        .filter(staff_group_member::group_id.eq(group))
        .filter(staff_group_member::removed_at.is_null())
        .filter(staff::active_in_directory.and(staff::notify_on_assigned))
        .select((staff::id, staff::alternative_email, staff::email, staff::mobile_phone))
        .order(staff::id)
        .load(tx.conn)
        .map(|rows: Vec<ContactRow>| rows.into_iter().map(contact).collect())
}

/// This person, if they want to be told that a case is theirs now (B-72).
pub fn handler_to_notify(tx: &mut Tx<'_>, id: StaffId) -> QueryResult<Option<Contact>> {
    staff::table
        .find(id)
        .filter(staff::active_in_directory.and(staff::notify_on_assigned))
        .select((staff::id, staff::alternative_email, staff::email, staff::mobile_phone))
        .first(tx.conn)
        .optional()
        .map(|row: Option<ContactRow>| row.map(contact))
}

type ContactRow = (StaffId, Option<String>, Option<String>, Option<String>);

/// The address that the person has typed comes before the directory's.
fn contact((staff, typed, email, mobile_phone): ContactRow) -> Contact {
    Contact { staff, email: typed.or(email), mobile_phone }
}

/// Those who hold that role at that unit on that day.
#[diesel::dsl::auto_type(no_type_alias)]
fn holders(unit: UnitId, role: Role, today: chrono::NaiveDate) -> _ {
    let holds = role_held::staff_id
        .eq(staff::id)
        .and(role_held::unit_id.eq(unit))
        .and(role_held::role.eq(role))
        .and(role_held::valid_until.is_null().or(role_held::valid_until.ge(today)));
    staff::table.inner_join(role_held::table.on(holds)).filter(staff::active_in_directory)
}
