//! The rows of log reviews.

use serde_json::json;

use super::{Given, NONE, Row, Scene};
use crate::world::{NOON, World, new_id};

/// The unit's reviewer and the nation's administrator: row 35.
const READ: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 200 403 200",
    "404 404 404 404 404 404",
    "404 404",
];
const MADE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 201 403 201",
    "404 404 404 404 404 404",
    "404 404",
];

/// A review of one row, which staff elsewhere did; judged already where `judged` says so.
fn review(world: &World, scene: &mut Scene, judged: bool) {
    let id = new_id();
    let (unit, handler) = (scene.unit, scene.handler);
    let found = if judged {
        format!("'justified', '{handler}', '{NOON}'")
    } else {
        "null, null, null".into()
    };
    world.sql(&format!(
        "insert into log_review (id, unit_id, reviewer_id, began_at, period_from, period_to,
            horizon, seed, random_rows, targeted_rows, criteria, rows_in_period, rows_at_risk)
         values ('{id}', '{unit}', '{handler}', '{NOON}', '2026-11-22', '2026-11-23', 1000, 1, 1, 0,
            '{{\"criteria\": {{\"rows\": 0}}, \"hours\": {{\"begins\": \"06:30:00\",
                \"ends\": \"19:00:00\"}}}}', 1, 0);
         with entry as (insert into audit_entry (at, actor_kind, actor_id, capacity, unit_id, action,
                subject_id, outcome, request_id)
            values ('2026-11-22', 'staff', '{handler}', 'handler', '{unit}', 'case.read',
                gen_random_uuid(), 'done', gen_random_uuid()) returning at, id)
         insert into log_review_row (review_id, place, entry_at, entry_id, drawn, risks, finding,
            found_by, found_at)
         select '{id}', 1, at, id, 'random', '{{}}', {found} from entry"
    ));
    scene.extra.insert("review", id.to_string());
    scene.etag = Some("\"v1\"".into());
}

#[expect(clippy::too_many_lines, reason = "one table")]
pub fn rows() -> Vec<Row> {
    const ALL: &str = "/units/{unit}/log-reviews";
    const ONE: &str = "/units/{unit}/log-reviews/{review}";
    const ROWS: &str = "/units/{unit}/log-reviews/{review}/rows";
    const AGAIN: &str = "/units/{unit}/log-reviews/{review}/repeated-draw";
    const JUDGE: &str = "/units/{unit}/log-reviews/{review}/rows/1/findings";
    const SIGN: &str = "/units/{unit}/log-reviews/{review}/signatures";
    let open = Given::Other(|world, scene| review(world, scene, false));
    let judged = Given::Other(|world, scene| review(world, scene, true));
    let read = |operation, path, given, action| Row {
        operation,
        method: "GET",
        path,
        given,
        body: NONE,
        answers: READ,
        action,
    };
    vec![
        Row {
            operation: "printCase",
            method: "GET",
            path: "/cases/{case}/print",
            given: Given::Assigned,
            body: NONE,
            answers: [
                "401 200 404 200 404",
                "200 200 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "case.print",
        },
        read("listLogReviews", ALL, Given::Nothing, "log-review.list"),
        read("readLogReview", ONE, open, "log-review.read"),
        read("listLogReviewRows", ROWS, open, "log-review.read-rows"),
        read("repeatLogReviewDraw", AGAIN, open, "log-review.repeat"),
        Row {
            operation: "drawLogReview",
            method: "POST",
            path: ALL,
            given: open,
            body: |_| json!({ "periodFrom": "2026-11-20", "periodTo": "2026-11-23", "randomRows": 2 }),
            answers: MADE,
            action: "log-review.draw",
        },
        Row {
            operation: "judgeLogReviewRow",
            method: "POST",
            path: JUDGE,
            given: open,
            body: |_| json!({ "finding": "justified" }),
            answers: MADE,
            action: "log-review.judge",
        },
        Row {
            operation: "signLogReview",
            method: "POST",
            path: SIGN,
            given: judged,
            body: |_| json!({ "outcome": "ok", "conclusion": "Inget att anmärka." }),
            answers: MADE,
            action: "log-review.sign",
        },
    ]
}
