//! Who decides at a unit: appointed by the region, delegated by the manager, at once.

use chrono::TimeDelta;
use etjanster::access::Role;
use serde_json::{Value, json};

use crate::{
    journal_measures::{Ward, decision},
    world::{Answer, new_id, noon},
};

impl Ward {
    async fn appoint(&self, token: &str, body: &Value) -> Answer {
        let path = format!("/units/{}/decision-makers", self.clinic.unit);
        self.world().post_as(token, &path, None, body).await
    }

    async fn end(&self, token: &str, made: &Value) -> Answer {
        let id = made["id"].as_str().expect("an id");
        let path = format!("/units/{}/decision-makers/{id}/endings", self.clinic.unit);
        self.world().post_as(token, &path, None, &json!({})).await
    }

    async fn may_seal(&self, token: &str) -> bool {
        let path = format!("/residents/{}/journal/seals", self.clinic.anna.id);
        self.world().get_as(token, &path).await.status == 200
    }
}

#[tokio::test]
async fn the_region_appoints_a_manager_who_delegates_and_it_holds_at_once() {
    let ward = Ward::new().await;
    let world = ward.world();
    let region = world.staff_session(world.regional_administrator()).await;
    let (lena, per) = (world.colleague(&[]).await, world.colleague(&[]).await);
    let manager = json!({ "staffId": lena.id, "kind": "operations-manager" });
    assert!(!ward.may_seal(&lena.token).await);
    let made = ward.appoint(&region, &manager).await.expect(201).json();
    assert_eq!((&made["state"], &made["validFrom"]), (&json!("holds"), &json!("2026-11-23")));
    assert!(ward.may_seal(&lena.token).await);
    let again = ward.appoint(&region, &manager).await.expect(409);
    assert_eq!(again.problem(), "already-decision-maker");

    let delegate = json!({ "staffId": per.id, "kind": "delegate",
        "delegationReference": "Delegation 9", "validThrough": "2026-11-24" });
    ward.appoint(&region, &delegate).await.expect(403);
    let delegated = ward.appoint(&lena.token, &delegate).await.expect(201).json();
    assert!(ward.may_seal(&per.token).await);
    ward.appoint(
        &per.token,
        &json!({ "staffId": new_id(), "kind": "delegate",
        "delegationReference": "Egen" }),
    )
    .await
    .expect(403);

    ward.end(&lena.token, &made).await.expect(403);
    let ended = ward.end(&region, &made).await.expect(201).json();
    assert_eq!(ended["state"], "ended");
    assert!(!ward.may_seal(&lena.token).await);
    assert_eq!(ward.end(&region, &made).await.expect(409).problem(), "already-ended");

    // The delegation runs out by itself, and makes room for another.
    world.clock.set(noon() + TimeDelta::days(2));
    let per = world.staff_session(per.id).await;
    assert!(!ward.may_seal(&per).await);
    let manager = world.staff_session(ward.manager.id).await;
    let mut anew = delegate;
    anew.as_object_mut().expect("an object").remove("validThrough");
    let second = ward.appoint(&manager, &anew).await.expect(201).json();
    assert!(ward.may_seal(&per).await);
    assert_eq!(ward.end(&manager, &delegated).await.expect(409).problem(), "already-ended");
    ward.end(&manager, &second).await.expect(201);
    assert!(!ward.may_seal(&per).await);
}

#[tokio::test]
async fn nobody_appoints_themselves_or_somebody_unknown_or_for_another_unit() {
    let ward = Ward::new().await;
    let world = ward.world();
    let chief = world.regional_administrator();
    let region = world.staff_session(chief).await;
    let own = json!({ "staffId": chief, "kind": "operations-manager" });
    assert_eq!(ward.appoint(&region, &own).await.expect(403).problem(), "own-appointment");
    let own = json!({ "staffId": ward.manager.id, "kind": "delegate",
        "delegationReference": "Delegation 7" });
    let refused = ward.appoint(&ward.manager.token, &own).await.expect(403);
    assert_eq!(refused.problem(), "own-appointment");

    let pointer = async |token: &str, body: Value| {
        ward.appoint(token, &body).await.expect(422).json()["errors"][0]["pointer"].clone()
    };
    let nobody = json!({ "staffId": new_id(), "kind": "operations-manager" });
    assert_eq!(pointer(&region, nobody).await, "/staffId");
    let somebody = world.staff(&[]);
    let manager = &ward.manager.token;
    let bare = json!({ "staffId": somebody, "kind": "delegate" });
    assert_eq!(pointer(manager, bare).await, "/delegationReference");
    let blank = json!({ "staffId": somebody, "kind": "delegate", "delegationReference": " " });
    assert_eq!(pointer(manager, blank).await, "/delegationReference");
    let past = json!({ "staffId": somebody, "kind": "operations-manager",
        "validFrom": "2026-11-22" });
    assert_eq!(pointer(&region, past).await, "/validFrom");
    let inactive = world.staff(&[]);
    world.sql(&format!("update staff set active_in_directory = false where id = '{inactive}'"));
    let inactive = json!({ "staffId": inactive, "kind": "operations-manager" });
    assert_eq!(pointer(&region, inactive).await, "/staffId");

    let delegate = json!({ "staffId": somebody, "kind": "delegate",
        "delegationReference": "Delegation 7" });
    ward.appoint(&ward.other_manager.token, &delegate).await.expect(404);
    ward.appoint(&ward.delegate.token, &delegate).await.expect(403);
    let local = world.colleague(&[(Role::LocalAdministrator, ward.clinic.unit)]).await;
    ward.appoint(&local.token, &delegate).await.expect(403);
    let gone = format!("/units/{}/decision-makers/{}/endings", ward.clinic.unit, new_id());
    world.post_as(manager, &gone, None, &json!({})).await.expect(404);
    let nowhere = format!("/units/{}/decision-makers", new_id());
    world.get_as(manager, &nowhere).await.expect(404);
}

#[tokio::test]
async fn of_two_appointments_at_once_one_holds() {
    let ward = Ward::new().await;
    let world = ward.world();
    let (one, two) = (world.regional_administrator(), world.regional_administrator());
    let (one, two) = (world.staff_session(one).await, world.staff_session(two).await);
    let body = json!({ "staffId": world.staff(&[]), "kind": "operations-manager" });
    let (one, two) = tokio::join!(ward.appoint(&one, &body), ward.appoint(&two, &body));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn one_who_decides_no_more_gets_no_stored_answer_either() {
    let ward = Ward::new().await;
    let world = ward.world();
    let path = format!("/residents/{}/journal/seals", ward.clinic.anna.id);
    let body = json!({ "scope": "unit",
        "decision": decision(ward.clinic.unit, "care", "harm-patient") });
    let ask = async || {
        let request = world.request("POST", &path).bearer_auth(&ward.manager.token);
        let request = request.header("idempotency-key", "once").json(&body);
        crate::world::send(request).await
    };
    ask().await.expect(201);
    ask().await.expect(201);
    world.sql("update decision_maker set ended_at = appointed_at, ended_by = staff_id");
    ask().await.expect(403);
}

#[tokio::test]
async fn the_units_deciders_are_listed_for_those_who_need_them() {
    let ward = Ward::new().await;
    let path = format!("/units/{}/decision-makers", ward.clinic.unit);
    let listed = ward.world().get_as(&ward.delegate.token, &path).await.expect(200).json();
    let kinds: Vec<&str> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(kinds, ["delegate", "operations-manager"]);
    assert_eq!(listed["items"][0]["familyName"], "Personal");
}
