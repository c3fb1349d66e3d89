//! Say that what matters in a case stands in the record (B-9).

use super::{
    policy::Document,
    read::{self, Seen},
    store,
    view::CaseView,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CaseId};

/// Marks the case as documented; its history says by whom. What the resident adds later needs it anew.
pub async fn document(cx: Cx, id: CaseId, seen: Seen, repeat: Repeat) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Document>(tx)?;
        seen.check(&case)?;
        let step = case.document(tx.now)?;
        store::advance(tx, &grant, &case, step)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
