//! The rows of case types: a unit's own, the region's, and what a unit does with those it has.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Given, NONE, Row, Scene};
use crate::{
    case_types::{content, put},
    world::World,
};

/// The unit's local administrator and those above; the unit's own people know that it is there.
const ADMINISTRATORS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 200 403 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
const ADMINISTRATORS_MAKE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 201 403 403 201 201",
    "404 404 404 404 404 404",
    "404 404",
];
/// The region's management team and the nation's. Staff anywhere know that central types are there.
const CENTRAL: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403",
    "404 404",
];
const CENTRAL_MAKE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "403 403 403 403 403 403",
    "404 404",
];
const HAND_OUT: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "404 404 404 404 404 404",
    "404 404",
];
/// Everybody who answers cases at the unit, or gives them away, or runs it.
const COLLEAGUES: [&str; 4] = [
    "401 404 404 404 404",
    "200 200 200 200 200 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: Given,
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given, body: NONE, answers, action }
}

pub fn rows() -> Vec<Row> {
    [local(), steps(), central(), at_unit()].into_iter().flatten().collect()
}

fn known(scene: &mut Scene, id: Uuid) {
    scene.extra.insert("caseType", id.to_string());
    scene.etag = Some("\"v1\"".to_owned());
}

fn own(status: &'static str, changed: bool) -> fn(&World, &mut Scene) {
    match (status, changed) {
        ("draft", _) => |world, scene| {
            let id = put(world, &format!("owner_unit_id = '{}'", scene.unit), "draft");
            known(scene, id);
        },
        ("published", false) => |world, scene| {
            let id = put(world, &format!("owner_unit_id = '{}'", scene.unit), "published");
            known(scene, id);
        },
        _ => |world, scene| {
            let id = put(world, &format!("owner_unit_id = '{}'", scene.unit), "published");
            world.sql(&format!(
                "update case_type set draft_components =
                    '[{{\"id\": \"k\", \"kind\": \"contact-preference\", \"label\": \"Nytt?\"}}]'
                 where id = '{id}'"
            ));
            known(scene, id);
        },
    }
}

fn regions(status: &'static str) -> fn(&World, &mut Scene) {
    match status {
        "draft" => |world, scene| {
            let id = put(world, "owner_region_code = '19'", "draft");
            known(scene, id);
        },
        _ => |world, scene| {
            let id = put(world, "owner_region_code = '19'", "published");
            known(scene, id);
        },
    }
}

fn wanted(_: &Scene) -> Value {
    content("Fråga rehab")
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn local() -> Vec<Row> {
    let draft = Given::Other(own("draft", false));
    let published = Given::Other(own("published", false));
    vec![
        row(
            "listCaseTypes",
            ("GET", "/case-types?unitId={unit}"),
            Given::Nothing,
            (ADMINISTRATORS, "case-type.list"),
        ),
        Row {
            body: |scene| json!({ "unitId": scene.unit, "content": content("Fråga rehab") }),
            ..row(
                "createCaseType",
                ("POST", "/case-types"),
                Given::Nothing,
                (ADMINISTRATORS_MAKE, "case-type.create"),
            )
        },
        row(
            "getCaseType",
            ("GET", "/case-types/{caseType}"),
            draft,
            (ADMINISTRATORS, "case-type.read"),
        ),
        Row {
            body: wanted,
            ..row(
                "replaceCaseType",
                ("PUT", "/case-types/{caseType}"),
                draft,
                (ADMINISTRATORS, "case-type.edit"),
            )
        },
        row(
            "listFormVersions",
            ("GET", "/case-types/{caseType}/form-versions"),
            published,
            (ADMINISTRATORS, "case-type.read-versions"),
        ),
        row(
            "getFormVersion",
            ("GET", "/case-types/{caseType}/form-versions/1"),
            published,
            (ADMINISTRATORS, "case-type.read-versions"),
        ),
    ]
}

fn steps() -> Vec<Row> {
    let step = |operation, path, given, action| Row {
        body: |_| json!({}),
        ..row(operation, ("POST", path), given, (ADMINISTRATORS_MAKE, action))
    };
    let draft = Given::Other(own("draft", false));
    let published = Given::Other(own("published", false));
    let changed = Given::Other(own("published", true));
    vec![
        step("publishCaseType", "/case-types/{caseType}/publications", draft, "case-type.publish"),
        step(
            "publishFormVersion",
            "/case-types/{caseType}/form-versions",
            changed,
            "case-type.publish-form",
        ),
        step(
            "deactivateCaseType",
            "/case-types/{caseType}/deactivations",
            published,
            "case-type.deactivate",
        ),
        step("archiveCaseType", "/case-types/{caseType}/archivings", draft, "case-type.archive"),
    ]
}

fn central() -> Vec<Row> {
    let draft = Given::Other(regions("draft"));
    vec![
        row(
            "listCaseTypes",
            ("GET", "/case-types?regionCode=19"),
            Given::Nothing,
            (CENTRAL, "case-type.list"),
        ),
        Row {
            body: |_| json!({ "regionCode": "19", "content": content("Fråga rehab") }),
            ..row(
                "createCaseType",
                ("POST", "/case-types"),
                Given::Nothing,
                (CENTRAL_MAKE, "case-type.create"),
            )
        },
        Row {
            body: wanted,
            ..row(
                "replaceCaseType",
                ("PUT", "/case-types/{caseType}"),
                draft,
                (CENTRAL, "case-type.edit"),
            )
        },
        Row {
            body: |_| json!({}),
            ..row(
                "publishCaseType",
                ("POST", "/case-types/{caseType}/publications"),
                draft,
                (CENTRAL_MAKE, "case-type.publish"),
            )
        },
    ]
}

fn at_unit() -> Vec<Row> {
    vec![
        Row {
            body: |scene| json!({ "caseTypeId": scene.extra["caseType"] }),
            ..row(
                "handOutCaseTypeToUnit",
                ("POST", "/units/{unit}/case-type-settings"),
                Given::Other(regions("published")),
                (HAND_OUT, "unit-case-type.hand-out"),
            )
        },
        row(
            "getStandardAnswers",
            ("GET", "/units/{unit}/case-types/{caseType}/standard-answers"),
            Given::Other(|_, scene| {
                scene.extra.insert("caseType", scene.case_type.to_string());
            }),
            (COLLEAGUES, "standard-answer.read"),
        ),
        Row {
            body: |scene| json!({ "residentId": scene.subject }),
            ..row(
                "previewCaseTypes",
                ("POST", "/units/{unit}/case-type-previews"),
                Given::Nothing,
                (ADMINISTRATORS, "unit-case-type.preview"),
            )
        },
    ]
}
