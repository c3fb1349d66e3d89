//! Units: contact cards, and what they offer to whom.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, NOON, World, new_id, send};

/// A case type in use at that unit, with one question.
pub fn offer(world: &World, unit: Uuid, name: &str, limited: bool) -> Uuid {
    let id = new_id();
    let components = json!([{ "id": "reason", "kind": "text", "label": "Vad gäller det?" }]);
    world.sql(&format!(
        "insert into case_type (id, name, description, terms_text, limited_selection, status,
            changed_at)
         values ('{id}', '{name}', 'Beskrivning', 'Villkor', {limited}, 'published', '{NOON}');
         insert into form_version (id, case_type_id, number, components, published_at)
         values ('{}', '{id}', 1, '{components}', '{NOON}');
         insert into unit_case_type (unit_id, case_type_id, active) values ('{unit}', '{id}', true)",
        new_id()
    ));
    id
}

/// Lets one resident use a limited case type.
pub fn hand_out(world: &World, unit: Uuid, case_type: Uuid, resident: Uuid, until: Option<&str>) {
    let until = until.map_or("null".to_owned(), |until| format!("'{until}'"));
    let by = world.staff(&[]);
    world.sql(&format!(
        "insert into case_type_grant (id, unit_id, case_type_id, resident_id, valid_until,
            granted_by, granted_at)
         values ('{}', '{unit}', '{case_type}', '{resident}', {until}, '{by}', '{NOON}')",
        new_id()
    ));
}

pub fn approve(world: &World, unit: Uuid, resident: Uuid) {
    let by = world.staff(&[]);
    world.sql(&format!(
        "insert into communication_approval (id, unit_id, resident_id, approved_by, approved_at)
         values ('{}', '{unit}', '{resident}', '{by}', '{NOON}')",
        new_id()
    ));
}

/// A unit that is in nobody's area.
fn closed_off(world: &World) -> Uuid {
    let unit = world.unit();
    world.sql(&format!("delete from service_area where unit_id = '{unit}'"));
    unit
}

async fn card_of(world: &World, token: &str, resident: Uuid, unit: Uuid) -> Value {
    let path = format!("/residents/{resident}/units/{unit}");
    world.get_as(token, &path).await.expect(200).json()
}

/// The case types on a resident's card: name to hindrance, or to `yes`.
fn types(card: &Value) -> BTreeMap<String, String> {
    let types = card["caseTypes"].as_array().expect("a list").iter();
    types
        .map(|it| {
            let told = it["hindrance"].as_str().unwrap_or("yes");
            assert_eq!(it["available"], told == "yes");
            (it["name"].as_str().expect("a name").to_owned(), told.to_owned())
        })
        .collect()
}

fn names(page: &Answer) -> Vec<String> {
    let json = page.json();
    let items = json["items"].as_array().expect("a list").iter();
    items.map(|it| it["name"].as_str().expect("a name").to_owned()).collect()
}

fn one(name: &str, told: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(name.to_owned(), told.to_owned())])
}

// proves: B-40
#[tokio::test]
async fn anyone_reads_a_units_card_with_hours_and_case_types() {
    let world = World::new().await;
    let unit = world.unit();
    world.sql(&format!(
        "insert into opening_hours values ('{unit}', 1, '08:00', '12:00'), ('{unit}', 1, '13:00', '17:00');
         update unit set other_information = 'Bara inloggade', temporary_information = 'Stängt i dag'"
    ));
    let shown = offer(&world, unit, "Boka tid", false);
    offer(&world, unit, "Uppföljning", true);

    let card = world.get(&format!("/units/{unit}")).await.expect(200);
    let json = card.json();
    assert_eq!(card.header("cache-control"), "public, max-age=60");
    assert_eq!(json["temporaryInformation"], "Stängt i dag");
    assert_eq!(json["openingHours"][1], json!({"weekday": 1, "opens": "13:00", "closes": "17:00"}));
    assert_eq!(json["caseTypes"].as_array().expect("a list").len(), 1, "limited ones are not told");
    assert_eq!(json["caseTypes"][0]["id"], shown.to_string());
    assert!(json.get("otherInformation").is_none());

    let form = world.get(&format!("/units/{unit}/case-types/{shown}")).await.expect(200);
    assert_eq!(form.json()["components"][0]["id"], "reason");
    assert!(world.audit().is_empty(), "what is public is not a person's data");
}

