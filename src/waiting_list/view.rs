//! What clients send and see of waiting lists.

use chrono::{NaiveDate, NaiveTime};
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::entry::EntryStatus;
use crate::{
    id::{BookingId, ResidentId, TimeTypeId, UnitId, WaitingListEntryId},
    page::{Link, Links},
    sql::Moment,
};

/// What somebody waits for.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewWaitingListEntry {
    pub time_type_id: TimeTypeId,
    /// The first day that would do.
    pub from: NaiveDate,
    /// The last day that would do.
    pub through: NaiveDate,
    /// The earliest time of day that would do, by the Swedish clock, such as `08:30`.
    #[serde(default)]
    #[validate(length(min = 5, max = 5), custom(function = "clock"))]
    #[oai(validator(min_length = 5, max_length = 5, pattern = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub earliest: Option<String>,
    /// The latest time of day for it to begin.
    #[serde(default)]
    #[validate(length(min = 5, max = 5), custom(function = "clock"))]
    #[oai(validator(min_length = 5, max_length = 5, pattern = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub latest: Option<String>,
}

/// A time of day as it is written, such as `08:30`.
pub fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

fn clock(text: &str) -> Result<(), ValidationError> {
    time(text).map(drop).ok_or_else(|| ValidationError::new("time-of-day"))
}

/// Somebody's place in a line.
#[derive(Debug, Clone, Object)]
#[oai(rename = "WaitingListEntry", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct EntryView {
    pub id: WaitingListEntryId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub time_type_id: TimeTypeId,
    pub from: NaiveDate,
    pub through: NaiveDate,
    #[oai(validator(max_length = 5))]
    pub earliest: Option<String>,
    #[oai(validator(max_length = 5))]
    pub latest: Option<String>,
    pub status: EntryStatus,
    /// How many stand before, and this one: 1 is next. While one waits.
    #[oai(validator(minimum(value = "1")))]
    pub place_in_line: Option<i32>,
    /// The proposal, which waits for its answer like any other; or what came of it.
    pub booking_id: Option<BookingId>,
    pub joined_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The lines that a resident waits in or has waited in, the latest first.
#[derive(Debug, Clone, Object)]
#[oai(rename = "WaitingListEntries", example)]
pub struct EntriesView {
    #[oai(validator(max_items = 100))]
    pub items: Vec<EntryView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

const RESIDENT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2a);
const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const TIME_TYPE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c01);
const ENTRY: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c05);

fn links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl Example for NewWaitingListEntry {
    fn example() -> Self {
        Self {
            time_type_id: TimeTypeId(TIME_TYPE),
            from: day("2026-12-01"),
            through: day("2026-12-18"),
            earliest: Some("08:00".into()),
            latest: None,
        }
    }
}

impl Example for EntryView {
    fn example() -> Self {
        Self {
            id: WaitingListEntryId(ENTRY),
            resident_id: ResidentId(RESIDENT),
            unit_id: UnitId(UNIT),
            time_type_id: TimeTypeId(TIME_TYPE),
            from: day("2026-12-01"),
            through: day("2026-12-18"),
            earliest: Some("08:00".into()),
            latest: None,
            status: EntryStatus::Waiting,
            place_in_line: Some(3),
            booking_id: None,
            joined_at: Moment("2026-11-23T11:00:00Z".parse().expect("an instant")),
            links: links(&format!("/residents/{RESIDENT}/waiting-list-entries")),
        }
    }
}

impl Example for EntriesView {
    fn example() -> Self {
        let links = links(&format!("/residents/{RESIDENT}/waiting-list-entries"));
        Self { items: vec![EntryView::example()], links }
    }
}
