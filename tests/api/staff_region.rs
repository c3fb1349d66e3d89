//! Staff as their region sees them: taken in from the directory, looked up, away and back.

use chrono::TimeDelta;
use etjanster::{
    access::Role,
    directory::{Directory, PersonEntry},
    jobs::Desk,
    units::DirectoryRefresh,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::Colleague,
    unit_settings::{delete, faults, put},
    world::{Answer, World, new_id, noon},
};

/// What the directory says of someone, when nothing about it matters.
pub fn entry(hsa_id: &str) -> PersonEntry {
    PersonEntry {
        hsa_id: hsa_id.into(),
        given_name: "Sara".into(),
        family_name: "Nyqvist".into(),
        title: "Sjuksköterska".into(),
        email: Some("sara@example.invalid".into()),
        mobile_phone: None,
        protected_identity: false,
        active: true,
        assignments: Vec::new(),
    }
}

struct Office {
    world: World,
    unit: Uuid,
    adm: Colleague,
    region: String,
}

async fn office() -> Office {
    let world = World::new().await;
    let unit = world.unit();
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let region = world.staff_session(world.regional_administrator()).await;
    Office { world, unit, adm, region }
}

impl Office {
    fn hsa_id(&self, staff: Uuid) -> String {
        let sql = format!("select hsa_id as it from staff where id = '{staff}'");
        self.world.texts(&sql).remove(0)
    }

    async fn add(&self, token: &str, hsa_id: &str) -> Answer {
        let body = json!({ "hsaId": hsa_id, "regionCode": "19" });
        self.world.post_as(token, "/staff", None, &body).await
    }

    async fn grant(&self, token: &str, hsa_id: &str, role: &str) -> Answer {
        let path = format!("/units/{}/role-assignments", self.unit);
        let body = json!({ "hsaId": hsa_id, "role": role });
        self.world.post_as(token, &path, None, &body).await
    }

    async fn search(&self, mut body: Value) -> Vec<Value> {
        body["regionCode"] = "19".into();
        let found = self.world.post_as(&self.region, "/staff-searches", None, &body).await;
        found.expect(200).json()["items"].as_array().expect("a list").clone()
    }

    async fn list(&self, token: &str) -> Vec<Value> {
        let path = format!("/units/{}/staff", self.unit);
        let json = self.world.get_as(token, &path).await.expect(200).json();
        json["items"].as_array().expect("a list").clone()
    }

    async fn deactivate(&self, token: &str, staff: Uuid) -> Answer {
        let path = format!("/units/{}/staff-deactivations", self.unit);
        self.world.post_as(token, &path, None, &json!({ "staffId": staff })).await
    }

    async fn reactivate(&self, token: &str, staff: Uuid) -> Answer {
        let path = format!("/units/{}/staff-deactivations/{staff}", self.unit);
        delete(&self.world, token, &path).await
    }

    async fn refresh(&self, token: &str, staff: Uuid) -> Answer {
        let path = format!("/staff/{staff}/directory-refreshes");
        self.world.post_as(token, &path, None, &Value::Null).await
    }

    fn policy(&self, name: &str, value: &str, from: &str) {
        self.world.sql(&format!(
            "insert into policy_value (name, region_code, valid_from, value, source)
             values ('{name}', '19', '{from}', '{value}', 'a test')"
        ));
        self.world.app.db.forget_policies();
    }

    fn worker(&self) -> DirectoryRefresh {
        let config = &self.world.app.config;
        let desk = Desk::new(&config.database_url, self.world.clock.clone());
        let directory = Directory::of(config).expect("every world has one");
        DirectoryRefresh::new(desk, directory, self.world.app.sessions.clone())
    }
}

fn names<'a>(found: &'a [Value], what: &str) -> Vec<&'a str> {
    found.iter().map(|it| it[what].as_str().expect("text")).collect()
}

