//! Running a unit: its settings, status, service area, and the residents it lets in.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Colleague},
    people::number,
    units::offer,
    world::{Answer, World, new_id, send},
};

/// A PUT with that version.
pub async fn put(world: &World, token: &str, path: &str, etag: &str, body: &Value) -> Answer {
    let request = world.request("PUT", path).bearer_auth(token).json(body);
    send(if etag.is_empty() { request } else { request.header("if-match", etag) }).await
}

pub async fn delete(world: &World, token: &str, path: &str) -> Answer {
    send(world.request("DELETE", path).bearer_auth(token)).await
}

/// The field faults of a 422, as `pointer code`.
#[track_caller]
pub fn faults(answer: Answer) -> Vec<String> {
    let json = answer.expect(422).json();
    let errors = json["errors"].as_array().expect("errors").iter();
    errors
        .map(|it| [&it["pointer"], &it["code"]].map(|part| part.as_str().expect("text")).join(" "))
        .collect()
}

/// A unit, its local administrator, and one of the region's.
async fn office() -> (World, Uuid, Colleague, String) {
    let world = World::new().await;
    let unit = world.unit();
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let region = world.staff_session(world.regional_administrator()).await;
    (world, unit, adm, region)
}

// proves: M-24, B-45
#[tokio::test]
async fn other_information_is_changed_by_who_has_seen_the_last() {
    let (world, unit, adm, region) = office().await;
    let path = format!("/units/{unit}/settings");
    let read = world.get_as(&adm.token, &path).await.expect(200);
    let seen = read.header("etag").to_owned();
    let body = json!({ "otherInformation": "Vi svarar på måndag." });

    put(&world, &adm.token, &path, "", &body).await.expect(428);
    let changed = put(&world, &adm.token, &path, &seen, &body).await.expect(200);
    assert_eq!(changed.json()["otherInformation"], "Vi svarar på måndag.");
    let lost = put(&world, &region, &path, &seen, &json!({})).await.expect(412);
    assert_eq!(lost.problem(), "stale-version");
    let emptied = put(&world, &region, &path, changed.header("etag"), &json!({})).await.expect(200);
    assert!(emptied.json().get("otherInformation").is_none());
    assert_eq!(
        world.audit(),
        [
            "unit.read-settings done",
            "unit.change-settings refused",
            "unit.change-settings done",
            "unit.change-settings refused",
            "unit.change-settings done"
        ]
    );
}

#[tokio::test]
async fn two_changes_of_the_same_version_leave_one() {
    let (world, unit, adm, region) = office().await;
    let path = format!("/units/{unit}/settings");
    let (first, second) = (json!({"otherInformation": "A"}), json!({"otherInformation": "B"}));
    let both = tokio::join!(
        put(&world, &adm.token, &path, "\"v1\"", &first),
        put(&world, &region, &path, "\"v1\"", &second),
    );
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(world.texts("select version::text as it from unit"), ["2"]);
}

// proves: E-25, M-25, B-31
#[tokio::test]
async fn only_the_region_recommends_a_unit() {
    let (world, unit, adm, region) = office().await;
    let path = format!("/units/{unit}/recommendation");
    let body = json!({ "recommended": true });
    let refused = put(&world, &adm.token, &path, "\"v1\"", &body).await.expect(403);
    assert_eq!(refused.problem(), "forbidden");
    let done = put(&world, &region, &path, "\"v1\"", &body).await.expect(200);
    assert_eq!(done.json()["recommended"], true);
    assert_eq!(world.get(&format!("/units/{unit}")).await.json()["unit"]["recommended"], true);
    let links = world.get_as(&adm.token, &format!("/units/{unit}/settings")).await.json();
    assert!(links["_links"].get("recommend").is_none(), "no button for what is not allowed");
}

