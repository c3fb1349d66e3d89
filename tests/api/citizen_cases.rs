//! Citizen cases: templates, sendings to one and to thousands, and what becomes of each line.

use std::collections::BTreeMap;

use chrono::{Months, TimeDelta};
use etjanster::{access::Role, citizen_cases, jobs::Desk};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Colleague, Shown},
    people,
    world::{Answer, World, new_id, noon, send},
};

/// A clinic that writes to residents, and the administrator who keeps its templates.
pub struct Post {
    pub clinic: Clinic,
    administrator: Colleague,
}

impl Post {
    pub async fn new() -> Self {
        let clinic = Clinic::new().await;
        let roles = [(Role::LocalAdministrator, clinic.unit)];
        let administrator = clinic.world.colleague(&roles).await;
        Self { clinic, administrator }
    }

    fn world(&self) -> &World {
        &self.clinic.world
    }

    /// A template of the unit's in use.
    pub async fn template(&self, mode: &str) -> Uuid {
        let answer = self.make(&new_template(self.clinic.unit, mode)).await.expect(201);
        answer.json()["id"].as_str().expect("an id").parse().expect("a uuid")
    }

    async fn make(&self, template: &Value) -> Answer {
        let path = "/citizen-case-templates";
        self.world().post_as(&self.administrator.token, path, None, template).await
    }

    fn order(&self, template: Uuid, recipients: &[String]) -> Value {
        json!({ "templateId": template, "relationDeclared": true, "recipients": recipients })
    }

    async fn attempt(&self, order: &Value) -> Answer {
        let path = format!("/units/{}/citizen-case-sendings", self.clinic.unit);
        self.world().post_as(&self.clinic.handler.token, &path, None, order).await
    }

    /// Orders a sending that is accepted; answers its id.
    pub async fn send(&self, template: Uuid, recipients: &[String]) -> Uuid {
        let accepted = self.attempt(&self.order(template, recipients)).await.expect(202);
        let json = accepted.json();
        let id = json["id"].as_str().expect("an id");
        assert!(accepted.header("location").ends_with(&format!("/citizen-case-sendings/{id}")));
        id.parse().expect("a uuid")
    }

    /// Lets a worker do all there is to do.
    pub async fn work(&self) {
        work(self.world()).await;
    }

    pub async fn sending(&self, id: Uuid) -> Value {
        let path = format!("/citizen-case-sendings/{id}");
        self.world().get_as(&self.clinic.handler.token, &path).await.expect(200).json()
    }

    async fn results(&self, id: Uuid) -> Vec<Value> {
        let path = format!("/citizen-case-sendings/{id}/results?limit=100");
        let page = self.world().get_as(&self.clinic.handler.token, &path).await.expect(200).json();
        page["items"].as_array().expect("a page").clone()
    }

    async fn outcomes(&self, id: Uuid) -> Vec<String> {
        let told = |line: &Value| line["outcome"].as_str().unwrap_or("waiting").to_owned();
        self.results(id).await.iter().map(told).collect()
    }

    /// One resident is sent what the template says; answers the case as the resident sees it.
    async fn sent_to_anna(&self, mode: &str) -> (Uuid, Shown) {
        let template = self.template(mode).await;
        let id = self.send(template, &[people::number("anna").to_owned()]).await;
        self.work().await;
        let line = self.results(id).await.remove(0);
        assert_eq!(line["outcome"], "sent");
        let path = format!("/cases/{}", line["caseId"].as_str().expect("a case"));
        let anna = &self.clinic.anna.token;
        (id, Shown::of(&self.world().get_as(anna, &path).await.expect(200)))
    }
}

pub async fn work(world: &World) {
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    while citizen_cases::carry_out_some(&mut desk).await.expect("the database is there") {}
}

fn new_template(unit: Uuid, mode: &str) -> Value {
    let mut content = json!({
        "title": "Inför ditt besök",
        "body": "Hej {{resident-name}}! {{staff-name}} på {{unit-name}} väntar dig {{date}}.",
        "purpose": "Vi förbereder besöket.",
    });
    if mode == "questions" {
        content["replyUse"] = "Läkaren läser svaren före besöket.".into();
        content["questions"] = json!([
            { "id": "medicin", "kind": "text", "label": "Vilka läkemedel tar du?", "required": true },
            { "id": "rok", "kind": "choice", "label": "Röker du?", "options": [
                { "id": "ja", "label": "Ja" }, { "id": "nej", "label": "Nej" } ] },
        ]);
    }
    json!({ "owner": { "level": "unit", "unitId": unit }, "mode": mode, "basis": "care-contact",
        "content": content, "active": true })
}

