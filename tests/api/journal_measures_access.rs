//! Extended and early access: for whom, how long, and what ends them.

use chrono::TimeDelta;
use etjanster::jobs::{Desk, run_all};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    journal_measures::{Ward, decision},
    world::{Answer, World, new_id, noon},
};

impl Ward {
    fn asked(&self) -> Value {
        decision(self.clinic.unit, "resident", "request-of-resident")
    }

    /// Access for Anna, as it should be asked for.
    fn extension(&self) -> Value {
        json!({ "guardianId": self.clinic.anna.id, "consultedGuardian": true,
            "consultedChild": true, "decision": self.asked() })
    }

    fn child(&self, key: &str) -> Uuid {
        let child = self.world().resident(key);
        self.world().guardian_of(self.clinic.anna.id, child);
        child
    }

    async fn about(&self, token: &str, child: Uuid, what: &str, body: &Value) -> Answer {
        let path = format!("/residents/{child}/journal/{what}");
        self.world().post_as(token, &path, None, body).await
    }
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

fn pointer(answer: Answer) -> String {
    answer.expect(422).json()["errors"][0]["pointer"].as_str().expect("a pointer").to_owned()
}

// proves: JV-5, JV-6, JM-9
#[tokio::test]
async fn a_guardian_reads_one_units_part_a_year_at_a_time_until_sixteen() {
    let ward = Ward::new().await;
    let manager = &ward.manager.token;
    let (oskar, wilma) = (ward.child("oskar"), ward.child("wilma"));
    let (alva, hugo) = (ward.child("alva"), ward.child("hugo"));
    let extend =
        async |child, body: &Value| ward.about(manager, child, "extended-accesses", body).await;
    let plain = ward.extension();
    let made = extend(oskar, &plain).await.expect(201).json();
    assert_eq!(made["validThrough"], "2027-11-23");
    assert_eq!(made["unitId"], json!(ward.clinic.unit));
    assert_eq!(made["decision"]["consultedChild"], true);
    assert_eq!(extend(oskar, &plain).await.expect(409).problem(), "access-already-given");
    // Wilma turns 16 on 9 June 2027.
    assert_eq!(extend(wilma, &plain).await.expect(201).json()["validThrough"], "2027-06-08");
    for child in [alva, hugo] {
        let refused = extend(child, &plain).await.expect(409);
        assert_eq!(refused.problem(), "child-outside-ages");
    }
    // Elsa turns 13 on 6 December.
    let elsa = ward.child("elsa");
    let before = with(plain.clone(), "validThrough", json!("2026-12-05"));
    assert_eq!(extend(elsa, &before).await.expect(409).problem(), "child-outside-ages");
    let birthday = with(plain.clone(), "validThrough", json!("2026-12-06"));
    extend(elsa, &birthday).await.expect(201);
    let longer = with(plain.clone(), "validThrough", json!("2027-11-25"));
    let longer = with(longer, "validFrom", json!("2026-11-24"));
    assert_eq!(pointer(extend(elsa, &longer).await), "/validThrough");
    let past = with(plain, "validFrom", json!("2026-11-22"));
    assert_eq!(pointer(extend(elsa, &past).await), "/validFrom");
}

// proves: JV-5, JM-9
#[tokio::test]
async fn extending_takes_both_consultations_a_guardian_and_ones_own_unit() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), &ward.manager.token);
    let oskar = ward.child("oskar");
    let plain = ward.extension();
    let extend =
        async |token: &str, body: &Value| ward.about(token, oskar, "extended-accesses", body).await;
    for asked in ["consultedGuardian", "consultedChild"] {
        let alone = with(plain.clone(), asked, json!(false));
        assert_eq!(pointer(extend(manager, &alone).await), format!("/{asked}"));
    }
    for nobody in [world.resident("maria"), new_id(), oskar] {
        let other = with(plain.clone(), "guardianId", json!(nobody));
        assert_eq!(pointer(extend(manager, &other).await), "/guardianId");
    }
    extend(&ward.other_manager.token, &plain).await.expect(403);
    let elsewhere = decision(ward.elsewhere, "care", "need-has-ceased");
    let theirs = with(plain.clone(), "decision", elsewhere.clone());
    extend(manager, &theirs).await.expect(403);
    let made = extend(&ward.delegate.token, &plain).await.expect(201).json();

    let what = format!("extended-accesses/{}/endings", made["id"].as_str().expect("an id"));
    let other = &ward.other_manager.token;
    let theirs = json!({ "decision": elsewhere });
    ward.about(other, oskar, &what, &theirs).await.expect(404);
    let path = format!("/residents/{oskar}/journal/extended-accesses");
    let seen = world.get_as(other, &path).await.expect(200).json();
    assert_eq!(seen["items"], json!([]), "what another unit has given is its own");
    let ending = json!({ "decision": decision(ward.clinic.unit, "care", "need-has-ceased") });
    let ended = ward.about(manager, oskar, &what, &ending).await.expect(201).json();
    assert_eq!((&ended["state"], &ended["endedOn"]), (&json!("ended"), &json!("2026-11-23")));
    let again = ward.about(manager, oskar, &what, &ending).await.expect(409);
    assert_eq!(again.problem(), "already-ended");
    extend(manager, &plain).await.expect(201);
}

