//! The rows of units and staff.

use serde_json::json;
use uuid::Uuid;

use super::{Given, NONE, OWN_READ, Row, Scene};
use crate::{
    units::{approve, hand_out, offer},
    world::{NOON, World, new_id},
};

pub fn rows() -> Vec<Row> {
    [cards(), settings(), areas(), approvals(), handouts(), case_types(), staff(), roles()]
        .into_iter()
        .flatten()
        .collect()
}

/// The unit's local administrator and those above; the unit's own people know that it is there.
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
/// The region's management team and the nation's.
const MANAGEMENT: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
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

/// What a unit is to one resident.
fn cards() -> Vec<Row> {
    let form = Given::Other(|_, scene| {
        scene.extra.insert("caseType", scene.case_type.to_string());
    });
    vec![
        row(
            "listUnitsOfResident",
            ("GET", "/residents/{resident}/units"),
            Given::Nothing,
            (OWN_READ, "unit.list"),
        ),
        row(
            "getUnitAsResident",
            ("GET", "/residents/{resident}/units/{unit}"),
            Given::Nothing,
            (OWN_READ, "unit.read-card"),
        ),
        row(
            "getCaseTypeFormAsResident",
            ("GET", "/residents/{resident}/units/{unit}/case-types/{caseType}"),
            form,
            (OWN_READ, "unit.read-form"),
        ),
    ]
}

fn unit_version(world: &World, scene: &mut Scene) {
    let sql = format!("select version::text as it from unit where id = '{}'", scene.unit);
    scene.etag = Some(format!("\"v{}\"", world.texts(&sql)[0]));
}

fn settings() -> Vec<Row> {
    let seen = Given::Other(unit_version);
    vec![
        row(
            "getUnitSettings",
            ("GET", "/units/{unit}/settings"),
            Given::Nothing,
            (ADMINISTRATORS, "unit.read-settings"),
        ),
        Row {
            body: |_| json!({ "otherInformation": "Nytt" }),
            ..row(
                "replaceUnitSettings",
                ("PUT", "/units/{unit}/settings"),
                seen,
                (ADMINISTRATORS, "unit.change-settings"),
            )
        },
        Row {
            body: |_| json!({ "recommended": true }),
            ..row(
                "recommendUnit",
                ("PUT", "/units/{unit}/recommendation"),
                seen,
                (MANAGEMENT, "unit.recommend"),
            )
        },
        Row {
            body: |_| json!({ "status": "active" }),
            ..row(
                "setUnitStatus",
                ("PUT", "/units/{unit}/status"),
                seen,
                (MANAGEMENT, "unit.change-status"),
            )
        },
    ]
}

fn areas() -> Vec<Row> {
    let one = Given::Other(|world, scene| {
        let id = new_id();
        world.sql(&format!(
            "insert into service_area (id, unit_id, region_code) values ('{id}', '{}', '18')",
            scene.unit
        ));
        scene.extra.insert("area", id.to_string());
    });
    let none = Given::Other(|world, scene| {
        world.sql(&format!(
            "delete from service_area where unit_id = '{}' and region_code <> '19'",
            scene.unit
        ));
    });
    vec![
        row(
            "listServiceAreas",
            ("GET", "/units/{unit}/service-areas"),
            Given::Nothing,
            (ADMINISTRATORS, "service-area.list"),
        ),
        Row {
            body: |_| json!({ "regionCode": "03" }),
            ..row(
                "addServiceArea",
                ("POST", "/units/{unit}/service-areas"),
                none,
                (ADMINISTRATORS_MAKE, "service-area.add"),
            )
        },
        row(
            "removeServiceArea",
            ("DELETE", "/units/{unit}/service-areas/{area}"),
            one,
            (ADMINISTRATORS_END, "service-area.remove"),
        ),
    ]
}

fn nobody_approved(world: &World, _: &mut Scene) {
    world.sql(&format!("update communication_approval set removed_at = '{NOON}'"));
}

fn one_approved(world: &World, scene: &mut Scene) {
    nobody_approved(world, scene);
    approve(world, scene.unit, scene.subject);
    let sql = "select id::text as it from communication_approval where removed_at is null";
    scene.extra.insert("approval", world.texts(sql).remove(0));
}

