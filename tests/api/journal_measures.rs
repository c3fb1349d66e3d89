//! Seals: what they close, who sets and breaks them, and what they take the place of.

use chrono::TimeDelta;
use etjanster::jobs::{Desk, run_all};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Colleague},
    world::{Answer, NOON, World, new_id, noon, send},
};

/// A clinic whose operations manager and her delegate decide, and the manager of another unit.
pub struct Ward {
    pub clinic: Clinic,
    pub manager: Colleague,
    pub delegate: Colleague,
    pub elsewhere: Uuid,
    pub other_manager: Colleague,
}

impl World {
    /// Makes that person one who decides at the unit, from today on. Answers the appointment's id.
    pub fn decides(&self, staff: Uuid, unit: Uuid, kind: &str) -> Uuid {
        let id = new_id();
        let reference = if kind == "delegate" { "'Delegation 7'" } else { "null" };
        self.sql(&format!(
            "insert into decision_maker (id, unit_id, staff_id, kind, delegation_reference,
                valid_from, appointed_by, appointed_at)
             values ('{id}', '{unit}', '{staff}', '{kind}', {reference}, '2026-11-23', '{staff}',
                '{NOON}') on conflict do nothing"
        ));
        id
    }

    pub fn hsa_id(&self, unit: Uuid) -> String {
        self.texts(&format!("select hsa_id as it from unit where id = '{unit}'")).remove(0)
    }
}

impl Ward {
    pub async fn new() -> Self {
        let clinic = Clinic::new().await;
        let world = &clinic.world;
        let manager = world.colleague(&[]).await;
        let delegate = world.colleague(&[]).await;
        let (elsewhere, other_manager) = (world.unit(), world.colleague(&[]).await);
        world.decides(manager.id, clinic.unit, "operations-manager");
        world.decides(delegate.id, clinic.unit, "delegate");
        world.decides(other_manager.id, elsewhere, "operations-manager");
        Self { clinic, manager, delegate, elsewhere, other_manager }
    }

    pub fn world(&self) -> &World {
        &self.clinic.world
    }

    pub fn decision(&self) -> Value {
        decision(self.clinic.unit, "care", "harm-patient")
    }

    /// A request about Anna's seals.
    pub async fn post(&self, token: &str, what: &str, body: &Value) -> Answer {
        let path = format!("/residents/{}/journal/seals{what}", self.clinic.anna.id);
        self.world().post_as(token, &path, None, body).await
    }

    pub async fn seals(&self, token: &str) -> Value {
        let path = format!("/residents/{}/journal/seals", self.clinic.anna.id);
        self.world().get_as(token, &path).await.expect(200).json()["items"].clone()
    }

    /// A unit seal of care's.
    async fn unit_seal(&self) -> String {
        let body = json!({ "scope": "unit", "decision": self.decision() });
        let made = self.post(&self.manager.token, "", &body).await.expect(201).json();
        made["id"].as_str().expect("an id").to_owned()
    }
}

pub fn decision(unit: Uuid, initiative: &str, ground: &str) -> Value {
    json!({ "unitId": unit, "initiative": initiative, "ground": ground,
        "diaryReference": "RV 2026:1204", "reason": "Sagt i förtroende." })
}

fn at_request(unit: Uuid) -> Value {
    json!({ "decision": decision(unit, "resident", "request-of-resident"),
        "identityCheck": "Körkort, daganteckning 2026-11-23" })
}

fn id_of(json: &Value) -> &str {
    json["id"].as_str().expect("an id")
}

fn states(seals: &Value) -> Vec<&str> {
    let seals = seals.as_array().expect("a list");
    seals.iter().map(|seal| seal["state"].as_str().expect("a state")).collect()
}

