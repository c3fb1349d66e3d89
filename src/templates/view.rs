//! What clients send and see of reply templates.

use std::collections::BTreeMap;

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::template::TemplateKind;
use crate::{
    id::{CaseTypeId, ReplyTemplateId, StaffId, UnitId},
    page::{Link, Links},
    sql::Moment,
    units::form::Component,
};

/// A template to write (svarsmall).
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewReplyTemplate {
    /// One's own, which nobody else sees, or the whole unit's.
    pub personal: bool,
    pub kind: TemplateKind,
    /// Only for cases of this type; for all of the unit's when left out.
    #[serde(default)]
    pub case_type_id: Option<CaseTypeId>,
    #[validate(nested)]
    pub content: ReplyTemplateContent,
}

/// What a template says.
#[derive(Debug, Clone, PartialEq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct ReplyTemplateContent {
    /// What those who choose it see.
    #[validate(length(min = 1, max = 200), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
    /// With placeholders such as `{{resident-given-name}}`, and `{{fill:time}}` for what the sender fills in.
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000))]
    pub body: String,
    /// What the resident is asked. For counter-questions; files can't be asked for here.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[oai(default, validator(max_items = 100))]
    pub questions: Vec<Component>,
}

/// A template to reply with, and what the sender fills in.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct TemplateUse {
    pub id: ReplyTemplateId,
    /// The fields in `toFill`, each with its text.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[oai(default, validator(max_properties = 100))]
    pub values: BTreeMap<String, String>,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A reply template, as its latest version says.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ReplyTemplate", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct TemplateView {
    pub id: ReplyTemplateId,
    pub unit_id: UnitId,
    /// One's own, and not the unit's.
    pub personal: bool,
    pub kind: TemplateKind,
    pub case_type_id: Option<CaseTypeId>,
    pub content: ReplyTemplateContent,
    /// The fields that a sender fills in.
    #[oai(validator(max_items = 1000))]
    pub to_fill: Vec<String>,
    /// The number of the version; each change makes a new one.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    pub written_by: StaffId,
    pub written_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A version of a template. It never changes.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ReplyTemplateVersion", rename_all = "camelCase")]
pub struct TextView {
    #[oai(validator(minimum(value = "1")))]
    pub number: i64,
    pub content: ReplyTemplateContent,
    pub written_by: StaffId,
    pub written_at: Moment,
}

/// The versions of a template, the latest first; at most the last hundred.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ReplyTemplateVersions", rename_all = "camelCase", example)]
pub struct TextsView {
    #[oai(validator(max_items = 100))]
    pub items: Vec<TextView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

const TEMPLATE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b41);
const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const STAFF: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32);

fn links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

fn moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

impl Example for NewReplyTemplate {
    fn example() -> Self {
        let content = ReplyTemplateContent::example();
        Self { personal: false, kind: TemplateKind::Answer, case_type_id: None, content }
    }
}

impl Example for ReplyTemplateContent {
    fn example() -> Self {
        let body = "Hej {{resident-given-name}}! Välkommen {{fill:tid}}. Ring {{unit-phone}}.";
        Self { title: "Tid bokad".into(), body: body.into(), questions: Vec::new() }
    }
}

impl Example for TemplateView {
    fn example() -> Self {
        Self {
            id: ReplyTemplateId(TEMPLATE),
            unit_id: UnitId(UNIT),
            personal: false,
            kind: TemplateKind::Answer,
            case_type_id: None,
            content: ReplyTemplateContent::example(),
            to_fill: vec!["tid".into()],
            version: 1,
            written_by: StaffId(STAFF),
            written_at: moment(),
            links: links(&format!("/reply-templates/{TEMPLATE}")),
        }
    }
}

impl Example for TextsView {
    fn example() -> Self {
        let content = ReplyTemplateContent::example();
        let (written_by, written_at) = (StaffId(STAFF), moment());
        let links = links(&format!("/reply-templates/{TEMPLATE}/versions"));
        Self { items: vec![TextView { number: 1, content, written_by, written_at }], links }
    }
}
