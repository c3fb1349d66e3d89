//! Log-in locks, guardian blocks, and protections: what they stop, at once, and what lifting gives back.

use chrono::TimeDelta;
use etjanster::{
    access::Role,
    config::Audience,
    jobs::{Desk, Errands, run_all},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Resident, Shown},
    people::number,
    sign_in_desk,
    world::{Answer, World, noon, send},
};

/// A clinic, a child with two guardians, and those who look after accounts.
pub struct Danger {
    pub clinic: Clinic,
    pub child: Uuid,
    /// The other guardian; Anna is the one to be kept out.
    pub erik: Resident,
    pub kerstin: String,
    pub jonas: String,
}

impl Danger {
    pub async fn new() -> Self {
        Self::in_clinic(Clinic::new().await).await
    }

    pub async fn in_clinic(clinic: Clinic) -> Self {
        let world = &clinic.world;
        let child = world.resident("alva");
        let erik = world.signed_in("erik").await;
        world.guardian_of(clinic.anna.id, child);
        world.guardian_of(erik.id, child);
        let kerstin = world.staff_session(world.account_administrator()).await;
        let jonas = world.staff_session(world.account_administrator()).await;
        Self { clinic, child, erik, kerstin, jonas }
    }

    pub fn world(&self) -> &World {
        &self.clinic.world
    }

    pub fn decision(&self) -> Value {
        json!({ "decidedBy": "Birgitta Öberg", "decidedAs": "operations-manager",
            "unitId": self.clinic.unit, "diaryReference": "RV 2026:1177" })
    }

    pub async fn post(&self, token: &str, what: &str, body: &Value) -> Answer {
        let path = format!("/residents/{}/{what}", self.child);
        self.world().post_as(token, &path, None, body).await
    }

    pub async fn lock(&self, resident: Uuid, region: &str) -> Answer {
        let body = json!({ "regionCode": region, "reason": "coercion", "initiatedBy": "resident" });
        let path = format!("/residents/{resident}/log-in-locks");
        self.world().post_as(&self.kerstin, &path, None, &body).await
    }

    pub async fn block(&self) -> Answer {
        let body = json!({ "guardianId": self.clinic.anna.id, "regionCode": "19",
            "reason": "secret-placement", "decision": self.decision() });
        self.post(&self.kerstin, "guardian-blocks", &body).await
    }

    pub async fn protect(&self) -> Answer {
        let body = json!({ "regionCode": "19", "reason": "secret-placement",
            "initiatedBy": "care", "decision": self.decision() });
        self.post(&self.kerstin, "protections", &body).await
    }

    async fn sees_child(&self, who: &Resident) -> bool {
        let path = format!("/residents/{}/children", who.id);
        let list = self.world().get_as(&who.token, &path).await.expect(200).json();
        let listed = list["items"].as_array().is_some_and(|items| !items.is_empty());
        let inbox = format!("/residents/{}/inbox-items", self.child);
        let reads = self.world().get_as(&who.token, &inbox).await.status == 200;
        assert_eq!(listed, reads, "one answer everywhere");
        listed
    }
}

fn lifting(region: &str) -> Value {
    json!({ "regionCode": region })
}

fn consulted(region: &str) -> Value {
    json!({ "regionCode": region,
        "consultation": { "contact": "Jouren i region 19", "date": "2026-11-23" } })
}

async fn account_administrator_of(world: &World, region: &str) -> String {
    let id = world.account_administrator();
    world.sql(&format!(
        "update role_assignment set region_code = '{region}' where staff_id = '{id}'"
    ));
    world.staff_session(id).await
}

