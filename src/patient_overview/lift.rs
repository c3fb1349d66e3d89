//! Lets one unit see past an inner block for a while: seven days at most (PDL 4:5).

use chrono::Days;

use super::{
    BLOCK_NOT_LIFTABLE, NO_PATIENT_RELATION,
    decision::{BlockKind, Blocks, LONGEST_LIFT_DAYS},
    face::must_be_in_care,
    policy::{LiftForAWhile, Post},
    store::{self, BlockRow, LiftRow, NewLift},
    view::{LiftView, NewTemporaryLift},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{PatientBlockId, ResidentId},
    page::Linker,
};

pub async fn lift(
    cx: Cx,
    (patient, id): (ResidentId, PatientBlockId),
    repeat: Repeat,
    new: NewTemporaryLift,
) -> Result<LiftView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, new.unit_id, patient)?.open::<LiftForAWhile>(tx)?;
        let (post, requester) = must_be_in_care(tx, cx, on)?;
        let person = store::patient(tx, patient)?;
        let block = store::block_by_id(tx, patient, &post.provider_hsa_id, id)?;
        let block = block.ok_or(Failure::Absent)?;
        must_be_liftable(&block, &post)?;
        let nothing = Blocks::Known(Vec::new());
        let facts = store::facts(tx, (&post, requester), &person, nothing)?;
        if !facts.relations.iter().any(|it| it.holds(&post.unit_hsa_id, tx.today)) {
            let (sv, en) = ("Ange patientrelationen.", "State the patient relation.");
            return Err(Failure::refused(&NO_PATIENT_RELATION, sv, en));
        }
        let last = tx.today.checked_add_days(Days::new(LONGEST_LIFT_DAYS));
        if new.valid_through < tx.today || last.is_none_or(|last| new.valid_through > last) {
            let (sv, en) = ("Högst sju dagar från i dag.", "At most seven days from today.");
            return Err(Failure::field("/validThrough", "out-of-range", sv, en));
        }
        let lift = NewLift {
            block: id,
            employee: new.only_for_me.then_some(post.staff),
            ground: new.ground,
            reason: &new.reason,
            through: new.valid_through,
        };
        let row = store::insert_lift(tx, &grant, &post, &lift)?;
        let (made, view) = (row.id, view(cx, row, patient));
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

/// It is inner, stands, and keeps this very unit out.
fn must_be_liftable(block: &BlockRow, post: &Post) -> Result<(), Failure> {
    let keeps_out = block.unit_hsa_id.as_deref() != Some(post.unit_hsa_id.as_str());
    if block.kind == BlockKind::Inner && block.lifted_at.is_none() && keeps_out {
        return Ok(());
    }
    let (sv, en) = ("Den hävs inte tillfälligt.", "It is not lifted for a while.");
    Err(Failure::refused(&BLOCK_NOT_LIFTABLE, sv, en))
}

fn view(cx: &Cx, row: LiftRow, patient: ResidentId) -> LiftView {
    let path = format!("/patients/{patient}/blocks");
    LiftView {
        id: row.id,
        patient_block_id: row.block_id,
        unit_id: row.unit_id,
        employee_id: row.employee_id,
        ground: row.ground,
        valid_from: row.valid_from,
        valid_through: row.valid_through,
        lifted_at: row.lifted_at.into(),
        links: Linker::new(cx.asked()).add("collection", "GET", &path).done(),
    }
}

impl Replay for LiftView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (patient, unit) = store::lift_by_id(tx, self.id.0)?.ok_or(Failure::Absent)?;
        let on = store::at_unit(tx, unit, patient)?;
        let (_, _grant) = on.open::<LiftForAWhile>(tx)?;
        Ok(())
    }
}
