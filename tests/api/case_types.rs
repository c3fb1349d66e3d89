//! Case types: built, published, handed out, opened at certain hours, and ended.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Shown},
    world::{Answer, NOON, World, new_id, send},
};

/// The nation's retention policy for cases.
const POLICY: &str = "01941f29-7c00-7000-8000-000000000001";

fn contact() -> Value {
    json!({ "id": "kontakt", "kind": "contact-preference", "label": "Hur vill du ha svar?" })
}

/// What a case type is made of, ready to be published.
pub fn content(name: &str) -> Value {
    json!({
        "name": name, "description": "Ställ en fråga.", "termsText": "Svar inom två arbetsdagar.",
        "limitedSelection": false, "agentAllowed": true, "retentionPolicyId": POLICY,
        "components": [
            { "id": "fraga", "kind": "text", "label": "Vad vill du fråga?", "required": true },
            contact(),
        ],
    })
}

/// A case type of that owner (`owner_unit_id = '…'`), in that state, put in place behind the API.
pub fn put(world: &World, owner: &str, status: &str) -> Uuid {
    let id = new_id();
    let (column, value) = owner.split_once(" = ").expect("a column and its value");
    let form = json!([contact()]);
    let draft = if status == "draft" { format!("'{form}'") } else { "null".to_owned() };
    world.sql(&format!(
        "insert into case_type (id, {column}, name, description, terms_text, status, changed_at,
            draft_components)
         values ('{id}', {value}, 'Fråga oss', 'Fråga.', 'Villkor.', '{status}', '{NOON}', {draft})"
    ));
    if status != "draft" {
        world.sql(&format!(
            "insert into form_version (id, case_type_id, number, components, published_at)
             values ('{}', '{id}', 1, '{form}', '{NOON}')",
            new_id()
        ));
    }
    id
}

/// A clinic, its local administrator and the region's.
struct House {
    clinic: Clinic,
    local: String,
    regional: String,
}

/// A case type as the last answer showed it.
struct Kind {
    id: String,
    etag: String,
    json: Value,
}

impl Kind {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        let json = answer.json();
        let id = json["id"].as_str().unwrap_or_else(|| panic!("a case type in {json}")).to_owned();
        Self { id, etag: answer.header("etag").to_owned(), json }
    }

    fn path(&self, part: &str) -> String {
        format!("/case-types/{}/{part}", self.id)
    }
}

impl House {
    async fn new() -> Self {
        let clinic = Clinic::new().await;
        let world = &clinic.world;
        let local = world.colleague(&[(Role::LocalAdministrator, clinic.unit)]).await.token;
        let regional = world.staff_session(world.regional_administrator()).await;
        Self { clinic, local, regional }
    }

    async fn create(&self, token: &str, owner: Value, content: Value) -> Answer {
        let mut body = owner;
        body["content"] = content;
        self.clinic.world.post_as(token, "/case-types", None, &body).await
    }

    /// A draft of the unit's.
    async fn draft(&self, content: Value) -> Kind {
        let owner = json!({ "unitId": self.clinic.unit });
        Kind::of(&self.create(&self.local, owner, content).await.expect(201))
    }

    /// A draft of the region's.
    async fn regional_draft(&self, content: Value) -> Kind {
        let owner = json!({ "regionCode": "19" });
        Kind::of(&self.create(&self.regional, owner, content).await.expect(201))
    }

    async fn edit(&self, token: &str, kind: &Kind, content: &Value) -> Answer {
        let path = format!("/case-types/{}", kind.id);
        let request = self.clinic.world.request("PUT", &path).bearer_auth(token);
        send(request.header("if-match", &kind.etag).json(content)).await
    }

    async fn step(&self, token: &str, kind: &Kind, part: &str) -> Answer {
        self.clinic.world.post_as(token, &kind.path(part), Some(&kind.etag), &json!({})).await
    }

    async fn get(&self, kind: &Kind) -> Kind {
        let path = format!("/case-types/{}", kind.id);
        Kind::of(&self.clinic.world.get_as(&self.regional, &path).await.expect(200))
    }

    /// What the unit does with it.
    async fn set(&self, kind: &Kind, settings: Value) -> Answer {
        let path = format!("/units/{}/case-type-settings/{}", self.clinic.unit, kind.id);
        let world = &self.clinic.world;
        let now = world.get_as(&self.local, &path).await.expect(200);
        let request = world.request("PUT", &path).bearer_auth(&self.local);
        send(request.header("if-match", now.header("etag")).json(&settings)).await
    }

