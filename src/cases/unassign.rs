//! Put a case back among the new ones.

use super::{
    policy::Unassign,
    read::{self, Seen},
    store,
    view::CaseView,
    wish::Unassignment,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CaseId};

/// Takes a case from its handler or group. The resident notices nothing.
pub async fn unassign(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    wish: Unassignment,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Unassign>(tx)?;
        seen.check(&case)?;
        let step = case.unassign(wish.reason)?;
        store::advance(tx, &grant, &case, step)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
