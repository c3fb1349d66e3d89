//! The SQL of people: residents, guardians, staff at sign-in, and system clients.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::exists, prelude::*};

use super::{
    personal_number::NumberKind,
    policy::ChangeSettings,
    resident::{Resident, SearchingUnit, Settings, Sex},
    staff::StaffMember,
};
use crate::{
    access::{Actor, Grant, Region, Role, Sealed, Who, held_on, role_held},
    audit::{self, Unsigned},
    db::{Early, Tx},
    id::{ClientId, ResidentId, StaffId, UnitId},
    schema::{guardianship, log_in_lock, resident, staff, system_client, unit},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(diesel::pg::Pg))]
pub(super) struct Row {
    id: ResidentId,
    personal_number: String,
    number_kind: NumberKind,
    given_name: String,
    family_name: String,
    birth_date: NaiveDate,
    sex: Sex,
    region_code: Option<Region>,
    municipality_code: Option<String>,
    protected_identity: bool,
    deceased_on: Option<NaiveDate>,
    emigrated_on: Option<NaiveDate>,
    terms_version: Option<String>,
    email: Option<String>,
    mobile_phone: Option<String>,
    notify_by_email: bool,
    notify_by_sms: bool,
    version: i64,
    session_epoch: i64,
    contact_set_by: Option<ResidentId>,
    shares_contact: Option<bool>,
    activated_at: Option<DateTime<Utc>>,
}

impl Row {
    pub(super) fn with_lock(self, locked: bool) -> Resident {
        Resident {
            id: self.id,
            personal_number: self.personal_number,
            number_kind: self.number_kind,
            given_name: self.given_name,
            family_name: self.family_name,
            birth_date: self.birth_date,
            sex: self.sex,
            region_code: self.region_code,
            municipality_code: self.municipality_code,
            protected_identity: self.protected_identity,
            deceased_on: self.deceased_on,
            emigrated_on: self.emigrated_on,
            terms_version: self.terms_version,
            settings: Settings {
                email: self.email,
                mobile_phone: self.mobile_phone,
                notify_by_email: self.notify_by_email,
                notify_by_sms: self.notify_by_sms,
            },
            version: self.version,
            locked,
            session_epoch: self.session_epoch,
            contact_set_by: self.contact_set_by,
            shares_contact: self.shares_contact,
            activated_at: self.activated_at,
        }
    }
}

/// Whether the resident of the row beside has a lock that is not lifted.
#[diesel::dsl::auto_type]
fn is_locked() -> _ {
    let open = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    exists(open)
}

/// Whether the resident could sign in and see what they are sent now.
pub fn can_sign_in(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<bool> {
    let alive = resident::table.find(id).filter(resident::deceased_on.is_null());
    diesel::select(exists(alive.filter(diesel::dsl::not(is_locked())))).get_result(tx.conn)
}

pub fn load(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Option<Sealed<Resident>>> {
    let row: Option<(Row, bool)> = resident::table
        .find(id)
        .select((Row::as_select(), is_locked()))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(row, locked)| Sealed::new(row.with_lock(locked))))
}

/// The same, held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Option<Sealed<Resident>>> {
    let row: Option<Row> =
        resident::table.find(id).select(Row::as_select()).for_update().first(tx.conn).optional()?;
    Ok(row.map(|row| Sealed::new(row.with_lock(false))))
}

/// The one with that number, for a search that has been granted.
pub fn find(
    tx: &mut Tx<'_>,
    _: &Grant<super::policy::SearchResident>,
    number: &str,
) -> QueryResult<Option<Resident>> {
    by_number(tx.conn, number)
}

fn by_number(conn: &mut PgConnection, number: &str) -> QueryResult<Option<Resident>> {
    let row: Option<(Row, bool)> = resident::table
        .filter(resident::personal_number.eq(number))
        .select((Row::as_select(), is_locked()))
        .first(conn)
        .optional()?;
    Ok(row.map(|(row, locked)| row.with_lock(locked)))
}