    /// A case type of the unit's, published and in use.
    async fn in_use(&self, content: Value) -> Kind {
        let draft = self.draft(content).await;
        let kind = Kind::of(&self.step(&self.local, &draft, "publications").await.expect(201));
        self.set(&kind, json!({ "active": true, "sortOrder": 1 })).await.expect(200);
        kind
    }

    async fn begin(&self, kind: &Kind, answers: Value) -> Answer {
        let clinic = &self.clinic;
        let body = json!({ "unitId": clinic.unit, "caseTypeId": kind.id, "answers": answers });
        let path = format!("/residents/{}/cases", clinic.anna.id);
        clinic.world.post_as(&clinic.anna.token, &path, None, &body).await
    }

    async fn submit(&self, case: &Shown) -> Answer {
        self.clinic.attempt(&self.clinic.anna.token, case, "submissions", json!({})).await
    }

    async fn sent(&self, kind: &Kind, answers: Value) -> Shown {
        let draft = Shown::of(&self.begin(kind, answers).await.expect(201));
        Shown::of(&self.submit(&draft).await.expect(201))
    }
}

fn with(mut content: Value, field: &str, value: Value) -> Value {
    content[field] = value;
    content
}

fn without(mut content: Value, field: &str) -> Value {
    content.as_object_mut().expect("an object").remove(field);
    content
}

/// The faults of a refused body as `pointer code`.
fn faults(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap_or_else(|| panic!("errors in {json}")).iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    errors.map(|it| format!("{} {}", text(&it["pointer"]), text(&it["code"]))).collect()
}

// proves: CT-1, B-130, M-18, B-1
#[tokio::test]
async fn a_unit_builds_a_type_that_residents_then_use() {
    let house = House::new().await;
    let bare = without(with(content("Fråga"), "components", json!([])), "retentionPolicyId");
    let draft = house.draft(bare.clone()).await;
    assert_eq!(draft.json["status"], "draft");
    assert_eq!(draft.json["fixedOptionsLocked"], false);

    let refused = house.step(&house.local, &draft, "publications").await.expect(409);
    assert_eq!(refused.problem(), "case-type-without-retention-policy");
    let decided = with(bare, "retentionPolicyId", json!(POLICY));
    let decided = Kind::of(&house.edit(&house.local, &draft, &decided).await.expect(200));
    let refused = house.step(&house.local, &decided, "publications").await.expect(409);
    assert_eq!(refused.problem(), "form-without-contact-component");
    let begun = house.begin(&decided, json!({})).await.expect(403);
    assert_eq!(begun.problem(), "case-type-not-available", "a draft is for nobody");

    let whole = house.edit(&house.local, &decided, &content("Fråga")).await.expect(200);
    let published = house.step(&house.local, &Kind::of(&whole), "publications").await.expect(201);
    let published = Kind::of(&published);
    assert_eq!(published.json["status"], "published");
    assert_eq!(published.json["formVersion"]["number"], 1);
    assert_eq!(published.json["formChanged"], false);

    house.begin(&published, json!({})).await.expect(403);
    house.set(&published, json!({ "active": true, "sortOrder": 1 })).await.expect(200);
    let answers = json!({ "fraga": "När?", "kontakt": { "way": "inbox" } });
    let case = house.sent(&published, answers).await;
    assert_eq!(case.json["formVersionId"], published.json["formVersion"]["id"]);
}

