//! What clients send and see of holds.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::super::rule::example_links;
use crate::{
    id::{CaseId, LegalHoldId, ResidentId, StaffId, UnitId},
    page::Links,
    sql::Moment,
};

/// Something that must not be purged: a case, all of a resident's at the unit, or all of the unit's.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LegalHold", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct HoldView {
    pub id: LegalHoldId,
    pub unit_id: UnitId,
    /// The case that is held; absent when more is.
    pub case_id: Option<CaseId>,
    /// Whose cases are held; absent when one case is, or all.
    pub resident_id: Option<ResidentId>,
    /// Why.
    #[oai(validator(max_length = 1000))]
    pub reason: String,
    pub placed_by: StaffId,
    pub placed_at: Moment,
    pub lifted_by: Option<StaffId>,
    pub lifted_at: Option<Moment>,
    #[oai(validator(max_length = 1000))]
    pub lift_reason: Option<String>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A hold to place. Without a case and a resident it covers all that the unit has.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewHold {
    #[serde(default)]
    pub case_id: Option<CaseId>,
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
    /// Why, such as the number of a dispute.
    #[validate(length(min = 1, max = 1000))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
}

/// Why a hold is lifted.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct HoldLifting {
    #[validate(length(min = 1, max = 1000))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);

impl Example for HoldView {
    fn example() -> Self {
        Self {
            id: LegalHoldId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c02)),
            unit_id: UnitId(UNIT),
            case_id: NewHold::example().case_id,
            resident_id: None,
            reason: NewHold::example().reason,
            placed_by: StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c03)),
            placed_at: Moment("2026-11-23T08:00:00Z".parse().expect("an instant")),
            lifted_by: None,
            lifted_at: None,
            lift_reason: None,
            links: example_links(&format!("/units/{UNIT}/legal-holds")),
        }
    }
}

impl Example for NewHold {
    fn example() -> Self {
        let case = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d);
        Self {
            case_id: Some(CaseId(case)),
            resident_id: None,
            reason: "Patientskadeärende LÖF 2026-1177".into(),
        }
    }
}

impl Example for HoldLifting {
    fn example() -> Self {
        Self { reason: "Ärendet är avslutat.".into() }
    }
}
