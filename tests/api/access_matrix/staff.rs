//! The rows of staff as their region sees them, and of those who are away.

use etjanster::{access::Role, directory::PersonEntry};
use serde_json::json;
use uuid::Uuid;

use super::{Given, NONE, Row, Scene};
use crate::{
    staff_region::entry,
    world::{NOON, World, new_id},
};

const TEAM: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403",
    "404 404",
];
const TEAM_MAKES: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "403 403 403 403 403 403",
    "404 404",
];
/// A person is nobody's business but their region's.
const OWN_TEAM: [&str; 4] = [
    "401 404 404 404 404",
    "404 404 404 404 404 404 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
const OWN_TEAM_AND_THE_HANDLER: [&str; 4] = [
    "401 404 404 404 404",
    "404 200 404 404 404 404 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
/// The region's management team and the nation's; the unit's own people know that it is there.
const MANAGEMENT_MAKES: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "404 404 404 404 404 404",
    "404 404",
];
const MANAGEMENT: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "404 404 404 404 404 404",
    "404 404",
];
const MANAGEMENT_ENDS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 204 204",
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

/// A row without a body.
fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    given: Given,
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given, body: NONE, answers, action }
}

fn in_directory(world: &World, scene: &mut Scene) {
    let hsa_id = format!("SE2321000172-N{}", &new_id().simple().to_string()[20..]).to_uppercase();
    world.directory.put_person(entry(&hsa_id));
    scene.extra.insert("hsaId", hsa_id);
}

fn the_handler(world: &World, scene: &mut Scene) {
    let sql = format!("select hsa_id as it from staff where id = '{}'", scene.handler);
    let found = PersonEntry { given_name: "Prov".into(), ..entry(&world.texts(&sql)[0]) };
    world.directory.put_person(found);
    scene.extra.insert("staff", scene.handler.to_string());
}

fn somebody_there(world: &World, scene: &mut Scene) -> Uuid {
    let id = world.staff(&[(Role::Reviewer, scene.unit)]);
    scene.extra.insert("staff", id.to_string());
    id
}

fn somebody_away(world: &World, scene: &mut Scene) {
    let id = somebody_there(world, scene);
    let away = new_id();
    world.sql(&format!(
        "insert into staff_deactivation (id, staff_id, unit_id, deactivated_at, deactivated_by)
         values ('{away}', '{id}', '{}', '{NOON}', '{id}');
         update role_assignment set revoked_at = '{NOON}', deactivation_id = '{away}'
         where staff_id = '{id}'",
        scene.unit
    ));
}

/// A unit that is not in use, or as it was: the clinic itself, since all who ask are of it.
fn with_status(world: &World, scene: &Scene, status: &str) {
    world.sql(&format!(
        "update unit set status = '{status}', closes_on = null where id = '{}'",
        scene.unit
    ));
}

fn to_be_created(world: &World, scene: &mut Scene) {
    let noise = new_id().simple().to_string();
    let hsa_id = format!("SE2321000172-U{}", &noise[20..]).to_uppercase();
    world.directory.put_unit(crate::unit_life::entry(&hsa_id));
    scene.extra.insert("hsaId", hsa_id);
}

fn as_it_was(world: &World, scene: &mut Scene) {
    with_status(world, scene, "active");
    let sql = format!("select hsa_id as it from unit where id = '{}'", scene.unit);
    world.directory.put_unit(crate::unit_life::entry(&world.texts(&sql)[0]));
}

fn region() -> Vec<Row> {
    let nothing = Given::Nothing;
    vec![
        Row {
            body: |scene| json!({ "hsaId": scene.extra["hsaId"], "regionCode": "19" }),
            ..row(
                "createUnit",
                ("POST", "/units"),
                Given::Other(to_be_created),
                (TEAM_MAKES, "unit.create"),
            )
        },
        row(
            "listRegionUnits",
            ("GET", "/regions/19/units"),
            nothing,
            (TEAM, "unit.list-of-region"),
        ),
        row(
            "listStaffContacts",
            ("GET", "/regions/19/contacts"),
            nothing,
            (TEAM, "staff.list-contacts"),
        ),
        row(
            "downloadStaffContacts",
            ("GET", "/regions/19/contact-file"),
            nothing,
            (TEAM, "staff.list-contacts"),
        ),
    ]
}

