//! Says of a row whether it was justified.

use super::{
    list::row_view,
    policy::{Judge, ReadRows},
    store,
    view::{Judged, NewFinding},
};
use crate::{
    access::{Cx, Grant},
    audit::{self, Audited},
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{LogReviewId, ResidentId, StaffId, UnitId},
};

/// A judgement can be changed until the protocol is signed. Nobody judges their own row.
pub async fn judge(
    cx: Cx,
    (unit, id, place): (UnitId, LogReviewId, i32),
    repeat: Repeat,
    new: NewFinding,
) -> Result<Judged, Failure> {
    cx.once(repeat, move |tx, _| {
        let (_, grant) = store::unit(tx, unit)?.open::<Judge>(tx)?;
        let review = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let row = store::row_at(tx, &grant, id, place)?.ok_or(Failure::Absent)?;
        let me = StaffId(tx.actor().uuid());
        review.judge(me, row.actor)?;
        store::judge(tx, &grant, (id, place), new.finding, new.note.as_deref())?;
        let row = store::row_at(tx, &grant, id, place)?.ok_or(Failure::Absent)?;
        let patient = row.patient;
        let view = Judged { unit_id: unit, row: row_view(row, me) };
        done(tx, grant, id, patient, view)
    })
    .await
}

fn done(
    tx: &mut Tx<'_>,
    grant: Grant<Judge>,
    id: LogReviewId,
    patient: Option<ResidentId>,
    view: Judged,
) -> Result<Audited<Judged>, Failure> {
    Ok(match patient {
        Some(patient) => audit::record_about(tx, grant, id.0, patient, view)?,
        None => audit::record_made(tx, grant, id.0, None, view)?,
    })
}

impl Replay for Judged {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = store::unit(tx, self.unit_id)?.open::<ReadRows>(tx)?;
        Ok(())
    }
}
