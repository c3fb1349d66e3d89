//! What a unit sends and sees of its bookings.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{
    bookings::view::BookingView,
    id::{ResidentId, SlotId},
    sql::Moment,
};

fn https(text: &str) -> Result<(), ValidationError> {
    if text.starts_with("https://") { Ok(()) } else { Err(ValidationError::new("https")) }
}

/// A time that the unit gives a resident.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewUnitBooking {
    /// Whose it is to be; or `personalNumber`.
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
    /// The same by twelve characters, with or without a hyphen before the last four.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub personal_number: Option<String>,
    /// One of the unit's own slots, published or not.
    pub slot_id: SlotId,
    /// Whether the resident is to confirm it first (bokningsförslag).
    #[serde(default)]
    #[oai(default)]
    pub proposal: bool,
    /// With a proposal: until when the resident answers. Absent: as the time type or the region says.
    #[serde(default)]
    pub confirm_by: Option<Moment>,
    /// What the resident is told about the visit.
    #[validate(length(min = 1, max = 2000))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub information: Option<String>,
    #[validate(length(max = 500), custom(function = "https"))]
    #[serde(default)]
    #[oai(validator(max_length = 500, pattern = "^https://"))]
    pub video_link: Option<String>,
}

/// A booking as the unit sees it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitBooking", rename_all = "camelCase", example)]
pub struct UnitBookingView {
    pub booking: BookingView,
    pub person: BookedPerson,
}

/// Who comes.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct BookedPerson {
    #[oai(validator(max_length = 12))]
    pub personal_number: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// The person's whereabouts are protected: take care what is said aloud.
    pub protected_identity: bool,
}

impl Example for NewUnitBooking {
    fn example() -> Self {
        let id = |last: u128| Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b00 + last);
        Self {
            resident_id: Some(ResidentId(id(2))),
            personal_number: None,
            slot_id: SlotId(id(5)),
            proposal: true,
            confirm_by: None,
            information: Some("Ta med din medicinlista.".into()),
            video_link: None,
        }
    }
}

impl Example for UnitBookingView {
    fn example() -> Self {
        let person = BookedPerson {
            personal_number: "198404189287".into(),
            name: "Anna Lindström".into(),
            protected_identity: false,
        };
        Self { booking: BookingView::example(), person }
    }
}
