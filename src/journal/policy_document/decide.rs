//! Approves a proposal, once and once more, or takes it back.

use super::{
    APPROVED_BEFORE, OWN_POLICY, POLICY_DAY_TAKEN, POLICY_SETTLED, POLICY_TOO_LATE, list,
    policy::{ApprovePolicy, RegionPolicies, WithdrawPolicy},
    proposal::Refusal,
    store::{self, PolicyRow},
    view::PolicyView,
};
use crate::{
    access::{Action, Cx, Grant, Region, Sealed},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::{JournalPolicyId, StaffId},
    page::expect_version,
};

/// Which document, and its version that was seen.
pub struct Seen {
    pub region: Region,
    pub id: JournalPolicyId,
    pub version: Option<String>,
}

pub async fn approve(cx: Cx, seen: Seen, repeat: Repeat) -> Result<PolicyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (row, grant) = open::<ApprovePolicy>(tx, &seen)?;
        let by = StaffId(tx.actor().uuid());
        let approval = row.hands.approve(by, row.valid_from, tx.today).map_err(refused)?;
        if !store::approve(tx, &grant, row.id, approval)? {
            let sv = "Ett annat dokument är beslutat från den dagen.";
            let en = "Another document is decided from that day.";
            return Err(Failure::refused(&POLICY_DAY_TAKEN, sv, en));
        }
        let view = list::view(tx, cx, &grant, (&seen.region, seen.id))?;
        Ok(audit::record_made(tx, grant, seen.id.0, None, view)?)
    })
    .await
}

pub async fn withdraw(cx: Cx, seen: Seen, repeat: Repeat) -> Result<PolicyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (row, grant) = open::<WithdrawPolicy>(tx, &seen)?;
        row.hands.withdraw().map_err(refused)?;
        store::withdraw(tx, &grant, row.id)?;
        let view = list::view(tx, cx, &grant, (&seen.region, seen.id))?;
        Ok(audit::record_made(tx, grant, seen.id.0, None, view)?)
    })
    .await
}

fn open<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    seen: &Seen,
) -> Result<(PolicyRow, Grant<A>), Failure> {
    let (_, grant) = Sealed::new(RegionPolicies(seen.region.clone())).open::<A>(tx)?;
    let row = store::lock(tx, &grant, (&seen.region, seen.id))?.ok_or(Failure::Absent)?;
    expect_version(seen.version.as_deref(), row.version)?;
    Ok((row, grant))
}

fn refused(refusal: Refusal) -> Failure {
    let kind = match refusal {
        Refusal::OwnProposal => &OWN_POLICY,
        Refusal::SamePerson => &APPROVED_BEFORE,
        Refusal::Settled => &POLICY_SETTLED,
        Refusal::TooLate => &POLICY_TOO_LATE,
    };
    Failure::refused(kind, kind.title_sv, kind.title_en)
}
