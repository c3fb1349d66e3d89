//! What can be asked of slots.

use chrono::NaiveDate;
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    change,
    follow::{self, Events},
    make,
    payload::Lines,
    search::{self, Which, Wish},
    view::{FreeSlotView, NewSlot, SlotDaysView, SlotImportView, SlotStatusChange, SlotView},
};
use crate::{
    access::{App, Asked, Caller},
    api::Tag,
    body::Body,
    edge::Draining,
    failure::{Failure, Problem},
    id::{SlotId, TimeTypeId, UnitId},
    page::{self, Page, Wanted, etag},
};

pub struct SlotRoutes;

#[derive(ApiResponse)]
enum SlotMade {
    /// The time as it is now.
    #[oai(status = 201)]
    Made(
        Json<SlotView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum SlotAnswer {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<SlotView>,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer(view: SlotView) -> SlotAnswer {
    let tag = etag(view.version);
    SlotAnswer::Ok(Json(view), tag)
}

/// By time type or by care service, never both (services.md 3.1).
fn one_of(time_type: Option<String>, care_service: Option<String>) -> Result<Which, Failure> {
    match (time_type, care_service) {
        (Some(code), None) => Ok(Which::Code(code)),
        (None, Some(code)) => Ok(Which::CareService(code)),
        (None, None) => {
            let (sv, en) =
                ("Ange tidstyp eller vårdtjänst.", "Give a time type or a care service.");
            Err(Failure::field("/timeType", "required", sv, en))
        }
        (Some(_), Some(_)) => {
            let (sv, en) =
                ("Antingen tidstyp eller vårdtjänst.", "Either time type or care service.");
            Err(Failure::field("/careService", "not-both", sv, en))
        }
    }
}

#[OpenApi(tag = "Tag::TimeBook")]
impl SlotRoutes {
    /// Find free times anywhere
    ///
    /// By a time type's code or by a care service (vårdtjänst), never both; the earliest first. Only times
    /// that can still be booked: published, free, and before the cut-off. Hidden time types are not here.
    /// Times are in UTC and by the Swedish clock. No session is needed.
    #[oai(path = "/slots", method = "get", operation_id = "searchSlots")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn search(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        /// A time type's code, which units share that offer the same.
        #[oai(name = "timeType", validator(min_length = 1, max_length = 40))]
        time_type: Query<Option<String>>,
        /// A care service, as a SNOMED CT code.
        #[oai(name = "careService", validator(max_length = 18, pattern = "^[0-9]{6,18}$"))]
        care_service: Query<Option<String>>,
        /// The first day; today when left out.
        from: Query<Option<NaiveDate>>,
        /// The last day.
        through: Query<Option<NaiveDate>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<FreeSlotView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let which = one_of(time_type.0, care_service.0)?;
        let wish = Wish { which, from: from.0, through: through.0, practitioner: None };
        let on = ("searchSlots", "/slots".to_owned());
        Ok(Json(search::search(&app, &asked, on, (wish, wanted)).await?))
    }

    /// Find free times at a unit
    ///
    /// The earliest first: of one time type, or of all that the unit lets residents book. Only times that
    /// can still be booked: published, free, and before the cut-off. Hidden time types are not here. Times
    /// are in UTC and by the Swedish clock. No session is needed.
    #[oai(path = "/units/:unitId/slots", method = "get", operation_id = "searchUnitSlots")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn search_unit(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// A time type's code.
        #[oai(name = "timeType", validator(min_length = 1, max_length = 40))]
        time_type: Query<Option<String>>,
        /// The first day; today when left out.
        from: Query<Option<NaiveDate>>,
        /// The last day.
        through: Query<Option<NaiveDate>>,
        /// Who it is with, as `practitionerId` of another answer.
        #[oai(name = "practitionerId")]
        practitioner: Query<Option<Uuid>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<FreeSlotView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let which = Which::Unit(unit_id.0, time_type.0);
        let wish = Wish { which, from: from.0, through: through.0, practitioner: practitioner.0 };
        let on = ("searchUnitSlots", format!("/units/{}/slots", unit_id.0));
        Ok(Json(search::search(&app, &asked, on, (wish, wanted)).await?))
    }

    /// Make a time
    ///
    /// One in the way of another of the same practitioner, else of the same resource, else of the same time
    /// type, is refused with `slots-overlap`. For the unit's local administrators and the region's, and for
    /// record systems with the scope `slots:write`.
    #[oai(path = "/units/:unitId/slots", method = "post", operation_id = "createSlot")]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewSlot>,
    ) -> Result<SlotMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = make::create(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        let tag = etag(view.version);
        Ok(SlotMade::Made(Json(view), location, tag))
    }

