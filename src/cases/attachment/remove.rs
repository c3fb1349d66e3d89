//! Take back a file before it is sent.

use super::side;
use crate::{
    access::Cx,
    attachments::{self, SENT},
    audit,
    cases::{policy::RemoveAttachment, store},
    failure::Failure,
    id::{AttachmentId, CaseId},
};

/// Throws an upload of the caller's side away. What has been sent stays.
pub async fn remove(cx: Cx, case: CaseId, id: AttachmentId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (case, grant) = store::lock(tx, case)?.open::<RemoveAttachment>(tx)?;
        let side = side(tx)?;
        let stored = attachments::find(tx, case.id, id)?;
        let known = stored.filter(|it| it.message_id.is_some() || it.is_of(side));
        known.ok_or(Failure::Absent)?;
        if !attachments::remove(tx, &grant, id)? {
            let (sv, en) = ("Bilagan är redan skickad.", "The attachment has been sent.");
            return Err(Failure::refused(&SENT, sv, en));
        }
        Ok(audit::record_made(tx, grant, id.0, None, ())?)
    })
    .await
}
