//! The rows of summonses, the programmes behind them and virtual units.

use serde_json::{Value, json};

use super::{EMPTY, Given, NONE, OWN_READ, Row, Scene};
use crate::{
    programmes::rule,
    summonses_scene::CODE,
    world::{NOON, World, new_id},
};

const TIME_BOOK_READ: [&str; 4] = [
    "401 404 404 404 404",
    "200 200 200 403 403 403 403 403",
    "404 404 404 404 404 404",
    "404 404",
];
const TIME_BOOK_MADE: [&str; 4] = [
    "401 404 404 404 404",
    "201 201 201 403 403 403 403 403",
    "404 404 404 404 404 404",
    "404 404",
];
/// The region's administrators and the nation's.
const REGION_READ: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403",
    "404 404",
];
const REGION_MADE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "403 403 403 403 403 403",
    "404 404",
];
const GROUP_READ: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
const GROUP_MADE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "404 404 404 404 404 404",
    "404 404",
];
const GROUP_GONE: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 204 204",
    "404 404 404 404 404 404",
    "404 404",
];
const SUMMONS_READ: [&str; 4] = [
    "401 200 404 200 404",
    "200 200 200 403 403 403 403 403",
    "404 404 404 404 404 404",
    "404 404",
];
const ANSWERED: [&str; 4] = [
    "401 201 404 201 404",
    "403 403 403 403 403 403 403 403",
    "404 404 404 404 404 404",
    "404 404",
];
const TAKEN_BACK: [&str; 4] = [
    "401 403 404 403 404",
    "201 201 201 403 403 403 403 403",
    "404 404 404 404 404 404",
    "404 404",
];
const LETTER_READ: [&str; 4] = [
    "401 404 404 404 404",
    "200 200 200 403 403 403 403 403",
    "404 404 404 404 404 404",
    "200 404",
];
const LETTER_MADE: [&str; 4] = [
    "401 404 404 404 404",
    "201 201 201 403 403 403 403 403",
    "404 404 404 404 404 404",
    "201 404",
];

/// A time type to summon to, and nobody who is summoned.
fn offered(world: &World, scene: &mut Scene) {
    world.summons_type(scene.unit, CODE, true);
    world.sql(&format!(
        "update summons_run set status = 'cancelled', ended_at = '{NOON}' where ended_at is null;
         update summons set status = 'withdrawn', ended_at = '{NOON}' where ended_at is null"
    ));
    scene.etag = Some("\"v1\"".into());
}

/// The subject is summoned, and the letter waits.
fn summoned(world: &World, scene: &mut Scene) {
    offered(world, scene);
    let id = world.summons(scene.unit, scene.subject, "delivered");
    world.letter(scene.unit, id);
    scene.extra.insert("summons", id.to_string());
}

fn run(world: &World, scene: &mut Scene) {
    offered(world, scene);
    let id = new_id();
    world.sql(&format!(
        "insert into summons_run (id, unit_id, programme, time_type_code, valid_through, status, made_by, made_at)
         values ('{id}', '{}', 'cervical', '{CODE}', '2027-11-23', 'prepared', '{}', '{NOON}');
         insert into summons_run_line (run_id, resident_id, due_on) values ('{id}', '{}', '2026-11-23')",
        scene.unit, scene.handler, scene.subject
    ));
    scene.extra.insert("run", id.to_string());
}

fn other_unit(world: &World, scene: &mut Scene) {
    scene.extra.insert("member", world.unit().to_string());
}

fn grouped(world: &World, scene: &mut Scene) {
    other_unit(world, scene);
    world.sql(&format!(
        "insert into virtual_unit_member (unit_id, member_unit_id, added_at)
         values ('{}', '{}', '{NOON}')",
        scene.unit, scene.extra["member"]
    ));
}

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    (given, body): (fn(&World, &mut Scene), fn(&Scene) -> Value),
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given: Given::Other(given), body, answers, action }
}

pub fn rows() -> Vec<Row> {
    [programmes(), groups(), summonses(), letters(), runs()].into_iter().flatten().collect()
}

fn programmes() -> Vec<Row> {
    vec![
        row(
            "listProgrammes",
            ("GET", "/regions/19/programmes"),
            (|_, _| {}, NONE),
            (REGION_READ, "programme.list"),
        ),
        row(
            "setProgramme",
            ("POST", "/regions/19/programmes"),
            (
                // Each from a day of its own.
                |world, scene| {
                    let day = "select (date '2027-01-01' + count(*)::integer)::text as it
                        from programme_rule";
                    scene.extra.insert("day", world.texts(day).remove(0));
                },
                |scene| rule(&scene.extra["day"]),
            ),
            (REGION_MADE, "programme.set"),
        ),
        row(
            "listProgrammeDue",
            ("GET", "/units/{unit}/programme-due?programme=cervical"),
            (offered, NONE),
            (TIME_BOOK_READ, "programme.list-due"),
        ),
    ]
}

