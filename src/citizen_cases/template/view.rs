//! What clients send and see of templates.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{SendingBasis, store::Text};
use crate::{
    cases::CitizenMode,
    id::{CitizenTemplateId, UnitId},
    page::{Link, Links},
    sql::Moment,
    units::form::Component,
};

crate::sql::code! {
    /// Whose a template is.
    OwnerLevel { Nation = "nation", Region = "region", Unit = "unit" }
}

/// Whose a template is: the nation's, a region's, or a unit's own.
#[derive(Debug, Clone, PartialEq, Eq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "CitizenTemplateOwner",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none
)]
pub struct OwnerView {
    pub level: OwnerLevel,
    /// Of a unit's template.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// Of a region's template: its two-digit county code.
    #[serde(default)]
    #[validate(length(equal = 2), custom(function = "digits"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: Option<String>,
}

fn digits(text: &str) -> Result<(), ValidationError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { Ok(()) } else { Err(ValidationError::new("digits")) }
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A template to make.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewCitizenTemplate {
    #[validate(nested)]
    pub owner: OwnerView,
    /// Stays as it is.
    pub mode: CitizenMode,
    /// Stays as it is.
    pub basis: SendingBasis,
    #[validate(nested)]
    pub content: TemplateContent,
    /// Whether it can be sent with at once.
    #[serde(default)]
    #[oai(default)]
    pub active: bool,
}

/// What a template is to be.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct CitizenTemplateChange {
    #[validate(nested)]
    pub content: TemplateContent,
    /// Whether it can be sent with.
    pub active: bool,
}

/// What a template says. Other words than before make another edition; what was sent stays.
#[derive(Debug, Clone, PartialEq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "CitizenTemplateContent",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none
)]
pub struct TemplateContent {
    /// Shown in the resident's inbox.
    #[validate(length(min = 1, max = 200), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
    /// The letter. These are filled in for each resident: `{{resident-name}}`, `{{unit-name}}`,
    /// `{{unit-phone}}`, `{{staff-name}}`, `{{date}}`, and `{{own-text}}`, where the sender's own words go.
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000))]
    pub body: String,
    /// Why it is sent. Told in the letter.
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub purpose: String,
    /// What becomes of the answers. Told in the letter; required with questions.
    #[serde(default)]
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reply_use: Option<String>,
    /// Where to turn with questions; the unit's telephone when left out.
    #[serde(default)]
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub contact: Option<String>,
    /// The form, of a template with questions.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[oai(default, validator(max_items = 100))]
    pub questions: Vec<Component>,
}

impl TemplateContent {
    pub fn text(&self) -> Text<'_> {
        Text {
            title: &self.title,
            body: &self.body,
            purpose: &self.purpose,
            reply_use: self.reply_use.as_deref(),
            contact: self.contact.as_deref(),
            questions: &self.questions,
        }
    }
}

/// A template for citizen cases (mall för invånarärende), as its latest edition says it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CitizenTemplate", rename_all = "camelCase", example)]
pub struct TemplateView {
    pub id: CitizenTemplateId,
    pub owner: OwnerView,
    pub mode: CitizenMode,
    pub basis: SendingBasis,
    /// The edition's number, from 1.
    #[oai(validator(minimum(value = "1")))]
    pub edition: i32,
    pub content: TemplateContent,
    /// Whether it can be sent with.
    pub active: bool,
    pub changed_at: Moment,
    /// Grows by one with each change; the `ETag` is made of it.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

pub fn sample(last: u128) -> Uuid {
    Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + last)
}

fn sample_content() -> TemplateContent {
    TemplateContent {
        title: "Frågor inför ditt besök".into(),
        body: "Hej {{resident-name}}! Du har en tid hos oss. Svara på frågorna före besöket."
            .into(),
        purpose: "Vi förbereder ditt besök.".into(),
        reply_use: Some("Den du ska träffa läser dina svar före besöket.".into()),
        contact: None,
        questions: vec![Component::example()],
    }
}

fn sample_owner() -> OwnerView {
    OwnerView { level: OwnerLevel::Unit, unit_id: Some(UnitId(sample(1))), region_code: None }
}

impl Example for NewCitizenTemplate {
    fn example() -> Self {
        Self {
            owner: sample_owner(),
            mode: CitizenMode::Questions,
            basis: SendingBasis::CareContact,
            content: sample_content(),
            active: true,
        }
    }
}

impl Example for CitizenTemplateChange {
    fn example() -> Self {
        Self { content: sample_content(), active: true }
    }
}

impl Example for TemplateView {
    fn example() -> Self {
        let id = CitizenTemplateId(sample(8));
        let href = format!(
            "https://etjanster.regionvastmanland.se/etjanster/v1/citizen-case-templates/{id}"
        );
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        Self {
            id,
            owner: sample_owner(),
            mode: CitizenMode::Questions,
            basis: SendingBasis::CareContact,
            edition: 1,
            content: sample_content(),
            active: true,
            changed_at: Moment("2026-11-23T08:00:00Z".parse().expect("an instant")),
            version: 1,
            links: Links::from([("self".into(), link)]),
        }
    }
}
