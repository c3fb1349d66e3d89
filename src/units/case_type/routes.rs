//! What can be asked of a unit's case types, by those who run the unit.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    super::card::{NewCaseTypePreview, PreviewView},
    change, hand_out, preview,
    view::{
        StandardAnswersView, UnitCaseTypeChange, UnitCaseTypeHandOut, UnitCaseTypeView,
        UnitCaseTypesView,
    },
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

#[derive(ApiResponse)]
enum UnitCaseTypeMade {
    /// The unit has it, and can activate it.
    #[oai(status = 201)]
    Done(
        Json<UnitCaseTypeView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// The version, for `If-Match`.
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

    /// Hand a central case type out to a unit
    ///
    /// Lets a unit have a case type of its region's or the nation's (dela ut). The unit's local administrators
    /// then activate it. For the region's management team and the nation's.
    #[oai(
        path = "/units/:unitId/case-type-settings",
        method = "post",
        operation_id = "handOutCaseTypeToUnit"
    )]
    async fn hand_out(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<UnitCaseTypeHandOut>,
    ) -> Result<UnitCaseTypeMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = hand_out::hand_out(caller.0, unit_id.0, repeat, new.case_type_id).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(UnitCaseTypeMade::Done(Json(view), location, tag))
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
    /// Activates, deactivates, pauses (with another unit to turn to), opens at certain hours, orders, and puts
    /// in the unit's own description, terms and standard answers. It stops or lets in what is new; cases
    /// that are open go on. What is left out is taken away. For the unit's local administrators and the
    /// region's.
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

    /// Show standard answers
    ///
    /// Prepared texts (standardsvar) for answers to cases of a type: those that come with it, and the unit's
    /// own. For everybody who works with the unit's cases or runs the unit.
    #[oai(
        path = "/units/:unitId/case-types/:caseTypeId/standard-answers",
        method = "get",
        operation_id = "getStandardAnswers"
    )]
    async fn standard_answers(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeId")] case_type_id: Path<CaseTypeId>,
    ) -> Result<Json<StandardAnswersView>, Problem> {
        Ok(Json(change::standard_answers(caller.0, unit_id.0, case_type_id.0).await?))
    }

    /// Preview a unit's case types as a resident
    ///
    /// Which case types that resident would see at the unit now, why one could not be used, and each form as
    /// they would get it. With `withDraft` as if that case type were published with its working copy and
    /// active. Recorded in the resident's access log. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/case-type-previews",
        method = "post",
        operation_id = "previewCaseTypes"
    )]
    async fn preview(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        body: Body<NewCaseTypePreview>,
    ) -> Result<Json<PreviewView>, Problem> {
        Ok(Json(preview::preview(caller.0, unit_id.0, body.value).await?))
    }
}
