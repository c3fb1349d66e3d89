//! What can be asked of planned weeks.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    apply, change,
    view::{
        ApplicationView, SlotTemplateContent, SlotTemplateDays, SlotTemplateView, SlotTemplatesView,
    },
};
use crate::{
    access::Caller,
    api::Tag,
    body::{Body, LargeBody},
    failure::Problem,
    id::{SlotTemplateId, UnitId},
    page::etag,
};

pub struct TemplateRoutes;

#[derive(ApiResponse)]
enum TemplateMade {
    /// The planned week as it is now.
    #[oai(status = 201)]
    Made(
        Json<SlotTemplateView>,
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
        Json<SlotTemplateView>,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum TemplateRemoved {
    /// It is gone.
    #[oai(status = 204)]
    Gone,
}

fn answer(view: SlotTemplateView) -> TemplateAnswer {
    let tag = etag(view.version);
    TemplateAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::TimeBook")]
impl TemplateRoutes {
    /// List a unit's planned weeks
    ///
    /// By name (grundscheman). For the unit's receivers, handlers and local administrators, and the
    /// region's administrators.
    #[oai(
        path = "/units/:unitId/slot-templates",
        method = "get",
        operation_id = "listSlotTemplates"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<SlotTemplatesView>, Problem> {
        Ok(Json(change::list(caller.0, unit_id.0).await?))
    }

    /// Plan a week
    ///
    /// Weekdays and clock times, with what can be booked then. Nothing is made before it is applied. For
    /// the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/slot-templates",
        method = "post",
        operation_id = "createSlotTemplate"
    )]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: LargeBody<SlotTemplateContent>,
    ) -> Result<TemplateMade, Problem> {
        let (repeat, content) = body.0.under(key.0);
        let view = change::create(caller.0, unit_id.0, repeat, content).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(TemplateMade::Made(Json(view), location, tag))
    }

    /// Show a planned week
    ///
    /// For those who may list them.
    #[oai(
        path = "/units/:unitId/slot-templates/:slotTemplateId",
        method = "get",
        operation_id = "getSlotTemplate"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "slotTemplateId")] id: Path<SlotTemplateId>,
    ) -> Result<TemplateAnswer, Problem> {
        Ok(answer(change::read(caller.0, (unit_id.0, id.0)).await?))
    }

    /// Change a planned week
    ///
    /// All of it. The times that were made of it before stay as they are. For the unit's local
    /// administrators and the region's.
    #[oai(
        path = "/units/:unitId/slot-templates/:slotTemplateId",
        method = "put",
        operation_id = "changeSlotTemplate"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "slotTemplateId")] id: Path<SlotTemplateId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: LargeBody<SlotTemplateContent>,
    ) -> Result<TemplateAnswer, Problem> {
        let at = (unit_id.0, id.0);
        Ok(answer(change::change(caller.0, at, seen.0, body.0.value).await?))
    }

    /// Remove a planned week
    ///
    /// The times that were made of it stay. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/slot-templates/:slotTemplateId",
        method = "delete",
        operation_id = "removeSlotTemplate"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "slotTemplateId")] id: Path<SlotTemplateId>,
    ) -> Result<TemplateRemoved, Problem> {
        change::remove(caller.0, (unit_id.0, id.0)).await?;
        Ok(TemplateRemoved::Gone)
    }

    /// Apply a planned week
    ///
    /// Makes its times on the days that are given, by the clock on the wall: all of them, or none if one is
    /// in the way of another time; `errors` then names them, by their number in the order of days and
    /// places. A time that is there already is left as it is, so applying it again is safe. A clock time
    /// that comes twice in autumn is the first of the two; one that spring skips is told in `skipped`. For
    /// the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/slot-templates/:slotTemplateId/applications",
        method = "post",
        operation_id = "applySlotTemplate"
    )]
    async fn apply(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "slotTemplateId")] id: Path<SlotTemplateId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<SlotTemplateDays>,
    ) -> Result<Json<ApplicationView>, Problem> {
        let (repeat, days) = body.under(key.0);
        Ok(Json(apply::apply(caller.0, (unit_id.0, id.0), repeat, days).await?))
    }
}
