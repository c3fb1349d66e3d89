//! What clients send and see of bookings.

use chrono_tz::Europe::Stockholm;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{
    booking::{BookingStatus, Origin},
    policy::Held,
    rules::Reason,
};
use crate::{
    id::{BookingId, ResidentId, SlotId, SummonsId, TimeTypeId, UnitId},
    page::{Link, Links},
    sql::Moment,
    time_types::ContactKind,
};

crate::sql::code! {
    /// Which bookings of a person's.
    When {
        /// Visits that have not begun.
        Coming = "coming",
        Past = "past",
    }
}

crate::sql::code! {
    /// What came of an order. What did not come about is a problem instead.
    ResultCode {
        Ok = "OK",
        /// Done, and the message must be shown.
        Info = "INFO",
    }
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A time to be booked.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewBooking {
    pub slot_id: SlotId,
    /// One of the time type's reason codes.
    #[validate(length(min = 1, max = 40))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub reason_code: Option<String>,
    /// In the person's own words.
    #[validate(length(min = 1, max = 150), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 150))]
    pub reason_text: Option<String>,
    /// The time type's conditions, word for word: what was shown is what is agreed to.
    #[validate(length(max = 20))]
    #[serde(default)]
    #[oai(validator(max_items = 20))]
    pub accepted_conditions: Vec<String>,
    /// The summons that it is booked by: hidden time types take one.
    #[serde(default)]
    pub summons_id: Option<SummonsId>,
    /// The token of the person's hold of the slot.
    #[validate(range(min = 1))]
    #[serde(default)]
    #[oai(validator(minimum(value = "1")))]
    pub hold: Option<i64>,
}

/// Another time instead.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewRebooking {
    /// Of the same time type. The booking's own slot changes nothing, and is no fault.
    pub slot_id: SlotId,
    /// One of the time type's reason codes.
    #[validate(length(min = 1, max = 40))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub reason_code: Option<String>,
    /// In the person's own words.
    #[validate(length(min = 1, max = 150), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 150))]
    pub reason_text: Option<String>,
}

/// Why a booking is cancelled.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewBookingCancellation", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none, example)]
pub struct Why {
    /// One of the time type's reason codes.
    #[validate(length(min = 1, max = 40))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub reason_code: Option<String>,
    /// In one's own words.
    #[validate(length(min = 1, max = 150), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 150))]
    pub reason_text: Option<String>,
}

impl From<Why> for Reason {
    fn from(why: Why) -> Self {
        Self { code: why.reason_code, text: why.reason_text }
    }
}

/// What came of an order.
#[derive(Debug, Clone, Object)]
#[oai(rename = "BookingReceipt", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ReceiptView {
    pub result: ResultCode,
    /// With `INFO`: what the person must be shown, such as how to prepare.
    #[oai(validator(max_length = 20_000))]
    pub message: Option<String>,
    pub booking: BookingView,
}

/// A seat that a person has been promised (bokning).
#[derive(Debug, Clone, Object)]
#[oai(rename = "Booking", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct BookingView {
    pub id: BookingId,
    pub resident_id: ResidentId,
    pub status: BookingStatus,
    pub origin: Origin,
    pub unit: BookingUnit,
    pub time_type: BookedTimeType,
    pub slot_id: SlotId,
    pub starts_at: Moment,
    pub ends_at: Moment,
    /// The same on the clock in Sweden, with its offset.
    #[oai(validator(max_length = 25))]
    pub local_start: String,
    #[oai(validator(max_length = 25))]
    pub local_end: String,
    #[oai(validator(max_length = 100))]
    pub practitioner_name: Option<String>,
    /// Where, when that is not the unit's own address.
    #[oai(validator(max_length = 300))]
    pub alternative_address: Option<String>,
    /// What the unit says about the visit.
    #[oai(validator(max_length = 2000))]
    pub information: Option<String>,
    #[oai(validator(max_length = 500))]
    pub video_link: Option<String>,
    #[oai(validator(max_length = 40))]
    pub reason_code: Option<String>,
    #[oai(validator(max_length = 150))]
    pub reason_text: Option<String>,
    /// Until when a proposal waits for its answer.
    pub confirm_by: Option<Moment>,
    pub summons_id: Option<SummonsId>,
    /// The booking that it took the place of.
    pub follows_id: Option<BookingId>,
    /// The booking that took its place.
    pub followed_by_id: Option<BookingId>,
    pub made_at: Moment,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// `self`, and what this caller may do next: `cancel`, `rebook`, `confirm`.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The unit that the visit is at.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct BookingUnit {
    pub id: UnitId,
    /// The unit's HSA-id.
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// What was booked.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct BookedTimeType {
    pub id: TimeTypeId,
    /// The time book's own code.
    #[oai(validator(max_length = 40))]
    pub code: String,
    #[oai(validator(max_length = 100))]
    pub name: String,
    pub contact_kind: ContactKind,
}

