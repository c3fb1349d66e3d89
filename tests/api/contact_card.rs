//! A contact card's three sources, the basic range, and who takes complaints.

use etjanster::{access::Role, directory::UnitEntry};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Colleague},
    unit_life::entry,
    unit_settings::{delete, faults, put},
    units::offer,
    world::{Answer, World, send},
};

struct Editor {
    world: World,
    unit: Uuid,
    adm: Colleague,
}

async fn editor() -> Editor {
    let world = World::new().await;
    let unit = world.unit();
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    Editor { world, unit, adm }
}

impl Editor {
    async fn put(&self, body: &Value) -> Answer {
        let path = format!("/units/{}/card-content", self.unit);
        let seen = self.world.get_as(&self.adm.token, &path).await.expect(200);
        put(&self.world, &self.adm.token, &path, seen.header("etag"), body).await
    }

    async fn services(&self) -> Vec<(String, String)> {
        let card = self.world.get(&format!("/units/{}", self.unit)).await.expect(200).json();
        let services = card["sources"]["services"].as_array().expect("a list").clone();
        let text = |it: &Value, what: &str| it[what].as_str().expect("text").to_owned();
        services.iter().map(|it| (text(it, "kind"), text(it, "name"))).collect()
    }
}

fn pair(kind: &str, name: &str) -> (String, String) {
    (kind.to_owned(), name.to_owned())
}

// proves: B-41
#[tokio::test]
async fn a_card_has_the_directorys_word_the_editors_and_the_case_types() {
    let editor = editor().await;
    let world = &editor.world;
    let hsa_id = world.texts("select hsa_id as it from unit").remove(0);
    world.directory.put_unit(entry(&hsa_id));
    let refresh = format!("/units/{}/directory-refreshes", editor.unit);
    send(world.request("POST", &refresh).bearer_auth(&editor.adm.token)).await.expect(200);
    offer(world, editor.unit, "Boka tid", false);
    let texts = json!({ "shown": true, "services": [], "range": "Läkare och BVC.",
        "news": "Ny ingång.", "readMore": "Om oss.", "howToSeekCare": "Ring först.",
        "yourVisit": "Ta med legitimation." });
    let set = editor.put(&texts).await.expect(200).json();
    assert_eq!(set["editor"]["range"], "Läkare och BVC.");

    let card = world.get(&format!("/units/{}", editor.unit)).await.expect(200).json();
    assert_eq!(card["temporaryInformation"], "Stängt på lucia.");
    let directory = &card["sources"]["directory"];
    assert_eq!(directory["fetchedAt"], "2026-11-23T11:00:00Z");
    assert_eq!(directory["relatedUnits"], json!(["SE2321000172-DV01"]));
    assert_eq!(directory["contentOwner"], "Region Västmanland");
    assert_eq!(card["sources"]["editor"]["howToSeekCare"], "Ring först.");
    assert_eq!(editor.services().await, [pair("case-type", "Boka tid")]);
    let anna = world.signed_in("anna").await;
    let own = format!("/residents/{}/units/{}", anna.id, editor.unit);
    let own = world.get_as(&anna.token, &own).await.expect(200).json();
    assert_eq!(own["sources"]["editor"]["news"], "Ny ingång.");
    for field in ["directory", "openingHours", "name", "visitAddress"] {
        let mut body = texts.clone();
        body[field] = json!("eget");
        assert_eq!(faults(editor.put(&body).await), [format!("/{field} unknown-field")]);
    }
}

