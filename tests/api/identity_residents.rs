//! Residents, their settings, their children, and looking them up.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    people::number,
    world::{Answer, World, send},
};

async fn put_settings(
    world: &World,
    token: &str,
    resident: Uuid,
    version: Option<&str>,
    body: &Value,
) -> Answer {
    let path = format!("/residents/{resident}/settings");
    let mut request = world.request("PUT", &path).bearer_auth(token).json(body);
    if let Some(version) = version {
        request = request.header("if-match", version);
    }
    send(request).await
}

/// A world with Anna, her daughter Elsa (13 on 6 December), and Anna's token.
async fn anna_and_elsa() -> (World, Uuid, Uuid, String) {
    let world = World::new().await;
    let (anna, elsa) = (world.resident("anna"), world.resident("elsa"));
    world.guardian_of(anna, elsa);
    let token = world.resident_session(anna).await;
    (world, anna, elsa, token)
}

async fn children(world: &World, token: &str, guardian: Uuid) -> Vec<String> {
    let answer = world.get_as(token, &format!("/residents/{guardian}/children")).await.expect(200);
    let json = answer.json();
    let items = json["items"].as_array().expect("a list").iter();
    items.map(|child| child["displayName"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_resident_reads_herself_and_nobody_else_does() {
    let (world, anna, _, token) = anna_and_elsa().await;
    let other = world.resident_session(world.resident("maria")).await;
    let unit = world.unit();
    let staff = world.staff_session(world.staff(&[(Role::Receiver, unit)])).await;
    let path = format!("/residents/{anna}");

    let shown = world.get_as(&token, &path).await.expect(200);
    assert_eq!(shown.header("etag"), "\"v1\"");
    assert_eq!(shown.json()["displayName"], "Anna Lindström");
    assert!(!String::from_utf8_lossy(&shown.body).contains(number("anna")));
    world.get(&path).await.expect(401);
    let hidden = world.get_as(&other, &path).await.expect(404);
    let absent = world.get_as(&other, &format!("/residents/{}", Uuid::nil())).await.expect(404);
    assert_eq!(hidden.json()["type"], absent.json()["type"]);
    assert_eq!(hidden.body.len(), absent.body.len());
    world.get_as(&staff, &path).await.expect(404);

    let audit = world.audit();
    let expected = [
        "resident.read done",
        "resident.read denied",
        "unknown.look-up denied",
        "resident.read denied",
    ];
    assert_eq!(audit, expected);
}

// proves: B-82, B-90, E-11
#[tokio::test]
async fn a_guardian_acts_until_midnight_of_the_thirteenth_birthday() {
    let (world, anna, elsa, token) = anna_and_elsa().await;
    let path = format!("/residents/{elsa}");

    world.get_as(&token, &path).await.expect(200);
    assert_eq!(children(&world, &token, anna).await, ["Elsa Lindström"]);
    let list = world.get_as(&token, &format!("/residents/{anna}/children")).await.json();
    assert_eq!(list["items"][0]["agencyEndsOn"], "2026-12-06");

    // 22:59:59 UTC is 23:59:59 in Sweden; the session is renewed by hand since days go by.
    world.clock.set("2026-12-05T22:59:59Z".parse().expect("an instant"));
    let token = world.resident_session(anna).await;
    world.get_as(&token, &path).await.expect(200);
    world.clock.set("2026-12-05T23:00:00Z".parse().expect("an instant"));
    world.get_as(&token, &path).await.expect(404);
    assert!(children(&world, &token, anna).await.is_empty());
}

// proves: B-85, B-87
#[tokio::test]
async fn protection_ends_agency_at_once_and_each_guardian_stands_alone() {
    let (world, anna, elsa, token) = anna_and_elsa().await;
    let erik = world.resident("erik");
    world.guardian_of(erik, elsa);
    let his = world.resident_session(erik).await;

    world.sql(&format!("update resident set protected_identity = true where id = '{anna}'"));
    assert!(children(&world, &token, anna).await.is_empty());
    assert_eq!(children(&world, &his, erik).await, ["Elsa Lindström"]);

    world.sql(&format!("update resident set protected_identity = true where id = '{elsa}'"));
    assert!(children(&world, &his, erik).await.is_empty());
    world.get_as(&his, &format!("/residents/{elsa}")).await.expect(404);
}

#[tokio::test]
async fn a_guardian_whose_guardianship_ended_does_not_even_see_the_child() {
    let (world, anna, elsa, token) = anna_and_elsa().await;
    let erik = world.resident("erik");
    world.guardian_of(erik, elsa);
    let his = world.resident_session(erik).await;
    world.sql(&format!(
        "update guardianship set ended_on = '2026-11-23' where guardian_id = '{anna}'"
    ));
    assert!(children(&world, &token, anna).await.is_empty());
    world.get_as(&token, &format!("/residents/{elsa}")).await.expect(404);
    assert_eq!(children(&world, &his, erik).await, ["Elsa Lindström"]);
    world.get_as(&his, &format!("/residents/{anna}/children")).await.expect(404);
}

#[tokio::test]
async fn a_childs_locked_log_in_stops_its_guardians() {
    let (world, anna, elsa, token) = anna_and_elsa().await;
    world.lock_log_in(elsa);
    assert!(children(&world, &token, anna).await.is_empty());
    world.get_as(&token, &format!("/residents/{elsa}")).await.expect(404);
}

#[tokio::test]
async fn settings_are_replaced_with_the_version_read() {
    let (world, anna, elsa, token) = anna_and_elsa().await;
    let wanted =
        json!({"mobilePhone": "+46701740605", "notifyByEmail": false, "notifyBySms": true});

    let refused = put_settings(&world, &token, anna, None, &wanted).await.expect(428);
    assert_eq!(refused.problem(), "version-required");
    let stale = put_settings(&world, &token, anna, Some("\"v9\""), &wanted).await.expect(412);
    assert_eq!(stale.problem(), "stale-version");
    let changed = put_settings(&world, &token, anna, Some("\"v1\""), &wanted).await.expect(200);
    assert_eq!(changed.header("etag"), "\"v2\"");
    assert_eq!(changed.json(), wanted);
    let read = world.get_as(&token, &format!("/residents/{anna}/settings")).await.expect(200);
    assert_eq!(read.json(), wanted);
    assert_eq!(read.header("etag"), "\"v2\"");

    put_settings(&world, &token, elsa, Some("\"v1\""), &wanted).await.expect(200);
    let other = world.resident_session(world.resident("maria")).await;
    put_settings(&world, &other, anna, Some("\"v2\""), &wanted).await.expect(404);
}

#[tokio::test]
async fn settings_that_break_rules_change_nothing() {
    let (world, anna, _, token) = anna_and_elsa().await;
    let cases = [
        (json!({"notifyByEmail": true, "notifyBySms": false}), "/email", "required"),
        (json!({"notifyByEmail": false, "notifyBySms": true}), "/mobilePhone", "required"),
        (json!({"email": "x", "notifyByEmail": true, "notifyBySms": false}), "/email", "email"),
        (
            json!({"mobilePhone": "0701740605", "notifyByEmail": false, "notifyBySms": false}),
            "/mobilePhone",
            "mobile-phone",
        ),
        (json!({"notifyByEmail": false}), "/notifyBySms", "required"),
    ];
    for (body, pointer, code) in cases {
        let answer = put_settings(&world, &token, anna, Some("\"v1\""), &body).await.expect(422);
        let fault = &answer.json()["errors"][0];
        assert_eq!(
            (fault["pointer"].as_str(), fault["code"].as_str()),
            (Some(pointer), Some(code))
        );
    }
    let now = world.get_as(&token, &format!("/residents/{anna}/settings")).await;
    assert_eq!(now.header("etag"), "\"v1\"");
}

#[tokio::test]
async fn two_changes_at_once_leave_one() {
    let (world, anna, _, token) = anna_and_elsa().await;
    let body = json!({"notifyByEmail": false, "notifyBySms": false});
    let race = (0..8).map(|_| put_settings(&world, &token, anna, Some("\"v1\""), &body));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(race).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

// proves: M-43, B-86, B-108, B-124
#[tokio::test]
async fn staff_look_a_resident_up_and_it_is_recorded() {
    let world = World::new().await;
    let (amir, karin) = (world.resident("amir"), world.resident("karin"));
    world.lock_log_in(amir);
    let unit = world.unit();
    let receiver = world.staff_session(world.staff(&[(Role::Receiver, unit)])).await;
    let search = async |number: &str| {
        let body = json!({"unitId": unit, "personalNumber": number});
        world.post_as(&receiver, "/resident-searches", None, &body).await
    };

    let found = search(number("amir")).await.expect(200).json();
    assert_eq!(found["items"][0]["residentId"], json!(amir));
    assert_eq!(found["items"][0]["logInLocked"], true);
    assert_eq!(found["items"][0]["protectedIdentity"], false);
    let found = search("19790908-9265").await.expect(200).json();
    assert_eq!(found["items"][0]["residentId"], json!(karin));
    assert_eq!(found["items"][0]["protectedIdentity"], true);
    let nobody = search(number("maria")).await.expect(200);
    assert_eq!(nobody.json(), json!({"items": []}));
    let wrong = search("198404189288").await.expect(422).json();
    assert_eq!(wrong["errors"][0]["code"], "personal-number-check-digit");

    let log = world.texts(
        "select action || ' ' || outcome || ' ' || capacity || ' ' || coalesce(patient_id::text, '-')
            as it from audit_entry order by id",
    );
    let expected = [
        format!("resident.search done receiver {amir}"),
        format!("resident.search done receiver {karin}"),
        "resident.search done receiver -".to_owned(),
        "resident.search refused receiver -".to_owned(),
    ];
    assert_eq!(log, expected);
}

// proves: M-43
#[tokio::test]
async fn only_the_roles_of_the_matrix_look_residents_up() {
    let world = World::new().await;
    world.resident("anna");
    let (unit, elsewhere) = (world.unit(), world.unit());
    let body = json!({"unitId": unit, "personalNumber": number("anna")});
    let staff = [
        (world.staff(&[(Role::Receiver, unit)]), 200),
        (world.staff(&[(Role::Handler, unit)]), 200),
        (world.staff(&[(Role::LocalAdministrator, unit)]), 200),
        (world.regional_administrator(), 200),
        (world.national_administrator(), 200),
        (world.staff(&[(Role::PermissionAdministrator, unit)]), 403),
        (world.staff(&[(Role::Reviewer, unit)]), 403),
        (world.staff(&[(Role::Receiver, elsewhere)]), 404),
        (world.staff(&[]), 404),
    ];
    for (id, expected) in staff {
        let token = world.staff_session(id).await;
        world.post_as(&token, "/resident-searches", None, &body).await.expect(expected);
    }
    let anna = world.resident_session(world.resident("anna")).await;
    world.post_as(&anna, "/resident-searches", None, &body).await.expect(404);
}