// proves: CT-4
#[tokio::test]
async fn a_case_keeps_the_version_it_was_sent_with() {
    let house = House::new().await;
    let kind = house.in_use(content("Fråga")).await;
    let old = house.sent(&kind, json!({ "fraga": "När?" })).await;
    let begun = house.begin(&kind, json!({ "fraga": "Var?" })).await.expect(201);

    let asks_more = json!([
        { "id": "fraga", "kind": "text", "label": "Vad vill du fråga?", "required": true },
        { "id": "nar", "kind": "date", "label": "Sedan när?", "required": true },
        contact(),
    ]);
    let kind = house.get(&kind).await;
    let wanted = with(content("Fråga"), "components", asks_more);
    let edited = Kind::of(&house.edit(&house.local, &kind, &wanted).await.expect(200));
    assert_eq!(edited.json["formChanged"], true);
    assert_eq!(edited.json["formVersion"]["number"], 1, "residents still have the first");
    house.sent(&kind, json!({ "fraga": "Hur?" })).await;

    let renewed = house.step(&house.local, &edited, "form-versions").await.expect(201);
    let renewed = Kind::of(&renewed);
    assert_eq!(renewed.json["formVersion"]["number"], 2);
    let refused = house.submit(&Shown::of(&begun)).await.expect(422);
    assert_eq!(faults(&refused), ["/answers/nar required"], "a draft is sent on the new one");
    let clinic = &house.clinic;
    let kept = clinic.read(&clinic.receiver.token, &old).await.expect(200).json();
    assert_eq!(kept["formVersionId"], kind.json["formVersion"]["id"]);

    let again = house.step(&house.local, &renewed, "form-versions").await.expect(409);
    assert_eq!(again.problem(), "form-unchanged");
    let first = clinic.world.get_as(&house.local, &kind.path("form-versions/1")).await.expect(200);
    assert_eq!(first.json()["components"].as_array().expect("a list").len(), 2);
    let all = clinic.world.get_as(&house.local, &kind.path("form-versions")).await.expect(200);
    assert_eq!(all.json()["items"].as_array().expect("a list").len(), 2);
    clinic.world.get_as(&house.local, &kind.path("form-versions/3")).await.expect(404);
    for change in ["update form_version set number = 9", "delete from form_version"] {
        let mut conn = clinic.world.conn();
        let refused = diesel::connection::SimpleConnection::batch_execute(&mut conn, change);
        assert!(refused.is_err(), "{change}");
    }
}

// proves: CT-3, CT-1
#[tokio::test]
async fn deactivation_stops_what_is_new_and_open_cases_go_on() {
    let house = House::new().await;
    let (clinic, kind) = (&house.clinic, house.in_use(content("Fråga")).await);
    let draft = Shown::of(&house.begin(&kind, json!({ "fraga": "Var?" })).await.expect(201));
    let open = house.sent(&kind, json!({ "fraga": "När?" })).await;

    let kind = house.get(&kind).await;
    let ended = Kind::of(&house.step(&house.local, &kind, "deactivations").await.expect(201));
    assert_eq!(ended.json["status"], "deactivated");
    house.begin(&ended, json!({})).await.expect(403);
    house.submit(&draft).await.expect(403);

    let to = json!({ "handlerId": clinic.handler.id });
    let open = clinic.step(&clinic.receiver.token, &open, "distributions", to).await;
    let asked = clinic.reply(&open, "counter-question").await;
    let answer = json!({ "body": "På fredag." });
    let back = clinic.step(&clinic.anna.token, &asked, "messages", answer).await;
    assert_eq!(clinic.reply(&back, "answer").await.stage(), "closed");

    let refused = house.set(&ended, json!({ "active": true, "sortOrder": 1 })).await.expect(422);
    assert_eq!(faults(&refused), ["/active not-published"]);
    let back = Kind::of(&house.step(&house.local, &ended, "publications").await.expect(201));
    assert_eq!(back.json["formVersion"]["number"], 1, "it comes back with the form it had");
    let ended = Kind::of(&house.step(&house.local, &back, "deactivations").await.expect(201));
    let away = Kind::of(&house.step(&house.local, &ended, "archivings").await.expect(201));
    for part in ["publications", "form-versions", "deactivations", "archivings"] {
        let refused = house.step(&house.local, &away, part).await.expect(409);
        assert_eq!(refused.problem(), "case-type-status-refused", "{part}");
    }
    let refused = house.edit(&house.local, &away, &content("Nytt")).await.expect(409);
    assert_eq!(refused.problem(), "case-type-status-refused");
}

/// A case type of the region's, published, and what it is made of.
async fn central(house: &House) -> (Kind, Value) {
    let answers = json!([{ "title": "Avbokat", "body": "Din tid är avbokad." }]);
    let made_of = with(content("Avboka tid"), "standardAnswers", answers);
    let made_of = with(made_of, "termsText", json!("Avboka senast 24 timmar före."));
    let draft = house.regional_draft(made_of.clone()).await;
    assert_eq!(draft.json["fixedOptionsLocked"], true);
    let published = house.step(&house.regional, &draft, "publications").await.expect(201);
    (Kind::of(&published), made_of)
}

