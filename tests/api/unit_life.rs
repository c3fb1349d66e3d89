//! A unit's life: from the directory, into use, kept up to date, and closed after due notice; and the
//! list of those to write to about it.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use etjanster::{
    access::Role,
    directory::{Directory, Hours, UnitEntry},
    jobs::Desk,
    units::DirectoryRefresh,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Shown},
    unit_settings::{faults, put},
    world::{Answer, World, noon, send, wait_until},
};

/// What the directory says of a unit, when nothing about it matters.
pub fn entry(hsa_id: &str) -> UnitEntry {
    let time = |text: &str| text.parse().expect("a time");
    UnitEntry {
        hsa_id: hsa_id.into(),
        name: "Skultuna vårdcentral".into(),
        county_code: "19".into(),
        municipality_code: "1980".into(),
        place: Some("Skultuna".into()),
        care_form: "primary-care".into(),
        content_owner: Some("Region Västmanland".into()),
        visit_address: "Skultuna".into(),
        phone: "+46701740699".into(),
        about: "Öppnar till våren.".into(),
        temporary_information: Some("Stängt på lucia.".into()),
        latitude: Some(59.7157),
        longitude: Some(16.4196),
        opening_hours: vec![Hours {
            weekday: 1,
            opens: time("08:00:00"),
            closes: time("17:00:00"),
        }],
        related_units: vec!["se2321000172-dv01".into()],
    }
}

const NEW: &str = "SE2321000172-NY40";

async fn create(world: &World, token: &str, hsa_id: &str) -> Answer {
    let body = json!({ "hsaId": hsa_id, "regionCode": "19" });
    world.post_as(token, "/units", None, &body).await
}

async fn region(world: &World) -> String {
    world.staff_session(world.regional_administrator()).await
}

fn id_in(answer: &Answer) -> Uuid {
    answer.json()["unitId"].as_str().expect("an id").parse().expect("a uuid")
}

// proves: OC-1, M-31
#[tokio::test]
async fn a_unit_comes_from_the_directory_into_use_with_its_first_administrator() {
    let world = World::new().await;
    let token = region(&world).await;
    let central = crate::units::offer(&world, world.unit(), "Förnya recept", false);
    world.directory.put_unit(entry(NEW));
    let lena = world.colleague(&[]).await;
    let hsa_id = world.texts("select hsa_id as it from staff order by id desc limit 1").remove(0);

    let created = create(&world, &token, " se2321000172-ny40 ").await.expect(201);
    let unit = id_in(&created);
    assert_eq!(created.json()["status"], "inactive");
    assert!(created.header("location").ends_with(&format!("/units/{unit}/settings")));
    assert_eq!(create(&world, &token, NEW).await.expect(409).problem(), "unit-already-known");
    world.get(&format!("/units/{unit}")).await.expect(404);
    let all = world.get_as(&token, "/regions/19/units?status=inactive").await.expect(200).json();
    assert_eq!(all["items"][0]["warnings"][0], "no-local-administrator");
    let status = format!("/units/{unit}/status");
    let alone = put(&world, &token, &status, "\"v1\"", &json!({ "status": "active" })).await;
    assert_eq!(alone.expect(409).problem(), "unit-status-refused");

    let activations = format!("/units/{unit}/activations");
    let activate = async |body: Value| world.post_as(&token, &activations, None, &body).await;
    let at = "/localAdministratorHsaId";
    assert_eq!(faults(activate(json!({})).await), [format!("{at} required")]);
    let nobody = json!({ "localAdministratorHsaId": "SE2321000172-INGEN" });
    assert_eq!(faults(activate(nobody).await), [format!("{at} unknown-staff")]);
    let wrong = json!({ "localAdministratorHsaId": hsa_id, "caseTypeIds": [central, unit] });
    assert_eq!(faults(activate(wrong).await), ["/caseTypeIds/1 unknown-case-type"]);
    let right = json!({ "localAdministratorHsaId": hsa_id });
    let active = activate(right.clone()).await.expect(201).json();
    assert_eq!(active["status"], "active");

    let card = world.get(&format!("/units/{unit}")).await.expect(200).json();
    assert_eq!(card["caseTypes"], json!([]), "the unit activates what it was given");
    assert_eq!(card["openingHours"][0]["opens"], "08:00");
    let own = format!("/units/{unit}/case-type-settings/{central}");
    let seen = world.get_as(&lena.token, &own).await.expect(200);
    assert_eq!(seen.json()["active"], false);
    let body = json!({ "active": true, "sortOrder": 0 });
    put(&world, &lena.token, &own, seen.header("etag"), &body).await.expect(200);
    let areas = format!("/units/{unit}/service-areas");
    world.post_as(&lena.token, &areas, None, &json!({ "regionCode": "19" })).await.expect(201);
    let card = world.get(&format!("/units/{unit}")).await.expect(200).json();
    assert_eq!(card["caseTypes"][0]["name"], "Förnya recept");
}