// proves: B-42
#[tokio::test]
async fn e_services_are_fetched_added_and_sorted_and_the_tools_keep_their_names() {
    let editor = editor().await;
    let world = &editor.world;
    let first = offer(world, editor.unit, "Boka tid", false);
    offer(world, editor.unit, "Andra", false);
    let other = world.unit();
    let theirs = offer(world, other, "Förnya recept", false);
    let hsa_id = format!("select hsa_id as it from unit where id = '{other}'");
    let hsa_id = world.texts(&hsa_id).remove(0);
    let fetched = json!({ "kind": "fetched", "unitHsaId": format!(" {} ", hsa_id.to_lowercase()),
        "caseTypeId": theirs });
    let own = json!({ "kind": "own-link", "name": "Hitta hit", "url": "https://e.example/hit" });
    let placed = json!({ "kind": "case-type", "caseTypeId": first });
    let with = |services: &[&Value]| json!({ "shown": true, "services": services });

    let set = editor.put(&with(&[&fetched, &own, &placed])).await.expect(200).json();
    assert_eq!(set["services"][0]["unitHsaId"], hsa_id.as_str());
    let expected = [
        pair("fetched", "Förnya recept"),
        pair("own-link", "Hitta hit"),
        pair("case-type", "Boka tid"),
        pair("case-type", "Andra"),
    ];
    assert_eq!(editor.services().await, expected);
    editor.put(&with(&[&placed, &own])).await.expect(200);
    assert_eq!(
        editor.services().await[..2],
        [pair("case-type", "Boka tid"), pair("own-link", "Hitta hit")]
    );

    editor.put(&with(&[&fetched])).await.expect(200);
    world.sql(&format!("update unit set shown = false where id = '{other}'"));
    let left: Vec<_> = editor.services().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(left, ["case-type", "case-type"], "what is not public any more is not fetched");
}

// proves: B-42
#[tokio::test]
async fn an_e_service_that_is_not_the_units_to_change_is_refused_by_its_field() {
    let editor = editor().await;
    let world = &editor.world;
    let first = offer(world, editor.unit, "Boka tid", false);
    let other = world.unit();
    let theirs = offer(world, other, "Förnya recept", false);
    let hidden = offer(world, other, "Utdelad", true);
    let hsa_id = format!("select hsa_id as it from unit where id = '{other}'");
    let hsa_id = world.texts(&hsa_id).remove(0);
    let fetched = json!({ "kind": "fetched", "unitHsaId": hsa_id, "caseTypeId": theirs });
    let own = json!({ "kind": "own-link", "name": "Hitta hit", "url": "https://e.example/hit" });
    let placed = json!({ "kind": "case-type", "caseTypeId": first });
    let with = |services: &[&Value]| json!({ "shown": true, "services": services });
    let bad = async |service: Value| {
        let body = with(&[&own, &service]);
        faults(editor.put(&body).await)
    };
    let mut named = fetched.clone();
    named["name"] = json!("Mitt namn");
    assert_eq!(bad(named).await, ["/services/1/name fixed"]);
    let mut linked = placed.clone();
    linked["url"] = json!("https://e.example/");
    assert_eq!(bad(linked).await, ["/services/1/url fixed"]);
    let http = json!({ "kind": "own-link", "name": "x", "url": "http://e.example" });
    assert_eq!(bad(http).await, ["/services/1/url https"]);
    let half = json!({ "kind": "fetched", "unitHsaId": &hsa_id[..10], "caseTypeId": theirs });
    assert_eq!(bad(half).await, ["/services/1/unitHsaId unknown-unit"]);
    let limited = json!({ "kind": "fetched", "unitHsaId": hsa_id, "caseTypeId": hidden });
    assert_eq!(bad(limited).await, ["/services/1/caseTypeId unknown-case-type"]);
    let not_own = json!({ "kind": "case-type", "caseTypeId": theirs });
    assert_eq!(bad(not_own).await, ["/services/1/caseTypeId unknown-case-type"]);
    let twice = with(&[&placed, &placed]);
    assert_eq!(faults(editor.put(&twice).await), ["/services/1/caseTypeId duplicate"]);
}

