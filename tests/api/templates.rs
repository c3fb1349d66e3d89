//! Reply templates, the questions they ask, and whose signature stands under a message.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Shown},
    world::{Answer, NOON, World, new_id, send},
};

/// A template at that unit, put in place behind the API; without an owner the unit's.
pub fn put(
    world: &World,
    unit: Uuid,
    owner: Option<Uuid>,
    kind: &str,
    body: &str,
    questions: &Value,
) -> Uuid {
    let id = new_id();
    let by = owner.unwrap_or_else(|| world.staff(&[]));
    let owner = owner.map_or("null".to_owned(), |owner| format!("'{owner}'"));
    world.sql(&format!(
        "insert into reply_template (id, unit_id, owner_staff_id, kind)
         values ('{id}', '{unit}', {owner}, '{kind}');
         insert into reply_template_version (id, template_id, number, title, body, questions,
            written_by, written_at)
         values ('{}', '{id}', 1, 'Mall', '{body}', '{questions}', '{by}', '{NOON}')",
        new_id()
    ));
    id
}

struct Desk {
    clinic: Clinic,
    local: String,
}

impl Desk {
    async fn new() -> Self {
        let clinic = Clinic::new().await;
        let unit = clinic.unit;
        let local = clinic.world.colleague(&[(Role::LocalAdministrator, unit)]).await.token;
        Self { clinic, local }
    }

    async fn create(&self, token: &str, personal: bool, kind: &str, content: Value) -> Answer {
        let body = json!({ "personal": personal, "kind": kind, "content": content });
        let path = format!("/units/{}/reply-templates", self.clinic.unit);
        self.clinic.world.post_as(token, &path, None, &body).await
    }

    async fn unit_template(&self, kind: &str, content: Value) -> String {
        id(&self.create(&self.local, false, kind, content).await.expect(201))
    }

    async fn put(&self, token: &str, path: &str, etag: &str, body: Value) -> Answer {
        let request = self.clinic.world.request("PUT", path).bearer_auth(token);
        send(request.header("if-match", etag).json(&body)).await
    }

    async fn reply(&self, case: &Shown, body: Value) -> Answer {
        self.clinic.attempt(&self.clinic.handler.token, case, "replies", body).await
    }

