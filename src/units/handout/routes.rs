//! What can be asked of handed-out case types.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change,
    view::{CaseTypeGrantChange, HandoutView, NewCaseTypeGrant},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CaseTypeGrantId, UnitId},
    page::{self, Page, Wanted, etag},
};

pub struct HandoutRoutes;

#[derive(ApiResponse)]
enum HandedOut {
    /// The case type is handed out.
    #[oai(status = 201)]
    HandedOut(
        Json<HandoutView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum HandoutAnswer {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<HandoutView>,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum HandoutRemoved {
    /// It is taken back.
    #[oai(status = 204)]
    Gone,
}

fn answer(view: HandoutView) -> HandoutAnswer {
    let tag = etag(view.version);
    HandoutAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::Units")]
impl HandoutRoutes {
    /// List handed-out case types
    ///
    /// Limited case types (begränsat urval) and the residents they are handed out to, the latest first.
    /// Also those whose last day has passed. Each resident shown is recorded. For the unit's local
    /// administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-grants",
        method = "get",
        operation_id = "listCaseTypeGrants"
    )]
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
    ) -> Result<Json<Page<HandoutView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(change::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Hand out a case type
    ///
    /// Lets one resident use a limited case type of the unit, wherever they live, until a day or until
    /// further notice. One that the resident has already is refused with `already-handed-out`. For the
    /// unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-grants",
        method = "post",
        operation_id = "handOutCaseType"
    )]
    async fn hand_out(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewCaseTypeGrant>,
    ) -> Result<HandedOut, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::hand_out(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(HandedOut::HandedOut(Json(view), location, tag))
    }

    /// Show a handed-out case type
    ///
    /// For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-grants/:caseTypeGrantId",
        method = "get",
        operation_id = "getCaseTypeGrant"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeGrantId")] id: Path<CaseTypeGrantId>,
    ) -> Result<HandoutAnswer, Problem> {
        Ok(answer(change::read(caller.0, unit_id.0, id.0).await?))
    }

    /// Change a handed-out case type's last day
    ///
    /// The day must not have passed. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-grants/:caseTypeGrantId",
        method = "put",
        operation_id = "changeCaseTypeGrant"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeGrantId")] id: Path<CaseTypeGrantId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<CaseTypeGrantChange>,
    ) -> Result<HandoutAnswer, Problem> {
        let until = body.value.valid_until;
        Ok(answer(change::change(caller.0, (unit_id.0, id.0), seen.0, until).await?))
    }

    /// Take a handed-out case type back
    ///
    /// The resident can start nothing new with it; what is begun goes on. For the unit's local
    /// administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-grants/:caseTypeGrantId",
        method = "delete",
        operation_id = "takeBackCaseType"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeGrantId")] id: Path<CaseTypeGrantId>,
    ) -> Result<HandoutRemoved, Problem> {
        change::remove(caller.0, unit_id.0, id.0).await?;
        Ok(HandoutRemoved::Gone)
    }
}
