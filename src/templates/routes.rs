//! What can be asked of reply templates: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change, list,
    store::Wish,
    template::TemplateKind,
    view::{NewReplyTemplate, ReplyTemplateContent, TemplateView, TextsView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CaseTypeId, ReplyTemplateId, UnitId},
    page::{self, Page, Wanted, etag},
};

pub struct Routes;

#[derive(ApiResponse)]
enum TemplateMade {
    /// The template is written.
    #[oai(status = 201)]
    Made(
        Json<TemplateView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// Its version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum TemplateAnswer {
    /// The template as it stands now.
    #[oai(status = 200)]
    Ok(
        Json<TemplateView>,
        /// Its version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum TemplateRemoved {
    /// It is out of use.
    #[oai(status = 204)]
    Gone,
}

fn answer(view: TemplateView) -> TemplateAnswer {
    let tag = etag(view.version);
    TemplateAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::Templates")]
impl Routes {
    /// List a unit's reply templates
    ///
    /// The unit's and the caller's own there, the last made first. For those who reply, and for those who
    /// run the unit.
    #[oai(
        path = "/units/:unitId/reply-templates",
        method = "get",
        operation_id = "listReplyTemplates"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Only those for this kind of reply.
        kind: Query<Option<TemplateKind>>,
        /// Only those that can be used for cases of this type.
        #[oai(name = "caseTypeId")]
        case_type_id: Query<Option<CaseTypeId>>,
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
        let wish = Wish { kind: kind.0, case_type: case_type_id.0 };
        Ok(Json(list::list(caller.0, unit_id.0, wish, wanted).await?))
    }

    /// Write a reply template
    ///
    /// A template (svarsmall) for a counter-question, a partial reply or an answer: the unit's by its local
    /// administrators, one's own by a handler. Two braces begin a placeholder: `{{resident-given-name}}`,
    /// `{{staff-name}}`, `{{staff-title}}`, `{{unit-name}}`, `{{unit-phone}}`, `{{case-number}}`,
    /// `{{case-type}}` and `{{date}}` are filled in by the service, `{{fill:name}}` by whoever sends it.
    /// Others are refused (`unknown-placeholder`).
    #[oai(
        path = "/units/:unitId/reply-templates",
        method = "post",
        operation_id = "createReplyTemplate"
    )]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewReplyTemplate>,
    ) -> Result<TemplateMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::create(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(TemplateMade::Made(Json(view), location, tag))
    }

    /// Show a reply template
    ///
    /// As its latest version says, and what its sender has to fill in. One's own is not there for others.
    #[oai(
        path = "/reply-templates/:replyTemplateId",
        method = "get",
        operation_id = "getReplyTemplate"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "replyTemplateId")] id: Path<ReplyTemplateId>,
    ) -> Result<TemplateAnswer, Problem> {
        Ok(answer(list::read(caller.0, id.0).await?))
    }

    /// Change a reply template
    ///
    /// Makes a new version, which the next reply uses. Messages that were sent keep theirs.
    #[oai(
        path = "/reply-templates/:replyTemplateId",
        method = "put",
        operation_id = "replaceReplyTemplate"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "replyTemplateId")] id: Path<ReplyTemplateId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<ReplyTemplateContent>,
    ) -> Result<TemplateAnswer, Problem> {
        Ok(answer(change::change(caller.0, id.0, seen.0, body.value).await?))
    }

    /// Remove a reply template
    ///
    /// Takes it out of use. Messages that were sent with it are as they were.
    #[oai(
        path = "/reply-templates/:replyTemplateId",
        method = "delete",
        operation_id = "removeReplyTemplate"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "replyTemplateId")] id: Path<ReplyTemplateId>,
    ) -> Result<TemplateRemoved, Problem> {
        change::remove(caller.0, id.0).await?;
        Ok(TemplateRemoved::Gone)
    }

    /// List the versions of a reply template
    ///
    /// The latest first, with who wrote each.
    #[oai(
        path = "/reply-templates/:replyTemplateId/versions",
        method = "get",
        operation_id = "listReplyTemplateVersions"
    )]
    async fn versions(
        &self,
        caller: Caller,
        #[oai(name = "replyTemplateId")] id: Path<ReplyTemplateId>,
    ) -> Result<Json<TextsView>, Problem> {
        Ok(Json(list::versions(caller.0, id.0).await?))
    }
}