// proves: B-151
#[tokio::test]
async fn a_case_type_can_give_its_place_to_direct_booking() {
    let editor = editor().await;
    let world = &editor.world;
    let booked = offer(world, editor.unit, "Boka tid", false);
    let kept = offer(world, editor.unit, "Kontakta oss", false);
    let booking = json!({ "shown": true, "services": [
        { "kind": "direct-booking", "caseTypeId": booked, "url": "https://e.example/boka" }] });
    editor.put(&booking).await.expect(200);
    let expected = [pair("direct-booking", "Boka tid"), pair("case-type", "Kontakta oss")];
    assert_eq!(editor.services().await, expected);
    let card = world.get(&format!("/units/{}", editor.unit)).await.expect(200).json();
    assert_eq!(card["sources"]["services"][0]["href"], "https://e.example/boka");
    assert_eq!(card["caseTypes"].as_array().expect("a list").len(), 1);
    assert_eq!(card["caseTypes"][0]["id"], kept.to_string());
    let anna = world.signed_in("anna").await;
    let own = format!("/residents/{}/units/{}", anna.id, editor.unit);
    let own = world.get_as(&anna.token, &own).await.expect(200).json();
    assert_eq!(own["caseTypes"].as_array().expect("a list").len(), 1);
}

// proves: B-43, B-44
#[tokio::test]
async fn a_card_is_shown_only_with_all_that_takes_and_its_hours_are_the_directorys() {
    let editor = editor().await;
    let (world, unit) = (&editor.world, editor.unit);
    let listed = async || {
        let found = world.get("/units").await.expect(200).json();
        found["items"].as_array().expect("a list").len()
    };
    assert_eq!(listed().await, 1);
    let hidden = json!({ "shown": false, "services": [] });
    let set = editor.put(&hidden).await.expect(200).json();
    assert_eq!((&set["shown"], &set["mayBeShown"]), (&json!(false), &json!(true)));
    assert_eq!(listed().await, 0);
    world.get(&format!("/units/{unit}")).await.expect(404);
    let anna = world.signed_in("anna").await;
    let own = format!("/residents/{}/units/{unit}", anna.id);
    world.get_as(&anna.token, &own).await.expect(200);

    let shown = json!({ "shown": true, "services": [] });
    editor.put(&shown).await.expect(200);
    let hsa_id = world.texts("select hsa_id as it from unit").remove(0);
    world.directory.put_unit(UnitEntry { latitude: None, longitude: None, ..entry(&hsa_id) });
    let refresh = format!("/units/{unit}/directory-refreshes");
    send(world.request("POST", &refresh).bearer_auth(&editor.adm.token)).await.expect(200);
    assert_eq!(listed().await, 0, "a card that loses its coordinates is shown no more");
    assert_eq!(faults(editor.put(&shown).await), ["/shown incomplete"]);
    world.directory.put_unit(entry(&hsa_id));
    send(world.request("POST", &refresh).bearer_auth(&editor.adm.token)).await.expect(200);
    editor.put(&shown).await.expect(200);
    let card = world.get(&format!("/units/{unit}")).await.expect(200).json();
    assert_eq!(card["openingHours"].as_array().expect("a list").len(), 1);
    assert_eq!(card["sources"]["directory"]["latitude"], 59.7157);
}

// proves: B-46
#[tokio::test]
async fn a_unit_is_told_what_it_lacks_of_the_basic_range() {
    let editor = editor().await;
    let world = &editor.world;
    let region = world.staff_session(world.regional_administrator()).await;
    let contact = offer(world, editor.unit, "Kontakta oss", false);
    let renew = offer(world, editor.unit, "Förnya recept", false);
    let path = format!("/units/{}/basic-range", editor.unit);
    let report = async || world.get_as(&editor.adm.token, &path).await.expect(200).json();
    assert_eq!(report().await["missing"].as_array().expect("a list").len(), 8);
    let range = json!({ "items": [
        { "service": "contact-me", "caseTypeIds": [contact] },
        { "service": "renew-prescription", "caseTypeIds": [renew] }] });
    let map = async |body: &Value| put(world, &region, "/regions/19/basic-range", "", body).await;
    map(&range).await.expect(200);
    let found = report().await;
    assert_eq!(found["canBeContacted"], true);
    assert_eq!(found["missing"].as_array().expect("a list").len(), 6);
    world
        .sql(&format!("update unit_case_type set active = false where case_type_id = '{contact}'"));
    let found = report().await;
    assert_eq!(found["canBeContacted"], false);
    assert!(found["missing"].as_array().expect("a list").contains(&json!("contact-me")));
    let wrong = json!({ "items": [{ "service": "contact-me", "caseTypeIds": [editor.unit] }] });
    assert_eq!(faults(map(&wrong).await), ["/items/0/caseTypeIds/0 unknown-case-type"]);
    let wrong = json!({ "items": [{ "service": "fika", "caseTypeIds": [] }] });
    assert_eq!(faults(map(&wrong).await), ["/items/0/service unknown-code"]);
}