#[tokio::test]
async fn a_card_that_has_not_changed_is_not_sent_again() {
    let world = World::new().await;
    let unit = world.unit();
    let case_type = offer(&world, unit, "Boka tid", false);
    for path in
        ["/units".into(), format!("/units/{unit}"), format!("/units/{unit}/case-types/{case_type}")]
    {
        let first = world.get(&path).await.expect(200);
        let tag = first.header("etag").to_owned();
        let ask = |tag: &str| world.request("GET", &path).header("if-none-match", tag.to_owned());
        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".into()] {
            let again = send(ask(&known)).await.expect(304);
            assert!(again.body.is_empty());
            assert_eq!(again.header("etag"), tag);
        }
        send(ask("\"other\"")).await.expect(200);
    }
    let before = world.get(&format!("/units/{unit}")).await.header("etag").to_owned();
    world.sql(&format!(
        "update unit_case_type set paused_from = '{NOON}', pause_message = 'Semester'"
    ));
    let after = world.get(&format!("/units/{unit}")).await;
    assert_ne!(after.header("etag"), before);
    assert_eq!(after.json()["caseTypes"][0]["pause"]["message"], "Semester");
}

#[tokio::test]
async fn units_are_found_by_what_is_typed() {
    let world = World::new().await;
    let (first, second) = (world.unit(), world.unit());
    world.sql(&format!(
        "update unit set name = 'Hemdals 100 % vårdcentral', municipality_code = '1984',
            hsa_id = 'SE2321000172-DV02' where id = '{second}'"
    ));
    let found = async |query: &str| names(&world.get(&format!("/units?{query}")).await.expect(200));
    assert_eq!(found("hsaId=%20se2321000172-dv02%20").await, ["Hemdals 100 % vårdcentral"]);
    assert_eq!(found("municipality=1980").await, ["Provets vårdcentral"]);
    assert_eq!(found("name=hemdal").await, ["Hemdals 100 % vårdcentral"]);
    assert_eq!(found("name=100%20%25").await, ["Hemdals 100 % vårdcentral"]);
    assert!(found("name=_e_d").await.is_empty(), "a sign means itself");
    assert!(found("name=hemdal&municipality=1980").await.is_empty());
    assert_eq!(found("").await.len(), 2);
    world.get("/units?municipality=19800").await.expect(400);
    world.get("/units?limit=0").await.expect(400);
    world.get("/units?cursor=nonsense").await.expect(400);
    world.sql(&format!("update unit set status = 'inactive' where id = '{first}'"));
    assert_eq!(found("").await.len(), 1);
}

#[tokio::test]
async fn a_list_of_units_is_read_page_by_page_in_both_directions() {
    let world = World::new().await;
    for number in 0..5 {
        let unit = world.unit();
        world.sql(&format!("update unit set name = 'Enhet {number}' where id = '{unit}'"));
    }
    let follow = async |page: &Answer, rel: &str| {
        let json = page.json();
        let href = json["_links"][rel]["href"].as_str()?.to_owned();
        let path = href.split("/etjanster/v1").nth(1)?.to_owned();
        Some(world.get(&path).await.expect(200))
    };
    let first = world.get("/units?limit=2&name=enhet").await.expect(200);
    let second = follow(&first, "next").await.expect("a second page");
    let third = follow(&second, "next").await.expect("a third page");
    let all = [names(&first), names(&second), names(&third)].concat();
    assert_eq!(all, ["Enhet 4", "Enhet 3", "Enhet 2", "Enhet 1", "Enhet 0"]);
    assert!(follow(&third, "next").await.is_none() && follow(&first, "prev").await.is_none());
    assert_eq!(names(&follow(&third, "prev").await.expect("a page before")), names(&second));
}

#[tokio::test]
async fn a_unit_that_takes_no_part_and_one_that_is_not_there_answer_alike() {
    let world = World::new().await;
    let anna = world.resident("anna");
    let token = world.resident_session(anna).await;
    let unit = world.unit();
    let case_type = offer(&world, unit, "Boka tid", false);
    for status in ["inactive", "closed"] {
        world.sql(&format!("update unit set status = '{status}'"));
        for id in [unit, Uuid::nil()] {
            let card = world.get(&format!("/units/{id}")).await.expect(404);
            assert_eq!(card.problem(), "not-found");
            world.get(&format!("/units/{id}/case-types/{case_type}")).await.expect(404);
            world.get_as(&token, &format!("/residents/{anna}/units/{id}")).await.expect(404);
        }
    }
    world.get("/units/not-an-id").await.expect(400);
}