// proves: CT-2, M-19, M-20, M-21, B-21, B-26
#[tokio::test]
async fn a_central_type_is_handed_out_and_activated_in_the_units_own_words() {
    let house = House::new().await;
    let (clinic, world) = (&house.clinic, &house.clinic.world);
    let (kind, central) = central(&house).await;

    let settings = format!("/units/{}/case-type-settings", clinic.unit);
    let own = format!("{settings}/{}", kind.id);
    world.get_as(&house.local, &own).await.expect(404);
    let body = json!({ "caseTypeId": kind.id });
    world.post_as(&house.local, &settings, None, &body).await.expect(403);
    let given = world.post_as(&house.regional, &settings, None, &body).await.expect(201).json();
    assert_eq!((&given["active"], &given["central"]), (&json!(false), &json!(true)));
    let twice = world.post_as(&house.regional, &settings, None, &body).await.expect(409);
    assert_eq!(twice.problem(), "case-type-already-at-unit");
    house.begin(&kind, json!({})).await.expect(403);

    let words = json!({ "active": true, "sortOrder": 3,
        "localDescription": "Avboka hos oss på Bäckby.",
        "localTermsText": "Avboka senast 72 timmar före. Svar inom två arbetsdagar.",
        "standardAnswers": [{ "title": "Ny tid", "body": "Ring oss för ny tid." }] });
    house.set(&kind, words).await.expect(200);
    house.sent(&kind, json!({ "fraga": "Tisdag" })).await;
    let form = format!("/units/{}/case-types/{}", clinic.unit, kind.id);
    let form = world.get(&form).await.expect(200).json();
    assert_eq!(form["description"], "Avboka hos oss på Bäckby.");
    assert_eq!(form["termsText"], "Avboka senast 72 timmar före. Svar inom två arbetsdagar.");

    let answers = format!("/units/{}/case-types/{}/standard-answers", clinic.unit, kind.id);
    let answers = world.get_as(&clinic.handler.token, &answers).await.expect(200).json();
    assert_eq!(answers["offered"][0]["title"], "Avbokat");
    assert_eq!(answers["local"][0]["title"], "Ny tid");

    house.edit(&house.local, &house.get(&kind).await, &central).await.expect(403);
    for part in ["publications", "form-versions", "deactivations", "archivings"] {
        house.step(&house.local, &kind, part).await.expect(403);
    }
    house.set(&kind, json!({ "active": false, "sortOrder": 3 })).await.expect(200);
    house.begin(&kind, json!({})).await.expect(403);
}

#[tokio::test]
async fn only_fitting_types_are_handed_out() {
    let house = House::new().await;
    let (unit, world) = (house.clinic.unit, &house.clinic.world);
    let elsewhere = put(world, &format!("owner_unit_id = '{}'", world.unit()), "published");
    let other_region = put(world, "owner_region_code = '03'", "published");
    let ended = put(world, "owner_region_code = '19'", "deactivated");
    for wrong in [elsewhere, other_region, ended, new_id()] {
        let body = json!({ "caseTypeId": wrong });
        let path = format!("/units/{unit}/case-type-settings");
        let refused = world.post_as(&house.regional, &path, None, &body).await.expect(422);
        assert_eq!(faults(&refused), ["/caseTypeId unknown-case-type"]);
    }
}