// proves: E-20, M-31, OC-2, OC-3, OC-5
#[tokio::test]
async fn a_unit_with_open_cases_stays_closing_and_takes_nothing_new() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let region = world.staff_session(world.regional_administrator()).await;
    let adm = world.colleague(&[(Role::LocalAdministrator, clinic.unit)]).await;
    let path = format!("/units/{}/status", clinic.unit);
    let case = clinic.assigned().await;
    let draft = clinic.draft().await;
    let set = async |etag: &str, status: &str| {
        put(world, &region, &path, etag, &json!({ "status": status })).await
    };

    put(world, &adm.token, &path, "\"v1\"", &json!({ "status": "closing" })).await.expect(403);
    assert_eq!(set("\"v1\"", "closed").await.expect(409).problem(), "unit-status-refused");
    set("\"v1\"", "closing").await.expect(200);
    let refused = clinic.attempt(&clinic.anna.token, &draft, "submissions", json!({})).await;
    assert_eq!(refused.expect(409).problem(), "unit-closing");
    assert_eq!(set("\"v2\"", "closed").await.expect(409).problem(), "unit-has-open-cases");
    assert_eq!(world.texts("select status as it from unit where status = 'closing'").len(), 1);

    clinic.reply(&case, "answer").await;
    assert_eq!(set("\"v2\"", "closed").await.expect(409).problem(), "closing-notice-runs");
    world.sql("update unit set closes_on = '2026-11-23'");
    assert_eq!(set("\"v2\"", "closed").await.expect(200).json()["status"], "closed");
    clinic.read(&clinic.handler.token, &case).await.expect(404);
    assert!(
        world
            .texts(
                "select role as it from role_assignment
        where revoked_at is null and unit_id is not null"
            )
            .is_empty(),
        "roles end with the unit"
    );
    world.get(&format!("/units/{}", clinic.unit)).await.expect(404);
    assert_eq!(set("\"v3\"", "active").await.expect(409).problem(), "unit-status-refused");
}

// proves: M-24, B-30
#[tokio::test]
async fn a_service_area_lets_in_and_shuts_out_at_once() {
    let (world, unit, adm, _) = office().await;
    let maria = world.signed_in("maria").await;
    let path = format!("/units/{unit}/service-areas");
    let open = async || {
        let card = format!("/residents/{}/units/{unit}", maria.id);
        let card = world.get_as(&maria.token, &card).await.expect(200);
        card.json()["openToResident"] == true
    };
    let list = world.get_as(&adm.token, &path).await.expect(200).json();
    let first = list["items"][0]["id"].as_str().expect("an id").to_owned();
    assert!(open().await);
    delete(&world, &adm.token, &format!("{path}/{first}")).await.expect(204);
    delete(&world, &adm.token, &format!("{path}/{first}")).await.expect(404);
    assert!(!open().await);

    let women = json!({ "regionCode": "19", "sex": "female", "ageFrom": 18 });
    let added = world.post_as(&adm.token, &path, None, &women).await.expect(201);
    assert!(added.header("location").ends_with(&path));
    assert!(open().await);
    let again = world.post_as(&adm.token, &path, None, &women).await.expect(409);
    assert_eq!(again.problem(), "service-area-exists");

    let bad = async |body: Value| faults(world.post_as(&adm.token, &path, None, &body).await);
    assert_eq!(bad(json!({})).await, ["/regionCode required"]);
    assert_eq!(bad(json!({"regionCode": "1"})).await, ["/regionCode digits"]);
    assert_eq!(bad(json!({"regionCode": "19", "ageFrom": 151})).await, ["/ageFrom range"]);
    assert_eq!(bad(json!({"regionCode": "19", "sex": "Female"})).await, ["/sex unknown-code"]);
    assert_eq!(bad(json!({"regionCode": "19", "sex": null})).await, ["/sex null"]);
    assert_eq!(bad(json!({"regionCode": "19", "x": 1})).await, ["/x unknown-field"]);
    let ages = json!({"regionCode": "19", "ageFrom": 30, "ageTo": 20});
    assert_eq!(bad(ages).await.len(), 1);
    assert_eq!(world.texts("select 'row' as it from service_area").len(), 1);
}

