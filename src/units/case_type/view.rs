//! What clients send and see of a unit's case types.

use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
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
    /// Another unit, where residents may turn meanwhile.
    #[serde(default)]
    pub alternative_unit_id: Option<UnitId>,
}

/// Hours of one weekday, in Swedish time.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct OpenWindow {
    /// 1 is Monday, 7 Sunday.
    #[validate(range(min = 1, max = 7))]
    #[oai(validator(minimum(value = "1"), maximum(value = "7")))]
    pub weekday: i32,
    #[validate(length(min = 5, max = 5))]
    #[oai(validator(min_length = 5, max_length = 5, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub opens: String,
    /// `24:00` is the end of the day.
    #[validate(length(min = 5, max = 5))]
    #[oai(validator(
        min_length = 5,
        max_length = 5,
        pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
    ))]
    pub closes: String,
}

/// A prepared text for answers to cases of a type (standardsvar).
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct StandardAnswer {
    #[validate(length(min = 1, max = 200), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000))]
    pub body: String,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A central case type to hand out to a unit.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct UnitCaseTypeHandOut {
    /// The nation's, or one of the unit's region.
    pub case_type_id: CaseTypeId,
}

/// What handlers may answer with: the case type's offers, and the unit's own.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StandardAnswers", rename_all = "camelCase", example)]
pub struct StandardAnswersView {
    /// From those who made the case type.
    #[oai(validator(max_items = 50))]
    pub offered: Vec<StandardAnswer>,
    /// The unit's own.
    #[oai(validator(max_items = 50))]
    pub local: Vec<StandardAnswer>,
    #[oai(rename = "_links")]
    pub links: Links,
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
    /// Whether it was made by the region or the nation, so that its form and options are locked here.
    pub central: bool,
    /// When it was handed out to the unit.
    pub handed_out_at: Option<Moment>,
    /// Whether the unit has it in use.
    pub active: bool,
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub sort_order: i32,
    pub pause: Option<PauseSetting>,
    #[oai(validator(max_length = 2000))]
    pub local_description: Option<String>,
    #[oai(validator(max_length = 5000))]
    pub local_terms_text: Option<String>,
    /// The unit's own.
    #[oai(validator(max_items = 50))]
    pub standard_answers: Vec<StandardAnswer>,
    #[oai(validator(max_items = 50))]
    pub open_windows: Vec<OpenWindow>,
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
    /// Shown instead of the case type's own description.
    #[serde(default)]
    #[validate(length(min = 1, max = 2000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub local_description: Option<String>,
    /// Shown instead of the case type's own terms (villkorstext).
    #[serde(default)]
    #[validate(length(min = 1, max = 5000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub local_terms_text: Option<String>,
    /// The unit's own standard answers, besides those that are offered.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[oai(default, validator(max_items = 50))]
    pub standard_answers: Vec<StandardAnswer>,
    /// When it can be used, in Swedish time; always when there are none. Windows do not overlap.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[oai(default, validator(max_items = 50))]
    pub open_windows: Vec<OpenWindow>,
}

fn sample_answer() -> StandardAnswer {
    StandardAnswer {
        title: "Telefontid".into(), body: "Ring vår telefontid vardagar 8–10.".into()
    }
}

fn sample_window() -> OpenWindow {
    OpenWindow { weekday: 1, opens: "08:00".into(), closes: "17:00".into() }
}

fn sample_pause() -> PauseSetting {
    let at =
        |text: &str| Moment(text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant"));
    PauseSetting {
        from: at("2026-12-23T15:00:00Z"),
        until: Some(at("2027-01-07T07:00:00Z")),
        message: "Stängt under helgerna. Ring 1177 för råd.".into(),
        alternative_unit_id: None,
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
            central: true,
            handed_out_at: None,
            active: true,
            sort_order: 1,
            pause: Some(sample_pause()),
            local_description: None,
            local_terms_text: None,
            standard_answers: vec![sample_answer()],
            open_windows: vec![sample_window()],
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
        Self {
            active: true,
            sort_order: 1,
            pause: Some(sample_pause()),
            local_description: None,
            local_terms_text: None,
            standard_answers: vec![sample_answer()],
            open_windows: vec![sample_window()],
        }
    }
}

impl Example for UnitCaseTypeHandOut {
    fn example() -> Self {
        Self { case_type_id: UnitCaseTypeView::example().case_type_id }
    }
}

impl Example for StandardAnswersView {
    fn example() -> Self {
        let of = UnitCaseTypeView::example();
        let path = format!("/units/{}/case-types/{}/standard-answers", of.unit_id, of.case_type_id);
        let offered = vec![sample_answer()];
        Self { offered, local: Vec::new(), links: example_links(&path) }
    }
}
