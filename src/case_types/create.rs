//! Begins a case type, as a draft.

use super::{
    case_type::{LOCAL_NOT_ALLOWED, Owned, Owner},
    edit::check,
    list::view,
    policy::Create,
    store,
    view::{CaseTypeView, NewCaseType},
};
use crate::{
    access::{Capacity, Cx, Sealed},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::UnitId,
};

pub async fn create(cx: Cx, repeat: Repeat, new: NewCaseType) -> Result<CaseTypeView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let owner = owner(tx, new.unit_id, new.region_code.clone())?;
        let (owned, grant) = Sealed::new(Owned(owner)).open::<Create>(tx)?;
        units_may_build(tx, &owned.0, grant.capacity())?;
        check(tx, &owned.0, &new.content, "/content")?;
        let id = store::insert(tx, &grant, &owned.0, &new.content)?;
        let made = store::made(tx, &grant, id)?;
        let view = view(tx.actor(), cx, made);
        Ok(audit::record_made(tx, grant, id.0, owned.0.unit(), view)?)
    })
    .await
}

/// Who is meant: a unit, a region, or with neither the nation.
pub fn owner(
    tx: &mut Tx<'_>,
    unit: Option<UnitId>,
    region: Option<String>,
) -> Result<Owner, Failure> {
    match (unit, region) {
        (Some(unit), None) => store::owner_unit(tx, unit)?.ok_or(Failure::Absent),
        (None, Some(region)) => Ok(Owner::Region(region)),
        (None, None) => Ok(Owner::Nation),
        (Some(_), Some(_)) => {
            let (sv, en) = ("Ange unitId eller regionCode.", "Give unitId or regionCode.");
            Err(Failure::field("/unitId", "one-of", sv, en))
        }
    }
}

/// Some regions let only their own team build, for units too (R-ROLE-11).
pub fn units_may_build(tx: &Tx<'_>, owner: &Owner, as_whom: Capacity) -> Result<(), Failure> {
    let allowed = tx.policies().value("case-type.local-allowed", owner.region(), tx.today);
    let is_off = |value: &serde_json::Value| value == false || value == 0;
    if as_whom == Capacity::LocalAdministrator && allowed.is_ok_and(is_off) {
        let (sv, en) = ("Vänd dig till regionens förvaltning.", "Turn to the region's team.");
        return Err(Failure::refused(&LOCAL_NOT_ALLOWED, sv, en));
    }
    Ok(())
}
