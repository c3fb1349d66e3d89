//! The rows of reading across providers: the handler is the one with an assignment at the unit.

use serde_json::{Value, json};

use super::{Given, NONE, OWN_READ, Row, Scene};
use crate::{
    people::number,
    world::{NOON, World, new_id},
};

/// Only whoever has an assignment at the unit.
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

/// Anna is the patient; the handler works there, and she is in their care.
pub fn posted(world: &World, scene: &mut Scene) {
    let (unit, subject, handler) = (scene.unit, scene.subject, scene.handler);
    world.sql(&format!("delete from staff_assignment where staff_id = '{handler}'"));
    world.posting(handler, unit, "care-and-treatment");
    let id = new_id();
    world.sql(&format!(
        "insert into care_relation (id, resident_id, unit_id, valid_from, valid_through, asserted_by,
            asserted_at)
         values ('{id}', '{subject}', '{unit}', '2026-11-01', '2026-12-31', '{handler}', '{NOON}')"
    ));
    scene.extra.insert("relation", id.to_string());
    let id = new_id();
    world.sql(&format!(
        "insert into patient_consent (id, resident_id, unit_id, kind, manner, valid_from,
            valid_through, registered_by, registered_at)
         values ('{id}', '{subject}', '{unit}', 'coherent-documentation', 'in-person', '2026-11-01',
            '2026-12-31', '{handler}', '{NOON}')"
    ));
    scene.extra.insert("consent", id.to_string());
}

/// Blocked by another unit of the same provider.
fn blocked(world: &World, scene: &mut Scene) {
    posted(world, scene);
    let (id, unit, subject, handler) = (new_id(), world.unit(), scene.subject, scene.handler);
    world.sql(&format!(
        "insert into patient_block (id, resident_id, kind, provider_hsa_id, unit_hsa_id,
            excluded_types, requested_by, unit_id, set_by, set_at)
         select '{id}', '{subject}', 'inner', 'SE2321000172-VG01', hsa_id, '{{}}', 'patient', id,
            '{handler}', '{NOON}' from unit where id = '{unit}'"
    ));
    scene.extra.insert("block", id.to_string());
}

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: fn(&World, &mut Scene),
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given: Given::Other(given), body: NONE, answers, action }
}

fn at(scene: &Scene) -> Value {
    json!({ "unitId": scene.unit })
}

pub fn rows() -> Vec<Row> {
    // The numbers of the cast are real test numbers; none of them has anything on file here.
    debug_assert_eq!(number("anna").len(), 12);
    [reading(), saying(), blocks(), patients()].into_iter().flatten().collect()
}

#[expect(clippy::too_many_lines, reason = "one row for each operation")]
fn reading() -> Vec<Row> {
    vec![
        row(
            "readPatientOverview",
            ("GET", "/patients/{resident}/overview?unitId={unit}"),
            posted,
            (READ, "patient-overview.read"),
        ),
        Row {
            body: |scene| json!({ "unitId": scene.unit, "reason": "Medvetslös." }),
            ..row(
                "openInEmergency",
                ("POST", "/patients/{resident}/emergency-openings"),
                posted,
                (MADE, "emergency-opening.begin"),
            )
        },
        row(
            "listCareRelations",
            ("GET", "/patients/{resident}/care-relations?unitId={unit}"),
            posted,
            (READ, "care-relation.list"),
        ),
        Row {
            body: |scene| {
                json!({ "unitId": scene.unit, "validFrom": "2026-11-23",
                    "validThrough": "2026-11-30" })
            },
            ..row(
                "beginCareRelation",
                ("POST", "/patients/{resident}/care-relations"),
                posted,
                (MADE, "care-relation.begin"),
            )
        },
        Row {
            body: at,
            ..row(
                "endCareRelation",
                ("POST", "/patients/{resident}/care-relations/{relation}/endings"),
                posted,
                (MADE, "care-relation.end"),
            )
        },
    ]
}

fn saying() -> Vec<Row> {
    vec![
        row(
            "listPatientConsents",
            ("GET", "/patients/{resident}/consents?unitId={unit}"),
            posted,
            (READ, "patient-consent.list"),
        ),
        Row {
            body: |scene| {
                json!({ "unitId": scene.unit, "kind": "coherent-documentation",
                    "manner": "by-phone", "validFrom": "2026-11-23", "validThrough": "2026-11-30" })
            },
            ..row(
                "registerPatientConsent",
                ("POST", "/patients/{resident}/consents"),
                posted,
                (MADE, "patient-consent.give"),
            )
        },
        Row {
            body: at,
            ..row(
                "endPatientConsent",
                ("POST", "/patients/{resident}/consents/{consent}/endings"),
                posted,
                (MADE, "patient-consent.end"),
            )
        },
    ]
}

fn blocks() -> Vec<Row> {
    vec![
        row(
            "listPatientBlocks",
            ("GET", "/patients/{resident}/blocks?unitId={unit}"),
            blocked,
            (READ, "patient-block.list"),
        ),
        Row {
            body: |scene| json!({ "unitId": scene.unit, "kind": "outer", "requestedBy": "patient" }),
            ..row(
                "setPatientBlock",
                ("POST", "/patients/{resident}/blocks"),
                posted,
                (MADE, "patient-block.set"),
            )
        },
        Row {
            body: at,
            ..row(
                "liftPatientBlock",
                ("POST", "/patients/{resident}/blocks/{block}/liftings"),
                blocked,
                (MADE, "patient-block.lift"),
            )
        },
        Row {
            body: |scene| {
                json!({ "unitId": scene.unit, "ground": "consent", "reason": "Inför operation.",
                    "validThrough": "2026-11-30" })
            },
            ..row(
                "liftPatientBlockTemporarily",
                ("POST", "/patients/{resident}/blocks/{block}/temporary-lifts"),
                blocked,
                (MADE, "patient-block.lift-temporarily"),
            )
        },
    ]
}

fn patients() -> Vec<Row> {
    let ending = [
        "401 201 404 403 404",
        "404 404 404 404 404 404 404 404",
        "404 404 404 404 404 404",
        "404 404",
    ];
    let nothing: fn(&Scene) -> Value = |_| json!({});
    vec![
        row(
            "listOwnConsents",
            ("GET", "/residents/{resident}/consents"),
            posted,
            (OWN_READ, "patient-consent.list-own"),
        ),
        Row {
            body: nothing,
            ..row(
                "endOwnConsent",
                ("POST", "/residents/{resident}/consents/{consent}/endings"),
                posted,
                (ending, "patient-consent.end-own"),
            )
        },
        row(
            "listOwnPatientBlocks",
            ("GET", "/residents/{resident}/patient-blocks"),
            blocked,
            (OWN_READ, "patient-block.list-own"),
        ),
        row(
            "listOwnEmergencyOpenings",
            ("GET", "/residents/{resident}/emergency-openings"),
            posted,
            (OWN_READ, "emergency-opening.list-own"),
        ),
    ]
}
