//! What clients send and see of planned weeks.

use chrono::{NaiveDate, NaiveTime};
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::week::SkipReason;
use crate::{
    id::{SlotTemplateId, UnitId},
    page::Links,
    slots::view::{SlotPractitioner, example_links, not_blank, one},
};

/// A week as it is planned.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct SlotTemplateContent {
    /// No other of the unit's has it.
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    #[validate(length(min = 1, max = 200), nested)]
    #[oai(validator(min_items = 1, max_items = 200))]
    pub times: Vec<SlotTemplateTime>,
}

/// A time of a planned week.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
pub struct SlotTemplateTime {
    /// 1 is Monday.
    #[validate(range(min = 1, max = 7))]
    #[oai(validator(minimum(value = "1"), maximum(value = "7")))]
    pub weekday: i32,
    /// By the Swedish clock, such as `08:30`.
    #[validate(length(min = 5, max = 5), custom(function = "clock"))]
    #[oai(validator(min_length = 5, max_length = 5, pattern = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub starts: String,
    /// As long as it takes, also on a night when clocks are moved.
    #[validate(range(min = 1, max = 1440))]
    #[oai(validator(minimum(value = "1"), maximum(value = "1440")))]
    pub minutes: i32,
    /// The code of the unit's time type.
    #[validate(length(min = 1, max = 40))]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub time_type: String,
    /// How many can be there at once.
    #[serde(default = "one")]
    #[validate(range(min = 1, max = 500))]
    #[oai(default = "one", validator(minimum(value = "1"), maximum(value = "500")))]
    pub seats: i32,
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
}

fn clock(text: &str) -> Result<(), ValidationError> {
    let time = NaiveTime::parse_from_str(text, "%H:%M");
    time.map(drop).map_err(|_| ValidationError::new("time-of-day"))
}

/// The days on which the times of a planned week are made.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct SlotTemplateDays {
    pub from: NaiveDate,
    /// The last day, at most a year after the first.
    pub through: NaiveDate,
    /// Whether residents find the times at once.
    #[serde(default)]
    #[oai(default)]
    pub publish: bool,
}

/// A planned week (grundschema).
#[derive(Debug, Clone, Object)]
#[oai(rename = "SlotTemplate", rename_all = "camelCase", example)]
pub struct SlotTemplateView {
    pub id: SlotTemplateId,
    pub unit_id: UnitId,
    pub content: SlotTemplateContent,
    /// Grows by one with each change; the `ETag` is made of it.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A unit's planned weeks, by name.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SlotTemplates", example)]
pub struct SlotTemplatesView {
    #[oai(validator(max_items = 100))]
    pub items: Vec<SlotTemplateView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What became of a planned week on its days.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SlotTemplateApplication", rename_all = "camelCase", example)]
pub struct ApplicationView {
    pub unit_id: UnitId,
    #[oai(validator(minimum(value = "0"), maximum(value = "30000")))]
    pub created: i32,
    /// What was there already.
    #[oai(validator(minimum(value = "0"), maximum(value = "30000")))]
    pub unchanged: i32,
    /// What is not made on its day, and why; at most the first thousand.
    #[oai(validator(max_items = 1000))]
    pub skipped: Vec<SkippedTime>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A planned time that was not made on a day.
#[derive(Debug, Clone, Object, Serialize)]
pub struct SkippedTime {
    pub day: NaiveDate,
    /// Its place among the week's times, from 0.
    #[oai(validator(minimum(value = "0"), maximum(value = "199")))]
    pub place: i32,
    pub reason: SkipReason,
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const TEMPLATE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c04);

impl Example for SlotTemplateContent {
    fn example() -> Self {
        let time = SlotTemplateTime {
            weekday: 1,
            starts: "08:30".into(),
            minutes: 30,
            time_type: "SSK-NY".into(),
            seats: 1,
            practitioner: None,
            resource: Some("Rum 4".into()),
            alternative_address: None,
        };
        Self { name: "Sjuksköterska, jämna veckor".into(), times: vec![time] }
    }
}

impl Example for SlotTemplateDays {
    fn example() -> Self {
        let day = |text: &str| text.parse().expect("a date");
        Self { from: day("2027-01-11"), through: day("2027-02-28"), publish: true }
    }
}

impl Example for SlotTemplateView {
    fn example() -> Self {
        Self {
            id: SlotTemplateId(TEMPLATE),
            unit_id: UnitId(UNIT),
            content: SlotTemplateContent::example(),
            version: 1,
            links: example_links(&format!("/units/{UNIT}/slot-templates/{TEMPLATE}")),
        }
    }
}

impl Example for SlotTemplatesView {
    fn example() -> Self {
        let links = example_links(&format!("/units/{UNIT}/slot-templates"));
        Self { items: vec![SlotTemplateView::example()], links }
    }
}

impl Example for ApplicationView {
    fn example() -> Self {
        let day = "2027-03-28".parse().expect("a date");
        let skipped = vec![SkippedTime { day, place: 0, reason: SkipReason::NoSuchTime }];
        let links = example_links(&format!("/units/{UNIT}/time-book"));
        Self { unit_id: UnitId(UNIT), created: 210, unchanged: 0, skipped, links }
    }
}
