//! Staff read across providers: what they need for it, what stops them, and what the patient sees of it.

use chrono::TimeDelta;
use etjanster::{
    access::Who,
    config::Audience,
    directory::{AssignmentEntry, PersonEntry},
    id::StaffId,
    journal::source::{ADVICE, COSMIC, Entry, Mood},
    patient_overview::{EmbeddedRegister, RegisteredBlock},
};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::{
    clinic::{Colleague, Resident},
    people::number,
    sign_in_desk::{Desk, signed_in},
    staff_region::entry,
    world::{Answer, World, noon},
};

pub const OWN: &str = "SE2321000172-VG01";
pub const OTHER: &str = "SE2321000024-VG01";

/// A unit with a doctor, the patient, and a national register of blocks.
pub struct Ward {
    pub world: World,
    pub register: EmbeddedRegister,
    pub unit: Uuid,
    pub doctor: Colleague,
    pub patient: Resident,
    pub key: &'static str,
    _stop: DropGuard,
}

impl Ward {
    pub async fn new(key: &'static str) -> Self {
        let (register, stop) = (EmbeddedRegister::default(), CancellationToken::new());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        tokio::spawn(register.clone().serve(listener, stop.clone()));
        let world = World::with(&[("BLOCK_REGISTER_URL", &url)]).await;
        let unit = world.unit();
        let doctor = world.colleague(&[]).await;
        world.posting(doctor.id, unit, "care-and-treatment");
        let patient = world.signed_in(key).await;
        Self { world, register, unit, doctor, patient, key, _stop: stop.drop_guard() }
    }

    pub fn today(&self) -> String {
        etjanster::clock::local_date(self.world.clock.now()).to_string()
    }

    fn in_days(&self, days: i64) -> String {
        etjanster::clock::local_date(self.world.clock.now() + TimeDelta::days(days)).to_string()
    }

    pub async fn post(&self, token: &str, what: &str, body: &Value) -> Answer {
        let path = format!("/patients/{}/{what}", self.patient.id);
        self.world.post_as(token, &path, None, body).await
    }

    pub async fn relate(&self) -> Answer {
        let (from, through) = (self.today(), self.in_days(60));
        let body = json!({ "unitId": self.unit, "validFrom": from, "validThrough": through });
        self.post(&self.doctor.token, "care-relations", &body).await
    }

    pub fn consent(&self, through: &str) -> Value {
        json!({ "unitId": self.unit, "kind": "coherent-documentation", "manner": "in-person",
            "validFrom": self.today(), "validThrough": through })
    }

    /// The patient consents for a month.
    pub async fn consented(&self) -> Value {
        let body = self.consent(&self.in_days(31));
        self.post(&self.doctor.token, "consents", &body).await.expect(201).json()
    }

    pub async fn open_in_emergency(&self) -> Answer {
        let body = json!({ "unitId": self.unit, "reason": "Medvetslös vid ankomst." });
        self.post(&self.doctor.token, "emergency-openings", &body).await
    }

    pub async fn read_as(&self, token: &str) -> Answer {
        self.read_more(token, "").await
    }

    pub async fn read(&self) -> Answer {
        self.read_as(&self.doctor.token).await
    }

    async fn read_more(&self, token: &str, query: &str) -> Answer {
        let path = format!("/patients/{}/overview?unitId={}{query}", self.patient.id, self.unit);
        self.world.get_as(token, &path).await
    }

    /// Something in the patient's record, a year old.
    pub fn enter(&self, provider: &str, unit: &str, id: &str, says: Value, hidden: bool) {
        let entry = json!({ "id": id, "provider": provider, "unit": unit, "hidden": hidden,
            "at": "2025-06-01T10:00:00+02:00", "says": says });
        self.world.records.enter(COSMIC, number(self.key), &Entry::of(entry), noon());
    }

    pub fn note(&self, provider: &str, unit: &str, id: &str) {
        self.enter(provider, unit, id, note("Kontroll."), false);
    }

    pub fn outer_block(&self) -> RegisteredBlock {
        serde_json::from_value(json!({ "kind": "outer", "providerHsaId": OTHER })).expect("a block")
    }

    /// The unit's HSA-id.
    pub fn hsa_id(&self, unit: Uuid) -> String {
        self.world.texts(&format!("select hsa_id as it from unit where id = '{unit}'")).remove(0)
    }
}

