//! Take a case back before anyone has it.

use super::{
    policy::Withdraw,
    read::{self, Seen},
    store,
    view::CaseView,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CaseId};

/// Withdraws a case that no handler has yet (återkalla).
pub async fn withdraw(cx: Cx, id: CaseId, seen: Seen, repeat: Repeat) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Withdraw>(tx)?;
        seen.check(&case)?;
        let step = case.withdraw(tx.now)?;
        store::advance(tx, &grant, &case, step)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
