//! What can be asked of approvals.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change,
    view::{ApprovalRemoval, ApprovalView, NewApproval, RemovedView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{ApprovalId, UnitId},
    page::{self, Page, Wanted},
};

pub struct ApprovalRoutes;

#[derive(ApiResponse)]
enum Approved {
    /// The resident is let in.
    #[oai(status = 201)]
    Approved(
        Json<ApprovalView>,
        /// Where the unit's approvals are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ApprovalRemoved {
    /// The approval is gone.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi(tag = "Tag::Units")]
impl ApprovalRoutes {
    /// List approved residents
    ///
    /// Residents that the unit has let in from outside its service area, the latest first. Each one that
    /// is shown is recorded. For the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/approvals", method = "get", operation_id = "listApprovals")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ApprovalView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(change::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Approve a resident
    ///
    /// Lets the resident use every case type of the unit that is not limited, wherever they live.
    /// Approving twice is refused with `already-approved`. For the unit's local administrators and the
    /// region's.
    #[oai(path = "/units/:unitId/approvals", method = "post", operation_id = "approveResident")]
    async fn approve(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewApproval>,
    ) -> Result<Approved, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::approve(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("collection").map(|link| link.href.clone());
        Ok(Approved::Approved(Json(view), location.unwrap_or_default()))
    }

    /// Remove an approval
    ///
    /// The resident can no longer reach the unit, unless its service area takes them in. For the unit's
    /// local administrators and the region's.
    #[oai(
        path = "/units/:unitId/approvals/:approvalId",
        method = "delete",
        operation_id = "removeApproval"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "approvalId")] approval_id: Path<ApprovalId>,
    ) -> Result<ApprovalRemoved, Problem> {
        change::remove(caller.0, unit_id.0, approval_id.0).await?;
        Ok(ApprovalRemoved::Gone)
    }

    /// Remove many approvals
    ///
    /// Those that are named, or all of the unit's. Those that are gone already are passed over. For the
    /// unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/approval-removals",
        method = "post",
        operation_id = "removeApprovals"
    )]
    async fn remove_many(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<ApprovalRemoval>,
    ) -> Result<Json<RemovedView>, Problem> {
        let (repeat, wanted) = body.under(key.0);
        Ok(Json(change::remove_many(caller.0, unit_id.0, repeat, wanted).await?))
    }
}