pub fn note(text: &str) -> Value {
    json!({ "note": { "title": "Besök", "sections": [{ "heading": "Aktuellt", "text": text }] } })
}

fn titles(answer: &Answer) -> usize {
    answer.json()["items"].as_array().expect("items").len()
}

// proves: NP-1, NP-2, NP-4
#[tokio::test]
async fn staff_read_while_relation_and_consent_hold_and_the_patient_sees_it() {
    let ward = Ward::new("anna").await;
    let world = &ward.world;
    ward.note(OTHER, "SE2321000024-DV01", "n1");
    assert_eq!(ward.read().await.expect(403).problem(), "no-patient-relation");
    let relation = ward.relate().await.expect(201).json();
    assert_eq!(ward.read().await.expect(403).problem(), "no-consent");
    let mut lists = ward.consent(&ward.in_days(31));
    lists["kind"] = "national-medication-list".into();
    ward.post(&ward.doctor.token, "consents", &lists).await.expect(201);
    assert_eq!(ward.read().await.expect(403).problem(), "no-consent", "another consent");
    let consent = ward.consented().await;

    let read = ward.read().await.expect(200).json();

    assert_eq!(read["items"][0]["reason"], "ok");
    assert_eq!(read["items"][0]["provider"], json!({ "hsaId": OTHER, "name": "Region Uppsala" }));
    assert_eq!(read["complete"], true);
    assert_eq!(read["withheld"], json!([]));
    let log = format!("/residents/{}/access-log", ward.patient.id);
    let log = world.get_as(&ward.patient.token, &log).await.expect(200).json();
    let seen = log["items"].as_array().expect("rows").iter();
    let reads = seen.filter(|row| row["action"] == "patient-overview.read");
    assert_eq!(reads.filter(|row| row["outcome"] == "done").count(), 1);
    let kept =
        "select ground || array_to_string(information_types, ',') as it from overview_reading";
    assert_eq!(world.texts(kept), ["consentnote"]);

    let own = format!("/residents/{}/consents", ward.patient.id);
    let list = world.get_as(&ward.patient.token, &own).await.expect(200).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    assert!(list["items"][0]["registeredBy"].is_null());
    let end = format!("{own}/{}/endings", consent["id"].as_str().expect("an id"));
    world.post_as(&ward.patient.token, &end, None, &json!({})).await.expect(201);
    assert_eq!(ward.read().await.expect(403).problem(), "consent-expired");
    let again = world.post_as(&ward.patient.token, &end, None, &json!({})).await.expect(409);
    assert_eq!(again.problem(), "consent-already-ended");
    ward.consented().await;
    ward.read().await.expect(200);
    let end = format!("care-relations/{}/endings", relation["id"].as_str().expect("an id"));
    let at = json!({ "unitId": ward.unit });
    ward.post(&ward.doctor.token, &end, &at).await.expect(201);
    assert_eq!(ward.read().await.expect(403).problem(), "no-patient-relation");
}

// proves: NP-3
#[tokio::test]
async fn who_has_no_assignment_is_told_nothing_of_who_is_there() {
    let ward = Ward::new("anna").await;
    ward.relate().await.expect(201);
    ward.consented().await;
    let stranger = ward.world.colleague(&[]).await;
    let there = ward.read_as(&stranger.token).await.expect(403);
    let path = format!("/patients/{}/overview?unitId={}", Uuid::nil(), ward.unit);
    let nobody = ward.world.get_as(&stranger.token, &path).await.expect(403);
    assert_eq!((there.problem(), nobody.problem()), ("forbidden".into(), "forbidden".into()));
    ward.world.get_as(&ward.doctor.token, &path).await.expect(404);
    ward.read_as(&ward.patient.token).await.expect(404);
    ward.world.posting(stranger.id, ward.unit, "statistics");
    assert_eq!(ward.read_as(&stranger.token).await.expect(403).problem(), "wrong-assignment");
    let nobody = ward.world.get_as(&stranger.token, &path).await.expect(403);
    assert_eq!(nobody.problem(), "wrong-assignment");
    let weak = Who::Staff(StaffId(ward.doctor.id));
    let weak = ward.world.session_by(weak, Some("http://id.sambi.se/loa/loa2")).await;
    assert_eq!(ward.read_as(&weak).await.expect(403).problem(), "weak-authentication");
}

