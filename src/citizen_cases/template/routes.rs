//! What can be asked of templates for citizen cases: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change, read,
    view::{CitizenTemplateChange, NewCitizenTemplate, TemplateView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CitizenTemplateId, UnitId},
    page::{self, Page, Wanted, etag},
};

pub struct TemplateRoutes;

#[derive(ApiResponse)]
enum TemplateMade {
    /// The template is made.
    #[oai(status = 201)]
    Made(
        Json<TemplateView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum TemplateAnswer {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<TemplateView>,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer(view: TemplateView) -> TemplateAnswer {
    let tag = etag(view.version);
    TemplateAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::CitizenCases")]
impl TemplateRoutes {
    /// List the templates a unit can send with
    ///
    /// The unit's own, its region's and the nation's (mallar för invånarärenden), the newest first. A
    /// handler sees those in use; the unit's local administrators and the region's see all of them.
    #[oai(
        path = "/units/:unitId/citizen-case-templates",
        method = "get",
        operation_id = "listCitizenTemplates"
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
    ) -> Result<Json<Page<TemplateView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::of_unit(caller.0, unit_id.0, wanted).await?))
    }

    /// Make a template for citizen cases
    ///
    /// By a local administrator for the unit, by the region's and the nation's administrators for
    /// units below them and for themselves. A unit's templates are for those it has contact with
    /// (`care-contact`). Unknown placeholders and forms that can't be asked are refused.
    #[oai(
        path = "/citizen-case-templates",
        method = "post",
        operation_id = "createCitizenTemplate"
    )]
    async fn create(
        &self,
        caller: Caller,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewCitizenTemplate>,
    ) -> Result<TemplateMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::create(caller.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(TemplateMade::Made(Json(view), location, tag))
    }

    /// Show a template for citizen cases
    ///
    /// For those who keep it, and for handlers who could send it.
    #[oai(
        path = "/citizen-case-templates/:templateId",
        method = "get",
        operation_id = "getCitizenTemplate"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "templateId")] template_id: Path<CitizenTemplateId>,
    ) -> Result<TemplateAnswer, Problem> {
        Ok(answer(read::read(caller.0, template_id.0).await?))
    }

    /// Change a template for citizen cases
    ///
    /// Other words make another edition: what was sent, and sendings that are under way, keep theirs.
    /// A template out of use is not sent with; what was ordered before goes on.
    #[oai(
        path = "/citizen-case-templates/:templateId",
        method = "put",
        operation_id = "changeCitizenTemplate"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "templateId")] template_id: Path<CitizenTemplateId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<CitizenTemplateChange>,
    ) -> Result<TemplateAnswer, Problem> {
        Ok(answer(change::change(caller.0, template_id.0, seen.0, body.value).await?))
    }
}
