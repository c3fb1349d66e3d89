//! Checks of the access log: drawn by lot and by risk, judged row by row, and signed.

use diesel::connection::SimpleConnection;
use etjanster::access::Role;
use serde_json::{Value, json};

use crate::{
    clinic::{Clinic, Colleague, Shown},
    world::{Answer, new_id, wait_until},
};

struct Review {
    clinic: Clinic,
    reviewer: Colleague,
    second: Colleague,
}

impl Review {
    /// A unit where a case was read: by its handler, by one who may not, and by both reviewers, who
    /// are receivers too.
    async fn new() -> Self {
        let clinic = Clinic::new().await;
        let roles = [(Role::Reviewer, clinic.unit), (Role::Receiver, clinic.unit)];
        let reviewer = clinic.world.colleague(&roles).await;
        let second = clinic.world.colleague(&roles).await;
        let case = clinic.assigned().await;
        clinic.read(&clinic.handler.token, &case).await.expect(200);
        clinic.read(&clinic.other_handler.token, &case).await.expect(404);
        clinic.read(&reviewer.token, &case).await.expect(200);
        clinic.read(&second.token, &case).await.expect(200);
        Self { clinic, reviewer, second }
    }

    fn path(&self, part: &str) -> String {
        format!("/units/{}/log-reviews{part}", self.clinic.unit)
    }

    /// Waits until all that was written can be drawn from: other tests' transactions hold that up.
    async fn settled(&self) {
        let running = "select 'yes' as it from audit_entry where xid >= audit_horizon() limit 1";
        wait_until("transactions have ended", async || self.clinic.world.texts(running).is_empty())
            .await;
    }

    async fn try_draw(&self, body: Value) -> Answer {
        self.settled().await;
        self.clinic.world.post_as(&self.reviewer.token, &self.path(""), None, &body).await
    }

    /// A review of today's rows.
    async fn draw(&self, random: i32, targeted: Value) -> Shown {
        Shown::of(&self.try_draw(today(random, targeted)).await.expect(201))
    }

    async fn rows(&self, review: &Shown) -> Vec<Value> {
        let path = self.path(&format!("/{}/rows", review.id));
        let answer = self.clinic.world.get_as(&self.reviewer.token, &path).await.expect(200);
        answer.json()["items"].as_array().expect("a list").clone()
    }

    async fn judge(&self, who: &Colleague, review: &Shown, place: &Value, finding: &str) -> Answer {
        let path = self.path(&format!("/{}/rows/{place}/findings", review.id));
        let body = json!({ "finding": finding, "note": "Efter samtal" });
        self.clinic.world.post_as(&who.token, &path, None, &body).await
    }

    async fn sign(&self, review: &Shown, outcome: &str) -> Answer {
        let path = self.path(&format!("/{}", review.id));
        let seen = self.clinic.world.get_as(&self.reviewer.token, &path).await.expect(200);
        let body = json!({ "outcome": outcome, "conclusion": "Alla rader är bedömda." });
        let etag = seen.header("etag").to_owned();
        let path = self.path(&format!("/{}/signatures", review.id));
        self.clinic.world.post_as(&self.reviewer.token, &path, Some(&etag), &body).await
    }
}

fn today(random: i32, targeted: Value) -> Value {
    let mut body = json!({ "periodFrom": "2026-11-23", "periodTo": "2026-11-23",
        "randomRows": random });
    if !targeted.is_null() {
        body["targeted"] = targeted;
    }
    body
}

