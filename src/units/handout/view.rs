//! What clients send and see of handed-out case types.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::super::{card::example_links, whom::ResidentAtUnit};
use crate::{
    id::{CaseTypeGrantId, CaseTypeId, ResidentId, StaffId, UnitId},
    page::Links,
    sql::Moment,
};

/// A limited case type handed out to one resident (utdelad ärendetyp).
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypeGrant", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct HandoutView {
    pub id: CaseTypeGrantId,
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    #[oai(validator(max_length = 200))]
    pub case_type_name: String,
    pub resident: ResidentAtUnit,
    /// The last day; absent until further notice (tills vidare).
    pub valid_until: Option<NaiveDate>,
    pub granted_at: Moment,
    pub granted_by: StaffId,
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A case type to hand out, and to whom: by personal number or by id.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewCaseTypeGrant {
    /// A limited case type that the unit has.
    pub case_type_id: CaseTypeId,
    /// Twelve characters, with or without a hyphen before the last four.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub personal_number: Option<String>,
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
    /// The last day, today or later; until further notice when left out.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

/// Until when it is to last.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct CaseTypeGrantChange {
    /// The last day, today or later; until further notice when left out.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 5, 31).expect("a date")
}

impl Example for HandoutView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            id: CaseTypeGrantId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b33)),
            unit_id: UnitId(unit),
            case_type_id: NewCaseTypeGrant::example().case_type_id,
            case_type_name: "Uppföljning av smärtbehandling".into(),
            resident: ResidentAtUnit::sample(),
            valid_until: Some(day()),
            granted_at: "2026-11-23T08:00:00Z"
                .parse::<chrono::DateTime<chrono::Utc>>()
                .expect("an instant")
                .into(),
            granted_by: StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32)),
            version: 1,
            links: example_links(&format!("/units/{unit}/case-type-grants")),
        }
    }
}

impl Example for NewCaseTypeGrant {
    fn example() -> Self {
        Self {
            case_type_id: CaseTypeId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d)),
            personal_number: Some("19840418-9287".into()),
            resident_id: None,
            valid_until: Some(day()),
        }
    }
}

impl Example for CaseTypeGrantChange {
    fn example() -> Self {
        Self { valid_until: Some(day()) }
    }
}
