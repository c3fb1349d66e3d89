//! Reads and changes what a unit does with its case types.

use serde_json::Value;

use super::{
    super::{
        availability::CaseTypeStatus,
        policy::{ChangeCaseType, ListCaseTypes, ReadCaseType, ReadStandardAnswers},
        schedule::{Schedule, Window},
        store as units,
    },
    store::{self, OwnRow, Stored},
    view::{
        OpenWindow, PauseSetting, StandardAnswer, StandardAnswersView, UnitCaseTypeChange,
        UnitCaseTypeView, UnitCaseTypesView,
    },
};
use crate::{
    access::Cx,
    audit,
    db::Tx,
    failure::{self, Failure, FieldFault, Words},
    id::{CaseTypeId, UnitId},
    page::{Linker, expect_version},
};

pub async fn list(cx: Cx, id: UnitId) -> Result<UnitCaseTypesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListCaseTypes>(tx)?;
        let rows = store::list(tx, &grant)?.into_iter();
        let items = rows.map(|row| view(cx, row)).collect::<Result<Vec<_>, _>>()?;
        let path = format!("/units/{id}/case-type-settings");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).done();
        Ok(audit::record(tx, grant, UnitCaseTypesView { items, links })?)
    })
    .await
}

pub async fn read(cx: Cx, id: UnitId, case_type: CaseTypeId) -> Result<UnitCaseTypeView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ReadCaseType>(tx)?;
        let row = store::find(tx, &grant, case_type)?.ok_or(Failure::Absent)?;
        let view = view(cx, row)?;
        Ok(audit::record_made(tx, grant, case_type.0, Some(id), view)?)
    })
    .await
}

/// What those who answer may answer with.
pub async fn standard_answers(
    cx: Cx,
    id: UnitId,
    case_type: CaseTypeId,
) -> Result<StandardAnswersView, Failure> {
    cx.transact(move |tx, cx| {
        let unit = units::find(tx, id)?.ok_or(Failure::Absent)?;
        let (_, grant) = unit.open::<ReadStandardAnswers>(tx)?;
        let row = store::find(tx, &grant, case_type)?.ok_or(Failure::Absent)?;
        let path = format!("/units/{id}/case-types/{case_type}/standard-answers");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).done();
        let offered = answers(row.case_type.offered_answers)?;
        let view = StandardAnswersView { offered, local: answers(row.standard_answers)?, links };
        Ok(audit::record_made(tx, grant, case_type.0, Some(id), view)?)
    })
    .await
}

fn answers(stored: Value) -> Result<Vec<StandardAnswer>, Failure> {
    serde_json::from_value(stored).map_err(|error| Failure::Bug(format!("answers: {error}")))
}

pub async fn change(
    cx: Cx,
    (id, case_type): (UnitId, CaseTypeId),
    seen: Option<String>,
    wanted: UnitCaseTypeChange,
) -> Result<UnitCaseTypeView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ChangeCaseType>(tx)?;
        let row = store::find(tx, &grant, case_type)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), row.version)?;
        check(&row, &wanted)?;
        alternative_takes_part(tx, id, &wanted)?;
        let stored = stored(&wanted)?;
        if !store::change(tx, &grant, &row, &wanted, stored)? {
            let (sv, en) = ("Någon annan ändrade samtidigt.", "Someone else changed it.");
            return Err(Failure::refused(&failure::STALE, sv, en));
        }
        let row = store::find(tx, &grant, case_type)?.ok_or(Failure::Absent)?;
        let view = view(cx, row)?;
        Ok(audit::record_made(tx, grant, case_type.0, Some(id), view)?)
    })
    .await
}

/// What is not published has no form that anyone may fill in.
fn check(row: &OwnRow, wanted: &UnitCaseTypeChange) -> Result<(), Failure> {
    if wanted.active && row.case_type.status != CaseTypeStatus::Published {
        let (sv, en) = ("Ärendetypen är inte publicerad.", "The case type is not published.");
        return Err(Failure::field("/active", "not-published", sv, en));
    }
    let words = || Words::new("Tiden stämmer inte.", "The hours make no sense.");
    let faults = schedule(wanted)
        .faults()
        .into_iter()
        .map(|(place, code)| FieldFault::new(format!("/openWindows/{place}"), code, words()));
    let faults: Vec<FieldFault> = faults.collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

/// Residents are sent only to another unit that takes cases.
fn alternative_takes_part(
    tx: &mut Tx<'_>,
    own: UnitId,
    wanted: &UnitCaseTypeChange,
) -> Result<(), Failure> {
    let alternative = wanted.pause.as_ref().and_then(|pause| pause.alternative_unit_id);
    match alternative {
        Some(other) if other == own || !store::takes_part(tx, other)? => {
            let (sv, en) = ("Ange en annan aktiv mottagning.", "Name another active unit.");
            Err(Failure::field("/pause/alternativeUnitId", "unknown-unit", sv, en))
        }
        _ => Ok(()),
    }
}

fn schedule(wanted: &UnitCaseTypeChange) -> Schedule {
    let windows = wanted.open_windows.iter().map(|window| Window {
        weekday: u32::try_from(window.weekday).unwrap_or_default(),
        opens: window.opens.clone(),
        closes: window.closes.clone(),
    });
    Schedule(windows.collect())
}

fn stored(wanted: &UnitCaseTypeChange) -> Result<Stored, Failure> {
    let json = |value: serde_json::Result<Value>| {
        value.map_err(|error| Failure::Bug(format!("settings as JSON: {error}")))
    };
    let windows = schedule(wanted).0;
    let open_windows =
        if windows.is_empty() { None } else { Some(json(serde_json::to_value(&windows))?) };
    let standard_answers = json(serde_json::to_value(&wanted.standard_answers))?;
    Ok(Stored { standard_answers, open_windows })
}

fn open_windows(stored: Option<Value>) -> Result<Vec<OpenWindow>, Failure> {
    let windows: Vec<Window> = stored
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| Failure::Bug(format!("open windows: {error}")))?
        .unwrap_or_default();
    let windows = windows.into_iter().map(|window| OpenWindow {
        weekday: i32::try_from(window.weekday).unwrap_or_default(),
        opens: window.opens,
        closes: window.closes,
    });
    Ok(windows.collect())
}

pub(super) fn view(cx: &Cx, row: OwnRow) -> Result<UnitCaseTypeView, Failure> {
    let path = format!("/units/{}/case-type-settings", row.unit_id);
    let own = format!("{path}/{}", row.case_type_id);
    let links = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("collection", "GET", &path)
        .add("change", "PUT", &own);
    let pause = row.paused_from.zip(row.pause_message).map(|(from, message)| PauseSetting {
        from: from.into(),
        until: row.paused_until.map(Into::into),
        message,
        alternative_unit_id: row.pause_alternative_unit_id,
    });
    Ok(UnitCaseTypeView {
        unit_id: row.unit_id,
        case_type_id: row.case_type_id,
        name: row.case_type.name,
        limited_selection: row.case_type.limited_selection,
        status: row.case_type.status,
        central: row.case_type.owner_unit_id.is_none(),
        handed_out_at: row.handed_out_at.map(Into::into),
        active: row.active,
        sort_order: row.sort_order.into(),
        pause,
        local_description: row.local_description,
        local_terms_text: row.local_terms_text,
        standard_answers: answers(row.standard_answers)?,
        open_windows: open_windows(row.open_windows)?,
        version: row.version,
        links: links.done(),
    })
}
