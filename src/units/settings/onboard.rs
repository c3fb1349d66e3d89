//! The region takes a unit in from the directory, and into use with its first local administrator and
//! the central case types (cases.md 4.4, OC-1). The local administrator does the rest.

use super::{
    super::{
        UNIT_KNOWN,
        availability::UnitStatus,
        policy::Activate,
        role::{administrators_of, first_administrator},
        store as units,
    },
    change::{self, Settings},
    policy::{CreateUnit, RegionUnits},
    store::directory as store,
    view::{NewUnit, SettingsView, UnitActivation},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    directory::{Directory, UnitEntry},
    failure::{Failure, FieldFault, Words},
    id::{CaseTypeId, UnitId},
    identity::hsa_id,
};

/// How many hours the directory's word on a unit serves.
pub fn refresh_hours(tx: &Tx<'_>) -> Result<i32, Failure> {
    tx.policies().number("unit.directory-refresh-hours", None, tx.today)
}

/// Takes a unit in from the directory, once. It is not in use yet.
pub async fn create(cx: Cx, repeat: Repeat, new: NewUnit) -> Result<SettingsView, Failure> {
    let (hsa_id, region) = (hsa_id(&new.hsa_id), new.region_code);
    let on = RegionUnits { region: region.clone(), unit: None };
    cx.clone().may::<CreateUnit>(|_| Ok(Sealed::new(on))).await?;
    let entry = match &hsa_id {
        Some(hsa_id) => Directory::required(&cx.app().config)?.unit(hsa_id).await?,
        None => None,
    };
    cx.once(repeat, move |tx, cx| {
        let known = hsa_id.as_deref().map_or(Ok(None), |hsa_id| store::id_of(tx, hsa_id))?;
        let on = RegionUnits { region: region.clone(), unit: known };
        let (_, grant) = Sealed::new(on).open::<CreateUnit>(tx)?;
        if known.is_some() {
            return Err(known_already());
        }
        let entry = must_be_the_regions(entry, &region)?;
        let hours = refresh_hours(tx)?;
        let made = store::insert(tx, &grant, &entry, hours)?.ok_or_else(known_already)?;
        let unit = units::unit(tx, made)?.ok_or(Failure::Absent)?;
        let (view, _) = change::view(tx, cx, unit)?;
        Ok(audit::record_made(tx, grant, made.0, Some(made), view)?)
    })
    .await
}

fn known_already() -> Failure {
    let (sv, en) = ("HSA-id:t är redan tillagt.", "The HSA-id is known already.");
    Failure::refused(&UNIT_KNOWN, sv, en)
}

fn must_be_the_regions(entry: Option<UnitEntry>, region: &str) -> Result<UnitEntry, Failure> {
    let entry = entry.ok_or_else(|| {
        let (sv, en) = ("HSA har ingen sådan enhet.", "HSA knows no such unit.");
        Failure::field("/hsaId", "unknown-to-directory", sv, en)
    })?;
    if entry.county_code != region {
        let sv = "Enheten hör till en annan region.";
        return Err(Failure::field("/hsaId", "other-region", sv, "The unit is another region's."));
    }
    Ok(entry)
}

/// Takes a unit into use, once.
pub async fn activate(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    wanted: UnitActivation,
) -> Result<SettingsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (unit, grant) = units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<Activate>(tx)?;
        if unit.status != UnitStatus::Inactive {
            return Err(change::no_such_step());
        }
        if let Some(hsa_id) = &wanted.local_administrator_hsa_id {
            first_administrator(tx, &grant, hsa_id, "/localAdministratorHsaId")?;
        } else if administrators_of(tx, &[id])?.is_empty() {
            let (sv, en) = ("Ange den första lokala administratören.", "Name the first one.");
            return Err(Failure::field("/localAdministratorHsaId", "required", sv, en));
        }
        let central = store::central_types(tx, &grant, &unit.region)?;
        let types = match &wanted.case_type_ids {
            Some(chosen) => must_be_central(chosen, &central)?,
            None => central,
        };
        store::hand_out(tx, &grant, &types)?;
        store::activate(tx, &grant)?;
        let unit = units::unit(tx, id)?.ok_or(Failure::Absent)?;
        let (view, _) = change::view(tx, cx, unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn must_be_central(
    chosen: &[CaseTypeId],
    central: &[CaseTypeId],
) -> Result<Vec<CaseTypeId>, Failure> {
    let wrong = chosen.iter().enumerate().filter(|(_, id)| !central.contains(id));
    let faults: Vec<FieldFault> = wrong
        .map(|(at, _)| {
            let words = Words::new(
                "Det är ingen publicerad central ärendetyp i regionen.",
                "It is no published central case type of the region.",
            );
            FieldFault::new(format!("/caseTypeIds/{at}"), "unknown-case-type", words)
        })
        .collect();
    if faults.is_empty() { Ok(chosen.to_vec()) } else { Err(Failure::Invalid(faults)) }
}

/// A settings page that was shown: by whoever may read the unit's settings.
impl Replay for SettingsView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<super::super::policy::ReadSettings>(tx, self.unit_id)
    }
}

/// What the unit is now, after a change.
pub fn shown(tx: &mut Tx<'_>, cx: &Cx, id: UnitId) -> Result<Settings, Failure> {
    let unit = units::unit(tx, id)?.ok_or(Failure::Absent)?;
    change::view(tx, cx, unit)
}
