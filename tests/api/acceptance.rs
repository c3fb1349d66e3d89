//! Who may and who may not, told in the demo region, with its people in every situation that the
//! rules tell apart: `docs/demo.md` says who is who.

use chrono::{DateTime, TimeDelta, Utc};
use etjanster::demo;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, World, noon, send};

/// The demo region in a world of its own.
struct Region(World);

fn id(kind: &str, key: &str) -> Uuid {
    demo::stable_id(kind, key)
}

fn a_question() -> Value {
    json!({ "rubrik": "annat", "fraga": "När öppnar ni?" })
}

impl Region {
    async fn new() -> Self {
        let world = World::new().await;
        demo::load(&mut world.conn(), noon(), false).expect("the demo loads");
        Self(world)
    }

    async fn resident(&self, key: &str) -> String {
        self.0.resident_session(id("resident", key)).await
    }

    async fn staff(&self, key: &str) -> String {
        self.0.staff_session(id("staff", key)).await
    }

    /// `anna` stands for the resident, `staff/eva` for the member of staff.
    async fn token(&self, who: &str) -> String {
        match who.strip_prefix("staff/") {
            Some(staff) => self.staff(staff).await,
            None => self.resident(who).await,
        }
    }

    async fn begin(&self, who: &str, for_whom: &str, unit: &str, case_type: &str) -> Answer {
        let body = json!({
            "unitId": id("unit", unit),
            "caseTypeId": id("case-type", case_type),
            "answers": a_question(),
        });
        let path = format!("/residents/{}/cases", id("resident", for_whom));
        self.0.post_as(&self.token(who).await, &path, None, &body).await
    }

    /// A case that has just been sent to Bäckby.
    async fn sent_case(&self, who: &str, for_whom: &str) -> Uuid {
        let begun = self.begin(who, for_whom, "backby", "kontakta-oss").await.expect(201).json();
        let case = begun["id"].as_str().expect("an id").parse().expect("a uuid");
        self.step(who, case, "submissions", json!({})).await.expect(201);
        case
    }

    /// A case at Bäckby that is with Mikael.
    async fn assigned_case(&self) -> Uuid {
        let case = self.sent_case("anna", "anna").await;
        self.distribute("staff/eva", case, "mikael").await.expect(201);
        case
    }

    /// Takes a step on the case as it stands now.
    async fn step(&self, who: &str, case: Uuid, step: &str, body: Value) -> Answer {
        let version = format!("\"v{}\"", self.fact(case, "version"));
        let path = format!("/cases/{case}/{step}");
        self.0.post_as(&self.token(who).await, &path, Some(&version), &body).await
    }

    async fn distribute(&self, who: &str, case: Uuid, to: &str) -> Answer {
        self.step(who, case, "distributions", json!({ "handlerId": id("staff", to) })).await
    }

    async fn redistribute(&self, who: &str, case: Uuid, to: &str) -> Answer {
        self.step(who, case, "redistributions", json!({ "handlerId": id("staff", to) })).await
    }

    async fn reply(&self, who: &str, case: Uuid, kind: &str) -> Answer {
        self.step(who, case, "replies", json!({ "kind": kind, "body": "Så här är det." })).await
    }

    async fn read(&self, who: &str, case: Uuid) -> Answer {
        self.0.get_as(&self.token(who).await, &format!("/cases/{case}")).await
    }

    async fn list_of_unit(&self, who: &str, unit: &str) -> Answer {
        let path = format!("/units/{}/cases?limit=100", id("unit", unit));
        self.0.get_as(&self.token(who).await, &path).await
    }

    /// A column of the case, as text.
    fn fact(&self, case: Uuid, column: &str) -> String {
        let sql =
            format!("select coalesce({column}::text, '') as it from case_file where id = '{case}'");
        self.0.texts(&sql).remove(0)
    }

    fn set_clock(&self, at: &str) {
        self.0.clock.set(at.parse().expect("an instant"));
    }
}

