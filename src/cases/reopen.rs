//! Open a closed case again.

use super::{
    case::RESIDENT_OUT_OF_REACH,
    distribute::must_be_handler,
    policy::Reopen,
    read::{self, Seen},
    store, tell,
    view::CaseView,
    wish::Reopening,
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CaseId, identity};

/// Opens a case that was closed not long ago, for who had it last or for the one who is named.
pub async fn reopen(
    cx: Cx,
    id: CaseId,
    seen: Seen,
    repeat: Repeat,
    wish: Reopening,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Reopen>(tx)?;
        seen.check(&case)?;
        let days = tx.policies().number("case.reopen-days", Some(&case.region), tx.today)?;
        let step = case.reopen(wish.handler_id, wish.reason, (tx.today, days))?;
        if !identity::can_sign_in(tx, case.subject)? {
            let (sv, en) = ("Invånaren kan inte logga in.", "The resident can't sign in.");
            return Err(Failure::refused(&RESIDENT_OUT_OF_REACH, sv, en));
        }
        let handler = step.stage.handler();
        if let Some(handler) = handler {
            must_be_handler(tx, handler, case.unit)?;
        }
        let event = store::advance(tx, &grant, &case, step)?;
        tell::news(tx, &case, tell::News::Reopened)?;
        if let Some(handler) = handler.filter(|handler| tx.actor().uuid() != handler.0) {
            tell::handler(tx, handler, event)?;
        }
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