#[tokio::test]
async fn a_unit_activated_twice_at_once_is_activated_once() {
    let world = World::new().await;
    let token = region(&world).await;
    world.directory.put_unit(entry(NEW));
    let unit = id_in(&create(&world, &token, NEW).await.expect(201));
    let (one, other) = (world.staff(&[]), world.staff(&[]));
    let activate = async |staff: Uuid| {
        let sql = format!("select hsa_id as it from staff where id = '{staff}'");
        let body = json!({ "localAdministratorHsaId": world.texts(&sql)[0] });
        world.post_as(&token, &format!("/units/{unit}/activations"), None, &body).await.status
    };
    let both = tokio::join!(activate(one), activate(other));
    let mut answers = [both.0, both.1];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409]);
    let roles = "select role as it from role_assignment where unit_id is not null";
    assert_eq!(world.texts(roles), ["local-administrator"]);
}

#[tokio::test]
async fn only_a_unit_that_the_directory_has_in_the_region_is_taken_in() {
    let world = World::new().await;
    let token = region(&world).await;
    assert_eq!(faults(create(&world, &token, NEW).await), ["/hsaId unknown-to-directory"]);
    world.directory.put_unit(UnitEntry { county_code: "03".into(), ..entry(NEW) });
    assert_eq!(faults(create(&world, &token, NEW).await), ["/hsaId other-region"]);
    world.directory.put_unit(UnitEntry { care_form: "alternative".into(), ..entry(NEW) });
    create(&world, &token, NEW).await.expect(503);
    world.directory.set_down(true);
    create(&world, &token, NEW).await.expect(503);
    let other = json!({ "hsaId": NEW, "regionCode": "03" });
    world.post_as(&token, "/units", None, &other).await.expect(403);
    assert!(world.texts("select name as it from unit").is_empty());
}

// proves: OC-2, OC-5
#[tokio::test]
async fn a_unit_closes_on_the_day_that_was_announced_in_time() {
    let world = World::new().await;
    let (token, unit) = (region(&world).await, world.unit());
    let closures = format!("/units/{unit}/closures");
    let announce =
        async |day: &str| world.post_as(&token, &closures, None, &json!({ "closesOn": day })).await;
    assert_eq!(faults(announce("2026-12-13").await), ["/closesOn too-soon"]);
    let told = announce("2026-12-14").await.expect(201).json();
    assert_eq!((&told["status"], &told["closesOn"]), (&json!("closing"), &json!("2026-12-14")));
    assert_eq!(faults(announce("2026-12-13").await), ["/closesOn too-soon"]);
    announce("2026-12-20").await.expect(201);
    let status = format!("/units/{unit}/status");
    let close = json!({ "status": "closed" });
    let early = put(&world, &token, &status, "\"v3\"", &close).await.expect(409);
    assert_eq!(early.problem(), "closing-notice-runs");

    let back = json!({ "status": "active" });
    let open = put(&world, &token, &status, "\"v3\"", &back).await.expect(200).json();
    assert!(open.get("closesOn").is_none());
    let by_status = json!({ "status": "closing" });
    let again = put(&world, &token, &status, "\"v4\"", &by_status).await.expect(200).json();
    assert_eq!(again["closesOn"], "2026-12-14", "the region's notice, unless a day is said");
    world.clock.set(noon() + TimeDelta::days(21));
    let token = region(&world).await;
    let closed = put(&world, &token, &status, "\"v5\"", &close).await.expect(200).json();
    assert_eq!(closed["status"], "closed");
    let late = json!({ "closesOn": "2027-12-24" });
    let late = world.post_as(&token, &closures, None, &late).await.expect(409);
    assert_eq!(late.problem(), "unit-status-refused");

    world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('unit.closing-notice-days', '19', '2026-12-01', '7', 'a test')",
    );
    world.app.db.forget_policies();
    let path = format!("/units/{}/closures", world.unit());
    let soon = json!({ "closesOn": "2026-12-21" });
    world.post_as(&token, &path, None, &soon).await.expect(201);
}

