//! What clients see of the service itself.

use chrono::NaiveDate;
use poem_openapi::{Enum, Object, types::Example};

/// How far the API has come in its life (the national REST profile, VER.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum ApiStatus {
    Alpha,
    Beta,
    Active,
    Deprecated,
    Retired,
    Decommissioned,
}

/// What this API is, as the national REST profile wants it told (VER.07).
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", example)]
pub struct ApiInfo {
    #[oai(validator(max_length = 60))]
    pub api_name: String,
    /// The semantic version: MAJOR.MINOR.PATCH.
    #[oai(validator(max_length = 20, pattern = r"^\d+\.\d+\.\d+$"))]
    pub api_version: String,
    /// The day this version was released.
    pub api_released: NaiveDate,
    /// Where the documentation is.
    #[oai(validator(max_length = 2000))]
    pub api_documentation: String,
    pub api_status: ApiStatus,
}

impl ApiInfo {
    /// This build, documented at that origin.
    pub fn at(documentation: String) -> Self {
        Self {
            api_name: "etjanster".to_owned(),
            api_version: env!("CARGO_PKG_VERSION").to_owned(),
            api_released: NaiveDate::from_ymd_opt(2026, 11, 23).expect("a real day"),
            api_documentation: documentation,
            api_status: ApiStatus::Beta,
        }
    }
}

impl Example for ApiInfo {
    fn example() -> Self {
        Self::at(format!("{}/docs/", crate::document::PUBLISHED))
    }
}