#[tokio::test]
async fn two_editors_at_once_leave_one_of_the_two_cards() {
    let editor = editor().await;
    let path = format!("/units/{}/card-content", editor.unit);
    let write = async |news: &str| {
        let body = json!({ "shown": true, "services": [], "news": news });
        put(&editor.world, &editor.adm.token, &path, "\"v1\"", &body).await.status
    };
    let both = tokio::join!(write("A"), write("B"));
    let mut answers = [both.0, both.1];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412]);
    put(&editor.world, &editor.adm.token, &path, "", &json!({ "shown": true, "services": [] }))
        .await
        .expect(428);
}

// proves: M-40, B-150
#[tokio::test]
async fn complaints_go_to_units_that_take_them_once_the_region_has_a_patient_board() {
    let clinic = Clinic::new().await;
    let (world, unit) = (&clinic.world, clinic.unit);
    let region = world.staff_session(world.regional_administrator()).await;
    let complaint = offer(world, unit, "Synpunkter och klagomål", false);
    world.sql(&format!("update case_type set kind = 'complaint' where id = '{complaint}'"));
    let path = format!("/units/{unit}/complaints-handling");
    let add = async |token: &str| send(world.request("PUT", &path).bearer_auth(token)).await;
    let begin = async || {
        let body = json!({ "unitId": unit, "caseTypeId": complaint,
            "answers": { "reason": "Lång väntan" } });
        let cases = format!("/residents/{}/cases", clinic.anna.id);
        world.post_as(&clinic.anna.token, &cases, None, &body).await
    };
    let on_card = async || {
        let card = world.get(&format!("/units/{unit}")).await.expect(200).json();
        card["caseTypes"].as_array().expect("a list").len() == 2
    };
    add(&clinic.receiver.token).await.expect(403);
    world.sql("update unit set status = 'inactive'");
    assert_eq!(add(&region).await.expect(409).problem(), "unit-status-refused");
    world.sql("update unit set status = 'active'");
    let added = add(&region).await.expect(200).json();
    assert_eq!((&added["handles"], &added["open"]), (&json!(true), &json!(false)));
    assert_eq!(begin().await.expect(403).problem(), "case-type-not-available", "no patient board");

    world.sql("insert into patient_board (region_code, name) values ('19', 'Patientnämnden')");
    assert_eq!(add(&region).await.expect(200).json()["open"], true);
    let draft = crate::clinic::Shown::of(&begin().await.expect(201));
    assert!(on_card().await);
    world.sql("update unit set region_code = '03'");
    assert_eq!(begin().await.expect(403).problem(), "case-type-not-available", "it has moved");
    let late = clinic.attempt(&clinic.anna.token, &draft, "submissions", json!({})).await;
    assert_eq!(late.expect(403).problem(), "case-type-not-available");
    world.sql(
        "insert into patient_board (region_code, name) values ('03', 'Den andra nämnden');
         insert into service_area (id, unit_id, region_code) select gen_random_uuid(), id, '19' from unit",
    );
    begin().await.expect(201);
    world.sql("update unit set region_code = '19'");
    delete(world, &region, &path).await.expect(204);
    assert!(!on_card().await);
}
