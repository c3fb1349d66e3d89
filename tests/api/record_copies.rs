//! Copies of records: who may ask, who weighs it, and what is handed over.

use etjanster::journal::source::{COSMIC, Entry, Mood};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Colleague, Resident},
    people::number,
    world::{Answer, NOON, World, new_id, noon},
};

const OWN: &str = "SE2321000172-VG01";

struct Desk {
    world: World,
    unit: Uuid,
    hsa_id: String,
    doctor: Colleague,
    anna: Resident,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        let unit = world.unit();
        let hsa_id = world.texts(&format!("select hsa_id as it from unit where id = '{unit}'"));
        let doctor = world.colleague(&[]).await;
        world.posting(doctor.id, unit, "care-and-treatment");
        let anna = world.signed_in("anna").await;
        Self { world, unit, hsa_id: hsa_id[0].clone(), doctor, anna }
    }

    async fn colleague(&self) -> Colleague {
        let colleague = self.world.colleague(&[]).await;
        self.world.posting(colleague.id, self.unit, "care-and-treatment");
        colleague
    }

    async fn file(&self, token: &str, about: Uuid) -> Answer {
        let body = json!({ "unitId": self.unit, "scope": "unit", "delivery": "post" });
        self.file_this(token, about, &body).await
    }

    async fn file_this(&self, token: &str, about: Uuid, body: &Value) -> Answer {
        let path = format!("/residents/{about}/journal/record-copy-requests");
        self.world.post_as(token, &path, None, body).await
    }

    /// The newest request at the unit.
    async fn newest(&self) -> Value {
        let path = format!("/units/{}/record-copy-requests", self.unit);
        self.world.get_as(&self.doctor.token, &path).await.expect(200).json()["items"][0].clone()
    }

    fn path(&self, request: &Value, what: &str) -> String {
        let id = request["id"].as_str().expect("an id");
        format!("/units/{}/record-copy-requests/{id}/{what}", self.unit)
    }

    async fn step(&self, by: &str, request: &Value, what: &str, body: &Value) -> Answer {
        let version = format!("\"v{}\"", request["version"]);
        self.world.post_as(by, &self.path(request, what), Some(&version), body).await
    }

    /// Anna's request, taken by the doctor.
    async fn taken(&self) -> Value {
        self.file(&self.anna.token, self.anna.id).await.expect(202);
        let request = self.newest().await;
        let taken = self.step(&self.doctor.token, &request, "assessments", &json!({})).await;
        taken.expect(201).json()
    }

    async fn content(&self, request: &Value) -> Value {
        let path = self.path(request, "content");
        self.world.get_as(&self.doctor.token, &path).await.expect(200).json()
    }

    fn enter(&self, id: &str, more: &Value, sections: &Value) {
        let mut entry = json!({ "id": id, "unit": self.hsa_id, "provider": OWN,
            "at": "2025-06-01T10:00:00+02:00",
            "says": { "note": { "title": "Besök", "sections": sections } } });
        for (name, value) in more.as_object().expect("fields") {
            entry[name] = value.clone();
        }
        self.world.records.enter(COSMIC, number("anna"), &Entry::of(entry), noon());
    }

    fn fill(&self) {
        let note = json!([{ "heading": "Aktuellt", "text": "MARKOR-ett" },
            { "heading": "Anhöriga", "text": "MARKOR-tva", "hidden": true }]);
        self.enter("n1", &json!({}), &note);
        let note = json!([{ "heading": "Aktuellt", "text": "MARKOR-tre" }]);
        self.enter("n2", &json!({ "hidden": true, "approved": false, "signed": false }), &note);
        self.enter("elsewhere", &json!({ "unit": "SE2321000172-DV52" }), &note);
        self.enter("other", &json!({ "provider": "SE2321000024-VG01" }), &note);
    }
}

fn count(json: &Value) -> usize {
    json["items"].as_array().expect("items").len()
}

