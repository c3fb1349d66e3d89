//! What clients send and see of a unit's case types.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::super::{availability::CaseTypeStatus, card::example_links};
use crate::{
    id::{CaseTypeId, UnitId},
    page::Links,
    sql::Moment,
};

/// A while in which nothing new is taken.
#[derive(Debug, Clone, PartialEq, Eq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
#[validate(schema(function = "in_order"))]
pub struct PauseSetting {
    pub from: Moment,
    /// Until further notice when left out.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Told to residents: why, and what to do instead.
    #[validate(length(min = 1, max = 1000))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub message: String,
}

fn in_order(pause: &PauseSetting) -> Result<(), ValidationError> {
    match pause.until {
        Some(until) if until <= pause.from => Err(ValidationError::new("times-in-order")),
        _ => Ok(()),
    }
}

/// A case type at a unit, as its administrators see it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitCaseType", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct UnitCaseTypeView {
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// Only for residents it is handed out to (begränsat urval).
    pub limited_selection: bool,
    pub status: CaseTypeStatus,
    /// Whether the unit has it in use.
    pub active: bool,
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub sort_order: i32,
    pub pause: Option<PauseSetting>,
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Every case type that the unit has been given.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitCaseTypes", rename_all = "camelCase", example)]
pub struct UnitCaseTypesView {
    /// In the unit's own order.
    #[oai(validator(max_items = 1000))]
    pub items: Vec<UnitCaseTypeView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What the unit does with a case type.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct UnitCaseTypeChange {
    /// Only a published case type can be in use.
    pub active: bool,
    /// The place on the card, from the top.
    #[validate(range(min = 0, max = 10_000))]
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub sort_order: i32,
    /// No pause when it is left out.
    #[serde(default)]
    #[validate(nested)]
    pub pause: Option<PauseSetting>,
}

fn sample_pause() -> PauseSetting {
    let at =
        |text: &str| Moment(text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant"));
    PauseSetting {
        from: at("2026-12-23T15:00:00Z"),
        until: Some(at("2027-01-07T07:00:00Z")),
        message: "Stängt under helgerna. Ring 1177 för råd.".into(),
    }
}

impl Example for UnitCaseTypeView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        let case_type = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d);
        Self {
            unit_id: UnitId(unit),
            case_type_id: CaseTypeId(case_type),
            name: "Boka tid".into(),
            limited_selection: false,
            status: CaseTypeStatus::Published,
            active: true,
            sort_order: 1,
            pause: Some(sample_pause()),
            version: 1,
            links: example_links(&format!("/units/{unit}/case-type-settings/{case_type}")),
        }
    }
}

impl Example for UnitCaseTypesView {
    fn example() -> Self {
        let one = UnitCaseTypeView::example();
        Self { links: one.links.clone(), items: vec![one] }
    }
}

impl Example for UnitCaseTypeChange {
    fn example() -> Self {
        Self { active: true, sort_order: 1, pause: Some(sample_pause()) }
    }
}
