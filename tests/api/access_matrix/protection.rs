//! The rows of locks, blocks, protections, and a child's account.

use serde_json::json;

use super::{Given, NONE, OWN_READ, Row, Scene};
use crate::world::{NOON, World, new_id};

/// Whoever looks after accounts, for whichever region.
const LOOKING: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 200 200",
    "404 404",
];
/// Whoever looks after accounts for region 19.
const ACTING: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "403 403 403 403 403 403 201",
    "404 404",
];

/// Somebody else is the subject: the cast must go on signing in.
fn erik(world: &World, scene: &mut Scene) {
    scene.subject = world.resident("erik");
    let (subject, anna) = (scene.subject, world.resident("anna"));
    world.sql(&format!(
        "update log_in_lock set lifted_at = locked_at where resident_id = '{subject}';
         delete from guardian_block where child_id = '{subject}'"
    ));
    scene.extra.insert("guardian", anna.to_string());
}

fn locked(world: &World, scene: &mut Scene) {
    erik(world, scene);
    let (id, subject) = (new_id(), scene.subject);
    world.sql(&format!(
        "insert into log_in_lock (id, resident_id, region_code, initiated_by, locked_at)
         values ('{id}', '{subject}', '19', 'care', '{NOON}')"
    ));
    scene.extra.insert("lock", id.to_string());
}

fn blocked(world: &World, scene: &mut Scene) {
    erik(world, scene);
    let (id, subject, guardian) = (new_id(), scene.subject, scene.extra["guardian"].clone());
    let (unit, by) = (scene.unit, world.staff(&[]));
    world.sql(&format!(
        "insert into guardian_block (id, child_id, guardian_id, region_code, reason, decided_by,
            decided_as, decision_unit_id, blocked_by, blocked_at)
         values ('{id}', '{subject}', '{guardian}', '19', 'other', 'Chef', 'operations-manager',
            '{unit}', '{by}', '{NOON}')"
    ));
    scene.extra.insert("block", id.to_string());
}