#[tokio::test]
async fn a_form_that_can_not_be_asked_is_refused_and_nothing_is_saved() {
    let house = House::new().await;
    let ask = |id: &str, on: &str| json!({ "id": id, "kind": "text", "label": "?", "shownWhen": { "component": on } });
    let plain = json!({ "id": "a", "kind": "text", "label": "?" });
    let cases = [
        (
            json!([ask("a", "b"), ask("b", "a")]),
            vec![
                "0/shownWhen/component cyclic-condition",
                "1/shownWhen/component cyclic-condition",
            ],
        ),
        (
            json!([ask("a", "b"), { "id": "b", "kind": "text", "label": "?" }]),
            vec!["0/shownWhen/component forward-condition"],
        ),
        (json!([ask("a", "finns-inte")]), vec!["0/shownWhen/component unknown-component"]),
        (json!([plain, plain]), vec!["1/id duplicate"]),
        (json!([{ "id": "a", "kind": "choice", "label": "?" }]), vec!["0/options required"]),
    ];
    let draft = house.draft(content("Fråga")).await;
    for (components, expected) in cases {
        let wanted = with(content("Nytt namn"), "components", components);
        let refused = house.edit(&house.local, &draft, &wanted).await.expect(422);
        let at = |it: &&str| format!("/components/{it}");
        assert_eq!(faults(&refused), expected.iter().map(at).collect::<Vec<_>>());
        let owner = json!({ "unitId": house.clinic.unit });
        let refused = house.create(&house.local, owner, wanted).await.expect(422);
        let at = |it: &&str| format!("/content/components/{it}");
        assert_eq!(faults(&refused), expected.iter().map(at).collect::<Vec<_>>());
    }
    assert_eq!(house.get(&draft).await.json["content"]["name"], "Fråga");
    let made = house
        .clinic
        .world
        .texts("select count(*)::text as it from case_type where owner_unit_id is not null");
    assert_eq!(made, ["1"]);
}

#[tokio::test]
async fn other_bad_facts_are_told_by_field() {
    let house = House::new().await;
    let draft = house.draft(content("Fråga")).await;
    for (field, value, fault) in [
        ("name", json!(" "), "/name blank"),
        ("firstResponseWorkdays", json!(0), "/firstResponseWorkdays range"),
        ("minimumAge", json!(151), "/minimumAge range"),
        ("retentionPolicyId", json!(new_id()), "/retentionPolicyId unknown-retention-policy"),
    ] {
        let wanted = with(content("Fråga"), field, value);
        let refused = house.edit(&house.local, &draft, &wanted).await.expect(422);
        assert_eq!(faults(&refused), [fault]);
    }
    let crossed = with(with(content("Fråga"), "minimumAge", json!(20)), "maximumAge", json!(19));
    house.edit(&house.local, &draft, &crossed).await.expect(422);
    let both = json!({ "unitId": house.clinic.unit, "regionCode": "19" });
    let refused = house.create(&house.regional, both, content("Fråga")).await.expect(422);
    assert_eq!(faults(&refused), ["/unitId one-of"]);
    let path = format!("/case-types/{}", draft.id);
    let request = house.clinic.world.request("PUT", &path).bearer_auth(&house.local);
    send(request.json(&content("Fråga"))).await.expect(428);
    let published = Kind::of(&house.step(&house.local, &draft, "publications").await.expect(201));
    let undecided = without(content("Fråga"), "retentionPolicyId");
    let refused = house.edit(&house.local, &published, &undecided).await.expect(409);
    assert_eq!(refused.problem(), "case-type-without-retention-policy");
}

// proves: R-ROLE-11
#[tokio::test]
async fn a_region_may_keep_the_building_for_itself() {
    let house = House::new().await;
    let world = &house.clinic.world;
    world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('case-type.local-allowed', '19', '2026-11-23', 'false', 'S30')",
    );
    let id = put(world, &format!("owner_unit_id = '{}'", house.clinic.unit), "draft").to_string();
    let draft = Kind { id, etag: "\"v1\"".into(), json: Value::Null };
    let owner = || json!({ "unitId": house.clinic.unit });
    let refused = house.create(&house.local, owner(), content("Nytt")).await.expect(409);
    assert_eq!(refused.problem(), "local-case-types-not-allowed");
    let refused = house.edit(&house.local, &draft, &content("Nytt")).await.expect(409);
    assert_eq!(refused.problem(), "local-case-types-not-allowed");
    house.step(&house.local, &draft, "publications").await.expect(409);
    house.create(&house.regional, owner(), content("Nytt")).await.expect(201);
    house.step(&house.regional, &draft, "publications").await.expect(201);
}

#[tokio::test]
async fn two_publications_at_once_make_one_version() {
    let house = House::new().await;
    let draft = house.draft(content("Fråga")).await;
    let publish = || house.step(&house.local, &draft, "publications");
    let (one, other, third) = tokio::join!(publish(), publish(), publish());
    let mut statuses = [one.status, other.status, third.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412, 412]);
    let versions = house.clinic.world.texts(&format!(
        "select number::text as it from form_version where case_type_id = '{}'",
        draft.id
    ));
    assert_eq!(versions, ["1"]);
}

