//! Shows the units that records come from.

use super::{
    super::policy::{ListUnits, RegionPolicies},
    store,
    view::UnitsView,
};
use crate::{
    access::{Action, Cx, Grant, Region, Sealed},
    audit,
    db::Tx,
    failure::Failure,
    page::Linker,
};

pub async fn list(cx: Cx, region: Region) -> Result<UnitsView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(RegionPolicies(region.clone())).open::<ListUnits>(tx)?;
        let view = view(tx, cx, &grant, &region)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub fn view<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    region: &str,
) -> Result<UnitsView, Failure> {
    let providers = store::providers(tx, grant, region)?;
    let units = store::units(tx, grant, region)?;
    let path = format!("/regions/{region}/journal-units");
    let links = Linker::new(cx.asked()).add("self", "GET", &path).add("put", "PUT", &path);
    Ok(UnitsView { providers, units, links: links.done() })
}