fn approvals() -> Vec<Row> {
    vec![
        row(
            "listApprovals",
            ("GET", "/units/{unit}/approvals"),
            Given::Other(one_approved),
            (ADMINISTRATORS, "approval.list"),
        ),
        Row {
            body: |scene| json!({ "residentId": scene.subject }),
            ..row(
                "approveResident",
                ("POST", "/units/{unit}/approvals"),
                Given::Other(nobody_approved),
                (ADMINISTRATORS_MAKE, "approval.give"),
            )
        },
        row(
            "removeApproval",
            ("DELETE", "/units/{unit}/approvals/{approval}"),
            Given::Other(one_approved),
            (ADMINISTRATORS_END, "approval.remove"),
        ),
        Row {
            body: |_| json!({}),
            ..row(
                "removeApprovals",
                ("POST", "/units/{unit}/approval-removals"),
                Given::Other(one_approved),
                (ADMINISTRATORS, "approval.remove"),
            )
        },
    ]
}

fn limited_type(world: &World, scene: &mut Scene) {
    scene.case_type = offer(world, scene.unit, "Uppföljning", true);
}

fn one_handed_out(world: &World, scene: &mut Scene) {
    limited_type(world, scene);
    hand_out(world, scene.unit, scene.case_type, scene.subject, None);
    let of = scene.case_type;
    let sql = format!("select id::text as it from case_type_grant where case_type_id = '{of}'");
    scene.extra.insert("grant", world.texts(&sql).remove(0));
    scene.etag = Some("\"v1\"".into());
}

fn handouts() -> Vec<Row> {
    const OWN: &str = "/units/{unit}/case-type-grants/{grant}";
    let one = Given::Other(one_handed_out);
    vec![
        row(
            "listCaseTypeGrants",
            ("GET", "/units/{unit}/case-type-grants"),
            Given::Nothing,
            (ADMINISTRATORS, "case-type-grant.list"),
        ),
        Row {
            body: |scene| json!({ "caseTypeId": scene.case_type, "residentId": scene.subject }),
            ..row(
                "handOutCaseType",
                ("POST", "/units/{unit}/case-type-grants"),
                Given::Other(limited_type),
                (ADMINISTRATORS_MAKE, "case-type-grant.give"),
            )
        },
        row("getCaseTypeGrant", ("GET", OWN), one, (ADMINISTRATORS, "case-type-grant.read")),
        Row {
            body: |_| json!({ "validUntil": "2026-12-24" }),
            ..row(
                "changeCaseTypeGrant",
                ("PUT", OWN),
                one,
                (ADMINISTRATORS, "case-type-grant.change"),
            )
        },
        row(
            "takeBackCaseType",
            ("DELETE", OWN),
            one,
            (ADMINISTRATORS_END, "case-type-grant.remove"),
        ),
    ]
}

fn case_types() -> Vec<Row> {
    const OWN: &str = "/units/{unit}/case-type-settings/{caseType}";
    let one = Given::Other(|world, scene| {
        limited_type(world, scene);
        scene.extra.insert("caseType", scene.case_type.to_string());
        scene.etag = Some("\"v1\"".into());
    });
    vec![
        row(
            "listUnitCaseTypes",
            ("GET", "/units/{unit}/case-type-settings"),
            Given::Nothing,
            (ADMINISTRATORS, "unit-case-type.list"),
        ),
        row("getUnitCaseType", ("GET", OWN), one, (ADMINISTRATORS, "unit-case-type.read")),
        Row {
            body: |_| json!({ "active": false, "sortOrder": 1 }),
            ..row(
                "replaceUnitCaseType",
                ("PUT", OWN),
                one,
                (ADMINISTRATORS, "unit-case-type.change"),
            )
        },
    ]
}

