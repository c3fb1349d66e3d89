//! What a unit can ask about its bookings: paths, bodies, API docs. No decisions.

use chrono::NaiveDate;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    attend::{Attendance, attend},
    give, list,
    view::{NewUnitBooking, UnitBookingView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    bookings::routes::{Ordered, ordered},
    cases::Nothing,
    failure::Problem,
    id::{BookingId, UnitId},
    page::{self, Page, Wanted},
};

pub struct UnitRoutes;

pub struct AttendanceRoutes;

#[OpenApi(tag = "Tag::Bookings")]
impl UnitRoutes {
    /// List a unit's bookings of a day
    ///
    /// The earliest visit first, with who comes. For the unit's receivers and handlers, and its record system
    /// (`bookings:write`); each person shown can see that they have been.
    #[oai(path = "/units/:unitId/bookings", method = "get", operation_id = "listUnitBookings")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The day of the visits; today if absent.
        day: Query<Option<NaiveDate>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<UnitBookingView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, unit_id.0, day.0, wanted).await?))
    }

    /// Give a resident a time
    ///
    /// Booked by the unit's own time book, its receivers and handlers or its record system (`bookings:write`), without the
    /// cut-offs that residents have; or proposed, for the resident to confirm. The resident is told in the inbox.
    #[oai(path = "/units/:unitId/bookings", method = "post", operation_id = "makeUnitBooking")]
    async fn give(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewUnitBooking>,
    ) -> Result<Ordered, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(ordered(give::give(caller.0, unit_id.0, repeat, new).await?))
    }
}

#[OpenApi(tag = "Tag::Bookings")]
impl AttendanceRoutes {
    /// Note that the person has come
    ///
    /// On the day of the visit at the earliest.
    #[oai(
        path = "/bookings/:bookingId/arrivals",
        method = "post",
        operation_id = "arriveAtBooking"
    )]
    async fn arrive(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<Ordered, Problem> {
        let (repeat, _) = body.under(key.0);
        let what = Attendance::Arrived;
        Ok(ordered(attend(caller.0, id.0, version.0, repeat, what).await?))
    }

    /// Note that the visit has been
    ///
    /// Once it has begun.
    #[oai(
        path = "/bookings/:bookingId/fulfilments",
        method = "post",
        operation_id = "fulfilBooking"
    )]
    async fn fulfil(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<Ordered, Problem> {
        let (repeat, _) = body.under(key.0);
        let what = Attendance::Fulfilled;
        Ok(ordered(attend(caller.0, id.0, version.0, repeat, what).await?))
    }

    /// Note that nobody came
    ///
    /// Once the visit has begun. It may cost the person a fee.
    #[oai(path = "/bookings/:bookingId/no-shows", method = "post", operation_id = "missBooking")]
    async fn miss(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<Ordered, Problem> {
        let (repeat, _) = body.under(key.0);
        let what = Attendance::Missed;
        Ok(ordered(attend(caller.0, id.0, version.0, repeat, what).await?))
    }
}
