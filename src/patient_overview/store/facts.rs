//! What the decision is made on, as it stands right now.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    super::{
        decision::{
            Assignment, Blocks, Consent, Days, Emergency, Facts, Purpose, Relation, Requester,
        },
        policy::{AtUnit, Post},
    },
    block,
};
use crate::{
    access::Sealed,
    clock::{age_on, local_date},
    db::Tx,
    failure::Failure,
    id::{ResidentId, StaffId, UnitId},
    schema::{
        care_relation, emergency_opening, journal_provider, journal_unit, patient_consent,
        resident, staff_assignment, unit,
    },
};

/// A patient seen from a unit, sealed. The same for a patient or a unit that is not there.
pub fn at_unit(tx: &mut Tx<'_>, unit: UnitId, patient: ResidentId) -> QueryResult<Sealed<AtUnit>> {
    let post = post_of(tx, unit)?;
    Ok(Sealed::new(AtUnit { unit, patient, post }))
}

/// What the caller is at that unit today, by the directory; none where that is nothing.
pub fn post_of(tx: &mut Tx<'_>, at: UnitId) -> QueryResult<Option<Post>> {
    let staff = StaffId(tx.actor().uuid());
    let found: Option<(String, String, String)> = unit::table
        .find(at)
        .select((unit::hsa_id, unit::name, unit::region_code))
        .first(tx.conn)
        .optional()?;
    let Some((unit_hsa_id, unit_name, region)) = found else { return Ok(None) };
    let unit_hsa_id = unit_hsa_id.to_uppercase();
    let rows = assignments(tx, staff, &unit_hsa_id)?;
    let care = rows.iter().find(|row| row.1 == Purpose::CareAndTreatment && row.2);
    let Some((provider_hsa_id, ..)) = care.or(rows.first()).cloned() else { return Ok(None) };
    let same = rows.iter().filter(|row| row.0 == provider_hsa_id);
    let assignments = same.map(|row| Assignment { purpose: row.1, coherent: row.2 }).collect();
    Ok(Some(Post { staff, unit: at, unit_hsa_id, unit_name, region, provider_hsa_id, assignments }))
}

fn assignments(
    tx: &mut Tx<'_>,
    staff: StaffId,
    unit_hsa_id: &str,
) -> QueryResult<Vec<(String, Purpose, bool)>> {
    use staff_assignment as a;
    a::table
        .filter(a::staff_id.eq(staff))
        .filter(a::unit_hsa_id.eq(unit_hsa_id))
        .filter(a::valid_from.is_null().or(a::valid_from.le(tx.today)))
        .filter(a::valid_through.is_null().or(a::valid_through.ge(tx.today)))
        .order(a::id)
        .select((a::provider_hsa_id, a::purpose, a::coherent_documentation))
        .load(tx.conn)
}

/// Whether that member of staff has an assignment at the unit today.
pub fn is_employed_at(tx: &mut Tx<'_>, staff: StaffId, unit_hsa_id: &str) -> QueryResult<bool> {
    Ok(!assignments(tx, staff, unit_hsa_id)?.is_empty())
}

/// A unit of that provider's where the caller has an assignment today.
pub fn unit_with_provider(tx: &mut Tx<'_>, provider: &str) -> QueryResult<Option<UnitId>> {
    use staff_assignment as a;
    a::table
        .inner_join(unit::table.on(unit::hsa_id.eq(a::unit_hsa_id)))
        .filter(a::staff_id.eq(StaffId(tx.actor().uuid())))
        .filter(a::provider_hsa_id.eq(provider))
        .filter(a::valid_from.is_null().or(a::valid_from.le(tx.today)))
        .filter(a::valid_through.is_null().or(a::valid_through.ge(tx.today)))
        .select(unit::id)
        .first(tx.conn)
        .optional()
}

/// Whom it is about.
#[derive(Debug, Clone, Queryable)]
pub struct Patient {
    pub id: ResidentId,
    pub personal_number: String,
    pub birth_date: NaiveDate,
}

pub fn patient(tx: &mut Tx<'_>, id: ResidentId) -> Result<Patient, Failure> {
    let found = resident::table
        .find(id)
        .select((resident::id, resident::personal_number, resident::birth_date))
        .first(tx.conn)
        .optional()?;
    found.ok_or(Failure::Absent)
}

