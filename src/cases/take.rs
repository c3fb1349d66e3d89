//! Take a case that one's group has been given.

use super::{
    distribute::must_be_handler,
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
        let colleague = reply::colleague(tx)?;
        let step = case.take(colleague)?;
        // Held until the case is theirs: a role or membership that is taken now comes before or after.
        must_be_handler(tx, colleague, case.unit)?;
        store::advance(tx, &grant, &case, step)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
