//! Reads and changes a unit's settings.

use super::{
    super::{
        CLOSING_NOTICE, UNIT_HAS_OPEN_CASES, UNIT_STATUS_REFUSED,
        availability::UnitStatus,
        place::{Unit, management},
        policy::{ChangeSettings, ChangeStatus, ReadSettings, Recommend},
        role::{administrators_of, unit_warnings},
        store as units,
    },
    status::{self, Facts, Refusal, WantedStatus, earliest},
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
        let facts = Facts {
            open_cases: store::open_cases(tx, &grant)?,
            has_administrator: !administrators_of(tx, &[id])?.is_empty(),
            closes_on: unit.closes_on,
            today: tx.today,
        };
        let status = status::step(unit.status, wanted, &facts).map_err(refused)?;
        let closes_on = match status {
            UnitStatus::Active | UnitStatus::Inactive => None,
            UnitStatus::Closed => unit.closes_on.or(Some(tx.today)),
            UnitStatus::Closing => {
                unit.closes_on.or(Some(earliest(tx.today, notice_days(tx, &unit)?)))
            }
        };
        let unit = store::set_status(tx, &grant, status, closes_on)?;
        if status == UnitStatus::Closed {
            store::end_roles(tx, &grant)?;
        }
        let view = view(tx, cx, unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// How many days ahead a closing is announced in the unit's region.
pub fn notice_days(tx: &Tx<'_>, unit: &Unit) -> Result<i32, Failure> {
    tx.policies().number("unit.closing-notice-days", Some(&unit.region), tx.today)
}

pub fn no_such_step() -> Failure {
    Failure::refused(
        &UNIT_STATUS_REFUSED,
        "Mottagningen kan inte få den statusen nu.",
        "The unit can't be given that status now.",
    )
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::NoSuchStep => no_such_step(),
        Refusal::NoAdministrator => Failure::refused(
            &UNIT_STATUS_REFUSED,
            "Mottagningen har ingen lokal administratör. Aktivera den med en.",
            "The unit has no local administrator. Activate it with one.",
        ),
        Refusal::NoticeRuns(day) => Failure::refused(
            &CLOSING_NOTICE,
            format!("Stängningen är anmäld till {day}."),
            format!("The closing is announced for {day}."),
        ),
        Refusal::OpenCases(count) => Failure::refused(
            &UNIT_HAS_OPEN_CASES,
            format!("Öppna ärenden: {count}."),
            format!("Open cases: {count}."),
        ),
    }
}

pub fn view(tx: &mut Tx<'_>, cx: &Cx, unit: Unit) -> Result<Settings, Failure> {
    let path = format!("/units/{}", unit.id);
    let region = management(tx.actor(), &unit).is_some();
    let is_new = unit.status == UnitStatus::Inactive;
    let is_open = matches!(unit.status, UnitStatus::Active | UnitStatus::Closing);
    let links = Linker::new(cx.asked())
        .add("self", "GET", &format!("{path}/settings"))
        .add("unit", "GET", &path)
        .add("change", "PUT", &format!("{path}/settings"))
        .add_if(region, "recommend", "PUT", &format!("{path}/recommendation"))
        .add("refresh", "POST", &format!("{path}/directory-refreshes"))
        .add_if(region, "set-status", "PUT", &format!("{path}/status"))
        .add_if(region && is_new, "activate", "POST", &format!("{path}/activations"))
        .add_if(region && is_open, "close", "POST", &format!("{path}/closures"));
    let mut warnings = unit_warnings(tx, &[unit.id])?;
    let view = SettingsView {
        warnings: warnings.remove(&unit.id).unwrap_or_default(),
        unit_id: unit.id,
        other_information: unit.other_information,
        recommended: unit.recommended,
        status: unit.status,
        closes_on: unit.closes_on,
        directory_fetched_at: unit.directory_fetched_at.map(Into::into),
        links: links.done(),
    };
    Ok((view, unit.version))
}
