//! The rows of journal measures. The assigned handler is the unit's operations manager.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Given, NONE, Row, Scene};
use crate::world::{NOON, World, new_id};

/// Those who decide at a unit, and nobody on the resident's side.
const DECIDING: [&str; 4] = [
    "401 404 404 404 404",
    "403 200 403 403 403 403 403 403",
    "403 403 403 403 403 403",
    "404 404",
];
const DONE: &str = "403 201 403 403 403 403 403 403";
const ELSEWHERE_HIDDEN: &str = "404 404 404 404 404 404";

/// The resident sees their own too.
const OWN: &str = "401 200 404 404 404";

fn manager(world: &World, scene: &mut Scene) {
    let (unit, handler, subject) = (scene.unit, scene.handler, scene.subject);
    world.decides(handler, unit, "operations-manager");
    world.sql(&format!(
        "delete from journal_seal where resident_id = '{subject}';
         delete from journal_extension; delete from journal_early_access;"
    ));
}

/// A decision of the unit's, on care's initiative.
fn decision(world: &World, scene: &Scene) -> Uuid {
    let (id, unit, by) = (new_id(), scene.unit, scene.handler);
    world.sql(&format!(
        "insert into journal_decision (id, unit_id, decided_by, decided_as, initiative, ground,
            recorded_by, recorded_at)
         values ('{id}', '{unit}', '{by}', 'operations-manager', 'care', 'harm-patient', '{by}',
            '{NOON}')"
    ));
    id
}

fn sealed(world: &World, scene: &mut Scene) {
    manager(world, scene);
    let (id, subject) = (new_id(), scene.subject);
    world.sql(&format!(
        "insert into journal_seal (id, resident_id, scope, valid_from, set_at)
         values ('{id}', '{subject}', 'full', '2026-11-23', '{NOON}')"
    ));
    scene.extra.insert("seal", id.to_string());
}

fn sealed_by_care(world: &World, scene: &mut Scene) {
    manager(world, scene);
    let (id, subject, decision) = (new_id(), scene.subject, decision(world, scene));
    world.sql(&format!(
        "insert into journal_seal (id, resident_id, scope, target_hsa_id, valid_from, valid_through,
            decision_id, set_at)
         select '{id}', '{subject}', 'unit', hsa_id, '2026-11-23', '2026-12-01', '{decision}',
            '{NOON}' from unit where id = '{}'",
        scene.unit
    ));
    scene.extra.insert("seal", id.to_string());
}

/// The teenager is the subject; Anna is a guardian.
fn teen(world: &World, scene: &mut Scene) {
    scene.subject = world.resident("oskar");
    scene.extra.insert("guardian", world.resident("anna").to_string());
    manager(world, scene);
}

fn extended(world: &World, scene: &mut Scene) {
    teen(world, scene);
    let (id, child, decision) = (new_id(), scene.subject, decision(world, scene));
    let (guardian, unit) = (&scene.extra["guardian"], scene.unit);
    world.sql(&format!(
        "insert into journal_extension (id, child_id, guardian_id, unit_id, valid_from,
            valid_through, decision_id, set_at)
         values ('{id}', '{child}', '{guardian}', '{unit}', '2026-11-23', '2027-11-23',
            '{decision}', '{NOON}')"
    ));
    scene.extra.insert("access", id.to_string());
}

fn early(world: &World, scene: &mut Scene) {
    teen(world, scene);
    let (id, child, decision, unit) = (new_id(), scene.subject, decision(world, scene), scene.unit);
    world.sql(&format!(
        "insert into journal_early_access (id, child_id, unit_id, valid_from, protected_reviewed,
            decision_id, set_at)
         values ('{id}', '{child}', '{unit}', '2026-11-23', false, '{decision}', '{NOON}')"
    ));
    scene.extra.insert("access", id.to_string());
}

fn delegate(world: &World, scene: &mut Scene) {
    manager(world, scene);
    let id = world.decides(world.staff(&[]), scene.unit, "delegate");
    scene.extra.insert("decider", id.to_string());
    scene.extra.insert("staff", world.staff(&[]).to_string());
}

