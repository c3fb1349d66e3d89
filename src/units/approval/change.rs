//! Lists, gives and removes approvals.

use super::{
    super::{
        ALREADY_APPROVED,
        policy::{Approve, ListApprovals, RemoveApproval},
        store as units, whom,
    },
    store::{self, ApprovalRow},
    view::{ApprovalRemoval, ApprovalView, NewApproval, RemovedView},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{ApprovalId, ResidentId, StaffId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<ApprovalView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListApprovals>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.approved_at, row.id.0));
        let shown: Vec<ResidentId> = rows.rows.iter().map(|row| row.resident.id).collect();
        let path = format!("/units/{id}/approvals");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |row| view(cx, row));
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

/// Lets a resident in, once.
pub async fn approve(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewApproval,
) -> Result<ApprovalView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<Approve>(tx)?;
        let resident = whom::find(tx, new.personal_number.as_deref(), new.resident_id)?;
        let made = store::insert(tx, &grant, resident.id)?.ok_or_else(already)?;
        let (patient, by) = (resident.id, StaffId(tx.actor().uuid()));
        let row =
            ApprovalRow { id: made, unit_id: id, approved_by: by, approved_at: tx.now, resident };
        let view = view(cx, row);
        Ok(audit::record_about(tx, grant, made.0, patient, view)?)
    })
    .await
}

/// Removes one approval. A resident in the service area still has the unit (B-34).
pub async fn remove(cx: Cx, id: UnitId, approval: ApprovalId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<RemoveApproval>(tx)?;
        let removed = store::remove(tx, &grant, Some(&[approval]))?;
        let patient = *removed.first().ok_or(Failure::Absent)?;
        Ok(audit::record_about(tx, grant, approval.0, patient, ())?)
    })
    .await
}

/// Removes many, or all (B-33). Those that are gone already are passed over.
pub async fn remove_many(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    wanted: ApprovalRemoval,
) -> Result<RemovedView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<RemoveApproval>(tx)?;
        let removed = store::remove(tx, &grant, wanted.approval_ids.as_deref())?;
        let path = format!("/units/{id}/approvals");
        let view = RemovedView {
            unit_id: id,
            removed: i32::try_from(removed.len()).unwrap_or(i32::MAX),
            links: Linker::new(cx.asked()).add("collection", "GET", &path).done(),
        };
        Ok(audit::record_each(tx, grant, removed, view)?)
    })
    .await
}

fn already() -> Failure {
    let (sv, en) = ("Invånaren är redan godkänd.", "The resident is approved already.");
    Failure::refused(&ALREADY_APPROVED, sv, en)
}

impl Replay for ApprovalView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ListApprovals>(tx, self.unit_id)
    }
}

impl Replay for RemovedView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ListApprovals>(tx, self.unit_id)
    }
}

fn view(cx: &Cx, row: ApprovalRow) -> ApprovalView {
    let path = format!("/units/{}/approvals", row.unit_id);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add(
        "remove",
        "DELETE",
        &format!("{path}/{}", row.id),
    );
    ApprovalView {
        id: row.id,
        unit_id: row.unit_id,
        resident: row.resident.into(),
        approved_at: row.approved_at.into(),
        approved_by: row.approved_by,
        links: links.done(),
    }
}