// proves: LB-1, LB-2, B-100, B-101, E-14, JM-11
#[tokio::test]
async fn a_lock_ends_everything_at_once_and_lifting_it_revives_no_session() {
    let danger = Danger::new().await;
    let (world, anna) = (danger.world(), &danger.clinic.anna);
    let case = danger.clinic.assigned().await;
    let own = format!("/residents/{}", anna.id);
    world.get_as(&anna.token, &own).await.expect(200);

    let made = danger.lock(anna.id, "19").await.expect(201).json();

    world.get_as(&anna.token, &own).await.expect(401);
    let search = json!({ "unitId": danger.clinic.unit, "personalNumber": number("anna") });
    let receiver = &danger.clinic.receiver.token;
    let found = world.post_as(receiver, "/resident-searches", None, &search).await.expect(200);
    assert_eq!(found.json()["items"][0]["logInLocked"], true);
    assert!(!String::from_utf8_lossy(&found.body).contains("coercion"), "nobody is told why");
    let reply = json!({ "kind": "answer", "body": "Välkommen." });
    let handler = &danger.clinic.handler.token;
    let refused = danger.clinic.attempt(handler, &case, "replies", reply).await.expect(409);
    assert_eq!(refused.problem(), "receiver-log-in-locked");

    let path = format!("{own}/log-in-locks/{}/liftings", made["id"].as_str().expect("an id"));
    let lifted = world.post_as(&danger.kerstin, &path, None, &lifting("19")).await.expect(201);
    assert_eq!(lifted.json()["liftedAt"], "2026-11-23T11:00:00Z");
    world.get_as(&anna.token, &own).await.expect(401);
    let anew = world.resident_session(anna.id).await;
    world.get_as(&anew, &own).await.expect(200);
    let again = world.post_as(&danger.kerstin, &path, None, &lifting("19")).await.expect(409);
    assert_eq!(again.problem(), "already-lifted");
}

// proves: LB-2
#[tokio::test]
async fn a_locked_person_may_not_sign_in_until_it_is_lifted() {
    let desk = sign_in_desk::Desk::new().await;
    let world = &desk.world;
    let anna = world.resident("anna");
    let kerstin = world.staff_session(world.account_administrator()).await;
    desk.sign_in(Audience::Resident, number("anna")).await.expect(201);
    let path = format!("/residents/{anna}/log-in-locks");
    let body = json!({ "regionCode": "19", "reason": "lost-e-id", "initiatedBy": "resident" });
    let made = world.post_as(&kerstin, &path, None, &body).await.expect(201).json();
    let refused = desk.sign_in(Audience::Resident, number("anna")).await.expect(403);
    assert_eq!(refused.problem(), "log-in-locked");
    let path = format!("{path}/{}/liftings", made["id"].as_str().expect("an id"));
    world.post_as(&kerstin, &path, None, &lifting("19")).await.expect(201);
    desk.sign_in(Audience::Resident, number("anna")).await.expect(201);
}

// proves: LB-3, E-15
#[tokio::test]
async fn another_regions_lock_is_lifted_only_after_asking_it() {
    let danger = Danger::new().await;
    let world = danger.world();
    let elsewhere = account_administrator_of(world, "03").await;
    let anna = danger.clinic.anna.id;
    let made = danger.lock(anna, "19").await.expect(201).json();
    let own = format!("/residents/{anna}/log-in-locks");
    let path = format!("{own}/{}/liftings", made["id"].as_str().expect("an id"));

    let refused = world.post_as(&elsewhere, &path, None, &lifting("03")).await.expect(403);
    assert_eq!(refused.problem(), "consultation-missing");
    let posing = world.post_as(&elsewhere, &path, None, &lifting("19")).await.expect(403);
    assert_eq!(posing.problem(), "forbidden");
    let mut tomorrow = consulted("03");
    tomorrow["consultation"]["date"] = json!("2026-11-24");
    world.post_as(&elsewhere, &path, None, &tomorrow).await.expect(422);
    assert_eq!(
        world.texts("select count(*)::text as it from log_in_lock where lifted_at is null"),
        ["1"]
    );

    let lifted = world.post_as(&elsewhere, &path, None, &consulted("03")).await.expect(201).json();
    assert_eq!(lifted["consultation"]["contact"], "Jouren i region 19");
    let left = world.texts(
        "select outcome || coalesce(' ' || reason, '') as it from audit_entry
         where action = 'log-in-lock.lift' order by id",
    );
    let expected =
        ["refused consultation-missing", "denied forbidden", "refused invalid-fields", "done"];
    assert_eq!(left, expected);
}

