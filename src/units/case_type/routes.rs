//! What can be asked of a unit's case types, by those who run the unit.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change,
    view::{UnitCaseTypeChange, UnitCaseTypeView, UnitCaseTypesView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CaseTypeId, UnitId},
    page::etag,
};

pub struct CaseTypeRoutes;

#[derive(ApiResponse)]
enum UnitCaseTypeAnswer {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<UnitCaseTypeView>,
        /// The version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer(view: UnitCaseTypeView) -> UnitCaseTypeAnswer {
    let tag = etag(view.version);
    UnitCaseTypeAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::Units")]
impl CaseTypeRoutes {
    /// List a unit's case types
    ///
    /// Every case type (ärendetyp) that the unit has been given, in use or not, limited ones among them.
    /// For the unit's local administrators and the region's; everybody else reads the contact card.
    #[oai(
        path = "/units/:unitId/case-type-settings",
        method = "get",
        operation_id = "listUnitCaseTypes"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<UnitCaseTypesView>, Problem> {
        Ok(Json(change::list(caller.0, unit_id.0).await?))
    }

    /// Show a unit's case type
    ///
    /// For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-settings/:caseTypeId",
        method = "get",
        operation_id = "getUnitCaseType"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeId")] case_type_id: Path<CaseTypeId>,
    ) -> Result<UnitCaseTypeAnswer, Problem> {
        Ok(answer(change::read(caller.0, unit_id.0, case_type_id.0).await?))
    }

    /// Change a unit's case type
    ///
    /// Activates, deactivates, pauses and orders. It stops or lets in what is new; cases that are open go
    /// on. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-settings/:caseTypeId",
        method = "put",
        operation_id = "replaceUnitCaseType"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeId")] case_type_id: Path<CaseTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<UnitCaseTypeChange>,
    ) -> Result<UnitCaseTypeAnswer, Problem> {
        let of = (unit_id.0, case_type_id.0);
        Ok(answer(change::change(caller.0, of, seen.0, body.value).await?))
    }
}
