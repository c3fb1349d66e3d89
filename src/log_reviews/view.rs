//! What clients send and see of log reviews.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::review::{Drawn, Finding, ReviewOutcome, Risk};
use crate::{
    access::Capacity,
    audit::{ActionKind, Outcome},
    id::{LogReviewId, ResidentId, StaffId, UnitId},
    page::{Link, Links},
    sql::Moment,
};

/// A review to draw.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewLogReview {
    /// The first day that is looked at, in Sweden.
    pub period_from: NaiveDate,
    /// The last one; today at the latest.
    pub period_to: NaiveDate,
    /// How many rows are drawn by lot.
    #[validate(range(min = 0, max = 200))]
    #[oai(validator(minimum(value = "0"), maximum(value = "200")))]
    pub random_rows: i32,
    /// Which rows are drawn besides, since they look risky.
    #[serde(default)]
    #[validate(nested)]
    pub targeted: Option<Criteria>,
}

/// Which rows are drawn on purpose. All that is said must fit; the riskiest come first, and among equals
/// the lot decides.
#[derive(Default, Debug, Clone, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "LogReviewCriteria",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none,
    example
)]
pub struct Criteria {
    /// How many rows at most.
    #[validate(range(min = 0, max = 200))]
    #[oai(validator(minimum(value = "0"), maximum(value = "200")))]
    pub rows: i32,
    /// What that member of staff did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<StaffId>,
    /// What was done about that patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_id: Option<ResidentId>,
    /// Things of one of these kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 6))]
    #[oai(validator(min_items = 1, max_items = 6))]
    pub kinds: Option<Vec<ActionKind>>,
    /// What looks risky in one of these ways.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 4))]
    #[oai(validator(min_items = 1, max_items = 4))]
    pub risks: Option<Vec<Risk>>,
}

/// A review: how it was drawn, how far it has come, and the signed protocol.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LogReview", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct LogReviewView {
    pub id: LogReviewId,
    pub unit_id: UnitId,
    /// Who drew it. What they did themselves is left out.
    pub reviewer_id: StaffId,
    pub began_at: Moment,
    /// From then on, included.
    pub period_from: Moment,
    /// Until then, not included.
    pub period_to: Moment,
    #[oai(validator(minimum(value = "0"), maximum(value = "200")))]
    pub random_rows: i32,
    /// How the rows were drawn that look risky.
    pub targeted: Option<Criteria>,
    /// What the lot was: the same gives the same rows again.
    #[oai(validator(max_length = 20))]
    pub seed: String,
    /// How many rows there were to draw from.
    #[oai(validator(minimum(value = "0")))]
    pub rows_in_period: i32,
    /// How many of them look risky.
    #[oai(validator(minimum(value = "0")))]
    pub rows_at_risk: i32,
    /// How many rows were drawn.
    #[oai(validator(minimum(value = "0"), maximum(value = "400")))]
    pub rows: i64,
    /// How many of them are judged.
    #[oai(validator(minimum(value = "0"), maximum(value = "400")))]
    pub judged: i64,
    /// How many of them were judged unjustified.
    #[oai(validator(minimum(value = "0"), maximum(value = "400")))]
    pub unjustified: i64,
    pub outcome: Option<ReviewOutcome>,
    /// What the reviewer concluded.
    #[oai(validator(max_length = 4000))]
    pub conclusion: Option<String>,
    pub signed_by: Option<StaffId>,
    /// From then on nothing in it changes.
    pub signed_at: Option<Moment>,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The rows of a review.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LogReviewRows", rename_all = "camelCase", example)]
pub struct ReviewRowsView {
    #[oai(validator(max_items = 400))]
    pub items: Vec<ReviewRowView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A row of the record: who did what to whom and when, never what was read.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LogReviewRow", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ReviewRowView {
    /// Its number in the review.
    #[oai(validator(minimum(value = "1"), maximum(value = "400")))]
    pub place: i32,
    pub at: Moment,
    /// What was done, such as `case.read`.
    #[oai(validator(max_length = 60))]
    pub action: String,
    pub kind: ActionKind,
    pub outcome: Outcome,
    /// In which quality it was done.
    pub capacity: Capacity,
    pub actor: Option<StaffMember>,
    /// Whom it was about.
    pub patient: Option<Patient>,
    /// Whether the caller did it: then somebody else judges it.
    pub own: bool,
    pub drawn: Drawn,
    #[oai(validator(max_items = 4))]
    pub risks: Vec<Risk>,
    pub finding: Option<Finding>,
    #[oai(validator(max_length = 2000))]
    pub note: Option<String>,
    pub found_by: Option<StaffId>,
    pub found_at: Option<Moment>,
}