    /// The last message as Anna reads it.
    async fn last(&self, case: &Shown) -> Value {
        let shown = self.clinic.read(&self.clinic.anna.token, case).await.expect(200).json();
        shown["messages"].as_array().expect("messages").last().expect("one").clone()
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn faults(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap_or_else(|| panic!("errors in {json}")).iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    errors.map(|it| format!("{} {}", text(&it["pointer"]), text(&it["code"]))).collect()
}

fn content(body: &str) -> Value {
    json!({ "title": "Mall", "body": body })
}

// proves: M-23
#[tokio::test]
async fn a_reply_is_written_with_a_template() {
    let desk = Desk::new().await;
    let text = "Hej {{resident-given-name}}! Kom {{fill:tid}} till {{unit-name}}. Ring {{unit-phone}}. \
                {{staff-name}}, {{staff-title}}. {{case-type}} {{case-number}}, {{date}}.";
    let template = desk.unit_template("answer", content(text)).await;
    let path = format!("/reply-templates/{template}");
    let shown = desk.clinic.world.get_as(&desk.clinic.handler.token, &path).await.expect(200);
    assert_eq!(shown.json()["toFill"], json!(["tid"]));

    let case = desk.clinic.assigned().await;
    let with = |values: Value| json!({ "kind": "answer", "template": { "id": template, "values": values } });
    let refused = desk.reply(&case, with(json!({}))).await.expect(422);
    assert_eq!(faults(&refused), ["/template/values/tid required"]);
    let refused = desk.reply(&case, with(json!({ "tid": "nu", "x": "y" }))).await.expect(422);
    assert_eq!(faults(&refused), ["/template/values/x unknown-field"]);
    desk.reply(&case, with(json!({ "tid": "kl. 9" }))).await.expect(201);
    let number = case.json["number"].as_str().expect("a number");
    let said = desk.last(&case).await;
    assert_eq!(
        said["body"],
        format!(
            "Hej Anna! Kom kl. 9 till Provets vårdcentral. Ring +46701740600. Prov Personal, \
             Distriktsläkare. Förnya recept {number}, 23 november 2026."
        )
    );
    let stored = desk.clinic.world.texts(
        "select v.number::text as it from case_message m
         join reply_template_version v on v.id = m.template_version_id",
    );
    assert_eq!(stored, ["1"], "the message knows the version it was made of");
}

#[tokio::test]
async fn a_template_that_is_wrong_is_refused_when_it_is_saved() {
    let desk = Desk::new().await;
    let ask = json!({ "id": "a", "kind": "text", "label": "?" });
    let cyclic = json!({ "id": "a", "kind": "text", "label": "?",
        "shownWhen": { "component": "a" } });
    let file = json!({ "id": "a", "kind": "attachment", "label": "?" });
    let asking = |question: &Value| json!({ "title": "T", "body": "B", "questions": [question] });
    for (kind, wrong, fault) in [
        ("answer", content("Hej {{personal-number}}"), "/content/body unknown-placeholder"),
        ("answer", content("Hej {{"), "/content/body placeholder-syntax"),
        ("answer", content("Hej }}"), "/content/body placeholder-syntax"),
        ("answer", content(" "), "/content/body blank"),
        ("answer", asking(&ask), "/content/questions not-for-kind"),
        ("counter-question", asking(&file), "/content/questions/0/kind not-in-questions"),
        (
            "counter-question",
            asking(&cyclic),
            "/content/questions/0/shownWhen/component cyclic-condition",
        ),
    ] {
        let refused = desk.create(&desk.local, false, kind, wrong).await.expect(422);
        assert_eq!(faults(&refused), [fault]);
    }
    let made = desk.clinic.world.texts("select count(*)::text as it from reply_template");
    assert_eq!(made, ["0"]);
    let template = desk.unit_template("answer", content("Hej")).await;
    let path = format!("/reply-templates/{template}");
    let refused = desk.put(&desk.local, &path, "\"v1\"", content("{{x}}")).await.expect(422);
    assert_eq!(faults(&refused), ["/body unknown-placeholder"]);
    let body = json!({ "personal": false, "kind": "answer", "caseTypeId": new_id(),
        "content": content("Hej") });
    let path = format!("/units/{}/reply-templates", desk.clinic.unit);
    let refused = desk.clinic.world.post_as(&desk.local, &path, None, &body).await.expect(422);
    assert_eq!(faults(&refused), ["/caseTypeId unknown-case-type"]);
}

#[tokio::test]
async fn each_change_is_a_version_and_what_was_sent_stays() {
    let desk = Desk::new().await;
    let (clinic, world) = (&desk.clinic, &desk.clinic.world);
    let template = desk.unit_template("partial-reply", content("Vi ses i dag.")).await;
    let path = format!("/reply-templates/{template}");
    let case = clinic.assigned().await;
    let with = json!({ "kind": "partial-reply", "template": { "id": template } });
    let case = Shown::of(&desk.reply(&case, with.clone()).await.expect(201));
    desk.put(&desk.local, &path, "\"v1\"", content("Vi ses i morgon.")).await.expect(200);
    desk.put(&desk.local, &path, "\"v1\"", content("Nej.")).await.expect(412);
    assert_eq!(desk.last(&case).await["body"], "Vi ses i dag.");
    let case = Shown::of(&desk.reply(&case, with.clone()).await.expect(201));
    assert_eq!(desk.last(&case).await["body"], "Vi ses i morgon.");

    let versions = world.get_as(&clinic.handler.token, &format!("{path}/versions")).await;
    let versions = versions.expect(200).json();
    let numbers: Vec<&Value> =
        versions["items"].as_array().expect("a list").iter().map(|it| &it["number"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(1)]);
    send(world.request("DELETE", &path).bearer_auth(&desk.local)).await.expect(204);
    world.get_as(&clinic.handler.token, &path).await.expect(404);
    let refused = desk.reply(&case, with).await.expect(422);
    assert_eq!(faults(&refused), ["/template/id unknown-template"]);
    assert_eq!(desk.last(&case).await["body"], "Vi ses i morgon.");
    for change in
        ["update reply_template_version set body = 'x'", "delete from reply_template_version"]
    {
        let refused =
            diesel::connection::SimpleConnection::batch_execute(&mut world.conn(), change);
        assert!(refused.is_err(), "{change}");
    }
}

#[tokio::test]
async fn two_changes_at_once_leave_one() {
    let desk = Desk::new().await;
    let template = desk.unit_template("answer", content("Hej")).await;
    let path = format!("/reply-templates/{template}");
    let change = |text: &str| desk.put(&desk.local, &path, "\"v1\"", content(text));
    let (one, other) = tokio::join!(change("Ett"), change("Två"));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

// proves: M-23
#[tokio::test]
async fn ones_own_template_is_nobody_elses() {
    let desk = Desk::new().await;
    let (clinic, world) = (&desk.clinic, &desk.clinic.world);
    let own = desk.create(&clinic.handler.token, true, "answer", content("Hej från mig.")).await;
    let own = id(&own.expect(201));
    desk.create(&clinic.handler.token, false, "answer", content("Hej")).await.expect(403);
    desk.unit_template("answer", content("Hej från oss.")).await;
    let list = format!("/units/{}/reply-templates?kind=answer", clinic.unit);
    let count = async |token: &str| {
        let page = world.get_as(token, &list).await.expect(200).json();
        page["items"].as_array().expect("a list").len()
    };
    assert_eq!(count(&clinic.handler.token).await, 2);
    assert_eq!(count(&clinic.other_handler.token).await, 1);
    assert_eq!(count(&desk.local).await, 1);
    let case = clinic.new_case().await;
    let to = json!({ "handlerId": clinic.other_handler.id });
    let case = clinic.step(&clinic.receiver.token, &case, "distributions", to).await;
    let with = json!({ "kind": "answer", "template": { "id": own } });
    let refused = clinic.attempt(&clinic.other_handler.token, &case, "replies", with).await;
    assert_eq!(faults(&refused.expect(422)), ["/template/id unknown-template"]);
}

#[tokio::test]
async fn a_template_fits_its_kind_its_unit_and_its_case_type() {
    let desk = Desk::new().await;
    let (clinic, world) = (&desk.clinic, &desk.clinic.world);
    let case = clinic.assigned().await;
    let try_with = async |template: Uuid, kind: &str| {
        let body = json!({ "kind": kind, "template": { "id": template } });
        faults(&desk.reply(&case, body).await.expect(422))
    };
    let none = json!([]);
    let tells = put(world, clinic.unit, None, "partial-reply", "Hej", &none);
    assert_eq!(try_with(tells, "answer").await, ["/template/id wrong-kind"]);
    let elsewhere = put(world, world.unit(), None, "answer", "Hej", &none);
    assert_eq!(try_with(elsewhere, "answer").await, ["/template/id unknown-template"]);
    let of_type = put(world, clinic.unit, None, "answer", "Hej", &none);
    let other = crate::units::offer(world, clinic.unit, "Annat", false);
    let of = |case_type| {
        format!("update reply_template set case_type_id = '{case_type}' where id = '{of_type}'")
    };
    world.sql(&of(other));
    assert_eq!(try_with(of_type, "answer").await, ["/template/id wrong-case-type"]);
    let neither = desk.reply(&case, json!({ "kind": "answer" })).await.expect(422);
    assert_eq!(faults(&neither), ["/body one-of"]);
    let both = json!({ "kind": "answer", "body": "Hej", "template": { "id": of_type } });
    assert_eq!(faults(&desk.reply(&case, both).await.expect(422)), ["/body one-of"]);
    world.sql(&of(clinic.case_type));
    let fits = json!({ "kind": "answer", "template": { "id": of_type } });
    desk.reply(&case, fits).await.expect(201);
}

#[tokio::test]
async fn a_counter_question_asks_and_the_answers_are_held_to_it() {
    let desk = Desk::new().await;
    let clinic = &desk.clinic;
    let questions = json!([
        { "id": "feber", "kind": "choice", "label": "Har du feber?", "required": true,
          "options": [{ "id": "ja", "label": "Ja" }, { "id": "nej", "label": "Nej" }] },
        { "id": "grader", "kind": "number", "label": "Hur många grader?", "required": true,
          "min": 35, "max": 43, "decimals": 1,
          "shownWhen": { "component": "feber", "anyOf": ["ja"] } },
    ]);
    let asks = json!({ "title": "Feber", "body": "Svara på det här.", "questions": questions });
    let template = desk.unit_template("counter-question", asks).await;
    let case = clinic.assigned().await;
    let with = json!({ "kind": "counter-question", "template": { "id": template } });
    let case = Shown::of(&desk.reply(&case, with).await.expect(201));
    assert_eq!(desk.last(&case).await["questions"], questions_shown(&questions));

    let answer = |body: Value| clinic.attempt(&clinic.anna.token, &case, "messages", body);
    let refused = answer(json!({ "body": "Ja, 39" })).await.expect(422);
    assert_eq!(faults(&refused), ["/answers/feber required"]);
    let refused = answer(json!({ "answers": { "feber": "ja", "grader": 50 } })).await.expect(422);
    assert_eq!(faults(&refused), ["/answers/grader range"]);
    let refused = answer(json!({ "answers": { "feber": "nej", "grader": 39 } })).await.expect(422);
    assert_eq!(faults(&refused), ["/answers/grader not-asked"]);
    let good = json!({ "answers": { "feber": "ja", "grader": 38.7 }, "body": "Sedan i går." });
    let case = Shown::of(&answer(good).await.expect(201));
    assert_eq!(case.stage(), "assigned");
    let said = desk.last(&case).await;
    assert_eq!(said["body"], "Har du feber?\nJa\n\nHur många grader?\n38.7\n\nSedan i går.");
    assert_eq!(said["answers"], json!({ "feber": "ja", "grader": 38.7 }));

    let plain = clinic.reply(&case, "counter-question").await;
    let refused = clinic
        .attempt(
            &clinic.anna.token,
            &plain,
            "messages",
            json!({ "answers": { "feber": "nej" }, "body": "Nej" }),
        )
        .await
        .expect(422);
    assert_eq!(faults(&refused), ["/answers unknown-field"], "that form was answered");
    clinic.step(&clinic.anna.token, &plain, "messages", json!({ "body": "Nej" })).await;
}

/// As the API shows them: with the defaults said.
fn questions_shown(questions: &Value) -> Value {
    let mut shown = questions.clone();
    for question in shown.as_array_mut().expect("a list") {
        question["many"] = json!(false);
        for bound in ["min", "max"] {
            if let Some(number) = question[bound].as_f64() {
                question[bound] = json!(number);
            }
        }
    }
    shown
}

#[tokio::test]
async fn a_receiver_distributes_with_a_template() {
    let desk = Desk::new().await;
    let clinic = &desk.clinic;
    let template =
        desk.unit_template("partial-reply", content("Hej {{resident-given-name}}.")).await;
    let case = clinic.new_case().await;
    let body = json!({ "handlerId": clinic.handler.id, "template": { "id": template },
        "signAs": "unit" });
    let case = clinic.step(&clinic.receiver.token, &case, "distributions", body).await;
    assert_eq!(case.json["hasPartialReply"], true);
    let said = desk.last(&case).await;
    assert_eq!(said["body"], "Hej Anna.");
    assert_eq!(said["senderName"], "Provets vårdcentral");
}

// proves: B-53, B-52, B-54, B-8
#[tokio::test]
async fn a_message_is_signed_by_a_person_or_by_the_unit() {
    let desk = Desk::new().await;
    let (clinic, world) = (&desk.clinic, &desk.clinic.world);
    let case = clinic.assigned().await;
    let say =
        |sign_as: &str| json!({ "kind": "partial-reply", "body": "Vi läser.", "signAs": sign_as });
    let case = Shown::of(&desk.reply(&case, say("person")).await.expect(201));
    let by_person = desk.last(&case).await;
    assert_eq!(by_person["senderName"], "Prov Personal");
    let signed = "Med vänlig hälsning\nProv Personal\nDistriktsläkare\n23 november 2026";
    assert_eq!(by_person["signature"], signed);

    let case = Shown::of(&desk.reply(&case, say("unit")).await.expect(201));
    let by_unit = desk.last(&case).await;
    assert_eq!(by_unit["senderName"], "Provets vårdcentral", "the resident sees the unit");
    let signed = "Med vänlig hälsning\nProvets vårdcentral\n23 november 2026";
    assert_eq!(by_unit["signature"], signed);
    let seen = clinic.read(&clinic.receiver.token, &case).await.expect(200).json();
    let last = seen["messages"].as_array().expect("messages").last().expect("one").clone();
    assert_eq!(last["senderName"], "Prov Personal", "colleagues see who wrote");

    let path = format!("/units/{}/signature", clinic.unit);
    let now = world.get_as(&desk.local, &path).await.expect(200);
    let text = json!({ "signatureText": "Vi på Bäckby" });
    desk.put(&desk.local, &path, now.header("etag"), text.clone()).await.expect(200);
    desk.put(&desk.local, &path, now.header("etag"), text).await.expect(412);
    let case = Shown::of(&desk.reply(&case, say("unit")).await.expect(201));
    assert_eq!(desk.last(&case).await["signature"], "Vi på Bäckby", "at once");
    let seen = clinic.read(&clinic.anna.token, &case).await.expect(200).json();
    let before = &seen["messages"][2]["signature"];
    assert_eq!(before, signed, "what was sent stays as it was");
    let blank = json!({ "signatureText": " " });
    desk.put(&desk.local, &path, "\"v2\"", blank).await.expect(422);
}
