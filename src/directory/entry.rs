//! What the directory says of a person and of a unit. Pure. What does not fit the tables is refused
//! here, so that a broken answer changes nothing.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
pub struct PersonEntry {
    #[validate(length(min = 1, max = 31))]
    pub hsa_id: String,
    #[validate(length(max = 200))]
    pub given_name: String,
    #[validate(length(max = 200))]
    pub family_name: String,
    #[validate(length(max = 200))]
    pub title: String,
    #[validate(length(max = 254))]
    pub email: Option<String>,
    #[validate(length(max = 30))]
    pub mobile_phone: Option<String>,
    #[serde(default)]
    pub protected_identity: bool,
    /// One who has left, or whose entry is suspended, is not active.
    #[serde(default = "yes")]
    pub active: bool,
    /// What the person is there for, where (medarbetaruppdrag).
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub assignments: Vec<AssignmentEntry>,
}

/// One assignment of a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(schema(function = "begins_before_it_ends"))]
pub struct AssignmentEntry {
    #[validate(length(min = 1, max = 31))]
    pub unit_hsa_id: String,
    /// The unit's care provider (vårdgivare).
    #[validate(length(min = 1, max = 31))]
    pub provider_hsa_id: String,
    /// `care-and-treatment`, `quality`, `administration`, `statistics` or `research`; anything else is kept
    /// as `other` and opens nothing.
    #[validate(length(min = 1, max = 60))]
    pub purpose: String,
    /// The right to coherent documentation (SJF).
    #[serde(default)]
    pub coherent_documentation: bool,
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
}

/// A care unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
pub struct UnitEntry {
    #[validate(length(min = 1, max = 31))]
    pub hsa_id: String,
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// The county's two digits: the region that administers the unit.
    #[validate(custom(function = "two_digits"))]
    pub county_code: String,
    #[validate(custom(function = "four_digits"))]
    pub municipality_code: String,
    /// The place's name (ort).
    #[validate(length(max = 100))]
    pub place: Option<String>,
    /// `primary-care`, `specialist-care`, `dental-care` or `other`.
    #[validate(custom(function = "care_form"))]
    pub care_form: String,
    /// Who answers for what the card says (innehållsägare).
    #[validate(length(max = 200))]
    pub content_owner: Option<String>,
    #[validate(length(max = 500))]
    pub visit_address: String,
    #[validate(length(max = 50))]
    pub phone: String,
    #[validate(length(max = 5000))]
    pub about: String,
    #[validate(length(max = 2000))]
    pub temporary_information: Option<String>,
    /// WGS 84, degrees.
    #[validate(range(min = -90.0, max = 90.0))]
    pub latitude: Option<f64>,
    #[validate(range(min = -180.0, max = 180.0))]
    pub longitude: Option<f64>,
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub opening_hours: Vec<Hours>,
    /// HSA-ids of units that belong with it.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub related_units: Vec<String>,
}

/// When a unit is open. Times of day in Europe/Stockholm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(schema(function = "opens_before_it_closes"))]
pub struct Hours {
    /// 1 is Monday, 7 Sunday.
    #[validate(range(min = 1, max = 7))]
    pub weekday: i16,
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

fn begins_before_it_ends(assignment: &AssignmentEntry) -> Result<(), ValidationError> {
    let days = assignment.valid_from.zip(assignment.valid_through);
    if days.is_none_or(|(from, through)| from <= through) {
        Ok(())
    } else {
        Err(ValidationError::new("order"))
    }
}

fn yes() -> bool {
    true
}

fn two_digits(text: &str) -> Result<(), ValidationError> {
    digits(text, 2)
}

fn four_digits(text: &str) -> Result<(), ValidationError> {
    digits(text, 4)
}

fn digits(text: &str, count: usize) -> Result<(), ValidationError> {
    let sound = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { Ok(()) } else { Err(ValidationError::new("digits")) }
}

fn care_form(text: &str) -> Result<(), ValidationError> {
    let known = ["primary-care", "specialist-care", "dental-care", "other"].contains(&text);
    if known { Ok(()) } else { Err(ValidationError::new("care-form")) }
}

fn opens_before_it_closes(hours: &Hours) -> Result<(), ValidationError> {
    if hours.opens < hours.closes { Ok(()) } else { Err(ValidationError::new("order")) }
}
