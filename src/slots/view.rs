//! What clients send and see of slots.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{
    slot::{Slot, SlotState, SlotStatus},
    store::search::FreeSlot,
    wall_clock::local,
};
use crate::{
    access::Asked,
    id::{SlotId, TimeTypeId, UnitId},
    page::{Link, Linker, Links},
    sql::Moment,
    time_types::ContactKind,
};

/// A time to make.
#[derive(Debug, Clone, PartialEq, Eq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewSlot {
    /// The code of the unit's time type.
    #[validate(length(min = 1, max = 40))]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub time_type: String,
    /// With an offset (RFC 3339), or `YYYYMMDDhhmmss` by the Swedish clock. A clock time that comes twice in
    /// autumn is the first of the two; one that spring skips is refused.
    #[validate(length(min = 14, max = 40))]
    #[oai(validator(min_length = 14, max_length = 40))]
    pub start: String,
    /// The same for its end; or `minutes`.
    #[serde(default)]
    #[validate(length(min = 14, max = 40))]
    #[oai(validator(min_length = 14, max_length = 40))]
    pub end: Option<String>,
    /// How long it takes; or `end`.
    #[serde(default)]
    #[validate(range(min = 1, max = 1440))]
    #[oai(validator(minimum(value = "1"), maximum(value = "1440")))]
    pub minutes: Option<i32>,
    /// How many can be there at once.
    #[serde(default = "one")]
    #[validate(range(min = 1, max = 500))]
    #[oai(default = "one", validator(minimum(value = "1"), maximum(value = "500")))]
    pub seats: i32,
    /// Whether residents find it at once.
    #[serde(default = "yes")]
    #[oai(default = "yes")]
    pub publish: bool,
    #[serde(default)]
    #[validate(nested)]
    pub practitioner: Option<SlotPractitioner>,
    /// A room or a piece of equipment.
    #[serde(default)]
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub resource: Option<String>,
    /// Where it is, when it is not at the unit.
    #[serde(default)]
    #[validate(length(min = 1, max = 300), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 300))]
    pub alternative_address: Option<String>,
    /// The record system's own id of it. The same again is no duplicate.
    #[serde(default)]
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub external_id: Option<String>,
}

/// Who it is with.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotPractitioner {
    #[validate(length(min = 1, max = 31), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub hsa_id: String,
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
}

pub(super) fn one() -> i32 {
    1
}

fn yes() -> bool {
    true
}

pub(super) fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

crate::sql::code! {
    /// A status that a unit gives a time.
    GivenSlotStatus {
        Published = "published",
        Blocked = "blocked",
        Withdrawn = "withdrawn",
    }
}

impl From<GivenSlotStatus> for SlotStatus {
    fn from(status: GivenSlotStatus) -> Self {
        match status {
            GivenSlotStatus::Published => Self::Published,
            GivenSlotStatus::Blocked => Self::Blocked,
            GivenSlotStatus::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What a time is to be.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, example)]
pub struct SlotStatusChange {
    pub status: GivenSlotStatus,
}

/// A time in the time book, as the unit sees it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Slot", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct SlotView {
    pub id: SlotId,
    pub unit_id: UnitId,
    pub time_type_id: TimeTypeId,
    pub starts_at: Moment,
    pub ends_at: Moment,
    /// By the Swedish clock, with its offset.
    #[oai(validator(max_length = 25))]
    pub local_start: String,
    #[oai(validator(max_length = 25))]
    pub local_end: String,
    #[oai(validator(minimum(value = "1"), maximum(value = "500")))]
    pub seats: i32,
    /// How many of them are taken.
    #[oai(validator(minimum(value = "0"), maximum(value = "500")))]
    pub taken: i32,
    /// What the unit has done with it.
    pub status: SlotStatus,
    /// How it stands.
    pub state: SlotState,
    #[oai(validator(max_length = 31))]
    pub practitioner_hsa_id: Option<String>,
    #[oai(validator(max_length = 100))]
    pub practitioner_name: Option<String>,
    #[oai(validator(max_length = 100))]
    pub resource: Option<String>,
    #[oai(validator(max_length = 300))]
    pub alternative_address: Option<String>,
    #[oai(validator(max_length = 100))]
    pub external_id: Option<String>,
    /// Grows by one with each change; the `ETag` is made of it.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl SlotView {
    pub fn of(asked: &Asked, slot: Slot, now: chrono::DateTime<chrono::Utc>) -> Self {
        let path = format!("/slots/{}", slot.id);
        let links = Linker::new(asked).add("self", "GET", &path);
        let may = slot.status != SlotStatus::Withdrawn;
        let links = links.add_if(may, "status", "PUT", &format!("{path}/status"));
        let (hsa_id, name) = slot.practitioner.clone().unzip();
        Self {
            id: slot.id,
            unit_id: slot.unit,
            time_type_id: slot.time_type,
            starts_at: slot.starts_at.into(),
            ends_at: slot.ends_at.into(),
            local_start: local(slot.starts_at),
            local_end: local(slot.ends_at),
            seats: slot.seats.into(),
            taken: slot.taken.into(),
            status: slot.status,
            state: slot.state(now),
            practitioner_hsa_id: hsa_id,
            practitioner_name: name,
            resource: slot.resource,
            alternative_address: slot.alternative_address,
            external_id: slot.external_id,
            version: slot.version,
            links: links.done(),
        }
    }
}