fn count(world: &World, sql: &str) -> usize {
    world.texts(&format!("select ({sql})::text as it"))[0].parse().expect("a number")
}

/// What must hold of every sending, however it went: a resident has it once at most, and what is
/// there is what the lines say.
pub fn assert_sound(world: &World) {
    let sent = count(world, "select count(*) from citizen_recipient where outcome = 'sent'");
    for (what, sql) in [
        ("a case", "select count(*) from case_file where direction = 'care'"),
        ("an inbox item", "select count(*) from inbox_item"),
        (
            "a message",
            "select count(*) from case_message where kind in ('information', 'questions')",
        ),
        ("a step", "select count(*) from case_event where kind = 'citizen-case.send'"),
        (
            "an entry",
            "select count(*) from audit_entry where action = 'citizen-case.send' and outcome = 'done'",
        ),
        (
            "a case of its own",
            "select count(distinct (r.sending_id, r.resident_id)) from citizen_recipient r
             join case_file c on c.id = r.case_id and c.subject_id = r.resident_id
             join inbox_item i on i.id = r.inbox_item_id and i.case_id = c.id
             join audit_entry a on a.subject_id = c.id and a.patient_id = r.resident_id",
        ),
    ] {
        assert_eq!(count(world, sql), sent, "each line that was sent has {what}");
    }
}