// proves: JV-8, JV-9, JM-1
#[tokio::test]
async fn a_resident_seals_everything_at_once_and_only_a_unit_breaks_it() {
    let ward = Ward::new().await;
    let anna = &ward.clinic.anna.token;
    let made = ward.post(anna, "", &json!({ "scope": "full" })).await.expect(201).json();
    assert_eq!((&made["state"], &made["validFrom"]), (&json!("holds"), &json!("2026-11-23")));
    assert!(made.get("validThrough").is_none() && made.get("decision").is_none());
    assert_eq!(made["_links"].as_object().expect("links").len(), 1, "nothing she may do herself");

    let again = ward.post(anna, "", &json!({ "scope": "full" })).await.expect(409);
    assert_eq!(again.problem(), "seal-already-set");
    let lifting = format!("/{}/liftings", id_of(&made));
    let own = ward.post(anna, &lifting, &at_request(ward.clinic.unit)).await.expect(403);
    assert_eq!(own.problem(), "forbidden");

    let mut unidentified = at_request(ward.elsewhere);
    unidentified.as_object_mut().expect("an object").remove("identityCheck");
    let other = &ward.other_manager.token;
    let refused = ward.post(other, &lifting, &unidentified).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/identityCheck");
    let mut unasked = at_request(ward.elsewhere);
    unasked["decision"]["ground"] = json!("need-has-ceased");
    let refused = ward.post(other, &lifting, &unasked).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/decision/ground");

    let lifted = ward.post(other, &lifting, &at_request(ward.elsewhere)).await.expect(201).json();
    assert_eq!((&lifted["state"], &lifted["liftedOn"]), (&json!("ended"), &json!("2026-11-23")));
    assert_eq!(lifted["liftingDecision"]["identityCheck"], "Körkort, daganteckning 2026-11-23");
    let twice = ward.post(other, &lifting, &at_request(ward.elsewhere)).await.expect(409);
    assert_eq!(twice.problem(), "already-ended");
    ward.post(anna, "", &json!({ "scope": "full" })).await.expect(201);
    assert_eq!(states(&ward.seals(anna).await), ["holds", "ended"]);
}

// proves: JV-8
#[tokio::test]
async fn whatever_else_a_resident_wants_sealed_goes_through_a_unit() {
    let ward = Ward::new().await;
    let anna = &ward.clinic.anna.token;
    for body in [
        json!({ "scope": "unit", "targetHsaId": "SE2321000172-DV01" }),
        json!({ "scope": "provider", "targetHsaId": "SE2321000172-VG01" }),
        json!({ "scope": "period", "events": { "from": "2020-01-01", "through": "2020-02-01" } }),
        json!({ "scope": "full", "validThrough": "2027-01-01" }),
        json!({ "scope": "full", "decision": ward.decision() }),
    ] {
        let refused = ward.post(anna, "", &body).await.expect(403);
        assert_eq!(refused.problem(), "seal-not-self-service", "{body}");
    }
    assert_eq!(ward.seals(anna).await, json!([]));
}

// proves: JV-1, JV-4, JM-3
#[tokio::test]
async fn care_seals_its_own_unit_two_months_at_a_time() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), &ward.manager.token);
    let post = async |body: &Value| ward.post(manager, "", body).await;
    let pointer =
        async |body: Value| post(&body).await.expect(422).json()["errors"][0]["pointer"].clone();
    let decision = ward.decision();
    let with = |rest: Value| {
        let mut body = json!({ "scope": "unit", "decision": decision });
        let rest = rest.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(rest);
        body
    };
    assert_eq!(pointer(with(json!({ "validThrough": "2027-01-24" }))).await, "/validThrough");
    assert_eq!(pointer(with(json!({ "validThrough": "2026-11-22" }))).await, "/validThrough");
    assert_eq!(pointer(with(json!({ "validFrom": "2026-11-22" }))).await, "/validFrom");
    let other = world.hsa_id(ward.elsewhere);
    assert_eq!(pointer(with(json!({ "targetHsaId": other }))).await, "/targetHsaId");
    assert_eq!(pointer(with(json!({ "targetHsaId": "SE0" }))).await, "/targetHsaId");
    assert_eq!(pointer(json!({ "scope": "unit" })).await, "/decision");
    assert_eq!(pointer(with(json!({ "scope": "period" }))).await, "/events");
    assert_eq!(
        pointer(with(json!({ "scope": "full", "targetHsaId": other }))).await,
        "/targetHsaId"
    );
    let backwards = json!({ "from": "2020-02-01", "through": "2020-01-01" });
    assert_eq!(pointer(with(json!({ "events": backwards }))).await, "/events");
    let mut over = decision.clone();
    over["ground"] = json!("need-has-ceased");
    assert_eq!(pointer(with(json!({ "decision": over }))).await, "/decision/ground");
    let mut blank = decision.clone();
    blank["reason"] = json!("  ");
    assert_eq!(pointer(with(json!({ "decision": blank }))).await, "/decision/reason");

    let made = post(&with(json!({}))).await.expect(201).json();
    assert_eq!(made["validThrough"], "2027-01-23");
    assert_eq!(made["targetHsaId"], world.hsa_id(ward.clinic.unit).as_str());
    assert_eq!(made["decision"]["decidedAs"], "operations-manager");
    assert_eq!(made["decision"]["reason"], "Sagt i förtroende.");
}