/// A free time, as anyone sees it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FreeSlot", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct FreeSlotView {
    pub id: SlotId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 200))]
    pub unit_name: String,
    pub time_type_id: TimeTypeId,
    /// The time type's code.
    #[oai(validator(max_length = 40))]
    pub time_type: String,
    #[oai(validator(max_length = 100))]
    pub time_type_name: String,
    pub contact_kind: ContactKind,
    pub starts_at: Moment,
    pub ends_at: Moment,
    /// By the Swedish clock, with its offset.
    #[oai(validator(max_length = 25))]
    pub local_start: String,
    #[oai(validator(max_length = 25))]
    pub local_end: String,
    #[oai(validator(minimum(value = "1"), maximum(value = "500")))]
    pub free_seats: i32,
    /// Stands for the practitioner in `practitionerId` of a search at this unit.
    pub practitioner_id: Option<Uuid>,
    #[oai(validator(max_length = 100))]
    pub practitioner_name: Option<String>,
    /// Where it is, when it is not at the unit.
    #[oai(validator(max_length = 300))]
    pub alternative_address: Option<String>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl FreeSlotView {
    pub fn of(linker: &Linker, row: FreeSlot) -> Self {
        let unit = format!("/units/{}", row.unit_id);
        let links = linker.clone().add("unit", "GET", &unit);
        let links = links.add("timeTypes", "GET", &format!("{unit}/time-types"));
        Self {
            id: row.id,
            unit_id: row.unit_id,
            unit_name: row.unit_name,
            time_type_id: row.time_type_id,
            time_type: row.time_type,
            time_type_name: row.time_type_name,
            contact_kind: row.contact_kind,
            starts_at: row.starts_at.into(),
            ends_at: row.ends_at.into(),
            local_start: local(row.starts_at),
            local_end: local(row.ends_at),
            free_seats: row.free_seats,
            practitioner_id: row.practitioner_id,
            practitioner_name: row.practitioner_name,
            alternative_address: row.alternative_address,
            links: links.done(),
        }
    }
}

/// A day with free times.
#[derive(Debug, Clone, Object)]
pub struct SlotDay {
    pub day: NaiveDate,
    /// How many times are free.
    #[oai(validator(minimum(value = "1")))]
    pub free: i32,
}

/// The days on which a unit has free times.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SlotDays", example)]
pub struct SlotDaysView {
    #[oai(validator(max_items = 62))]
    pub items: Vec<SlotDay>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What became of many times that were to be made at once.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SlotImport", rename_all = "camelCase", example)]
pub struct SlotImportView {
    pub unit_id: UnitId,
    #[oai(validator(minimum(value = "0"), maximum(value = "30000")))]
    pub created: i32,
    /// What was there already.
    #[oai(validator(minimum(value = "0"), maximum(value = "30000")))]
    pub unchanged: i32,
    #[oai(rename = "_links")]
    pub links: Links,
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const TIME_TYPE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c01);
const SLOT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c02);

pub(super) fn example_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

fn moment(text: &str) -> Moment {
    Moment(text.parse().expect("an instant"))
}

impl Example for NewSlot {
    fn example() -> Self {
        Self {
            time_type: "SSK-NY".into(),
            start: "2027-11-24T08:00:00+01:00".into(),
            end: None,
            minutes: Some(30),
            seats: 1,
            publish: true,
            practitioner: Some(SlotPractitioner {
                hsa_id: "SE2321000172-DP02".into(),
                name: "Mikael Sandberg".into(),
            }),
            resource: None,
            alternative_address: None,
            external_id: Some("COSMIC-4711".into()),
        }
    }
}

impl Example for SlotStatusChange {
    fn example() -> Self {
        Self { status: GivenSlotStatus::Blocked }
    }
}

impl Example for SlotView {
    fn example() -> Self {
        Self {
            id: SlotId(SLOT),
            unit_id: UnitId(UNIT),
            time_type_id: TimeTypeId(TIME_TYPE),
            starts_at: moment("2026-11-24T07:00:00Z"),
            ends_at: moment("2026-11-24T07:30:00Z"),
            local_start: "2026-11-24T08:00:00+01:00".into(),
            local_end: "2026-11-24T08:30:00+01:00".into(),
            seats: 1,
            taken: 0,
            status: SlotStatus::Published,
            state: SlotState::Free,
            practitioner_hsa_id: Some("SE2321000172-DP02".into()),
            practitioner_name: Some("Mikael Sandberg".into()),
            resource: None,
            alternative_address: None,
            external_id: Some("COSMIC-4711".into()),
            version: 1,
            links: example_links(&format!("/slots/{SLOT}")),
        }
    }
}

impl Example for FreeSlotView {
    fn example() -> Self {
        Self {
            id: SlotId(SLOT),
            unit_id: UnitId(UNIT),
            unit_name: "Bäckby vårdcentral".into(),
            time_type_id: TimeTypeId(TIME_TYPE),
            time_type: "SSK-NY".into(),
            time_type_name: "Nybesök hos sjuksköterska".into(),
            contact_kind: ContactKind::Visit,
            starts_at: moment("2026-11-24T07:00:00Z"),
            ends_at: moment("2026-11-24T07:30:00Z"),
            local_start: "2026-11-24T08:00:00+01:00".into(),
            local_end: "2026-11-24T08:30:00+01:00".into(),
            free_seats: 1,
            practitioner_id: Some(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c03)),
            practitioner_name: Some("Mikael Sandberg".into()),
            alternative_address: None,
            links: example_links(&format!("/units/{UNIT}")),
        }
    }
}

impl Example for SlotDaysView {
    fn example() -> Self {
        let day = SlotDay { day: "2026-11-24".parse().expect("a date"), free: 12 };
        Self { items: vec![day], links: example_links(&format!("/units/{UNIT}/slot-days")) }
    }
}

impl Example for SlotImportView {
    fn example() -> Self {
        let links = example_links(&format!("/units/{UNIT}/time-book"));
        Self { unit_id: UnitId(UNIT), created: 480, unchanged: 0, links }
    }
}
