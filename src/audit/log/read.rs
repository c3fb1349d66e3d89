//! Reads the record, newest first.

use std::collections::BTreeSet;

use super::{
    policy::{ReadOwn, ResidentLog, Review},
    store,
    view::{AccessView, ReviewView},
};
use crate::{
    access::{Cx, Region, Sealed},
    audit,
    db::Tx,
    failure::Failure,
    id::{ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

/// Who saw a resident or did something about them, at which unit, when.
pub async fn of_resident(
    cx: Cx,
    resident: ResidentId,
    wanted: Wanted,
) -> Result<Page<AccessView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(ResidentLog(resident)).open::<ReadOwn>(tx)?;
        let rows = store::of_resident(tx, &grant, &wanted)?;
        let path = format!("/residents/{resident}/access-log");
        let linker = Linker::new(cx.asked());
        let named = names_shown(tx, &rows)?;
        let view = |entry: store::Entry| {
            let named = named.contains(&entry.unit_region);
            AccessView::of(entry, named)
        };
        let page = Page::of(rows, &wanted, linker, &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// In which regions of those rows staff are named to residents (B-122). What was done at no unit names
/// nobody.
fn names_shown(
    tx: &Tx<'_>,
    rows: &Rows<store::Entry>,
) -> Result<BTreeSet<Option<Region>>, Failure> {
    let regions: BTreeSet<&Region> =
        rows.rows.iter().filter_map(|entry| entry.unit_region.as_ref()).collect();
    let mut named = BTreeSet::new();
    for region in regions {
        let value = tx.policies().value("access-log.names-shown", Some(region), tx.today)?;
        if value == &serde_json::Value::Bool(true) {
            named.insert(Some(region.clone()));
        }
    }
    Ok(named)
}

/// What was done at a unit. What the reader did is left out: nobody reviews themselves.
pub async fn of_unit(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<ReviewView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.ok_or(Failure::Absent)?.open::<Review>(tx)?;
        let rows = store::of_unit(tx, &grant, &wanted)?;
        let shown: Vec<ResidentId> = rows.rows.iter().filter_map(|entry| entry.patient).collect();
        let path = format!("/units/{unit}/access-log");
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker, &path, &[], ReviewView::from);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}