// proves: JM-4, JM-5
#[tokio::test]
async fn a_patient_may_have_a_provider_or_a_time_sealed_by_any_unit() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), &ward.manager.token);
    let wanted = decision(ward.clinic.unit, "resident", "request-of-resident");
    let other = world.hsa_id(ward.elsewhere).to_lowercase();
    for body in [
        json!({ "scope": "provider", "targetHsaId": "SE2321000172-VG01", "decision": wanted }),
        json!({ "scope": "unit", "targetHsaId": other, "validThrough": "2028-01-01",
            "decision": wanted }),
        json!({ "scope": "period", "decision": wanted,
            "events": { "from": "2020-01-01", "through": "2020-12-31" } }),
        // Another time is another thing.
        json!({ "scope": "period", "decision": wanted,
            "events": { "from": "2021-01-01", "through": "2021-12-31" } }),
    ] {
        ward.post(manager, "", &body).await.expect(201);
    }
    let nobodys = json!({ "scope": "provider", "targetHsaId": "SE0", "decision": wanted });
    ward.post(manager, "", &nobodys).await.expect(422);
    let on_cares = json!({ "scope": "provider", "targetHsaId": "SE2321000172-VG01",
        "decision": ward.decision() });
    ward.post(manager, "", &on_cares).await.expect(422);
    world.sql(&format!(
        "insert into journal_unit select hsa_id, 'SE2321000172-VG01', name, 'general'
         from unit where id = '{}'; delete from journal_seal;",
        ward.clinic.unit
    ));
    ward.post(manager, "", &on_cares).await.expect(201);
    let overlapping = json!({ "scope": "period", "decision": wanted,
        "events": { "from": "2020-12-31", "through": "2021-12-31" } });
    ward.post(manager, "", &overlapping).await.expect(201);
    let again = ward.post(manager, "", &overlapping).await.expect(409);
    assert_eq!(again.problem(), "seal-already-set");
}

// proves: JV-2, JV-3, JM-2
#[tokio::test]
async fn a_full_seal_takes_the_place_of_narrower_ones_and_none_stands_twice() {
    let ward = Ward::new().await;
    let manager = &ward.manager.token;
    ward.unit_seal().await;
    let body = json!({ "scope": "unit", "decision": ward.decision(), "validFrom": "2027-01-23" });
    let again = ward.post(manager, "", &body).await.expect(409);
    assert_eq!(again.problem(), "seal-already-set");
    let next = json!({ "scope": "unit", "decision": ward.decision(), "validFrom": "2027-01-24" });
    ward.post(manager, "", &next).await.expect(201);

    let assisted = json!({ "scope": "full",
        "decision": decision(ward.clinic.unit, "resident", "request-of-resident") });
    let later = json!({ "scope": "full", "validFrom": "2026-11-24", "decision": ward.decision() });
    ward.post(manager, "", &later).await.expect(422);
    let full = ward.post(manager, "", &assisted).await.expect(201).json();

    let seals = ward.seals(manager).await;
    assert_eq!(states(&seals), ["holds", "ended", "ended"]);
    assert!(seals[1].get("liftingDecision").is_none() && seals[2].get("liftingDecision").is_none());
    let days: Vec<_> = [1, 2].map(|at| seals[at]["liftedOn"].clone()).to_vec();
    assert_eq!(days, ["2027-01-24", "2026-11-23"]);
    // The resident's own, though the unit set it: broken at their request, identified.
    let lifting = format!("/{}/liftings", id_of(&full));
    let body = json!({ "decision": decision(ward.clinic.unit, "care", "need-has-ceased") });
    ward.post(manager, &lifting, &body).await.expect(422);
    ward.post(manager, &lifting, &at_request(ward.clinic.unit)).await.expect(201);
}