// proves: R-ROLE-7, R-ROLE-5
#[tokio::test]
async fn the_regions_team_takes_staff_in_from_the_directory() {
    let office = office().await;
    let world = &office.world;
    let hsa_id = "SE2321000172-NY01";
    let unknown = office.grant(&office.adm.token, hsa_id, "handler").await;
    assert_eq!(faults(unknown), ["/hsaId unknown-staff"]);
    assert_eq!(faults(office.add(&office.region, hsa_id).await), ["/hsaId unknown-to-directory"]);
    assert_eq!(faults(office.add(&office.region, "é").await), ["/hsaId unknown-to-directory"]);
    world.directory.put_person(PersonEntry { active: false, ..entry(hsa_id) });
    assert_eq!(faults(office.add(&office.region, hsa_id).await), ["/hsaId inactive-staff"]);
    world.directory.put_person(entry(hsa_id));
    office.add(&office.adm.token, hsa_id).await.expect(403);
    world.directory.set_down(true);
    assert_eq!(office.add(&office.region, hsa_id).await.expect(503).problem(), "unavailable");
    world.directory.set_down(false);

    let added = office.add(&office.region, " se2321000172-ny01\t").await.expect(201);
    assert_eq!(added.json()["familyName"], "Nyqvist");
    assert_eq!(added.json()["homeRegionCode"], "19");
    assert!(added.header("location").ends_with(added.json()["id"].as_str().expect("an id")));
    let again = office.add(&office.region, hsa_id).await.expect(409);
    assert_eq!(again.problem(), "staff-already-known");
    office.grant(&office.adm.token, hsa_id, "handler").await.expect(201);
}

#[tokio::test]
async fn the_same_person_added_at_once_is_added_once() {
    let office = office().await;
    office.world.directory.put_person(entry("SE2321000172-NY01"));
    let all = (0..8).map(|_| office.add(&office.region, "SE2321000172-NY01"));
    let all = futures_util::future::join_all(all).await;
    let done = all.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(done, 1);
    assert!(all.iter().all(|answer| [201, 409].contains(&answer.status)));
    let sql = "select 'row' as it from staff where hsa_id = 'SE2321000172-NY01'";
    assert_eq!(office.world.texts(sql).len(), 1);
}

// proves: M-32, R-ROLE-8
#[tokio::test]
async fn the_region_finds_its_staff_with_roles_and_warnings_and_nobody_elses() {
    let office = office().await;
    let world = &office.world;
    world.directory.put_person(entry("SE2321000172-NY01"));
    office.add(&office.region, "SE2321000172-NY01").await.expect(201);
    let elsewhere = world.unit();
    world.sql(&format!("update unit set region_code = '03' where id = '{elsewhere}'"));
    let stranger = world.staff(&[(Role::Handler, elsewhere)]);
    let both = world.staff(&[(Role::Handler, elsewhere), (Role::Receiver, office.unit)]);
    world.sql(&format!(
        "update staff set family_name = 'Båda_%', active_in_directory = false where id = '{both}'"
    ));

    let all = office.search(json!({})).await;
    assert_eq!(all.len(), 4, "the administrators, the new one, and the one with a role here");
    assert!(!names(&all, "id").contains(&stranger.to_string().as_str()));
    let found = office.search(json!({ "name": "sara nyq" })).await;
    assert_eq!(names(&found, "hsaId"), ["SE2321000172-NY01"]);
    let found = office.search(json!({ "name": "da_%" })).await;
    assert_eq!(names(&found, "id"), [both.to_string()]);
    assert_eq!(found[0]["roles"].as_array().expect("roles").len(), 1, "none of another region's");
    assert_eq!(found[0]["warnings"], json!(["inactive-in-directory"]));
    assert_eq!(found[0]["activeInDirectory"], false);
    let adm = office.search(json!({ "role": "local-administrator" })).await;
    assert_eq!(adm[0]["warnings"], json!(["only-local-administrator"]));
    assert_eq!(office.search(json!({ "unitId": office.unit })).await.len(), 2);
    assert_eq!(office.search(json!({ "onlyInactive": true })).await.len(), 1);
    let hsa_id = format!(" {} ", office.hsa_id(both).to_lowercase());
    assert_eq!(office.search(json!({ "hsaId": hsa_id })).await.len(), 1);
    assert!(office.search(json!({ "hsaId": office.hsa_id(stranger) })).await.is_empty());

    let page = json!({ "regionCode": "19", "limit": 3 });
    let page = world.post_as(&office.region, "/staff-searches", None, &page).await.json();
    let rest = office.search(json!({ "limit": 3, "after": page["nextAfter"] })).await;
    assert_eq!((page["items"].as_array().expect("a list").len(), rest.len()), (3, 1));
    let other = json!({ "regionCode": "03" });
    world.post_as(&office.region, "/staff-searches", None, &other).await.expect(403);
    world.get_as(&office.region, &format!("/staff/{stranger}")).await.expect(404);
    let one = world.get_as(&office.region, &format!("/staff/{both}")).await.expect(200).json();
    assert_eq!(one["roles"][0]["unitName"], "Provets vårdcentral");
}

