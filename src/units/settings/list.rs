//! Lists a region's units, those not in use too, with what to see to about each.

use chrono::DateTime;

use super::{
    super::{availability::UnitStatus, role::unit_warnings},
    policy::{ListRegionUnits, RegionUnits},
    store::directory as store,
    view::RegionUnitView,
};
use crate::{
    access::{Cx, Region, Sealed},
    audit,
    failure::Failure,
    id::UnitId,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    region: Region,
    status: Option<UnitStatus>,
    wanted: Wanted,
) -> Result<Page<RegionUnitView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = RegionUnits { region: region.clone(), unit: None };
        let (_, grant) = Sealed::new(on).open::<ListRegionUnits>(tx)?;
        let rows = store::of_region(tx, &grant, &region, status, &wanted)?;
        // Ids grow with time, so they order alone.
        let rows = Rows::cut(rows, &wanted, |row| (DateTime::UNIX_EPOCH, row.id.0));
        let ids: Vec<UnitId> = rows.rows.iter().map(|row| row.id).collect();
        let mut warnings = unit_warnings(tx, &ids)?;
        let path = format!("/regions/{region}/units");
        let query: Vec<_> = status.iter().map(|it| ("status", it.code().to_owned())).collect();
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker.clone(), &path, &query, |row| {
            let settings = format!("/units/{}/settings", row.id);
            RegionUnitView {
                id: row.id,
                hsa_id: row.hsa_id,
                name: row.name,
                municipality_code: row.municipality_code,
                status: row.status,
                closes_on: row.closes_on,
                directory_fetched_at: row.directory_fetched_at.map(Into::into),
                warnings: warnings.remove(&row.id).unwrap_or_default(),
                links: linker.clone().add("settings", "GET", &settings).done(),
            }
        });
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}
