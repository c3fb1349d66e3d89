//! What the database says of a caller right now: nothing here is remembered between requests.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::{
    define_sql_function,
    dsl::{exists, select},
    prelude::*,
};

use super::{
    Actor, ClientActor, Region, ResidentActor, Role, Scope, StaffActor, Who,
    actor::Place,
    held::{held_on, role_held},
};
use crate::{
    clock::age_on,
    failure::{Failure, Kind, Words},
    id::{ClientId, ClientPlaceId, ResidentId, StaffGroupId, StaffId, UnitId},
    schema::{
        guardian_block, guardianship, log_in_lock, resident, staff, system_client,
        system_client_place as place,
    },
};

/// Loads the actor behind a session, or ends the matter if they may not be signed in any more.
pub(crate) fn load(
    conn: &mut PgConnection,
    who: Who,
    epoch: Option<i64>,
    today: NaiveDate,
    agency_ends_at: i32,
) -> Result<Actor, Failure> {
    match who {
        Who::Resident(id) => load_resident(conn, (id, epoch), today, agency_ends_at),
        Who::Staff(id) => load_staff(conn, id, today),
        Who::System(id) => load_client(conn, (id, epoch)),
    }
}

/// What agency is decided on: the two people of a guardianship.
#[derive(Debug, Clone, Copy)]
pub struct Agency {
    pub guardian_protected: bool,
    pub child_birth: NaiveDate,
    pub child_protected: bool,
    pub child_deceased: bool,
    pub child_locked: bool,
    pub ended_on: Option<NaiveDate>,
    /// The guardian is blocked from the child, whatever the register says (LB-4).
    pub blocked: bool,
}

/// Whether a guardian may act for the child on that day: until the birthday (B-82, B-90), never when
/// either has a protected identity (B-85), nor when the child's log-in is locked (B-103) or the
/// guardian is blocked from the child (B-106).
pub fn agency_holds(agency: &Agency, today: NaiveDate, ends_at_age: i32) -> bool {
    age_on(agency.child_birth, today) < ends_at_age
        && !agency.guardian_protected
        && !agency.child_protected
        && !agency.child_deceased
        && !agency.child_locked
        && !agency.blocked
        && agency.ended_on.is_none_or(|ended| ended > today)
}

diesel::alias!(resident as child: Child, log_in_lock as child_lock: ChildLock);

type ChildRow = (ResidentId, NaiveDate, bool, Option<NaiveDate>);
type OwnRow = (bool, Option<NaiveDate>, i64, bool);
type ResidentRow = (OwnRow, Option<ChildRow>, Option<NaiveDate>, bool, bool);

/// An open block of the guardian in the row beside from the child in it.
#[diesel::dsl::auto_type]
fn is_blocked() -> _ {
    let open = guardian_block::table
        .filter(guardian_block::child_id.eq(guardianship::child_id))
        .filter(guardian_block::guardian_id.eq(guardianship::guardian_id))
        .filter(guardian_block::lifted_at.is_null());
    exists(open)
}

/// The resident, once for each child they have or have had, with what decides whether each may act.
fn resident_rows(conn: &mut PgConnection, id: ResidentId) -> QueryResult<Vec<ResidentRow>> {
    let own_lock = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    let child_lock_open = child_lock
        .filter(child_lock.field(log_in_lock::resident_id).eq(child.field(resident::id)))
        .filter(child_lock.field(log_in_lock::lifted_at).is_null());
    resident::table
        .left_join(guardianship::table.on(guardianship::guardian_id.eq(resident::id)))
        .left_join(child.on(child.field(resident::id).eq(guardianship::child_id)))
        .filter(resident::id.eq(id))
        .select((
            (
                resident::protected_identity,
                resident::deceased_on,
                resident::session_epoch,
                exists(own_lock),
            ),
            child
                .fields((
                    resident::id,
                    resident::birth_date,
                    resident::protected_identity,
                    resident::deceased_on,
                ))
                .nullable(),
            guardianship::ended_on.nullable(),
            exists(child_lock_open),
            is_blocked(),
        ))
        .load(conn)
}