// proves: JC-1, JC-3, JC-7, JC-8
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn the_assessor_sees_everything_with_warnings_and_hands_it_over() {
    let desk = Desk::new().await;
    desk.fill();
    let (world, doctor) = (&desk.world, &desk.doctor.token);
    let seal = json!({ "scope": "full", "from": "2026-01-01" });
    world.records.seal(number("anna"), vec![seal]);
    world.sql(&format!(
        "insert into patient_block (id, resident_id, kind, provider_hsa_id, excluded_types,
            requested_by, unit_id, set_by, set_at)
         values ('{}', '{}', 'inner', '{OWN}', '{{}}', 'patient', '{}', '{}', '{NOON}')",
        new_id(),
        desk.anna.id,
        desk.unit,
        desk.doctor.id
    ));
    let request = desk.taken().await;
    assert_eq!(request["review"], "harm-assessment");

    let content = desk.content(&request).await;

    assert_eq!(count(&content), 2, "the unit's own, and nobody else's");
    let warnings =
        content["items"][0]["warnings"].to_string() + &content["items"][1]["warnings"].to_string();
    for warning in [
        "sealed",
        "blocked-inner",
        "hidden-note",
        "hidden-keyword",
        "unsigned",
        "not-approved-for-patient",
    ] {
        assert!(warnings.contains(warning), "{warning} in {warnings}");
    }
    for marker in ["MARKOR-ett", "MARKOR-tva", "MARKOR-tre"] {
        assert!(content.to_string().contains(marker), "{marker}");
    }
    let colleague = desk.colleague().await;
    let theirs = world.get_as(&colleague.token, &desk.path(&request, "content")).await;
    assert_eq!(theirs.expect(409).problem(), "record-copy-other-assessor");
    world.get_as(doctor, &desk.path(&request, "copy")).await.expect(409);

    let body = json!({ "assessedDigest": content["assessedDigest"] });
    let released = desk.step(doctor, &request, "releases", &body).await.expect(201).json();
    assert_eq!(released["stage"], "released");
    let copy = world.get_as(doctor, &desk.path(&request, "copy")).await.expect(200).json();
    assert_eq!((count(&copy), copy["withheldItems"].clone()), (2, json!(0)));
    let pdf = world.get_as(doctor, &desk.path(&request, "print")).await.expect(200);
    assert!(pdf.body.starts_with(b"%PDF-"));
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let done = world.audit();
    for action in
        ["record-copy.read-content done", "record-copy.disclose done", "record-copy.print done"]
    {
        assert!(done.contains(&action.to_owned()), "{action}");
    }
    let own = format!("/residents/{}/journal/record-copy-requests", desk.anna.id);
    let own = world.get_as(&desk.anna.token, &own).await.expect(200).json();
    assert_eq!(own["items"][0]["decision"]["outcome"], "released");
    let told = "select kind || ' ' || (payload ->> 'notice') as it from outbox_job";
    assert_eq!(world.texts(told), ["email request-decided"]);

    desk.enter("late", &json!({}), &json!([{ "heading": "Nytt", "text": "Skrivet efteråt." }]));
    let changed = world.get_as(doctor, &desk.path(&request, "copy")).await.expect(409);
    assert_eq!(changed.problem(), "record-copy-record-changed");
    let anew = desk.step(doctor, &released, "reassessments", &json!({})).await.expect(201).json();
    assert_eq!(anew["stage"], "assessing");
    assert_eq!(count(&desk.content(&anew).await), 3);
}

// proves: JC-4, JC-5, JC-9
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn parts_are_withheld_for_a_ground_with_reasons_and_a_way_to_appeal() {
    let desk = Desk::new().await;
    desk.fill();
    let (world, doctor) = (&desk.world, &desk.doctor.token);
    let request = desk.taken().await;
    let content = desk.content(&request).await;
    let of = |text: &str| {
        let items = content["items"].as_array().expect("items");
        items.iter().find(|it| it.to_string().contains(text)).expect(text)["id"].clone()
    };
    let partly = |ground: &str| {
        json!({ "assessedDigest": content["assessedDigest"], "reasons": "Om en annan person.",
            "withheld": [{ "itemId": of("MARKOR-ett"), "section": 2, "ground": ground },
                { "itemId": of("MARKOR-tre"), "ground": "informant" }] })
    };
    desk.step(doctor, &request, "partial-releases", &partly("minor-significant-harm"))
        .await
        .expect(422);
    let decided = desk.step(doctor, &request, "partial-releases", &partly("third-person")).await;
    let decided = decided.expect(201).json();
    assert_eq!(decided["decision"]["appealTo"], "administrative-court-of-appeal");
    let copy = world.get_as(doctor, &desk.path(&request, "copy")).await.expect(200);
    let text = String::from_utf8_lossy(&copy.body).into_owned();
    assert!(text.contains("MARKOR-ett"));
    assert!(
        !text.contains("MARKOR-tva") && !text.contains("MARKOR-tre") && !text.contains("Anhöriga")
    );
    assert_eq!(copy.json()["withheldItems"], 1);

    world.sql(&format!("update journal_provider set is_private = true where hsa_id = '{OWN}'"));
    let request = desk.taken().await;
    let body = json!({ "ground": "harm-to-treatment", "reasons": "Med hänsyn till vården." });
    let refused = desk.step(doctor, &request, "refusals", &body).await.expect(201).json();
    assert_eq!(
        (refused["stage"].clone(), refused["decision"]["appealTo"].clone()),
        (json!("refused"), json!("ivo"))
    );
    world.get_as(doctor, &desk.path(&request, "copy")).await.expect(409);
    let own = format!(
        "/residents/{}/journal/record-copy-requests/{}",
        desk.anna.id,
        refused["id"].as_str().expect("an id")
    );
    let own = world.get_as(&desk.anna.token, &own).await.expect(200).json();
    assert!(own["decision"]["appealInstructions"].as_str().expect("a text").contains("IVO"));
    assert_eq!(own["decision"]["reasons"], "Med hänsyn till vården.");
}

