//! What clients send and see of purges.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::rule::example_links,
    proposal::PurgeStage,
    store::{ItemRow, certificate::Certificate},
};
use crate::{
    clock::local_date,
    id::{CaseId, PurgeCertificateId, PurgeProposalId, RetentionPolicyId, StaffId, UnitId},
    page::Links,
    sql::Moment,
};

/// A dry run of a purge, and what became of it (gallringsförslag).
#[derive(Debug, Clone, Object)]
#[oai(rename = "PurgeProposal", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ProposalView {
    pub id: PurgeProposalId,
    pub unit_id: UnitId,
    pub stage: PurgeStage,
    /// The cases in it.
    #[oai(validator(minimum(value = "0")))]
    pub cases: i64,
    /// Those that are gone.
    #[oai(validator(minimum(value = "0")))]
    pub purged: i64,
    /// Those that nothing has been done about yet.
    #[oai(validator(minimum(value = "0")))]
    pub waiting: i64,
    /// Under which decisions they go.
    #[oai(validator(max_items = 100))]
    pub policies: Vec<PolicyCount>,
    /// Cases whose time was out and which a legal hold kept out of the dry run.
    #[oai(validator(minimum(value = "0")))]
    pub held: i32,
    /// Cases that would go if the region had made the nation's policy its own decision.
    #[oai(validator(minimum(value = "0")))]
    pub undecided: i32,
    /// Whether the archive must have it before it can be approved.
    pub needs_delivery: bool,
    pub delivered_at: Option<Moment>,
    /// The archive's own reference.
    #[oai(validator(max_length = 200))]
    pub delivery_ref: Option<String>,
    pub proposed_by: StaffId,
    pub proposed_at: Moment,
    /// Who approved or rejected it.
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<Moment>,
    /// Why it was rejected.
    #[oai(validator(max_length = 1000))]
    pub rejection: Option<String>,
    pub finished_at: Option<Moment>,
    /// What was purged, once it is done.
    pub certificate: Option<CertificateView>,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// How many cases go under one decision.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PurgePolicyCount", rename_all = "camelCase")]
pub struct PolicyCount {
    pub retention_policy_id: RetentionPolicyId,
    #[oai(validator(minimum(value = "0")))]
    pub cases: i64,
}

crate::sql::code! {
    /// What became of a case in a purge.
    PurgeOutcome {
        Purged = "purged",
        /// A legal hold was placed after the dry run.
        Held = "held",
        /// It was opened again, or a longer time was decided on.
        NotDue = "not-due",
    }
}

/// A case in a purge: never whose it is, or what is in it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PurgeCase", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct PurgeCaseView {
    pub case_id: CaseId,
    /// Gone with the case.
    #[oai(validator(max_length = 10))]
    pub number: Option<String>,
    /// Gone with the case.
    #[oai(validator(max_length = 200))]
    pub case_type_name: Option<String>,
    /// Gone with the case.
    pub closed_on: Option<NaiveDate>,
    /// The first day it could be purged.
    pub due_on: NaiveDate,
    pub retention_policy_id: RetentionPolicyId,
    /// Absent while nothing has been done about it.
    pub outcome: Option<PurgeOutcome>,
}

/// What was purged, by whose decision (gallringsbevis). Kept for ever.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PurgeCertificate", rename_all = "camelCase", example)]
pub struct CertificateView {
    pub id: PurgeCertificateId,
    pub purge_proposal_id: PurgeProposalId,
    pub unit_id: UnitId,
    #[oai(validator(minimum(value = "0")))]
    pub cases: i32,
    #[oai(validator(minimum(value = "0")))]
    pub messages: i32,
    #[oai(validator(minimum(value = "0")))]
    pub inbox_items: i32,
    #[oai(validator(minimum(value = "0")))]
    pub attachments: i32,
    /// Cases that a hold kept after the dry run.
    #[oai(validator(minimum(value = "0")))]
    pub held: i32,
    /// Cases that were no longer due.
    #[oai(validator(minimum(value = "0")))]
    pub not_due: i32,
    /// SHA-256, in hex, over the ids of the purged cases in order, each followed by a line feed: whoever
    /// has the ids can tell that these and no others went.
    #[oai(validator(max_length = 64))]
    pub ids_hash: String,
    #[oai(validator(max_items = 100))]
    pub retention_policy_ids: Vec<RetentionPolicyId>,
    pub proposed_by: StaffId,
    pub approved_by: StaffId,
    pub approved_at: Moment,
    pub finished_at: Moment,
}

