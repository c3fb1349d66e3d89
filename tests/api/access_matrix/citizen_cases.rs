//! The rows of citizen cases: templates and sendings.

use serde_json::{Value, json};

use super::{EMPTY, Given, NONE, Row, Scene};
use crate::world::{NOON, World, new_id};

/// A template of the unit's, in use.
fn template(world: &World, scene: &mut Scene) {
    let (id, edition) = (new_id(), new_id());
    world.sql(&format!(
        "insert into citizen_template (id, owner_unit_id, mode, basis, active, changed_at)
         values ('{id}', '{}', 'information', 'care-contact', true, '{NOON}');
         insert into citizen_template_version (id, template_id, mode, number, title, body, purpose,
            components, published_at)
         values ('{edition}', '{id}', 'information', 1, 'Brev', 'Hej!', 'Prov.', '[]', '{NOON}')",
        scene.unit
    ));
    scene.extra.insert("template", id.to_string());
    scene.extra.insert("edition", edition.to_string());
    scene.etag = Some("\"v1\"".into());
}

/// A sending by the handler, with one line that waits.
fn sending(world: &World, scene: &mut Scene) {
    template(world, scene);
    let id = new_id();
    world.sql(&format!(
        "insert into citizen_sending (id, unit_id, template_version_id, sent_by, request_id,
            relation_declared, signature, line_count, created_at)
         values ('{id}', '{}', '{}', '{}', '{}', true, 'Prov', 1, '{NOON}');
         insert into citizen_recipient (sending_id, line, resident_id) values ('{id}', 1, '{}')",
        scene.unit,
        scene.extra["edition"],
        scene.handler,
        new_id(),
        scene.subject
    ));
    scene.extra.insert("sending", id.to_string());
}

fn content() -> Value {
    json!({ "title": "Brev", "body": "Hej igen!", "purpose": "Prov." })
}

#[expect(clippy::too_many_lines, reason = "one table")]
pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "listCitizenTemplates",
            method: "GET",
            path: "/units/{unit}/citizen-case-templates",
            given: Given::Other(template),
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "403 200 200 200 403 403 200 200",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-template.list",
        },
        Row {
            operation: "createCitizenTemplate",
            method: "POST",
            path: "/citizen-case-templates",
            given: Given::Nothing,
            body: |scene| {
                json!({ "owner": { "level": "unit", "unitId": scene.unit },
                    "mode": "information", "basis": "care-contact", "content": content() })
            },
            answers: [
                "401 404 404 404 404",
                "403 403 403 201 403 403 201 201",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-template.create",
        },
        Row {
            operation: "createCitizenTemplate",
            method: "POST",
            path: "/citizen-case-templates",
            given: Given::Nothing,
            body: |_| {
                json!({ "owner": { "level": "region", "regionCode": "19" },
                    "mode": "information", "basis": "screening", "content": content() })
            },
            answers: [
                "401 404 404 404 404",
                "403 403 403 403 403 403 201 201",
                "403 403 403 403 403 403",
                "404 404",
            ],
            action: "citizen-template.create",
        },
        Row {
            operation: "createCitizenTemplate",
            method: "POST",
            path: "/citizen-case-templates",
            given: Given::Nothing,
            body: |_| {
                json!({ "owner": { "level": "nation" }, "mode": "information",
                    "basis": "vaccination", "content": content() })
            },
            answers: [
                "401 404 404 404 404",
                "403 403 403 403 403 403 403 201",
                "403 403 403 403 403 403",
                "404 404",
            ],
            action: "citizen-template.create",
        },
        Row {
            operation: "getCitizenTemplate",
            method: "GET",
            path: "/citizen-case-templates/{template}",
            given: Given::Other(template),
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "403 200 200 200 403 403 200 200",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-template.read",
        },
        Row {
            operation: "changeCitizenTemplate",
            method: "PUT",
            path: "/citizen-case-templates/{template}",
            given: Given::Other(template),
            body: |_| json!({ "content": content(), "active": false }),
            answers: [
                "401 404 404 404 404",
                "403 403 403 200 403 403 200 200",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-template.change",
        },
        Row {
            operation: "createCitizenSending",
            method: "POST",
            path: "/units/{unit}/citizen-case-sendings",
            given: Given::Other(template),
            body: |scene| {
                json!({ "templateId": scene.extra["template"], "relationDeclared": true,
                    "recipients": [scene.subject, "x"] })
            },
            answers: [
                "401 404 404 404 404",
                "403 202 202 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-sending.create",
        },
        Row {
            operation: "listCitizenSendings",
            method: "GET",
            path: "/units/{unit}/citizen-case-sendings",
            given: Given::Other(sending),
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "200 200 200 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-sending.list",
        },
        Row {
            operation: "getCitizenSending",
            method: "GET",
            path: "/citizen-case-sendings/{sending}",
            given: Given::Other(sending),
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "200 200 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-sending.read",
        },
        Row {
            operation: "listCitizenSendingResults",
            method: "GET",
            path: "/citizen-case-sendings/{sending}/results",
            given: Given::Other(sending),
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "200 200 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-sending.list-results",
        },
        Row {
            operation: "cancelCitizenSending",
            method: "POST",
            path: "/citizen-case-sendings/{sending}/cancellations",
            given: Given::Other(sending),
            body: EMPTY,
            answers: [
                "401 404 404 404 404",
                "201 201 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "citizen-sending.cancel",
        },
    ]
}