#[tokio::test]
async fn each_regions_lock_stands_by_itself() {
    let danger = Danger::new().await;
    let (world, anna) = (danger.world(), danger.clinic.anna.id);
    let elsewhere = account_administrator_of(world, "03").await;
    let first = danger.lock(anna, "19").await.expect(201).json();
    assert_eq!(danger.lock(anna, "19").await.expect(409).problem(), "log-in-already-locked");
    let own = format!("/residents/{anna}/log-in-locks");
    let body = json!({ "regionCode": "03", "reason": "other", "initiatedBy": "care" });
    world.post_as(&elsewhere, &own, None, &body).await.expect(201);

    let path = format!("{own}/{}/liftings", first["id"].as_str().expect("an id"));
    world.post_as(&danger.kerstin, &path, None, &lifting("19")).await.expect(201);

    let token = world.resident_session(anna).await;
    world.get_as(&token, &format!("/residents/{anna}")).await.expect(401);
    let all = world.get_as(&danger.kerstin, &own).await.expect(200).json();
    let lifted: Vec<bool> = all["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|lock| lock["liftedAt"].is_string())
        .collect();
    assert_eq!(lifted.iter().filter(|lifted| **lifted).count(), 1, "{all}");
}

// proves: B-103
#[tokio::test]
async fn a_childs_lock_stops_both_guardians() {
    let danger = Danger::new().await;
    assert!(danger.sees_child(&danger.clinic.anna).await);
    danger.lock(danger.child, "19").await.expect(201);
    assert!(!danger.sees_child(&danger.clinic.anna).await);
    assert!(!danger.sees_child(&danger.erik).await);
}

// proves: A-5, LB-4, LB-5, B-106, E-13, JM-6
#[tokio::test]
async fn a_block_keeps_one_guardian_out_and_lifting_it_lets_them_in_again() {
    let danger = Danger::new().await;
    let world = danger.world();
    let child = world.resident_session(danger.child).await;
    let made = danger.block().await.expect(201).json();

    assert!(!danger.sees_child(&danger.clinic.anna).await);
    assert!(danger.sees_child(&danger.erik).await, "the other guardian is untouched");
    let own = format!("/residents/{}", danger.child);
    world.get_as(&child, &own).await.expect(200);
    assert_eq!(danger.block().await.expect(409).problem(), "guardian-already-blocked");

    let what = format!("guardian-blocks/{}/liftings", made["id"].as_str().expect("an id"));
    danger.post(&danger.kerstin, &what, &lifting("19")).await.expect(201);
    assert!(danger.sees_child(&danger.clinic.anna).await);
}

// proves: LB-4
#[tokio::test]
async fn the_population_register_does_not_bring_a_blocked_guardian_back() {
    let danger = Danger::new().await;
    let world = danger.world();
    danger.block().await.expect(201);
    let system = world.client(&[etjanster::access::Scope::RegisterWrite]);
    let token = world.system_session(system.id).await;
    let import = async |guardians: &[&str]| {
        let guardians: Vec<&str> = guardians.iter().map(|key| number(key)).collect();
        let line = json!({ "personalNumber": number("alva"), "sex": "female",
            "givenName": "Alva", "familyName": "Lindström", "regionCode": "19",
            "guardians": guardians });
        let request = world.request("POST", "/register-imports").bearer_auth(&token);
        let request = request.header("content-type", "application/x-ndjson");
        send(request.body(line.to_string())).await.expect(200);
    };
    import(&["erik"]).await;
    import(&["anna", "erik"]).await;
    assert!(!danger.sees_child(&danger.clinic.anna).await);
    assert!(danger.sees_child(&danger.erik).await);
}

// proves: B-104
#[tokio::test]
async fn one_who_is_not_a_guardian_yet_can_be_blocked_and_nobody_from_themselves() {
    let danger = Danger::new().await;
    let world = danger.world();
    let maria = world.signed_in("maria").await;
    let body = |guardian: Uuid, unit: Uuid| {
        json!({ "guardianId": guardian, "regionCode": "19", "reason": "other",
            "decision": { "decidedBy": "Jouren", "decidedAs": "on-call-physician",
                "unitId": unit } })
    };
    let unit = danger.clinic.unit;
    let post = async |body: &Value| danger.post(&danger.kerstin, "guardian-blocks", body).await;
    post(&body(maria.id, unit)).await.expect(201);
    world.guardian_of(maria.id, danger.child);
    assert!(!danger.sees_child(&maria).await);

    let refused = post(&body(danger.child, unit)).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/guardianId");
    let refused = post(&body(maria.id, maria.id)).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/decision/unitId");
    let mut blank = body(maria.id, unit);
    blank["decision"]["decidedBy"] = json!("  ");
    post(&blank).await.expect(422);
    blank["decision"]["decidedBy"] = json!("Jouren");
    blank["regionCode"] = json!("019");
    post(&blank).await.expect(422);
}

// proves: B-102, B-103, B-105, B-107
#[tokio::test]
async fn a_protection_does_all_of_it_in_one_act() {
    let danger = Danger::new().await;
    let (world, child) = (danger.world(), danger.child);
    let childs = world.resident_session(child).await;
    world.sql(&format!(
        "update resident set contact_set_by = '{}', mobile_phone = '+46701740605',
            notify_by_sms = true where id = '{child}'",
        danger.clinic.anna.id
    ));
    let case = case_of_child(&danger).await;
    danger.clinic.reply(&case, "counter-question").await;
    let waiting = format!(
        "select id::text as it from outbox_job where receiver_id = '{child}'
        and kind in ('email', 'sms')"
    );
    assert!(!world.texts(&waiting).is_empty());

    let made = danger.protect().await.expect(201);
    let view = made.json();

    assert_eq!(view["state"], "waiting");
    assert_eq!(view["followUpDueAt"], "2026-11-24T11:00:00Z");
    assert_eq!(view["guardianBlocks"].as_array().map(Vec::len), Some(2));
    assert_eq!(view["logInLocks"].as_array().map(Vec::len), Some(1));
    world.get_as(&childs, &format!("/residents/{child}")).await.expect(401);
    assert!(!danger.sees_child(&danger.clinic.anna).await);
    assert!(!danger.sees_child(&danger.erik).await);
    assert!(world.texts(&waiting).is_empty(), "queued notices are forgotten");
    let left = format!(
        "select concat_ws(' ', email, mobile_phone, contact_set_by::text) as it
         from resident where id = '{child}'"
    );
    assert_eq!(world.texts(&left), [""]);
    assert_eq!(sealed(world), [child.to_string()]);
    let entry = world.texts(
        "select action || ' ' || patient_id::text as it from audit_entry
         where action like 'protection.%'",
    );
    assert_eq!(entry, [format!("protection.begin {child}")], "guardians read their own logs");
}

/// Whose journals a protection has sealed.
fn sealed(world: &World) -> Vec<String> {
    world.texts(
        "select seal.resident_id::text as it from journal_seal_order o
         join journal_seal seal on seal.protection_id = o.protection_id
         where seal.scope = 'full' and o.carried_out_at is not null",
    )
}

/// A case that Anna has sent in the child's name, with a handler.
async fn case_of_child(danger: &Danger) -> Shown {
    let clinic = &danger.clinic;
    let draft = clinic.draft_for(&clinic.anna.token, danger.child).await;
    let new = clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await;
    let to = json!({ "handlerId": clinic.handler.id });
    clinic.step(&clinic.receiver.token, &new, "distributions", to).await
}

#[tokio::test]
async fn each_part_is_lifted_by_itself() {
    let danger = Danger::new().await;
    let (world, anna) = (danger.world(), &danger.clinic.anna);
    let view = danger.protect().await.expect(201).json();
    let id = view["id"].as_str().expect("an id");
    let post = async |what: String, body: Value| danger.post(&danger.kerstin, &what, &body).await;
    let lock = view["logInLocks"][0]["id"].as_str().expect("a lock");
    post(format!("log-in-locks/{lock}/liftings"), lifting("19")).await.expect(201);
    assert!(!danger.sees_child(anna).await, "the block stands");
    assert!(!danger.sees_child(&danger.erik).await);
    let childs = world.resident_session(danger.child).await;
    world.get_as(&childs, &format!("/residents/{}", danger.child)).await.expect(200);

    let blocks = view["guardianBlocks"].as_array().expect("blocks");
    let eriks = blocks.iter().find(|block| block["guardianId"] == json!(danger.erik.id));
    let eriks = eriks.expect("a block")["id"].as_str().expect("an id");
    post(format!("guardian-blocks/{eriks}/liftings"), lifting("19")).await.expect(201);
    assert!(danger.sees_child(&danger.erik).await);
    assert!(!danger.sees_child(anna).await);

    // Nobody is told still, although an address is there and the log-in is open.
    world.sql(&format!(
        "update resident set email = 'alva@example.invalid', notify_by_email = true
         where id = '{}'",
        danger.child
    ));
    let draft = danger.clinic.draft_for(&danger.erik.token, danger.child).await;
    let new = danger.clinic.step(&danger.erik.token, &draft, "submissions", json!({})).await;
    let body = json!({ "handlerId": danger.clinic.handler.id, "partialReply": "Vi ser på det." });
    let receiver = &danger.clinic.receiver.token;
    danger.clinic.step(receiver, &new, "distributions", body).await;
    let waiting = "select kind as it from outbox_job where kind = 'email'";
    assert!(world.texts(waiting).is_empty());

    for part in ["notice-silence", "journal-seal"] {
        let body = json!({ "part": part, "regionCode": "19" });
        post(format!("protections/{id}/liftings"), body.clone()).await.expect(201);
        let again = post(format!("protections/{id}/liftings"), body).await.expect(409);
        assert_eq!(again.problem(), "already-lifted");
    }
    let path = format!("/residents/{}/protections/{id}", danger.child);
    let shown = world.get_as(&danger.jonas, &path).await.expect(200).json();
    assert!(shown["parts"].as_array().expect("parts").iter().all(|it| it["liftedAt"].is_string()));
}

#[tokio::test]
async fn a_second_person_follows_up_once_and_what_waits_too_long_is_told() {
    let danger = Danger::new().await;
    let world = danger.world();
    let view = danger.protect().await.expect(201).json();
    let what = format!("protections/{}/follow-ups", view["id"].as_str().expect("an id"));
    let body = json!({ "outcome": "upheld", "note": "Socialtjänsten vet." });
    let own = danger.post(&danger.kerstin, &what, &body).await.expect(403);
    assert_eq!(own.problem(), "own-act");

    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    let list = "/regions/19/protections?state=overdue";
    world.clock.set(noon() + TimeDelta::hours(24));
    run_all(&mut desk).await.expect("the tasks run");
    assert!(told(world).is_empty());
    world.clock.set(noon() + TimeDelta::hours(24) + TimeDelta::seconds(1));
    let jonas = world.account_administrator();
    let token = world.staff_session(jonas).await;
    run_all(&mut desk).await.expect("the tasks run");
    run_all(&mut desk).await.expect("again");
    assert_eq!(told(world).len(), 3, "each account administrator once");
    let overdue = world.get_as(&token, list).await.expect(200).json();
    assert_eq!(overdue["items"][0]["id"], view["id"]);

    let done = danger.post(&token, &what, &body).await.expect(201).json();
    assert_eq!((&done["state"], &done["outcome"]), (&json!("followed-up"), &json!("upheld")));
    let again = danger.post(&token, &what, &body).await.expect(409);
    assert_eq!(again.problem(), "already-followed-up");
    let overdue = world.get_as(&token, list).await.expect(200).json();
    assert_eq!(overdue["_meta"]["count"], 0);
}

fn told(world: &World) -> Vec<String> {
    world.texts(
        "select payload ->> 'to' as it from outbox_job
         where payload ->> 'notice' = 'follow-up-overdue'",
    )
}

#[tokio::test]
async fn a_preview_says_who_sees_what_and_does_nothing() {
    let danger = Danger::new().await;
    let body = json!({ "regionCode": "19", "guardianIds": [danger.clinic.anna.id] });
    let view = danger.post(&danger.kerstin, "protection-previews", &body).await.expect(200).json();
    let viewers = view["viewers"].as_array().expect("viewers");
    let relations: Vec<&str> =
        viewers.iter().map(|viewer| viewer["relation"].as_str().expect("one")).collect();
    assert_eq!(relations, ["self", "guardian", "guardian"]);
    for viewer in &viewers[1..] {
        let is_anna = viewer["residentId"] == json!(danger.clinic.anna.id);
        assert_eq!(viewer["toBeBlocked"], is_anna);
        let services = viewer["services"].as_array().expect("services");
        assert!(services.iter().all(|it| it["visibleNow"] == true), "{viewer}");
        assert!(services.iter().all(|it| it["visibleAfterwards"] == false), "{viewer}");
    }
    assert_eq!(view["boundaries"].as_array().map(Vec::len), Some(3));
    assert!(danger.sees_child(&danger.clinic.anna).await);
    let seen = danger.world().texts(
        "select patient_id::text as it from audit_entry where action = 'protection.preview'",
    );
    assert_eq!(seen, [danger.child.to_string()], "nothing is prepared in a guardian's own log");
}

#[tokio::test]
async fn no_guardian_reads_in_the_childs_log_that_something_is_being_prepared() {
    let danger = Danger::new().await;
    let body = json!({ "regionCode": "19", "guardianIds": [danger.clinic.anna.id] });
    danger.post(&danger.kerstin, "protection-previews", &body).await.expect(200);
    let blocks = format!("/residents/{}/guardian-blocks", danger.child);
    danger.world().get_as(&danger.kerstin, &blocks).await.expect(200);
    danger.world().get_as(&danger.clinic.handler.token, &blocks).await.expect(403);
    danger.block().await.expect(201);
    let told = async |token: &str| {
        let path = format!("/residents/{}/access-log", danger.child);
        let log = danger.world().get_as(token, &path).await.expect(200).json();
        let items = log["items"].as_array().expect("a log").clone();
        items.iter().map(|it| it["action"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told(&danger.erik.token).await, [""; 0]);
    assert_eq!(told(&danger.erik.token).await, ["access-log.read"], "but the rest");
    let childs = danger.world().resident_session(danger.child).await;
    let own = told(&childs).await;
    for action in ["protection.preview", "guardian-block.list", "guardian-block.block"] {
        assert!(own.iter().any(|it| it == action), "the child is told all: {own:?}");
    }
}

// proves: M-39
#[tokio::test]
async fn only_those_who_look_after_accounts_lock_and_lift() {
    let danger = Danger::new().await;
    let world = danger.world();
    let unit = danger.clinic.unit;
    let roles = [
        Role::Receiver,
        Role::Handler,
        Role::LocalAdministrator,
        Role::PermissionAdministrator,
        Role::Reviewer,
    ];
    let body = json!({ "regionCode": "19", "reason": "other", "initiatedBy": "care" });
    for role in roles {
        let token = world.colleague(&[(role, unit)]).await.token;
        danger.post(&token, "log-in-locks", &body).await.expect(403);
    }
    for id in [world.regional_administrator(), world.national_administrator()] {
        let token = world.staff_session(id).await;
        let made = danger.post(&token, "log-in-locks", &body).await.expect(201).json();
        let what = format!("log-in-locks/{}/liftings", made["id"].as_str().expect("an id"));
        danger.post(&token, &what, &lifting("19")).await.expect(201);
    }
    let regional = world.staff_session(world.regional_administrator()).await;
    let staff = world.staff(&[]);
    let hsa_id = world.texts(&format!("select hsa_id as it from staff where id = '{staff}'"));
    let appointed = json!({ "hsaId": hsa_id[0], "role": "account-administrator" });
    let path = "/regions/19/role-assignments";
    let given = world.post_as(&regional, path, None, &appointed).await.expect(201).json();
    assert_eq!(given["role"], "account-administrator");
    let token = world.staff_session(staff).await;
    let session = world.get_as(&token, "/sessions/current").await.expect(200).json();
    assert_eq!((&session["accountRegions"], &session["regions"]), (&json!(["19"]), &json!([])));
    danger.post(&token, "log-in-locks", &body).await.expect(201);
    // Accounts are all they administer.
    world.get_as(&token, &format!("/units/{unit}/settings")).await.expect(404);
    world.get_as(&token, path).await.expect(403);
}

// proves: LB-2
#[tokio::test]
async fn a_lock_holds_while_redis_is_away_and_the_outbox_ends_the_sessions() {
    let danger = Danger::new().await;
    let (world, anna) = (danger.world(), &danger.clinic.anna);
    // What a lock does in the database, as if Redis could not be reached afterwards.
    world.lock_log_in(anna.id);
    world.sql(&format!(
        "update resident set session_epoch = session_epoch + 1 where id = '{0}';
         insert into outbox_job (id, kind, idempotency_key, payload, created_at, due_at, receiver_id)
         values (gen_random_uuid(), 'end-sessions', 'end-sessions.x', '{{}}', '2026-11-23T11:00:00Z',
            '2026-11-23T11:00:00Z', '{0}')",
        anna.id
    ));
    let own = format!("/residents/{}", anna.id);
    world.get_as(&anna.token, &own).await.expect(401);

    let mut errands =
        Errands::open(&world.app.config, world.clock.clone(), world.app.sessions.clone())
            .expect("the settings are understood");
    assert_eq!(errands.round().await.expect("the database is there"), 1);

    assert_eq!(world.texts("select state as it from outbox_job"), ["sent"]);
    let left = world
        .app
        .sessions
        .end_all(etjanster::access::Who::Resident(etjanster::id::ResidentId(anna.id)));
    assert_eq!(left.await.expect("redis is there"), 0, "none lived");
}

#[tokio::test]
async fn a_block_waits_for_what_the_guardian_is_doing_and_nothing_follows_it() {
    let danger = Danger::new().await;
    let (clinic, world) = (&danger.clinic, danger.world());
    let begin = async || {
        let body = json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type,
            "answers": { "reason": "Utslag" } });
        let path = format!("/residents/{}/cases", danger.child);
        world.post_as(&clinic.anna.token, &path, None, &body).await.status
    };
    let read = async || {
        let path = format!("/residents/{}/cases", danger.child);
        world.get_as(&clinic.anna.token, &path).await.status
    };
    let many = async || futures_util::future::join_all((0..12).map(|_| begin())).await;
    let reads = async || futures_util::future::join_all((0..12).map(|_| read())).await;
    let (block, begun, read_statuses) = tokio::join!(danger.block(), many(), reads());
    block.expect(201);

    assert!(begun.iter().all(|status| [201, 404].contains(status)), "{begun:?}");
    assert!(read_statuses.iter().all(|status| [200, 404].contains(status)));
    let made = begun.iter().filter(|status| **status == 201).count();
    let kept =
        format!("select id::text as it from case_file where subject_id = '{}'", danger.child);
    assert_eq!(world.texts(&kept).len(), made);
    assert_eq!((begin().await, read().await), (404, 404));
    // The block's entry comes after everything that was done as guardian.
    let late = world.texts(
        "select e.action as it from audit_entry e
         where e.capacity = 'guardian' and e.outcome = 'done'
           and e.id > (select id from audit_entry where action = 'guardian-block.block')",
    );
    assert!(late.is_empty(), "{late:?}");
}

#[tokio::test]
async fn an_answer_from_before_a_block_is_not_given_again() {
    let danger = Danger::new().await;
    let (clinic, world) = (&danger.clinic, danger.world());
    let body = json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type,
        "answers": { "reason": "Utslag" } });
    let begin = async || {
        let path = format!("/residents/{}/cases", danger.child);
        let request = world.request("POST", &path).bearer_auth(&clinic.anna.token);
        send(request.header("idempotency-key", "once").json(&body)).await
    };
    let first = begin().await.expect(201);
    assert_eq!(begin().await.expect(201).body, first.body);
    danger.block().await.expect(201);
    assert_eq!(begin().await.expect(404).problem(), "not-found");
}