/// Where the archive has it.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "PurgeDelivery", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct Delivery {
    /// The archive's own reference to what it has received.
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reference: String,
}

/// Why nothing is to go.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "PurgeRejection", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct Rejection {
    #[validate(length(min = 1, max = 1000))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
}

/// A step that needs no further facts. Send `{}`.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(rename = "PurgeNothing", deny_unknown_fields, example)]
pub struct NoFacts {}

impl From<ItemRow> for PurgeCaseView {
    fn from(row: ItemRow) -> Self {
        Self {
            case_id: row.case_id,
            number: row.number,
            case_type_name: row.case_type_name,
            closed_on: row.closed_at.map(local_date),
            due_on: row.due_on,
            retention_policy_id: row.policy,
            outcome: row.outcome.as_deref().and_then(PurgeOutcome::from_code),
        }
    }
}

impl From<Certificate> for CertificateView {
    fn from(row: Certificate) -> Self {
        Self {
            id: row.id,
            purge_proposal_id: row.proposal_id,
            unit_id: row.unit_id,
            cases: row.cases,
            messages: row.messages,
            inbox_items: row.inbox_items,
            attachments: row.attachments,
            held: row.held,
            not_due: row.not_due,
            ids_hash: hex::encode(row.ids_hash),
            retention_policy_ids: row.retention_policy_ids.into_iter().flatten().collect(),
            proposed_by: row.proposed_by,
            approved_by: row.approved_by,
            approved_at: row.approved_at.into(),
            finished_at: row.finished_at.into(),
        }
    }
}

fn sample(last: u128) -> Uuid {
    Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + last)
}

fn sample_moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

impl Example for ProposalView {
    fn example() -> Self {
        let policy =
            PolicyCount { retention_policy_id: RetentionPolicyId(sample(0x11)), cases: 128 };
        let path = format!("/units/{}/purge-proposals/{}", sample(0x2c), sample(0x12));
        Self {
            id: PurgeProposalId(sample(0x12)),
            unit_id: UnitId(sample(0x2c)),
            stage: PurgeStage::Proposed,
            cases: 128,
            purged: 0,
            waiting: 128,
            policies: vec![policy],
            held: 2,
            undecided: 0,
            needs_delivery: false,
            delivered_at: None,
            delivery_ref: None,
            proposed_by: StaffId(sample(0x13)),
            proposed_at: sample_moment(),
            decided_by: None,
            decided_at: None,
            rejection: None,
            finished_at: None,
            certificate: None,
            version: 1,
            links: example_links(&path),
        }
    }
}

impl Example for PurgeCaseView {
    fn example() -> Self {
        Self {
            case_id: CaseId(sample(0x14)),
            number: Some("1234567897".into()),
            case_type_name: Some("Förnya recept".into()),
            closed_on: Some("2023-11-20".parse().expect("a date")),
            due_on: "2026-11-20".parse().expect("a date"),
            retention_policy_id: RetentionPolicyId(sample(0x11)),
            outcome: None,
        }
    }
}

impl Example for CertificateView {
    fn example() -> Self {
        Self {
            id: PurgeCertificateId(sample(0x15)),
            purge_proposal_id: PurgeProposalId(sample(0x12)),
            unit_id: UnitId(sample(0x2c)),
            cases: 126,
            messages: 391,
            inbox_items: 204,
            attachments: 12,
            held: 1,
            not_due: 1,
            ids_hash: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c".into(),
            retention_policy_ids: vec![RetentionPolicyId(sample(0x11))],
            proposed_by: StaffId(sample(0x13)),
            approved_by: StaffId(sample(0x16)),
            approved_at: sample_moment(),
            finished_at: sample_moment(),
        }
    }
}

impl Example for Delivery {
    fn example() -> Self {
        Self { reference: "E-arkiv 2026-0417".into() }
    }
}

impl Example for Rejection {
    fn example() -> Self {
        Self { reason: "Vi väntar på regionarkivets besked.".into() }
    }
}

impl Example for NoFacts {
    fn example() -> Self {
        Self {}
    }
}
