//! What clients send and see of approvals.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::super::{card::example_links, whom::ResidentAtUnit};
use crate::{
    id::{ApprovalId, ResidentId, StaffId, UnitId},
    page::Links,
    sql::Moment,
};

/// A resident that the unit has let in.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Approval", rename_all = "camelCase", example)]
pub struct ApprovalView {
    pub id: ApprovalId,
    pub unit_id: UnitId,
    pub resident: ResidentAtUnit,
    pub approved_at: Moment,
    pub approved_by: StaffId,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The resident to let in: one of the two.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewApproval {
    /// Twelve characters, with or without a hyphen before the last four.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub personal_number: Option<String>,
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
}

/// Approvals to remove at once.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct ApprovalRemoval {
    /// Which; left out, all of the unit's.
    #[serde(default)]
    #[validate(length(min = 1, max = 1000))]
    #[oai(validator(min_items = 1, max_items = 1000))]
    pub approval_ids: Option<Vec<ApprovalId>>,
}

/// What was removed.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RemovedApprovals", rename_all = "camelCase", example)]
pub struct RemovedView {
    pub unit_id: UnitId,
    #[oai(validator(minimum(value = "0")))]
    pub removed: i32,
    #[oai(rename = "_links")]
    pub links: Links,
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);

impl Example for ApprovalView {
    fn example() -> Self {
        Self {
            id: ApprovalId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b31)),
            unit_id: UnitId(UNIT),
            resident: ResidentAtUnit::sample(),
            approved_at: "2026-11-23T08:00:00Z"
                .parse::<chrono::DateTime<chrono::Utc>>()
                .expect("an instant")
                .into(),
            approved_by: StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32)),
            links: example_links(&format!("/units/{UNIT}/approvals")),
        }
    }
}

impl Example for NewApproval {
    fn example() -> Self {
        Self { personal_number: Some("19840418-9287".into()), resident_id: None }
    }
}

impl Example for ApprovalRemoval {
    fn example() -> Self {
        let id = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b31);
        Self { approval_ids: Some(vec![ApprovalId(id)]) }
    }
}

impl Example for RemovedView {
    fn example() -> Self {
        let links = example_links(&format!("/units/{UNIT}/approvals"));
        Self { unit_id: UnitId(UNIT), removed: 1, links }
    }
}
