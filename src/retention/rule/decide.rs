//! Enters a decision.

use super::{
    super::RETENTION_DECIDED,
    list::view,
    policy::{DecidePolicy, ListPolicies},
    store,
    view::{NewRetentionPolicy, RetentionPolicyView},
};
use crate::{
    access::{Cx, Region},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
};

/// Writes down what the region has decided, from a day on. What has begun before stays as it was.
pub async fn decide(
    cx: Cx,
    region: Region,
    repeat: Repeat,
    new: NewRetentionPolicy,
) -> Result<RetentionPolicyView, Failure> {
    cx.once(repeat, move |tx, _| {
        let (_, grant) = store::region(tx, region.clone())?.open::<DecidePolicy>(tx)?;
        new.check(tx.today)?;
        let row = store::insert(tx, &grant, &region, &new)?.ok_or_else(|| {
            let sv = "Det finns redan ett beslut från den dagen.";
            let en = "There is a decision from that day already.";
            Failure::refused(&RETENTION_DECIDED, sv, en)
        })?;
        let all = store::list(tx, &grant, &region)?;
        let view = view(&row, &all, tx.today);
        Ok(audit::record_made(tx, grant, row.id.0, None, view)?)
    })
    .await
}

impl Replay for RetentionPolicyView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let region = self.region_code.clone().unwrap_or_default();
        let (_, _grant) = store::region(tx, region)?.open::<ListPolicies>(tx)?;
        Ok(())
    }
}