// proves: R-ROLE-8
#[tokio::test]
async fn who_goes_inactive_in_the_directory_is_signed_out_and_stays_out() {
    let office = office().await;
    let world = &office.world;
    let person = world.colleague(&[(Role::Handler, office.unit)]).await;
    let hsa_id = office.hsa_id(person.id);
    let own = PersonEntry { family_name: "Gift".into(), ..entry(&hsa_id) };
    world.directory.put_person(own.clone());
    let fresh = office.refresh(&person.token, person.id).await.expect(200).json();
    assert_eq!(fresh["familyName"], "Gift");
    office.refresh(&office.adm.token, person.id).await.expect(404);

    world.directory.put_person(PersonEntry { active: false, ..own.clone() });
    let gone = office.refresh(&office.region, person.id).await.expect(200).json();
    assert_eq!(gone["warnings"], json!(["inactive-in-directory"]));
    world.get_as(&person.token, "/sessions/current").await.expect(401);
    let inactive = office.grant(&office.adm.token, &hsa_id, "receiver").await;
    assert_eq!(faults(inactive), ["/hsaId inactive-staff"]);

    world.directory.put_person(own);
    office.refresh(&office.region, person.id).await.expect(200);
    world.get_as(&person.token, "/sessions/current").await.expect(401);
    let anew = world.staff_session(person.id).await;
    world.get_as(&anew, "/sessions/current").await.expect(200);
    world.directory.remove_person(&hsa_id);
    world.directory.set_down(true);
    office.refresh(&office.region, person.id).await.expect(503);
    world.get_as(&anew, "/sessions/current").await.expect(200);
    world.directory.set_down(false);
    let gone = office.refresh(&office.region, person.id).await.expect(200).json();
    assert_eq!((&gone["activeInDirectory"], &gone["familyName"]), (&json!(false), &json!("Gift")));
}

// proves: R-ROLE-8
#[tokio::test]
async fn the_worker_asks_for_everybody_once_a_month() {
    let office = office().await;
    let world = &office.world;
    let stays = world.colleague(&[(Role::Handler, office.unit)]).await;
    let goes = world.colleague(&[(Role::Handler, office.unit)]).await;
    let region = "select s.id::text as it from staff s join role_assignment r on r.staff_id = s.id
        where r.role = 'regional-administrator'";
    let region: Uuid = world.texts(region)[0].parse().expect("an id");
    for id in [stays.id, office.adm.id, region] {
        world.directory.put_person(entry(&office.hsa_id(id)));
    }
    world.sql("update unit set directory_due_at = '2999-01-01'");
    world.directory.set_down(true);
    assert_eq!(office.worker().round().await.expect("it works"), 0);
    world.directory.set_down(false);
    assert_eq!(office.worker().round().await.expect("it works"), 0, "the lease still runs");

    world.clock.set(noon() + TimeDelta::minutes(11));
    let (mut one, mut other) = (office.worker(), office.worker());
    let (one, other) = tokio::join!(one.round(), other.round());
    assert_eq!(one.expect("it works") + other.expect("it works"), 4, "each is asked for once");
    world.get_as(&goes.token, "/sessions/current").await.expect(401);
    world.get_as(&stays.token, "/sessions/current").await.expect(200);
    let told =
        "select subject_id::text as it from audit_entry where action = 'staff.went-inactive'";
    assert_eq!(world.texts(told), [goes.id.to_string()]);

    world.clock.set(noon() + TimeDelta::days(29));
    assert_eq!(office.worker().round().await.expect("it works"), 0);
    world.clock.set(noon() + TimeDelta::days(31));
    assert_eq!(office.worker().round().await.expect("it works"), 4);
}

