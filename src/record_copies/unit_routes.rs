//! What a unit can ask about copies: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::{Binary, Json},
};

use super::{
    assess, content,
    content_view::{ContentView, RecordCopyView},
    copy,
    request::CopyStage,
    view::{CopyView, NewPartialRelease, NewRefusal, NewRelease},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    cases::Nothing,
    failure::Problem,
    id::{RecordCopyRequestId, UnitId},
    page::{self, Page, Wanted},
};

pub struct UnitRoutes;

#[derive(ApiResponse)]
enum CopyMoved {
    /// The request as it now is.
    #[oai(status = 201)]
    Moved(
        Json<CopyView>,
        /// Where the request is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum CopyRead {
    /// The request as it stands.
    #[oai(status = 200)]
    Read(
        Json<CopyView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum Printed {
    /// The copy as a PDF.
    #[oai(status = 200, content_type = "application/pdf")]
    Page(
        Binary<Vec<u8>>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

fn moved(view: CopyView) -> CopyMoved {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let etag = page::etag(view.version);
    CopyMoved::Moved(Json(view), location, etag)
}

#[OpenApi(tag = "Tag::RecordCopies")]
impl UnitRoutes {
    /// List requests for copies at a unit
    ///
    /// The latest first. For staff with an assignment for care and treatment at the unit, after a strong sign-in.
    #[oai(
        path = "/units/:unitId/record-copy-requests",
        method = "get",
        operation_id = "listRecordCopyRequests"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Only those at that stage.
        stage: Query<Option<CopyStage>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<CopyView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(assess::list(caller.0, unit_id.0, stage.0, wanted).await?))
    }

    /// Show a request for a copy
    ///
    /// Who wants what, and how far it has come.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId",
        method = "get",
        operation_id = "getRecordCopyRequest"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
    ) -> Result<CopyRead, Problem> {
        let view = assess::read(caller.0, (unit_id.0, request_id.0)).await?;
        let etag = page::etag(view.version);
        Ok(CopyRead::Read(Json(view), etag))
    }

    /// Take a request for a copy
    ///
    /// Begins to assess it, or takes it over from a colleague.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/assessments",
        method = "post",
        operation_id = "takeRecordCopyRequest"
    )]
    async fn take(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<CopyMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        let named = (unit_id.0, request_id.0);
        Ok(moved(assess::take(caller.0, named, version.0, repeat).await?))
    }

    /// Release a copy
    ///
    /// Everything is handed over: what `assessedDigest` stands for, and nothing that comes later.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/releases",
        method = "post",
        operation_id = "releaseRecordCopy"
    )]
    async fn release(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRelease>,
    ) -> Result<CopyMoved, Problem> {
        let (repeat, new) = body.under(key.0);
        let named = (unit_id.0, request_id.0);
        Ok(moved(assess::release(caller.0, named, version.0, repeat, new).await?))
    }

    /// Release a copy without some parts
    ///
    /// Items, or headings in them, are withheld, each for a ground. The decision is written and can be appealed.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/partial-releases",
        method = "post",
        operation_id = "releaseRecordCopyPartly"
    )]
    async fn release_partly(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewPartialRelease>,
    ) -> Result<CopyMoved, Problem> {
        let (repeat, new) = body.under(key.0);
        let named = (unit_id.0, request_id.0);
        Ok(moved(assess::release_partly(caller.0, named, version.0, repeat, new).await?))
    }

    /// Refuse a copy
    ///
    /// Nothing is handed over. The decision is written, and says where it is appealed: to the administrative court
    /// of appeal (kammarrätten) for public care, to IVO for private.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/refusals",
        method = "post",
        operation_id = "refuseRecordCopy"
    )]
    async fn refuse(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRefusal>,
    ) -> Result<CopyMoved, Problem> {
        let (repeat, new) = body.under(key.0);
        let named = (unit_id.0, request_id.0);
        Ok(moved(assess::refuse(caller.0, named, version.0, repeat, new).await?))
    }

    /// Assess a released request anew
    ///
    /// Since the record has changed before the copy was taken out. Earlier decisions are kept.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/reassessments",
        method = "post",
        operation_id = "reassessRecordCopyRequest"
    )]
    async fn reassess(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<CopyMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        let named = (unit_id.0, request_id.0);
        Ok(moved(assess::reassess(caller.0, named, version.0, repeat).await?))
    }

    /// Read what a copy would hold
    ///
    /// Everything that the sources have within the request, fetched now: also what is sealed, blocked, hidden or never
    /// published, with `warnings` on it. For the assessor alone, while the request is assessed.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/content",
        method = "get",
        operation_id = "readRecordCopyContent"
    )]
    async fn content(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
    ) -> Result<Json<ContentView>, Problem> {
        Ok(Json(content::read(caller.0, (unit_id.0, request_id.0)).await?))
    }

    /// Take out a copy as JSON
    ///
    /// What was released, made now. Refused with `record-copy-record-changed` when the record is not what was
    /// assessed, and while a source does not answer. For the assessor.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/copy",
        method = "get",
        operation_id = "readRecordCopy"
    )]
    async fn copy(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
    ) -> Result<Json<RecordCopyView>, Problem> {
        Ok(Json(copy::disclose(caller.0, (unit_id.0, request_id.0)).await?))
    }

    /// Take out a copy on paper
    ///
    /// The same as a PDF, to be handed over.
    #[oai(
        path = "/units/:unitId/record-copy-requests/:recordCopyRequestId/print",
        method = "get",
        operation_id = "printRecordCopy"
    )]
    async fn print(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
    ) -> Result<Printed, Problem> {
        let pdf = copy::print(caller.0, (unit_id.0, request_id.0)).await?;
        let name = format!("attachment; filename=\"journalkopia-{}.pdf\"", request_id.0);
        Ok(Printed::Page(Binary(pdf), name))
    }
}