// proves: JM-3
#[tokio::test]
async fn one_who_decides_at_a_unit_decides_for_no_other() {
    let ward = Ward::new().await;
    let seal = ward.unit_seal().await;
    let other = &ward.other_manager.token;
    let posing = json!({ "decision": decision(ward.clinic.unit, "care", "need-has-ceased") });
    let denied = ward.post(other, &format!("/{seal}/liftings"), &posing).await.expect(403);
    assert_eq!(denied.problem(), "forbidden");
    let own = json!({ "decision": decision(ward.elsewhere, "care", "need-has-ceased") });
    let refused = ward.post(other, &format!("/{seal}/liftings"), &own).await.expect(403);
    assert_eq!(refused.problem(), "other-units-decision");
    let own = json!({ "decision": decision(ward.elsewhere, "care", "harm-patient") });
    let refused = ward.post(other, &format!("/{seal}/renewals"), &own).await.expect(403);
    assert_eq!(refused.problem(), "other-units-decision");
    let body = json!({ "scope": "full", "decision": ward.decision() });
    ward.post(other, "", &body).await.expect(403);
    ward.post(&ward.clinic.handler.token, "", &body).await.expect(403);

    // Who decided is seen, and not why.
    let seen = ward.seals(other).await;
    assert_eq!(seen[0]["decision"]["ground"], "harm-patient");
    assert!(seen[0]["decision"].get("reason").is_none());
    assert!(ward.seals(&ward.delegate.token).await[0]["decision"]["reason"].is_string());
    let elsewhere =
        format!("/residents/{}/journal/seals?unitId={}", ward.clinic.anna.id, ward.clinic.unit);
    ward.world().get_as(other, &elsewhere).await.expect(403);

    let lifting = json!({ "decision": decision(ward.clinic.unit, "care", "need-has-ceased") });
    let by = &ward.delegate.token;
    let lifted = ward.post(by, &format!("/{seal}/liftings"), &lifting).await.expect(201).json();
    let decision = &lifted["liftingDecision"];
    assert_eq!(decision["decidedAs"], "delegate");
    assert_eq!(decision["delegationReference"], "Delegation 7");
}

