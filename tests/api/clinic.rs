//! The setting of case tests: a unit with a receiver and handlers, a case type, and Anna.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, NOON, World, new_id};

pub struct Clinic {
    pub world: World,
    pub unit: Uuid,
    pub case_type: Uuid,
    pub receiver: Colleague,
    pub handler: Colleague,
    pub other_handler: Colleague,
    pub anna: Resident,
}

/// A member of staff and a token of theirs.
pub struct Colleague {
    pub id: Uuid,
    pub token: String,
}

/// A resident and a token of theirs.
pub struct Resident {
    pub id: Uuid,
    pub token: String,
}

/// A case as the last answer showed it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub id: String,
    pub etag: String,
    pub json: Value,
}

impl Shown {
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        let json = answer.json();
        let id = json["id"].as_str().unwrap_or_else(|| panic!("a case in {json}")).to_owned();
        Self { id, etag: answer.header("etag").to_owned(), json }
    }

    pub fn stage(&self) -> &str {
        self.json["stage"].as_str().expect("a stage")
    }

    pub fn path(&self, part: &str) -> String {
        format!("/cases/{}/{part}", self.id)
    }
}

impl Clinic {
    pub async fn new() -> Self {
        Self::in_world(World::new().await).await
    }

    pub async fn in_world(world: World) -> Self {
        let unit = world.unit();
        let case_type = world.case_type(unit);
        let receiver = world.colleague(&[(Role::Receiver, unit)]).await;
        let handler = world.colleague(&[(Role::Handler, unit)]).await;
        let other_handler = world.colleague(&[(Role::Handler, unit)]).await;
        let anna = world.signed_in("anna").await;
        Self { world, unit, case_type, receiver, handler, other_handler, anna }
    }

    /// A draft of Anna's, filled in.
    pub async fn draft(&self) -> Shown {
        self.draft_for(&self.anna.token, self.anna.id).await
    }

    pub async fn draft_for(&self, token: &str, subject: Uuid) -> Shown {
        let body = json!({ "unitId": self.unit, "caseTypeId": self.case_type,
            "answers": { "reason": "Receptet är slut" } });
        let path = format!("/residents/{subject}/cases");
        Shown::of(&self.world.post_as(token, &path, None, &body).await.expect(201))
    }

    /// A case of Anna's that nobody has yet.
    pub async fn new_case(&self) -> Shown {
        let draft = self.draft().await;
        self.step(&self.anna.token, &draft, "submissions", json!({})).await
    }

    /// A case of Anna's that the handler has.
    pub async fn assigned(&self) -> Shown {
        let case = self.new_case().await;
        let body = json!({ "handlerId": self.handler.id });
        self.step(&self.receiver.token, &case, "distributions", body).await
    }

    /// A case of Anna's in which the handler has asked something.
    pub async fn awaiting(&self) -> Shown {
        let case = self.assigned().await;
        self.reply(&case, "counter-question").await
    }

    /// A case of Anna's that was answered.
    pub async fn closed(&self) -> Shown {
        let case = self.assigned().await;
        self.reply(&case, "answer").await
    }

    pub async fn reply(&self, case: &Shown, kind: &str) -> Shown {
        let body = json!({ "kind": kind, "body": "Vi hör av oss." });
        self.step(&self.handler.token, case, "replies", body).await
    }

    /// A step that succeeds.
    pub async fn step(&self, token: &str, case: &Shown, part: &str, body: Value) -> Shown {
        Shown::of(&self.attempt(token, case, part, body).await.expect(201))
    }

    /// A step that may be refused.
    pub async fn attempt(&self, token: &str, case: &Shown, part: &str, body: Value) -> Answer {
        self.world.post_as(token, &case.path(part), Some(&case.etag), &body).await
    }

    pub async fn read(&self, token: &str, case: &Shown) -> Answer {
        self.world.get_as(token, &format!("/cases/{}", case.id)).await
    }
}

impl World {
    /// An open case type at that unit, with one question that must be answered.
    pub fn case_type(&self, unit: Uuid) -> Uuid {
        let id = new_id();
        let components = json!([
            { "id": "reason", "kind": "text", "label": "Vad gäller det?", "required": true,
              "maxLength": 200 },
        ]);
        self.sql(&format!(
            "insert into case_type (id, name, description, terms_text, status, changed_at)
             values ('{id}', 'Förnya recept', 'Be om nytt recept.', 'Svar inom två arbetsdagar.',
                'published', '{NOON}');
             insert into form_version (id, case_type_id, number, components, published_at)
             values ('{}', '{id}', 1, '{components}', '{NOON}');
             insert into unit_case_type (unit_id, case_type_id, active) values ('{unit}', '{id}', true)",
            new_id()
        ));
        id
    }

    /// A member of staff with those roles, signed in.
    pub async fn colleague(&self, roles: &[(Role, Uuid)]) -> Colleague {
        let id = self.staff(roles);
        Colleague { id, token: self.staff_session(id).await }
    }

    /// That demo resident, signed in.
    pub async fn signed_in(&self, key: &str) -> Resident {
        let id = self.resident(key);
        Resident { id, token: self.resident_session(id).await }
    }
}
