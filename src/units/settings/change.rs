//! Reads and changes a unit's settings.

use super::{
    super::{
        UNIT_HAS_OPEN_CASES, UNIT_STATUS_REFUSED,
        availability::UnitStatus,
        place::{Unit, management},
        policy::{ChangeSettings, ChangeStatus, ReadSettings, Recommend},
        role::unit_warnings,
        store as units,
    },
    status::{self, Refusal, WantedStatus},
    store,
    view::SettingsView,
};
use crate::{
    access::Cx,
    audit,
    db::Tx,
    failure::Failure,
    id::UnitId,
    page::{Linker, expect_version},
};

/// What is shown, and its version.
pub type Settings = (SettingsView, i64);

pub async fn read(cx: Cx, id: UnitId) -> Result<Settings, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ReadSettings>(tx)?;
        let view = view(tx, cx, unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn change(
    cx: Cx,
    id: UnitId,
    seen: Option<String>,
    other_information: Option<String>,
) -> Result<Settings, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<ChangeSettings>(tx)?;
        expect_version(seen.as_deref(), unit.version)?;
        let unit = store::change_settings(tx, &grant, other_information.as_deref())?;
        let view = view(tx, cx, unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn recommend(
    cx: Cx,
    id: UnitId,
    seen: Option<String>,
    recommended: bool,
) -> Result<Settings, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) = units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<Recommend>(tx)?;
        expect_version(seen.as_deref(), unit.version)?;
        let unit = store::recommend(tx, &grant, recommended)?;
        let view = view(tx, cx, unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn set_status(
    cx: Cx,
    id: UnitId,
    seen: Option<String>,
    wanted: WantedStatus,
) -> Result<Settings, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<ChangeStatus>(tx)?;
        expect_version(seen.as_deref(), unit.version)?;
        let open = store::open_cases(tx, &grant)?;
        let status = status::step(unit.status, wanted, open).map_err(refused)?;
        let unit = store::set_status(tx, &grant, status)?;
        if status == UnitStatus::Closed {
            store::end_roles(tx, &grant)?;
        }
        let view = view(tx, cx, unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::NoSuchStep => Failure::refused(
            &UNIT_STATUS_REFUSED,
            "Mottagningen kan inte få den statusen nu.",
            "The unit can't be given that status now.",
        ),
        Refusal::OpenCases(count) => Failure::refused(
            &UNIT_HAS_OPEN_CASES,
            format!("Öppna ärenden: {count}."),
            format!("Open cases: {count}."),
        ),
    }
}

fn view(tx: &mut Tx<'_>, cx: &Cx, unit: Unit) -> Result<Settings, Failure> {
    let path = format!("/units/{}", unit.id);
    let region = management(tx.actor(), &unit).is_some();
    let links = Linker::new(cx.asked())
        .add("self", "GET", &format!("{path}/settings"))
        .add("unit", "GET", &path)
        .add("change", "PUT", &format!("{path}/settings"))
        .add_if(region, "recommend", "PUT", &format!("{path}/recommendation"))
        .add_if(region, "set-status", "PUT", &format!("{path}/status"));
    let mut warnings = unit_warnings(tx, &[unit.id])?;
    let view = SettingsView {
        warnings: warnings.remove(&unit.id).unwrap_or_default(),
        unit_id: unit.id,
        other_information: unit.other_information,
        recommended: unit.recommended,
        status: unit.status,
        links: links.done(),
    };
    Ok((view, unit.version))
}
