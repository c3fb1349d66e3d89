//! Lists what ends soon at a unit.

use chrono::Days;

use super::{
    policy::ListRenewals,
    store::{self, EndingRow},
    view::RenewalView,
};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::{ResidentId, UnitId},
    journal::measures::{decision_maker, store as shared},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<RenewalView>, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = decision_maker::units_deciders(tx, id)?.ok_or(Failure::Absent)?;
        let (on, grant) = sealed.open::<ListRenewals>(tx)?;
        let rules = shared::rules(tx, &on.region)?;
        let through = tx.today + Days::new(rules.renewal_notice_days.into());
        let rows = store::ending(tx, &grant, through, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row: &EndingRow| (row.set_at, row.id));
        let shown: Vec<ResidentId> = rows.rows.iter().map(|row| row.resident_id).collect();
        let path = format!("/units/{id}/journal-renewals");
        let view = |row| RenewalView::of(cx, &row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}
