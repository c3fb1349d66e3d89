//! The rows of reply templates and of a unit's signature.

use serde_json::{Value, json};

use super::{Given, NONE, Row, Scene};
use crate::{templates::put, world::World};

/// Everybody who replies at the unit, and those who run it.
const USERS: [&str; 4] = [
    "401 404 404 404 404",
    "200 200 200 200 403 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
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
const ADMINISTRATORS_END: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 204 403 403 204 204",
    "404 404 404 404 404 404",
    "404 404",
];
/// Any handler at the unit, for themselves.
const HANDLERS_MAKE: [&str; 4] = [
    "401 404 404 404 404",
    "403 201 201 403 403 403 403 403",
    "404 404 404 404 404 404",
    "404 404",
];
/// The handler whose own it is, and nobody else.
const OWNER: [&str; 4] = [
    "401 404 404 404 404",
    "404 200 404 404 404 404 404 404",
    "404 404 404 404 404 404",
    "404 404",
];
const OWNER_ENDS: [&str; 4] = [
    "401 404 404 404 404",
    "404 204 404 404 404 404 404 404",
    "404 404 404 404 404 404",
    "404 404",
];
/// Everybody who works with the unit's cases, gives roles there, or runs it.
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

fn the_units(world: &World, scene: &mut Scene) {
    let id = put(world, scene.unit, None, "answer", "Hej {{resident-given-name}}", &json!([]));
    scene.extra.insert("template", id.to_string());
    scene.etag = Some("\"v1\"".to_owned());
}

fn the_handlers(world: &World, scene: &mut Scene) {
    let owner = Some(scene.handler);
    let id = put(world, scene.unit, owner, "answer", "Hej {{resident-given-name}}", &json!([]));
    scene.extra.insert("template", id.to_string());
    scene.etag = Some("\"v1\"".to_owned());
}

fn content() -> Value {
    json!({ "title": "Tid bokad", "body": "Välkommen {{fill:tid}}." })
}

pub fn rows() -> Vec<Row> {
    [
        lists(),
        of(the_units, [USERS, ADMINISTRATORS, ADMINISTRATORS_END]),
        of(the_handlers, [OWNER, OWNER, OWNER_ENDS]),
        signature(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn lists() -> Vec<Row> {
    let path = "/units/{unit}/reply-templates";
    vec![
        row("listReplyTemplates", ("GET", path), Given::Nothing, (USERS, "reply-template.list")),
        Row {
            body: |_| json!({ "personal": false, "kind": "answer", "content": content() }),
            ..row(
                "createReplyTemplate",
                ("POST", path),
                Given::Nothing,
                (ADMINISTRATORS_MAKE, "reply-template.create"),
            )
        },
        Row {
            body: |_| json!({ "personal": true, "kind": "answer", "content": content() }),
            ..row(
                "createReplyTemplate",
                ("POST", path),
                Given::Nothing,
                (HANDLERS_MAKE, "reply-template.create-own"),
            )
        },
    ]
}

fn of(given: fn(&World, &mut Scene), [read, change, end]: [[&'static str; 4]; 3]) -> Vec<Row> {
    let (path, given) = ("/reply-templates/{template}", Given::Other(given));
    vec![
        row("getReplyTemplate", ("GET", path), given, (read, "reply-template.read")),
        row(
            "listReplyTemplateVersions",
            ("GET", "/reply-templates/{template}/versions"),
            given,
            (read, "reply-template.read"),
        ),
        Row {
            body: |_| content(),
            ..row("replaceReplyTemplate", ("PUT", path), given, (change, "reply-template.change"))
        },
        row("removeReplyTemplate", ("DELETE", path), given, (end, "reply-template.remove")),
    ]
}

fn signature() -> Vec<Row> {
    let seen = Given::Other(|world, scene| {
        let sql = format!("select version::text as it from unit where id = '{}'", scene.unit);
        scene.etag = Some(format!("\"v{}\"", world.texts(&sql)[0]));
    });
    let path = "/units/{unit}/signature";
    vec![
        row("getUnitSignature", ("GET", path), seen, (COLLEAGUES, "unit.read-signature")),
        Row {
            body: |_| json!({ "signatureText": "Vi på mottagningen" }),
            ..row(
                "replaceUnitSignature",
                ("PUT", path),
                seen,
                (ADMINISTRATORS, "unit.change-signature"),
            )
        },
    ]
}
