//! The rows of waiting lists: the resident's own, and a young child's guardian's.

use serde_json::{Value, json};

use super::{Given, NONE, OWN_READ, Row, Scene};
use crate::world::{NOON, World, new_id};

fn own(done: &str) -> [&'static str; 4] {
    let first = match done {
        "201" => "401 201 404 201 404",
        _ => "401 204 404 204 404",
    };
    [first, "404 404 404 404 404 404 404 404", "404 404 404 404 404 404", "404 404"]
}

fn a_line(world: &World, scene: &mut Scene) {
    world.sql("update waiting_list_entry set status = 'left', booking_id = null");
    let id = world.time_type(scene.unit, &format!("V-{}", new_id().simple()));
    scene.extra.insert("timeType", id.to_string());
}

fn a_place(world: &World, scene: &mut Scene) {
    a_line(world, scene);
    let (id, resident, unit) = (new_id(), scene.subject, scene.unit);
    let kind = &scene.extra["timeType"];
    world.sql(&format!(
        "insert into waiting_list_entry (id, resident_id, unit_id, time_type_id, from_day, through_day,
            status, joined_at, changed_at)
         values ('{id}', '{resident}', '{unit}', '{kind}', '2026-11-24', '2026-12-24', 'waiting',
            '{NOON}', '{NOON}')"
    ));
    scene.extra.insert("entry", id.to_string());
}

pub fn rows() -> Vec<Row> {
    const ALL: &str = "/residents/{resident}/waiting-list-entries";
    let wish: fn(&Scene) -> Value = |scene| {
        json!({ "timeTypeId": scene.extra["timeType"], "from": "2026-11-24",
            "through": "2026-12-24" })
    };
    vec![
        Row {
            operation: "listWaitingListEntries",
            method: "GET",
            path: ALL,
            given: Given::Other(a_place),
            body: NONE,
            answers: OWN_READ,
            action: "waiting-list.list",
        },
        Row {
            operation: "joinWaitingList",
            method: "POST",
            path: ALL,
            given: Given::Other(a_line),
            body: wish,
            answers: own("201"),
            action: "waiting-list.begin",
        },
        Row {
            operation: "leaveWaitingList",
            method: "DELETE",
            path: "/residents/{resident}/waiting-list-entries/{entry}",
            given: Given::Other(a_place),
            body: NONE,
            answers: own("204"),
            action: "waiting-list.leave",
        },
    ]
}
