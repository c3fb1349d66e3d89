//! Hands a central case type out to a unit (matrix row 20).

use super::{
    super::{
        ALREADY_AT_UNIT,
        availability::CaseTypeStatus,
        place::Unit,
        policy::{HandOutToUnit, ReadCaseType},
        store as units,
    },
    change::view,
    store::{self, TypeFacts},
    view::UnitCaseTypeView,
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{CaseTypeId, UnitId},
};

pub async fn hand_out(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    case_type: CaseTypeId,
) -> Result<UnitCaseTypeView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let unit = units::find(tx, id)?.ok_or(Failure::Absent)?;
        let (unit, grant) = unit.open::<HandOutToUnit>(tx)?;
        let known = store::to_hand_out(tx, &grant, case_type)?;
        if !known.is_some_and(|known| fits(&known, &unit)) {
            let sv = "Det finns ingen sådan central ärendetyp.";
            let en = "There is no such central case type.";
            return Err(Failure::field("/caseTypeId", "unknown-case-type", sv, en));
        }
        if !store::hand_out(tx, &grant, case_type)? {
            let (sv, en) = ("Den är redan utdelad.", "It was handed out before.");
            return Err(Failure::refused(&ALREADY_AT_UNIT, sv, en));
        }
        let row = store::find(tx, &grant, case_type)?.ok_or(Failure::Absent)?;
        let view = view(cx, row)?;
        Ok(audit::record_made(tx, grant, case_type.0, Some(id), view)?)
    })
    .await
}

/// The nation's or the unit's own region's, and still to be had.
fn fits(case_type: &TypeFacts, unit: &Unit) -> bool {
    let ends = [CaseTypeStatus::Deactivated, CaseTypeStatus::Archived];
    let region = case_type.owner_region_code.as_ref();
    case_type.owner_unit_id.is_none()
        && region.is_none_or(|region| *region == unit.region)
        && !ends.contains(&case_type.status)
}

impl Replay for UnitCaseTypeView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ReadCaseType>(tx, self.unit_id)
    }
}