/// Changes the settings of the very resident that was granted, and keeps who did.
pub fn change_settings(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeSettings>,
    to: &Settings,
) -> QueryResult<Resident> {
    let own = Some(ResidentId(grant.subject()));
    let by = tx.actor().resident().map(|resident| resident.id).filter(|by| Some(*by) != own);
    diesel::update(resident::table.find(grant.subject()))
        .set((
            resident::contact_set_by.eq(by),
            resident::email.eq(&to.email),
            resident::mobile_phone.eq(&to.mobile_phone),
            resident::notify_by_email.eq(to.notify_by_email),
            resident::notify_by_sms.eq(to.notify_by_sms),
            resident::version.eq(resident::version + 1),
            resident::changed_at.eq(tx.now),
        ))
        .returning(Row::as_returning())
        .get_result::<Row>(tx.conn)
        .map(|row| row.with_lock(false))
}

/// The children that the signed-in resident may act for today, oldest first.
pub fn wards(tx: &mut Tx<'_>) -> QueryResult<Vec<Resident>> {
    let actor = tx.actor_arc();
    let ids = actor.resident().map(|resident| resident.wards.clone()).unwrap_or_default();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = resident::table
        .filter(resident::id.eq_any(ids))
        .order((resident::birth_date, resident::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|row| row.with_lock(false)).collect())
}

/// The unit that somebody says they search at.
pub fn searching_unit(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Sealed<SearchingUnit>>> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(region.map(|region_code| Sealed::new(SearchingUnit { id, region_code })))
}

/// The name and accepted terms of whoever is signed in.
pub struct Face {
    pub given_name: String,
    pub family_name: String,
    pub title: Option<String>,
    pub terms_version: Option<String>,
    pub terms_accepted_at: Option<DateTime<Utc>>,
}

/// The signed-in person's own row. A system has none.
pub fn own_face(tx: &mut Tx<'_>) -> QueryResult<Option<Face>> {
    let actor = tx.actor_arc();
    match &*actor {
        Actor::Resident(own) => resident::table
            .find(own.id)
            .select((
                resident::given_name,
                resident::family_name,
                resident::terms_version,
                resident::terms_accepted_at,
            ))
            .first(tx.conn)
            .map(|(given_name, family_name, terms_version, terms_accepted_at)| {
                Some(Face {
                    given_name,
                    family_name,
                    title: None,
                    terms_version,
                    terms_accepted_at,
                })
            }),
        Actor::Staff(own) => staff::table
            .find(own.id)
            .select((
                staff::given_name,
                staff::family_name,
                staff::title,
                staff::terms_version,
                staff::terms_accepted_at,
            ))
            .first(tx.conn)
            .map(|(given_name, family_name, title, terms_version, terms_accepted_at)| {
                let title = Some(title);
                Some(Face { given_name, family_name, title, terms_version, terms_accepted_at })
            }),
        Actor::System(_) | Actor::Worker => Ok(None),
    }
}

/// A role as its holder sees it: where, and what the place is called.
pub struct Post {
    pub role: Role,
    pub unit: Option<(UnitId, String)>,
    pub region_code: Option<Region>,
}

type PostRow = (Role, Option<UnitId>, Option<String>, Option<Region>);

/// The roles that the signed-in member of staff holds today, by unit name.
pub fn own_posts(tx: &mut Tx<'_>) -> QueryResult<Vec<Post>> {
    let actor = tx.actor_arc();
    let Some(own) = actor.staff() else { return Ok(Vec::new()) };
    let today = tx.today;
    let rows: Vec<PostRow> = role_held::table
        .left_join(unit::table.on(role_held::unit_id.eq(unit::id.nullable())))
        .filter(role_held::staff_id.eq(own.id))
        .filter(role_held::role.is_not_null())
        .filter(held_on(today))
        .order((unit::name.nullable(), role_held::role.assume_not_null()))
        .distinct()
        .select((
            role_held::role.assume_not_null(),
            role_held::unit_id,
            unit::name.nullable(),
            role_held::region_code,
        ))
        .load(tx.conn)?;
    let post = |(role, unit, name, region_code): (_, Option<UnitId>, Option<String>, _)| Post {
        role,
        unit: unit.zip(name),
        region_code,
    };
    Ok(rows.into_iter().map(post).collect())
}

/// When guardians of the children stop, per child: a guardianship's own end, if it has one.
pub fn agency_ends(tx: &mut Tx<'_>) -> QueryResult<Vec<(ResidentId, Option<NaiveDate>)>> {
    let actor = tx.actor_arc();
    let Some(own) = actor.resident() else { return Ok(Vec::new()) };
    guardianship::table
        .filter(guardianship::guardian_id.eq(own.id))
        .filter(guardianship::child_id.eq_any(&own.wards))
        .select((guardianship::child_id, guardianship::ended_on))
        .load(tx.conn)
}

