//! What can be asked of time types.

use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change, list,
    view::{NewTimeType, TimeTypeSettings, TimeTypeView, TimeTypesView},
};
use crate::{
    access::{App, Asked, Caller},
    api::Tag,
    body::Body,
    failure::Problem,
    id::{TimeTypeId, UnitId},
    page::etag,
};

pub struct Routes;

#[derive(ApiResponse)]
enum TimeTypeMade {
    /// The time type as it is now.
    #[oai(status = 201)]
    Made(
        Json<TimeTypeView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum TimeTypeAnswer {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<TimeTypeView>,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum TimeTypeEnded {
    /// It is out of use.
    #[oai(status = 204)]
    Gone,
}

fn answer(view: TimeTypeView) -> TimeTypeAnswer {
    let tag = etag(view.version);
    TimeTypeAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::TimeBook")]
impl Routes {
    /// List what can be booked at a unit
    ///
    /// Time types (tidstyper) in use, by name, with what is asked and told when one books, rebooks and
    /// cancels. Hidden ones are not here: they take a summons. No session is needed.
    #[oai(path = "/units/:unitId/time-types", method = "get", operation_id = "listTimeTypes")]
    async fn list(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<TimeTypesView>, Problem> {
        Ok(Json(list::public(&app, &asked, unit_id.0).await?))
    }

    /// Offer a time type
    ///
    /// A code that the unit has already is refused with `time-type-exists`. For the unit's local
    /// administrators and the region's.
    #[oai(path = "/units/:unitId/time-types", method = "post", operation_id = "createTimeType")]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewTimeType>,
    ) -> Result<TimeTypeMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::create(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(TimeTypeMade::Made(Json(view), location, tag))
    }

    /// List all of a unit's time types
    ///
    /// Also those that are hidden or out of use. For the unit's receivers, handlers and local
    /// administrators, and the region's administrators.
    #[oai(
        path = "/units/:unitId/time-type-settings",
        method = "get",
        operation_id = "listTimeTypeSettings"
    )]
    async fn all(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<TimeTypesView>, Problem> {
        Ok(Json(list::all(caller.0, unit_id.0).await?))
    }

    /// Show a time type
    ///
    /// For those who may list all of them.
    #[oai(
        path = "/units/:unitId/time-types/:timeTypeId",
        method = "get",
        operation_id = "getTimeType"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "timeTypeId")] id: Path<TimeTypeId>,
    ) -> Result<TimeTypeAnswer, Problem> {
        Ok(answer(change::read(caller.0, (unit_id.0, id.0)).await?))
    }

    /// Change a time type
    ///
    /// All of its settings; what is left out is taken away. Cut-offs and texts hold for what is done from
    /// now on. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/time-types/:timeTypeId",
        method = "put",
        operation_id = "changeTimeType"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "timeTypeId")] id: Path<TimeTypeId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<TimeTypeSettings>,
    ) -> Result<TimeTypeAnswer, Problem> {
        let at = (unit_id.0, id.0);
        Ok(answer(change::change(caller.0, at, seen.0, body.value).await?))
    }

    /// Take a time type out of use
    ///
    /// Its free times are not found any more; whoever has booked one keeps it. For the unit's local
    /// administrators and the region's.
    #[oai(
        path = "/units/:unitId/time-types/:timeTypeId",
        method = "delete",
        operation_id = "endTimeType"
    )]
    async fn end(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "timeTypeId")] id: Path<TimeTypeId>,
    ) -> Result<TimeTypeEnded, Problem> {
        change::end(caller.0, (unit_id.0, id.0)).await?;
        Ok(TimeTypeEnded::Gone)
    }
}