// proves: JC-10
#[tokio::test]
async fn nothing_of_the_record_is_kept_and_no_copy_is_made_while_a_source_is_silent() {
    let desk = Desk::new().await;
    desk.fill();
    let (world, doctor) = (&desk.world, &desk.doctor.token);
    let request = desk.taken().await;
    let content = desk.content(&request).await;
    let body = json!({ "assessedDigest": content["assessedDigest"] });
    desk.step(doctor, &request, "releases", &body).await.expect(201);
    world.get_as(doctor, &desk.path(&request, "print")).await.expect(200);
    let tables = world.texts(
        "select table_name::text as it from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    for table in tables {
        let found = world
            .texts(&format!("select t::text as it from {table} t where t::text like '%MARKOR%'"));
        assert_eq!(found, Vec::<String>::new(), "{table}");
    }
    world.records.be(COSMIC, Mood::Failing);
    world.get_as(doctor, &desk.path(&request, "copy")).await.expect(503);
}

// proves: JC-2, JC-6
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn a_blocked_guardian_may_ask_and_learns_nothing_by_it() {
    let desk = Desk::new().await;
    let world = &desk.world;
    let child = world.resident("alva");
    let erik = world.signed_in("erik").await;
    let maria = world.signed_in("maria").await;
    world.guardian_of(desk.anna.id, child);
    world.guardian_of(erik.id, child);
    world.sql(&format!(
        "insert into guardian_block (id, child_id, guardian_id, region_code, reason, decided_by,
            decided_as, decision_unit_id, blocked_by, blocked_at)
         values ('{}', '{child}', '{}', '19', 'other', 'Chef', 'operations-manager', '{}', '{}',
            '{NOON}')",
        new_id(),
        erik.id,
        desk.unit,
        desk.doctor.id
    ));
    let plain = |answer: Answer, about: Uuid| {
        let text = String::from_utf8_lossy(&answer.body).replace(&about.to_string(), "ID");
        (answer.status, text)
    };
    let nobody = new_id();
    let blocked = plain(desk.file(&erik.token, child).await, child);
    assert_eq!(blocked.0, 202);
    assert_eq!(plain(desk.file(&desk.anna.token, child).await, child), blocked, "a guardian");
    assert_eq!(plain(desk.file(&maria.token, child).await, child), blocked, "no relation");
    assert_eq!(plain(desk.file(&maria.token, nobody).await, nobody), blocked, "no such person");
    let kept = "select requested_by::text as it from record_copy_request order by filed_at, id";
    let mut kept = world.texts(kept);
    kept.sort();
    let mut expected = [desk.anna.id.to_string(), erik.id.to_string()];
    expected.sort();
    assert_eq!(kept, expected);
    let list = format!("/residents/{child}/journal/record-copy-requests");
    world.get_as(&erik.token, &list).await.expect(404);
    world.get_as(&maria.token, &list).await.expect(404);
    let annas = world.get_as(&desk.anna.token, &list).await.expect(200).json();
    assert_eq!(count(&annas), 1, "her own alone");

    let all = format!("/units/{}/record-copy-requests", desk.unit);
    let all = world.get_as(&desk.doctor.token, &all).await.expect(200).json();
    let his = all["items"].as_array().expect("items").iter();
    let his = his.clone().find(|it| it["requestedBy"] == json!(erik.id)).expect("his").clone();
    assert_eq!(his["review"], "harm-assessment-guardian");
    let his =
        desk.step(&desk.doctor.token, &his, "assessments", &json!({})).await.expect(201).json();
    let content = desk.content(&his).await;
    assert_eq!(content["warnings"], json!(["guardian-blocked"]));
    let body = json!({ "ground": "minor-significant-harm", "reasons": "Med hänsyn till barnet." });
    desk.step(&desk.doctor.token, &his, "refusals", &body).await.expect(201);
    let told = world.texts("select id::text as it from outbox_job");
    assert!(told.is_empty(), "he is answered by post, and nobody else is told");
}

// proves: JC-1
#[tokio::test]
async fn of_two_who_take_a_request_at_once_one_has_it() {
    let desk = Desk::new().await;
    desk.file(&desk.anna.token, desk.anna.id).await.expect(202);
    let request = desk.newest().await;
    let other = desk.colleague().await;
    let nothing = json!({});
    let (mine, theirs) = tokio::join!(
        desk.step(&desk.doctor.token, &request, "assessments", &nothing),
        desk.step(&other.token, &request, "assessments", &nothing),
    );
    let mut statuses = [mine.status, theirs.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412]);
    let taken = desk.newest().await;
    let loser = if mine.status == 201 { &other.token } else { &desk.doctor.token };
    let body = json!({ "ground": "third-person", "reasons": "Nej." });
    let refused = desk.step(loser, &taken, "refusals", &body).await.expect(409);
    assert_eq!(refused.problem(), "record-copy-other-assessor");
    let over = desk.step(loser, &taken, "assessments", &nothing).await.expect(201).json();
    let (one, two) = tokio::join!(
        desk.step(loser, &over, "refusals", &body),
        desk.step(loser, &over, "refusals", &body),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412]);
    desk.world.post_as(loser, &desk.path(&over, "refusals"), None, &body).await.expect(428);
}