#[tokio::test]
async fn the_resident_sees_their_seals_and_not_who_decided_and_why() {
    let ward = Ward::new().await;
    ward.unit_seal().await;
    let seals = ward.seals(&ward.clinic.anna.token).await;
    assert_eq!(seals[0]["scope"], "unit");
    let text = seals.to_string();
    for hidden in ["decision", "reason", "förtroende", "RV 2026:1204", "harm", "liftings", "renew"]
    {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

// proves: JV-10
#[tokio::test]
async fn a_guardian_neither_seals_a_childs_journal_nor_learns_that_it_is_sealed() {
    let ward = Ward::new().await;
    let (world, anna) = (ward.world(), &ward.clinic.anna);
    let child = world.resident("alva");
    world.guardian_of(anna.id, child);
    let path = format!("/residents/{child}/journal/seals");
    let body = json!({ "scope": "full", "decision": ward.decision() });
    let made = world.post_as(&ward.manager.token, &path, None, &body).await.expect(201).json();
    world.get_as(&ward.manager.token, &path).await.expect(200);

    let nobody = format!("/residents/{}/journal/seals", new_id());
    let hidden = world.get_as(&anna.token, &path).await.expect(404);
    let absent = world.get_as(&anna.token, &nobody).await.expect(404);
    let bare = |answer: &Answer| {
        let mut json = answer.json();
        for own in ["traceId", "instance"] {
            json.as_object_mut().expect("an object").remove(own);
        }
        json
    };
    assert_eq!(bare(&hidden), bare(&absent));
    world.post_as(&anna.token, &path, None, &json!({ "scope": "full" })).await.expect(404);
    let renewal = json!({ "decision": ward.decision() });
    for (what, body) in [("liftings", at_request(ward.clinic.unit)), ("renewals", renewal)] {
        let path = format!("{path}/{}/{what}", id_of(&made));
        world.post_as(&anna.token, &path, None, &body).await.expect(404);
    }
    let log = world.get_as(&anna.token, &format!("/residents/{child}/access-log")).await;
    assert!(!String::from_utf8_lossy(&log.expect(200).body).contains("journal-seal"));
    let own = world.get_as(&anna.token, &format!("/residents/{}/access-log", anna.id)).await;
    assert!(!String::from_utf8_lossy(&own.expect(200).body).contains("journal-seal"));
    let named = world.texts(
        "select distinct patient_id::text as it from audit_entry where action like 'journal-seal.%'
         and outcome = 'done'",
    );
    assert_eq!(named, [child.to_string()]);
}

// proves: JV-3
#[tokio::test]
async fn of_two_seals_at_once_one_is_set() {
    let ward = Ward::new().await;
    let body = json!({ "scope": "full" });
    let assisted = json!({ "scope": "full",
        "decision": decision(ward.clinic.unit, "resident", "request-of-resident") });
    let (one, two, three) = tokio::join!(
        ward.post(&ward.clinic.anna.token, "", &body),
        ward.post(&ward.manager.token, "", &assisted),
        ward.post(&ward.clinic.anna.token, "", &body),
    );
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409]);
    let standing = "select count(*)::text as it from journal_seal where deactivated_on is null";
    assert_eq!(ward.world().texts(standing), ["1"]);
}

#[tokio::test]
async fn of_two_renewals_or_liftings_at_once_one_is_done() {
    let ward = Ward::new().await;
    let seal = ward.unit_seal().await;
    let (manager, delegate) = (&ward.manager.token, &ward.delegate.token);
    for (what, ground) in [("renewals", "harm-patient"), ("liftings", "need-has-ceased")] {
        let body = json!({ "decision": decision(ward.clinic.unit, "care", ground) });
        let what = format!("/{seal}/{what}");
        let (one, two) =
            tokio::join!(ward.post(manager, &what, &body), ward.post(delegate, &what, &body));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{what}");
    }
    let count = ward.world().texts("select count(*)::text as it from journal_decision");
    assert_eq!(count, ["3"], "what was refused left no decision");
}

#[tokio::test]
async fn the_same_request_again_is_the_same_seal() {
    let ward = Ward::new().await;
    let (world, anna) = (ward.world(), &ward.clinic.anna);
    let path = format!("/residents/{}/journal/seals", anna.id);
    let ask = async || {
        let request = world.request("POST", &path).bearer_auth(&anna.token);
        let request = request.header("idempotency-key", "once");
        send(request.json(&json!({ "scope": "full" }))).await.expect(201).json()
    };
    assert_eq!(ask().await, ask().await);
    assert_eq!(world.texts("select count(*)::text as it from journal_seal"), ["1"]);
}

/// What the outbox holds of that notice, as to whom.
fn told(world: &World) -> Vec<String> {
    world.texts(
        "select payload->>'to' as it from outbox_job where payload->>'notice' = 'decision-ends'
         order by 1",
    )
}