// proves: NP-5, NP-6
#[tokio::test]
async fn seals_and_hiding_are_the_residents_side_and_do_not_count_here() {
    let ward = Ward::new("anna").await;
    ward.relate().await.expect(201);
    ward.consented().await;
    let seal = json!({ "scope": "full", "from": "2026-01-01" });
    ward.world.records.seal(number("anna"), vec![seal]);
    ward.enter(OTHER, "SE2321000024-DV01", "whole", note("Dold."), true);
    let part = json!({ "note": { "title": "Besök", "sections": [
        { "heading": "Tidiga hypoteser", "text": "Malignitet?", "hidden": true }] } });
    ward.enter(OWN, "SE2321000172-DV52", "part", part, false);

    let read = ward.read().await.expect(200).json();

    let items = read["items"].as_array().expect("items");
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|item| item["hiddenOn1177"] == true));
    assert!(read.to_string().contains("Malignitet?"));
}

// proves: NP-7, NP-8
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn a_block_keeps_other_units_out_and_is_seen_past_for_a_week_at_most() {
    let ward = Ward::new("anna").await;
    let (world, token) = (&ward.world, &ward.doctor.token);
    ward.relate().await.expect(201);
    ward.consented().await;
    let elsewhere = world.unit();
    let sister = world.colleague(&[]).await;
    world.posting(sister.id, elsewhere, "care-and-treatment");
    ward.note(OWN, &ward.hsa_id(elsewhere), "closed");
    ward.note(OWN, &ward.hsa_id(ward.unit), "own");
    assert_eq!(titles(&ward.read().await.expect(200)), 2);
    let body = json!({ "unitId": elsewhere, "kind": "inner", "requestedBy": "patient" });
    let block = ward.post(&sister.token, "blocks", &body).await.expect(201).json();
    let read = ward.read().await.expect(200);
    assert_eq!(titles(&read), 1);
    assert_eq!(read.json()["withheld"], json!([{ "reason": "blocked", "providers": [] }]));

    let blocks = format!("/patients/{}/blocks?unitId={}", ward.patient.id, ward.unit);
    let seen = world.get_as(token, &blocks).await.expect(200).json();
    assert_eq!(seen["items"][0]["id"], block["id"]);
    assert!(seen["items"][0]["unitHsaId"].is_null(), "only that there is one");
    let own = format!("/residents/{}/patient-blocks", ward.patient.id);
    let own = world.get_as(&ward.patient.token, &own).await.expect(200).json();
    assert_eq!(own["items"][0]["unitHsaId"], json!(ward.hsa_id(elsewhere)));

    let lifts = format!("blocks/{}/temporary-lifts", block["id"].as_str().expect("an id"));
    let lift = |days| {
        json!({ "unitId": ward.unit, "ground": "consent", "reason": "Inför operation.",
            "validThrough": ward.in_days(days) })
    };
    ward.post(token, &lifts, &lift(8)).await.expect(422);
    ward.post(token, &lifts, &lift(-1)).await.expect(422);
    let at_home = json!({ "unitId": elsewhere, "ground": "consent", "reason": "Nej.",
        "validThrough": ward.in_days(1) });
    let refused = ward.post(&sister.token, &lifts, &at_home).await.expect(409);
    assert_eq!(refused.problem(), "block-not-liftable");
    ward.post(token, &lifts, &lift(7)).await.expect(201);
    let reasons = |answer: Answer| {
        let json = answer.json();
        let mut all: Vec<String> = json["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|it| it["reason"].as_str().expect("a code").to_owned())
            .collect();
        all.sort();
        all
    };
    assert_eq!(reasons(ward.read().await.expect(200)), ["ok", "ok-temp-revoke"]);

    let lifting = format!("blocks/{}/liftings", block["id"].as_str().expect("an id"));
    let at = json!({ "unitId": elsewhere });
    ward.post(&sister.token, &lifting, &at).await.expect(201);
    assert_eq!(
        ward.post(&sister.token, &lifting, &at).await.expect(409).problem(),
        "block-already-lifted"
    );
    assert_eq!(reasons(ward.read().await.expect(200)), ["ok", "ok"]);
}

// proves: NP-9, JM-13
#[tokio::test]
async fn a_guardian_neither_blocks_nor_stops_it_for_a_child() {
    let ward = Ward::new("alva").await;
    let anna = ward.world.signed_in("anna").await;
    ward.world.guardian_of(anna.id, ward.patient.id);
    ward.relate().await.expect(201);
    let consent = ward.consented().await;
    let body = json!({ "unitId": ward.unit, "kind": "outer", "requestedBy": "guardian" });
    let refused = ward.post(&ward.doctor.token, "blocks", &body).await.expect(403);
    assert_eq!(refused.problem(), "guardian-cannot-block");
    let own = format!("/residents/{}/consents", ward.patient.id);
    ward.world.get_as(&anna.token, &own).await.expect(200);
    let end = format!("{own}/{}/endings", consent["id"].as_str().expect("an id"));
    ward.world.post_as(&anna.token, &end, None, &json!({})).await.expect(403);
    ward.read().await.expect(200);
    assert_eq!(ward.world.texts("select count(*)::text as it from patient_block"), ["0"]);
}

// proves: NP-10
#[tokio::test]
async fn in_danger_to_life_staff_learn_whom_to_ask_and_the_patient_sees_each_opening() {
    let ward = Ward::new("anna").await;
    ward.register.put(number("anna"), ward.outer_block());
    ward.note(OTHER, "SE2321000024-DV01", "closed");
    ward.note(OWN, "SE2321000172-DV01", "open");
    assert_eq!(ward.open_in_emergency().await.expect(403).problem(), "no-patient-relation");
    ward.relate().await.expect(201);
    let blank = json!({ "unitId": ward.unit, "reason": "  " });
    ward.post(&ward.doctor.token, "emergency-openings", &blank).await.expect(422);

    let opened = ward.open_in_emergency().await.expect(201).json();

    let uppsala = json!([{ "hsaId": OTHER, "name": "Region Uppsala" }]);
    assert_eq!(opened["blockedBy"], uppsala);
    let read = ward.read().await.expect(200).json();
    assert_eq!(read["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(read["items"][0]["reason"], "ok-emergency");
    let withheld = json!([{ "reason": "blocked-ask-owner", "providers": uppsala }]);
    assert_eq!(read["withheld"], withheld);
    let own = format!("/residents/{}/emergency-openings", ward.patient.id);
    let own = ward.world.get_as(&ward.patient.token, &own).await.expect(200).json();
    assert_eq!(own["items"][0]["unitName"], "Provets vårdcentral");
    assert!(!own.to_string().contains("Medvetslös"), "the reason is for those who review");
    let colleague = ward.world.colleague(&[]).await;
    ward.world.posting(colleague.id, ward.unit, "care-and-treatment");
    let theirs = ward.read_as(&colleague.token).await.expect(403);
    assert_eq!(theirs.problem(), "no-consent", "an opening is the opener's own");
    ward.register.set_down(true);
    let blind = ward.open_in_emergency().await.expect(201).json();
    assert!(blind["blockedBy"].is_null(), "nobody knows");
    assert_eq!(ward.read().await.expect(503).problem(), "block-state-unknown");
    ward.world.clock.set(noon() + TimeDelta::hours(13));
    ward.register.set_down(false);
    let who = Who::Staff(StaffId(ward.doctor.id));
    let tomorrow = ward.world.session(who).await;
    assert_eq!(ward.read_as(&tomorrow).await.expect(403).problem(), "no-consent");
}

#[tokio::test]
async fn pages_go_through_all_and_a_silent_source_is_said() {
    let ward = Ward::new("anna").await;
    ward.relate().await.expect(201);
    ward.consented().await;
    for day in 1..=7 {
        let entry = json!({ "id": format!("n{day}"), "unit": "SE2321000172-DV01",
            "at": format!("2025-06-0{day}T10:00:00+02:00"), "says": note("Kontroll.") });
        ward.world.records.enter(COSMIC, number("anna"), &Entry::of(entry), noon());
    }
    let mut seen = Vec::new();
    let mut path = format!("/patients/{}/overview?unitId={}&limit=3", ward.patient.id, ward.unit);
    loop {
        let page = ward.world.get_as(&ward.doctor.token, &path).await.expect(200).json();
        for item in page["items"].as_array().expect("items") {
            seen.push(item["date"].as_str().expect("a date").to_owned());
        }
        let Some(next) = page["_links"]["next"]["href"].as_str() else { break };
        path = next.split("/etjanster/v1").nth(1).expect("below the base").to_owned();
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.reverse();
    assert_eq!((seen.len(), &seen), (7, &sorted));
    let drugs = ward.read_more(&ward.doctor.token, "&informationType=medication-list").await;
    assert_eq!(titles(&drugs.expect(200)), 0);

    ward.world.records.be(ADVICE, Mood::Failing);
    let half = ward.read().await.expect(200).json();
    assert_eq!(
        (half["complete"].clone(), half["items"].as_array().map(Vec::len)),
        (json!(false), Some(7))
    );
    ward.world.records.be(COSMIC, Mood::Failing);
    ward.read().await.expect(503);
}

#[tokio::test]
async fn of_two_endings_at_once_one_ends_it() {
    let ward = Ward::new("anna").await;
    let consent = ward.consented().await;
    let id = consent["id"].as_str().expect("an id");
    let own = format!("/residents/{}/consents/{id}/endings", ward.patient.id);
    let (at, nothing) = (json!({ "unitId": ward.unit }), json!({}));
    let path = format!("consents/{id}/endings");
    let (staff, patient) = tokio::join!(
        ward.post(&ward.doctor.token, &path, &at),
        ward.world.post_as(&ward.patient.token, &own, None, &nothing),
    );
    let mut statuses = [staff.status, patient.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

// proves: NP-1, NP-11
#[tokio::test]
async fn days_that_are_stated_begin_today_and_end_in_time() {
    let ward = Ward::new("anna").await;
    let colleague = ward.world.colleague(&[]).await;
    let asked = |from: String, through: String| json!({ "unitId": ward.unit, "validFrom": from, "validThrough": through });
    for (from, through) in [(-1, 5), (3, 2), (0, 367)] {
        let body = asked(ward.in_days(from), ward.in_days(through));
        ward.post(&ward.doctor.token, "care-relations", &body).await.expect(422);
    }
    let mut body = ward.consent(&ward.in_days(31));
    body["employeeId"] = json!(colleague.id);
    let unknown = ward.post(&ward.doctor.token, "consents", &body).await.expect(422);
    assert!(String::from_utf8_lossy(&unknown.body).contains("unknown-employee"));
    let too_long = ward.consent(&ward.in_days(1900));
    ward.post(&ward.doctor.token, "consents", &too_long).await.expect(422);
}

// proves: N-1
#[tokio::test]
async fn the_level_that_the_provider_vouched_for_stays_with_the_session() {
    let desk = Desk::new().await;
    let world = &desk.world;
    let (unit, doctor, patient) = (world.unit(), world.staff(&[]), world.resident("anna"));
    world.posting(doctor, unit, "care-and-treatment");
    let hsa_id = world.texts(&format!("select hsa_id as it from staff where id = '{doctor}'"));
    let (token, _) = signed_in(&desk.sign_in(Audience::Staff, &hsa_id[0]).await.expect(201));
    let path = format!("/patients/{patient}/overview?unitId={unit}");
    let strong = world.get_as(&token, &path).await.expect(403);
    assert_eq!(strong.problem(), "no-patient-relation");
    world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('patient-overview.strong-levels', '19', '2026-11-01', '[\"loa4\"]', 'a test')",
    );
    world.app.db.forget_policies();
    let weak = world.get_as(&token, &path).await.expect(403);
    assert_eq!(weak.problem(), "weak-authentication", "the region asks for more");
}

// proves: N-2
#[tokio::test]
async fn assignments_come_from_the_directory_and_go_with_it() {
    let world = World::new().await;
    let region = world.staff_session(world.regional_administrator()).await;
    let hsa_id = "SE2321000172-NY09";
    let assignment = AssignmentEntry {
        unit_hsa_id: "se2321000172-dv01".into(),
        provider_hsa_id: OWN.into(),
        purpose: "care-and-treatment".into(),
        coherent_documentation: true,
        valid_from: None,
        valid_through: None,
    };
    let odd = AssignmentEntry { purpose: "catering".into(), ..assignment.clone() };
    let known = entry(hsa_id);
    world.directory.put_person(PersonEntry { assignments: vec![assignment, odd], ..known.clone() });
    let body = json!({ "hsaId": hsa_id, "regionCode": "19" });
    let added = world.post_as(&region, "/staff", None, &body).await.expect(201).json();
    let kept = "select unit_hsa_id || ' ' || purpose as it from staff_assignment order by purpose";
    let both = ["SE2321000172-DV01 care-and-treatment", "SE2321000172-DV01 other"];
    assert_eq!(world.texts(kept), both);
    world.directory.put_person(known);
    let path = format!("/staff/{}/directory-refreshes", added["id"].as_str().expect("an id"));
    world.post_as(&region, &path, None, &Value::Null).await.expect(200);
    assert_eq!(world.texts(kept), Vec::<String>::new());
}
