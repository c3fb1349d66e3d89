//! Opens in danger to life, with a reason, for the rest of the day; and tells who has blocked, so that they can
//! be asked. Each opening is told to the patient.

use super::{
    NO_PATIENT_RELATION,
    decision::{Blocks, Facts, blockers},
    face::must_be_in_care,
    policy::{ListOwnOpenings, OpenInEmergency, OwnSay},
    register,
    store::{self, OpeningRow},
    view::{NewEmergencyOpening, OpeningView, OwnOpeningView, ProviderView},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::ResidentId,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn open(
    cx: Cx,
    patient: ResidentId,
    repeat: Repeat,
    new: NewEmergencyOpening,
) -> Result<OpeningView, Failure> {
    let registered = ask_register(&cx, patient, &new).await?;
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, new.unit_id, patient)?.open::<OpenInEmergency>(tx)?;
        let (post, requester) = must_be_in_care(tx, cx, on)?;
        let person = store::patient(tx, patient)?;
        let before = store::facts(tx, (&post, requester.clone()), &person, registered.clone())?;
        if !before.relations.iter().any(|it| it.holds(&post.unit_hsa_id, tx.today)) {
            let (sv, en) = ("Ange patientrelationen.", "State the patient relation.");
            return Err(Failure::refused(&NO_PATIENT_RELATION, sv, en));
        }
        let row = store::insert_opening(tx, &grant, &post, new.reason.trim())?;
        let facts = store::facts(tx, (&post, requester), &person, registered)?;
        let blocked_by = told(tx, &facts)?;
        let (made, view) = (row.id, view(cx, row, blocked_by));
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

/// Asked before anything is written, and only for one who may open.
async fn ask_register(
    cx: &Cx,
    patient: ResidentId,
    new: &NewEmergencyOpening,
) -> Result<Blocks, Failure> {
    let unit = new.unit_id;
    let person = cx.clone().transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<OpenInEmergency>(tx)?;
        must_be_in_care(tx, cx, on)?;
        let person = store::patient(tx, patient)?;
        Ok(audit::nothing_shown(grant, person))
    });
    let number = person.await?.personal_number;
    Ok(register::registered(&cx.app().config, &number).await)
}

/// None while nobody knows.
fn told(tx: &mut Tx<'_>, facts: &Facts) -> Result<Option<Vec<ProviderView>>, Failure> {
    if facts.blocks == Blocks::Unknown {
        return Ok(None);
    }
    let ids: Vec<String> = blockers(facts).into_iter().map(str::to_owned).collect();
    Ok(Some(named(tx, ids)?))
}

/// Those providers, with what they are called where that is known.
pub(super) fn named(tx: &mut Tx<'_>, ids: Vec<String>) -> Result<Vec<ProviderView>, Failure> {
    let mut names = store::names_of(tx, &ids)?;
    let view = |hsa_id: String| ProviderView { name: names.remove(&hsa_id), hsa_id };
    Ok(ids.into_iter().map(view).collect())
}

pub async fn list_own(
    cx: Cx,
    patient: ResidentId,
    wanted: Wanted,
) -> Result<Page<OwnOpeningView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(OwnSay(patient)).open::<ListOwnOpenings>(tx)?;
        let rows = store::openings_of_patient(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |(row, _)| (row.opened_at, row.id.0));
        let path = format!("/residents/{patient}/emergency-openings");
        let view = |(row, unit_name): (OpeningRow, String)| OwnOpeningView {
            id: row.id,
            unit_id: row.unit_id,
            unit_name,
            opened_at: row.opened_at.into(),
        };
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

fn view(cx: &Cx, row: OpeningRow, blocked_by: Option<Vec<ProviderView>>) -> OpeningView {
    let path = format!("/patients/{}/overview?unitId={}", row.resident_id, row.unit_id);
    OpeningView {
        id: row.id,
        resident_id: row.resident_id,
        unit_id: row.unit_id,
        opened_at: row.opened_at.into(),
        valid_on: row.valid_on,
        blocked_by,
        links: Linker::new(cx.asked()).add("overview", "GET", &path).done(),
    }
}

impl Replay for OpeningView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = store::at_unit(tx, self.unit_id, self.resident_id)?;
        let (_, _grant) = on.open::<OpenInEmergency>(tx)?;
        Ok(())
    }
}
