//! The rows of retention.

use serde_json::json;

use super::{Given, NONE, Row};
use crate::world::new_id;

pub fn rows() -> Vec<Row> {
    policies()
}

fn policies() -> Vec<Row> {
    vec![
        Row {
            operation: "listRetentionPolicies",
            method: "GET",
            path: "/regions/19/retention-policies",
            given: Given::Nothing,
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "403 403 403 200 403 403 200 200",
                "403 403 200 403 403 403",
                "404 404",
            ],
            action: "retention-policy.list",
        },
        Row {
            operation: "decideRetentionPolicy",
            method: "POST",
            path: "/regions/19/retention-policies",
            given: Given::Nothing,
            body: |_| crate::retention::decision(&format!("kind-{}", new_id().simple()), json!({})),
            answers: [
                "401 404 404 404 404",
                "403 403 403 403 403 403 201 201",
                "403 403 403 403 403 403",
                "404 404",
            ],
            action: "retention-policy.decide",
        },
    ]
}
