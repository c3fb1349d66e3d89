//! What regions set for the journal: documents that two others approve, and units with their class.

use etjanster::journal::{
    conformance::Policies,
    decision::{PersonRules, Publication},
};
use serde_json::{Value, json};

use crate::{
    journal_scene::{CENTRE, UPPSALA, VASTMANLAND},
    people::number,
    world::{Answer, World, send},
};

const PATH: &str = "/regions/19/journal-policies";
const UNITS: &str = "/regions/19/journal-units";

async fn team(world: &World) -> [String; 4] {
    let mut tokens = Vec::new();
    for _ in 0..4 {
        tokens.push(world.staff_session(world.regional_administrator()).await);
    }
    tokens.try_into().expect("four")
}

fn publication() -> Value {
    let listed = |json: Value, name: &str| -> Vec<Value> {
        let pairs = json.as_object().expect("an object").clone();
        pairs.into_iter().map(|(key, from)| json!({ name: key, "from": from })).collect()
    };
    let mut document = serde_json::to_value(Policies::built_in().publication).expect("JSON");
    document["types"] = listed(document["types"].clone(), "information").into();
    document["classStarts"] = listed(document["classStarts"].clone(), "class").into();
    document
}

fn people() -> Value {
    serde_json::to_value(Policies::built_in().people).expect("JSON")
}

fn proposal(changed: Value) -> Value {
    let mut proposal = json!({ "publication": publication(), "providerHsaId": VASTMANLAND,
        "validFrom": "2026-11-24", "source": "RV 2026-1177" });
    for (name, value) in changed.as_object().into_iter().flatten() {
        proposal[name] = value.clone();
    }
    proposal
}

async fn propose(world: &World, token: &str, proposal: &Value) -> Value {
    world.post_as(token, PATH, None, proposal).await.expect(201).json()
}

async fn step(world: &World, token: &str, policy: &Value, version: i64, step: &str) -> Answer {
    let path = format!("{PATH}/{}/{step}", policy["id"].as_str().expect("an id"));
    world.post_as(token, &path, Some(&format!("\"v{version}\"")), &json!({})).await
}

fn codes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json["errors"].as_array().expect("errors").iter();
    errors.filter_map(|error| error["pointer"].as_str()).map(str::to_owned).collect()
}

// proves: J-POL-5
#[tokio::test]
async fn the_first_documents_are_those_the_vectors_were_written_for() {
    let world = World::new().await;
    let built_in = Policies::built_in();
    let documents = world.texts(
        "select document::text as it from journal_policy where region_code = '19' order by kind",
    );
    let people: PersonRules = serde_json::from_str(&documents[0]).expect("a document");
    let published: Publication = serde_json::from_str(&documents[1]).expect("a document");
    assert_eq!((people, published), (built_in.people, built_in.publication));
    let [tomas, ..] = team(&world).await;
    let shown = world.get_as(&tomas, PATH).await.expect(200).json();
    let items = shown["items"].as_array().expect("items");
    assert!(items.iter().all(|item| item["state"] == "decided" && item["appliesToday"] == true));
    assert!(items.iter().any(|item| item["people"] == self::people()));
    assert!(items.iter().any(|item| item["publication"] == publication()));
}

// proves: J-POL-1, J-POL-2
#[tokio::test]
async fn two_others_approve_and_the_document_is_in_force_from_its_day() {
    let world = World::new().await;
    world.readable();
    let [proposer, one, other, late] = team(&world).await;
    let anna = world.signed_in("anna").await;
    world.note(number("anna"), "seen", "2026-01-02");
    let mut document = publication();
    document["excludedClasses"] = json!(["general", "barnahus"]);
    let policy = propose(&world, &proposer, &proposal(json!({ "publication": document }))).await;
    assert_eq!((&policy["state"], &policy["appliesToday"]), (&json!("proposed"), &json!(false)));

    let own = step(&world, &proposer, &policy, 1, "approvals").await.expect(403);
    assert_eq!(own.problem(), "journal-policy-own");
    let once = step(&world, &one, &policy, 1, "approvals").await.expect(201).json();
    assert_eq!(once["state"], "approved-once");
    let twice = step(&world, &one, &policy, 2, "approvals").await.expect(409);
    assert_eq!(twice.problem(), "journal-policy-approved-before");
    let stale = step(&world, &other, &policy, 1, "approvals").await.expect(412);
    assert_eq!(stale.problem(), "stale-version");
    let decided = step(&world, &other, &policy, 2, "approvals").await.expect(201).json();
    assert_eq!((&decided["state"], &decided["appliesToday"]), (&json!("decided"), &json!(false)));
    for part in ["approvals", "withdrawals"] {
        let settled = step(&world, &late, &policy, 3, part).await.expect(409);
        assert_eq!(settled.problem(), "journal-policy-settled");
    }

    let path = format!("/residents/{}/journal/notes", anna.id);
    let shown = world.get_as(&anna.token, &path).await.expect(200).json();
    assert_eq!(shown["items"].as_array().map(Vec::len), Some(1));
    world.clock_at("2026-11-24T00:00:01");
    let (anna, proposer) = (world.signed_in("anna").await, world.regional_administrator());
    let shown = world.get_as(&anna.token, &path).await.expect(200).json();
    assert_eq!(shown["items"], json!([]));
    let proposer = world.staff_session(proposer).await;
    let path = format!("{PATH}/{}", policy["id"].as_str().expect("an id"));
    let now = world.get_as(&proposer, &path).await.expect(200).json();
    assert_eq!(now["appliesToday"], true);
}

