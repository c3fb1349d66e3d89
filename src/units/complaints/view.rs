//! What clients see of complaints handling.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::super::card::example_links;
use crate::{id::UnitId, page::Links, sql::Moment};

/// Whether complaints can be sent to a unit.
#[derive(Debug, Clone, Object)]
#[oai(
    rename = "ComplaintsHandling",
    rename_all = "camelCase",
    skip_serializing_if_is_none,
    example
)]
pub struct ComplaintsView {
    pub unit_id: UnitId,
    /// Whether the unit handles complaints.
    pub handles: bool,
    pub since: Option<Moment>,
    /// The region whose complaints it takes: the one it belongs to now.
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    /// The region's patient board (patientnämnd). Without one nobody can send anything.
    #[oai(validator(max_length = 200))]
    pub patient_board: Option<String>,
    /// Whether residents can send complaints now.
    pub open: bool,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl Example for ComplaintsView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            unit_id: UnitId(unit),
            handles: true,
            since: None,
            region_code: "19".into(),
            patient_board: Some("Patientnämnden".into()),
            open: true,
            links: example_links(&format!("/units/{unit}/complaints-handling")),
        }
    }
}
