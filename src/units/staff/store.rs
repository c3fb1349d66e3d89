//! The SQL of staff that other slices borrow.

use std::collections::BTreeMap;

use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::signature::Signer;
use crate::{
    access::Role,
    db::Tx,
    id::{StaffId, UnitId},
    jobs::Contact,
    schema::{role_assignment, staff},
};

/// What a resident and a colleague may see of who someone is (B-8).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(diesel::pg::Pg))]
pub struct StaffName {
    pub given_name: String,
    pub family_name: String,
    pub title: String,
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
        .select((staff::id, staff::email, staff::mobile_phone))
        .order(staff::id)
        .load(tx.conn)
        .map(|rows: Vec<ContactRow>| rows.into_iter().map(contact).collect())
}

/// This person, if they want to be told that a case is theirs now (B-72).
pub fn handler_to_notify(tx: &mut Tx<'_>, id: StaffId) -> QueryResult<Option<Contact>> {
    staff::table
        .find(id)
        .filter(staff::active_in_directory.and(staff::notify_on_assigned))
        .select((staff::id, staff::email, staff::mobile_phone))
        .first(tx.conn)
        .optional()
        .map(|row: Option<ContactRow>| row.map(contact))
}

type ContactRow = (StaffId, Option<String>, Option<String>);

fn contact((staff, email, mobile_phone): ContactRow) -> Contact {
    Contact { staff, email, mobile_phone }
}

/// Those who hold that role at that unit on that day.
#[diesel::dsl::auto_type(no_type_alias)]
fn holders(unit: UnitId, role: Role, today: chrono::NaiveDate) -> _ {
    let holds = role_assignment::staff_id
        .eq(staff::id)
        .and(role_assignment::unit_id.eq(unit))
        .and(role_assignment::role.eq(role))
        .and(role_assignment::revoked_at.is_null())
        .and(role_assignment::valid_until.is_null().or(role_assignment::valid_until.ge(today)));
    staff::table.inner_join(role_assignment::table.on(holds)).filter(staff::active_in_directory)
}