/// Everything that is known here of the caller at the unit and the patient. `registered` is what the national
/// register of blocks said.
pub fn facts(
    tx: &mut Tx<'_>,
    (post, requester): (&Post, Requester),
    patient: &Patient,
    registered: Blocks,
) -> Result<Facts, Failure> {
    let age = tx.policies().number(
        "patient-overview.child-consents-from-age",
        Some(&post.region),
        tx.today,
    )?;
    let blocks = match registered {
        Blocks::Unknown => Blocks::Unknown,
        Blocks::Known(mut all) => {
            all.extend(block::blocks_of(tx, patient.id)?);
            Blocks::Known(all)
        }
    };
    Ok(Facts {
        today: tx.today,
        blocks,
        relations: relations(tx, post, patient.id)?,
        child_cannot_consent: age_on(patient.birth_date, tx.today) < age,
        emergencies: emergencies(tx, post, patient.id)?,
        consents: consents(tx, post, patient.id)?,
        requester,
    })
}

type Span = (NaiveDate, NaiveDate, Option<DateTime<Utc>>);

fn days((from, through, _): &Span) -> Days {
    Days { from: *from, through: *through }
}

/// Held until the transaction ends: what is ended now is ended after what is read now.
fn relations(tx: &mut Tx<'_>, post: &Post, patient: ResidentId) -> QueryResult<Vec<Relation>> {
    let rows: Vec<Span> = care_relation::table
        .filter(care_relation::resident_id.eq(patient))
        .filter(care_relation::unit_id.eq(post.unit))
        .select((care_relation::valid_from, care_relation::valid_through, care_relation::ended_at))
        .for_share()
        .load(tx.conn)?;
    let relation = |row: Span| Relation {
        unit: post.unit_hsa_id.clone(),
        days: days(&row),
        ended: row.2.map(local_date),
    };
    Ok(rows.into_iter().map(relation).collect())
}

fn consents(tx: &mut Tx<'_>, post: &Post, patient: ResidentId) -> QueryResult<Vec<Consent>> {
    let rows: Vec<(Span, Option<StaffId>)> = patient_consent::table
        .filter(patient_consent::resident_id.eq(patient))
        .filter(patient_consent::unit_id.eq(post.unit))
        .filter(patient_consent::kind.eq("coherent-documentation"))
        .select((
            (
                patient_consent::valid_from,
                patient_consent::valid_through,
                patient_consent::ended_at,
            ),
            patient_consent::employee_id,
        ))
        .for_share()
        .load(tx.conn)?;
    let consent = |(row, employee): (Span, Option<StaffId>)| Consent {
        unit: post.unit_hsa_id.clone(),
        employee: employee.map(|id| id.to_string()),
        days: days(&row),
        ended: row.2.map(local_date),
    };
    Ok(rows.into_iter().map(consent).collect())
}

fn emergencies(tx: &mut Tx<'_>, post: &Post, patient: ResidentId) -> QueryResult<Vec<Emergency>> {
    let on: Vec<NaiveDate> = emergency_opening::table
        .filter(emergency_opening::resident_id.eq(patient))
        .filter(emergency_opening::unit_id.eq(post.unit))
        .filter(emergency_opening::opened_by.eq(post.staff))
        .filter(emergency_opening::valid_on.eq(tx.today))
        .select(emergency_opening::valid_on)
        .load(tx.conn)?;
    let emergency = |day| Emergency { days: Days { from: day, through: day } };
    Ok(on.into_iter().map(emergency).collect())
}

/// What those providers and units are called, by HSA-id.
pub fn names_of(tx: &mut Tx<'_>, hsa_ids: &[String]) -> QueryResult<BTreeMap<String, String>> {
    let providers: Vec<(String, String)> = journal_provider::table
        .filter(journal_provider::hsa_id.eq_any(hsa_ids))
        .select((journal_provider::hsa_id, journal_provider::name))
        .load(tx.conn)?;
    let units: Vec<(String, String)> = journal_unit::table
        .filter(journal_unit::hsa_id.eq_any(hsa_ids))
        .select((journal_unit::hsa_id, journal_unit::name))
        .load(tx.conn)?;
    Ok(providers.into_iter().chain(units).collect())
}