// proves: R-ROLE-9
#[tokio::test]
async fn someone_on_parental_leave_keeps_the_roles_and_has_none_until_back() {
    let office = office().await;
    let (world, unit) = (&office.world, office.unit);
    let person = world.colleague(&[(Role::Handler, unit), (Role::Receiver, unit)]).await;
    let cases = format!("/units/{unit}/cases");
    world.get_as(&person.token, &cases).await.expect(200);
    let stranger = world.staff(&[]);
    let not_here = office.deactivate(&office.adm.token, stranger).await;
    assert_eq!(faults(not_here), ["/staffId not-staff-here"]);
    office.deactivate(&person.token, person.id).await.expect(403);

    office.deactivate(&office.adm.token, person.id).await.expect(201);
    world.get_as(&person.token, &cases).await.expect(404);
    let twice = office.deactivate(&office.adm.token, person.id).await.expect(409);
    assert_eq!(twice.problem(), "staff-deactivated");
    let listed = office.list(&office.adm.token).await;
    let own = listed.iter().find(|it| it["id"] == person.id.to_string()).expect("still there");
    assert_eq!(
        (&own["deactivated"], &own["roles"]),
        (&json!(true), &json!(["handler", "receiver"]))
    );
    let given = office.grant(&office.adm.token, &office.hsa_id(person.id), "reviewer").await;
    assert_eq!(given.expect(409).problem(), "staff-deactivated");
    let found = office.search(json!({ "hsaId": office.hsa_id(person.id) })).await;
    assert_eq!(found[0]["warnings"], json!(["deactivated"]));

    world.sql("update role_assignment set valid_until = '2026-11-22' where role = 'receiver'");
    office.reactivate(&person.token, person.id).await.expect(404);
    office.reactivate(&office.adm.token, person.id).await.expect(204);
    office.reactivate(&office.adm.token, person.id).await.expect(404);
    let list = world.get_as(&person.token, &format!("{cases}?mine=true")).await;
    list.expect(200);
    let own = office.list(&office.adm.token).await;
    let own = own.iter().find(|it| it["id"] == person.id.to_string()).expect("there").clone();
    assert_eq!((&own["deactivated"], &own["roles"]), (&json!(false), &json!(["handler"])));
}

// proves: R-ROLE-10
#[tokio::test]
async fn the_last_administrator_stays_whichever_way_one_tries() {
    let office = office().await;
    let (world, unit) = (&office.world, office.unit);
    let last = office.deactivate(&office.region, office.adm.id).await.expect(409);
    assert_eq!(last.problem(), "last-local-administrator");
    let settings = format!("/units/{unit}/settings");
    let warned = world.get_as(&office.adm.token, &settings).await.json();
    assert_eq!(warned["warnings"], json!(["one-local-administrator", "no-receiver", "no-handler"]));

    let second = world.colleague(&[]).await;
    let path = format!("/units/{unit}/role-assignments");
    let until = json!({ "hsaId": office.hsa_id(second.id), "role": "local-administrator",
        "validUntil": "2026-12-31" });
    world.post_as(&office.region, &path, None, &until).await.expect(201);
    let still = office.deactivate(&second.token, office.adm.id).await.expect(409);
    assert_eq!(still.problem(), "last-local-administrator", "the other one's role runs out");
    let alone = world.unit();
    let path = format!("/units/{alone}/role-assignments");
    let temporary = world.post_as(&office.region, &path, None, &until).await.expect(409);
    assert_eq!(temporary.problem(), "last-local-administrator", "the first one is there to stay");

    let third = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let warned = world.get_as(&office.adm.token, &settings).await.json();
    assert_eq!(warned["warnings"], json!(["no-receiver", "no-handler"]));
    let both = tokio::join!(
        office.deactivate(&office.region, third.id),
        office.deactivate(&second.token, office.adm.id),
    );
    let mut answers = [both.0.status, both.1.status];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409], "two who leave at once leave one");
    world.sql("update staff set active_in_directory = false");
    world.sql(
        "update staff set active_in_directory = true where id in (select staff_id
         from role_assignment where role = 'regional-administrator')",
    );
    let gone = world.get_as(&office.region, &settings).await.json();
    assert_eq!(gone["warnings"][0], "no-local-administrator", "what HSA takes shows as a warning");
}

