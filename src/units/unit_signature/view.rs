//! What clients send and see of a unit's signature.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::super::card::example_links;
use crate::{id::UnitId, page::Links};

/// How a unit signs.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitSignature", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct UnitSignatureView {
    pub unit_id: UnitId,
    /// Replaces the automatic signature entirely.
    #[oai(validator(max_length = 1000))]
    pub signature_text: Option<String>,
    /// How a message sent as the unit today is signed.
    #[oai(validator(max_length = 1000))]
    pub signature: String,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What a unit signs with.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct UnitSignatureChange {
    /// The automatic signature when it is left out: greeting, the unit's name and the date.
    #[serde(default)]
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub signature_text: Option<String>,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);

impl Example for UnitSignatureView {
    fn example() -> Self {
        Self {
            unit_id: UnitId(UNIT),
            signature_text: None,
            signature: "Med vänlig hälsning\nBäckby vårdcentral\n23 november 2026".into(),
            links: example_links(&format!("/units/{UNIT}/signature")),
        }
    }
}

impl Example for UnitSignatureChange {
    fn example() -> Self {
        Self { signature_text: Some("Hälsningar från oss på Bäckby vårdcentral".into()) }
    }
}