fn decided(scene: &Scene, ground: &str) -> Value {
    json!({ "unitId": scene.unit, "initiative": "resident", "ground": ground })
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
    [seals(), accesses(), deciders()].into_iter().flatten().collect()
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn seals() -> Vec<Row> {
    let own = [OWN, DECIDING[1], DECIDING[2], DECIDING[3]];
    // Staff give the decision too: whoever may is told so.
    let seal = ["401 201 404 404 404", "403 422 403 403 403 403 403 403", DECIDING[2], DECIDING[3]];
    let through_a_unit = ["401 403 404 404 404", DONE, DECIDING[2], DECIDING[3]];
    vec![
        row(
            "listSeals",
            ("GET", "/residents/{resident}/journal/seals"),
            sealed,
            (own, "journal-seal.list"),
        ),
        Row {
            body: |_| json!({ "scope": "full" }),
            ..row(
                "sealJournal",
                ("POST", "/residents/{resident}/journal/seals"),
                manager,
                (seal, "journal-seal.set"),
            )
        },
        Row {
            body: |scene| {
                json!({ "decision": decided(scene, "request-of-resident"),
                    "identityCheck": "Körkort" })
            },
            ..row(
                "liftSeal",
                ("POST", "/residents/{resident}/journal/seals/{seal}/liftings"),
                sealed,
                (through_a_unit, "journal-seal.lift"),
            )
        },
        Row {
            body: |scene| json!({ "decision": decided(scene, "harm-patient") }),
            ..row(
                "renewSeal",
                ("POST", "/residents/{resident}/journal/seals/{seal}/renewals"),
                sealed_by_care,
                (through_a_unit, "journal-seal.renew"),
            )
        },
    ]
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn accesses() -> Vec<Row> {
    let done = [DECIDING[0], DONE, DECIDING[2], DECIDING[3]];
    let own = [OWN, DECIDING[1], DECIDING[2], DECIDING[3]];
    let ending: fn(&Scene) -> Value =
        |scene| json!({ "decision": decided(scene, "need-has-ceased") });
    vec![
        row(
            "listExtendedAccesses",
            ("GET", "/residents/{resident}/journal/extended-accesses"),
            extended,
            (DECIDING, "extended-access.list"),
        ),
        Row {
            body: |scene| {
                json!({ "guardianId": scene.extra["guardian"], "consultedGuardian": true,
                    "consultedChild": true, "decision": decided(scene, "request-of-resident") })
            },
            ..row(
                "extendAccess",
                ("POST", "/residents/{resident}/journal/extended-accesses"),
                teen,
                (done, "extended-access.give"),
            )
        },
        Row {
            body: ending,
            ..row(
                "endExtendedAccess",
                ("POST", "/residents/{resident}/journal/extended-accesses/{access}/endings"),
                extended,
                (done, "extended-access.end"),
            )
        },
        row(
            "listEarlyAccesses",
            ("GET", "/residents/{resident}/journal/early-accesses"),
            manager,
            (own, "early-access.list"),
        ),
        Row {
            body: |scene| json!({ "decision": decided(scene, "request-of-resident") }),
            ..row(
                "giveEarlyAccess",
                ("POST", "/residents/{resident}/journal/early-accesses"),
                teen,
                (done, "early-access.give"),
            )
        },
        Row {
            body: ending,
            ..row(
                "endEarlyAccess",
                ("POST", "/residents/{resident}/journal/early-accesses/{access}/endings"),
                early,
                (done, "early-access.end"),
            )
        },
    ]
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn deciders() -> Vec<Row> {
    let at_unit = |staff| [DECIDING[0], staff, ELSEWHERE_HIDDEN, DECIDING[3]];
    vec![
        row(
            "listDecisionMakers",
            ("GET", "/units/{unit}/decision-makers"),
            manager,
            (at_unit("403 200 403 200 403 403 200 200"), "decision-maker.list"),
        ),
        Row {
            body: |scene| json!({ "staffId": scene.extra["staff"], "kind": "operations-manager" }),
            ..row(
                "appointDecisionMaker",
                ("POST", "/units/{unit}/decision-makers"),
                delegate,
                (at_unit("403 403 403 403 403 403 201 201"), "decision-maker.appoint-manager"),
            )
        },
        Row {
            body: |scene| {
                json!({ "staffId": scene.extra["staff"], "kind": "delegate",
                    "delegationReference": "Delegation 7" })
            },
            ..row(
                "appointDecisionMaker",
                ("POST", "/units/{unit}/decision-makers"),
                delegate,
                (at_unit(DONE), "decision-maker.delegate"),
            )
        },
        Row {
            body: |_| json!({}),
            ..row(
                "endDecisionMaker",
                ("POST", "/units/{unit}/decision-makers/{decider}/endings"),
                delegate,
                (at_unit("403 201 403 403 403 403 201 201"), "decision-maker.end-delegation"),
            )
        },
        row(
            "listJournalRenewals",
            ("GET", "/units/{unit}/journal-renewals"),
            manager,
            (at_unit("403 200 403 403 403 403 403 403"), "journal-renewal.list"),
        ),
    ]
}