// proves: JV-4, JM-3
#[tokio::test]
async fn a_seal_of_cares_is_asked_about_in_time_and_renewed_day_upon_day() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), ward.manager.id);
    let seal = ward.unit_seal().await;
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    let path = format!("/units/{}/journal-renewals", ward.clinic.unit);
    let soon =
        async |token: &str| world.get_as(token, &path).await.expect(200).json()["items"].clone();
    // 22 days before the last day, 2027-01-23.
    world.clock.set(noon() + TimeDelta::days(39));
    run_all(&mut desk).await.expect("the tasks run");
    assert!(told(world).is_empty());
    let token = world.staff_session(manager).await;
    assert_eq!(soon(&token).await, json!([]));

    world.clock.set(noon() + TimeDelta::days(40));
    run_all(&mut desk).await.expect("the tasks run");
    run_all(&mut desk).await.expect("again");
    assert_eq!(told(world).len(), 2, "the manager and the delegate, once");
    let token = world.staff_session(manager).await;
    let listed = soon(&token).await;
    assert_eq!((&listed[0]["id"], &listed[0]["kind"]), (&json!(seal), &json!("seal")));
    assert_eq!(listed[0]["validThrough"], "2027-01-23");

    let renewals = format!("/{seal}/renewals");
    let mut longer = json!({ "decision": ward.decision(), "validThrough": "2027-03-25" });
    ward.post(&token, &renewals, &longer).await.expect(422);
    longer.as_object_mut().expect("an object").remove("validThrough");
    let renewed = ward.post(&token, &renewals, &longer).await.expect(201).json();
    assert_eq!(renewed["validFrom"], "2027-01-24");
    assert_eq!(renewed["validThrough"], "2027-03-24");
    assert_eq!((&renewed["renewsId"], &renewed["state"]), (&json!(seal), &json!("to-come")));
    assert_eq!(soon(&token).await, json!([]));
    let again = ward.post(&token, &renewals, &longer).await.expect(409);
    assert_eq!(again.problem(), "seal-already-renewed");
    let early = ward.post(&token, &format!("/{}/renewals", id_of(&renewed)), &longer).await;
    assert_eq!(early.expect(409).problem(), "seal-not-renewable");

    world.clock.set(noon() + TimeDelta::days(62));
    let token = world.staff_session(manager).await;
    assert_eq!(states(&ward.seals(&token).await), ["holds", "ran-out"]);
    let over = ward.post(&token, &renewals, &longer).await.expect(409);
    assert_eq!(over.problem(), "already-ended");
}

#[tokio::test]
async fn what_nobody_can_be_told_of_is_told_when_somebody_can() {
    let ward = Ward::new().await;
    let world = ward.world();
    ward.unit_seal().await;
    world.sql("update decision_maker set ended_at = appointed_at, ended_by = staff_id");
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    world.clock.set(noon() + TimeDelta::days(41));
    run_all(&mut desk).await.expect("the tasks run");
    assert!(told(world).is_empty());
    world.decides(world.staff(&[]), ward.clinic.unit, "operations-manager");
    run_all(&mut desk).await.expect("the tasks run");
    assert_eq!(told(world).len(), 1);
}

#[tokio::test]
async fn a_decision_is_never_changed() {
    let ward = Ward::new().await;
    ward.unit_seal().await;
    let world = ward.world();
    for right in ["update", "delete", "truncate"] {
        let sql = format!(
            "select has_table_privilege('etjanster_serving', 'journal_decision', '{right}')::text
             as it"
        );
        assert_eq!(world.texts(&sql), ["false"], "{right}");
    }
    use diesel::connection::SimpleConnection;
    let mut conn = world.conn();
    assert!(conn.batch_execute("update journal_decision set reason = null").is_err());
    assert!(conn.batch_execute("delete from journal_decision").is_err());
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_a_region_without_rules_decides_nothing() {
    let ward = Ward::new().await;
    let (world, manager) = (ward.world(), &ward.manager.token);
    let path = format!("/residents/{}/journal/seals", new_id());
    let body = json!({ "scope": "full", "decision": ward.decision() });
    world.post_as(manager, &path, None, &body).await.expect(404);
    let lifting = json!({ "decision": ward.decision() });
    ward.post(manager, &format!("/{}/liftings", new_id()), &lifting).await.expect(404);
    ward.post(manager, &format!("/{}/renewals", new_id()), &lifting).await.expect(404);
    world.sql(&format!("update unit set region_code = '03' where id = '{}'", ward.clinic.unit));
    let refused = ward.post(manager, "", &body).await.expect(409);
    assert_eq!(refused.problem(), "region-without-journal");
}
