//! The rows of record copies: the handler is the one with an assignment at the unit.

use serde_json::{Value, json};

use super::{Given, NONE, OWN_READ, Row, Scene, patient_overview::posted};
use crate::world::{NOON, World, new_id};

const READ: [&str; 4] = [
    "401 404 404 404 404",
    "403 200 403 403 403 403 403 403",
    "403 403 403 403 403 403",
    "404 404",
];
const MADE: [&str; 4] = [
    "401 404 404 404 404",
    "403 201 403 403 403 403 403 403",
    "403 403 403 403 403 403",
    "404 404",
];
/// A digest of nothing that anybody has: nothing is on file for the cast.
const DIGEST: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

/// Asked for by the patient, or by Anna for a child.
fn filed(world: &World, scene: &mut Scene) {
    posted(world, scene);
    let (id, subject, unit) = (new_id(), scene.subject, scene.unit);
    let anna = world.resident("anna");
    world.sql(&format!(
        "insert into record_copy_request (id, resident_id, unit_id, requested_by, filed_at, scope,
            information_types, delivery, stage)
         values ('{id}', '{subject}', '{unit}', '{anna}', '{NOON}', 'unit', '{{}}', 'post', 'filed')"
    ));
    scene.extra.insert("copy", id.to_string());
    scene.etag = Some("\"v1\"".into());
}

fn assessing(world: &World, scene: &mut Scene) {
    filed(world, scene);
    let (id, handler) = (scene.extra["copy"].clone(), scene.handler);
    world.sql(&format!(
        "update record_copy_request set stage = 'assessing', assessor_id = '{handler}',
            taken_at = '{NOON}' where id = '{id}'"
    ));
}

fn released(world: &World, scene: &mut Scene) {
    assessing(world, scene);
    let (id, decision, handler) = (scene.extra["copy"].clone(), new_id(), scene.handler);
    // What is released holds nothing: the hash of the request's id alone.
    world.sql(&format!(
        "insert into record_copy_decision (id, request_id, outcome, decided_by, decided_at,
            assessed_digest)
         values ('{decision}', '{id}', 'released', '{handler}', '{NOON}',
            sha256(uuid_send('{id}'::uuid)));
         update record_copy_request set stage = 'released', decision_id = '{decision}'
            where id = '{id}'"
    ));
}

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: fn(&World, &mut Scene),
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given: Given::Other(given), body: NONE, answers, action }
}

pub fn rows() -> Vec<Row> {
    [asking(), looking(), deciding()].into_iter().flatten().collect()
}

/// Every resident is told the same. What that of somebody else leaves is a refusal.
fn asking() -> Vec<Row> {
    let receipt = [
        "401 202 202! 202 202",
        "404 404 404 404 404 404 404 404",
        "404 404 404 404 404 404",
        "404 404",
    ];
    const OWN: &str = "/residents/{resident}/journal/record-copy-requests";
    vec![
        Row {
            body: |scene| json!({ "unitId": scene.unit, "scope": "unit", "delivery": "post" }),
            ..row("requestRecordCopy", ("POST", OWN), posted, (receipt, "record-copy.submit"))
        },
        row("listOwnRecordCopyRequests", ("GET", OWN), filed, (OWN_READ, "record-copy.list-own")),
        row(
            "getOwnRecordCopyRequest",
            ("GET", "/residents/{resident}/journal/record-copy-requests/{copy}"),
            filed,
            (OWN_READ, "record-copy.read-own"),
        ),
    ]
}

fn looking() -> Vec<Row> {
    const ONE: &str = "/units/{unit}/record-copy-requests/{copy}";
    const CONTENT: &str = "/units/{unit}/record-copy-requests/{copy}/content";
    const COPY: &str = "/units/{unit}/record-copy-requests/{copy}/copy";
    const PRINT: &str = "/units/{unit}/record-copy-requests/{copy}/print";
    vec![
        row(
            "listRecordCopyRequests",
            ("GET", "/units/{unit}/record-copy-requests"),
            filed,
            (READ, "record-copy.list"),
        ),
        row("getRecordCopyRequest", ("GET", ONE), filed, (READ, "record-copy.read")),
        row(
            "readRecordCopyContent",
            ("GET", CONTENT),
            assessing,
            (READ, "record-copy.read-content"),
        ),
        row("readRecordCopy", ("GET", COPY), released, (READ, "record-copy.disclose")),
        row("printRecordCopy", ("GET", PRINT), released, (READ, "record-copy.print")),
    ]
}

#[expect(clippy::too_many_lines, reason = "one row for each operation")]
fn deciding() -> Vec<Row> {
    let nothing: fn(&Scene) -> Value = |_| json!({});
    vec![
        Row {
            body: nothing,
            ..row(
                "takeRecordCopyRequest",
                ("POST", "/units/{unit}/record-copy-requests/{copy}/assessments"),
                filed,
                (MADE, "record-copy.take"),
            )
        },
        Row {
            body: |_| json!({ "assessedDigest": DIGEST }),
            ..row(
                "releaseRecordCopy",
                ("POST", "/units/{unit}/record-copy-requests/{copy}/releases"),
                assessing,
                (MADE, "record-copy.release"),
            )
        },
        Row {
            body: |scene| {
                json!({ "assessedDigest": DIGEST, "reasons": "Om en annan person.",
                    "withheld": [{ "itemId": scene.unit, "ground": "third-person" }] })
            },
            ..row(
                "releaseRecordCopyPartly",
                ("POST", "/units/{unit}/record-copy-requests/{copy}/partial-releases"),
                assessing,
                (MADE, "record-copy.release-partly"),
            )
        },
        Row {
            body: |_| json!({ "ground": "harm-to-treatment", "reasons": "Med hänsyn till vården." }),
            ..row(
                "refuseRecordCopy",
                ("POST", "/units/{unit}/record-copy-requests/{copy}/refusals"),
                assessing,
                (MADE, "record-copy.refuse"),
            )
        },
        Row {
            body: nothing,
            ..row(
                "reassessRecordCopyRequest",
                ("POST", "/units/{unit}/record-copy-requests/{copy}/reassessments"),
                released,
                (MADE, "record-copy.reassess"),
            )
        },
    ]
}
