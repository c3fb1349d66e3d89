//! The SQL around a protection: whom it concerns, whose contact details go, and what nobody has
//! followed up.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::super::policy::Preview;
use crate::{
    access::{Action, Agency, Grant, Region, Role, agency_of},
    clock::{age_on, local_date},
    db::Tx,
    id::{ProtectionId, ResidentId, StaffId, UnitId},
    identity,
    jobs::{self, Channel, Notice, Sending},
    schema::{
        guardianship, log_in_lock, notice_silence, protection, resident, role_assignment, staff,
        unit,
    },
};

/// A person whom a protection is about.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: ResidentId,
    pub name: String,
    pub birth_date: NaiveDate,
    pub has_e_id_number: bool,
    pub locked: bool,
    pub silenced: bool,
    pub notified: bool,
}

type PersonRow =
    ((ResidentId, String, String, String, NaiveDate, String), (bool, bool), (bool, bool));

/// The one to be protected, for a preview.
pub fn person(tx: &mut Tx<'_>, grant: &Grant<Preview>) -> QueryResult<Option<Person>> {
    by_id(tx, ResidentId(grant.subject()))
}

fn by_id(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Option<Person>> {
    let locks = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    let silences = notice_silence::table
        .filter(notice_silence::resident_id.eq(resident::id))
        .filter(notice_silence::lifted_at.is_null());
    let row: Option<PersonRow> = resident::table
        .find(id)
        .select((
            (
                resident::id,
                resident::given_name,
                resident::family_name,
                resident::personal_number,
                resident::birth_date,
                resident::number_kind,
            ),
            (exists(locks), exists(silences)),
            (resident::notify_by_email, resident::notify_by_sms),
        ))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|((id, given, family, number, birth_date, kind), (locked, silenced), notify)| {
        let name = format!("{given} {family}");
        let name = if name.trim().is_empty() { number } else { name.trim().to_owned() };
        let notified = notify.0 || notify.1;
        let has_e_id_number = kind == "personnummer";
        Person { id, name, birth_date, has_e_id_number, locked, silenced, notified }
    }))
}

/// Those whom the register names as the child's guardians, or has named, each with what their agency
/// is decided on.
pub fn guardians_of<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    child: ResidentId,
) -> QueryResult<Vec<(Person, Agency)>> {
    let ids: Vec<ResidentId> = guardianship::table
        .filter(guardianship::child_id.eq(child))
        .order(guardianship::guardian_id)
        .select(guardianship::guardian_id)
        .load(tx.conn)?;
    let mut guardians = Vec::with_capacity(ids.len());
    for id in ids {
        let agency = agency_of(tx.conn, id, child)?;
        guardians.extend(by_id(tx, id)?.zip(agency));
    }
    Ok(guardians)
}

/// Those of the ids that are somebody's.
pub fn known_residents<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    ids: &[ResidentId],
) -> QueryResult<HashSet<ResidentId>> {
    let found: Vec<ResidentId> =
        resident::table.filter(resident::id.eq_any(ids)).select(resident::id).load(tx.conn)?;
    Ok(found.into_iter().collect())
}

pub fn unit_exists(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<bool> {
    select(exists(unit::table.find(id))).get_result(tx.conn)
}

/// Removes what those guardians have set, or share, of the child's contact details; all of a young
/// person's that they have not set themselves when `all`. Says whether anything was removed.
pub fn clear_contacts<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    child: ResidentId,
    guardians: &[ResidentId],
    all: bool,
) -> QueryResult<bool> {
    type Own = (Option<ResidentId>, Option<String>, Option<String>, NaiveDate);
    let (set_by, email, phone, birth): Own = resident::table
        .find(child)
        .select((
            resident::contact_set_by,
            resident::email,
            resident::mobile_phone,
            resident::birth_date,
        ))
        .first(tx.conn)?;
    if email.is_none() && phone.is_none() {
        return Ok(false);
    }
    let theirs: Vec<(Option<String>, Option<String>)> = resident::table
        .filter(resident::id.eq_any(guardians))
        .select((resident::email, resident::mobile_phone))
        .load(tx.conn)?;
    let is_same = |(their_email, their_phone): &(Option<String>, Option<String>)| {
        let same = |a: &Option<String>, b: &Option<String>| {
            a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
        };
        same(their_email, &email) || same(their_phone, &phone)
    };
    let is_minor = age_on(birth, tx.today) < 18;
    let set_by_one = set_by.is_some_and(|by| guardians.contains(&by));
    let not_by_child = all && is_minor && set_by.is_none_or(|by| by != child);
    let cleared = set_by_one || not_by_child || theirs.iter().any(is_same);
    if cleared {
        identity::forget_contacts(tx.conn, tx.now, child)?;
    }
    Ok(cleared)
}

/// Tells the region's administrators of protections that no second person has looked at in time.
/// Once for each; they stay in the region's list of overdue ones.
pub fn escalate(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let late: Vec<(ProtectionId, Region)> = protection::table
        .filter(protection::followed_up_at.is_null())
        .filter(protection::escalated_at.is_null())
        .filter(protection::follow_up_due_at.lt(now))
        .order(protection::follow_up_due_at)
        .limit(20)
        .select((protection::id, protection::region_code))
        .for_no_key_update()
        .skip_locked()
        .load(conn)?;
    for (id, region) in &late {
        for (person, email) in administrators(conn, region, now)? {
            let sending = Sending {
                notice: Notice::FollowUpOverdue,
                channel: Channel::Email,
                to: &email,
                cause: id.0,
                receiver: person.0,
            };
            jobs::enqueue_at(conn, &sending, now)?;
        }
        diesel::update(protection::table.find(id))
            .set(protection::escalated_at.eq(now))
            .execute(conn)?;
        tracing::warn!(protection.id = %id, "a protection has not been followed up in time");
    }
    Ok(late.len() == 20)
}

/// The region's administrators of accounts and above, with their addresses.
fn administrators(
    conn: &mut PgConnection,
    region: &str,
    now: DateTime<Utc>,
) -> QueryResult<Vec<(StaffId, String)>> {
    let roles = [Role::AccountAdministrator, Role::RegionalAdministrator];
    let rows: Vec<(StaffId, Option<String>)> = role_assignment::table
        .inner_join(staff::table.on(staff::id.eq(role_assignment::staff_id)))
        .filter(role_assignment::role.eq_any(roles))
        .filter(role_assignment::region_code.eq(region))
        .filter(role_assignment::revoked_at.is_null())
        .filter(
            role_assignment::valid_until
                .is_null()
                .or(role_assignment::valid_until.ge(local_date(now))),
        )
        .filter(staff::active_in_directory)
        .select((staff::id, staff::email))
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, email)| Some((id, email?))).collect())
}
