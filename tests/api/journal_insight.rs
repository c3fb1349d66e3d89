//! Why somebody reads, what a measure would change, and when anything changes by itself.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    journal_scene::{BARNAHUS, CENTRE, CLINIC, note},
    people::number,
    world::{Answer, World},
};

use etjanster::journal::source::COSMIC;

async fn world() -> (World, String) {
    let world = World::new().await;
    world.readable();
    let kerstin = world.staff_session(world.account_administrator()).await;
    (world, kerstin)
}

fn path(of: Uuid, part: &str) -> String {
    format!("/residents/{of}/journal/{part}")
}

async fn explain(world: &World, token: &str, of: Uuid, wanted: Value) -> Answer {
    world.post_as(token, &path(of, "explanations"), None, &wanted).await.expect(200)
}

/// Anna and Erik, guardians of Alva, who is eight.
fn family(world: &World) -> [Uuid; 3] {
    let family = ["anna", "erik", "alva"].map(|key| world.resident(key));
    world.guardian_of(family[0], family[2]);
    world.guardian_of(family[1], family[2]);
    family
}

// proves: J-INS-2
#[tokio::test]
async fn a_refusal_is_explained_rule_by_rule() {
    let (world, kerstin) = world().await;
    let [anna, _, alva] = family(&world);
    let asked = json!({ "viewerId": anna, "question": "open-journal" });
    let open = explain(&world, &kerstin, alva, asked.clone()).await.json();
    assert_eq!((&open["outcome"], &open["rule"]), (&json!("allow"), &json!("Z1")));
    world.blocked((anna, alva), "2026-11-20", None);
    let told = explain(&world, &kerstin, alva, asked.clone()).await.json();
    assert_eq!((&told["outcome"], &told["reason"]), (&json!("deny"), &json!("guardian-blocked")));
    let steps = told["steps"].as_array().expect("steps");
    let (last, before) = steps.split_last().expect("some");
    assert_eq!((&last["rule"], &last["decided"]), (&json!("B1"), &json!(true)));
    assert_eq!(last["inputs"], json!([{ "name": "blocks", "value": "2026-11-20.." }]));
    assert!(before.iter().all(|step| step["decided"] == false), "{told}");
    let rules: Vec<&str> = before.iter().filter_map(|step| step["rule"].as_str()).collect();
    assert_eq!(rules, ["G1", "G2", "G3", "G4", "G5", "R4", "R3", "R5", "P1", "P2"]);

    // As it was the day before, and as it is in the e-services.
    let before = json!({ "viewerId": anna, "question": "open-journal", "onDate": "2026-11-19" });
    assert_eq!(explain(&world, &kerstin, alva, before).await.json()["rule"], "Z1");
    let act = json!({ "viewerId": anna, "question": "use-e-services" });
    assert_eq!(explain(&world, &kerstin, alva, act).await.json()["rule"], "B1");
    let copy = json!({ "viewerId": anna, "question": "record-copy" });
    let copy = explain(&world, &kerstin, alva, copy).await.json();
    assert_eq!(copy["reason"], "harm-assessment-guardian");
}

