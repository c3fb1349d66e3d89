//! What those who want a copy can ask: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    file,
    view::{NewRecordCopyRequest, OwnCopyView, ReceiptView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{RecordCopyRequestId, ResidentId},
    page::{self, Page, Wanted},
};

pub struct ResidentRoutes;

#[derive(ApiResponse)]
enum Received {
    /// The unit is asked, if the register lets the caller ask.
    #[oai(status = 202)]
    Received(
        Json<ReceiptView>,
        /// Where the caller's requests about that person are, for those who may see them.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(tag = "Tag::RecordCopies")]
impl ResidentRoutes {
    /// Ask for a copy of a record
    ///
    /// Of one's own record or a child's (journalkopia), with everything in it whatever is sealed or hidden on 1177.
    /// The unit weighs what may be handed over. Every resident gets the same answer here, also about somebody that
    /// they have nothing to do with: the unit answers only those who may ask, by post where not here.
    #[oai(
        path = "/residents/:residentId/journal/record-copy-requests",
        method = "post",
        operation_id = "requestRecordCopy"
    )]
    async fn file(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRecordCopyRequest>,
    ) -> Result<Received, Problem> {
        let (repeat, new) = body.under(key.0);
        let receipt = file::file(caller.0, id.0, repeat, new).await?;
        let location = receipt.links.get("collection").map(|link| link.href.clone());
        Ok(Received::Received(Json(receipt), location.unwrap_or_default()))
    }

    /// List one's requests for copies
    ///
    /// Those that the caller has filed about that person, the latest first. For the resident, and a guardian until
    /// the child's 13th birthday.
    #[oai(
        path = "/residents/:residentId/journal/record-copy-requests",
        method = "get",
        operation_id = "listOwnRecordCopyRequests"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<OwnCopyView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(file::list(caller.0, id.0, wanted).await?))
    }

    /// Show one's request for a copy
    ///
    /// How far it has come, what was decided and how that is appealed.
    #[oai(
        path = "/residents/:residentId/journal/record-copy-requests/:recordCopyRequestId",
        method = "get",
        operation_id = "getOwnRecordCopyRequest"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "recordCopyRequestId")] request_id: Path<RecordCopyRequestId>,
    ) -> Result<Json<OwnCopyView>, Problem> {
        Ok(Json(file::read(caller.0, (id.0, request_id.0)).await?))
    }
}