impl BookingView {
    pub fn new(Held { booking, offer }: Held, links: Links) -> Self {
        let (slot, time_type, unit) = (offer.slot, offer.time_type, offer.unit);
        let local = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&Stockholm).to_rfc3339();
        Self {
            id: booking.id,
            resident_id: booking.resident,
            status: booking.status,
            origin: booking.origin,
            unit: BookingUnit { id: unit.id, hsa_id: unit.hsa_id, name: unit.name },
            time_type: BookedTimeType {
                id: time_type.id,
                code: time_type.code,
                name: time_type.name,
                contact_kind: time_type.contact_kind,
            },
            slot_id: slot.id,
            starts_at: slot.starts_at.into(),
            ends_at: slot.ends_at.into(),
            local_start: local(slot.starts_at),
            local_end: local(slot.ends_at),
            practitioner_name: slot.practitioner_name,
            alternative_address: slot.alternative_address,
            information: booking.information,
            video_link: booking.video_link,
            reason_code: booking.reason_code,
            reason_text: booking.reason_text,
            confirm_by: booking.confirm_by.map(Into::into),
            summons_id: booking.summons,
            follows_id: booking.follows,
            followed_by_id: booking.followed_by,
            made_at: booking.made_at.into(),
            version: booking.version,
            links,
        }
    }
}

fn sample(last: u128) -> Uuid {
    Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b00 + last)
}

fn moment(text: &str) -> Moment {
    Moment(text.parse().expect("an instant"))
}

impl Example for BookingView {
    fn example() -> Self {
        let href =
            format!("https://etjanster.regionvastmanland.se/etjanster/v1/bookings/{}", sample(1));
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        Self {
            id: BookingId(sample(1)),
            resident_id: ResidentId(sample(2)),
            status: BookingStatus::Confirmed,
            origin: Origin::Resident,
            unit: BookingUnit {
                id: UnitId(sample(3)),
                hsa_id: "SE2321000172-DV01".into(),
                name: "Bäckby vårdcentral".into(),
            },
            time_type: BookedTimeType {
                id: TimeTypeId(sample(4)),
                code: "LAKARE".into(),
                name: "Läkarbesök".into(),
                contact_kind: ContactKind::Visit,
            },
            slot_id: SlotId(sample(5)),
            starts_at: moment("2026-12-01T08:00:00Z"),
            ends_at: moment("2026-12-01T08:30:00Z"),
            local_start: "2026-12-01T09:00:00+01:00".into(),
            local_end: "2026-12-01T09:30:00+01:00".into(),
            practitioner_name: Some("Testa Läkare".into()),
            alternative_address: None,
            information: None,
            video_link: None,
            reason_code: None,
            reason_text: Some("Ont i knät.".into()),
            confirm_by: None,
            summons_id: None,
            follows_id: None,
            followed_by_id: None,
            made_at: moment("2026-11-23T11:00:00Z"),
            version: 1,
            links: Links::from([("self".into(), link)]),
        }
    }
}

impl Example for ReceiptView {
    fn example() -> Self {
        let message = Some("Kom fastande.".into());
        Self { result: ResultCode::Info, message, booking: BookingView::example() }
    }
}

impl Example for NewBooking {
    fn example() -> Self {
        Self {
            slot_id: SlotId(sample(5)),
            reason_code: None,
            reason_text: Some("Ont i knät.".into()),
            accepted_conditions: vec!["Jag kommer fastande.".into()],
            summons_id: None,
            hold: None,
        }
    }
}

impl Example for NewRebooking {
    fn example() -> Self {
        let reason_text = Some("Jag måste arbeta.".into());
        Self { slot_id: SlotId(sample(6)), reason_code: None, reason_text }
    }
}

impl Example for Why {
    fn example() -> Self {
        Self { reason_code: None, reason_text: Some("Jag är frisk igen.".into()) }
    }
}
