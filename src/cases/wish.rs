//! What clients send to take a case further than its first answer.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::view::not_blank;
use crate::id::StaffId;

/// Why a case goes back among the new ones, for the unit's own history.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct Unassignment {
    #[serde(default)]
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: Option<String>,
}

/// Why a case is closed without an answer.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct Closure {
    /// Shown to the resident as it stands.
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
}

/// Why a closed case is opened again, and for whom.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct Reopening {
    /// For the unit's own history. The resident is told that the case is open again, not why.
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
    /// A handler at the unit. Whoever had the case last when left out.
    #[serde(default)]
    pub handler_id: Option<StaffId>,
}

impl Example for Unassignment {
    fn example() -> Self {
        Self { reason: Some("Hör till en annan yrkesgrupp.".into()) }
    }
}

impl Example for Closure {
    fn example() -> Self {
        Self { reason: "Vi har ringt dig och löst ärendet på telefon.".into() }
    }
}

impl Example for Reopening {
    fn example() -> Self {
        Self { reason: "Provsvaret kom efter svaret.".into(), handler_id: None }
    }
}
