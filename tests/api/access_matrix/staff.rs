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

pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "addStaff",
            method: "POST",
            path: "/staff",
            given: Given::Other(in_directory),
            body: |scene| json!({ "hsaId": scene.extra["hsaId"], "regionCode": "19" }),
            answers: TEAM_MAKES,
            action: "staff.add",
        },
        Row {
            operation: "searchStaff",
            method: "POST",
            path: "/staff-searches",
            given: Given::Nothing,
            body: |_| json!({ "regionCode": "19" }),
            answers: TEAM,
            action: "staff.search",
        },
        Row {
            operation: "getStaffMember",
            method: "GET",
            path: "/staff/{staff}",
            given: Given::Other(the_handler),
            body: NONE,
            answers: OWN_TEAM,
            action: "staff.read",
        },
        Row {
            operation: "refreshStaff",
            method: "POST",
            path: "/staff/{staff}/directory-refreshes",
            given: Given::Other(the_handler),
            body: NONE,
            answers: OWN_TEAM_AND_THE_HANDLER,
            action: "staff.refresh",
        },
        Row {
            operation: "deactivateStaff",
            method: "POST",
            path: "/units/{unit}/staff-deactivations",
            given: Given::Other(|world, scene| {
                somebody_there(world, scene);
            }),
            body: |scene| json!({ "staffId": scene.extra["staff"] }),
            answers: ADMINISTRATORS_MAKE,
            action: "staff.deactivate",
        },
        Row {
            operation: "reactivateStaff",
            method: "DELETE",
            path: "/units/{unit}/staff-deactivations/{staff}",
            given: Given::Other(somebody_away),
            body: NONE,
            answers: ADMINISTRATORS_END,
            action: "staff.reactivate",
        },
    ]
}