#[tokio::test]
async fn a_lock_that_meets_a_sign_in_leaves_no_session_that_works() {
    let desk = sign_in_desk::Desk::new().await;
    let world = &desk.world;
    let anna = world.resident("anna");
    let kerstin = world.staff_session(world.account_administrator()).await;
    let path = format!("/residents/{anna}/log-in-locks");
    let body = json!({ "regionCode": "19", "reason": "coercion", "initiatedBy": "resident" });
    for _ in 0..6 {
        let (signed_in, locked) = tokio::join!(
            desk.sign_in(Audience::Resident, number("anna")),
            world.post_as(&kerstin, &path, None, &body),
        );
        let id = locked.expect(201).json()["id"].as_str().expect("an id").to_owned();
        let token = match signed_in.status {
            201 => Some(signed_in.json()["token"].as_str().expect("a token").to_owned()),
            403 => None,
            other => panic!("{other}"),
        };
        let own = format!("/residents/{anna}");
        if let Some(token) = &token {
            world.get_as(token, &own).await.expect(401);
        }
        let lift = format!("{path}/{id}/liftings");
        world.post_as(&kerstin, &lift, None, &lifting("19")).await.expect(201);
        if let Some(token) = &token {
            world.get_as(token, &own).await.expect(401);
        }
    }
}