fn ids_of(list: &Value) -> Vec<Uuid> {
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item["id"].as_str().expect("id").parse().expect("uuid")).collect()
}

// proves: E-5, H-1, H-2, M-2, M-3
#[tokio::test]
async fn only_those_who_must_read_a_case_can() {
    let region = Region::new().await;
    let case = region.assigned_case().await;
    for (who, status) in [
        ("anna", 200),
        ("staff/eva", 200),
        ("staff/fatima", 200),
        ("staff/mikael", 200),
        ("staff/jonas", 404),
        ("staff/nadia", 404),
        ("staff/karim", 404),
        ("staff/stefan", 404),
        ("erik", 404),
        ("maria", 404),
        ("staff/lena", 403),
        ("staff/per", 403),
        ("staff/gunilla", 403),
        ("staff/tomas", 403),
        ("staff/ingela", 403),
    ] {
        let answer = region.read(who, case).await;
        assert_eq!(answer.status, status, "{who}");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(text.contains("När öppnar ni?"), status == 200, "{who}");
    }
    // Hidden and missing are the same but for the path they name and the request's own id.
    let hidden = region.read("maria", case).await.json();
    let missing = region.read("maria", id("case", "nothing")).await.json();
    for field in ["type", "title", "status", "detail"] {
        assert_eq!(hidden[field], missing[field]);
    }
}

// proves: M-1, M-3, E-24, R-ROLE-1, R-ROLE-2
#[tokio::test]
async fn a_role_counts_only_at_its_unit() {
    let region = Region::new().await;
    let case = region.assigned_case().await;
    let inbox = region.list_of_unit("staff/eva", "backby").await.expect(200).json();
    assert!(ids_of(&inbox).contains(&case));
    assert!(ids_of(&inbox).len() > 5);
    let own = region.list_of_unit("staff/mikael", "backby").await.expect(200).json();
    assert!(ids_of(&own).contains(&case));
    assert!(ids_of(&own).len() < ids_of(&inbox).len());

    // Nadia is a receiver at Hemdal and a handler, without this case, at Bäckby.
    let nadia = region.list_of_unit("staff/nadia", "backby").await.expect(200).json();
    assert_eq!(ids_of(&nadia), [] as [Uuid; 0]);
    let hemdal = region.list_of_unit("staff/nadia", "hemdal").await.expect(200).json();
    assert_eq!(ids_of(&hemdal), [id("case", "c-other-unit")]);
    assert_eq!(region.distribute("staff/nadia", case, "nadia").await.status, 404);

    for (who, status) in [("staff/karim", 404), ("staff/eva", 200), ("anna", 404)] {
        assert_eq!(region.list_of_unit(who, "backby").await.status, status, "{who}");
    }
    for who in ["staff/lena", "staff/gunilla", "staff/tomas"] {
        assert_eq!(region.list_of_unit(who, "backby").await.status, 403, "{who}");
    }
}

// proves: M-4, M-5, M-8, M-9, M-10, M-11, L-4, I-1
#[tokio::test]
async fn receivers_distribute_and_handlers_reply() {
    let region = Region::new().await;
    let case = region.sent_case("anna", "anna").await;
    for who in ["staff/mikael", "staff/karim"] {
        assert_eq!(region.distribute(who, case, "mikael").await.status, 404, "{who}");
    }
    for who in ["staff/lena", "staff/per", "staff/gunilla", "staff/tomas"] {
        assert_eq!(region.distribute(who, case, "mikael").await.status, 403, "{who}");
    }
    // Nobody replies before there is a handler, and a receiver never does afterwards either.
    for kind in ["partial-reply", "counter-question", "answer"] {
        assert_eq!(region.reply("staff/eva", case, kind).await.status, 403);
    }
    // One who is only a receiver can't take it; one who is both can.
    assert_eq!(region.distribute("staff/eva", case, "eva").await.status, 422);
    let with_words = json!({ "handlerId": id("staff", "fatima"), "partialReply": "Vi har läst." });
    let given = region.step("staff/fatima", case, "distributions", with_words).await.expect(201);
    assert_eq!(given.json()["stage"], "assigned");
    assert_eq!(given.json()["hasPartialReply"], true);
    for kind in ["partial-reply", "counter-question", "answer"] {
        assert_eq!(region.reply("staff/eva", case, kind).await.status, 403);
        assert_eq!(region.reply("staff/mikael", case, kind).await.status, 404);
    }
    region.reply("staff/fatima", case, "answer").await.expect(201);
}