// proves: RC-1, RC-6, RC-7, E-16, M-14, B-1, B-77
#[tokio::test]
async fn information_is_closed_when_sent_and_tells_who_why_and_where_to_turn() {
    let post = Post::new().await;
    let (sending, case) = post.sent_to_anna("information").await;
    assert_eq!((case.stage(), &case.json["direction"]), ("closed", &json!("care")));
    assert_eq!(case.json["title"], "Inför ditt besök");
    assert!(case.json["caseType"].is_null() && case.json["initiatedBy"].is_null());
    let message = &case.json["messages"][0];
    assert_eq!(message["kind"], "information");
    let body = message["body"].as_str().expect("text");
    let hsa_id = &post.world().texts("select hsa_id as it from unit limit 1")[0];
    assert!(body.starts_with(
        "Hej Anna Lindström! Prov Personal på Provets vårdcentral väntar dig 23 november 2026."
    ));
    for part in [
        hsa_id.as_str(),
        "Syfte: Vi förbereder besöket.",
        "går inte att besvara",
        "Frågor: Ring Provets vårdcentral på +46701740600.",
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    let signature = "Med vänlig hälsning\nProv Personal\nDistriktsläkare\n23 november 2026";
    assert_eq!(message["signature"], signature);
    assert!(case.json["_links"]["message"].is_null());

    let anna = &post.clinic.anna.token;
    let reply = post.clinic.attempt(anna, &case, "messages", json!({ "body": "Tack!" })).await;
    assert_eq!(reply.expect(409).problem(), "case-not-replyable");
    let answer = json!({ "kind": "answer", "body": "En sak till." });
    let more = post.clinic.attempt(&post.clinic.handler.token, &case, "replies", answer).await;
    assert_eq!(more.expect(409).problem(), "case-closed");

    // Opened by the resident, and the sender sees that it is.
    assert!(post.results(sending).await[0]["readAt"].is_null());
    let items = format!("/residents/{}/inbox-items", post.clinic.anna.id);
    let item = post.world().get_as(anna, &items).await.expect(200).json()["items"][0].clone();
    assert_eq!(item["title"], "Inför ditt besök");
    let mark = format!("{items}/{}/read-marks", item["id"].as_str().expect("an id"));
    post.world().post_as(anna, &mark, None, &Value::Null).await.expect(200);
    assert_eq!(post.results(sending).await[0]["readAt"], "2026-11-23T11:00:00Z");
    assert_eq!(post.sending(sending).await["progress"]["read"], 1);
}

// proves: RC-2, E-16, B-1
#[tokio::test]
async fn questions_wait_for_the_resident_and_the_answers_come_to_the_sender() {
    let post = Post::new().await;
    let (sending, case) = post.sent_to_anna("questions").await;
    let clinic = &post.clinic;
    assert_eq!(case.stage(), "awaiting-resident");
    assert_eq!(case.json["citizenCase"]["questions"][0]["id"], "medicin");

    let anna = &clinic.anna.token;
    for (body, pointer) in [
        (json!({ "body": "Inga." }), "/answers/medicin"),
        (json!({ "answers": { "rok": "nej" } }), "/answers/medicin"),
        (json!({ "answers": { "medicin": "Inga", "rok": "ibland" } }), "/answers/rok"),
        (json!({ "answers": { "medicin": "Inga", "annat": "x" } }), "/answers/annat"),
    ] {
        let refused = clinic.attempt(anna, &case, "messages", body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
    let withdrawn = clinic.attempt(anna, &case, "withdrawals", json!({})).await;
    assert_eq!(withdrawn.expect(409).problem(), "case-wrong-stage");

    let answers = json!({ "answers": { "medicin": "Levaxin", "rok": "nej" }, "body": "Ses!" });
    let case = clinic.step(anna, &case, "messages", answers).await;
    assert_eq!(case.stage(), "assigned");
    let said = &case.json["messages"][1];
    assert_eq!(said["body"], "Vilka läkemedel tar du?\nLevaxin\n\nRöker du?\nNej\n\nSes!");
    assert_eq!(post.sending(sending).await["progress"]["answered"], 1);

    // From here on as any case: the sender has it, asks back in plain words, and answers.
    let read = Shown::of(&clinic.read(&clinic.handler.token, &case).await.expect(200));
    assert_eq!(read.json["answers"]["medicin"], "Levaxin");
    clinic.read(&clinic.other_handler.token, &case).await.expect(404);
    let case = clinic.reply(&read, "counter-question").await;
    let form = json!({ "answers": { "medicin": "Alvedon" } });
    let again = clinic.attempt(anna, &case, "messages", form).await.expect(422).json();
    assert_eq!(again["errors"][0]["pointer"], "/body");
    let case = clinic.step(anna, &case, "messages", json!({ "body": "50 mikrogram" })).await;
    assert_eq!(clinic.reply(&case, "answer").await.stage(), "closed");
}

#[tokio::test]
async fn answers_come_to_the_receivers_when_the_sender_is_no_handler_any_more() {
    let post = Post::new().await;
    let (_, case) = post.sent_to_anna("questions").await;
    let clinic = &post.clinic;
    post.world().unassign(clinic.handler.id, Role::Handler);
    post.world().sql("update staff set notify_on_incoming = true, notify_on_assigned = true");
    let answers = json!({ "answers": { "medicin": "Inga" } });
    let case = clinic.step(&clinic.anna.token, &case, "messages", answers).await;
    assert_eq!(case.stage(), "new");
    let told = post.world().texts("select payload ->> 'notice' as it from outbox_job where payload ->> 'notice' like 'case-%'");
    assert_eq!(told, ["case-incoming"]);
    clinic.read(&clinic.handler.token, &case).await.expect(404);
    let to = json!({ "handlerId": clinic.other_handler.id });
    clinic.step(&clinic.receiver.token, &case, "distributions", to).await;
}

// proves: RC-3, RC-4, RC-5, M-15, E-14
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of lines")]
async fn each_line_gets_a_result_of_its_own_and_none_stops_another() {
    let post = Post::new().await;
    let world = post.world();
    for key in ["maria", "amir", "ebba", "gunvor", "samuel", "karin", "alva", "noah", "henrik"] {
        world.resident(key);
    }
    world.lock_log_in(world.resident("amir"));
    world.sql(
        "update resident set terms_version = null, terms_accepted_at = null
        where given_name in ('Alva', 'Noah', 'Samuel')",
    );
    world.guardian_of(post.clinic.anna.id, world.resident("alva"));
    let number = |key: &str| people::number(key).to_owned();
    let lines = [
        (number("anna"), "sent"),
        (number("amir"), "log-in-locked"),
        (number("ebba"), "never-signed-in"),
        (number("gunvor"), "deceased"),
        (number("samuel"), "unreachable"),
        (number("karin"), "sent"),
        // Read by a guardian, who signs in; and nobody's to read.
        (number("alva"), "sent"),
        (number("noah"), "never-signed-in"),
        (number("henrik"), "sent"),
        (post.clinic.anna.id.to_string(), "duplicate"),
        (format!(" {}-{} ", &number("maria")[..8], &number("maria")[8..]), "sent"),
        ("19840418-9286".into(), "malformed-number"),
        ("198402309287".into(), "malformed-number"),
        ("Anna Lindström".into(), "malformed-number"),
        (String::new(), "malformed-number"),
        ("å".repeat(6), "malformed-number"),
        (number("lars"), "not-found"),
        (new_id().to_string(), "not-found"),
    ];
    let (recipients, expected): (Vec<String>, Vec<&str>) = lines.into_iter().unzip();
    let sending = post.send(post.template("information").await, &recipients).await;
    assert_eq!(post.sending(sending).await["state"], "in-progress");
    post.work().await;

    assert_eq!(post.outcomes(sending).await, expected);
    let view = post.sending(sending).await;
    assert_eq!((&view["state"], &view["lines"]), (&json!("finished"), &json!(18)));
    assert_eq!(view["progress"]["outcomes"]["sent"], 5);
    assert_eq!(view["progress"]["waiting"], 0);
    assert_sound(world);
    // Of the lock no more is told than that there is one, and nobody is named.
    let shown = post.results(sending).await;
    let mut locked: Vec<&String> = shown[1].as_object().expect("a line").keys().collect();
    locked.sort();
    assert_eq!(locked, ["_links", "line", "outcome", "settledAt"]);
    assert!(!json!(shown).to_string().contains("Anna"));
    // Whoever was tried is told so in the record, with the reason.
    let tried = world.texts(
        "select reason as it from audit_entry where action = 'citizen-case.send' and outcome = 'refused' order by id",
    );
    assert_eq!(
        tried,
        ["log-in-locked", "never-signed-in", "deceased", "unreachable", "never-signed-in"]
    );
}

// proves: B-76, B-71
#[tokio::test]
async fn notices_tell_nothing_and_without_a_channel_it_is_delivered_all_the_same() {
    let post = Post::new().await;
    post.world().resident("maria");
    post.world().sql("update resident set notify_by_email = false where given_name = 'Maria'");
    let both = ["anna", "maria"].map(|key| people::number(key).to_owned());
    let sending = post.send(post.template("information").await, &both).await;
    post.work().await;
    let jobs = post.world().texts("select payload::text as it from outbox_job");
    assert_eq!(jobs, [r#"{"to": "anna@example.invalid", "notice": "inbox-message"}"#]);
    let lines = post.results(sending).await;
    assert_eq!(post.outcomes(sending).await, ["sent", "sent"]);
    assert!(lines.iter().all(|line| line["readAt"].is_null()), "delivered, and unread");
}

// proves: B-78
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_unit_writes_only_to_those_it_has_a_relation_with() {
    let post = Post::new().await;
    let world = post.world();
    world.lock_log_in(world.resident("amir"));
    for key in ["maria", "linnea", "bengt"] {
        world.resident(key);
    }
    post.clinic.new_case().await;
    world.sql(&format!(
        "insert into communication_approval (id, unit_id, resident_id, approved_by, approved_at)
         select gen_random_uuid(), '{0}', id, '{1}', now() from resident where given_name = 'Linnea';
         insert into case_type_grant (id, unit_id, case_type_id, resident_id, granted_by, granted_at)
         select gen_random_uuid(), '{0}', '{2}', id, '{1}', now() from resident where given_name = 'Bengt'",
        post.clinic.unit, post.clinic.handler.id, post.clinic.case_type
    ));
    let template = post.template("information").await;
    let everyone: Vec<String> = ["anna", "linnea", "bengt", "maria", "amir"]
        .map(|key| people::number(key).to_owned())
        .to_vec();
    let undeclared = json!({ "templateId": template, "recipients": everyone });
    let ordered = async |order: &Value| {
        let accepted = post.attempt(order).await.expect(202).json();
        post.work().await;
        let id = accepted["id"].as_str().expect("an id").parse().expect("a uuid");
        post.outcomes(id).await
    };
    // A stranger's lock is not told either.
    let told = ordered(&undeclared).await;
    assert_eq!(told, ["sent", "sent", "sent", "no-relation", "no-relation"]);
    let told = ordered(&post.order(template, &everyone)).await;
    assert_eq!(told, ["sent", "sent", "sent", "sent", "log-in-locked"]);

    // The region may ask for more than the sender's word, and contact that is not too old.
    world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source) values
            ('citizen-case.declared-relation', '19', '2026-01-01', 'false', 'prov'),
            ('citizen-case.known-relations', '19', '2026-01-01', '[\"case\"]', 'prov')",
    );
    let later = noon().checked_add_months(Months::new(37)).expect("in range");
    let told = ordered(&post.order(template, &everyone)).await;
    assert_eq!(told[..2], ["sent", "sent"], "what was sent is contact too: {told:?}");
    world.clock.set(later);
    world.app.db.forget_policies();
    let handler = world.staff_session(post.clinic.handler.id).await;
    let path = format!("/units/{}/citizen-case-sendings", post.clinic.unit);
    let order = post.order(template, &everyone);
    let old = world.post_as(&handler, &path, None, &order).await.expect(202).json();
    post.work().await;
    let results = format!("/citizen-case-sendings/{}/results", old["id"].as_str().expect("an id"));
    let told = world.get_as(&handler, &results).await.expect(200).json();
    assert!(
        told["items"].as_array().expect("a page").iter().all(|it| it["outcome"] == "no-relation")
    );
}

// proves: B-78
#[tokio::test]
async fn calls_to_screening_are_the_regions_to_decide_on_and_need_no_relation() {
    let post = Post::new().await;
    let world = post.world();
    world.resident("maria");
    let mut screening = new_template(post.clinic.unit, "information");
    screening["basis"] = "screening".into();
    let refused = post.make(&screening).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "not-for-units");
    let regional = world.staff_session(world.regional_administrator()).await;
    screening["owner"] = json!({ "level": "region", "regionCode": "19" });
    let path = "/citizen-case-templates";
    let made = world.post_as(&regional, path, None, &screening).await.expect(201).json();
    let order = json!({ "templateId": made["id"], "recipients": [people::number("maria")] });
    let accepted = post.attempt(&order).await.expect(202).json();
    post.work().await;
    let id = accepted["id"].as_str().expect("an id").parse().expect("a uuid");
    assert_eq!(post.outcomes(id).await, ["sent"]);

    let mut health = new_template(post.clinic.unit, "questions");
    health["basis"] = "health-information".into();
    health["owner"] = json!({ "level": "region", "regionCode": "19" });
    let refused = world.post_as(&regional, path, None, &health).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "information-only");
}

// proves: RC-5
#[tokio::test]
async fn ten_thousand_lines_with_broken_ones_are_taken_and_one_more_is_not() {
    let post = Post::new().await;
    let template = post.template("information").await;
    let broken = ["", "x", "198404189288", "19840418-92870", "\u{202e}", "'; drop table resident"];
    let line = |n: usize| match n {
        4_999 => people::number("anna").to_owned(),
        9_999 => post.clinic.anna.id.to_string(),
        n => broken[n % broken.len()].to_owned(),
    };
    let lines: Vec<String> = (0..10_000).map(line).collect();
    let sending = post.send(template, &lines).await;
    post.work().await;
    let outcomes = post.sending(sending).await["progress"]["outcomes"].clone();
    assert_eq!(outcomes, json!({ "duplicate": 1, "malformed-number": 9_998, "sent": 1 }));
    assert_eq!(count(post.world(), "select count(*) from citizen_recipient"), 10_000);
    let path = format!("/citizen-case-sendings/{sending}/results?outcome=sent");
    let sent = post.world().get_as(&post.clinic.handler.token, &path).await.expect(200).json();
    assert_eq!(sent["items"][0]["line"], 5_000);

    let mut more = lines.clone();
    more.push(people::number("anna").to_owned());
    let many = post.attempt(&post.order(template, &more)).await.expect(422).json();
    assert_eq!(many["errors"][0]["pointer"], "/recipients");
    let mut odd = post.order(template, &[]);
    let none = post.attempt(&odd).await.expect(422).json();
    assert_eq!(none["errors"][0]["code"], "length");
    odd["recipients"] = json!(["198404189287", 198404189287_u64]);
    let number = post.attempt(&odd).await.expect(422).json();
    assert_eq!(number["errors"][0]["pointer"], "/recipients/1");
    post.world().sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
        values ('citizen-case.most-recipients', '19', '2026-01-01', '100', 'prov')",
    );
    post.world().app.db.forget_policies();
    let many = post.attempt(&post.order(template, &lines)).await.expect(422).json();
    assert_eq!(many["errors"][0]["code"], "too-many");
    assert_eq!(count(post.world(), "select count(*) from citizen_sending"), 1);
}

