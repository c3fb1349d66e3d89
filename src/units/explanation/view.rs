//! What clients send and see of explanations.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::{availability::Question, card::example_links},
    agency::AgencyQuestion,
};
use crate::{
    id::{CaseTypeId, ResidentId, UnitId},
    page::Links,
};

/// Whom, what and when to explain: the resident by one of the two.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct AskedAvailability {
    /// Twelve characters, with or without a hyphen before the last four.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub personal_number: Option<String>,
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
    /// Who would act for the resident: given, by one of the two, agency is explained as well. For the
    /// region's administrators and the nation's only.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub guardian_personal_number: Option<String>,
    #[serde(default)]
    pub guardian_id: Option<ResidentId>,
    pub case_type_id: CaseTypeId,
    /// Today when left out. The rules are those of now, asked for that day.
    #[serde(default)]
    pub date: Option<NaiveDate>,
}

/// One rule's own answer, whatever the others say.
#[derive(Debug, Clone, Object)]
#[oai(rename = "AvailabilityRule", rename_all = "camelCase")]
pub struct AnswerView {
    pub question: Question,
    /// The rule's name in the rule book.
    #[oai(validator(max_length = 20))]
    pub rule: String,
    pub holds: bool,
    /// The first rule that does not hold decides; what comes after it changes nothing.
    pub decides: bool,
    /// What the answer rests on, in short.
    #[oai(validator(max_length = 200))]
    pub detail: String,
}

/// One rule of agency.
#[derive(Debug, Clone, Object)]
#[oai(rename = "AgencyRule", rename_all = "camelCase")]
pub struct AgencyAnswerView {
    pub question: AgencyQuestion,
    /// The rule's name in the rule book.
    #[oai(validator(max_length = 20))]
    pub rule: String,
    pub holds: bool,
    /// The first rule that does not hold decides.
    pub decides: bool,
}

/// Whether a guardian may act for the resident.
#[derive(Debug, Clone, Object)]
#[oai(rename = "AgencyExplanation", rename_all = "camelCase")]
pub struct AgencyView {
    pub guardian_id: ResidentId,
    /// All rules of agency hold. The resident's own must hold too.
    pub may_act: bool,
    /// In the order in which they are asked. Nobody is told why somebody is blocked or locked.
    #[oai(validator(max_items = 10))]
    pub rules: Vec<AgencyAnswerView>,
}

/// Why a resident may, or may not, use a case type at a unit.
#[derive(Debug, Clone, Object)]
#[oai(
    rename = "AvailabilityExplanation",
    rename_all = "camelCase",
    skip_serializing_if_is_none,
    example
)]
pub struct ExplanationView {
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    pub resident_id: ResidentId,
    pub date: NaiveDate,
    /// All rules hold, and the resident can sign in; through a guardian, all rules of agency instead.
    pub available: bool,
    /// Whether a guardian may use it in a child's name.
    pub for_guardians: bool,
    /// The log-in is locked: the resident reaches nothing. Nobody is told why.
    pub log_in_locked: bool,
    /// In the order in which they are asked.
    #[oai(validator(max_items = 20))]
    pub rules: Vec<AnswerView>,
    /// When a guardian was named.
    pub through_guardian: Option<AgencyView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);

impl Example for AskedAvailability {
    fn example() -> Self {
        Self {
            personal_number: Some("19840418-9287".into()),
            resident_id: None,
            guardian_personal_number: None,
            guardian_id: None,
            case_type_id: CaseTypeId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d)),
            date: Some("2026-11-23".parse().expect("a date")),
        }
    }
}

impl Example for ExplanationView {
    fn example() -> Self {
        let rule = AnswerView {
            question: Question::AreaOrApproval,
            rule: "AV-6".into(),
            holds: false,
            decides: true,
            detail: "in area: no; approved: no".into(),
        };
        Self {
            unit_id: UnitId(UNIT),
            case_type_id: CaseTypeId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d)),
            resident_id: ResidentId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2f)),
            date: "2026-11-23".parse().expect("a date"),
            available: false,
            for_guardians: true,
            log_in_locked: false,
            rules: vec![rule],
            through_guardian: None,
            links: example_links(&format!("/units/{UNIT}")),
        }
    }
}