async fn block(ward: &Ward, child: Uuid) -> (String, Value) {
    let world = ward.world();
    let token = world.staff_session(world.account_administrator()).await;
    let body = json!({ "guardianId": ward.clinic.anna.id, "regionCode": "19", "reason": "other",
        "decision": { "decidedBy": "Chef", "decidedAs": "operations-manager",
            "unitId": ward.clinic.unit } });
    let path = format!("/residents/{child}/guardian-blocks");
    let made = world.post_as(&token, &path, None, &body).await.expect(201).json();
    (token, made)
}

// proves: JV-7, JM-6
#[tokio::test]
async fn a_block_ends_what_was_given_and_nothing_is_given_while_it_stands() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), &ward.manager.token);
    let oskar = ward.child("oskar");
    let plain = ward.extension();
    let extend = async || ward.about(manager, oskar, "extended-accesses", &plain).await;
    extend().await.expect(201);

    let (token, made) = block(&ward, oskar).await;

    let path = format!("/residents/{oskar}/journal/extended-accesses");
    let seen = world.get_as(manager, &path).await.expect(200).json();
    assert_eq!(seen["items"][0]["state"], "ended");
    assert!(seen["items"][0].get("endingDecision").is_none());
    assert_eq!(extend().await.expect(409).problem(), "guardian-blocked");
    let id = made["id"].as_str().expect("an id");
    let path = format!("/residents/{oskar}/guardian-blocks/{id}/liftings");
    world.post_as(&token, &path, None, &json!({ "regionCode": "19" })).await.expect(201);
    let state = "select count(*)::text as it from journal_extension where deactivated_on is null";
    assert_eq!(world.texts(state), ["0"], "lifting gives nothing back");
    extend().await.expect(201);
}

// proves: JV-7
#[tokio::test]
async fn a_block_and_an_extension_at_once_leave_no_open_door() {
    let ward = Ward::new().await;
    let oskar = ward.child("oskar");
    let plain = ward.extension();
    let extending = ward.about(&ward.manager.token, oskar, "extended-accesses", &plain);
    let (extended, _) = tokio::join!(extending, block(&ward, oskar));
    assert!([201, 409].contains(&extended.status), "{}", extended.status);
    let state = "select count(*)::text as it from journal_extension where deactivated_on is null";
    assert_eq!(ward.world().texts(state), ["0"]);
}

