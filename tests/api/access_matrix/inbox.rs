//! The rows of the inbox and access logs.

use super::{EMPTY, Given, NONE, OWN_READ, Row, Scene};
use crate::world::{NOON, World, new_id};

/// An item in the subject's inbox, about a case of theirs.
fn an_item(world: &World, scene: &mut Scene) {
    let (item, case) = (new_id(), new_id());
    let Scene { subject, unit, case_type, .. } = scene;
    world.sql(&format!(
        "insert into case_file (id, number, unit_id, case_type_id, form_version_id, subject_id,
            initiated_by, stage, answers, created_at)
         select '{case}', lpad((abs(hashtext('{case}')))::text, 10, '0'), '{unit}', '{case_type}', id, '{subject}', '{subject}', 'draft',
            '{{}}', '{NOON}' from form_version where case_type_id = '{case_type}';
         insert into inbox_item (id, resident_id, kind, unit_id, case_id, title, delivered_at)
         values ('{item}', '{subject}', 'case', '{unit}', '{case}', 'Förnya recept', '{NOON}')"
    ));
    scene.extra.insert("item", item.to_string());
}

pub fn rows() -> Vec<Row> {
    let own = |operation, method, path, action| Row {
        operation,
        method,
        path,
        given: Given::Other(an_item),
        body: if method == "GET" { NONE } else { EMPTY },
        answers: OWN_READ,
        action,
    };
    vec![
        own("listInboxItems", "GET", "/residents/{resident}/inbox-items", "inbox.list"),
        own("readInboxItem", "GET", "/residents/{resident}/inbox-items/{item}", "inbox.read"),
        own(
            "markInboxItemRead",
            "POST",
            "/residents/{resident}/inbox-items/{item}/read-marks",
            "inbox.mark-read",
        ),
        own(
            "archiveInboxItem",
            "POST",
            "/residents/{resident}/inbox-items/{item}/archivings",
            "inbox.archive",
        ),
        own("listResidentAccesses", "GET", "/residents/{resident}/access-log", "access-log.read"),
        Row {
            answers: [
                "401 404 404 404 404",
                "403 403 403 403 403 200 403 200",
                "404 404 404 404 404 404",
                "404 404",
            ],
            ..own("listUnitAccesses", "GET", "/units/{unit}/access-log", "access-log.review")
        },
    ]
}