// proves: J-INS-3
#[tokio::test]
async fn items_are_explained_without_a_word_of_what_they_say() {
    let (world, kerstin) = world().await;
    let anna = world.resident("anna");
    let enter = |id: &str, unit: &str, at: &str| {
        world.enter(COSMIC, number("anna"), note(id, unit, at, "HEMLIGT INNEHÅLL"));
    };
    enter("shown", CENTRE, "2026-01-02");
    enter("old", CENTRE, "2015-03-31");
    enter("barnahus", BARNAHUS, "2026-01-03");
    enter("sealed", CLINIC, "2026-01-04");
    let seal =
        json!({ "scope": "UNIT", "target": CLINIC, "from": "2026-11-01", "through": "2026-12-31" });
    world.sealed(anna, &seal);
    let asked = json!({ "viewerId": anna, "question": "read-item" });
    let answer = explain(&world, &kerstin, anna, asked).await;
    let told = answer.json();
    assert!(!told.to_string().contains("HEMLIGT") && !told.to_string().contains("Besök"));
    let items = told["items"].as_array().expect("items").clone();
    let reasons: Vec<&str> = items.iter().filter_map(|item| item["reason"].as_str()).collect();
    assert_eq!(reasons, ["sealed-partial", "unit-excluded", "ok", "before-type-start"]);
    assert_eq!(told["itemCount"], 4);
    assert_eq!(told["sources"][0]["outcome"], "answered");

    let one = json!({ "viewerId": anna, "question": "read-item", "item": items[0]["item"] });
    let told = explain(&world, &kerstin, anna, one).await.json();
    assert_eq!((&told["rule"], &told["outcome"]), (&json!("U4"), &json!("omit")));
    let last = told["steps"].as_array().and_then(|steps| steps.last()).expect("steps").clone();
    let seals = format!("unit {CLINIC} 2026-11-01..2026-12-31");
    let input = |name: &str| {
        let inputs = last["inputs"].as_array().expect("inputs").iter();
        inputs.clone().find(|input| input["name"] == name).expect("it is there")["value"].clone()
    };
    assert_eq!((input("item.unit"), input("seals")), (json!(CLINIC), json!(seals)));

    // Where the journal is closed nobody is asked for anything.
    world.sealed_fully(anna);
    let before = world.sources_asked();
    let asked = json!({ "viewerId": anna, "question": "read-item" });
    let told = explain(&world, &kerstin, anna, asked).await.json();
    assert_eq!((&told["reason"], &told["items"]), (&json!("sealed-full"), &Value::Null));
    assert_eq!(world.sources_asked(), before);
}

// proves: J-INS-3
#[tokio::test]
async fn an_item_that_no_source_has_is_judged_as_it_is_described() {
    let (world, kerstin) = world().await;
    let anna = world.resident("anna");
    let described = |unit: &str, information: &str| {
        json!({ "viewerId": anna, "question": "read-item", "described": {
            "information": information, "system": COSMIC, "unitHsaId": unit, "date": "2026-11-20",
            "signed": true, "approvedForPatient": true } })
    };
    let before = world.sources_asked();
    for (unit, information, reason) in [
        (CENTRE, "note", "ok"),
        (CENTRE, "care-plan", "type-not-published"),
        (BARNAHUS, "note", "unit-excluded"),
        ("SE2321000172-NOWHERE", "note", "source-not-connected"),
    ] {
        let told = explain(&world, &kerstin, anna, described(unit, information)).await.json();
        assert_eq!(told["reason"], reason, "{unit} {information}");
        assert!(told["steps"].as_array().is_some_and(|steps| steps.len() > 10), "{told}");
        assert_eq!((&told["items"], &told["sources"]), (&Value::Null, &Value::Null));
    }
    assert_eq!(world.sources_asked(), before, "no source is asked");

    // It is described only where one item is asked about, and not beside one that a source has.
    let mut beside = described(CENTRE, "note");
    beside["item"] = json!({ "source": COSMIC, "recordId": "note-1" });
    let mut elsewhere = described(CENTRE, "note");
    elsewhere["question"] = json!("open-journal");
    for wrong in [beside, elsewhere] {
        let answer = world.post_as(&kerstin, &path(anna, "explanations"), None, &wrong).await;
        assert_eq!(answer.expect(422).json()["errors"][0]["pointer"], "/described");
    }
}