/// Who did it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LogReviewStaff", rename_all = "camelCase")]
pub struct StaffMember {
    pub id: StaffId,
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
}

/// Whom it was about.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LogReviewPatient", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct Patient {
    pub id: ResidentId,
    /// Left out when the identity is protected.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    pub protected_identity: bool,
}

/// What was found of a row.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewFinding {
    pub finding: Finding,
    /// Why; never what was read.
    #[serde(default)]
    #[validate(length(min = 1, max = 2000))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub note: Option<String>,
}

/// A row with what was found of it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JudgedLogReviewRow", rename_all = "camelCase", example)]
pub struct Judged {
    pub unit_id: UnitId,
    pub row: ReviewRowView,
}

/// What the review came to.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewSignature {
    /// Not `ok` when a row was judged unjustified.
    pub outcome: ReviewOutcome,
    #[validate(length(min = 1, max = 4000))]
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub conclusion: String,
}

/// Whether the same draw gives the same rows.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RepeatedDraw", rename_all = "camelCase", example)]
pub struct RepeatView {
    /// Whether it does: it must.
    pub same: bool,
    #[oai(validator(minimum(value = "0"), maximum(value = "400")))]
    pub rows: i32,
    #[oai(validator(max_length = 20))]
    pub seed: String,
}

fn sample(last: u128) -> Uuid {
    Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + last)
}

fn sample_moment(text: &str) -> Moment {
    Moment(text.parse().expect("an instant"))
}

fn sample_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for NewLogReview {
    fn example() -> Self {
        Self {
            period_from: "2026-11-01".parse().expect("a date"),
            period_to: "2026-11-23".parse().expect("a date"),
            random_rows: 20,
            targeted: Some(Criteria::example()),
        }
    }
}

impl Example for Criteria {
    fn example() -> Self {
        let risks = Some(vec![Risk::SameSurname, Risk::NoAssignment]);
        Self { rows: 20, risks, ..Self::default() }
    }
}

impl Example for LogReviewView {
    fn example() -> Self {
        Self {
            id: LogReviewId(sample(0x31)),
            unit_id: UnitId(sample(0x2c)),
            reviewer_id: StaffId(sample(0x32)),
            began_at: sample_moment("2026-11-23T08:00:00Z"),
            period_from: sample_moment("2026-10-31T23:00:00Z"),
            period_to: sample_moment("2026-11-23T23:00:00Z"),
            random_rows: 20,
            targeted: Some(Criteria::example()),
            seed: "-4113203990187526871".into(),
            rows_in_period: 4812,
            rows_at_risk: 96,
            rows: 40,
            judged: 12,
            unjustified: 0,
            outcome: None,
            conclusion: None,
            signed_by: None,
            signed_at: None,
            version: 13,
            links: sample_links("/units/01a0b0f0-7a4e-7c5c-9d6f-3f1e5e8a1b2c/log-reviews"),
        }
    }
}

impl Example for ReviewRowsView {
    fn example() -> Self {
        let links = sample_links("/units/01a0b0f0-7a4e-7c5c-9d6f-3f1e5e8a1b2c/log-reviews");
        Self { items: vec![ReviewRowView::example()], links }
    }
}

impl Example for ReviewRowView {
    fn example() -> Self {
        Self {
            place: 7,
            at: sample_moment("2026-11-21T22:10:00Z"),
            action: "case.read".into(),
            kind: ActionKind::Read,
            outcome: Outcome::Done,
            capacity: Capacity::Receiver,
            actor: Some(StaffMember {
                id: StaffId(sample(0x33)),
                name: "Eva Nordin".into(),
                title: "Sjuksköterska".into(),
            }),
            patient: Some(Patient {
                id: ResidentId(sample(0x2f)),
                name: Some("Anna Lindström".into()),
                protected_identity: false,
            }),
            own: false,
            drawn: Drawn::Targeted,
            risks: vec![Risk::OddHours, Risk::NoAssignment],
            finding: None,
            note: None,
            found_by: None,
            found_at: None,
        }
    }
}

impl Example for NewFinding {
    fn example() -> Self {
        Self { finding: Finding::Justified, note: Some("Jour den kvällen.".into()) }
    }
}

impl Example for Judged {
    fn example() -> Self {
        Self { unit_id: UnitId(sample(0x2c)), row: ReviewRowView::example() }
    }
}

impl Example for NewSignature {
    fn example() -> Self {
        let conclusion = "40 rader granskade. Inga obefogade åtkomster.".into();
        Self { outcome: ReviewOutcome::Ok, conclusion }
    }
}

impl Example for RepeatView {
    fn example() -> Self {
        Self { same: true, rows: 40, seed: "-4113203990187526871".into() }
    }
}