#[tokio::test]
async fn of_two_extensions_or_early_accesses_at_once_one_is_given() {
    let ward = Ward::new().await;
    let oskar = ward.child("oskar");
    let early = json!({ "decision": ward.asked() });
    for (what, body) in [("extended-accesses", ward.extension()), ("early-accesses", early)] {
        let (one, two) = tokio::join!(
            ward.about(&ward.manager.token, oskar, what, &body),
            ward.about(&ward.delegate.token, oskar, what, &body),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{what}");
    }
}

// proves: JM-9
#[tokio::test]
async fn nobody_on_the_residents_side_sees_extended_access_or_that_it_was_looked_at() {
    let ward = Ward::new().await;
    let (world, anna) = (ward.world(), &ward.clinic.anna);
    let oskar = ward.child("oskar");
    let body = ward.extension();
    let made = ward.about(&ward.manager.token, oskar, "extended-accesses", &body);
    let made = made.await.expect(201).json();
    let id = made["id"].as_str().expect("an id");
    let childs = world.resident_session(oskar).await;
    for token in [&anna.token, &childs] {
        let path = format!("/residents/{oskar}/journal/extended-accesses");
        world.get_as(token, &path).await.expect(404);
        let what = format!("extended-accesses/{id}/endings");
        let ending = json!({ "decision": ward.asked() });
        ward.about(token, oskar, &what, &ending).await.expect(404);
        ward.about(token, oskar, "extended-accesses", &ward.extension()).await.expect(404);
    }
    let log = world.get_as(&anna.token, &format!("/residents/{}/access-log", anna.id)).await;
    assert!(!String::from_utf8_lossy(&log.expect(200).body).contains("extended-access"));
    let named = world.texts(
        "select distinct patient_id::text as it from audit_entry
         where action = 'extended-access.give' and outcome = 'done'",
    );
    assert_eq!(named, [oskar.to_string()], "the entry names the child");
}

// proves: JV-6, JM-10
#[tokio::test]
async fn a_youth_reads_one_units_part_early_and_sees_that_they_may() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), &ward.manager.token);
    let (wilma, elsa) = (ward.child("wilma"), ward.child("elsa"));
    let give = async |child, body: &Value| ward.about(manager, child, "early-accesses", body).await;
    let plain = json!({ "decision": ward.asked(), "consultedChild": true });
    let made = give(wilma, &plain).await.expect(201).json();
    assert!(made.get("validThrough").is_none());
    assert_eq!(give(wilma, &plain).await.expect(409).problem(), "access-already-given");
    let hugo = world.resident("hugo");
    assert_eq!(give(hugo, &plain).await.expect(409).problem(), "child-outside-ages");
    let before = with(plain.clone(), "validThrough", json!("2026-12-05"));
    assert_eq!(give(elsa, &before).await.expect(409).problem(), "child-outside-ages");
    give(elsa, &plain).await.expect(201);
    let past_sixteen = with(plain.clone(), "validThrough", json!("2029-12-06"));
    assert_eq!(pointer(give(elsa, &past_sixteen).await), "/validThrough");

    let path = format!("/residents/{wilma}/journal/early-accesses");
    let own = world.resident_session(wilma).await;
    let seen = world.get_as(&own, &path).await.expect(200).json();
    assert_eq!(seen["items"][0]["state"], "holds");
    assert!(!seen.to_string().contains("ecision"), "not who decided: {seen}");
    world.get_as(&ward.clinic.anna.token, &path).await.expect(404);
    let what = format!("early-accesses/{}/endings", made["id"].as_str().expect("an id"));
    let ending = json!({ "decision": decision(ward.clinic.unit, "care", "need-has-ceased") });
    ward.about(&own, wilma, &what, &ending).await.expect(403);
    ward.about(&own, wilma, "early-accesses", &plain).await.expect(403);
    let theirs = json!({ "decision": decision(ward.elsewhere, "care", "need-has-ceased") });
    ward.about(&ward.other_manager.token, wilma, &what, &theirs).await.expect(404);
    let ended = ward.about(manager, wilma, &what, &ending).await.expect(201).json();
    assert_eq!(ended["state"], "ended");
    let again = ward.about(manager, wilma, &what, &ending).await.expect(409);
    assert_eq!(again.problem(), "already-ended");
}

// proves: JM-10
#[tokio::test]
async fn a_protected_youth_is_given_early_access_only_when_that_was_weighed() {
    let ward = Ward::new().await;
    let tilde = ward.world().resident("tilde");
    let plain = json!({ "decision": ward.asked() });
    let give =
        async |body: &Value| ward.about(&ward.manager.token, tilde, "early-accesses", body).await;
    assert_eq!(pointer(give(&plain).await), "/protectedReviewed");
    let weighed = with(plain, "protectedReviewed", json!(true));
    assert_eq!(give(&weighed).await.expect(201).json()["protectedReviewed"], true);
}

fn told(world: &World) -> usize {
    let sql = "select id::text as it from outbox_job where payload->>'notice' = 'decision-ends'";
    world.texts(sql).len()
}

// proves: JM-9
#[tokio::test]
async fn an_extension_that_ends_is_asked_about_too() {
    let ward = Ward::new().await;
    let world = ward.world();
    let oskar = ward.child("oskar");
    let short = with(ward.extension(), "validThrough", json!("2026-12-31"));
    let made = ward.about(&ward.manager.token, oskar, "extended-accesses", &short).await;
    let made = made.expect(201).json();
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    world.clock.set(noon() + TimeDelta::days(16));
    run_all(&mut desk).await.expect("the tasks run");
    assert_eq!(told(world), 0);
    world.clock.set(noon() + TimeDelta::days(17));
    run_all(&mut desk).await.expect("the tasks run");
    assert_eq!(told(world), 2);
    let token = world.staff_session(ward.manager.id).await;
    let path = format!("/units/{}/journal-renewals", ward.clinic.unit);
    let listed = world.get_as(&token, &path).await.expect(200).json();
    assert_eq!(listed["items"][0]["id"], made["id"]);
    let seen = world.texts(
        "select patient_id::text as it from audit_entry where action = 'journal-renewal.list'",
    );
    assert_eq!(seen, [oskar.to_string()]);
    let next = with(ward.extension(), "validFrom", json!("2027-01-01"));
    ward.about(&token, oskar, "extended-accesses", &next).await.expect(201);
    let listed = world.get_as(&token, &path).await.expect(200).json();
    assert_eq!(listed["items"], json!([]));
}