// proves: J-INS-4
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn a_block_is_tried_before_anyone_sets_it() {
    let (world, kerstin) = world().await;
    let [anna, erik, alva] = family(&world);
    world.note(number("alva"), "one", "2026-01-02");
    world.note(number("alva"), "two", "2026-01-03");
    let draft = json!({ "kind": "block", "guardianId": anna, "validFrom": "2026-11-23" });
    let simulations = path(alva, "simulations");
    let tried = world.post_as(&kerstin, &simulations, None, &draft).await.expect(200).json();
    let of = |id: Uuid| {
        let viewers = tried["viewers"].as_array().expect("viewers").iter();
        viewers.clone().find(|viewer| viewer["residentId"] == json!(id)).expect("a viewer").clone()
    };
    let (blocked, other) = (of(anna), of(erik));
    assert_eq!((&blocked["becomesInvisible"], &other["becomesInvisible"]), (&json!(2), &json!(0)));
    let items = json!([{ "information": "note", "shownNow": 2, "shownThen": 0 }]);
    assert_eq!(blocked["items"], items);
    for service in blocked["services"].as_array().expect("services") {
        assert_eq!(service["outcomeNow"], "allow", "{service}");
        assert_eq!(service["reasonThen"], "guardian-blocked", "{service}");
    }
    assert!(
        other["services"]
            .as_array()
            .expect("services")
            .iter()
            .all(|it| it["outcomeThen"] == "allow")
    );
    let stored = "select count(*)::text as it from guardian_block";
    assert_eq!(world.texts(stored), ["0"]);

    let seal = json!({ "kind": "seal", "scope": "full", "validFrom": "2026-11-30" });
    let tried = world.post_as(&kerstin, &simulations, None, &seal).await.expect(200).json();
    assert_eq!(tried["onDate"], "2026-11-30");
    let viewers = tried["viewers"].as_array().expect("viewers").iter();
    let gone: Vec<&Value> = viewers.map(|viewer| &viewer["becomesInvisible"]).collect();
    assert_eq!(gone, [&json!(0), &json!(2), &json!(2)]);

    let stranger = world.resident("oskar");
    for (draft, pointer) in [
        (
            json!({ "kind": "block", "guardianId": stranger, "validFrom": "2026-11-23" }),
            "/guardianId",
        ),
        (json!({ "kind": "seal", "validFrom": "2026-11-23" }), ""),
        (json!({ "kind": "block", "guardianId": anna, "validFrom": "2066-11-23" }), "/onDate"),
    ] {
        let refused = world.post_as(&kerstin, &simulations, None, &draft).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{draft}");
    }
}

// proves: J-INS-4
#[tokio::test]
async fn what_opens_is_tried_too() {
    let (world, kerstin) = world().await;
    let (anna, oskar) = (world.resident("anna"), world.resident("oskar"));
    world.guardian_of(anna, oskar);
    world.note(number("oskar"), "one", "2026-01-02");
    world.enter(COSMIC, number("oskar"), note("two", CLINIC, "2026-01-03", "Annan enhet."));
    for (draft, whose) in [
        (json!({ "kind": "extension", "guardianId": anna }), anna),
        (json!({ "kind": "early-access" }), oskar),
    ] {
        let mut draft = draft;
        draft["targetHsaId"] = json!(CENTRE);
        draft["validFrom"] = json!("2026-11-23");
        let answer = world.post_as(&kerstin, &path(oskar, "simulations"), None, &draft).await;
        let tried = answer.expect(200).json();
        for viewer in tried["viewers"].as_array().expect("viewers") {
            let opens = viewer["residentId"] == json!(whose);
            assert_eq!(viewer["becomesVisible"], u32::from(opens), "{draft} {viewer}");
        }
    }
}

fn days(answer: &Value) -> Vec<(String, Vec<String>)> {
    let items = answer["items"].as_array().expect("items").iter();
    let causes = |item: &Value| {
        let causes = item["causes"].as_array().expect("causes").iter();
        causes.filter_map(|cause| cause["cause"].as_str()).map(str::to_owned).collect()
    };
    items.map(|item| (item["on"].as_str().expect("a day").to_owned(), causes(item))).collect()
}