// proves: A-4, B-82
#[tokio::test]
async fn from_thirteen_the_child_acts_alone() {
    let region = Region::new().await;
    let case = region.sent_case("oskar", "oskar").await;
    for guardian in ["anna", "erik"] {
        assert_eq!(region.read(guardian, case).await.status, 404);
        let list = format!("/residents/{}/cases", id("resident", "oskar"));
        assert_eq!(region.0.get_as(&region.resident(guardian).await, &list).await.status, 404);
        assert_eq!(region.begin(guardian, "oskar", "backby", "kontakta-oss").await.status, 404);
    }
    assert_eq!(region.read("oskar", case).await.expect(200).json()["byGuardian"], false);
}

// proves: A-2
#[tokio::test]
async fn a_younger_child_with_an_e_id_uses_the_services_too() {
    let region = Region::new().await;
    let case = region.sent_case("elsa", "elsa").await;
    assert_eq!(region.read("elsa", case).await.expect(200).json()["byGuardian"], false);
}

// proves: B-85, B-86
#[tokio::test]
async fn protected_identity_ends_agency_and_nothing_else() {
    let region = Region::new().await;
    // Peter's child is protected; Karin, guardian of Iris, is protected herself.
    for (guardian, child) in [("peter", "tilde"), ("karin", "iris")] {
        let refused = region.begin(guardian, child, "backby", "kontakta-oss").await;
        assert_eq!(refused.status, 404, "{guardian}");
    }
    let case = region.sent_case("karin", "karin").await;
    let seen = region.read("staff/eva", case).await.expect(200).json();
    assert_eq!(seen["subject"]["protectedIdentity"], true);
    // From thirteen the protected child uses the services alone.
    region.set_clock("2027-06-19T10:00:00Z");
    region.sent_case("tilde", "tilde").await;
}

// proves: L-1, AV-1, AV-4, AV-5, AV-6, AV-8, B-11, B-30
#[tokio::test]
async fn what_is_not_available_can_not_be_begun() {
    let region = Region::new().await;
    let limited = "uppfoljning-smarta";
    for (who, unit, case_type, status) in [
        // Limited: only with a grant that has not ended, whatever the approval.
        ("bengt", "smarta", limited, 201),
        ("ylva", "smarta", limited, 403),
        ("linnea", "smarta", limited, 403),
        ("anna", "smarta", limited, 403),
        // Without service area: only the approved, and then all that is not limited.
        ("bengt", "smarta", "kontakta-oss", 201),
        ("ylva", "smarta", "kontakta-oss", 201),
        ("anna", "smarta", "kontakta-oss", 403),
        // Outside the region, emigrated, and approved though outside.
        ("fredrik", "backby", "kontakta-oss", 403),
        ("henrik", "backby", "kontakta-oss", 403),
        ("linnea", "backby", "kontakta-oss", 403),
        ("linnea", "medicin-koping", "kontakta-oss", 201),
        // By municipality, and by age.
        ("lars", "kungsor", "kontakta-oss", 201),
        ("anna", "kungsor", "kontakta-oss", 403),
        ("wilma", "umo-vasteras", "kontakta-ungdom", 201),
        ("elsa", "umo-vasteras", "kontakta-ungdom", 403),
        ("adam", "umo-fagersta", "kontakta-ungdom", 403),
        // A unit that is not open is not there.
        ("anna", "arboga", "kontakta-oss", 404),
    ] {
        let answer = region.begin(who, who, unit, case_type).await;
        assert_eq!(answer.status, status, "{who} {unit} {case_type}");
    }
    // Nobody acts for another adult.
    assert_eq!(region.begin("anna", "maria", "backby", "kontakta-oss").await.status, 404);
}