fn staff() -> Vec<Row> {
    const COLLEAGUES: [&str; 4] = [
        "401 404 404 404 404",
        "200 200 200 200 200 403 200 200",
        "404 404 404 404 404 404",
        "404 404",
    ];
    const THE_HANDLER: [&str; 4] = [
        "401 404 404 404 404",
        "404 200 404 404 404 404 404 404",
        "404 404 404 404 404 404",
        "404 404",
    ];
    let own = Given::Other(|world, scene| {
        scene.extra.insert("staff", scene.handler.to_string());
        let sql = format!("select version::text as it from staff where id = '{}'", scene.handler);
        scene.etag = Some(format!("\"v{}\"", world.texts(&sql)[0]));
    });
    vec![
        row(
            "listUnitStaff",
            ("GET", "/units/{unit}/staff"),
            Given::Nothing,
            (COLLEAGUES, "staff.list"),
        ),
        row(
            "getStaffSettings",
            ("GET", "/staff/{staff}/settings"),
            own,
            (THE_HANDLER, "staff.read-settings"),
        ),
        Row {
            body: |_| json!({ "notifyOnAssigned": true, "notifyOnIncoming": true }),
            ..row(
                "replaceStaffSettings",
                ("PUT", "/staff/{staff}/settings"),
                own,
                (THE_HANDLER, "staff.change-settings"),
            )
        },
    ]
}

/// Somebody new to the directory, as `hsaId`, and with a role there as `assignment`.
fn somebody(world: &World, scene: &mut Scene) -> Uuid {
    let id = world.staff(&[]);
    let sql = format!("select hsa_id as it from staff where id = '{id}'");
    scene.extra.insert("hsaId", world.texts(&sql).remove(0));
    id
}

fn assignment_of(world: &World, scene: &mut Scene, staff: Uuid) {
    let sql = format!("select id::text as it from role_assignment where staff_id = '{staff}'");
    scene.extra.insert("assignment", world.texts(&sql).remove(0));
}

fn roles() -> Vec<Row> {
    [unit_roles(), regional_roles()].into_iter().flatten().collect()
}

fn unit_roles() -> Vec<Row> {
    use etjanster::access::Role;
    const ASSIGNERS: [&str; 4] = [
        "401 404 404 404 404",
        "403 403 403 200 200 403 200 200",
        "404 404 404 404 404 404",
        "404 404",
    ];
    let given = Given::Other(|world, scene| {
        let staff = somebody(world, scene);
        world.assign(staff, Role::Reviewer, Some(scene.unit));
        assignment_of(world, scene, staff);
    });
    let new = Given::Other(|world, scene| {
        somebody(world, scene);
    });
    vec![
        row(
            "listRoleAssignments",
            ("GET", "/units/{unit}/role-assignments"),
            Given::Nothing,
            (ASSIGNERS, "role.list"),
        ),
        Row {
            body: |scene| json!({ "hsaId": scene.extra["hsaId"], "role": "local-administrator" }),
            ..row(
                "grantRole",
                ("POST", "/units/{unit}/role-assignments"),
                new,
                (ADMINISTRATORS_MAKE, "role.grant"),
            )
        },
        row(
            "revokeRole",
            ("DELETE", "/units/{unit}/role-assignments/{assignment}?confirm=true"),
            given,
            (ADMINISTRATORS_END, "role.revoke"),
        ),
    ]
}

/// The region's own and the nation's; other staff know that there is such a thing.
const REGION_LISTS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403",
    "404 404",
];
const REGION_APPOINTS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 201",
    "403 403 403 403 403 403",
    "404 404",
];
const REGION_DISMISSES: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 204 204",
    "403 403 403 403 403 403",
    "404 404",
];

fn regional_roles() -> Vec<Row> {
    use etjanster::access::Role;
    let new = Given::Other(|world, scene| {
        somebody(world, scene);
    });
    let given = Given::Other(|world, scene| {
        let staff = somebody(world, scene);
        world.assign(staff, Role::RegionalAdministrator, None);
        assignment_of(world, scene, staff);
    });
    vec![
        row(
            "listRegionalAdministrators",
            ("GET", "/regions/19/role-assignments"),
            Given::Nothing,
            (REGION_LISTS, "regional-role.list"),
        ),
        Row {
            body: |scene| json!({ "hsaId": scene.extra["hsaId"] }),
            ..row(
                "appointRegionalAdministrator",
                ("POST", "/regions/19/role-assignments"),
                new,
                (REGION_APPOINTS, "regional-role.grant"),
            )
        },
        row(
            "dismissRegionalAdministrator",
            ("DELETE", "/regions/19/role-assignments/{assignment}"),
            given,
            (REGION_DISMISSES, "regional-role.revoke"),
        ),
    ]
}