#[tokio::test]
async fn pages_of_results_follow_each_other_both_ways() {
    let post = Post::new().await;
    let lines: Vec<String> = (0..5).map(|n| format!("nummer {n}")).collect();
    let sending = post.send(post.template("information").await, &lines).await;
    assert_eq!(post.sending(sending).await["state"], "finished", "there was nothing to wait for");
    let (world, token) = (post.world(), &post.clinic.handler.token);
    let follow = async |page: &Value, rel: &str| {
        let href = page["_links"][rel]["href"].as_str().expect("a link");
        let path = href.split("/etjanster/v1").nth(1).expect("ours");
        world.get_as(token, path).await.expect(200).json()
    };
    let numbers = |page: &Value| -> Vec<i64> {
        let items = page["items"].as_array().expect("a page");
        items.iter().map(|item| item["line"].as_i64().expect("a number")).collect()
    };
    let first = format!("/citizen-case-sendings/{sending}/results?limit=2");
    let first = world.get_as(token, &first).await.expect(200).json();
    let second = follow(&first, "next").await;
    let third = follow(&second, "next").await;
    assert_eq!([numbers(&first), numbers(&second), numbers(&third)].concat(), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(&follow(&third, "prev").await), [3, 4]);
}

#[tokio::test]
async fn the_same_order_again_is_the_same_sending() {
    let post = Post::new().await;
    let order =
        post.order(post.template("information").await, &[people::number("anna").to_owned()]);
    let path = format!("/units/{}/citizen-case-sendings", post.clinic.unit);
    let ask = async || {
        let request = post.world().request("POST", &path).bearer_auth(&post.clinic.handler.token);
        send(request.header("idempotency-key", "once").json(&order)).await.expect(202).json()
    };
    let first = ask().await;
    post.work().await;
    assert_eq!(ask().await["id"], first["id"]);
    post.work().await;
    assert_eq!(count(post.world(), "select count(*) from inbox_item"), 1);
    assert_sound(post.world());
}

