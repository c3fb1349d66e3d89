//! List what waits to be sent, and read a file.

use poem_openapi::{Object, types::Example};

use super::side;
use crate::{
    access::Cx,
    attachments::{self, AttachmentView, Content, Download},
    audit,
    cases::{
        policy::{ListAttachments, ReadAttachment},
        store,
    },
    failure::Failure,
    id::{AttachmentId, CaseId},
    page::{Linker, Links},
};

/// Uploads that wait to be sent.
#[derive(Debug, Clone, Object)]
#[oai(example)]
pub struct AttachmentList {
    /// Oldest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<AttachmentView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl Example for AttachmentList {
    fn example() -> Self {
        let items = vec![AttachmentView::example()];
        Self { items, links: Links::new() }
    }
}

/// Lists what the caller's side has uploaded and not sent.
pub async fn list(cx: Cx, id: CaseId) -> Result<AttachmentList, Failure> {
    cx.transact(move |tx, cx| {
        let (case, grant) = store::find(tx, id)?.open::<ListAttachments>(tx)?;
        let side = side(tx)?;
        let rows = attachments::unsent(tx, case.id, side)?;
        let path = format!("/cases/{id}/attachments");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).done();
        let items = rows.into_iter().map(|row| attachments::view(cx, row)).collect();
        Ok(audit::record(tx, grant, AttachmentList { items, links })?)
    })
    .await
}

/// Gives a file out: a sent one to whoever may read the case, one that waits to its own side.
pub async fn content(
    cx: Cx,
    case: CaseId,
    id: AttachmentId,
    range: Option<String>,
    if_range: Option<String>,
) -> Result<Content, Failure> {
    let proven = cx.clone().transact(move |tx, cx| {
        let (case, grant) = store::find(tx, case)?.open::<ReadAttachment>(tx)?;
        let side = side(tx)?;
        let stored = attachments::find(tx, case.id, id)?;
        let shown = stored.filter(|it| it.message_id.is_some() || it.is_of(side));
        let download = Download::of(cx, shown.ok_or(Failure::Absent)?)?;
        Ok(audit::record_made(tx, grant, id.0, None, download)?)
    });
    proven.await?.begin(&cx, range.as_deref(), if_range.as_deref()).await
}