    /// List the days with free times
    ///
    /// At most 62 days from the first, for a calendar to choose a day in. What counts as free is as in the
    /// search. No session is needed.
    #[oai(path = "/units/:unitId/slot-days", method = "get", operation_id = "listSlotDays")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn days(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// A time type's code.
        #[oai(name = "timeType", validator(min_length = 1, max_length = 40))]
        time_type: Query<Option<String>>,
        /// The first day; today when left out.
        from: Query<Option<NaiveDate>>,
        /// The last day.
        through: Query<Option<NaiveDate>>,
        /// Who it is with, as `practitionerId` of another answer.
        #[oai(name = "practitionerId")]
        practitioner: Query<Option<Uuid>>,
    ) -> Result<Json<SlotDaysView>, Problem> {
        let which = Which::Unit(unit_id.0, time_type.0);
        let wish = Wish { which, from: from.0, through: through.0, practitioner: practitioner.0 };
        Ok(Json(search::days(&app, &asked, unit_id.0, wish).await?))
    }

    /// Follow a unit's free times
    ///
    /// Server-sent events (`text/event-stream`): `snapshot` with all that is free now (`{"items": […]}`, each a
    /// `FreeSlot`), then `free` with a time that has come or has another number of free seats, and `taken`
    /// with the id of one that can't be booked any more, within a second or two. At most the 500 earliest. A
    /// comment is sent in silence; the stream ends after half an hour or when the service is renewed, and
    /// the client begins anew. No session is needed.
    #[oai(path = "/units/:unitId/slots/stream", method = "get", operation_id = "followSlots")]
    async fn follow(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        draining: Data<&Draining>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// A time type's code.
        #[oai(name = "timeType", validator(min_length = 1, max_length = 40))]
        time_type: Query<Option<String>>,
    ) -> Result<Events, Problem> {
        let on = (app.0, asked.0, draining.0);
        Ok(follow::follow(on, unit_id.0, time_type.0).await?)
    }

    /// Make many times at once
    ///
    /// One time a line, each a JSON object like that of `createSlot` (NDJSON, at most 30,000 lines): all of
    /// them, or none. What is wrong is told in `errors`, up to 200 of them: the first part of each pointer is
    /// the line's number, from 1, and what a line is in the way of is named. A line that says what is there
    /// already changes nothing: by `externalId`, or by time and place. For record systems with the scope
    /// `slots:write`, the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/slot-imports", method = "post", operation_id = "importSlots")]
    async fn import(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        file: Lines,
    ) -> Result<Json<SlotImportView>, Problem> {
        let (repeat, file) = file.under(key.0);
        Ok(Json(make::import(caller.0, unit_id.0, repeat, file).await?))
    }

    /// List a unit's times
    ///
    /// In every state, the earliest first: of one day, or from one through another. Who has booked is not
    /// here. For the unit's receivers, handlers and local administrators, the region's administrators, and record
    /// systems with the scope `slots:write`.
    #[oai(path = "/units/:unitId/time-book", method = "get", operation_id = "listTimeBook")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The first day; today when left out.
        from: Query<Option<NaiveDate>>,
        /// The last day; the first one when left out.
        through: Query<Option<NaiveDate>>,
        /// Only of this time type.
        #[oai(name = "timeTypeId")]
        time_type: Query<Option<TimeTypeId>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SlotView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = change::Wish { from: from.0, through: through.0, time_type: time_type.0 };
        Ok(Json(change::list(caller.0, unit_id.0, wish, wanted).await?))
    }

    /// Show a time
    ///
    /// As the unit sees it, in any state. For those who may list the unit's times.
    #[oai(path = "/slots/:slotId", method = "get", operation_id = "getSlot")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "slotId")] id: Path<SlotId>,
    ) -> Result<SlotAnswer, Problem> {
        Ok(answer(change::read(caller.0, id.0).await?))
    }

    /// Publish, block or withdraw a time
    ///
    /// Published again, it is no longer blocked. Whoever has booked a time that is blocked keeps it; one
    /// that is booked can't be withdrawn (`slot-booked`), and one that was withdrawn stays so. For the unit's
    /// receivers, handlers and local administrators, the region's administrators, and record systems with the scope
    /// `slots:write`.
    #[oai(path = "/slots/:slotId/status", method = "put", operation_id = "changeSlotStatus")]
    async fn set_status(
        &self,
        caller: Caller,
        #[oai(name = "slotId")] id: Path<SlotId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<SlotStatusChange>,
    ) -> Result<SlotAnswer, Problem> {
        let to = body.value.status.into();
        Ok(answer(change::set_status(caller.0, id.0, seen.0, to).await?))
    }
}