// proves: B-45, E-8, AV-5
#[tokio::test]
async fn a_limited_type_is_listed_only_while_it_is_handed_out() {
    let world = World::new().await;
    let anna = world.resident("anna");
    let token = world.resident_session(anna).await;
    let unit = world.unit();
    world.sql("update unit set other_information = 'Vi svarar snabbt'");
    let limited = offer(&world, unit, "Uppföljning", true);
    let form = format!("/residents/{anna}/units/{unit}/case-types/{limited}");

    let card = card_of(&world, &token, anna, unit).await;
    assert_eq!(card["otherInformation"], "Vi svarar snabbt");
    assert_eq!(card["openToResident"], true);
    assert!(types(&card).is_empty());
    world.get_as(&token, &form).await.expect(404);
    world.get(&format!("/units/{unit}/case-types/{limited}")).await.expect(404);

    hand_out(&world, unit, limited, anna, Some("2026-11-22"));
    assert!(types(&card_of(&world, &token, anna, unit).await).is_empty());
    world.sql("update case_type_grant set valid_until = '2026-11-23'");
    let card = card_of(&world, &token, anna, unit).await;
    assert_eq!(types(&card), one("Uppföljning", "yes"));
    assert_eq!(card["caseTypes"][0]["handedOutUntil"], "2026-11-23");
    world.get_as(&token, &form).await.expect(200);
    world.sql(&format!("update case_type_grant set removed_at = '{NOON}'"));
    assert!(types(&card_of(&world, &token, anna, unit).await).is_empty());
}

// proves: E-9, AV-6, AV-8, B-34
#[tokio::test]
async fn a_unit_without_area_is_open_to_those_it_has_approved() {
    let world = World::new().await;
    let anna = world.resident("anna");
    let token = world.resident_session(anna).await;
    let unit = closed_off(&world);
    offer(&world, unit, "Boka tid", false);
    offer(&world, unit, "Uppföljning", true);
    let list = format!("/residents/{anna}/units");

    assert!(names(&world.get_as(&token, &list).await.expect(200)).is_empty());
    let card = card_of(&world, &token, anna, unit).await;
    assert_eq!(types(&card), one("Boka tid", "outside-service-area"));
    assert_eq!(card["openToResident"], false);

    approve(&world, unit, anna);
    assert_eq!(names(&world.get_as(&token, &list).await).len(), 1);
    assert_eq!(types(&card_of(&world, &token, anna, unit).await), one("Boka tid", "yes"));
}

// proves: AV-7, B-30
#[tokio::test]
async fn the_list_of_open_units_and_the_card_agree_on_areas() {
    let world = World::new().await;
    let unit = closed_off(&world);
    offer(&world, unit, "Boka tid", false);
    let rows = [
        ("'19', null, null, null, null", true),
        ("'03', null, null, null, null", false),
        ("'19', '1980', null, null, null", true),
        ("'19', '1984', null, null, null", false),
        ("'19', null, 'female', null, null", true),
        ("'19', null, 'male', null, null", false),
        ("'19', '1980', 'female', 42, 42", true),
        ("'19', '1980', 'female', 43, null", false),
        ("'19', '1980', 'female', null, 41", false),
    ];
    let anna = world.resident("anna");
    let token = world.resident_session(anna).await;
    for (row, open) in rows {
        world.sql(&format!(
            "delete from service_area;
             insert into service_area (id, unit_id, region_code, municipality_code, sex, age_from, age_to)
             values ('{}', '{unit}', {row})",
            new_id()
        ));
        let listed = names(&world.get_as(&token, &format!("/residents/{anna}/units")).await);
        let card = card_of(&world, &token, anna, unit).await;
        assert_eq!((listed.len() == 1, card["openToResident"] == true), (open, open), "{row}");
        let told = if open { "yes" } else { "outside-service-area" };
        assert_eq!(types(&card), one("Boka tid", told), "{row}");
    }
}

// proves: A-9
#[tokio::test]
async fn one_who_has_emigrated_is_let_in_only_by_approval() {
    let world = World::new().await;
    let henrik = world.resident("henrik");
    let token = world.resident_session(henrik).await;
    let unit = world.unit();
    offer(&world, unit, "Boka tid", false);
    let told = async || types(&card_of(&world, &token, henrik, unit).await);
    assert_eq!(told().await, one("Boka tid", "outside-service-area"));
    approve(&world, unit, henrik);
    assert_eq!(told().await, one("Boka tid", "yes"));
}

