//! The SQL of consents. What has ended stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::super::{
    policy::{GiveConsent, ListConsents, ListOwnConsents},
    view::{ConsentKind, ConsentManner},
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{PatientConsentId, ResidentId, StaffId, UnitId},
    page::Wanted,
    retention::keyset,
    schema::{patient_consent as c, unit},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = c, check_for_backend(Pg))]
pub struct ConsentRow {
    pub id: PatientConsentId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub employee_id: Option<StaffId>,
    pub kind: ConsentKind,
    pub manner: ConsentManner,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub registered_by: StaffId,
    pub registered_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by_patient: Option<bool>,
}

/// A consent to register.
pub struct NewConsent {
    pub unit: UnitId,
    pub employee: Option<StaffId>,
    pub kind: ConsentKind,
    pub manner: ConsentManner,
    pub from: NaiveDate,
    pub through: NaiveDate,
}

pub fn consents_of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListConsents>,
    wanted: &Wanted,
) -> QueryResult<Vec<(ConsentRow, String)>> {
    let query = c::table
        .inner_join(unit::table)
        .filter(c::resident_id.eq(grant.subject()))
        .filter(c::unit_id.nullable().eq(grant.unit()))
        .into_boxed();
    keyset!(query, wanted, c::registered_at, c::id)
        .select((ConsentRow::as_select(), unit::name))
        .load(tx.conn)
}

pub fn consents_of_patient(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOwnConsents>,
    wanted: &Wanted,
) -> QueryResult<Vec<(ConsentRow, String)>> {
    let query =
        c::table.inner_join(unit::table).filter(c::resident_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, c::registered_at, c::id)
        .select((ConsentRow::as_select(), unit::name))
        .load(tx.conn)
}

pub fn consent_by_id(
    tx: &mut Tx<'_>,
    patient: ResidentId,
    id: PatientConsentId,
) -> QueryResult<Option<(ConsentRow, String)>> {
    c::table
        .inner_join(unit::table)
        .filter(c::id.eq(id))
        .filter(c::resident_id.eq(patient))
        .select((ConsentRow::as_select(), unit::name))
        .first(tx.conn)
        .optional()
}

pub fn insert_consent(
    tx: &mut Tx<'_>,
    grant: &Grant<GiveConsent>,
    new: &NewConsent,
) -> QueryResult<PatientConsentId> {
    diesel::insert_into(c::table)
        .values((
            c::id.eq(PatientConsentId::new()),
            c::resident_id.eq(grant.subject()),
            c::unit_id.eq(new.unit),
            c::employee_id.eq(new.employee),
            c::kind.eq(new.kind),
            c::manner.eq(new.manner),
            c::valid_from.eq(new.from),
            c::valid_through.eq(new.through),
            c::registered_by.eq(tx.actor().uuid()),
            c::registered_at.eq(tx.now),
        ))
        .returning(c::id)
        .get_result(tx.conn)
}

/// Ends it, by the patient or by staff of its unit. Says whether it still held.
pub fn end_consent<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: PatientConsentId,
    by_patient: bool,
) -> QueryResult<bool> {
    let by = (!by_patient).then(|| tx.actor().uuid());
    diesel::update(c::table.find(id))
        .filter(c::resident_id.nullable().eq(grant.patient()))
        .filter(c::ended_at.is_null())
        .set((c::ended_at.eq(tx.now), c::ended_by_patient.eq(by_patient), c::ended_by.eq(by)))
        .execute(tx.conn)
        .map(|ended| ended == 1)
}