#[tokio::test]
async fn of_two_liftings_at_once_one_lifts_and_a_new_lock_stands() {
    let danger = Danger::new().await;
    let (world, anna) = (danger.world(), danger.clinic.anna.id);
    let made = danger.lock(anna, "19").await.expect(201).json();
    let own = format!("/residents/{anna}/log-in-locks");
    let path = format!("{own}/{}/liftings", made["id"].as_str().expect("an id"));
    let body = lifting("19");
    let lift = || world.post_as(&danger.kerstin, &path, None, &body);
    let (one, two, again) = tokio::join!(lift(), lift(), danger.lock(anna, "19"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let open = world.texts("select id::text as it from log_in_lock where lifted_at is null");
    assert_eq!(open.len(), usize::from(again.status == 201), "{}", again.status);
}

#[tokio::test]
async fn measures_about_nobody_are_not_found_and_change_nothing() {
    let danger = Danger::new().await;
    let world = danger.world();
    let nobody = Uuid::from_u128(7);
    let lock = json!({ "regionCode": "19", "reason": "other", "initiatedBy": "care" });
    let path = format!("/residents/{nobody}/log-in-locks");
    world.post_as(&danger.kerstin, &path, None, &lock).await.expect(404);
    let none = format!("/residents/{}/log-in-locks/{nobody}/liftings", danger.child);
    world.post_as(&danger.kerstin, &none, None, &lifting("19")).await.expect(404);
    let none = format!("/residents/{}/protections/{nobody}", danger.child);
    world.get_as(&danger.kerstin, &none).await.expect(404);
    let none = format!("{none}/follow-ups");
    let body = json!({ "outcome": "upheld" });
    world.post_as(&danger.kerstin, &none, None, &body).await.expect(404);
    let mut protection = json!({ "regionCode": "19", "reason": "other", "initiatedBy": "care",
        "decision": danger.decision(), "guardianIds": [nobody] });
    danger.post(&danger.kerstin, "protections", &protection).await.expect(422);
    protection["reason"] = json!("because");
    danger.post(&danger.kerstin, "protections", &protection).await.expect(422);
    for table in ["log_in_lock", "guardian_block", "protection", "journal_seal_order"] {
        let count = world.texts(&format!("select count(*)::text as it from {table}"));
        assert_eq!(count, ["0"], "{table}");
    }
}
