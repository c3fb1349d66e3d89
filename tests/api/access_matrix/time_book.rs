//! The rows of the time book: the unit's receivers and handlers keep it, its local administrators say what
//! there is, and record systems publish.

use serde_json::{Value, json};

use super::{Given, NONE, Row, Scene};
use crate::{
    time_types::settings,
    world::{NOON, World, new_id},
};

const KEEPERS: [&str; 4] = [
    "401 404 404 404 404",
    "200 200 200 200 403 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];

/// The same, and the record system that fills the time book.
const HANDLERS: [&str; 4] = [KEEPERS[0], KEEPERS[1], KEEPERS[2], "200 404"];

fn configurers(done: &str) -> [&'static str; 4] {
    let here = match done {
        "201" => "403 403 403 201 403 403 201 201",
        "204" => "403 403 403 204 403 403 204 204",
        _ => "403 403 403 200 403 403 200 200",
    };
    ["401 404 404 404 404", here, "404 404 404 404 404 404", "404 404"]
}

const PUBLISHERS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 200 403 403 200 200",
    "404 404 404 404 404 404",
    "200 404",
];
const MADE: [&str; 4] =
    [PUBLISHERS[0], "403 403 403 201 403 403 201 201", PUBLISHERS[2], "201 404"];

/// A time type of the unit's, another one each time.
fn a_time_type(world: &World, scene: &mut Scene) {
    let id = world.time_type(scene.unit, &format!("T-{}", new_id().simple()));
    let sql = format!("select code as it from time_type where id = '{id}'");
    scene.extra.insert("code", world.texts(&sql).remove(0));
    scene.extra.insert("timeType", id.to_string());
    scene.extra.insert("fresh", format!("F-{}", new_id().simple()));
    scene.etag = Some("\"v1\"".into());
}

fn a_slot(world: &World, scene: &mut Scene) {
    a_time_type(world, scene);
    let time_type = scene.extra["timeType"].parse().expect("an id");
    let id = world.slot(time_type, "2026-11-24T08:00:00+01:00", 1);
    scene.extra.insert("slot", id.to_string());
}

fn a_template(world: &World, scene: &mut Scene) {
    a_time_type(world, scene);
    let (id, unit, kind) = (new_id(), scene.unit, scene.extra["timeType"].clone());
    world.sql(&format!(
        "insert into slot_template (id, unit_id, name, changed_at)
         values ('{id}', '{unit}', 'Vecka {id}', '{NOON}');
         insert into slot_template_line (template_id, place, unit_id, time_type_id, weekday, starts,
            minutes, seats)
         values ('{id}', 0, '{unit}', '{kind}', 1, '08:00', 30, 1)"
    ));
    scene.extra.insert("template", id.to_string());
}

fn week(scene: &Scene) -> Value {
    json!({ "name": scene.extra["fresh"], "times": [{ "weekday": 1, "starts": "08:30", "minutes": 30,
        "timeType": scene.extra["code"] }] })
}

fn time(scene: &Scene) -> Value {
    json!({ "timeType": scene.extra["code"], "start": "2026-11-25T08:00:00+01:00", "minutes": 30 })
}

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: fn(&World, &mut Scene),
    body: fn(&Scene) -> Value,
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given: Given::Other(given), body, answers, action }
}

pub fn rows() -> Vec<Row> {
    [time_types(), slots(), templates()].into_iter().flatten().collect()
}

fn time_types() -> Vec<Row> {
    const ALL: &str = "/units/{unit}/time-types";
    const ONE: &str = "/units/{unit}/time-types/{timeType}";
    let new: fn(&Scene) -> Value =
        |scene| json!({ "code": scene.extra["fresh"], "settings": settings() });
    let changed = (configurers("200"), "time-type.change");
    vec![
        row(
            "listTimeTypeSettings",
            ("GET", "/units/{unit}/time-type-settings"),
            a_time_type,
            NONE,
            (KEEPERS, "time-type.list"),
        ),
        row("getTimeType", ("GET", ONE), a_time_type, NONE, (KEEPERS, "time-type.read")),
        row(
            "createTimeType",
            ("POST", ALL),
            a_time_type,
            new,
            (configurers("201"), "time-type.create"),
        ),
        row("changeTimeType", ("PUT", ONE), a_time_type, |_| settings(), changed),
        row(
            "endTimeType",
            ("DELETE", ONE),
            a_time_type,
            NONE,
            (configurers("204"), "time-type.end"),
        ),
    ]
}

fn slots() -> Vec<Row> {
    const IMPORTS: &str = "/units/{unit}/slot-imports";
    let blocked: fn(&Scene) -> Value = |_| json!({ "status": "blocked" });
    let lines: fn(&Scene) -> Value = |scene| Value::String(format!("{}\n", time(scene)));
    let listed = (HANDLERS, "slot.list");
    vec![
        row("listTimeBook", ("GET", "/units/{unit}/time-book"), a_slot, NONE, listed),
        row("getSlot", ("GET", "/slots/{slot}"), a_slot, NONE, (HANDLERS, "slot.read")),
        row(
            "createSlot",
            ("POST", "/units/{unit}/slots"),
            a_time_type,
            time,
            (MADE, "slot.create"),
        ),
        row("importSlots", ("POST", IMPORTS), a_time_type, lines, (PUBLISHERS, "slot.import")),
        row(
            "changeSlotStatus",
            ("PUT", "/slots/{slot}/status"),
            a_slot,
            blocked,
            (HANDLERS, "slot.change-status"),
        ),
    ]
}

fn templates() -> Vec<Row> {
    const ALL: &str = "/units/{unit}/slot-templates";
    const ONE: &str = "/units/{unit}/slot-templates/{template}";
    const APPLIED: &str = "/units/{unit}/slot-templates/{template}/applications";
    let days: fn(&Scene) -> Value = |_| json!({ "from": "2026-11-30", "through": "2026-12-13" });
    let removed = (configurers("204"), "slot-template.remove");
    let applied = (configurers("200"), "slot-template.apply");
    vec![
        row("listSlotTemplates", ("GET", ALL), a_template, NONE, (KEEPERS, "slot-template.list")),
        row("getSlotTemplate", ("GET", ONE), a_template, NONE, (KEEPERS, "slot-template.read")),
        row(
            "createSlotTemplate",
            ("POST", ALL),
            a_time_type,
            week,
            (configurers("201"), "slot-template.create"),
        ),
        row(
            "changeSlotTemplate",
            ("PUT", ONE),
            a_template,
            week,
            (configurers("200"), "slot-template.change"),
        ),
        row("removeSlotTemplate", ("DELETE", ONE), a_template, NONE, removed),
        row("applySlotTemplate", ("POST", APPLIED), a_template, days, applied),
    ]
}
