//! The SQL of contact details: what holds today, what is shared, what has been outgrown.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use uuid::Uuid;

use super::super::{
    policy::{ActivateChild, ChangeContactSharing},
    resident::Resident,
};
use crate::{
    access::{Grant, agency_holds, agency_of},
    clock::{age_on, birthday, day_after, local_date},
    db::Tx,
    id::ResidentId,
    jobs::{self, Channel, ErrandKind},
    schema::{log_in_lock, notice_silence, policy_value, resident},
};

/// The age at which guardians stop acting, for work outside a request.
pub fn agency_ends_at_age(conn: &mut PgConnection, today: NaiveDate) -> QueryResult<i32> {
    let value: Option<serde_json::Value> = policy_value::table
        .filter(policy_value::name.eq("agency.ends-at-age"))
        .filter(policy_value::region_code.is_null())
        .filter(policy_value::valid_from.le(today))
        .order(policy_value::valid_from.desc())
        .select(policy_value::value)
        .first(conn)
        .optional()?;
    let age = value.and_then(|value| value.as_i64()).and_then(|age| i32::try_from(age).ok());
    // Without a policy nobody acts for anybody.
    Ok(age.unwrap_or(0))
}

type Row = (
    (ResidentId, NaiveDate, Option<ResidentId>),
    (bool, Option<String>),
    (bool, Option<String>),
    bool,
);

/// Where notices to those residents may go on that day: nowhere for one whose log-in is locked or
/// who is protected (B-108), and to what a guardian has set only while that guardian may act for the
/// child (B-74). Whoever is no resident is left out.
pub fn addresses(
    conn: &mut PgConnection,
    ids: &[Uuid],
    (today, agency_ends_at): (NaiveDate, i32),
) -> QueryResult<HashMap<Uuid, Vec<(Channel, String)>>> {
    let locks = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    let silences = notice_silence::table
        .filter(notice_silence::resident_id.eq(resident::id))
        .filter(notice_silence::lifted_at.is_null());
    let reachable =
        resident::deceased_on.is_null().and(not(exists(locks)).and(not(exists(silences))));
    let ids: Vec<ResidentId> = ids.iter().copied().map(ResidentId).collect();
    let rows: Vec<Row> = resident::table
        .filter(resident::id.eq_any(ids))
        .select((
            (resident::id, resident::birth_date, resident::contact_set_by),
            (resident::notify_by_email, resident::email),
            (resident::notify_by_sms, resident::mobile_phone),
            reachable,
        ))
        .load(conn)?;
    let mut all = HashMap::new();
    for ((id, birth, set_by), (by_email, email), (by_sms, phone), reachable) in rows {
        let theirs = match set_by.filter(|by| *by != id) {
            None => true,
            Some(_) if age_on(birth, today) >= agency_ends_at => false,
            Some(guardian) => agency_of(conn, guardian, id)?
                .is_some_and(|agency| agency_holds(&agency, today, agency_ends_at)),
        };
        let open = theirs && reachable;
        let email = email.filter(|_| by_email && open).map(|to| (Channel::Email, to));
        let sms = phone.filter(|_| by_sms && open).map(|to| (Channel::Sms, to));
        all.insert(id.0, email.into_iter().chain(sms).collect());
    }
    Ok(all)
}

/// What the national personal data service is to know of a resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    pub personal_number: String,
    /// Grows with each change: an older one is to be passed over.
    pub sequence: i64,
    /// Absent when the service is to forget the resident.
    pub contact: Option<(Option<String>, Option<String>)>,
}

/// What to tell the national personal data service of that resident right now.
pub fn shared_state(
    conn: &mut PgConnection,
    id: ResidentId,
    today: NaiveDate,
) -> QueryResult<Option<Shared>> {
    type Row =
        (String, i64, Option<bool>, Option<String>, Option<String>, NaiveDate, Option<ResidentId>);
    let row: Option<Row> = resident::table
        .find(id)
        .select((
            resident::personal_number,
            resident::version,
            resident::shares_contact,
            resident::email,
            resident::mobile_phone,
            resident::birth_date,
            resident::contact_set_by,
        ))
        .first(conn)
        .optional()?;
    let ends_at = agency_ends_at_age(conn, today)?;
    Ok(row.map(|(personal_number, sequence, shares, email, phone, birth, set_by)| {
        let outgrown = set_by.is_some_and(|by| by != id) && age_on(birth, today) >= ends_at;
        let shared = shares == Some(true) && !outgrown && (email.is_some() || phone.is_some());
        Shared { personal_number, sequence, contact: shared.then_some((email, phone)) }
    }))
}

