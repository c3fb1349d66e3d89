//! Cancel a sending: every line that waits gets that for its result, in one go.

use super::{super::SENDING_FINISHED, policy::CancelSending, read::view, store, view::SendingView};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::CitizenSendingId};

/// Stops what has not been sent. A line that is being sent at this moment is sent.
pub async fn cancel(cx: Cx, id: CitizenSendingId, repeat: Repeat) -> Result<SendingView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = store::lock(tx, id)?.open::<CancelSending>(tx)?;
        let shown = store::granted(tx, &grant)?;
        if shown.finished_at.is_some() {
            let (sv, en) = ("Varje rad har fått sitt resultat.", "Every line has its result.");
            return Err(Failure::refused(&SENDING_FINISHED, sv, en));
        }
        store::cancel(tx, &grant)?;
        let shown = store::granted(tx, &grant)?;
        let view = view(tx, cx, shown)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
