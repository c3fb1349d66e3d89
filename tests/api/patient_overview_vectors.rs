//! All of `npo_vectors.csv` through the running API: what each line says is put in place by the operations that
//! are there for it, on the days it says, and then somebody reads.

use chrono::{DateTime, Utc};
use etjanster::{access::Who, id::StaffId, patient_overview::RegisteredBlock};
use serde_json::{Value, json};

use crate::{
    clinic::Colleague,
    patient_overview::{OTHER, OWN, Ward, note},
    people::number,
};

/// A line's cells. Quotes keep commas together.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().expect("there is one").push(letter),
        }
    }
    cells
}

fn noon_of(day: &str) -> DateTime<Utc> {
    format!("{day}T11:00:00Z").parse().expect("an instant")
}

impl Ward {
    async fn sign_in(&mut self, strong: bool) {
        let level = strong.then_some("http://id.sambi.se/loa/loa3");
        let who = Who::Staff(StaffId(self.doctor.id));
        let token = self.world.session_by(who, level).await;
        self.doctor = Colleague { id: self.doctor.id, token };
        self.patient.token = self.world.resident_session(self.patient.id).await;
    }

    /// What the patient has said, or what the emergency is.
    async fn say(&self, consent: &str, through: &str) -> Option<Value> {
        let give = async |body: Value| {
            self.post(&self.doctor.token, "consents", &body).await.expect(201).json()
        };
        match consent {
            "UNIT" => Some(give(self.consent(through)).await),
            "ENDED_BY_PATIENT" => Some(give(self.consent("2026-12-31")).await),
            "OTHER_EMPLOYEE" => {
                let colleague = self.world.colleague(&[]).await;
                self.world.posting(colleague.id, self.unit, "care-and-treatment");
                let mut body = self.consent(through);
                body["employeeId"] = json!(colleague.id);
                Some(give(body).await)
            }
            "EMERGENCY" => Some(self.open_in_emergency().await.expect(201).json()),
            "GUARDIAN_OBJECTS" => {
                let anna = self.world.signed_in("anna").await;
                self.world.guardian_of(anna.id, self.patient.id);
                let body =
                    json!({ "unitId": self.unit, "kind": "outer", "requestedBy": "guardian" });
                self.post(&self.doctor.token, "blocks", &body).await.expect(403);
                None
            }
            _ => None,
        }
    }

    /// The item, and what closes it.
    async fn close(&self, block: &str) {
        let outer = |more: Value| {
            let mut block = json!({ "kind": "outer", "providerHsaId": OTHER });
            block["excludedTypes"] = more;
            let block: RegisteredBlock = serde_json::from_value(block).expect("a block");
            self.register.put(number(self.key), block);
        };
        match block {
            "OUTER" => outer(json!([])),
            "OUTER_EXCEPT_LAK" => outer(json!(["medication"])),
            "UNKNOWN" => self.register.set_down(true),
            _ => {}
        }
        match block {
            "OUTER_EXCEPT_LAK" => {
                let drug = json!({ "medication": { "name": "Niferex", "dosage": "1 kapsel" } });
                self.enter(OTHER, "SE2321000024-DV01", "item", drug, false);
            }
            "INNER_REVOKED_UNTIL_2026-03-17" => self.close_within().await,
            _ => self.note(OTHER, "SE2321000024-DV01", "item"),
        }
    }

    /// An inner block of another unit's, seen past until the 17th.
    async fn close_within(&self) {
        let elsewhere = self.world.unit();
        let sister = self.world.colleague(&[]).await;
        self.world.posting(sister.id, elsewhere, "care-and-treatment");
        self.note(OWN, &self.hsa_id(elsewhere), "item");
        let body = json!({ "unitId": elsewhere, "kind": "inner", "requestedBy": "patient" });
        let block = self.post(&sister.token, "blocks", &body).await.expect(201).json();
        let path = format!("blocks/{}/temporary-lifts", block["id"].as_str().expect("an id"));
        let body = json!({ "unitId": self.unit, "ground": "consent", "reason": "Samtyckt.",
            "validThrough": "2026-03-17" });
        self.post(&self.doctor.token, &path, &body).await.expect(201);
    }
}

/// What the API answers to that line.
async fn answered(cells: &[String]) -> (String, String) {
    let cell = |at: usize| cells[at].as_str();
    let (as_of, through) = (cell(6), cell(8));
    let from = if cell(7).is_empty() { as_of } else { cell(7) };
    let child = ["CHILD_CANNOT_CONSENT", "GUARDIAN_OBJECTS"].contains(&cell(5));
    let mut ward = Ward::new(if child { "alva" } else { "anna" }).await;
    ward.world.clock.set(noon_of(from));
    ward.sign_in(true).await;
    if cell(4) == "1" {
        ward.relate().await.expect(201);
    }
    let said = ward.say(cell(5), through).await;
    ward.close(cell(10)).await;
    if cell(9) == "1" {
        let seal = json!({ "scope": "full", "validFrom": "2026-01-01" });
        ward.world.records.seal(number(ward.key), vec![seal]);
    }
    if cell(11) == "1" {
        ward.enter(OTHER, "SE2321000024-DV01", "item", note("Tidiga hypoteser."), true);
    }
    ward.world.clock.set(noon_of(as_of));
    ward.sign_in(cell(3) == "1").await;
    if cell(5) == "ENDED_BY_PATIENT" {
        let id = said.expect("a consent")["id"].as_str().expect("an id").to_owned();
        let path = format!("/residents/{}/consents/{id}/endings", ward.patient.id);
        ward.world.post_as(&ward.patient.token, &path, None, &json!({})).await.expect(201);
    }
    if cell(2) == "STATISTIK" {
        ward.world.sql("update staff_assignment set purpose = 'statistics'");
    }
    outcome(&ward).await
}

async fn outcome(ward: &Ward) -> (String, String) {
    let answer = ward.read().await;
    let code = |text: &str| text.to_uppercase().replace('-', "_");
    if answer.status != 200 {
        return ("DENY".into(), code(&answer.problem()));
    }
    let json = answer.json();
    match json["items"].as_array().expect("items").first() {
        Some(item) => ("ALLOW".into(), code(item["reason"].as_str().expect("a code"))),
        None => ("DENY".into(), code(json["withheld"][0]["reason"].as_str().unwrap_or("nothing"))),
    }
}

// proves: N-1, N-2, N-3, N-4, N-5, N-6, N-7, N-8, N-9, N-10
#[tokio::test]
async fn every_line_of_the_vectors_is_answered_as_written() {
    let lines = include_str!("../vectors/npo_vectors.csv").lines().skip(1);
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines {
        let cells = cells(line);
        let (outcome, reason) = answered(&cells).await;
        if (&outcome, &reason) != (&cells[12], &cells[13]) {
            wrong
                .push(format!("{}: {outcome} {reason}, not {} {}", cells[0], cells[12], cells[13]));
        }
        count += 1;
    }
    assert_eq!((count, wrong), (20, Vec::new()));
}
