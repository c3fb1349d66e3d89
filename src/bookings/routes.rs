//! What residents and guardians can ask about bookings, and what is asked of one booking: paths, bodies, API
//! docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::{Binary, Json},
};

use super::{
    calendar, cancel, confirm, make, read, rebook,
    view::{BookingView, NewBooking, NewRebooking, ReceiptView, When, Why},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    cases::Nothing,
    failure::Problem,
    id::{BookingId, ResidentId},
    page::{self, Page, Wanted},
};

pub struct ResidentRoutes;

pub struct BookingRoutes;

#[derive(ApiResponse)]
pub enum Ordered {
    /// It is done. With `INFO` the message must be shown.
    #[oai(status = 201)]
    Done(
        Json<ReceiptView>,
        /// Where the booking is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum BookingRead {
    /// The booking as it stands.
    #[oai(status = 200)]
    Read(
        Json<BookingView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum CalendarFile {
    /// One event.
    #[oai(status = 200, content_type = "text/calendar")]
    File(
        Binary<Vec<u8>>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

pub fn ordered(receipt: ReceiptView) -> Ordered {
    let location = receipt.booking.links.get("self").map(|link| link.href.clone());
    let etag = page::etag(receipt.booking.version);
    Ordered::Done(Json(receipt), location.unwrap_or_default(), etag)
}

#[OpenApi(tag = "Tag::Bookings")]
impl ResidentRoutes {
    /// Book a time
    ///
    /// For the resident, and a guardian until the child's 13th birthday. What the time type asks for at a new booking is
    /// checked first; a time that somebody else has taken meanwhile is `requested-time-is-already-reserved`, and
    /// nothing needs to be filled in again. `INFO` tells what must be shown, such as another time at another unit then.
    #[oai(path = "/residents/:residentId/bookings", method = "post", operation_id = "makeBooking")]
    async fn make(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewBooking>,
    ) -> Result<Ordered, Problem> {
        let (repeat, wish) = body.under(key.0);
        Ok(ordered(make::make(caller.0, id.0, repeat, wish).await?))
    }

    /// List a person's bookings
    ///
    /// The latest visit first, also those that were cancelled, moved or kept, as far as the units show them.
    #[oai(path = "/residents/:residentId/bookings", method = "get", operation_id = "listBookings")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Only visits that have not begun, or only those that have.
        when: Query<Option<When>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<BookingView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::list(caller.0, id.0, when.0, wanted).await?))
    }
}

#[OpenApi(tag = "Tag::Bookings")]
impl BookingRoutes {
    /// Show a booking
    ///
    /// For whom it is about, a guardian while that lasts, the unit's receivers and handlers, and its record system (`bookings:write`).
    #[oai(path = "/bookings/:bookingId", method = "get", operation_id = "getBooking")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
    ) -> Result<BookingRead, Problem> {
        let view = read::read(caller.0, id.0).await?;
        let etag = page::etag(view.version);
        Ok(BookingRead::Read(Json(view), etag))
    }

    /// Take a booking along in a calendar
    ///
    /// An iCalendar file (RFC 5545) with one event. It keeps its UID, and its SEQUENCE grows: opened again after a change
    /// it takes the older one's place.
    #[oai(
        path = "/bookings/:bookingId/calendar",
        method = "get",
        operation_id = "getBookingCalendar"
    )]
    async fn calendar(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
    ) -> Result<CalendarFile, Problem> {
        let file = calendar::download(caller.0, id.0).await?;
        let name = format!("attachment; filename=\"bokning-{}.ics\"", id.0);
        Ok(CalendarFile::File(Binary(file), name))
    }

    /// Cancel a booking
    ///
    /// The seat can be booked again at once. Residents within the time type's cut-off, and where it lets them; the unit
    /// until the person has come.
    #[oai(
        path = "/bookings/:bookingId/cancellations",
        method = "post",
        operation_id = "cancelBooking"
    )]
    async fn cancel(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Why>,
    ) -> Result<Ordered, Problem> {
        let (repeat, why) = body.under(key.0);
        Ok(ordered(cancel::cancel(caller.0, id.0, version.0, repeat, why).await?))
    }

    /// Rebook to another time
    ///
    /// The old seat is freed and the new one taken together, or nothing changes. The answer is the new booking, which
    /// follows the old one; a rebooking to the same slot answers the booking as it is.
    #[oai(
        path = "/bookings/:bookingId/rebookings",
        method = "post",
        operation_id = "rebookBooking"
    )]
    async fn rebook(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRebooking>,
    ) -> Result<Ordered, Problem> {
        let (repeat, wish) = body.under(key.0);
        Ok(ordered(rebook::rebook(caller.0, id.0, version.0, repeat, wish).await?))
    }

    /// Confirm a proposal
    ///
    /// A time that the unit proposed is the person's once it is confirmed, until `confirmBy` at the latest.
    #[oai(
        path = "/bookings/:bookingId/confirmations",
        method = "post",
        operation_id = "confirmBooking"
    )]
    async fn confirm(
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
        Ok(ordered(confirm::confirm(caller.0, id.0, version.0, repeat).await?))
    }
}