// proves: E-8, AV-5, B-32, B-35
#[tokio::test]
async fn a_grant_holds_through_its_last_day_and_is_asked_again_on_submission() {
    let region = Region::new().await;
    let form = json!({ "snitt": 1, "varst": 2, "somn": "bra" });
    let begin = || async {
        let body = json!({ "unitId": id("unit", "smarta"), "answers": form,
            "caseTypeId": id("case-type", "uppfoljning-smarta") });
        let path = format!("/residents/{}/cases", id("resident", "bengt"));
        region.0.post_as(&region.resident("bengt").await, &path, None, &body).await
    };
    region.set_clock("2027-12-31T22:59:00Z");
    let draft = begin().await.expect(201).json();
    let draft: Uuid = draft["id"].as_str().expect("an id").parse().expect("a uuid");

    region.set_clock("2027-12-31T23:00:00Z");
    assert_eq!(begin().await.expect(403).problem(), "case-type-not-available");
    let late = region.step("bengt", draft, "submissions", json!({})).await;
    assert_eq!(late.expect(403).problem(), "case-type-not-available");
    assert_eq!(region.fact(draft, "stage"), "draft");
}

// proves: E-18, B-71
#[tokio::test]
async fn notices_tell_nothing_and_go_where_the_resident_wants() {
    let region = Region::new().await;
    region.0.sql("delete from outbox_job");
    let case = region.assigned_case().await;
    region.reply("staff/mikael", case, "answer").await.expect(201);
    // Ingrid has chosen no channel: hers is delivered without a notice.
    let silent = region.sent_case("ingrid", "ingrid").await;
    region.distribute("staff/eva", silent, "mikael").await.expect(201);
    region.reply("staff/mikael", silent, "answer").await.expect(201);

    let jobs = region.0.texts("select kind || ' ' || payload::text as it from outbox_job");
    let to_anna = jobs.iter().filter(|job| job.contains("anna@") || job.contains("+46701740605"));
    assert_eq!(to_anna.count(), 2, "one e-mail and one SMS: {jobs:?}");
    for job in &jobs {
        for secret in ["Bäckby", "vårdcentral", "Kontakta oss", "19840418", "Så här", "Anna"] {
            assert!(!job.contains(secret), "{secret} in {job}");
        }
    }
    assert!(!jobs.iter().any(|job| job.contains("ingrid@")));
    let delivered = region
        .0
        .texts(&format!("select count(*)::text as it from inbox_item where case_id = '{silent}'"));
    assert_eq!(delivered, ["1"]);
}

// proves: I-4, I-5
#[tokio::test]
async fn every_step_is_in_the_history_and_nothing_said_can_be_changed() {
    let region = Region::new().await;
    let case = region.assigned_case().await;
    region.reply("staff/mikael", case, "counter-question").await.expect(201);
    region.step("anna", case, "messages", json!({ "body": "Ja." })).await.expect(201);
    region.reply("staff/mikael", case, "answer").await.expect(201);

    let steps = ["case.submit", "case.distribute", "case.ask-back", "case.reply", "case.answer"];
    let events = format!("from case_event where case_id = '{case}' order by version");
    assert_eq!(region.0.texts(&format!("select kind as it {events}")), steps);
    let audited = region.0.texts(&format!(
        "select action as it from audit_entry where subject_id = '{case}' and outcome = 'done'
         and patient_id = '{}' and unit_id = '{}' order by id",
        id("resident", "anna"),
        id("unit", "backby"),
    ));
    for step in steps {
        assert!(audited.iter().any(|action| action == step), "{step} in {audited:?}");
    }

    use diesel::connection::SimpleConnection;
    let mut conn = region.0.conn();
    for change in ["update case_message set body = ''", "delete from case_message"] {
        let change = format!("{change} where case_id = '{case}'");
        assert!(conn.batch_execute(&change).is_err(), "{change}");
    }
}

