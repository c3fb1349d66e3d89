//! What can be asked of case types: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    create, edit,
    list::{self, Wish},
    step::{self, Seen},
    versions,
    view::{
        CaseTypeContent, CaseTypeSummary, CaseTypeView, FormVersionView, FormVersionsView,
        NewCaseType, NoFacts,
    },
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CaseTypeId, UnitId},
    page::{self, Page, Wanted, etag},
    units::availability::CaseTypeStatus,
};

pub struct Routes;

/// A case type that was begun or taken a step further.
#[derive(ApiResponse)]
enum CaseTypeMade {
    /// The case type as it stands now.
    #[oai(status = 201)]
    Done(
        Json<CaseTypeView>,
        /// Where the case type is.
        #[oai(header = "Location")]
        String,
        /// Its version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum CaseTypeAnswer {
    /// The case type as it stands now.
    #[oai(status = 200)]
    Ok(
        Json<CaseTypeView>,
        /// Its version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn made(view: CaseTypeView) -> CaseTypeMade {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let tag = etag(view.version);
    CaseTypeMade::Done(Json(view), location, tag)
}

fn answer(view: CaseTypeView) -> CaseTypeAnswer {
    let tag = etag(view.version);
    CaseTypeAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::CaseTypes")]
impl Routes {
    /// List case types
    ///
    /// Those of one owner, the last made first: a unit's own (local), a region's, or with neither parameter
    /// the nation's. For those who build them; the nation's for every region's management team, which
    /// hands them out.
    #[oai(path = "/case-types", method = "get", operation_id = "listCaseTypes")]
    async fn list(
        &self,
        caller: Caller,
        /// The unit whose own types are meant.
        #[oai(name = "unitId")]
        unit_id: Query<Option<UnitId>>,
        /// The region whose types are meant, such as `19`.
        #[oai(
            name = "regionCode",
            validator(min_length = 2, max_length = 2, pattern = "^[0-9]{2}$")
        )]
        region_code: Query<Option<String>>,
        /// Only those in this state.
        status: Query<Option<CaseTypeStatus>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<CaseTypeSummary>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish { unit: unit_id.0, region: region_code.0, status: status.0 };
        Ok(Json(list::list(caller.0, wish, wanted).await?))
    }

    /// Begin a case type
    ///
    /// Begins a draft (ärendetyp) for a unit, a region or the nation. Its form must hold together: conditions
    /// look upwards at questions that are there. A region may keep the building of local types for itself
    /// (`local-case-types-not-allowed`).
    #[oai(path = "/case-types", method = "post", operation_id = "createCaseType")]
    async fn create(
        &self,
        caller: Caller,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewCaseType>,
    ) -> Result<CaseTypeMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(create::create(caller.0, repeat, new).await?))
    }

    /// Show a case type
    ///
    /// With the form as it is being worked on. For those who build it; the nation's for every region's
    /// management team.
    #[oai(path = "/case-types/:caseTypeId", method = "get", operation_id = "getCaseType")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
    ) -> Result<CaseTypeAnswer, Problem> {
        Ok(answer(list::read(caller.0, id.0).await?))
    }

    /// Change a case type
    ///
    /// All but the form applies at once. A changed form is kept as a working copy until it is published;
    /// residents and open cases keep the version they have. Units never change a central type: its form
    /// and options are locked to them.
    #[oai(path = "/case-types/:caseTypeId", method = "put", operation_id = "replaceCaseType")]
    async fn edit(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<CaseTypeContent>,
    ) -> Result<CaseTypeAnswer, Problem> {
        Ok(answer(edit::edit(caller.0, id.0, seen.0, body.value).await?))
    }

    /// Publish a case type
    ///
    /// Takes a draft, or one that was deactivated, into use, and its form if that has changed as the next
    /// version. Refused without a retention policy (`case-type-without-retention-policy`) and without a
    /// contact component that is always shown (`form-without-contact-component`). Units activate it then.
    #[oai(
        path = "/case-types/:caseTypeId/publications",
        method = "post",
        operation_id = "publishCaseType"
    )]
    async fn publish(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<CaseTypeMade, Problem> {
        let seen = Seen { id: id.0, version: seen.0 };
        Ok(made(step::publish(caller.0, seen, body.under(key.0).0).await?))
    }

    /// List the versions of a case type's form
    ///
    /// The latest first. Each case keeps the version that its answers were sent with.
    #[oai(
        path = "/case-types/:caseTypeId/form-versions",
        method = "get",
        operation_id = "listFormVersions"
    )]
    async fn versions(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
    ) -> Result<Json<FormVersionsView>, Problem> {
        Ok(Json(versions::list(caller.0, id.0).await?))
    }

    /// Publish a new version of a case type's form
    ///
    /// Publishes the working copy of a type in use. A published version never changes; cases that were sent
    /// keep theirs, and drafts are checked against the new one when they are sent.
    #[oai(
        path = "/case-types/:caseTypeId/form-versions",
        method = "post",
        operation_id = "publishFormVersion"
    )]
    async fn publish_form(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<CaseTypeMade, Problem> {
        let seen = Seen { id: id.0, version: seen.0 };
        Ok(made(step::publish_form(caller.0, seen, body.under(key.0).0).await?))
    }

    /// Show a version of a case type's form
    ///
    /// As it was published.
    #[oai(
        path = "/case-types/:caseTypeId/form-versions/:number",
        method = "get",
        operation_id = "getFormVersion"
    )]
    async fn version(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
        /// Counted from 1.
        #[oai(validator(minimum(value = "1")))]
        number: Path<i32>,
    ) -> Result<Json<FormVersionView>, Problem> {
        Ok(Json(versions::read(caller.0, id.0, number.0).await?))
    }

    /// Deactivate a case type
    ///
    /// Stops new cases at every unit that has it. Cases that are open go on.
    #[oai(
        path = "/case-types/:caseTypeId/deactivations",
        method = "post",
        operation_id = "deactivateCaseType"
    )]
    async fn deactivate(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<CaseTypeMade, Problem> {
        let seen = Seen { id: id.0, version: seen.0 };
        Ok(made(step::deactivate(caller.0, seen, body.under(key.0).0).await?))
    }

    /// Archive a case type
    ///
    /// Puts a draft or a deactivated case type away for good. Its cases keep what they need of it.
    #[oai(
        path = "/case-types/:caseTypeId/archivings",
        method = "post",
        operation_id = "archiveCaseType"
    )]
    async fn archive(
        &self,
        caller: Caller,
        #[oai(name = "caseTypeId")] id: Path<CaseTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<CaseTypeMade, Problem> {
        let seen = Seen { id: id.0, version: seen.0 };
        Ok(made(step::archive(caller.0, seen, body.under(key.0).0).await?))
    }
}