#[tokio::test]
async fn the_card_says_why_where_it_may_be_told() {
    let world = World::new().await;
    let (anna, alva) = (world.resident("anna"), world.resident("alva"));
    world.guardian_of(anna, alva);
    let token = world.resident_session(anna).await;
    let unit = world.unit();
    offer(&world, unit, "Boka tid", false);
    let told = async |of: Uuid| types(&card_of(&world, &token, of, unit).await)["Boka tid"].clone();

    world.sql("update case_type set minimum_age = 13, maximum_age = 22");
    assert_eq!(
        (told(anna).await.as_str(), told(alva).await.as_str()),
        ("outside-limits", "outside-limits")
    );
    world.sql("update case_type set minimum_age = null, maximum_age = null, agent_allowed = false");
    assert_eq!(
        (told(anna).await.as_str(), told(alva).await.as_str()),
        ("yes", "not-for-guardians")
    );
    world.sql(&format!(
        "update unit_case_type set paused_from = '{NOON}', paused_until = '2026-11-23T11:05:00Z',
            pause_message = 'Semester'"
    ));
    assert_eq!(told(anna).await, "paused");
    world.clock.set("2026-11-23T11:05:00Z".parse().expect("an instant"));
    assert_eq!(told(anna).await, "yes");
    world.sql("update unit set status = 'closing'");
    assert_eq!(told(anna).await, "unit-closing");
    world.sql("update unit_case_type set active = false");
    assert!(types(&card_of(&world, &token, anna, unit).await).is_empty());
}

#[tokio::test]
async fn a_residents_card_is_the_residents_own_and_each_look_is_recorded() {
    let world = World::new().await;
    let (anna, maria) = (world.resident("anna"), world.resident("maria"));
    let unit = world.unit();
    let token = world.resident_session(maria).await;
    let staff = world.staff_session(world.staff(&[])).await;
    let path = format!("/residents/{anna}/units/{unit}");
    world.get(&path).await.expect(401);
    world.get_as(&token, &path).await.expect(404);
    world.get_as(&staff, &path).await.expect(404);
    world.get_as(&token, &format!("/residents/{anna}/units")).await.expect(404);
    world.get_as(&token, &format!("/residents/{maria}/units")).await.expect(200);
    card_of(&world, &token, maria, unit).await;
    assert_eq!(
        world.audit(),
        [
            "unit.read-card denied",
            "unit.read-card denied",
            "unit.list denied",
            "unit.list done",
            "unit.read-card done"
        ]
    );
}

async fn explain(world: &World, token: &str, unit: Uuid, body: &Value) -> Answer {
    world.post_as(token, &format!("/units/{unit}/availability-explanations"), None, body).await
}

/// The question that decides, if any says no.
fn deciding(explained: &Value) -> Option<String> {
    let rules = explained["rules"].as_array().expect("rules");
    let deciding = rules.iter().find(|rule| rule["decides"] == true)?;
    Some(deciding["question"].as_str().expect("a question").to_owned())
}