// proves: M-17, B-4, I-7
#[tokio::test]
async fn a_case_to_the_wrong_unit_is_answered_and_never_forwarded() {
    let region = Region::new().await;
    let case = region.assigned_case().await;
    let elsewhere = region.redistribute("staff/mikael", case, "karim").await;
    assert_eq!(elsewhere.expect(422).json()["errors"][0]["code"], "not-a-handler");
    let referred = json!({ "kind": "answer", "body": "Kontakta Hemdals vårdcentral." });
    region.step("staff/mikael", case, "replies", referred).await.expect(201);
    assert_eq!(region.fact(case, "stage"), "closed");
    assert_eq!(region.fact(case, "unit_id"), id("unit", "backby").to_string());
}

// proves: B-22
#[tokio::test]
async fn the_promise_runs_from_submission_in_working_days() {
    let region = Region::new().await;
    // Friday 17:00 in Sweden, after the cut-off.
    region.set_clock("2026-11-27T16:00:00Z");
    let case = region.sent_case("anna", "anna").await;
    let due: DateTime<Utc> =
        region.read("anna", case).await.expect(200).json()["firstResponseDueAt"]
            .as_str()
            .expect("a promise")
            .parse()
            .expect("an instant");
    let end_of_tuesday: DateTime<Utc> = "2026-12-01T23:00:00Z".parse().expect("an instant");
    assert!(end_of_tuesday - due <= TimeDelta::seconds(1), "{due}");
}

// proves: A-1, B-70
#[tokio::test]
async fn a_youth_does_everything_alone_and_no_one_else_sees_where_notices_go() {
    let region = Region::new().await;
    let (wilma, world) = (region.resident("wilma").await, &region.0);
    let own = format!("/residents/{}", id("resident", "wilma"));

    let case = region.sent_case("wilma", "wilma").await;
    region.distribute("staff/eva", case, "mikael").await.expect(201);
    region.reply("staff/mikael", case, "counter-question").await.expect(201);
    region.step("wilma", case, "messages", json!({ "body": "Ja." })).await.expect(201);

    let inbox = world.get_as(&wilma, &format!("{own}/inbox-items?unread=true")).await;
    let item = inbox.expect(200).json()["items"][0].clone();
    let item = format!("{own}/inbox-items/{}", item["id"].as_str().expect("an id"));
    for mark in ["read-marks", "archivings"] {
        world.post_as(&wilma, &format!("{item}/{mark}"), None, &json!({})).await.expect(200);
    }
    let left = world.get_as(&wilma, &format!("{own}/inbox-items?archived=false")).await;
    assert_eq!(left.expect(200).json()["items"], json!([]));

    let settings = format!("{own}/settings");
    let tag = world.get_as(&wilma, &settings).await.expect(200).header("etag").to_owned();
    let wanted =
        json!({ "mobilePhone": "+46701740650", "notifyByEmail": false, "notifyBySms": true });
    let put = |token: &str| {
        let request = world.request("PUT", &settings).bearer_auth(token).header("if-match", &tag);
        send(request.json(&wanted))
    };
    for who in ["maria", "staff/eva", "staff/mikael", "staff/lena", "staff/tomas", "staff/ingela"] {
        let token = region.token(who).await;
        assert_eq!(world.get_as(&token, &settings).await.status, 404, "{who}");
        assert_eq!(put(&token).await.status, 404, "{who}");
    }
    put(&wilma).await.expect(200);
    region.reply("staff/mikael", case, "answer").await.expect(201);
    let jobs =
        world.texts("select kind as it from outbox_job where payload ->> 'to' = '+46701740650'");
    assert_eq!(jobs, ["sms"], "the last answer, and the way that is chosen now");
}