fn protected(world: &World, scene: &mut Scene) {
    erik(world, scene);
    let (id, subject, by) = (new_id(), scene.subject, world.staff(&[]));
    world.sql(&format!(
        "insert into protection (id, resident_id, region_code, reason, initiated_by, begun_by,
            begun_at, follow_up_due_at)
         values ('{id}', '{subject}', '19', 'other', 'care', '{by}', '{NOON}',
            timestamptz '{NOON}' + interval '24 hours');
         insert into notice_silence (id, resident_id, protection_id, since)
         values ('{}', '{subject}', '{id}', '{NOON}')",
        new_id()
    ));
    scene.extra.insert("protection", id.to_string());
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
    [restrictions(), protections(), accounts(), explanations()].into_iter().flatten().collect()
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn restrictions() -> Vec<Row> {
    let lifting: fn(&Scene) -> serde_json::Value = |_| json!({ "regionCode": "19" });
    vec![
        row(
            "listLogInLocks",
            ("GET", "/residents/{resident}/log-in-locks"),
            locked,
            (LOOKING, "log-in-lock.list"),
        ),
        Row {
            body: |_| json!({ "regionCode": "19", "reason": "other", "initiatedBy": "care" }),
            ..row(
                "lockLogIn",
                ("POST", "/residents/{resident}/log-in-locks"),
                erik,
                (ACTING, "log-in-lock.lock"),
            )
        },
        Row {
            body: lifting,
            ..row(
                "liftLogInLock",
                ("POST", "/residents/{resident}/log-in-locks/{lock}/liftings"),
                locked,
                (ACTING, "log-in-lock.lift"),
            )
        },
        row(
            "listGuardianBlocks",
            ("GET", "/residents/{resident}/guardian-blocks"),
            blocked,
            (LOOKING, "guardian-block.list"),
        ),
        Row {
            body: |scene| {
                json!({ "guardianId": scene.extra["guardian"], "regionCode": "19",
                    "reason": "other", "decision": { "decidedBy": "Chef",
                    "decidedAs": "operations-manager", "unitId": scene.unit } })
            },
            ..row(
                "blockGuardian",
                ("POST", "/residents/{resident}/guardian-blocks"),
                erik,
                (ACTING, "guardian-block.block"),
            )
        },
        Row {
            body: lifting,
            ..row(
                "liftGuardianBlock",
                ("POST", "/residents/{resident}/guardian-blocks/{block}/liftings"),
                blocked,
                (ACTING, "guardian-block.lift"),
            )
        },
    ]
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn protections() -> Vec<Row> {
    let previewing =
        [ACTING[0], "403 403 403 403 403 403 200 200", "403 403 403 403 403 403 200", ACTING[3]];
    vec![
        Row {
            body: |_| json!({ "regionCode": "19" }),
            ..row(
                "previewProtection",
                ("POST", "/residents/{resident}/protection-previews"),
                erik,
                (previewing, "protection.preview"),
            )
        },
        Row {
            body: |scene| {
                json!({ "regionCode": "19", "reason": "other", "initiatedBy": "care",
                    "decision": { "decidedBy": "Chef", "decidedAs": "delegate",
                        "unitId": scene.unit } })
            },
            ..row(
                "protectResident",
                ("POST", "/residents/{resident}/protections"),
                erik,
                (ACTING, "protection.begin"),
            )
        },
        row(
            "listProtections",
            ("GET", "/residents/{resident}/protections"),
            protected,
            (LOOKING, "protection.list"),
        ),
        row(
            "getProtection",
            ("GET", "/residents/{resident}/protections/{protection}"),
            protected,
            (LOOKING, "protection.read"),
        ),
        Row {
            body: |_| json!({ "outcome": "upheld" }),
            ..row(
                "followUpProtection",
                ("POST", "/residents/{resident}/protections/{protection}/follow-ups"),
                protected,
                (ACTING, "protection.follow-up"),
            )
        },
        Row {
            body: |_| json!({ "regionCode": "19", "part": "notice-silence" }),
            ..row(
                "liftProtectionPart",
                ("POST", "/residents/{resident}/protections/{protection}/liftings"),
                protected,
                (ACTING, "protection.lift-part"),
            )
        },
        row(
            "listRegionProtections",
            ("GET", "/regions/19/protections"),
            protected,
            (previewing, "protection.list-region"),
        ),
    ]
}

fn version(world: &World, scene: &mut Scene) {
    let id = scene.subject;
    let sql = format!("select version::text as it from resident where id = '{id}'");
    scene.etag = Some(format!("\"v{}\"", world.texts(&sql)[0]));
}

fn accounts() -> Vec<Row> {
    vec![
        row(
            "getContactSharing",
            ("GET", "/residents/{resident}/contact-sharing"),
            version,
            (OWN_READ, "contact-sharing.read"),
        ),
        Row {
            body: |_| json!({ "shares": true }),
            ..row(
                "replaceContactSharing",
                ("PUT", "/residents/{resident}/contact-sharing"),
                version,
                (OWN_READ, "contact-sharing.change"),
            )
        },
        Row {
            body: |_| json!({ "acceptedTerms": "2026-01" }),
            ..row(
                "activateChild",
                ("POST", "/residents/{resident}/activations"),
                version,
                (
                    [
                        "401 403 404 201 404",
                        "404 404 404 404 404 404 404 404",
                        "404 404 404 404 404 404",
                        "404 404",
                    ],
                    "resident.activate",
                ),
            )
        },
    ]
}

/// Why a resident may or may not use a case type.
fn explanations() -> Vec<Row> {
    vec![Row {
        operation: "explainAvailability",
        method: "POST",
        path: "/units/{unit}/availability-explanations",
        given: Given::Nothing,
        body: |scene| json!({ "residentId": scene.subject, "caseTypeId": scene.case_type }),
        answers: [
            "401 404 404 404 404",
            "403 403 403 200 403 403 200 200",
            "404 404 404 404 404 404",
            "404 404",
        ],
        action: "availability.explain",
    }]
}
