//! Signs the protocol.

use super::{
    list,
    policy::Sign,
    store,
    view::{LogReviewView, NewSignature},
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::{LogReviewId, UnitId},
    page::expect_version,
};

/// Nothing in it changes from here on.
pub async fn sign(
    cx: Cx,
    (unit, id): (UnitId, LogReviewId),
    seen: Option<String>,
    repeat: Repeat,
    new: NewSignature,
) -> Result<LogReviewView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<Sign>(tx)?;
        let review = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), review.version)?;
        let tally = store::tally(tx, id)?;
        review.sign(new.outcome, tally)?;
        store::sign(tx, &grant, id, new.outcome, &new.conclusion)?;
        let review = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = list::view(tx, cx, &grant, review)?;
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}