fn load_resident(
    conn: &mut PgConnection,
    (id, epoch): (ResidentId, Option<i64>),
    today: NaiveDate,
    agency_ends_at: i32,
) -> Result<Actor, Failure> {
    let rows = resident_rows(conn, id)?;
    let Some(((guardian_protected, deceased_on, current, locked), ..)) = rows.first() else {
        return Err(signed_out());
    };
    // A session from before a lock stays dead when the lock is lifted, even if Redis kept it.
    if *locked || deceased_on.is_some() || epoch.is_some_and(|epoch| *current != epoch) {
        return Err(signed_out());
    }
    let guardian_protected = *guardian_protected;
    let wards = rows
        .iter()
        .filter_map(|(_, relation, ended_on, child_locked, blocked)| {
            let (id, child_birth, child_protected, child_deceased) = (*relation)?;
            let agency = Agency {
                guardian_protected,
                child_birth,
                child_protected,
                child_deceased: child_deceased.is_some(),
                child_locked: *child_locked,
                ended_on: *ended_on,
                blocked: *blocked,
            };
            agency_holds(&agency, today, agency_ends_at).then_some(id)
        })
        .collect();
    Ok(Actor::Resident(ResidentActor { id, wards }))
}

define_sql_function! {
    fn pg_advisory_xact_lock(key: diesel::sql_types::BigInt);
}
define_sql_function! {
    fn pg_advisory_xact_lock_shared(key: diesel::sql_types::BigInt);
}

/// What guardians share while they act for a child, and a block or a lock takes alone.
fn turn_of(ward: ResidentId) -> i64 {
    let (_, low) = ward.0.as_u64_pair();
    (low ^ 0x1177_0b10_c4ed_0000).cast_signed()
}

/// Waits for what guardians are doing for that child just now. What they begin afterwards meets
/// what this transaction has written.
pub(crate) fn hold_off_guardians(conn: &mut PgConnection, ward: ResidentId) -> QueryResult<()> {
    select(pg_advisory_xact_lock(turn_of(ward))).execute(conn).map(drop)
}

/// Asks once more whether the guardian is kept from the child, and makes a block that comes now
/// wait for the end of this transaction: nothing is done in the child's name after a block.
pub(super) fn still_may_act(
    conn: &mut PgConnection,
    guardian: ResidentId,
    ward: ResidentId,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    select(pg_advisory_xact_lock_shared(turn_of(ward))).execute(conn)?;
    // One that is registered for later does not hold yet. One that another transaction has just set may
    // be a moment ahead of ours.
    let block = guardian_block::table
        .filter(guardian_block::child_id.eq(ward))
        .filter(guardian_block::guardian_id.eq(guardian))
        .filter(guardian_block::blocked_at.lt(now + TimeDelta::hours(1)))
        .filter(guardian_block::lifted_at.is_null());
    let lock = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(ward))
        .filter(log_in_lock::lifted_at.is_null());
    let (blocked, locked): (bool, bool) = select((exists(block), exists(lock))).get_result(conn)?;
    Ok(!blocked && !locked)
}

