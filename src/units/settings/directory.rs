//! Asks the directory anew about a unit. What it says is taken as it is: also that the unit has moved
//! to another region.

use super::{
    super::{NOT_IN_DIRECTORY, policy::RefreshUnit, store as units},
    change::Settings,
    onboard::{refresh_hours, shown},
    store::directory as store,
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::Tx,
    directory::Directory,
    failure::Failure,
    id::UnitId,
    units::place::Unit,
};

fn find(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<Unit>, Failure> {
    units::find(tx, id)?.ok_or(Failure::Absent)
}

pub async fn refresh(cx: Cx, id: UnitId) -> Result<Settings, Failure> {
    let unit = cx.clone().may::<RefreshUnit>(move |tx| find(tx, id)).await?;
    let entry = Directory::required(&cx.app().config)?.unit(&unit.hsa_id).await?;
    cx.transact(move |tx, cx| {
        let (_, grant) = units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<RefreshUnit>(tx)?;
        let Some(entry) = entry else {
            let sv = "HSA känner inte till enheten.";
            return Err(Failure::refused(&NOT_IN_DIRECTORY, sv, "HSA does not know the unit."));
        };
        let hours = refresh_hours(tx)?;
        store::refresh(tx, &grant, &entry, hours)?;
        let settings = shown(tx, cx, id)?;
        Ok(audit::record(tx, grant, settings)?)
    })
    .await
}