fn groups() -> Vec<Row> {
    vec![
        row(
            "listMemberUnits",
            ("GET", "/units/{unit}/member-units"),
            (grouped, NONE),
            (GROUP_READ, "virtual-unit.list-members"),
        ),
        row(
            "addMemberUnit",
            ("POST", "/units/{unit}/member-units"),
            (other_unit, |scene| json!({ "unitId": scene.extra["member"] })),
            (GROUP_MADE, "virtual-unit.add-member"),
        ),
        row(
            "removeMemberUnit",
            ("DELETE", "/units/{unit}/member-units/{member}"),
            (grouped, NONE),
            (GROUP_GONE, "virtual-unit.remove-member"),
        ),
    ]
}

fn summonses() -> Vec<Row> {
    const OPENINGS: &str = "/summonses/{summons}/openings";
    const DECLINES: &str = "/summonses/{summons}/declines";
    const WITHDRAWALS: &str = "/summonses/{summons}/withdrawals";
    let wish: fn(&Scene) -> Value = |scene| {
        json!({ "residentId": scene.subject, "timeTypeCode": CODE, "programme": "cervical",
            "validThrough": "2027-11-23" })
    };
    vec![
        row(
            "listUnitSummonses",
            ("GET", "/units/{unit}/summonses"),
            (summoned, NONE),
            (TIME_BOOK_READ, "summons.list"),
        ),
        row(
            "createSummons",
            ("POST", "/units/{unit}/summonses"),
            (offered, wish),
            (TIME_BOOK_MADE, "summons.create"),
        ),
        row(
            "listOwnSummonses",
            ("GET", "/residents/{resident}/summonses"),
            (summoned, NONE),
            (OWN_READ, "summons.list-own"),
        ),
        row(
            "getSummons",
            ("GET", "/summonses/{summons}"),
            (summoned, NONE),
            (SUMMONS_READ, "summons.read"),
        ),
        row("openSummons", ("POST", OPENINGS), (summoned, EMPTY), (ANSWERED, "summons.open")),
        row("declineSummons", ("POST", DECLINES), (summoned, EMPTY), (ANSWERED, "summons.decline")),
        row(
            "withdrawSummons",
            ("POST", WITHDRAWALS),
            (summoned, EMPTY),
            (TAKEN_BACK, "summons.withdraw"),
        ),
    ]
}

fn letters() -> Vec<Row> {
    const PRINT: &str = "/units/{unit}/summons-letters/{summons}/print";
    const POSTINGS: &str = "/units/{unit}/summons-letters/{summons}/postings";
    vec![
        row(
            "listSummonsLetters",
            ("GET", "/units/{unit}/summons-letters"),
            (summoned, NONE),
            (LETTER_READ, "summons-letter.list"),
        ),
        row(
            "printSummons",
            ("GET", PRINT),
            (summoned, NONE),
            (LETTER_READ, "summons-letter.print"),
        ),
        row(
            "sendSummonsLetter",
            ("POST", POSTINGS),
            (summoned, EMPTY),
            (LETTER_MADE, "summons-letter.send"),
        ),
    ]
}

fn runs() -> Vec<Row> {
    const ONE: &str = "/units/{unit}/summons-runs/{run}";
    const ORDERS: &str = "/units/{unit}/summons-runs/{run}/orders";
    const CANCELLATIONS: &str = "/units/{unit}/summons-runs/{run}/cancellations";
    vec![
        row(
            "listSummonsRuns",
            ("GET", "/units/{unit}/summons-runs"),
            (run, NONE),
            (TIME_BOOK_READ, "summons-run.list"),
        ),
        row(
            "prepareSummonsRun",
            ("POST", "/units/{unit}/summons-runs"),
            (offered, |_| json!({ "programme": "cervical" })),
            (TIME_BOOK_MADE, "summons-run.prepare"),
        ),
        row("getSummonsRun", ("GET", ONE), (run, NONE), (TIME_BOOK_READ, "summons-run.read")),
        row(
            "orderSummonsRun",
            ("POST", ORDERS),
            (run, EMPTY),
            (TIME_BOOK_MADE, "summons-run.order"),
        ),
        row(
            "cancelSummonsRun",
            ("POST", CANCELLATIONS),
            (run, EMPTY),
            (TIME_BOOK_MADE, "summons-run.cancel"),
        ),
    ]
}