/// What the agency of that guardian for that child is decided on; none where the register has never
/// said that they are.
pub(crate) fn agency_of(
    conn: &mut PgConnection,
    guardian: ResidentId,
    of: ResidentId,
) -> QueryResult<Option<Agency>> {
    type Row = (bool, ChildRow, Option<NaiveDate>, bool, bool);
    let child_lock_open = child_lock
        .filter(child_lock.field(log_in_lock::resident_id).eq(child.field(resident::id)))
        .filter(child_lock.field(log_in_lock::lifted_at).is_null());
    let row: Option<Row> = resident::table
        .inner_join(guardianship::table.on(guardianship::guardian_id.eq(resident::id)))
        .inner_join(child.on(child.field(resident::id).eq(guardianship::child_id)))
        .filter(guardianship::guardian_id.eq(guardian))
        .filter(guardianship::child_id.eq(of))
        .select((
            resident::protected_identity,
            child.fields((
                resident::id,
                resident::birth_date,
                resident::protected_identity,
                resident::deceased_on,
            )),
            guardianship::ended_on,
            exists(child_lock_open),
            is_blocked(),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(
        |(guardian_protected, (_, birth, protected, deceased), ended_on, locked, blocked)| Agency {
            guardian_protected,
            child_birth: birth,
            child_protected: protected,
            child_deceased: deceased.is_some(),
            child_locked: locked,
            ended_on,
            blocked,
        },
    ))
}

type StaffRow = (bool, Option<Role>, Option<UnitId>, Option<String>, Option<StaffGroupId>);

/// The person with every role they hold, their own and those of their groups.
fn load_staff(conn: &mut PgConnection, id: StaffId, today: NaiveDate) -> Result<Actor, Failure> {
    let holds = role_held::staff_id.eq(staff::id).and(held_on(today));
    let rows: Vec<StaffRow> = staff::table
        .left_join(role_held::table.on(holds))
        .filter(staff::id.eq(id))
        .select((
            staff::active_in_directory,
            role_held::role.nullable(),
            role_held::unit_id.nullable(),
            role_held::region_code.nullable(),
            role_held::group_id.nullable(),
        ))
        .load(conn)?;
    if !rows.first().is_some_and(|(active, ..)| *active) {
        return Err(signed_out());
    }
    let mut groups: Vec<StaffGroupId> = rows.iter().filter_map(|row| row.4).collect();
    groups.sort();
    groups.dedup();
    let roles = rows
        .into_iter()
        .filter_map(|(_, role, unit, region, _)| Some((role?, Place::of(unit, region))))
        .collect();
    Ok(Actor::Staff(StaffActor { id, roles, groups }))
}

fn load_client(
    conn: &mut PgConnection,
    (id, epoch): (ClientId, Option<i64>),
) -> Result<Actor, Failure> {
    // A row for each place, and one without a place where it acts nowhere. The place's id tells them apart: a place that
    // is neither a unit nor a region is everywhere.
    type PlaceRow = (ClientPlaceId, Option<UnitId>, Option<Region>);
    type Row = (bool, i64, Vec<Option<String>>, Option<PlaceRow>);
    let rows: Vec<Row> = system_client::table
        .find(id)
        .left_join(place::table)
        .select((
            system_client::active,
            system_client::session_epoch,
            system_client::scopes,
            (place::id, place::unit_id, place::region_code).nullable(),
        ))
        .load(conn)?;
    let Some((true, current, scopes, _)) = rows.first() else { return Err(signed_out()) };
    if epoch.is_some_and(|epoch| epoch != *current) {
        return Err(signed_out());
    }
    let scopes = scopes.iter().flatten().filter_map(|scope| Scope::from_code(scope)).collect();
    let places = rows.into_iter().filter_map(|row| row.3);
    let places = places.map(|(_, unit, region)| Place::of(unit, region)).collect();
    Ok(Actor::System(ClientActor { id, scopes, places }))
}

/// The session outlived its right: the same answer as for no session at all.
fn signed_out() -> Failure {
    let kind: &'static Kind = &crate::failure::UNAUTHENTICATED;
    Failure::Refused(kind, Words::new("Sessionen gäller inte längre.", "The session has ended."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    // proves: B-82, B-90
    #[test]
    fn agency_ends_on_the_birthday() {
        let agency = plain();
        assert!(agency_holds(&agency, day("2026-11-23"), 13));
        assert!(!agency_holds(&agency, day("2026-11-24"), 13));
    }

    // proves: B-85, JM-12
    #[test]
    fn protection_and_locks_end_agency() {
        let today = day("2026-11-23");
        let holds = |agency: Agency| agency_holds(&agency, today, 13);
        assert!(holds(plain()));
        assert!(!holds(Agency { guardian_protected: true, ..plain() }));
        assert!(!holds(Agency { child_protected: true, ..plain() }));
        assert!(!holds(Agency { child_deceased: true, ..plain() }));
        assert!(!holds(Agency { child_locked: true, ..plain() }));
        assert!(!holds(Agency { blocked: true, ..plain() }));
        assert!(!holds(Agency { ended_on: Some(today), ..plain() }));
        assert!(holds(Agency { ended_on: Some(day("2026-11-24")), ..plain() }));
    }

    fn plain() -> Agency {
        Agency {
            guardian_protected: false,
            child_birth: day("2013-11-24"),
            child_protected: false,
            child_deceased: false,
            child_locked: false,
            ended_on: None,
            blocked: false,
        }
    }
}