/// Tells the national personal data service, if the resident shares with it.
pub fn tell_if_shared(tx: &mut Tx<'_>, resident: &Resident) -> QueryResult<()> {
    if resident.shares_contact == Some(true) {
        tell(tx.conn, tx.now, resident.id, resident.version)?;
    }
    Ok(())
}

fn tell(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ResidentId,
    version: i64,
) -> QueryResult<()> {
    jobs::enqueue_errand(conn, now, ErrandKind::PersonalData, id, &format!("{id}.{version}"))
}

/// Keeps the answer of the very resident that was granted, and passes it on. Answers the version.
pub fn share(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeContactSharing>,
    shares: bool,
) -> QueryResult<i64> {
    let id = ResidentId(grant.subject());
    let version: i64 = diesel::update(resident::table.find(id))
        .set((
            resident::shares_contact.eq(shares),
            resident::version.eq(resident::version + 1),
            resident::changed_at.eq(tx.now),
        ))
        .returning(resident::version)
        .get_result(tx.conn)?;
    tell(tx.conn, tx.now, id, version)?;
    Ok(version)
}

/// Opens the account of the very child that was granted, in the guardian's name.
pub fn activate(
    tx: &mut Tx<'_>,
    grant: &Grant<ActivateChild>,
    terms: &str,
    by: ResidentId,
) -> QueryResult<()> {
    diesel::update(resident::table.find(grant.subject()))
        .set((
            resident::terms_version.eq(terms),
            resident::terms_accepted_at.eq(tx.now),
            resident::activated_by.eq(by),
            resident::activated_at.eq(tx.now),
            resident::version.eq(resident::version + 1),
            resident::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Empties a resident's contact details, the yes to sharing them included, and has the national
/// service forget them. The caller's transaction has decided that this is to be.
pub fn forget_contacts(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ResidentId,
) -> QueryResult<()> {
    type Old = (Option<bool>, i64);
    let (shared, version): Old = resident::table
        .find(id)
        .select((resident::shares_contact, resident::version))
        .for_no_key_update()
        .first(conn)?;
    diesel::update(resident::table.find(id))
        .set((
            resident::email.eq(None::<String>),
            resident::mobile_phone.eq(None::<String>),
            resident::notify_by_email.eq(false),
            resident::notify_by_sms.eq(false),
            resident::contact_set_by.eq(None::<ResidentId>),
            resident::shares_contact.eq(None::<bool>),
            resident::version.eq(resident::version + 1),
            resident::changed_at.eq(now),
        ))
        .execute(conn)?;
    if shared == Some(true) { tell(conn, now, id, version + 1) } else { Ok(()) }
}

/// How many children one step of the nightly work takes.
const STEP: i64 = 200;

/// Empties what guardians have set for those who have outgrown them (B-74). It has not counted
/// since midnight of the birthday; this is so that it is not kept either.
pub fn clear_outgrown(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let today = local_date(now);
    let ends_at = agency_ends_at_age(conn, today)?;
    // A day too many finds leap-day children too; their age is asked for one by one.
    let rows: Vec<(ResidentId, NaiveDate)> = resident::table
        .filter(resident::contact_set_by.is_not_null())
        .filter(resident::contact_set_by.ne(resident::id.nullable()))
        .filter(resident::birth_date.le(birth_of(today, ends_at)))
        .order(resident::birth_date)
        .limit(STEP)
        .select((resident::id, resident::birth_date))
        .for_no_key_update()
        .skip_locked()
        .load(conn)?;
    let full = rows.len() as i64 == STEP;
    let mut cleared = 0;
    for (id, birth) in rows {
        if age_on(birth, today) >= ends_at {
            forget_contacts(conn, now, id)?;
            cleared += 1;
        }
    }
    Ok(full && cleared > 0)
}

/// The last day of birth of those who may have turned that age: on 28 February also those born the
/// day after.
fn birth_of(today: NaiveDate, age: i32) -> NaiveDate {
    day_after(birthday(today, -age))
}