// proves: A-5, B-103, B-106
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn the_region_is_told_that_a_block_keeps_a_guardian_out_and_the_unit_is_not() {
    use etjanster::access::Role;
    let world = World::new().await;
    let (unit, anna, alva) = (world.unit(), world.resident("anna"), world.resident("alva"));
    world.guardian_of(anna, alva);
    let case_type = offer(&world, unit, "Förnya recept", false);
    let region = world.staff_session(world.regional_administrator()).await;
    let local = world.staff_session(world.staff(&[(Role::LocalAdministrator, unit)])).await;
    let plain = json!({ "residentId": alva, "caseTypeId": case_type });
    let mut through = plain.clone();
    through["guardianId"] = json!(anna);
    let told = async || {
        let view = explain(&world, &region, unit, &through).await.expect(200).json();
        let agency = &view["throughGuardian"];
        assert_eq!(view["available"], agency["mayAct"]);
        let rules = agency["rules"].as_array().expect("rules");
        let deciding = rules.iter().find(|rule| rule["decides"] == true);
        deciding.map(|rule| rule["question"].as_str().expect("text").to_owned())
    };
    let unit_is_told = async || {
        let refused = explain(&world, &local, unit, &through).await.expect(403);
        let shown = explain(&world, &local, unit, &plain).await.expect(200).json();
        (refused.problem(), shown)
    };
    assert_eq!(told().await, None);
    let before = unit_is_told().await;
    world.sql(&format!(
        "insert into guardian_block (id, child_id, guardian_id, region_code, reason, decided_by,
            decided_as, decision_unit_id, blocked_by, blocked_at)
         select gen_random_uuid(), '{alva}', '{anna}', '19', 'other', 'NN', 'delegate', '{unit}', id,
            now() from staff limit 1"
    ));
    assert_eq!(told().await.as_deref(), Some("not-blocked"));
    assert_eq!(unit_is_told().await, before, "nothing that the unit is told has changed");
    let log = world.texts(&format!(
        "select distinct action as it from audit_entry where patient_id = '{alva}'"
    ));
    assert_eq!(log, ["availability.explain"], "nor is a guardian told of in the child's log");
    through["guardianId"] = json!(world.resident("maria"));
    let view = explain(&world, &region, unit, &through).await.expect(200).json();
    assert_eq!(view["throughGuardian"]["rules"][1]["question"], "registered");
    assert_eq!(view["available"], false);
    through["guardianPersonalNumber"] = json!("19840418-9287");
    explain(&world, &region, unit, &through).await.expect(422);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn an_explanation_names_each_rule_and_says_what_the_resident_is_told() {
    let world = World::new().await;
    let (unit, anna) = (world.unit(), world.resident("anna"));
    let case_type = offer(&world, unit, "Förnya recept", true);
    let token =
        world.staff_session(world.staff(&[(etjanster::access::Role::LocalAdministrator, unit)]));
    let token = token.await;
    let annas = world.resident_session(anna).await;
    let asked = json!({ "residentId": anna, "caseTypeId": case_type });
    let begin = json!({ "unitId": unit, "caseTypeId": case_type });
    let tries = async || {
        let path = format!("/residents/{anna}/cases");
        world.post_as(&annas, &path, None, &begin).await.status == 201
    };
    let explained = async || {
        let view = explain(&world, &token, unit, &asked).await.expect(200).json();
        assert_eq!(view["available"] == true, tries().await, "{view}");
        view
    };
    assert_eq!(deciding(&explained().await).as_deref(), Some("handed-out"));
    hand_out(&world, unit, case_type, anna, Some("2026-11-23"));
    let view = explained().await;
    assert_eq!(deciding(&view), None);
    assert_eq!(view["rules"].as_array().map(Vec::len), Some(9));
    assert!(view["rules"].as_array().expect("rules").iter().all(|rule| rule["rule"].is_string()));

    // The grant's last day is today: tomorrow is explained today.
    let mut tomorrow = asked.clone();
    tomorrow["date"] = json!("2026-11-24");
    let view = explain(&world, &token, unit, &tomorrow).await.expect(200).json();
    assert_eq!(deciding(&view).as_deref(), Some("handed-out"));

    world.sql(&format!("update case_type set maximum_age = 30 where id = '{case_type}'"));
    assert_eq!(deciding(&explained().await).as_deref(), Some("age"));
    world.sql(&format!(
        "update case_type set maximum_age = null, limited_selection = false;
         delete from service_area where unit_id = '{unit}'"
    ));
    assert_eq!(deciding(&explained().await).as_deref(), Some("area-or-approval"));
    approve(&world, unit, anna);
    assert_eq!(deciding(&explained().await), None);
    world.sql("update unit_case_type set paused_from = '2026-11-01', pause_message = 'Semester'");
    assert_eq!(deciding(&explained().await).as_deref(), Some("not-paused"));
    world.sql(&format!("update unit set status = 'closing' where id = '{unit}'"));
    assert_eq!(deciding(&explained().await).as_deref(), Some("unit-takes-new"));

    let unknown = json!({ "residentId": unit, "caseTypeId": case_type });
    explain(&world, &token, unit, &unknown).await.expect(422);
    let unknown = json!({ "residentId": anna, "caseTypeId": unit });
    let refused = explain(&world, &token, unit, &unknown).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/caseTypeId");
    let seen = world.texts(
        "select distinct patient_id::text as it from audit_entry
         where action = 'availability.explain' and outcome = 'done'",
    );
    assert_eq!(seen, [anna.to_string()]);
}
