//! The rows of what regions set.

use serde_json::json;

use super::{Given, NONE, Row};
use crate::region_policies::setting;

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "listRegionPolicies",
            method: "GET",
            path: "/regions/19/policies",
            given: Given::Nothing,
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "403 403 403 403 403 403 200 200",
                "403 403 403 403 403 403",
                "404 404",
            ],
            action: "region-policy.list",
        },
        Row {
            operation: "setRegionPolicy",
            method: "POST",
            path: "/regions/19/policies",
            // Each from a day of its own.
            given: Given::Other(|world, scene| {
                let day = "select (date '2027-01-01' + count(*)::integer)::text as it
                    from policy_value where set_by is not null";
                scene.extra.insert("day", world.texts(day).remove(0));
            }),
            body: |scene| setting("case.reopen-days", json!({ "number": 14 }), &scene.extra["day"]),
            answers: [
                "401 404 404 404 404",
                "403 403 403 403 403 403 201 201",
                "403 403 403 403 403 403",
                "404 404",
            ],
            action: "region-policy.set",
        },
    ]
}