// proves: J-POL-2
#[tokio::test]
async fn a_document_whose_day_has_come_or_is_taken_is_not_decided() {
    let world = World::new().await;
    let [a, b, c, d] = team(&world).await;
    let first = propose(&world, &a, &proposal(json!({}))).await;
    let second = propose(&world, &b, &proposal(json!({}))).await;
    let slow = propose(&world, &b, &proposal(json!({}))).await;
    step(&world, &c, &first, 1, "approvals").await.expect(201);
    step(&world, &d, &first, 2, "approvals").await.expect(201);
    step(&world, &c, &second, 1, "approvals").await.expect(201);
    let taken = step(&world, &d, &second, 2, "approvals").await.expect(409);
    assert_eq!(taken.problem(), "journal-policy-day-taken");
    let withdrawn = step(&world, &b, &second, 2, "withdrawals").await.expect(201).json();
    assert_eq!(withdrawn["state"], "withdrawn");
    world.clock_at("2026-11-24T00:00:01");
    let c = world.staff_session(world.regional_administrator()).await;
    let late = step(&world, &c, &slow, 1, "approvals").await.expect(409);
    assert_eq!(late.problem(), "journal-policy-too-late");
}

// proves: J-POL-2
#[tokio::test]
async fn approvals_at_once_leave_two_different_people_or_one() {
    let world = World::new().await;
    let [proposer, one, other, _] = team(&world).await;
    let policy = propose(&world, &proposer, &proposal(json!({}))).await;
    let (a, b, c) = tokio::join!(
        step(&world, &one, &policy, 1, "approvals"),
        step(&world, &one, &policy, 1, "approvals"),
        step(&world, &other, &policy, 1, "approvals"),
    );
    let mut statuses = [a, b, c].map(|answer| answer.status);
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412, 412]);
    let (a, b) = tokio::join!(
        step(&world, &one, &policy, 2, "approvals"),
        step(&world, &other, &policy, 2, "approvals"),
    );
    assert_eq!([a, b].iter().filter(|answer| answer.status == 201).count(), 1);
    let sql = "select (first_approved_by <> second_approved_by and in_force)::text as it
        from journal_policy where proposed_by is not null";
    assert_eq!(world.texts(sql), ["true"]);
}

// proves: J-POL-3
#[tokio::test]
async fn a_proposal_says_which_vectors_it_would_change() {
    let world = World::new().await;
    let [tomas, ..] = team(&world).await;
    let same = propose(&world, &tomas, &proposal(json!({}))).await;
    assert_eq!(same["vectors"], json!({ "cases": 140, "different": 0, "caseIds": [] }));
    let mut document = publication();
    document["logMonths"] = json!(11);
    let changed = propose(&world, &tomas, &proposal(json!({ "publication": document }))).await;
    assert_eq!(changed["vectors"]["caseIds"], json!(["J112", "J117"]));
    let mut rules = people();
    rules["lockClosesJournal"] = json!(false);
    let rules = json!({ "people": rules, "validFrom": "2026-12-01", "source": "RV 2026-1177" });
    let changed = propose(&world, &tomas, &rules).await;
    assert_eq!(changed["vectors"]["caseIds"], json!(["J120", "J121"]));
}