// proves: E-9, AV-1, AV-4, AV-7, AV-8, B-30
#[tokio::test]
async fn each_resident_is_shown_the_units_that_are_open_to_them() {
    let region = Region::new().await;
    let keys: Vec<&str> = demo::region().units.iter().map(|unit| unit.key.as_str()).collect();
    for (who, seen, unseen) in [
        (
            "anna",
            "backby hemdal surahammar medicin-sala kvinno",
            "kungsor umo-vasteras smarta arboga",
        ),
        ("erik", "backby hud", "kvinno smarta"),
        ("lars", "backby kungsor", "surahammar medicin-sala norberg"),
        ("wilma", "backby umo-vasteras", "umo-fagersta"),
        ("elsa", "backby", "umo-vasteras"),
        ("adam", "norberg", "umo-fagersta umo-vasteras"),
        ("bengt", "smarta backby", "kungsor"),
        ("linnea", "smarta medicin-koping", "backby hud"),
        ("fredrik", "", "backby hemdal medicin-koping smarta"),
        ("henrik", "", "backby hemdal medicin-koping smarta"),
    ] {
        let path = format!("/residents/{}/units?limit=100", id("resident", who));
        let list = region.0.get_as(&region.resident(who).await, &path).await.expect(200).json();
        let shown = ids_of(&list);
        let is_shown = |key: &str| shown.contains(&id("unit", key));
        let found: Vec<&&str> = keys.iter().filter(|key| is_shown(key)).collect();
        assert!(seen.split_whitespace().all(is_shown), "{who} sees {found:?}");
        assert!(!unseen.split_whitespace().any(is_shown), "{who} sees {found:?}");
    }
}

// proves: L-2
#[tokio::test]
async fn a_submission_is_stopped_by_a_pause_and_a_lock_and_answered_by_itself() {
    let region = Region::new().await;
    let world = &region.0;
    let begun = region.begin("anna", "anna", "backby", "kontakta-oss").await.expect(201).json();
    let case: Uuid = begun["id"].as_str().expect("an id").parse().expect("a uuid");
    let offered = format!("case_type_id = '{}'", id("case-type", "kontakta-oss"));

    world.sql(&format!(
        "update unit_case_type set paused_from = '2026-11-20', pause_message = 'Stängt i veckan'
         where {offered}"
    ));
    let paused = region.step("anna", case, "submissions", json!({})).await.expect(409);
    assert_eq!(paused.problem(), "case-type-paused");
    world.sql(&format!(
        "update unit_case_type set paused_from = null, pause_message = null where {offered}"
    ));

    world.sql(&format!(
        "insert into log_in_lock (id, resident_id, region_code, initiated_by, locked_at)
         values (gen_random_uuid(), '{}', '19', 'care', now())",
        id("resident", "anna")
    ));
    assert_eq!(region.step("anna", case, "submissions", json!({})).await.status, 401);
    assert_eq!(region.fact(case, "stage"), "draft");
    world.sql("update log_in_lock set lifted_at = locked_at");

    let own_words = "Tack, vi svarar inom två arbetsdagar.";
    world.sql(&format!(
        "update case_type set auto_reply_text = '{own_words}' where id = '{}'",
        id("case-type", "kontakta-oss")
    ));
    let sent = region.step("anna", case, "submissions", json!({})).await.expect(201).json();
    assert_eq!(sent["stage"], "new");
    assert_eq!(sent["messages"][1]["kind"], "auto-reply");
    assert_eq!(sent["messages"][1]["body"], own_words);
    assert_eq!(region.fact(case, "first_response_at"), "", "an auto reply is no response");
}
