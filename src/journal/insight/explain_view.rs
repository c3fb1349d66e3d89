//! What clients send and see of explanations.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::super::{
    decision::{InformationType, Outcome, Reason, Relation, Rule},
    source::{SourceOutcome, SourceReport},
};
use crate::{
    id::{RequestId, ResidentId},
    page::{Link, Links},
    sql::Moment,
};

crate::sql::code! {
    /// What is asked about.
    ExplainedQuestion {
        OpenJournal = "open-journal",
        /// One item, or all there are.
        ReadItem = "read-item",
        UseEServices = "use-e-services",
        RecordCopy = "record-copy",
    }
}

/// Which item: as `items` of an explanation without it names them.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalItemReference", rename_all = "camelCase", deny_unknown_fields)]
pub struct ItemReference {
    /// The source by its configured name.
    #[validate(length(min = 1, max = 100))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub source: String,
    /// The source's own id of it.
    #[validate(length(min = 1, max = 255))]
    #[oai(validator(min_length = 1, max_length = 255))]
    pub record_id: String,
}

/// An item that no source need have: to see what would become of one like it, also of a kind that is
/// planned and asked of no source. Not hidden, and no part of it.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "DescribedJournalItem", rename_all = "camelCase", deny_unknown_fields)]
pub struct DescribedItem {
    pub information: InformationType,
    /// The record system by the code that providers publish it under.
    #[validate(length(min = 1, max = 100))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub system: String,
    #[validate(length(min = 1, max = 100))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub unit_hsa_id: String,
    /// The day of the event.
    pub date: NaiveDate,
    pub signed: bool,
    /// Whether the record system says that the patient may read it.
    pub approved_for_patient: bool,
}

/// Whose view is to be explained, and of what.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct WantedExplanation {
    /// The resident themselves, or who reads for them.
    pub viewer_id: ResidentId,
    pub question: ExplainedQuestion,
    /// With `read-item`: that item alone, with every step.
    #[serde(default)]
    #[validate(nested)]
    pub item: Option<ItemReference>,
    /// With `read-item`, in place of `item`: that item, with every step. No source is asked.
    #[serde(default)]
    #[validate(nested)]
    pub described: Option<DescribedItem>,
    /// As things stand now, were it that day; today when left out.
    #[serde(default)]
    pub on_date: Option<NaiveDate>,
}

/// What a rule looked at.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "JournalRuleInput")]
pub struct InputView {
    #[oai(validator(max_length = 60))]
    pub name: String,
    #[oai(validator(max_length = 4000))]
    pub value: String,
}

/// One rule that was asked in its turn.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalRuleStep", rename_all = "camelCase")]
pub struct StepView {
    pub rule: Rule,
    /// Whether it decided; the last one did.
    pub decided: bool,
    /// What it asks.
    #[oai(validator(max_length = 200))]
    pub meaning: String,
    #[oai(validator(max_items = 10))]
    pub inputs: Vec<InputView>,
}

/// What becomes of one item, and nothing of what it says.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalItemExplanation", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct ItemView {
    pub item: ItemReference,
    /// Absent for a kind that nothing is shown of.
    pub information: Option<InformationType>,
    #[oai(validator(max_length = 100))]
    pub unit_hsa_id: String,
    pub date: NaiveDate,
    pub outcome: Outcome,
    pub reason: Reason,
    pub rule: Rule,
}

/// How a source was.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalExplainedSource", rename_all = "camelCase")]
pub struct SourceView {
    #[oai(validator(max_length = 100))]
    pub source: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    pub outcome: SourceOutcome,
    pub at: Moment,
    /// Items of its answer that could not be trusted.
    pub distrusted: u32,
}

/// A decision with all that led to it. For staff who may know.
#[derive(Debug, Clone, Object)]
#[oai(
    rename = "JournalExplanation",
    rename_all = "camelCase",
    skip_serializing_if_is_none,
    example
)]
pub struct ExplanationView {
    pub resident_id: ResidentId,
    pub viewer_id: ResidentId,
    pub question: ExplainedQuestion,
    pub on_date: NaiveDate,
    pub relation: Relation,
    pub outcome: Outcome,
    pub reason: Reason,
    pub rule: Rule,
    #[oai(validator(max_items = 60))]
    pub steps: Vec<StepView>,
    /// The next day on which the answer may be another.
    pub next_change_on: Option<NaiveDate>,
    /// With `read-item`, where the journal is open: each item, the latest first, 1000 at most.
    #[oai(validator(max_items = 1000))]
    pub items: Option<Vec<ItemView>>,
    /// How many there are.
    pub item_count: Option<u32>,
    #[oai(validator(max_items = 50))]
    pub sources: Option<Vec<SourceView>>,
    /// Under which the access record has this explanation.
    pub trace_id: RequestId,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl From<SourceReport> for SourceView {
    fn from(report: SourceReport) -> Self {
        let SourceReport { source, title, outcome, at, distrusted, .. } = report;
        Self { source, title, outcome, at: at.into(), distrusted }
    }
}

pub fn example_resident() -> ResidentId {
    ResidentId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_0a01))
}

pub fn example_links(rest: &str) -> Links {
    let base = "https://etjanster.regionvastmanland.se/etjanster/v1/residents";
    let href = format!("{base}/{}/journal/{rest}", example_resident());
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for WantedExplanation {
    fn example() -> Self {
        Self {
            viewer_id: example_resident(),
            question: ExplainedQuestion::OpenJournal,
            item: None,
            described: None,
            on_date: None,
        }
    }
}

impl Example for ExplanationView {
    fn example() -> Self {
        let input = InputView { name: "seals".into(), value: "full 2026-11-01..".into() };
        Self {
            resident_id: example_resident(),
            viewer_id: example_resident(),
            question: ExplainedQuestion::OpenJournal,
            on_date: "2026-11-27".parse().expect("a date"),
            relation: Relation::Oneself,
            outcome: Outcome::Deny,
            reason: Reason::SealedFull,
            rule: Rule::S2,
            steps: vec![StepView {
                rule: Rule::S2,
                decided: true,
                meaning: "Är hela journalen förseglad?".into(),
                inputs: vec![input],
            }],
            next_change_on: None,
            items: None,
            item_count: None,
            sources: None,
            trace_id: RequestId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_0e01)),
            links: example_links("boundaries"),
        }
    }
}