#[tokio::test]
async fn a_sending_keeps_the_edition_and_the_signature_it_was_ordered_with() {
    let post = Post::new().await;
    let world = post.world();
    let template = post.template("information").await;
    let sending = post.send(template, &[people::number("anna").to_owned()]).await;
    let path = format!("/citizen-case-templates/{template}");
    let mut content = new_template(post.clinic.unit, "information")["content"].clone();
    content["body"] = "Något helt annat.".into();
    let change = |active: bool| json!({ "content": content, "active": active });
    let put = async |version: &str, body: Value| {
        let request = world.request("PUT", &path).bearer_auth(&post.administrator.token);
        send(request.header("if-match", version).json(&body)).await
    };
    let changed = put("\"v1\"", change(false)).await.expect(200).json();
    assert_eq!((&changed["edition"], &changed["active"]), (&json!(2), &json!(false)));
    put("\"v1\"", change(true)).await.expect(412);
    world.sql("update staff set signature_text = 'Hej då'");
    post.work().await;
    let bodies = world.texts("select body || signature as it from case_message");
    assert!(bodies[0].starts_with("Hej Anna") && bodies[0].contains("Med vänlig hälsning"));
    let case = post.results(sending).await[0]["caseId"].as_str().expect("a case").to_owned();
    let seen = world.get_as(&post.clinic.anna.token, &format!("/cases/{case}")).await.json();
    assert_eq!(seen["citizenCase"]["templateVersion"], 1);

    let refused = post.attempt(&post.order(template, &["x".into()])).await.expect(409);
    assert_eq!(refused.problem(), "citizen-case-template-not-active");
    // The same words again are no new edition.
    let same = put("\"v2\"", change(true)).await.expect(200).json();
    assert_eq!((&same["edition"], &same["active"]), (&json!(2), &json!(true)));
}

