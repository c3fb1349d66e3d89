//! Hands limited case types out to residents, and takes them back.

use chrono::NaiveDate;

use super::{
    super::{
        ALREADY_HANDED_OUT,
        policy::{ChangeHandout, HandOut, ListHandouts, ReadHandout, RemoveHandout},
        store as units, whom,
    },
    store::{self, HandoutRow},
    view::{HandoutView, NewCaseTypeGrant},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::{self, Failure},
    id::{CaseTypeGrantId, CaseTypeId, ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted, expect_version},
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<HandoutView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListHandouts>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.granted_at, row.id.0));
        let shown: Vec<ResidentId> = rows.rows.iter().map(|row| row.resident.id).collect();
        let path = format!("/units/{id}/case-type-grants");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |row| view(cx, row));
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

pub async fn read(cx: Cx, id: UnitId, handout: CaseTypeGrantId) -> Result<HandoutView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ReadHandout>(tx)?;
        let (patient, view) = shown(tx, cx, &grant, handout)?;
        Ok(audit::record_about(tx, grant, handout.0, patient, view)?)
    })
    .await
}

/// Hands a case type out to one resident, once.
pub async fn hand_out(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewCaseTypeGrant,
) -> Result<HandoutView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<HandOut>(tx)?;
        check_day(new.valid_until, tx.today)?;
        check_type(tx, &grant, new.case_type_id)?;
        let resident = whom::find(tx, new.personal_number.as_deref(), new.resident_id)?;
        let made = store::insert(tx, &grant, new.case_type_id, resident.id, new.valid_until)?;
        let made = made.ok_or_else(already)?;
        let (patient, view) = shown(tx, cx, &grant, made)?;
        Ok(audit::record_about(tx, grant, made.0, patient, view)?)
    })
    .await
}

/// Changes the last day.
pub async fn change(
    cx: Cx,
    (id, handout): (UnitId, CaseTypeGrantId),
    seen: Option<String>,
    valid_until: Option<NaiveDate>,
) -> Result<HandoutView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ChangeHandout>(tx)?;
        let row = store::find(tx, &grant, handout)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), row.version)?;
        check_day(valid_until, tx.today)?;
        if !store::change(tx, &grant, &row, valid_until)? {
            return Err(stale());
        }
        let (patient, view) = shown(tx, cx, &grant, handout)?;
        Ok(audit::record_about(tx, grant, handout.0, patient, view)?)
    })
    .await
}

pub async fn remove(cx: Cx, id: UnitId, handout: CaseTypeGrantId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<RemoveHandout>(tx)?;
        let patient = store::remove(tx, &grant, handout)?.ok_or(Failure::Absent)?;
        Ok(audit::record_about(tx, grant, handout.0, patient, ())?)
    })
    .await
}

/// A day that has passed would hand out nothing.
pub fn check_day(valid_until: Option<NaiveDate>, today: NaiveDate) -> Result<(), Failure> {
    match valid_until {
        Some(last) if last < today => {
            let (sv, en) = ("Dagen har redan varit.", "That day has passed.");
            Err(Failure::field("/validUntil", "past", sv, en))
        }
        _ => Ok(()),
    }
}

fn check_type(tx: &mut Tx<'_>, grant: &Grant<HandOut>, id: CaseTypeId) -> Result<(), Failure> {
    let (code, sv, en) = match store::is_limited(tx, grant, id)? {
        Some(true) => return Ok(()),
        Some(false) => {
            ("not-limited", "Ärendetypen är öppen för alla.", "The case type is open to all.")
        }
        None => (
            "unknown-case-type",
            "Mottagningen har ingen sådan ärendetyp.",
            "The unit has no such case type.",
        ),
    };
    Err(Failure::field("/caseTypeId", code, sv, en))
}

fn already() -> Failure {
    let (sv, en) = (
        "Invånaren har redan ärendetypen. Ändra slutdatum i stället.",
        "The resident has the case type already. Change its last day instead.",
    );
    Failure::refused(&ALREADY_HANDED_OUT, sv, en)
}

fn stale() -> Failure {
    let (sv, en) = ("Läs igen och se vad som ändrats.", "Read again and see what has changed.");
    Failure::refused(&failure::STALE, sv, en)
}

impl Replay for HandoutView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ReadHandout>(tx, self.unit_id)
    }
}

fn shown<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    id: CaseTypeGrantId,
) -> Result<(ResidentId, HandoutView), Failure> {
    let row = store::find(tx, grant, id)?.ok_or(Failure::Absent)?;
    Ok((row.resident.id, view(cx, row)))
}

fn view(cx: &Cx, row: HandoutRow) -> HandoutView {
    let path = format!("/units/{}/case-type-grants", row.unit_id);
    let own = format!("{path}/{}", row.id);
    let links = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("collection", "GET", &path)
        .add("change", "PUT", &own)
        .add("remove", "DELETE", &own);
    HandoutView {
        id: row.id,
        unit_id: row.unit_id,
        case_type_id: row.case_type_id,
        case_type_name: row.case_type.name,
        resident: row.resident.into(),
        valid_until: row.valid_until,
        granted_at: row.granted_at.into(),
        granted_by: row.granted_by,
        version: row.version,
        links: links.done(),
    }
}