// proves: OC-3
#[tokio::test]
async fn nothing_is_submitted_to_a_unit_that_closes_at_that_moment() {
    let clinic = Clinic::new().await;
    let (world, draft) = (&clinic.world, clinic.draft().await);
    let mut closing = world.conn();
    let unit = clinic.unit;
    closing
        .batch_execute(&format!("begin; update unit set status = 'closing' where id = '{unit}'"))
        .expect("the unit is held");
    let submit = clinic.attempt(&clinic.anna.token, &draft, "submissions", json!({}));
    let close = async {
        wait_until("the submission waits", async || {
            let waits = "select 'waits' as it from pg_stat_activity
                where wait_event_type = 'Lock' and datname = current_database()";
            !world.texts(waits).is_empty()
        })
        .await;
        closing.batch_execute("commit").expect("the unit is closing");
    };
    let (answer, ()) = tokio::join!(submit, close);
    assert_eq!(answer.expect(409).problem(), "unit-closing");
    assert_eq!(world.texts("select stage as it from case_file"), ["draft"]);
}

// proves: OC-3
#[tokio::test]
async fn submissions_and_a_closing_at_once_leave_no_case_at_a_closed_unit() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let token = region(world).await;
    let mut drafts: Vec<Shown> = Vec::new();
    for _ in 0..6 {
        drafts.push(clinic.draft().await);
    }
    let status = format!("/units/{}/status", clinic.unit);
    let close = async {
        let closing = json!({ "status": "closing" });
        put(world, &token, &status, "\"v1\"", &closing).await.expect(200);
        world.sql("update unit set closes_on = '2026-11-23'");
        put(world, &token, &status, "\"v2\"", &json!({ "status": "closed" })).await.status
    };
    let submit =
        drafts.iter().map(|it| clinic.attempt(&clinic.anna.token, it, "submissions", json!({})));
    let (answers, closed) = tokio::join!(futures_util::future::join_all(submit), close);
    let open = world.texts("select stage as it from case_file where stage <> 'draft'").len();
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), open);
    assert_eq!(closed == 200, open == 0, "closed with {open} open cases");
}

// proves: B-43
#[tokio::test]
async fn what_the_directory_says_of_a_unit_is_taken_as_it_is() {
    let world = World::new().await;
    let unit = world.unit();
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let hsa_id = world.texts("select hsa_id as it from unit").remove(0);
    let path = format!("/units/{unit}/directory-refreshes");
    let refresh = async |token: &str| send(world.request("POST", &path).bearer_auth(token)).await;
    let gone = refresh(&adm.token).await.expect(409);
    assert_eq!(gone.problem(), "unit-not-in-directory");
    world.directory.put_unit(entry(&hsa_id));
    let fresh = refresh(&adm.token).await.expect(200);
    assert_eq!(fresh.json()["directoryFetchedAt"], "2026-11-23T11:00:00Z");
    assert_eq!(fresh.header("etag"), "\"v2\"");
    let card = world.get(&format!("/units/{unit}")).await.expect(200).json();
    assert_eq!(card["unit"]["name"], "Skultuna vårdcentral");
    assert_eq!(card["temporaryInformation"], "Stängt på lucia.");
    assert_eq!(
        card["openingHours"],
        json!([{ "weekday": 1, "opens": "08:00", "closes": "17:00" }])
    );
    let hours = json!({ "otherInformation": "Hej", "openingHours": [] });
    let settings = format!("/units/{unit}/settings");
    let twice = put(&world, &adm.token, &settings, "\"v2\"", &hours).await;
    assert_eq!(faults(twice), ["/openingHours unknown-field"], "hours stand in HSA alone");
    assert_eq!(refresh(&adm.token).await.expect(200).header("etag"), "\"v2\"", "nothing is new");

    let config = &world.app.config;
    let directory = Directory::of(config).expect("every world has one");
    let desk = Desk::new(&config.database_url, world.clock.clone());
    let mut worker = DirectoryRefresh::new(desk, directory, world.app.sessions.clone());
    world.directory.put_unit(UnitEntry { county_code: "03".into(), ..entry(&hsa_id) });
    worker.round().await.expect("it works");
    assert_eq!(world.texts("select region_code as it from unit"), ["19"], "not a day yet");
    world.clock.set(noon() + TimeDelta::hours(25));
    worker.round().await.expect("it works");
    assert_eq!(world.texts("select region_code as it from unit"), ["03"], "the unit has moved");
    let token_now = region(&world).await;
    world.get_as(&token_now, &settings).await.expect(404);
}