/// The last of them leaves the clinic as it was.
fn unit_life() -> Vec<Row> {
    vec![
        Row {
            body: |_| json!({ "caseTypeIds": [] }),
            ..row(
                "activateUnit",
                ("POST", "/units/{unit}/activations"),
                Given::Other(|world, scene| with_status(world, scene, "inactive")),
                (MANAGEMENT_MAKES, "unit.activate"),
            )
        },
        Row {
            body: |_| json!({ "closesOn": "2027-01-31" }),
            ..row(
                "announceUnitClosure",
                ("POST", "/units/{unit}/closures"),
                Given::Other(|world, scene| with_status(world, scene, "active")),
                (MANAGEMENT_MAKES, "unit.announce-closing"),
            )
        },
        row(
            "refreshUnit",
            ("POST", "/units/{unit}/directory-refreshes"),
            Given::Other(as_it_was),
            (ADMINISTRATORS, "unit.refresh"),
        ),
    ]
}

fn unit_version(world: &World, scene: &mut Scene) {
    let sql = format!("select version::text as it from unit where id = '{}'", scene.unit);
    scene.etag = Some(format!("\"v{}\"", world.texts(&sql)[0]));
}

fn cards() -> Vec<Row> {
    const CARD: &str = "/units/{unit}/card-content";
    let nothing = Given::Nothing;
    vec![
        row("getCardContent", ("GET", CARD), nothing, (ADMINISTRATORS, "unit.read-card-content")),
        Row {
            body: |_| json!({ "shown": true, "services": [] }),
            ..row(
                "replaceCardContent",
                ("PUT", CARD),
                Given::Other(unit_version),
                (ADMINISTRATORS, "unit.change-card-content"),
            )
        },
        row(
            "getBasicRangeReport",
            ("GET", "/units/{unit}/basic-range"),
            nothing,
            (ADMINISTRATORS, "unit.read-basic-range"),
        ),
        Row {
            body: |_| json!({ "items": [] }),
            ..row(
                "replaceBasicRange",
                ("PUT", "/regions/19/basic-range"),
                nothing,
                (TEAM, "unit.map-basic-range"),
            )
        },
    ]
}

fn takes_complaints(world: &World, scene: &mut Scene) {
    let by = world.staff(&[]);
    world.sql(&format!(
        "insert into complaints_handling (unit_id, since, added_by)
         values ('{}', '{NOON}', '{by}') on conflict do nothing",
        scene.unit
    ));
}

fn complaints() -> Vec<Row> {
    const OWN: &str = "/units/{unit}/complaints-handling";
    let (nothing, some) = (Given::Nothing, Given::Other(takes_complaints));
    let (read, add) = ((ADMINISTRATORS, "complaints.read"), (MANAGEMENT, "complaints.add"));
    vec![
        row("getComplaintsHandling", ("GET", OWN), nothing, read),
        row("addComplaintsHandling", ("PUT", OWN), nothing, add),
        row(
            "removeComplaintsHandling",
            ("DELETE", OWN),
            some,
            (MANAGEMENT_ENDS, "complaints.remove"),
        ),
    ]
}

fn away() -> Vec<Row> {
    vec![
        Row {
            body: |scene| json!({ "staffId": scene.extra["staff"] }),
            ..row(
                "deactivateStaff",
                ("POST", "/units/{unit}/staff-deactivations"),
                Given::Other(|world, scene| {
                    somebody_there(world, scene);
                }),
                (ADMINISTRATORS_MAKE, "staff.deactivate"),
            )
        },
        row(
            "reactivateStaff",
            ("DELETE", "/units/{unit}/staff-deactivations/{staff}"),
            Given::Other(somebody_away),
            (ADMINISTRATORS_END, "staff.reactivate"),
        ),
    ]
}

fn staff() -> Vec<Row> {
    let handler = Given::Other(the_handler);
    vec![
        Row {
            body: |scene| json!({ "hsaId": scene.extra["hsaId"], "regionCode": "19" }),
            ..row(
                "addStaff",
                ("POST", "/staff"),
                Given::Other(in_directory),
                (TEAM_MAKES, "staff.add"),
            )
        },
        Row {
            body: |_| json!({ "regionCode": "19" }),
            ..row(
                "searchStaff",
                ("POST", "/staff-searches"),
                Given::Nothing,
                (TEAM, "staff.search"),
            )
        },
        row("getStaffMember", ("GET", "/staff/{staff}"), handler, (OWN_TEAM, "staff.read")),
        row(
            "refreshStaff",
            ("POST", "/staff/{staff}/directory-refreshes"),
            handler,
            (OWN_TEAM_AND_THE_HANDLER, "staff.refresh"),
        ),
    ]
}

pub fn rows() -> Vec<Row> {
    let all = [staff(), away(), region(), unit_life(), cards(), complaints()];
    all.into_iter().flatten().collect()
}
