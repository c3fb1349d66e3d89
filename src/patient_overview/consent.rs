//! Registers, lists and ends consents. Staff of the unit do, and the patient ends their own at any time.

use chrono::{Days, NaiveDate};

use super::{
    CONSENT_ENDED,
    face::must_be_in_care,
    policy::{EndConsent, EndOwnConsent, GiveConsent, ListConsents, ListOwnConsents, OwnSay, Post},
    store::{self, ConsentRow, NewConsent},
    view::{ConsentView, NewPatientConsent},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{PatientConsentId, ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    (patient, unit): (ResidentId, UnitId),
    wanted: Wanted,
) -> Result<Page<ConsentView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<ListConsents>(tx)?;
        must_be_in_care(tx, cx, on)?;
        store::patient(tx, patient)?;
        let rows = store::consents_of_unit(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |(row, _)| (row.registered_at, row.id.0));
        let path = format!("/patients/{patient}/consents");
        let view = |row| of_unit(cx, row);
        let query = [("unitId", unit.to_string())];
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn give(
    cx: Cx,
    patient: ResidentId,
    repeat: Repeat,
    new: NewPatientConsent,
) -> Result<ConsentView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, new.unit_id, patient)?.open::<GiveConsent>(tx)?;
        let (post, _) = must_be_in_care(tx, cx, on)?;
        store::patient(tx, patient)?;
        let longest = "patient-overview.longest-consent-days";
        check_days(tx, &post, (new.valid_from, new.valid_through), longest)?;
        if let Some(employee) = new.employee_id
            && !store::is_employed_at(tx, employee, &post.unit_hsa_id)?
        {
            let (sv, en) = ("Personen har inget uppdrag där.", "They have no assignment there.");
            return Err(Failure::field("/employeeId", "unknown-employee", sv, en));
        }
        let consent = NewConsent {
            unit: new.unit_id,
            employee: new.employee_id,
            kind: new.kind,
            manner: new.manner,
            from: new.valid_from,
            through: new.valid_through,
        };
        let made = store::insert_consent(tx, &grant, &consent)?;
        let row = store::consent_by_id(tx, patient, made)?.ok_or(Failure::Absent)?;
        let view = of_unit(cx, row);
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

/// Days that are stated: from today on, in order, and no more than the region has set.
pub(super) fn check_days(
    tx: &Tx<'_>,
    post: &Post,
    (from, through): (NaiveDate, NaiveDate),
    longest: &str,
) -> Result<(), Failure> {
    let most = tx.policies().number(longest, Some(&post.region), tx.today)?;
    let last = from.checked_add_days(Days::new(u64::try_from(most).unwrap_or(0)));
    if from < tx.today {
        let (sv, en) = ("Ange tidigast i dag.", "Give today at the earliest.");
        return Err(Failure::field("/validFrom", "out-of-range", sv, en));
    }
    if through < from || last.is_none_or(|last| through > last) {
        let (sv, en) = ("Slutdagen är för tidig eller för sen.", "The last day is out of range.");
        return Err(Failure::field("/validThrough", "out-of-range", sv, en));
    }
    Ok(())
}

/// Staff of the unit end it, on the patient's word.
pub async fn end(
    cx: Cx,
    (patient, id): (ResidentId, PatientConsentId),
    repeat: Repeat,
    unit: UnitId,
) -> Result<ConsentView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<EndConsent>(tx)?;
        must_be_in_care(tx, cx, on)?;
        let row = store::consent_by_id(tx, patient, id)?;
        row.filter(|(row, _)| row.unit_id == unit).ok_or(Failure::Absent)?;
        if !store::end_consent(tx, &grant, id, false)? {
            return Err(ended_already());
        }
        let row = store::consent_by_id(tx, patient, id)?.ok_or(Failure::Absent)?;
        let view = of_unit(cx, row);
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

fn ended_already() -> Failure {
    let (sv, en) = ("Samtycket är redan avslutat.", "It has been ended already.");
    Failure::refused(&CONSENT_ENDED, sv, en)
}

/// What the patient has consented to, at whichever unit.
pub async fn list_own(
    cx: Cx,
    patient: ResidentId,
    wanted: Wanted,
) -> Result<Page<ConsentView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(OwnSay(patient)).open::<ListOwnConsents>(tx)?;
        let rows = store::consents_of_patient(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |(row, _)| (row.registered_at, row.id.0));
        let path = format!("/residents/{patient}/consents");
        let view = |row| of_patient(cx, row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// The patient takes it back. Nothing is read on it from the commit on.
pub async fn end_own(
    cx: Cx,
    (patient, id): (ResidentId, PatientConsentId),
    repeat: Repeat,
) -> Result<ConsentView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = Sealed::new(OwnSay(patient)).open::<EndOwnConsent>(tx)?;
        let (row, _) = store::consent_by_id(tx, patient, id)?.ok_or(Failure::Absent)?;
        if !store::end_consent(tx, &grant, id, true)? {
            return Err(ended_already());
        }
        let unit = Some(row.unit_id);
        let row = store::consent_by_id(tx, patient, id)?.ok_or(Failure::Absent)?;
        let view = of_patient(cx, row);
        Ok(audit::record_made(tx, grant, id.0, unit, view)?)
    })
    .await
}

fn of_unit(cx: &Cx, row: (ConsentRow, String)) -> ConsentView {
    let (employee_id, registered_by) = (row.0.employee_id, Some(row.0.registered_by));
    let path = format!("/patients/{}/consents", row.0.resident_id);
    ConsentView { employee_id, registered_by, ..plain(cx, row, &path) }
}

fn of_patient(cx: &Cx, row: (ConsentRow, String)) -> ConsentView {
    let path = format!("/residents/{}/consents", row.0.resident_id);
    plain(cx, row, &path)
}

/// Without names of staff.
fn plain(cx: &Cx, (row, unit_name): (ConsentRow, String), path: &str) -> ConsentView {
    let links = Linker::new(cx.asked()).add("collection", "GET", path).add_if(
        row.ended_at.is_none(),
        "end",
        "POST",
        &format!("{path}/{}/endings", row.id),
    );
    ConsentView {
        id: row.id,
        resident_id: row.resident_id,
        unit_id: row.unit_id,
        unit_name,
        for_one_employee: row.employee_id.is_some(),
        employee_id: None,
        kind: row.kind,
        manner: row.manner,
        valid_from: row.valid_from,
        valid_through: row.valid_through,
        registered_at: row.registered_at.into(),
        registered_by: None,
        ended_at: row.ended_at.map(Into::into),
        ended_by_patient: row.ended_by_patient,
        links: links.done(),
    }
}

impl Replay for ConsentView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        if tx.actor().staff().is_some() {
            let on = store::at_unit(tx, self.unit_id, self.resident_id)?;
            let (_, _grant) = on.open::<ListConsents>(tx)?;
        } else {
            let on = Sealed::new(OwnSay(self.resident_id));
            let (_, _grant) = on.open::<ListOwnConsents>(tx)?;
        }
        Ok(())
    }
}