#[tokio::test]
async fn an_edit_while_it_is_published_is_not_lost_and_not_smuggled_in() {
    let house = House::new().await;
    let draft = house.draft(content("Fråga")).await;
    let changed = with(content("Annat"), "components", json!([contact()]));
    let (edited, published) = tokio::join!(
        house.edit(&house.local, &draft, &changed),
        house.step(&house.local, &draft, "publications")
    );
    let now = house.get(&draft).await.json;
    match (edited.status, published.status) {
        (200, 412) => assert_eq!(
            (&now["status"], &now["content"]["name"]),
            (&json!("draft"), &json!("Annat"))
        ),
        (412, 201) => assert_eq!(
            (&now["status"], &now["content"]["name"]),
            (&json!("published"), &json!("Fråga"))
        ),
        other => panic!("one of them is first: {other:?}"),
    }
}

#[tokio::test]
async fn questions_that_do_not_apply_take_no_answer() {
    let house = House::new().await;
    let form = json!([
        { "id": "vard", "kind": "choice", "label": "Har du sökt vård?", "required": true,
          "options": [{ "id": "ja", "label": "Ja" }, { "id": "nej", "label": "Nej" }] },
        { "id": "var", "kind": "text", "label": "Var?", "required": true,
          "shownWhen": { "component": "vard", "anyOf": ["ja"] } },
        contact(),
    ]);
    let kind = house.in_use(with(content("Fråga"), "components", form)).await;
    let begun = house.begin(&kind, json!({ "vard": "nej", "var": "Sala" })).await.expect(201);
    let refused = house.submit(&Shown::of(&begun)).await.expect(422);
    assert_eq!(faults(&refused), ["/answers/var not-asked"]);
    house.sent(&kind, json!({ "vard": "nej" })).await;
    let begun = house.begin(&kind, json!({ "vard": "ja" })).await.expect(201);
    let refused = house.submit(&Shown::of(&begun)).await.expect(422);
    assert_eq!(faults(&refused), ["/answers/var required"]);
}

#[tokio::test]
async fn outside_its_hours_a_type_says_when_it_opens() {
    let house = House::new().await;
    let (clinic, kind) = (&house.clinic, house.in_use(content("Fråga")).await);
    let tuesdays = json!([{ "weekday": 2, "opens": "08:00", "closes": "12:00" }]);
    let settings =
        |windows: Value| json!({ "active": true, "sortOrder": 1, "openWindows": windows });
    for (bad, fault) in [
        (json!([{ "weekday": 2, "opens": "12:00", "closes": "08:00" }]), "0 times-in-order"),
        (json!([{ "weekday": 2, "opens": "25:00", "closes": "08:00" }]), "0 time"),
        (json!([tuesdays[0], tuesdays[0]]), "1 overlap"),
    ] {
        let refused = house.set(&kind, settings(bad)).await.expect(422);
        assert_eq!(faults(&refused), [format!("/openWindows/{fault}")]);
    }
    let draft = Shown::of(&house.begin(&kind, json!({ "fraga": "När?" })).await.expect(201));
    house.set(&kind, settings(tuesdays)).await.expect(200);
    let refused = house.submit(&draft).await.expect(409);
    assert_eq!(refused.problem(), "case-type-outside-hours");
    let detail = refused.json()["detail"].as_str().expect("words").to_owned();
    assert!(detail.contains("2026-11-24 08:00"), "{detail}");
    let path = format!("/residents/{}/units/{}", clinic.anna.id, clinic.unit);
    let card = clinic.world.get_as(&clinic.anna.token, &path).await.expect(200).json();
    let shown = card["caseTypes"].as_array().expect("a list").iter();
    let mine = { shown }.find(|it| it["id"] == kind.id.as_str()).expect("it is listed");
    assert_eq!(mine["hindrance"], "outside-hours");
    assert_eq!(mine["openWindows"][0]["opens"], "08:00");

    clinic.world.clock.set("2026-11-24T07:30:00Z".parse().expect("an instant"));
    let token = clinic.world.resident_session(clinic.anna.id).await;
    clinic.step(&token, &draft, "submissions", json!({})).await;
}

