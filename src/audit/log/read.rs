//! Reads the record, newest first.

use super::{
    policy::{ReadOwn, ResidentLog, Review},
    store,
    view::{AccessView, ReviewView},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    failure::Failure,
    id::{ResidentId, UnitId},
    page::{Linker, Page, Wanted},
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
        let page = Page::of(rows, &wanted, linker, &path, &[], AccessView::from);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
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
