//! What clients send and see of a unit's settings.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::{area::two_digits, availability::UnitStatus, card::example_links, role::UnitWarning},
    status::WantedStatus,
};
use crate::{
    id::{CaseTypeId, UnitId},
    page::Links,
    sql::Moment,
};

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
    /// The last day, once it has been announced.
    pub closes_on: Option<NaiveDate>,
    /// When the directory (HSA) was asked last: name, address, opening hours and the rest come from there.
    pub directory_fetched_at: Option<Moment>,
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

/// A unit to take in from the directory.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewUnit {
    /// The unit's HSA-id. Blanks around it and the case of letters do not matter.
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub hsa_id: String,
    /// The region that the unit belongs to, as a county code.
    #[validate(custom(function = "two_digits"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
}

/// What a unit gets when it is taken into use.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct UnitActivation {
    /// Who runs the unit first. Can be left out when the unit has a local administrator already.
    #[serde(default)]
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub local_administrator_hsa_id: Option<String>,
    /// The central case types to hand out; all of the region's and the nation's when left out. The unit
    /// activates each of them itself.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[oai(validator(max_items = 200))]
    pub case_type_ids: Option<Vec<CaseTypeId>>,
}

/// When a unit is to close.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewClosure {
    /// The day, with the region's notice ahead: three weeks unless it has set another.
    pub closes_on: NaiveDate,
}

/// A unit as its region sees it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RegionUnit", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct RegionUnitView {
    pub id: UnitId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(validator(max_length = 4))]
    pub municipality_code: String,
    pub status: UnitStatus,
    /// The last day, once it has been announced.
    pub closes_on: Option<NaiveDate>,
    pub directory_fetched_at: Option<Moment>,
    /// What the unit's administrators should see to.
    #[oai(validator(max_items = 10))]
    pub warnings: Vec<UnitWarning>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl Example for NewUnit {
    fn example() -> Self {
        Self { hsa_id: "SE2321000172-DV40".into(), region_code: "19".into() }
    }
}

impl Example for UnitActivation {
    fn example() -> Self {
        let local_administrator_hsa_id = Some("SE2321000172-DP05".into());
        Self { local_administrator_hsa_id, case_type_ids: None }
    }
}

impl Example for NewClosure {
    fn example() -> Self {
        Self { closes_on: NaiveDate::from_ymd_opt(2027, 1, 31).expect("a date") }
    }
}

impl Example for RegionUnitView {
    fn example() -> Self {
        let id = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            id: UnitId(id),
            hsa_id: "SE2321000172-DV01".into(),
            name: "Bäckby vårdcentral".into(),
            municipality_code: "1980".into(),
            status: UnitStatus::Active,
            closes_on: None,
            directory_fetched_at: None,
            warnings: vec![UnitWarning::OneLocalAdministrator],
            links: example_links(&format!("/units/{id}/settings")),
        }
    }
}

impl Example for SettingsView {
    fn example() -> Self {
        let id = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            unit_id: UnitId(id),
            other_information: Some("Vi svarar inom två arbetsdagar.".into()),
            recommended: true,
            status: UnitStatus::Active,
            closes_on: None,
            directory_fetched_at: None,
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