fn risks(row: &Value) -> Vec<&str> {
    row["risks"].as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// What nobody may do to a signed protocol.
const CHANGES: [&str; 5] = [
    "update log_review set outcome = 'ok'",
    "update log_review_row set finding = 'justified'",
    "delete from log_review_row",
    "delete from log_review",
    "truncate log_review cascade",
];

// proves: M-35, R-ROLE-17, B-120, B-123, E-22
#[tokio::test]
async fn a_reviewer_draws_judges_and_signs_and_leaves_out_what_they_did() {
    let review = Review::new().await;
    let drawn = review.draw(200, Value::Null).await;
    let rows = review.rows(&drawn).await;
    assert_eq!(drawn.json["rows"], rows.len());
    assert_eq!(drawn.json["rows"], drawn.json["rowsInPeriod"]);
    let by = |row: &Value| row["actor"]["id"].as_str().expect("staff").to_owned();
    assert!(rows.iter().all(|row| by(row) != review.reviewer.id.to_string()), "not their own");
    assert!(rows.iter().all(|row| row["own"] == false && row["kind"].is_string()));
    assert!(!Value::from(rows.clone()).to_string().contains("Receptet"), "never what was read");
    let seconds: Vec<&Value> =
        rows.iter().filter(|row| by(row) == review.second.id.to_string()).collect();
    assert!(!seconds.is_empty());

    assert_eq!(review.sign(&drawn, "ok").await.expect(409).problem(), "log-review-unfinished");
    let own = review.judge(&review.second, &drawn, &seconds[0]["place"], "justified").await;
    assert_eq!(own.expect(409).problem(), "log-review-own-row");
    for row in &rows {
        review.judge(&review.reviewer, &drawn, &row["place"], "justified").await.expect(201);
    }
    let first = &rows[0]["place"];
    let judged = review.judge(&review.reviewer, &drawn, first, "unjustified").await.expect(201);
    assert_eq!(judged.json()["row"]["finding"], "unjustified", "judged anew");
    let not_ok = review.sign(&drawn, "ok").await.expect(422).json();
    assert_eq!(not_ok["errors"][0]["pointer"], "/outcome");

    let signed = Shown::of(&review.sign(&drawn, "incident").await.expect(201));
    assert_eq!(
        (&signed.json["outcome"], &signed.json["unjustified"]),
        (&json!("incident"), &json!(1))
    );
    assert_eq!(review.sign(&drawn, "incident").await.expect(409).problem(), "log-review-signed");
    let late = review.judge(&review.reviewer, &drawn, first, "justified").await.expect(409);
    assert_eq!(late.problem(), "log-review-signed");
    for change in CHANGES {
        review.clinic.world.conn().batch_execute(change).expect_err(change);
    }
    let listed = review.clinic.world.get_as(&review.second.token, &review.path("")).await;
    assert_eq!(listed.expect(200).json()["items"][0]["id"], drawn.id.as_str());
}

// proves: B-120, B-121
#[tokio::test]
async fn risky_rows_are_found_by_each_sign_of_risk() {
    let review = Review::new().await;
    let Clinic { world, receiver, handler, other_handler, anna, .. } = &review.clinic;
    world.sql(&format!("update staff set family_name = 'Lindström' where id = '{}'", receiver.id));
    let drawn = async |targeted: Value| {
        let drawn = review.draw(0, targeted).await;
        review.rows(&drawn).await
    };
    let namesakes = drawn(json!({ "rows": 50, "risks": ["same-surname"] })).await;
    assert!(!namesakes.is_empty());
    for row in &namesakes {
        assert_eq!(row["actor"]["id"], receiver.id.to_string());
        assert!(risks(row).contains(&"same-surname") && row["drawn"] == "targeted");
    }
    let refused = drawn(json!({ "rows": 50, "risks": ["refused"] })).await;
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["actor"]["id"], other_handler.id.to_string());
    let strangers = drawn(json!({ "rows": 50, "risks": ["no-assignment"] })).await;
    let theirs = [other_handler.id.to_string(), review.second.id.to_string()];
    let by: Vec<&str> = strangers.iter().filter_map(|row| row["actor"]["id"].as_str()).collect();
    assert!(!by.is_empty() && by.iter().all(|it| theirs.contains(&(*it).to_owned())), "{by:?}");

    let his = drawn(json!({ "rows": 50, "staffId": handler.id })).await;
    assert!(!his.is_empty() && his.iter().all(|it| it["actor"]["id"] == handler.id.to_string()));
    let reads = json!({ "rows": 50, "residentId": anna.id, "kinds": ["read"] });
    for row in drawn(reads).await {
        assert_eq!((&row["kind"], &row["patient"]["id"]), (&json!("read"), &json!(anna.id)));
    }
    let changes = drawn(json!({ "rows": 50, "kinds": ["change"] })).await;
    assert!(changes.iter().any(|row| row["action"] == "case.distribute"), "{changes:?}");
    let riskiest = drawn(json!({ "rows": 1 })).await;
    assert_eq!(risks(&riskiest[0]), ["no-assignment", "refused"]);

    world.clock.set("2026-11-28T22:00:00Z".parse().expect("a Saturday night"));
    let case = review.clinic.world.texts("select id::text as it from case_file")[0].clone();
    let token = world.staff_session(handler.id).await;
    world.get_as(&token, &format!("/cases/{case}")).await.expect(200);
    let token = world.staff_session(review.reviewer.id).await;
    let body = json!({ "periodFrom": "2026-11-23", "periodTo": "2026-11-28", "randomRows": 0,
        "targeted": { "rows": 50, "risks": ["odd-hours"] } });
    review.settled().await;
    let drawn = world.post_as(&token, &review.path(""), None, &body).await.expect(201);
    assert_eq!(drawn.json()["rows"], 1);
}