// proves: CT-5
#[tokio::test]
async fn a_pause_names_another_unit_to_turn_to() {
    let house = House::new().await;
    let (world, kind) = (&house.clinic.world, house.in_use(content("Fråga")).await);
    let pause = |other: Value| {
        json!({ "active": true, "sortOrder": 1, "pause": { "from": NOON,
            "message": "Vänd dig till Viksäng.", "alternativeUnitId": other } })
    };
    let closed = world.unit();
    world.sql(&format!("update unit set status = 'closed' where id = '{closed}'"));
    for wrong in [json!(new_id()), json!(house.clinic.unit), json!(closed)] {
        let refused = house.set(&kind, pause(wrong)).await.expect(422);
        assert_eq!(faults(&refused), ["/pause/alternativeUnitId unknown-unit"]);
    }
    let other = world.unit();
    house.set(&kind, pause(json!(other))).await.expect(200);
    house.begin(&kind, json!({})).await.expect(409);
    let card = world.get(&format!("/units/{}", house.clinic.unit)).await.expect(200).json();
    let shown = card["caseTypes"].as_array().expect("a list").iter();
    let mine = { shown }.find(|it| it["id"] == kind.id.as_str()).expect("it is listed");
    assert_eq!(mine["pause"]["alternativeUnitId"], other.to_string());
}

/// That case type in a preview.
fn find(seen: &Value, id: &str) -> Option<Value> {
    let items = seen["items"].as_array().expect("a list").iter();
    { items }.find(|it| it["caseType"]["id"] == id).cloned()
}

// proves: B-89
#[tokio::test]
async fn a_preview_shows_what_that_resident_would_see() {
    let house = House::new().await;
    let (clinic, world) = (&house.clinic, &house.clinic.world);
    let adult = with(content("Klamydiatest"), "minimumAge", json!(15));
    let kind = house.in_use(adult.clone()).await;
    let teen = world.resident("oskar");
    let preview = async |resident: Uuid, draft: Option<&Kind>| {
        let mut body = json!({ "residentId": resident });
        if let Some(draft) = draft {
            body["withDraft"] = json!(draft.id);
        }
        let path = format!("/units/{}/case-type-previews", clinic.unit);
        let request = world.request("POST", &path).bearer_auth(&house.local);
        send(request.json(&body)).await
    };
    let seen = preview(clinic.anna.id, None).await.expect(200).json();
    let for_anna = find(&seen, &kind.id).expect("she sees it");
    assert_eq!(for_anna["caseType"]["available"], true);
    assert_eq!(for_anna["form"]["components"].as_array().expect("a list").len(), 2);
    let seen = preview(teen, None).await.expect(200).json();
    let for_teen = find(&seen, &kind.id).expect("it is listed");
    assert_eq!(for_teen["caseType"]["hindrance"], "outside-limits");
    let about = "select patient_id::text as it from audit_entry
        where action = 'unit-case-type.preview' order by id desc limit 1";
    assert_eq!(world.texts(about), [teen.to_string()], "it stands in the resident's own log");

    let draft = house.draft(with(content("Utkast"), "components", json!([contact()]))).await;
    let seen = preview(clinic.anna.id, None).await.expect(200).json();
    assert!(find(&seen, &draft.id).is_none(), "a draft is seen only when it is asked for");
    let seen = preview(clinic.anna.id, Some(&draft)).await.expect(200).json();
    let shown = find(&seen, &draft.id).expect("as if it were published");
    assert_eq!(shown["form"]["components"].as_array().expect("a list").len(), 1);
    let regional = house.regional_draft(content("Regionens")).await;
    let refused = preview(clinic.anna.id, Some(&regional)).await.expect(422);
    assert_eq!(faults(&refused), ["/withDraft unknown-case-type"]);
    let status = format!("select status as it from case_type where id = '{}'", draft.id);
    assert_eq!(world.texts(&status), ["draft"], "a preview changes nothing");
}

#[tokio::test]
async fn a_type_without_retention_does_not_fit_the_table() {
    let world = World::new().await;
    let id = put(&world, "owner_region_code = '19'", "draft");
    world.sql(&format!("update case_type set retention_policy_id = null where id = '{id}'"));
    let mut conn = world.conn();
    let publish = format!("update case_type set status = 'published' where id = '{id}'");
    let refused = diesel::connection::SimpleConnection::batch_execute(&mut conn, &publish);
    assert!(refused.is_err());
}
