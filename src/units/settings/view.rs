//! What clients send and see of a unit's settings.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::{availability::UnitStatus, card::example_links, role::UnitWarning},
    status::WantedStatus,
};
use crate::{id::UnitId, page::Links};

/// A unit's settings.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitSettings", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct SettingsView {
    pub unit_id: UnitId,
    /// Shown on the contact card to those who are signed in.
    #[oai(validator(max_length = 5000))]
    pub other_information: Option<String>,
    /// Set by the region.
    pub recommended: bool,
    /// Set by the region.
    pub status: UnitStatus,
    /// What the unit's administrators should see to.
    #[oai(validator(max_items = 10))]
    pub warnings: Vec<UnitWarning>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What the unit itself sets.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct UnitSettingsChange {
    /// Nothing is shown when it is left out.
    #[serde(default)]
    #[validate(length(min = 1, max = 5000))]
    #[oai(validator(min_length = 1, max_length = 5000), skip_serializing_if_is_none)]
    pub other_information: Option<String>,
}

/// Whether the region recommends the unit.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct UnitRecommendation {
    pub recommended: bool,
}

/// Whether the unit is in use.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct UnitStatusChange {
    pub status: WantedStatus,
}

impl Example for SettingsView {
    fn example() -> Self {
        let id = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            unit_id: UnitId(id),
            other_information: Some("Vi svarar inom två arbetsdagar.".into()),
            recommended: true,
            status: UnitStatus::Active,
            warnings: vec![UnitWarning::OneLocalAdministrator],
            links: example_links(&format!("/units/{id}/settings")),
        }
    }
}

impl Example for UnitSettingsChange {
    fn example() -> Self {
        Self { other_information: Some("Vi svarar inom två arbetsdagar.".into()) }
    }
}

impl Example for UnitRecommendation {
    fn example() -> Self {
        Self { recommended: true }
    }
}

impl Example for UnitStatusChange {
    fn example() -> Self {
        Self { status: WantedStatus::Closing }
    }
}
