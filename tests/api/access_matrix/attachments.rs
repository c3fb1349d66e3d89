//! The rows of files in cases.

use serde_json::Value;

use super::{Given, NONE, Row, Scene};
use crate::{
    samples,
    world::{NOON, World, new_id},
};

const FILE: fn(&Scene) -> Value =
    |_| String::from_utf8(samples::pdf()).expect("it is ASCII").into();

/// A file of the resident's side in the scene's case, sent with the first message or not at all.
pub fn put_file(world: &World, scene: &mut Scene, sent: bool) {
    let (id, case) = (new_id(), &scene.case.as_ref().expect("there is a case").id);
    let (message, place) = if sent { ("m.id", "1") } else { ("null::uuid", "null::smallint") };
    world.sql(&format!(
        "insert into attachment (id, case_id, message_id, place, uploaded_by_resident_id, name,
            media_type, begun_at, arrived_at, bytes, sha256, scan, scan_due_at, move_due_at)
         select '{id}', m.case_id, {message}, {place}, m.sender_resident_id, 'a.gif', 'image/gif',
            '{NOON}', '{NOON}', 3, decode(repeat('00', 32), 'hex'), 'unscanned', '{NOON}', '{NOON}'
         from case_message m where m.case_id = '{case}' and m.seq = 1;
         insert into attachment_piece (attachment_id, seq, bytes) values ('{id}', 0, 'GIF')"
    ));
    scene.extra.insert("attachment", id.to_string());
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "uploadAttachment",
            method: "POST",
            path: "/cases/{case}/attachments",
            given: Given::Assigned,
            body: FILE,
            answers: [
                "401 409 404 409 404",
                "409 201 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "case.attach",
        },
        Row {
            operation: "uploadAttachment",
            method: "POST",
            path: "/cases/{case}/attachments",
            given: Given::New,
            body: FILE,
            answers: [
                "401 409 404 409 404",
                "201 404 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "case.attach",
        },
        Row {
            operation: "listAttachments",
            method: "GET",
            path: "/cases/{case}/attachments",
            given: Given::Assigned,
            body: NONE,
            answers: [
                "401 200 404 200 404",
                "200 200 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "case.list-attachments",
        },
        Row {
            operation: "removeAttachment",
            method: "DELETE",
            path: "/cases/{case}/attachments/{attachment}",
            given: Given::FileWaiting,
            body: NONE,
            answers: [
                "401 204 404 204 404",
                "404 404 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "case.remove-attachment",
        },
        Row {
            operation: "readAttachment",
            method: "GET",
            path: "/cases/{case}/attachments/{attachment}/content",
            given: Given::FileSent,
            body: NONE,
            answers: [
                "401 200 404 200 404",
                "200 200 404 403 403 403 403 403",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "case.read-attachment",
        },
    ]
}