/// The resident who wants to sign in. The row is held, and read once it is: a lock of the log-in
/// that comes at the same time is seen, or waits and makes the session dead.
pub fn candidate(early: &mut Early<'_>, number: &str) -> QueryResult<Option<Resident>> {
    let held: Option<ResidentId> = resident::table
        .filter(resident::personal_number.eq(number))
        .select(resident::id)
        .for_no_key_update()
        .first(early.conn)
        .optional()?;
    held.map_or(Ok(None), |_| by_number(early.conn, number))
}

/// The same, when they come back to accept the terms.
pub fn candidate_again(early: &mut Early<'_>, id: ResidentId) -> QueryResult<Option<Resident>> {
    let _held: Option<ResidentId> = resident::table
        .find(id)
        .select(resident::id)
        .for_no_key_update()
        .first(early.conn)
        .optional()?;
    let row: Option<(Row, bool)> = resident::table
        .find(id)
        .select((Row::as_select(), is_locked()))
        .first(early.conn)
        .optional()?;
    Ok(row.map(|(row, locked)| row.with_lock(locked)))
}

type StaffRow = (StaffId, bool, Option<String>);

fn staff_member((id, active_in_directory, terms_version): StaffRow) -> StaffMember {
    StaffMember { id, active_in_directory, terms_version }
}

/// The member of staff who wants to sign in.
pub fn staff_candidate(early: &mut Early<'_>, hsa_id: &str) -> QueryResult<Option<StaffMember>> {
    let row: Option<StaffRow> = staff::table
        .filter(staff::hsa_id.eq(hsa_id))
        .select((staff::id, staff::active_in_directory, staff::terms_version))
        .first(early.conn)
        .optional()?;
    Ok(row.map(staff_member))
}

/// The same, when they come back to accept the terms.
pub fn staff_candidate_again(
    early: &mut Early<'_>,
    id: StaffId,
) -> QueryResult<Option<StaffMember>> {
    let row: Option<StaffRow> = staff::table
        .find(id)
        .select((staff::id, staff::active_in_directory, staff::terms_version))
        .first(early.conn)
        .optional()?;
    Ok(row.map(staff_member))
}

/// Remembers that somebody accepted the terms, which opens a resident's inbox (B-80).
pub fn accept_terms(early: &mut Early<'_>, who: Who, version: &str) -> QueryResult<()> {
    match who {
        Who::Resident(id) => diesel::update(resident::table.find(id))
            .set((
                resident::terms_version.eq(version),
                resident::terms_accepted_at.eq(early.now),
                resident::version.eq(resident::version + 1),
                resident::changed_at.eq(early.now),
            ))
            .execute(early.conn)
            .map(drop),
        Who::Staff(id) => diesel::update(staff::table.find(id))
            .set((
                staff::terms_version.eq(version),
                staff::terms_accepted_at.eq(early.now),
                staff::version.eq(staff::version + 1),
                staff::changed_at.eq(early.now),
            ))
            .execute(early.conn)
            .map(drop),
        Who::System(_) => Ok(()),
    }
}

/// Writes down how a sign-in came out.
pub fn note(early: &mut Early<'_>, entry: &Unsigned) -> QueryResult<()> {
    audit::record_unsigned(early.conn, entry)
}

/// A system client with its epoch, the hash of its secret, and whether it is in use.
pub type KnownClient = ((ClientId, i64), Vec<u8>, bool);

/// A system client that wants to sign in.
pub fn client(early: &mut Early<'_>, client_id: &str) -> QueryResult<Option<KnownClient>> {
    system_client::table
        .filter(system_client::client_id.eq(client_id))
        .select((
            (system_client::id, system_client::session_epoch),
            system_client::secret_hash,
            system_client::active,
        ))
        .first(early.conn)
        .optional()
}

/// What the signed-in system is called.
pub fn own_client_name(tx: &mut Tx<'_>) -> QueryResult<Option<String>> {
    let actor = tx.actor_arc();
    match &*actor {
        Actor::System(own) => {
            system_client::table.find(own.id).select(system_client::name).first(tx.conn).optional()
        }
        _ => Ok(None),
    }
}