// proves: M-34
#[tokio::test]
async fn the_region_writes_to_those_who_run_and_receive_and_no_cell_is_a_formula() {
    let world = World::new().await;
    let (token, unit) = (region(&world).await, world.unit());
    let adm = world.staff(&[(Role::LocalAdministrator, unit)]);
    let receiver = world.staff(&[(Role::Receiver, unit), (Role::Handler, unit)]);
    let hidden = world.staff(&[(Role::Receiver, unit)]);
    let gone = world.staff(&[(Role::Receiver, unit)]);
    world.staff(&[(Role::Handler, unit)]);
    world.sql(&format!(
        "update unit set name = '=HYPERLINK(\"x\")';
         update staff set alternative_email = '+46@example.invalid' where id = '{receiver}';
         update staff set protected_identity = true where id = '{hidden}';
         update staff set active_in_directory = false where id = '{gone}'"
    ));
    let path = "/regions/19/contacts";
    let list = world.get_as(&token, path).await.expect(200).json();
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    let own = items.iter().find(|it| it["staffId"] == receiver.to_string()).expect("there");
    assert_eq!((&own["role"], &own["email"]), (&json!("receiver"), &json!("+46@example.invalid")));
    assert!(items.iter().any(|it| it["staffId"] == adm.to_string()));

    let file = world.get_as(&token, "/regions/19/contact-file").await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"kontakter-19.csv\"");
    let text = String::from_utf8(file.body.clone()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
    assert!(text.contains("\"'+46@example.invalid\""), "{text}");
    world.get_as(&token, "/regions/03/contact-file").await.expect(403);
    assert_eq!(
        world.audit(),
        ["staff.list-contacts done", "staff.list-contacts done", "staff.list-contacts denied"]
    );
}

// proves: M-34
#[tokio::test]
async fn who_receives_through_a_group_is_written_to_as_well_and_once() {
    let world = World::new().await;
    let (token, unit) = (region(&world).await, world.unit());
    let (member, handler) = (world.staff(&[]), world.staff(&[]));
    let both = world.staff(&[(Role::Receiver, unit)]);
    let group = world.group(unit, &[member, both]);
    world.sql(&format!(
        "insert into staff_group_role (id, group_id, role, granted_at)
         values (gen_random_uuid(), '{group}', 'receiver', now())"
    ));
    world.group(unit, &[handler]);
    let path = "/regions/19/contacts";
    let whom = async || -> Vec<Value> {
        let list = world.get_as(&token, path).await.expect(200).json();
        let mut whom: Vec<Value> = list["items"].as_array().expect("a list").clone();
        whom.sort_by_key(|it| it["staffId"].to_string());
        whom.into_iter().map(|it| json!([it["staffId"], it["role"]])).collect()
    };
    let mut expected = [json!([member, "receiver"]), json!([both, "receiver"])];
    expected.sort_by_key(Value::to_string);
    assert_eq!(whom().await, expected, "and not the handler");
    let first = world.get_as(&token, &format!("{path}?limit=1")).await.expect(200).json();
    let next = first["_links"]["next"]["href"].as_str().expect("there is more");
    let next = next.split("/v1").last().expect("a path");
    let second = world.get_as(&token, next).await.expect(200).json();
    assert_ne!(first["items"][0]["staffId"], second["items"][0]["staffId"]);
    assert!(second["_links"]["next"].is_null());
    let file = world.get_as(&token, "/regions/19/contact-file").await.expect(200);
    assert_eq!(String::from_utf8(file.body).expect("UTF-8").lines().count(), 3);
    world.sql(&format!("update staff_group set ended_at = now() where id = '{group}'"));
    assert_eq!(whom().await, [json!([both, "receiver"])], "what the group gave is gone with it");
}

#[tokio::test]
async fn an_approval_removed_while_the_resident_submits_stops_it_or_comes_after() {
    let clinic = Clinic::new().await;
    let (world, unit) = (&clinic.world, clinic.unit);
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    world.sql("delete from service_area");
    crate::units::approve(world, unit, clinic.anna.id);
    let draft = clinic.draft().await;
    let removals = format!("/units/{unit}/approval-removals");
    let none = json!({});
    let (submitted, removed) = tokio::join!(
        clinic.attempt(&clinic.anna.token, &draft, "submissions", json!({})),
        world.post_as(&adm.token, &removals, None, &none),
    );
    assert_eq!(removed.expect(200).json()["removed"], 1);
    let stage = world.texts("select stage as it from case_file").remove(0);
    match submitted.status {
        201 => assert_eq!(stage, "new"),
        _ => {
            assert_eq!(submitted.expect(403).problem(), "case-type-not-available");
            assert_eq!(stage, "draft");
        }
    }
    let body = json!({ "unitId": unit, "caseTypeId": clinic.case_type });
    let cases = format!("/residents/{}/cases", clinic.anna.id);
    world.post_as(&clinic.anna.token, &cases, None, &body).await.expect(403);
}