// proves: R-ROLE-11
#[tokio::test]
async fn a_region_has_receiver_and_handler_together_from_its_day_on() {
    let office = office().await;
    let (world, unit) = (&office.world, office.unit);
    let policy = "role.receiver-and-handler-together";
    office.policy(policy, "true", "2026-11-24");
    let roles = async |staff: Uuid| {
        let listed = office.list(&office.adm.token).await;
        let own = listed.iter().find(|it| it["id"] == staff.to_string()).cloned();
        own.map_or(json!([]), |own| own["roles"].clone())
    };
    let person = world.colleague(&[]).await;
    let hsa_id = office.hsa_id(person.id);
    office.grant(&office.adm.token, &hsa_id, "receiver").await.expect(201);
    assert_eq!(roles(person.id).await, json!(["receiver"]), "it does not apply yet");

    world.clock.set(noon() + TimeDelta::days(1));
    let adm = world.staff_session(office.adm.id).await;
    let office = Office { adm: Colleague { id: office.adm.id, token: adm }, ..office };
    let (world, region) = (&office.world, world_region(&office).await);
    let found = json!({ "regionCode": "19", "hsaId": hsa_id });
    let found = world.post_as(&region, "/staff-searches", None, &found).await.json();
    let told = found["items"][0]["warnings"].as_array().expect("a list").clone();
    assert!(told.contains(&json!("receiver-and-handler-apart")), "{told:?}");
    let other = world.staff(&[]);
    let given = office.grant(&office.adm.token, &office.hsa_id(other), "handler").await.expect(201);
    let listed = office.list(&office.adm.token).await;
    let own = listed.iter().find(|it| it["id"] == other.to_string()).expect("there");
    assert_eq!(own["roles"], json!(["handler", "receiver"]));
    let path =
        format!("/units/{unit}/role-assignments/{}", given.json()["id"].as_str().expect("id"));
    let last = delete(world, &office.adm.token, &path).await.expect(409);
    assert_eq!(last.problem(), "last-role", "both would go");
    delete(world, &office.adm.token, &format!("{path}?confirm=true")).await.expect(204);
    let listed = office.list(&office.adm.token).await;
    assert!(listed.iter().all(|it| it["id"] != other.to_string()));
}

async fn world_region(office: &Office) -> String {
    office.world.staff_session(office.world.regional_administrator()).await
}

// proves: R-ROLE-11
#[tokio::test]
async fn a_region_without_permission_administrators_appoints_none() {
    let office = office().await;
    let person = office.hsa_id(office.world.staff(&[]));
    let old = office.world.staff(&[(Role::PermissionAdministrator, office.unit)]);
    office.policy("role.permission-administrator-in-use", "false", "2026-11-01");
    let refused = office.grant(&office.adm.token, &person, "permission-administrator").await;
    assert_eq!(refused.expect(409).problem(), "role-not-in-use");
    let found = office.search(json!({ "hsaId": office.hsa_id(old) })).await;
    assert_eq!(found[0]["warnings"], json!(["role-not-in-use"]));
}

// proves: R-ROLE-14
#[tokio::test]
async fn accepted_terms_and_another_address_stand_in_ones_own_settings() {
    let clinic = crate::clinic::Clinic::new().await;
    let (world, handler) = (&clinic.world, &clinic.handler);
    let path = format!("/staff/{}/settings", handler.id);
    let read = world.get_as(&handler.token, &path).await.expect(200);
    assert_eq!(read.json()["termsVersion"], "2026-01");
    assert_eq!(read.json()["termsAcceptedAt"], "2026-11-23T11:00:00Z");
    let body = |address: &str| {
        json!({ "notifyOnAssigned": true, "notifyOnIncoming": false,
            "alternativeEmail": address })
    };
    let seen = read.header("etag");
    let bad = put(world, &handler.token, &path, seen, &body("ingen adress")).await;
    assert_eq!(faults(bad), ["/alternativeEmail email"]);
    let own = body("jour@example.invalid");
    put(world, &handler.token, &path, seen, &own).await.expect(200);
    clinic.assigned().await;
    let to = world.texts("select payload->>'to' as it from outbox_job where kind = 'email'");
    assert_eq!(to, ["jour@example.invalid"]);
}

#[tokio::test]
async fn someone_nobody_knows_is_not_found() {
    let office = office().await;
    for path in [format!("/staff/{}", new_id()), format!("/staff/{}", office.unit)] {
        office.world.get_as(&office.region, &path).await.expect(404);
    }
    office.refresh(&office.region, new_id()).await.expect(404);
    office.deactivate(&office.adm.token, new_id()).await.expect(422);
}
