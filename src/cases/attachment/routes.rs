//! What can be asked of a case's files: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    read::{self, AttachmentList},
    remove, upload,
};
use crate::{
    access::Caller,
    api::Tag,
    attachments::{AttachmentView, Content, Upload},
    failure::Problem,
    id::{AttachmentId, CaseId},
};

pub struct AttachmentRoutes;

/// A file that was taken in.
#[derive(ApiResponse)]
pub enum Uploaded {
    /// The file is there, and waits to be sent.
    #[oai(status = 201)]
    Made(
        Json<AttachmentView>,
        /// Where its content is, as soon as it can be read.
        #[oai(header = "Location")]
        String,
    ),
}

/// A file that was taken back.
#[derive(ApiResponse)]
pub enum Removed {
    /// The file is gone.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi(tag = "Tag::Cases")]
impl AttachmentRoutes {
    /// Upload an attachment
    ///
    /// A PDF, GIF, JPEG or PNG of at most 20 MB, to be sent with the caller's next message: `attachmentIds`
    /// of a reply or a partial reply, or the answer to an `attachment` component. Told by its first
    /// bytes; `Content-Type` must agree. Metadata of images (place, camera, comments) is taken out, so
    /// length and checksum differ from what was sent. Residents attach only where the form asks for it;
    /// receivers with a partial reply, handlers with an answer or a counter-question.
    #[oai(path = "/cases/:caseId/attachments", method = "post", operation_id = "uploadAttachment")]
    async fn upload(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The file's name, such as `attachment; filename*=UTF-8''hand.jpg`. It is personal data, so
        /// it is never part of an address.
        #[oai(name = "Content-Disposition", validator(min_length = 1, max_length = 1000))]
        disposition: Header<String>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        file: Upload,
    ) -> Result<Uploaded, Problem> {
        let cx = caller.0;
        let base = format!("{}{}", cx.asked().origin, crate::page::BASE);
        let view = upload::upload(cx, case_id.0, &disposition.0, key.0, file).await?;
        let location = format!("{base}/cases/{}/attachments/{}/content", view.case_id, view.id);
        Ok(Uploaded::Made(Json(view), location))
    }

    /// List attachments that wait to be sent
    ///
    /// What the caller's side has uploaded in this case and not sent: the resident's and a guardian's
    /// together, a member of staff's own. Those that were sent are listed with their messages.
    #[oai(path = "/cases/:caseId/attachments", method = "get", operation_id = "listAttachments")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
    ) -> Result<Json<AttachmentList>, Problem> {
        Ok(Json(read::list(caller.0, case_id.0).await?))
    }

    /// Take an attachment back
    ///
    /// Only while it waits to be sent: what has been sent never changes.
    #[oai(
        path = "/cases/:caseId/attachments/:attachmentId",
        method = "delete",
        operation_id = "removeAttachment"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        #[oai(name = "attachmentId")] attachment_id: Path<AttachmentId>,
    ) -> Result<Removed, Problem> {
        remove::remove(caller.0, case_id.0, attachment_id.0).await?;
        Ok(Removed::Gone)
    }

    /// Read an attachment
    ///
    /// The file itself, to whoever may read the case; recorded. Always sent to be saved, never to be
    /// shown in place. One range of bytes can be asked for; several are answered with the whole file.
    /// Refused with `attachment-scanning` until the virus scanner has found the file clean, and with
    /// `attachment-infected` for good if it has not.
    #[oai(
        path = "/cases/:caseId/attachments/:attachmentId/content",
        method = "get",
        operation_id = "readAttachment"
    )]
    async fn content(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        #[oai(name = "attachmentId")] attachment_id: Path<AttachmentId>,
        /// One range, such as `bytes=0-1023`.
        #[oai(name = "Range", validator(max_length = 200))]
        range: Header<Option<String>>,
        /// The `ETag` that the client has a part of: if the file were another, it gets all of it.
        #[oai(name = "If-Range", validator(max_length = 200))]
        if_range: Header<Option<String>>,
    ) -> Result<Content, Problem> {
        let (case, id) = (case_id.0, attachment_id.0);
        Ok(read::content(caller.0, case, id, range.0, if_range.0).await?)
    }
}