// proves: M-26, B-33, E-9
#[tokio::test]
async fn a_resident_is_approved_by_number_and_shut_out_again() {
    let (world, unit, adm, _) = office().await;
    let path = format!("/units/{unit}/approvals");
    let (fredrik, linnea) = (world.signed_in("fredrik").await, world.signed_in("linnea").await);
    let open = async || {
        let list = world.get_as(&fredrik.token, &format!("/residents/{}/units", fredrik.id)).await;
        list.json()["items"].as_array().expect("a list").len() == 1
    };
    assert!(!open().await);
    let body = json!({ "personalNumber": number("fredrik") });
    let given = world.post_as(&adm.token, &path, None, &body).await.expect(201).json();
    assert_eq!(given["resident"]["familyName"], crate::people::facts("fredrik")["surname"]);
    assert!(open().await);
    let again = world.post_as(&adm.token, &path, None, &body).await.expect(409);
    assert_eq!(again.problem(), "already-approved");
    let other = json!({ "residentId": linnea.id });
    world.post_as(&adm.token, &path, None, &other).await.expect(201);

    let list = world.get_as(&adm.token, &path).await.expect(200).json();
    assert_eq!(list["items"].as_array().expect("a list").len(), 2);
    let shown = world.texts(
        "select distinct patient_id::text as it from audit_entry
        where action = 'approval.list' and patient_id is not null",
    );
    assert_eq!(shown.len(), 2, "each resident who is shown is recorded");

    let id = given["id"].as_str().expect("an id");
    delete(&world, &adm.token, &format!("{path}/{id}")).await.expect(204);
    assert!(!open().await);
    delete(&world, &adm.token, &format!("{path}/{id}")).await.expect(404);
    let rest = format!("/units/{unit}/approval-removals");
    let removed = world.post_as(&adm.token, &rest, None, &json!({})).await.expect(200);
    assert_eq!(removed.json()["removed"], 1);
}

#[tokio::test]
async fn a_bad_approval_says_what_is_wrong_and_lets_nobody_in() {
    let (world, unit, adm, _) = office().await;
    let path = format!("/units/{unit}/approvals");
    let anna = world.resident("anna");
    let bad = async |body: Value| faults(world.post_as(&adm.token, &path, None, &body).await);
    assert_eq!(bad(json!({})).await, ["/residentId one-of"]);
    let both = json!({ "personalNumber": number("anna"), "residentId": anna });
    assert_eq!(bad(both).await, ["/residentId one-of"]);
    let digit = json!({ "personalNumber": "198404189286" });
    assert_eq!(bad(digit).await, ["/personalNumber personal-number-check-digit"]);
    let nobody = json!({ "personalNumber": number("lars") });
    assert_eq!(bad(nobody).await, ["/personalNumber unknown-resident"]);
    assert_eq!(bad(json!({ "residentId": Uuid::nil() })).await, ["/residentId unknown-resident"]);
    assert_eq!(bad(json!({ "residentId": "x" })).await, ["/residentId type"]);
    let key = world.request("POST", &path).bearer_auth(&adm.token).json(&json!({}));
    send(key).await.expect(400);
    assert!(world.texts("select 'row' as it from communication_approval").is_empty());
}

#[tokio::test]
async fn approvals_of_one_resident_at_once_leave_one() {
    let (world, unit, adm, region) = office().await;
    let path = format!("/units/{unit}/approvals");
    let body = json!({ "residentId": world.resident("anna") });
    let tokens = [&adm.token, &region];
    let all = futures_util::future::join_all((0..8).map(|turn| {
        let (world, path, body) = (&world, &path, &body);
        async move { world.post_as(tokens[turn % 2], path, None, body).await.status }
    }))
    .await;
    assert_eq!(all.iter().filter(|status| **status == 201).count(), 1, "{all:?}");
    assert!(all.iter().all(|status| [201, 409].contains(status)), "{all:?}");
    assert_eq!(world.texts("select 'row' as it from communication_approval").len(), 1);
}