// proves: J-INS-5
#[tokio::test]
async fn every_day_on_which_anything_changes_is_known_to_those_who_answer_for_it() {
    let (world, kerstin) = world().await;
    let anna = world.resident("anna");
    let oskar = world.signed_in("oskar").await;
    world.guardian_of(anna, oskar.id);
    let year = json!({ "from": "2026-11-01", "through": "2027-11-01" });
    world.extended((anna, oskar.id), CENTRE, &year);
    let seal =
        json!({ "scope": "UNIT", "target": CLINIC, "from": "2026-11-01", "through": "2026-12-31" });
    world.sealed(oskar.id, &seal);
    let path = path(oskar.id, "boundaries");
    let told = world.get_as(&kerstin, &path).await.expect(200).json();
    let expected = [
        ("2027-01-01", "seal-ends"),
        ("2027-11-02", "extension-ends"),
        ("2029-03-10", "journal-opens"),
    ];
    let expected = expected.map(|(on, cause)| (on.to_owned(), vec![cause.to_owned()]));
    assert_eq!(days(&told), expected);
    assert_eq!(told["items"][0]["viewers"], json!([]));
    let lapses = &told["items"][1]["viewers"][0];
    assert_eq!(lapses["residentId"], json!(anna));
    assert_eq!(lapses["journalBefore"], "ok-scoped-units");
    assert_eq!(lapses["journalAfter"], "extension-expired");
    assert_eq!(told["items"][2]["viewers"].as_array().map(Vec::len), Some(2));

    // The youth sees the birthday, and nothing of what others have decided.
    let told = world.get_as(&oskar.token, &path).await.expect(200).json();
    assert_eq!(days(&told), [("2029-03-10".to_owned(), vec!["journal-opens".to_owned()])]);
    assert!(!told.to_string().contains(&anna.to_string()), "{told}");
    assert_eq!(told["items"][0]["viewers"], json!([]));
}

// proves: J-INS-1
#[tokio::test]
async fn insight_is_recorded_on_the_child_and_never_on_a_guardian() {
    let (world, kerstin) = world().await;
    let [anna, _, alva] = family(&world);
    world.blocked((anna, alva), "2026-11-20", None);
    let asked = json!({ "viewerId": anna, "question": "open-journal" });
    explain(&world, &kerstin, alva, asked).await;
    let draft = json!({ "kind": "block", "guardianId": anna, "validFrom": "2026-11-23" });
    world.post_as(&kerstin, &path(alva, "simulations"), None, &draft).await.expect(200);
    world.get_as(&kerstin, &path(alva, "boundaries")).await.expect(200);
    let entries = world.texts(
        "select concat_ws(' ', action, outcome, patient_id, subject_id) as it from audit_entry
         where action like 'journal.%' order by id",
    );
    let entry = |action: &str| format!("{action} done {alva} {alva}");
    let all = ["journal.explain", "journal.simulate", "journal.read-boundaries"].map(entry);
    assert_eq!(entries, all);
}

// proves: J-INS-1
#[tokio::test]
async fn nobody_learns_from_insight_that_there_is_such_a_person() {
    let (world, kerstin) = world().await;
    let [anna, _, alva] = family(&world);
    world.sql(&format!("update resident set region_code = '03' where id = '{alva}'"));
    let asked = json!({ "viewerId": anna, "question": "open-journal" });
    let nobody = crate::world::new_id();
    let told = async |of: Uuid| {
        let answer = world.post_as(&kerstin, &path(of, "explanations"), None, &asked).await;
        (answer.status, answer.problem())
    };
    assert_eq!(told(alva).await, (403, "forbidden".into()));
    assert_eq!(told(alva).await, told(nobody).await);
    let national = world.staff_session(world.national_administrator()).await;
    let path = path(nobody, "explanations");
    world.post_as(&national, &path, None, &asked).await.expect(404);
}