#[tokio::test]
async fn a_template_that_can_not_be_sent_with_is_refused_and_nothing_is_kept() {
    let post = Post::new().await;
    let with = |mode: &str, field: &str, value: Value| {
        let mut template = new_template(post.clinic.unit, mode);
        template["content"][field] = value;
        template
    };
    let cyclic = json!([
        { "id": "a", "kind": "text", "label": "A?", "shownWhen": { "component": "b" } },
        { "id": "b", "kind": "text", "label": "B?", "shownWhen": { "component": "a" } },
    ]);
    for (template, pointer, code) in [
        (with("information", "body", "Hej {{namn}}".into()), "body", "unknown-placeholder"),
        (with("information", "body", "Hej {{date".into()), "body", "unpaired-braces"),
        (with("information", "title", "Till {{date}}".into()), "title", "no-placeholder-here"),
        (with("information", "replyUse", "Läses.".into()), "replyUse", "not-for-information"),
        (with("information", "questions", cyclic.clone()), "questions", "not-for-information"),
        (with("questions", "questions", json!([])), "questions", "required"),
        (
            with("questions", "questions", cyclic),
            "questions/0/shownWhen/component",
            "cyclic-condition",
        ),
        (with("information", "purpose", " ".into()), "purpose", "blank"),
    ] {
        let refused = post.make(&template).await.expect(422).json();
        let fault = &refused["errors"][0];
        assert_eq!(fault["pointer"], format!("/content/{pointer}"), "{refused}");
        assert_eq!(fault["code"], code);
    }
    let mut nobodys = new_template(post.clinic.unit, "information");
    nobodys["owner"] = json!({ "level": "region", "unitId": post.clinic.unit });
    assert_eq!(post.make(&nobodys).await.expect(422).json()["errors"][0]["pointer"], "/owner");
    assert_eq!(count(post.world(), "select count(*) from citizen_template"), 0);
}

