//! Lists those who decide at a unit.

use super::{
    policy::ListDecisionMakers,
    store,
    view::{DecisionMakerView, view},
};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::UnitId,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<DecisionMakerView>, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::units_deciders(tx, id)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<ListDecisionMakers>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.appointed_at, row.id.0));
        let path = format!("/units/{id}/decision-makers");
        let today = tx.today;
        let view = |row| view(cx, row, today);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}
