//! What is decided on a dry run: that the archive has it, that it goes, or that it stays.

use super::{
    super::{
        policy::{ApprovePurge, DeliverPurge, RejectPurge, UnitRetention},
        store as units,
    },
    list,
    proposal::{Proposal, PurgeStage, Refusal},
    store,
    view::{Delivery, ProposalView, Rejection},
};
use crate::{
    access::{Action, Cx, Grant},
    audit::{self, Audited},
    db::{Repeat, Tx},
    failure::Failure,
    id::{PurgeProposalId, StaffId, UnitId},
    page::expect_version,
};

/// Which purge, and its version that was seen.
pub struct Seen {
    pub unit: UnitId,
    pub id: PurgeProposalId,
    pub version: Option<String>,
}

/// Lets everything in the dry run go. The worker does it, a part at a time.
pub async fn approve(cx: Cx, seen: Seen, repeat: Repeat) -> Result<ProposalView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (row, grant) = open::<ApprovePurge>(tx, &seen, |row, me| row.approve(me))?;
        store::settle(tx, &grant, row.id, PurgeStage::Approved, None)?;
        shown(tx, cx, grant, row.id)
    })
    .await
}

pub async fn reject(
    cx: Cx,
    seen: Seen,
    repeat: Repeat,
    why: Rejection,
) -> Result<ProposalView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (row, grant) = open::<RejectPurge>(tx, &seen, |row, _| row.reject())?;
        store::settle(tx, &grant, row.id, PurgeStage::Rejected, Some(&why.reason))?;
        shown(tx, cx, grant, row.id)
    })
    .await
}

/// Writes down that the archive has everything, under the archive's own reference.
pub async fn deliver(
    cx: Cx,
    seen: Seen,
    repeat: Repeat,
    delivery: Delivery,
) -> Result<ProposalView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (row, grant) = open::<DeliverPurge>(tx, &seen, |row, _| row.deliver())?;
        store::deliver(tx, &grant, row.id, &delivery.reference)?;
        shown(tx, cx, grant, row.id)
    })
    .await
}

fn open<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    seen: &Seen,
    may: impl Fn(&Proposal, StaffId) -> Result<(), Refusal>,
) -> Result<(Proposal, Grant<A>), Failure> {
    let (_, grant) = units::unit(tx, seen.unit)?.open::<A>(tx)?;
    let row = store::lock(tx, &grant, seen.id)?.ok_or(Failure::Absent)?;
    expect_version(seen.version.as_deref(), row.version)?;
    may(&row, StaffId(tx.actor().uuid()))?;
    Ok((row, grant))
}

fn shown<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: Grant<A>,
    id: PurgeProposalId,
) -> Result<Audited<ProposalView>, Failure> {
    let row = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
    let view = list::view(tx, cx, &grant, row)?;
    Ok(audit::record_made(tx, grant, id.0, None, view)?)
}
