//! The rows of retention.

use serde_json::{Value, json};

use super::{Given, NONE, Row, Scene};
use crate::{
    retention::{decision, old_cases},
    world::{NOON, World, new_id},
};

pub fn rows() -> Vec<Row> {
    [policies(), purges(), steps(), holds()].into_iter().flatten().collect()
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
            body: |_| decision(&format!("kind-{}", new_id().simple()), json!({})),
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

/// The unit's local administrator and the region's, and no one else: row 38.
const KEEPERS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 200 403 403 200 403",
    "404 404 404 404 404 404",
    "404 404",
];
const KEEPERS_MAKE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 201 403 403 201 403",
    "404 404 404 404 404 404",
    "404 404",
];

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: Given,
    body: fn(&Scene) -> Value,
    action: &'static str,
) -> Row {
    let answers = if method == "GET" { KEEPERS } else { KEEPERS_MAKE };
    Row { operation, method, path, given, body, answers, action }
}

/// A case that may go, and nothing under way.
fn due(world: &World, scene: &mut Scene) {
    world.sql(&format!(
        "insert into retention_policy (id, region_code, information_type, is_record_document,
            purpose, retain_months, from_event, return_to_caregiver, purge_method, decided_by,
            decision_ref, valid_from, recorded_at)
         values ('{}', '19', 'case', false, 'Prov', 24, 'closed', false, 'delete', 'Prov', 'Prov',
            '2026-01-01', '{NOON}') on conflict do nothing;
         update purge_proposal set stage = 'rejected', rejection = 'Prov', decided_at = '{NOON}',
            decided_by = proposed_by where unit_id = '{}' and stage = 'proposed';
         update purge_proposal set stage = 'done', finished_at = '{NOON}'
            where unit_id = '{}' and stage = 'approved';",
        new_id(),
        scene.unit,
        scene.unit
    ));
    world.sql(&old_cases(scene.unit, scene.case_type, scene.subject, 1));
}

/// A dry run of somebody else's.
fn proposed(world: &World, scene: &mut Scene) {
    due(world, scene);
    let id = new_id();
    world.sql(&format!(
        "insert into purge_proposal (id, unit_id, stage, proposed_by, proposed_at, held, undecided,
            needs_delivery)
         values ('{id}', '{}', 'proposed', '{}', '{NOON}', 0, 0, false);
         insert into purge_item (proposal_id, case_id, retention_policy_id, due_on)
         select '{id}', case_id, policy_id, due_on from cases_due('{}', '2026-11-23') limit 1",
        scene.unit, scene.handler, scene.unit
    ));
    scene.extra.insert("proposal", id.to_string());
    scene.etag = Some("\"v1\"".into());
}

fn held(world: &World, scene: &mut Scene) {
    let id = new_id();
    world.sql(&format!(
        "insert into legal_hold (id, unit_id, case_id, reason, placed_by, placed_at)
         values ('{id}', '{}', '{}', 'Prov', '{}', '{NOON}')",
        scene.unit,
        new_id(),
        scene.handler
    ));
    scene.extra.insert("hold", id.to_string());
}

fn purges() -> Vec<Row> {
    const ALL: &str = "/units/{unit}/purge-proposals";
    const CASES: &str = "/units/{unit}/purge-proposals/{proposal}/cases";
    const PACKAGE: &str = "/units/{unit}/purge-proposals/{proposal}/export-package";
    const ONE: &str = "/units/{unit}/purge-proposals/{proposal}";
    const CERTIFICATES: &str = "/units/{unit}/purge-certificates";
    vec![
        row("proposePurge", ("POST", ALL), Given::Other(due), super::EMPTY, "purge.propose"),
        row("listPurgeProposals", ("GET", ALL), Given::Nothing, NONE, "purge.list"),
        row("readPurgeProposal", ("GET", ONE), Given::Other(proposed), NONE, "purge.read"),
        row("listPurgeCases", ("GET", CASES), Given::Other(proposed), NONE, "purge.read"),
        row("exportPurgePackage", ("GET", PACKAGE), Given::Other(proposed), NONE, "purge.export"),
        row(
            "listPurgeCertificates",
            ("GET", CERTIFICATES),
            Given::Nothing,
            NONE,
            "purge-certificate.list",
        ),
    ]
}

fn steps() -> Vec<Row> {
    const DELIVER: &str = "/units/{unit}/purge-proposals/{proposal}/deliveries";
    const APPROVE: &str = "/units/{unit}/purge-proposals/{proposal}/approvals";
    const REJECT: &str = "/units/{unit}/purge-proposals/{proposal}/rejections";
    let given = Given::Other(proposed);
    vec![
        row(
            "deliverPurge",
            ("POST", DELIVER),
            given,
            |_| json!({ "reference": "E-arkiv 1" }),
            "purge.deliver",
        ),
        row("approvePurge", ("POST", APPROVE), given, super::EMPTY, "purge.approve"),
        row(
            "rejectPurge",
            ("POST", REJECT),
            given,
            |_| json!({ "reason": "Vänta" }),
            "purge.reject",
        ),
    ]
}

fn holds() -> Vec<Row> {
    const ALL: &str = "/units/{unit}/legal-holds";
    const LIFT: &str = "/units/{unit}/legal-holds/{hold}/liftings";
    vec![
        row("listLegalHolds", ("GET", ALL), Given::Nothing, NONE, "legal-hold.list"),
        row(
            "placeLegalHold",
            ("POST", ALL),
            Given::Nothing,
            |scene| json!({ "residentId": scene.subject, "reason": "Tvist" }),
            "legal-hold.place",
        ),
        row(
            "liftLegalHold",
            ("POST", LIFT),
            Given::Other(held),
            |_| json!({ "reason": "Avgjord" }),
            "legal-hold.lift",
        ),
    ]
}
