//! What clients send and see of service areas.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::super::card::example_links;
use crate::{
    id::{ServiceAreaId, UnitId},
    identity::Sex,
    page::Links,
};

/// One row of a service area. A resident is taken in by any row whose every field holds.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ServiceArea", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct AreaView {
    pub id: ServiceAreaId,
    pub unit_id: UnitId,
    /// Where the resident is registered, as a county code.
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    #[oai(validator(max_length = 4))]
    pub municipality_code: Option<String>,
    pub sex: Option<Sex>,
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub age_from: Option<i32>,
    /// The last age that is included.
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub age_to: Option<i32>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Every row of a unit's service area.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ServiceAreas", rename_all = "camelCase", example)]
pub struct AreasView {
    #[oai(validator(max_items = 200))]
    pub items: Vec<AreaView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A row to add. Only the region is required.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
#[validate(schema(function = "check_ages"))]
pub struct NewServiceArea {
    #[validate(custom(function = "two_digits"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    #[serde(default)]
    #[validate(custom(function = "four_digits"))]
    #[oai(validator(max_length = 4, pattern = "^[0-9]{4}$"))]
    pub municipality_code: Option<String>,
    #[serde(default)]
    pub sex: Option<Sex>,
    #[serde(default)]
    #[validate(range(min = 0, max = 150))]
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub age_from: Option<i32>,
    #[serde(default)]
    #[validate(range(min = 0, max = 150))]
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub age_to: Option<i32>,
}

pub fn two_digits(text: &str) -> Result<(), ValidationError> {
    digits(text, 2)
}

fn four_digits(text: &str) -> Result<(), ValidationError> {
    digits(text, 4)
}

fn digits(text: &str, count: usize) -> Result<(), ValidationError> {
    let sound = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { Ok(()) } else { Err(ValidationError::new("digits")) }
}

fn check_ages(area: &NewServiceArea) -> Result<(), ValidationError> {
    match area.age_from.zip(area.age_to) {
        Some((from, to)) if from > to => Err(ValidationError::new("ages-in-order")),
        _ => Ok(()),
    }
}

impl Example for AreaView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            id: ServiceAreaId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b30)),
            unit_id: UnitId(unit),
            region_code: "19".into(),
            municipality_code: Some("1980".into()),
            sex: None,
            age_from: Some(13),
            age_to: Some(22),
            links: example_links(&format!("/units/{unit}/service-areas")),
        }
    }
}

impl Example for AreasView {
    fn example() -> Self {
        let unit = AreaView::example();
        Self { links: unit.links.clone(), items: vec![unit] }
    }
}

impl Example for NewServiceArea {
    fn example() -> Self {
        Self {
            region_code: "19".into(),
            municipality_code: Some("1980".into()),
            sex: None,
            age_from: Some(13),
            age_to: Some(22),
        }
    }
}
