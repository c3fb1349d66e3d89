//! Ends early access before its last day, at once.

use super::{
    super::ALREADY_ENDED,
    policy::EndEarlyAccess,
    store,
    view::{EarlyAccessView, view},
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::{EarlyAccessId, ResidentId},
    journal::measures::{
        deciding::{MeasureState, ended_on, state},
        decision::{Besides, MeasureEnding},
        store as shared,
    },
};

pub async fn end(
    cx: Cx,
    child: ResidentId,
    id: EarlyAccessId,
    repeat: Repeat,
    ending: MeasureEnding,
) -> Result<EarlyAccessView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let at = Some(ending.decision.unit_id);
        let (on, grant) = shared::measures(tx, child, at)?.open::<EndEarlyAccess>(tx)?;
        shared::hold(tx, &grant, child)?;
        let by = on.deciding()?;
        let row = store::of_unit(tx, child, by.unit, id)?.ok_or(Failure::Absent)?;
        let (window, today) = (row.window(), tx.today);
        let there = matches!(state(&window, today), MeasureState::Holds | MeasureState::ToCome);
        let decision = shared::decide(tx, &grant, by, &ending.decision, Besides::default())?;
        if !there || !store::end(tx, &grant, id, ended_on(&window, today), decision)? {
            let (sv, en) = ("Den gäller inte längre.", "It no longer holds.");
            return Err(Failure::refused(&ALREADY_ENDED, sv, en));
        }
        let row = store::of_unit(tx, child, by.unit, id)?.ok_or(Failure::Absent)?;
        let decisions = shared::decisions(tx, row.decision_ids())?;
        let view = view(cx, row, today, &decisions);
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}
