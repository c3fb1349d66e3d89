//! Close a case without an answer.

use super::{
    policy::CloseCase,
    read::{self, Seen},
    store, tell,
    view::CaseView,
    wish::Closure,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CaseId};

/// Closes an open case and tells the resident why.
pub async fn close(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    wish: Closure,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<CloseCase>(tx)?;
        seen.check(&case)?;
        let step = case.close(wish.reason, tx.now)?;
        store::advance(tx, &grant, &case, step)?;
        tell::news(tx, &case, tell::News::Closed)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
