//! The rows of a case beyond its first answer.

use serde_json::{Value, json};

use super::{EMPTY, Given, Row, Scene};

fn row(
    operation: &'static str,
    (noun, given): (&'static str, Given),
    body: fn(&Scene) -> Value,
    here: &'static str,
    action: &'static str,
) -> Row {
    let path = noun;
    let answers = ["401 403 404 403 404", here, "404 404 404 404 404 404", "404 404"];
    Row { operation, method: "POST", path, given, body, answers, action }
}

pub fn rows() -> Vec<Row> {
    let why: fn(&Scene) -> Value = |_| json!({ "reason": "Löst på telefon." });
    vec![
        row(
            "unassignCase",
            ("/cases/{case}/unassignments", Given::Assigned),
            EMPTY,
            "201 403 404 403 403 403 403 403",
            "case.unassign",
        ),
        row(
            "takeCase",
            ("/cases/{case}/takings", Given::WithGroup),
            EMPTY,
            "403 404 201 403 403 403 403 403",
            "case.take",
        ),
        row(
            "closeCase",
            ("/cases/{case}/closures", Given::Assigned),
            why,
            "201 201 404 403 403 403 403 403",
            "case.close",
        ),
        row(
            "reopenCase",
            ("/cases/{case}/reopenings", Given::Closed),
            why,
            "201 201 404 403 403 403 403 403",
            "case.reopen",
        ),
        row(
            "documentCase",
            ("/cases/{case}/documentations", Given::Assigned),
            EMPTY,
            "201 201 404 403 403 403 403 403",
            "case.document",
        ),
    ]
}
