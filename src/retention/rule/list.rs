//! Shows what was decided.

use super::{
    policy::ListPolicies,
    store::{self, RetentionPolicy},
    view::{RetentionPoliciesView, RetentionPolicyView},
};
use crate::{
    access::{Cx, Region},
    audit,
    failure::Failure,
    page::Linker,
};

/// The region's decisions and the nation's, those of today, of before and of times to come.
pub async fn list(cx: Cx, region: Region) -> Result<RetentionPoliciesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::region(tx, region.clone())?.open::<ListPolicies>(tx)?;
        let rows = store::list(tx, &grant, &region)?;
        let items = rows.iter().map(|row| view(row, &rows, tx.today)).collect();
        let path = format!("/regions/{region}/retention-policies");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).done();
        Ok(audit::record(tx, grant, RetentionPoliciesView { items, links })?)
    })
    .await
}

/// A decision as it is shown among the others of its region.
pub fn view(
    row: &RetentionPolicy,
    all: &[RetentionPolicy],
    today: chrono::NaiveDate,
) -> RetentionPolicyView {
    let applies =
        store::applying(all, &row.information_type, today).is_some_and(|it| it.id == row.id);
    RetentionPolicyView::of(row.clone(), applies)
}