#[tokio::test]
async fn the_senders_own_words_stand_where_the_template_has_a_place_for_them() {
    let post = Post::new().await;
    let mut template = new_template(post.clinic.unit, "information");
    template["content"]["body"] = "Provsvar:\n{{own-text}}".into();
    let made = post.make(&template).await.expect(201).json();
    let mut order = json!({ "templateId": made["id"], "relationDeclared": true,
        "recipients": [people::number("anna")] });
    assert_eq!(post.attempt(&order).await.expect(422).problem(), "citizen-case-own-text");
    order["ownText"] = "Allt är bra. {{unit-name}}".into();
    order["signAs"] = "unit".into();
    post.attempt(&order).await.expect(202);
    post.work().await;
    let unit = "select signature as it from case_message where signed_by_unit";
    assert_eq!(post.world().texts(unit).len(), 1);
    let bodies = post.world().texts("select body as it from case_message");
    assert!(bodies[0].starts_with("Provsvar:\nAllt är bra. {{unit-name}}\n"), "{bodies:?}");
    order["templateId"] = json!(post.template("information").await);
    assert_eq!(post.attempt(&order).await.expect(422).problem(), "citizen-case-own-text");
    order["templateId"] = json!(new_id());
    let unknown = post.attempt(&order).await.expect(422).json();
    assert_eq!(unknown["errors"][0]["code"], "unknown-template");
}

#[tokio::test]
async fn a_unit_that_closes_orders_nothing_and_sends_no_more() {
    let post = Post::new().await;
    let template = post.template("questions").await;
    let sending = post.send(template, &[people::number("anna").to_owned()]).await;
    post.world().sql("update unit set status = 'closing'");
    let refused = post.attempt(&post.order(template, &["x".into()])).await.expect(409);
    assert_eq!(refused.problem(), "unit-closing");
    post.work().await;
    assert_eq!(post.outcomes(sending).await, ["unit-not-open"]);
    post.world().sql("update unit set status = 'inactive'");
    let refused = post.attempt(&post.order(template, &["x".into()])).await.expect(409);
    assert_eq!(refused.problem(), "unit-not-open");
}

#[tokio::test]
async fn a_sender_who_loses_the_role_sends_no_more() {
    for lost in [
        "update role_assignment set revoked_at = now() where role = 'handler'",
        "update staff set active_in_directory = false",
    ] {
        let post = Post::new().await;
        post.world().resident("maria");
        let both = ["anna", "maria"].map(|key| people::number(key).to_owned());
        let sending = post.send(post.template("information").await, &both).await;
        post.world().sql(lost);
        post.work().await;
        let outcomes =
            post.world().texts("select outcome as it from citizen_recipient order by line");
        assert_eq!(outcomes, ["sender-not-permitted", "sender-not-permitted"], "{lost}");
        let finished = format!(
            "select (finished_at is not null)::text as it from citizen_sending where id = '{sending}'"
        );
        assert_eq!(post.world().texts(&finished), ["true"]);
        assert_sound(post.world());
    }
}

