//! Take a case that one's group has been given.

use super::{
    policy::Take,
    read::{self, Seen},
    reply, store,
    view::CaseView,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CaseId};

/// Takes the case for oneself. Of several who try, one has it.
pub async fn take(cx: Cx, id: CaseId, seen: Seen, repeat: Repeat) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Take>(tx)?;
        seen.check(&case)?;
        let step = case.take(reply::colleague(tx)?)?;
        store::advance(tx, &grant, &case, step)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
