//! The dry run: which cases have been kept long enough, and may go.

use super::{
    super::{PURGE_NOTHING_DUE, PURGE_UNDER_WAY, policy::ProposePurge, store as units},
    list,
    store::{self, DryRun},
    view::ProposalView,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::UnitId};

/// Looks through the unit's closed cases and writes down those that may go. Nothing goes.
pub async fn propose(cx: Cx, unit: UnitId, repeat: Repeat) -> Result<ProposalView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = units::lock_unit(tx, unit)?.open::<ProposePurge>(tx)?;
        let most = tx.policies().number("retention.most-cases", Some(&on.region), tx.today)?;
        let seen = store::dry_run(tx, &grant)?;
        if seen.may_go == 0 {
            return Err(nothing(&seen));
        }
        let made = store::insert(tx, &grant, &seen, most)?.ok_or_else(|| {
            let sv = "Mottagningen har en gallring på gång.";
            let en = "The unit has a purge under way.";
            Failure::refused(&PURGE_UNDER_WAY, sv, en)
        })?;
        let view = list::view(tx, cx, &grant, made)?;
        let id = view.id.0;
        Ok(audit::record_made(tx, grant, id, None, view)?)
    })
    .await
}

fn nothing(seen: &DryRun) -> Failure {
    let DryRun { held, undecided, .. } = seen;
    Failure::refused(
        &PURGE_NOTHING_DUE,
        format!("Inget ärende kan gallras. Spärrade: {held}. Utan regionens beslut: {undecided}."),
        format!("No case may go. On hold: {held}. Without the region's decision: {undecided}."),
    )
}