/// So many residents who have signed in, without e-mail; their ids.
pub fn many(world: &World, count: usize) -> Vec<String> {
    world.sql(&format!(
        "insert into resident (id, personal_number, number_kind, given_name, family_name, birth_date,
            sex, region_code, municipality_code, terms_version, terms_accepted_at, created_at, changed_at)
         select gen_random_uuid(), 'P' || lpad(n::text, 11, '0'), 'personnummer', 'Prov', 'Person',
            '1980-01-01', 'female', '19', '1980', '2026-01', now(), now(), now()
         from generate_series(1, {count}) n"
    ));
    world.texts("select id::text as it from resident where personal_number like 'P%' order by 1")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_at_once_send_each_line_once() {
    let post = Post::new().await;
    let sending = post.send(post.template("information").await, &many(post.world(), 300)).await;
    tokio::join!(post.work(), post.work(), post.work());
    post.work().await;
    let view = post.sending(sending).await;
    assert_eq!(
        (&view["state"], &view["progress"]["outcomes"]),
        (&json!("finished"), &json!({ "sent": 300 }))
    );
    assert_sound(post.world());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sending_that_is_cancelled_under_way_has_one_result_a_line() {
    let post = Post::new().await;
    let sending = post.send(post.template("information").await, &many(post.world(), 400)).await;
    let cancel = async || {
        crate::world::wait_until("some lines are sent", async || {
            count(post.world(), "select count(*) from inbox_item") > 20
        })
        .await;
        let path = format!("/citizen-case-sendings/{sending}/cancellations");
        post.world().post_as(&post.clinic.receiver.token, &path, None, &json!({})).await
    };
    let (_, cancelled) = tokio::join!(post.work(), cancel());
    let view = cancelled.expect(201).json();
    assert_eq!(view["state"], "cancelled");
    let outcomes = view["progress"]["outcomes"].as_object().expect("counts").clone();
    let told: BTreeMap<&str, i64> =
        outcomes.iter().map(|(name, it)| (name.as_str(), it.as_i64().expect("a number"))).collect();
    assert_eq!(told.keys().copied().collect::<Vec<_>>(), ["cancelled", "sent"]);
    assert_eq!(told.values().sum::<i64>(), 400);
    post.work().await;
    assert_eq!(post.sending(sending).await["progress"], view["progress"], "nothing came after");
    assert_sound(post.world());
    let path = format!("/citizen-case-sendings/{sending}/cancellations");
    let again = post.world().post_as(&post.clinic.handler.token, &path, None, &json!({})).await;
    assert_eq!(again.expect(409).problem(), "citizen-case-sending-finished");
}

#[tokio::test]
async fn cases_that_care_began_stand_among_the_others() {
    let post = Post::new().await;
    let (_, case) = post.sent_to_anna("questions").await;
    post.world().clock.set(noon() + TimeDelta::minutes(1));
    post.clinic.new_case().await;
    let clinic = &post.clinic;
    for (token, path) in [
        (&clinic.anna.token, format!("/residents/{}/cases", clinic.anna.id)),
        (&clinic.receiver.token, format!("/units/{}/cases", clinic.unit)),
    ] {
        let page = post.world().get_as(token, &path).await.expect(200).json();
        let told: Vec<(&str, &str)> = page["items"]
            .as_array()
            .expect("a page")
            .iter()
            .map(|it| {
                (it["direction"].as_str().expect("text"), it["title"].as_str().expect("text"))
            })
            .collect();
        assert_eq!(told, [("resident", "Förnya recept"), ("care", "Inför ditt besök")]);
        assert_eq!(page["items"][1]["id"], case.id.as_str());
    }
}

#[tokio::test]
async fn results_are_forgotten_when_they_are_old_and_their_case_is_gone() {
    let post = Post::new().await;
    let lines = ["x".to_owned(), people::number("anna").to_owned()];
    let sending = post.send(post.template("information").await, &lines).await;
    post.work().await;
    let world = post.world();
    let forget = |days: i64| {
        let at = noon() + TimeDelta::days(days);
        citizen_cases::forget_some(&mut world.conn(), at).expect("the database is there");
        count(world, "select count(*) from citizen_recipient")
    };
    assert_eq!((forget(1095), forget(1096)), (2, 1), "the case still says that it was sent");
    world.sql("update citizen_recipient set case_id = null");
    assert_eq!(forget(1096), 0);
    assert_eq!(post.sending(sending).await["lines"], 2, "how many there were is nobody's secret");
}

// proves: RC-8
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn who_has_not_opened_or_answered_is_reminded_once_when_the_region_says_so() {
    let post = Post::new().await;
    let world = post.world();
    for key in ["maria", "lars", "karin"] {
        world.resident(key);
    }
    let send = async |mode: &str, keys: &[&str]| {
        let numbers: Vec<String> = keys.iter().map(|key| people::number(key).to_owned()).collect();
        post.send(post.template(mode).await, &numbers).await
    };
    let information = send("information", &["anna", "maria"]).await;
    let questions = send("questions", &["lars", "karin"]).await;
    post.work().await;
    world.sql(
        "update inbox_item set read_at = delivered_at where resident_id in
            (select id from resident where given_name in ('Maria', 'Lars'));
         update case_file set stage = 'assigned', awaiting_since = null, questions_answered_at = now()
         where subject_id in (select id from resident where given_name = 'Karin')",
    );
    let notices = || count(world, "select count(*) from outbox_job");
    let remind = |days: i64| {
        let at = noon() + TimeDelta::days(days);
        while citizen_cases::remind_some(&mut world.conn(), at).expect("the database is there") {}
    };
    assert_eq!(notices(), 4);
    remind(30);
    assert_eq!(notices(), 4, "off until a region says otherwise");

    world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('citizen-case.reminder-days', '19', '2026-01-01', '7', 'prov')",
    );
    remind(6);
    assert_eq!(notices(), 4);
    remind(7);
    remind(8);
    assert_eq!(notices(), 6, "Anna has not opened hers, Lars has not answered");
    let texts = world.texts("select distinct payload ->> 'notice' as it from outbox_job");
    assert_eq!(texts, ["inbox-message"]);
    let told = async |id: Uuid| {
        let lines = post.results(id).await;
        lines.iter().map(|line| line["remindedAt"].is_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        (told(information).await, told(questions).await),
        (vec![true, false], vec![true, false])
    );
    let entries = world.audit().into_iter().filter(|line| line == "citizen-case.remind done");
    assert_eq!(entries.count(), 2);
}