// proves: B-121
#[tokio::test]
async fn the_same_draw_gives_the_same_rows_whatever_came_later() {
    let review = Review::new().await;
    let Clinic { world, .. } = &review.clinic;
    let case = review.clinic.assigned().await;
    for _ in 0..10 {
        review.clinic.read(&review.clinic.handler.token, &case).await.expect(200);
    }
    let drawn = review.draw(4, json!({ "rows": 3 })).await;
    let before = review.rows(&drawn).await;
    assert_eq!(before.len(), 7);
    let random = before.iter().filter(|row| row["drawn"] == "random").count();
    assert_eq!(random, 4);
    for _ in 0..20 {
        review.clinic.read(&review.clinic.handler.token, &case).await.expect(200);
    }
    let path = review.path(&format!("/{}/repeated-draw", drawn.id));
    let again = world.get_as(&review.second.token, &path).await.expect(200).json();
    assert_eq!((&again["same"], &again["rows"]), (&json!(true), &json!(7)));
    assert_eq!(again["seed"], drawn.json["seed"]);
    // A row put in afterwards under an old transaction shows.
    world.sql(&format!(
        "insert into audit_entry (at, xid, actor_kind, actor_id, capacity, unit_id, action,
            subject_id, outcome, request_id)
         select at, 3, 'staff', gen_random_uuid(), 'handler', unit_id, action, subject_id, 'denied',
            request_id
         from audit_entry, generate_series(1, 200)
         where action = 'case.read' and unit_id = '{}'",
        review.clinic.unit
    ));
    let again = world.get_as(&review.second.token, &path).await.expect(200).json();
    assert_eq!(again["same"], false);
}

#[tokio::test]
async fn a_draw_that_can_not_be_is_refused_field_by_field() {
    let review = Review::new().await;
    let with = |name: &str, value: Value| {
        let mut body = today(5, Value::Null);
        body[name] = value;
        body
    };
    for (body, pointer) in [
        (with("periodTo", json!("2026-11-24")), "/periodTo"),
        (with("periodTo", json!("2026-11-22")), "/periodTo"),
        (with("periodFrom", json!("2026-08-01")), "/periodFrom"),
        (with("randomRows", json!(201)), "/randomRows"),
        (with("randomRows", json!(0)), "/randomRows"),
        (with("targeted", json!({ "rows": 201 })), "/targeted/rows"),
        (with("targeted", json!({ "rows": 1, "risks": ["neighbour"] })), "/targeted/risks/0"),
        (with("targeted", json!({ "rows": 1, "risks": [] })), "/targeted/risks"),
    ] {
        let answer = review.try_draw(body.clone()).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], pointer, "{body}");
    }
    let nobodys = today(0, json!({ "rows": 5, "staffId": new_id() }));
    assert_eq!(review.try_draw(nobodys).await.expect(409).problem(), "log-review-empty");
    let none = review.clinic.world.texts("select id::text as it from log_review");
    assert_eq!(none, [""; 0]);
}

#[tokio::test]
async fn a_signature_and_a_judgement_at_once_leave_a_whole_protocol() {
    let review = Review::new().await;
    let drawn = review.draw(3, Value::Null).await;
    let rows = review.rows(&drawn).await;
    for row in &rows {
        review.judge(&review.reviewer, &drawn, &row["place"], "justified").await.expect(201);
    }
    let (signed, judged) = tokio::join!(
        review.sign(&drawn, "ok"),
        review.judge(&review.reviewer, &drawn, &rows[0]["place"], "unjustified"),
    );
    let path = review.path(&format!("/{}", drawn.id));
    let token = &review.reviewer.token;
    let after = review.clinic.world.get_as(token, &path).await.expect(200).json();
    match (signed.status, judged.status) {
        (201, 409) => {
            assert_eq!((&after["outcome"], &after["unjustified"]), (&json!("ok"), &json!(0)))
        }
        (412 | 422, 201) => assert!(after["outcome"].is_null() && after["unjustified"] == 1),
        other => panic!("{other:?}"),
    }
}

// proves: B-122
#[tokio::test]
async fn a_resident_is_told_by_name_unless_that_is_protected_or_the_region_tells_none() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let case = clinic.assigned().await;
    world.sql(&format!(
        "update staff set given_name = 'Mikael', family_name = 'Sandberg' where id = '{}';
         update staff set given_name = 'Eva', protected_identity = true where id = '{}'",
        clinic.handler.id, clinic.receiver.id
    ));
    clinic.read(&clinic.handler.token, &case).await.expect(200);
    let path = format!("/residents/{}/access-log", clinic.anna.id);
    let page = world.get_as(&clinic.anna.token, &path).await.expect(200).json();
    let read = &page["items"][0];
    assert_eq!((&read["action"], &read["kind"]), (&json!("case.read"), &json!("read")));
    assert_eq!(read["staff"]["name"], "Mikael Sandberg");
    let distributed = &page["items"][1];
    assert_eq!(distributed["action"], "case.distribute");
    assert!(distributed["staff"].is_null() && !page.to_string().contains("Eva"), "{page}");

    world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('access-log.names-shown', '19', '2026-01-01', 'false', 'prov')",
    );
    world.app.db.forget_policies();
    let page = world.get_as(&clinic.anna.token, &path).await.expect(200).json();
    assert!(!page.to_string().contains("Sandberg"), "{page}");
}
