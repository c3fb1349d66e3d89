//! What clients send and see of sendings.

use std::collections::BTreeMap;

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::{Validate, ValidationError};

use super::{
    super::template::sample_id,
    rules::{SendingOutcome, SendingState},
};
use crate::{
    cases::{CitizenMode, SignAs},
    id::{CaseId, CitizenSendingId, CitizenTemplateId, StaffId, UnitId},
    page::{Link, Links},
    sql::Moment,
};

/// A sending to order.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewCitizenSending {
    /// A template that is in use at the unit. Its latest edition is sent.
    pub template_id: CitizenTemplateId,
    /// The sender's own words, when the template has `{{own-text}}` in it.
    #[serde(default)]
    #[validate(length(min = 1, max = 10_000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 10_000))]
    pub own_text: Option<String>,
    /// The sender says that the unit has a care relation to each recipient, and contact that goes on.
    /// Without it only those count whom the service knows to have one. Recorded.
    #[serde(default)]
    #[oai(default)]
    pub relation_declared: bool,
    /// Whose signature stands under it, as it is now.
    #[serde(default)]
    #[oai(default)]
    pub sign_as: SignAs,
    /// A personal number (twelve digits) or a resident's id on each line. A broken line gets that for
    /// its result and stops no other.
    #[validate(length(min = 1, max = 10_000))]
    #[oai(validator(min_items = 1, max_items = 10_000))]
    pub recipients: Vec<String>,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A sending of citizen cases (utskick av invånarärenden).
#[derive(Debug, Clone, Object)]
#[oai(rename = "CitizenSending", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct SendingView {
    pub id: CitizenSendingId,
    pub unit_id: UnitId,
    pub template: TemplateName,
    pub sent_by: SenderName,
    pub state: SendingState,
    /// How many lines were ordered.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub lines: i32,
    /// How far it has come. Left out in lists.
    pub progress: Option<ProgressView>,
    pub created_at: Moment,
    /// When the last line got its result.
    pub finished_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The template that a sending was ordered with.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CitizenTemplateName", rename_all = "camelCase")]
pub struct TemplateName {
    pub id: CitizenTemplateId,
    #[oai(validator(minimum(value = "1")))]
    pub edition: i32,
    #[oai(validator(max_length = 200))]
    pub title: String,
    pub mode: CitizenMode,
}

/// Who ordered it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CitizenSender")]
pub struct SenderName {
    pub id: StaffId,
    #[oai(validator(max_length = 401))]
    pub name: String,
}

/// How far a sending has come.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CitizenSendingProgress", rename_all = "camelCase")]
pub struct ProgressView {
    /// Lines whose turn has not come.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub waiting: i32,
    /// How many lines got each result.
    pub outcomes: BTreeMap<String, i32>,
    /// How many residents have opened it.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub read: i32,
    /// How many have answered its questions.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub answered: i32,
}

/// What became of one line. Lines are known by their number: names and personal numbers are not
/// repeated here.
#[derive(Debug, Clone, Object)]
#[oai(
    rename = "CitizenSendingResult",
    rename_all = "camelCase",
    skip_serializing_if_is_none,
    example
)]
pub struct LineView {
    /// The line's place in the order, from 1.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub line: i32,
    /// Absent until the line's turn has come.
    pub outcome: Option<SendingOutcome>,
    pub settled_at: Option<Moment>,
    /// The case that was sent, until it is purged.
    pub case_id: Option<CaseId>,
    /// When the resident opened it; absent while unread.
    pub read_at: Option<Moment>,
    /// When its questions were answered.
    pub answered_at: Option<Moment>,
    /// When the resident was reminded.
    pub reminded_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

fn sample_moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

fn sample_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for NewCitizenSending {
    fn example() -> Self {
        Self {
            template_id: CitizenTemplateId(sample_id(8)),
            own_text: None,
            relation_declared: true,
            sign_as: SignAs::Person,
            recipients: vec!["198404189287".into(), sample_id(6).to_string()],
        }
    }
}

impl Example for SendingView {
    fn example() -> Self {
        let id = CitizenSendingId(sample_id(9));
        Self {
            id,
            unit_id: UnitId(sample_id(1)),
            template: TemplateName {
                id: CitizenTemplateId(sample_id(8)),
                edition: 1,
                title: "Frågor inför ditt besök".into(),
                mode: CitizenMode::Questions,
            },
            sent_by: SenderName { id: StaffId(sample_id(3)), name: "Testa Handläggare".into() },
            state: SendingState::InProgress,
            lines: 2,
            progress: Some(ProgressView {
                waiting: 1,
                outcomes: BTreeMap::from([("sent".to_owned(), 1)]),
                read: 0,
                answered: 0,
            }),
            created_at: sample_moment(),
            finished_at: None,
            cancelled_at: None,
            links: sample_links(&format!("/citizen-case-sendings/{id}")),
        }
    }
}

impl Example for LineView {
    fn example() -> Self {
        let case = CaseId(sample_id(5));
        Self {
            line: 1,
            outcome: Some(SendingOutcome::Sent),
            settled_at: Some(sample_moment()),
            case_id: Some(case),
            read_at: None,
            answered_at: None,
            reminded_at: None,
            links: sample_links(&format!("/cases/{case}")),
        }
    }
}
