//! The rows of groups and absences.

use serde_json::{Value, json};

use super::{Given, NONE, Row, Scene};
use crate::world::{NOON, World, new_id};

/// Those who give roles at the unit.
fn assigners(done: &str) -> [&'static str; 4] {
    let here = match done {
        "201" => "403 403 403 201 201 403 201 201",
        "204" => "403 403 403 204 204 403 204 204",
        _ => "403 403 403 200 200 403 200 200",
    };
    ["401 404 404 404 404", here, "404 404 404 404 404 404", "404 404"]
}

const COLLEAGUES: [&str; 4] = [
    "401 404 404 404 404",
    "200 200 200 200 200 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
/// A receiver, the handler whose absence it is, and those who give roles.
const PLANNERS: [&str; 4] = [
    "401 404 404 404 404",
    "201 201 403 201 201 403 201 201",
    "404 404 404 404 404 404",
    "404 404",
];
const ENDERS: [&str; 4] = [
    "401 404 404 404 404",
    "204 204 403 204 204 403 204 204",
    "404 404 404 404 404 404",
    "404 404",
];

/// A group with one member, and someone who is in none.
fn a_group(world: &World, scene: &mut Scene) {
    let member = world.staff(&[]);
    let group = world.group(scene.unit, &[member]);
    let other = world.staff(&[]);
    let sql = format!("select hsa_id as it from staff where id = '{other}'");
    scene.extra.insert("otherHsaId", world.texts(&sql).remove(0));
    scene.extra.insert("group", group.to_string());
    scene.extra.insert("member", member.to_string());
    scene.etag = Some("\"v1\"".into());
}

/// The handler is away for a day far ahead, another one each time.
fn an_absence(world: &World, scene: &mut Scene) {
    let id = new_id();
    world.sql(&format!(
        "insert into absence (id, unit_id, staff_id, from_day, to_day, planned_by, planned_at)
         select '{id}', '{}', '{handler}', day, day, '{handler}', '{NOON}'
         from (select date '2028-01-01' + count(*)::integer as day from absence) next",
        scene.unit,
        handler = scene.handler,
    ));
    scene.extra.insert("absence", id.to_string());
}

fn fresh_days(world: &World, scene: &mut Scene) {
    let sql = "select (date '2027-01-01' + count(*)::integer)::text as it from absence";
    scene.extra.insert("day", world.texts(sql).remove(0));
}

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: Given,
    body: fn(&Scene) -> Value,
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given, body, answers, action }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn rows() -> Vec<Row> {
    let one = "/units/{unit}/staff-groups/{group}";
    let wish: fn(&Scene) -> Value =
        |_| json!({ "name": format!("Grupp {}", new_id()), "roles": ["handler"] });
    let given = Given::Other(a_group);
    vec![
        row(
            "listStaffGroups",
            ("GET", "/units/{unit}/staff-groups"),
            Given::Nothing,
            NONE,
            (COLLEAGUES, "staff-group.list"),
        ),
        row(
            "createStaffGroup",
            ("POST", "/units/{unit}/staff-groups"),
            Given::Nothing,
            wish,
            (assigners("201"), "staff-group.create"),
        ),
        row("getStaffGroup", ("GET", one), given, NONE, (COLLEAGUES, "staff-group.list")),
        row(
            "changeStaffGroup",
            ("PUT", one),
            given,
            wish,
            (assigners("200"), "staff-group.change"),
        ),
        row("endStaffGroup", ("DELETE", one), given, NONE, (assigners("204"), "staff-group.end")),
        row(
            "addStaffGroupMember",
            ("POST", "/units/{unit}/staff-groups/{group}/members"),
            given,
            |scene| json!({ "hsaId": scene.extra["otherHsaId"] }),
            (assigners("201"), "staff-group.add-member"),
        ),
        row(
            "removeStaffGroupMember",
            ("DELETE", "/units/{unit}/staff-groups/{group}/members/{member}"),
            given,
            NONE,
            (assigners("204"), "staff-group.remove-member"),
        ),
        row(
            "listAbsences",
            ("GET", "/units/{unit}/absences"),
            Given::Nothing,
            NONE,
            (COLLEAGUES, "absence.list"),
        ),
        row(
            "planAbsence",
            ("POST", "/units/{unit}/absences"),
            Given::Other(fresh_days),
            |scene| {
                let day = &scene.extra["day"];
                json!({ "staffId": scene.handler, "fromDay": day, "toDay": day })
            },
            (PLANNERS, "absence.plan"),
        ),
        row(
            "endAbsence",
            ("DELETE", "/units/{unit}/absences/{absence}"),
            Given::Other(an_absence),
            NONE,
            (ENDERS, "absence.end"),
        ),
    ]
}
