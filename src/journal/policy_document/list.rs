//! Shows what is set and what is proposed.

use chrono::NaiveDate;

use super::{
    policy::{ListPolicies, ReadPolicy, RegionPolicies},
    proposal::JournalPolicyState,
    store::{self, PolicyRow},
    view::{PoliciesView, PolicyView},
};
use crate::{
    access::{Action, Cx, Grant, Region, Sealed},
    audit,
    db::Tx,
    failure::Failure,
    id::JournalPolicyId,
    page::Linker,
};

pub async fn list(cx: Cx, region: Region) -> Result<PoliciesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(RegionPolicies(region.clone())).open::<ListPolicies>(tx)?;
        let rows = store::list(tx, &grant, &region)?;
        let applying: Vec<bool> = rows.iter().map(|row| applies(row, &rows, tx.today)).collect();
        let items = rows.into_iter().zip(applying);
        let items =
            items.map(|(row, applies)| PolicyView::of(Linker::new(cx.asked()), row, applies));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let path = format!("/regions/{region}/journal-policies");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("propose", "POST", &path);
        Ok(audit::record(tx, grant, PoliciesView { items, links: links.done() })?)
    })
    .await
}

pub async fn read(cx: Cx, region: Region, id: JournalPolicyId) -> Result<PolicyView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(RegionPolicies(region.clone())).open::<ReadPolicy>(tx)?;
        let view = view(tx, cx, &grant, (&region, id))?;
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

/// One of the region's, as it now is.
pub fn view<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    (region, id): (&str, JournalPolicyId),
) -> Result<PolicyView, Failure> {
    let rows = store::list(tx, grant, region)?;
    let row = rows.iter().find(|row| row.id == id).ok_or(Failure::Absent)?;
    let applies = applies(row, &rows, tx.today);
    PolicyView::of(Linker::new(cx.asked()), row.clone(), applies)
}

/// Whether that document is the one in force: the latest of its kind that has begun. `all` has the
/// latest first.
fn applies(row: &PolicyRow, all: &[PolicyRow], today: NaiveDate) -> bool {
    let current = all.iter().find(|other| {
        other.kind == row.kind
            && other.provider_hsa_id == row.provider_hsa_id
            && other.hands.state() == JournalPolicyState::Decided
            && other.valid_from <= today
    });
    current.is_some_and(|current| current.id == row.id)
}
