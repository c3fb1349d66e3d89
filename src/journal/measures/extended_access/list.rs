//! Lists the extended access that the caller's units have given for a child.

use super::{
    policy::ListExtendedAccess,
    store::{self, ExtensionRow},
    view::{ExtendedAccessView, view},
};
use crate::{
    access::Cx,
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{ResidentId, UnitId},
    journal::measures::store as shared,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    child: ResidentId,
    at: Option<UnitId>,
    wanted: Wanted,
) -> Result<Page<ExtendedAccessView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = shared::measures(tx, child, at)?.open::<ListExtendedAccess>(tx)?;
        let units: Vec<UnitId> = on.deciding.iter().map(|deciding| deciding.unit).collect();
        let rows = store::list(tx, &grant, &units, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.set_at, row.id.0));
        let ids: Vec<_> = rows.rows.iter().flat_map(ExtensionRow::decision_ids).collect();
        let decisions = shared::decisions(tx, ids)?;
        let path = format!("/residents/{child}/journal/extended-accesses");
        let query: Vec<(&str, String)> = at.iter().map(|at| ("unitId", at.to_string())).collect();
        let today = tx.today;
        let view = |row| view(cx, row, today, &decisions);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

impl Replay for ExtendedAccessView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = shared::measures(tx, self.resident_id, Some(self.unit_id))?;
        let (_, _grant) = sealed.open::<ListExtendedAccess>(tx)?;
        Ok(())
    }
}
