//! Lists, sets and lifts guardian blocks.

use super::{
    ALREADY_BLOCKED,
    lock::already_lifted,
    measure::{Consultation, Measures, check_day, may_lift},
    policy::{BlockGuardian, LiftBlock, ListBlocks},
    store::{self, NewBlock},
    view::{BlockView, CareDecision, Lifting, NewGuardianBlock},
};
use crate::{
    access::{Action, Cx, Grant, Sealed},
    audit,
    clock::local_date,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{GuardianBlockId, ResidentId},
    journal::measures,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    resident: ResidentId,
    wanted: Wanted,
) -> Result<Page<BlockView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = Sealed::new(Measures { resident, region: None });
        let (_, grant) = on.open::<ListBlocks>(tx)?;
        let rows = store::blocks(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.blocked_at, row.id.0));
        let path = format!("/residents/{resident}/guardian-blocks");
        let view = |row| BlockView::of(cx, row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Keeps a guardian from a child. The record names the child and never the guardian, who reads
/// their own access log.
pub async fn block(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    new: NewGuardianBlock,
) -> Result<BlockView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let on = Measures { resident, region: Some(new.region_code.clone()) };
        let (_, grant) = Sealed::new(on).open::<BlockGuardian>(tx)?;
        if !store::hold(tx, resident)? {
            return Err(Failure::Absent);
        }
        check_decision(tx, &new.decision)?;
        check_guardians(tx, &grant, resident, &[new.guardian_id], "/guardianId")?;
        let block = NewBlock {
            child: resident,
            guardian: new.guardian_id,
            region: &new.region_code,
            reason: new.reason,
            decided_by: &new.decision.decided_by,
            decided_as: new.decision.decided_as,
            decision_unit: new.decision.unit_id,
            diary_reference: new.decision.diary_reference.as_deref(),
            protection: None,
        };
        let made = store::block(tx, &grant, &block)?.ok_or_else(already_blocked)?;
        measures::end_of_blocked(tx, &grant, resident, new.guardian_id)?;
        store::clear_contacts(tx, &grant, resident, &[new.guardian_id], false)?;
        let row = store::block_by_id(tx, resident, made)?.ok_or(Failure::Absent)?;
        let view = BlockView::of(cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn already_blocked() -> Failure {
    let (sv, en) = ("Regionen har redan blockerat.", "The region has blocked already.");
    Failure::refused(&ALREADY_BLOCKED, sv, en)
}

/// The unit that decided is one we know.
pub(super) fn check_decision(tx: &mut Tx<'_>, decision: &CareDecision) -> Result<(), Failure> {
    if store::unit_exists(tx, decision.unit_id)? {
        return Ok(());
    }
    let (sv, en) = ("Enheten finns inte.", "There is no such unit.");
    Err(Failure::field("/decision/unitId", "unknown-unit", sv, en))
}

/// Whoever is blocked is somebody, and somebody else. They need not be the child's guardian: the
/// register may say so tomorrow.
pub(super) fn check_guardians<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    child: ResidentId,
    guardians: &[ResidentId],
    pointer: &str,
) -> Result<(), Failure> {
    let known = store::known_residents(tx, grant, guardians)?;
    if guardians.iter().all(|id| *id != child && known.contains(id)) {
        return Ok(());
    }
    let (sv, en) = ("Ange vårdnadshavaren.", "Name the guardian.");
    Err(Failure::field(pointer, "unknown-guardian", sv, en))
}

/// Lifts a block: what the register says holds again, unless another region blocks too.
pub async fn lift(
    cx: Cx,
    resident: ResidentId,
    id: GuardianBlockId,
    repeat: Repeat,
    lifting: Lifting,
) -> Result<BlockView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let region = lifting.region_code;
        let on = Measures { resident, region: Some(region.clone()) };
        let (_, grant) = Sealed::new(on).open::<LiftBlock>(tx)?;
        store::hold(tx, resident)?;
        let row = store::block_by_id(tx, resident, id)?.ok_or(Failure::Absent)?;
        let consultation: Option<Consultation> = lifting.consultation.map(Consultation::from);
        may_lift(&row.region_code, &region, consultation.as_ref())?;
        check_day(consultation.as_ref(), local_date(row.blocked_at), tx.today)?;
        if !store::lift_block(tx, &grant, id, &region, consultation.as_ref())? {
            return Err(already_lifted());
        }
        let row = store::block_by_id(tx, resident, id)?.ok_or(Failure::Absent)?;
        let view = BlockView::of(cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

impl Replay for BlockView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = Sealed::new(Measures { resident: self.resident_id, region: None });
        let (_, _grant) = on.open::<ListBlocks>(tx)?;
        Ok(())
    }
}
