//! The rows of units and staff.

use super::{Given, NONE, OWN_READ, Row};

pub fn rows() -> Vec<Row> {
    cards()
}

/// What a unit is to one resident.
fn cards() -> Vec<Row> {
    vec![
        Row {
            operation: "listUnitsOfResident",
            method: "GET",
            path: "/residents/{resident}/units",
            given: Given::Nothing,
            body: NONE,
            answers: OWN_READ,
            action: "unit.list",
        },
        Row {
            operation: "getUnitAsResident",
            method: "GET",
            path: "/residents/{resident}/units/{unit}",
            given: Given::Nothing,
            body: NONE,
            answers: OWN_READ,
            action: "unit.read-card",
        },
        Row {
            operation: "getCaseTypeFormAsResident",
            method: "GET",
            path: "/residents/{resident}/units/{unit}/case-types/{caseType}",
            given: Given::Other(|_, scene| {
                scene.extra.insert("caseType", scene.case_type.to_string());
            }),
            body: NONE,
            answers: OWN_READ,
            action: "unit.read-form",
        },
    ]
}
