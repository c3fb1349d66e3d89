//! Reads and changes what a unit does with its case types.

use super::{
    super::{
        availability::CaseTypeStatus,
        policy::{ChangeCaseType, ListCaseTypes, ReadCaseType},
        store as units,
    },
    store::{self, OwnRow},
    view::{PauseSetting, UnitCaseTypeChange, UnitCaseTypeView, UnitCaseTypesView},
};
use crate::{
    access::Cx,
    audit,
    failure::{self, Failure},
    id::{CaseTypeId, UnitId},
    page::{Linker, expect_version},
};

pub async fn list(cx: Cx, id: UnitId) -> Result<UnitCaseTypesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListCaseTypes>(tx)?;
        let items = store::list(tx, &grant)?.into_iter().map(|row| view(cx, row)).collect();
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
        Ok(audit::record_made(tx, grant, case_type.0, Some(id), view(cx, row))?)
    })
    .await
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
        if !store::change(tx, &grant, &row, &wanted)? {
            let (sv, en) = ("Någon annan ändrade samtidigt.", "Someone else changed it.");
            return Err(Failure::refused(&failure::STALE, sv, en));
        }
        let row = store::find(tx, &grant, case_type)?.ok_or(Failure::Absent)?;
        Ok(audit::record_made(tx, grant, case_type.0, Some(id), view(cx, row))?)
    })
    .await
}

/// What is not published has no form that anyone may fill in.
fn check(row: &OwnRow, wanted: &UnitCaseTypeChange) -> Result<(), Failure> {
    if wanted.active && row.case_type.status != CaseTypeStatus::Published {
        let (sv, en) = ("Ärendetypen är inte publicerad.", "The case type is not published.");
        return Err(Failure::field("/active", "not-published", sv, en));
    }
    Ok(())
}

fn view(cx: &Cx, row: OwnRow) -> UnitCaseTypeView {
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
    });
    UnitCaseTypeView {
        unit_id: row.unit_id,
        case_type_id: row.case_type_id,
        name: row.case_type.name,
        limited_selection: row.case_type.limited_selection,
        status: row.case_type.status,
        active: row.active,
        sort_order: row.sort_order.into(),
        pause,
        version: row.version,
        links: links.done(),
    }
}