// proves: M-27, B-32, E-8
#[tokio::test]
async fn a_limited_type_is_handed_out_until_a_day_and_taken_back() {
    let clinic = Clinic::new().await;
    let (world, unit, anna) = (&clinic.world, clinic.unit, &clinic.anna);
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let limited = offer(world, unit, "Uppföljning", true);
    let path = format!("/units/{unit}/case-type-grants");
    let begin = async || {
        let body = json!({ "unitId": unit, "caseTypeId": limited });
        world.post_as(&anna.token, &format!("/residents/{}/cases", anna.id), None, &body).await
    };
    assert_eq!(begin().await.expect(403).problem(), "case-type-not-available");

    let body = json!({ "caseTypeId": limited, "residentId": anna.id, "validUntil": "2026-11-23" });
    let given = world.post_as(&adm.token, &path, None, &body).await.expect(201);
    let own = format!("{path}/{}", given.json()["id"].as_str().expect("an id"));
    assert!(given.header("location").ends_with(&own));
    begin().await.expect(201);
    let again = world.post_as(&adm.token, &path, None, &body).await.expect(409);
    assert_eq!(again.problem(), "already-handed-out");

    world.sql("update case_type_grant set valid_until = '2026-11-22'");
    assert_eq!(begin().await.expect(403).problem(), "case-type-not-available");
    let seen = world.get_as(&adm.token, &own).await.expect(200).header("etag").to_owned();
    put(world, &adm.token, &own, "", &json!({})).await.expect(428);
    put(world, &adm.token, &own, &seen, &json!({})).await.expect(200);
    put(world, &adm.token, &own, &seen, &json!({})).await.expect(412);
    begin().await.expect(201);
    delete(world, &adm.token, &own).await.expect(204);
    assert_eq!(begin().await.expect(403).problem(), "case-type-not-available");
    world.get_as(&adm.token, &own).await.expect(404);
}

#[tokio::test]
async fn only_a_limited_type_of_the_units_own_is_handed_out_and_not_into_the_past() {
    let clinic = Clinic::new().await;
    let (world, unit) = (&clinic.world, clinic.unit);
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let elsewhere = offer(world, world.unit(), "Annan", true);
    let limited = offer(world, unit, "Uppföljning", true);
    let path = format!("/units/{unit}/case-type-grants");
    let bad = async |case_type: Uuid, until: &str| {
        let body = json!({ "caseTypeId": case_type, "residentId": clinic.anna.id,
            "validUntil": until });
        faults(world.post_as(&adm.token, &path, None, &body).await)
    };
    assert_eq!(bad(clinic.case_type, "2026-12-24").await, ["/caseTypeId not-limited"]);
    assert_eq!(bad(elsewhere, "2026-12-24").await, ["/caseTypeId unknown-case-type"]);
    assert_eq!(bad(limited, "2026-11-22").await, ["/validUntil past"]);
    assert_eq!(bad(limited, "24/12").await, ["/validUntil type"]);
}

// proves: CT-5
#[tokio::test]
async fn a_paused_type_tells_the_units_own_words() {
    let clinic = Clinic::new().await;
    let (world, unit, case_type) = (&clinic.world, clinic.unit, clinic.case_type);
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let draft = clinic.draft().await;
    let list = format!("/units/{unit}/case-type-settings");
    let path = format!("{list}/{case_type}");
    let seen = world.get_as(&adm.token, &path).await.expect(200);
    assert_eq!(seen.json()["active"], true);
    let body = json!({ "active": true, "sortOrder": 3, "pause": {
        "from": "2026-11-23T12:00:00+01:00", "message": "Semester. Ring oss." } });
    put(world, &adm.token, &path, "\"v9\"", &body).await.expect(412);
    let paused = put(world, &adm.token, &path, seen.header("etag"), &body).await.expect(200);
    assert_eq!(paused.json()["pause"]["from"], "2026-11-23T11:00:00Z");

    let refused = clinic.attempt(&clinic.anna.token, &draft, "submissions", json!({})).await;
    assert_eq!(refused.json()["detail"], "Semester. Ring oss.");
    assert_eq!(refused.expect(409).problem(), "case-type-paused");
    let resumed = json!({ "active": true, "sortOrder": 3 });
    put(world, &adm.token, &path, paused.header("etag"), &resumed).await.expect(200);
    clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await;

    let order = json!({ "active": true, "sortOrder": 3, "pause": {
        "from": "2026-11-23T12:00:00Z", "until": "2026-11-23T12:00:00Z", "message": "x" } });
    put(world, &adm.token, &path, "\"v3\"", &order).await.expect(422);
    world.sql("update case_type set status = 'deactivated'");
    let found = put(world, &adm.token, &path, "\"v3\"", &resumed).await;
    assert_eq!(faults(found), ["/active not-published"]);
    assert_eq!(world.get_as(&adm.token, &list).await.json()["items"][0]["status"], "deactivated");
    world.get_as(&adm.token, &format!("{list}/{}", new_id())).await.expect(404);
}