// proves: J-POL-4
#[tokio::test]
async fn a_document_that_can_not_be_is_refused_field_by_field() {
    let world = World::new().await;
    let [tomas, ..] = team(&world).await;
    let with = |name: &str, value: Value| {
        let mut document = publication();
        document[name] = value;
        json!({ "publication": document })
    };
    for (changed, pointer) in [
        (json!({ "validFrom": "2026-11-23" }), "/validFrom"),
        (json!({ "people": people() }), ""),
        (json!({ "providerHsaId": null }), "/providerHsaId"),
        (json!({ "providerHsaId": UPPSALA }), "/providerHsaId"),
        (with("coolingOffDays", json!(91)), "/publication/coolingOffDays"),
        (with("logMonths", json!(0)), "/publication/logMonths"),
        (with("excludedClasses", json!(["barnahus", "barnahus"])), "/publication/excludedClasses"),
        (with("excludedClasses", json!(["unheard-of"])), "/publication/excludedClasses/0"),
        (with("secret", json!(1)), "/publication/secret"),
    ] {
        let refused = world.post_as(&tomas, PATH, None, &proposal(changed.clone())).await;
        assert!([400, 422].contains(&refused.status), "{changed}: {}", refused.status);
        assert_eq!(codes(&refused), [pointer], "{changed}");
    }
    for (name, value) in [("agencyEndsAt", json!(12)), ("opensAt", json!(12))] {
        let mut rules = people();
        rules[name] = value;
        let rules = json!({ "people": rules, "validFrom": "2026-12-01", "source": "RV 2026-1177" });
        let refused = world.post_as(&tomas, PATH, None, &rules).await.expect(422);
        assert_eq!(codes(&refused), [format!("/people/{name}")]);
    }
    let proposed = "select count(*)::text as it from journal_policy where proposed_by is not null";
    assert_eq!(world.texts(proposed), ["0"]);
}

// proves: J-POL-6
#[tokio::test]
async fn a_unit_is_shown_once_somebody_has_told_of_it() {
    let world = World::new().await;
    let [tomas, ..] = team(&world).await;
    let anna = world.signed_in("anna").await;
    world.note(number("anna"), "one", "2026-01-02");
    let notes = format!("/residents/{}/journal/notes", anna.id);
    let shown = async || {
        let shown = world.get_as(&anna.token, &notes).await.expect(200).json();
        shown["items"].as_array().map(Vec::len)
    };
    assert_eq!(shown().await, Some(0));
    let put = async |units: Value| {
        send(world.request("PUT", UNITS).bearer_auth(&tomas).json(&units)).await
    };
    let unit = |id: &str, class: &str| json!({ "hsaId": id, "providerHsaId": VASTMANLAND, "name": "Vårdcentralen", "class": class });
    let told = put(json!({ "units": [unit(&CENTRE.to_lowercase(), "general")] })).await.expect(200);
    assert_eq!(told.json()["units"][0]["hsaId"], CENTRE);
    assert_eq!(shown().await, Some(1));

    // It may become one that is never published, and then stays that.
    put(json!({ "units": [unit(CENTRE, "barnahus")] })).await.expect(200);
    assert_eq!(shown().await, Some(0));
    let stays = put(json!({ "units": [unit(CENTRE, "general")] })).await.expect(409);
    assert_eq!(stays.problem(), "journal-unit-stays-excluded");
    let twice = put(json!({ "units": [unit("A", "general"), unit("a", "barnahus")] })).await;
    assert_eq!(codes(&twice.expect(422)), ["/units/1/hsaId"]);

    world.journal_unit("SE2321000024-1", UPPSALA, "general");
    let stolen = put(json!({ "units": [unit("SE2321000024-1", "general")] })).await.expect(409);
    assert_eq!(stolen.problem(), "journal-unit-elsewhere");
    let renamed = json!({ "providers": [{ "hsaId": UPPSALA, "name": "Vår" }],
        "units": [unit("B", "general")] });
    assert_eq!(put(renamed).await.expect(409).problem(), "journal-unit-elsewhere");
    let strange = json!({ "units": [{ "hsaId": "B", "providerHsaId": UPPSALA, "name": "B",
        "class": "general" }] });
    assert_eq!(codes(&put(strange).await.expect(422)), ["/units/0/providerHsaId"]);
    let listed = world.get_as(&tomas, UNITS).await.expect(200).json();
    assert_eq!(listed["units"].as_array().map(Vec::len), Some(1), "{listed}");
    let name = "select name as it from journal_provider where hsa_id like 'SE2321000024%'";
    assert_eq!(world.texts(name), ["Region Uppsala"]);
}
