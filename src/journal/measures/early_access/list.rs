//! Lists early access: the youth's own, or what the caller's units have given.

use super::{
    policy::ListEarlyAccess,
    store::{self, EarlyRow},
    view::{EarlyAccessView, view},
};
use crate::{
    access::{Capacity, Cx},
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
) -> Result<Page<EarlyAccessView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = shared::measures(tx, child, at)?.open::<ListEarlyAccess>(tx)?;
        let units: Vec<UnitId> = on.deciding.iter().map(|deciding| deciding.unit).collect();
        let staff = grant.capacity() == Capacity::DecisionMaker;
        let rows = store::list(tx, &grant, staff.then_some(&units), &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.set_at, row.id.0));
        let ids: Vec<_> =
            rows.rows.iter().filter(|_| staff).flat_map(EarlyRow::decision_ids).collect();
        let decisions = shared::decisions(tx, ids)?;
        let path = format!("/residents/{child}/journal/early-accesses");
        let query: Vec<(&str, String)> = at.iter().map(|at| ("unitId", at.to_string())).collect();
        let today = tx.today;
        let view = |row| view(cx, row, today, &decisions);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

impl Replay for EarlyAccessView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = shared::measures(tx, self.resident_id, Some(self.unit_id))?;
        let (_, _grant) = sealed.open::<ListEarlyAccess>(tx)?;
        Ok(())
    }
}
