//! What a region sets for itself, from a day on, and what only the nation sets.

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use etjanster::access::Role;
use serde_json::{Value, json};

use crate::{
    clinic::Clinic,
    unit_settings::faults,
    world::{Answer, World},
};

const PATH: &str = "/regions/19/policies";

pub fn setting(name: &str, value: Value, valid_from: &str) -> Value {
    json!({ "name": name, "value": value, "validFrom": valid_from, "decision": "RV 2026-1177" })
}

async fn regional(world: &World) -> String {
    world.staff_session(world.regional_administrator()).await
}

async fn national(world: &World) -> String {
    let id = world.national_administrator();
    world.staff_session(id).await
}

async fn set(world: &World, token: &str, path: &str, body: Value) -> Answer {
    world.post_as(token, path, None, &body).await
}

/// How many values people have set.
fn count(world: &World) -> usize {
    world.texts("select name as it from policy_value where set_by is not null").len()
}

async fn policy(world: &World, token: &str, path: &str, name: &str) -> Value {
    let list = world.get_as(token, path).await.expect(200).json();
    let items = list["items"].as_array().expect("a list").clone();
    items.into_iter().find(|it| it["name"] == name).unwrap_or_default()
}

// proves: R-ROLE-11
#[tokio::test]
async fn a_region_sets_what_is_its_own_and_it_applies_from_its_day() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let token = regional(world).await;
    let name = "role.receiver-and-handler-together";
    let before = policy(world, &token, PATH, name).await;
    assert_eq!((&before["kind"], &before["setBy"]), (&json!("flag"), &json!("region")));
    assert_eq!(before["inForce"]["regionCode"], "00", "the nation's, until the region sets one");
    let made = set(world, &token, PATH, setting(name, json!({ "flag": true }), "2026-11-24")).await;
    let made = made.expect(201).json();
    assert_eq!((&made["value"], &made["regionCode"]), (&json!({ "flag": true }), &json!("19")));
    assert!(made["setByStaffId"].is_string() && made["appliesToday"] == false);

    let adm = world.staff(&[(Role::LocalAdministrator, clinic.unit)]);
    let give = async || {
        let adm = world.staff_session(adm).await;
        let staff = world.staff(&[]);
        let path = format!("/units/{}/role-assignments", clinic.unit);
        let hsa_id = world.texts(&format!("select hsa_id as it from staff where id = '{staff}'"));
        let body = json!({ "hsaId": hsa_id[0], "role": "receiver" });
        set(world, &adm, &path, body).await.expect(201);
        world.texts(&format!(
            "select role as it from role_assignment where staff_id = '{staff}' order by 1"
        ))
    };
    world.app.db.forget_policies();
    assert_eq!(give().await, ["receiver"], "today is as it was");
    world.clock.set("2026-11-24T08:00:00Z".parse::<DateTime<Utc>>().expect("an instant"));
    assert_eq!(give().await, ["handler", "receiver"]);

    let token = regional(world).await;
    let after = policy(world, &token, PATH, name).await;
    assert_eq!(after["inForce"]["value"]["flag"], true);
    let history = after["settings"].as_array().expect("a history");
    assert_eq!(history.len(), 2, "what applied before is kept");
    assert!(world.audit().iter().any(|entry| entry == "region-policy.set done"));
}

#[tokio::test]
async fn what_is_the_nations_only_the_nation_sets_and_nobody_beyond_the_bounds() {
    let world = World::new().await;
    let (region, nation) = (regional(&world).await, national(&world).await);
    let ends = |age: Value| setting("agency.ends-at-age", json!({ "number": age }), "2027-01-01");
    for token in [&region, &nation] {
        let answer = set(&world, token, PATH, ends(json!(15))).await;
        assert_eq!(faults(answer), ["/name set-by-the-nation"]);
    }
    set(&world, &region, "/regions/00/policies", ends(json!(15))).await.expect(403);
    world.get_as(&region, "/regions/00/policies").await.expect(403);
    set(&world, &nation, "/regions/00/policies", ends(json!(15))).await.expect(201);
    assert!(policy(&world, &region, PATH, "agency.ends-at-age").await.is_null());
    let own = policy(&world, &nation, "/regions/00/policies", "agency.ends-at-age").await;
    assert_eq!(own["settings"].as_array().map(Vec::len), Some(2));
    assert_eq!(own["inForce"]["value"]["number"], 13);

    let number = |number: i32| json!({ "number": number });
    for (name, value, day, fault) in [
        ("case.reopen-days", number(0), "2027-01-01", "/value bounds"),
        ("case.reopen-days", json!({ "flag": true }), "2027-01-01", "/value kind"),
        ("case.reopen-days", json!({}), "2027-01-01", "/value kind"),
        ("case.reopen-days", json!({ "number": 5, "text": "5" }), "2027-01-01", "/value kind"),
        ("case.reopen-days", number(5), "2026-11-23", "/validFrom not-in-the-future"),
        ("case.reopen-days", number(5), "2020-01-01", "/validFrom not-in-the-future"),
        ("case.reopen-days", number(5), "2099-01-01", "/validFrom too-far-ahead"),
        ("case.what-not", number(5), "2027-01-01", "/name unknown-policy"),
        ("protection.follow-up-hours", number(48), "2027-01-01", "/value bounds"),
    ] {
        let answer = set(&world, &region, PATH, setting(name, value, day)).await;
        assert_eq!(faults(answer), [fault], "{name}");
    }
    assert_eq!(count(&world), 1);
}

#[tokio::test]
async fn two_values_of_one_policy_from_one_day_at_once_leave_one() {
    let world = World::new().await;
    let token = regional(&world).await;
    let body = |days: i32| setting("case.reopen-days", json!({ "number": days }), "2026-12-01");
    let (one, two) =
        tokio::join!(set(&world, &token, PATH, body(10)), set(&world, &token, PATH, body(20)));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
    let refused = if one.status == 409 { &one } else { &two };
    assert_eq!(refused.problem(), "policy-already-set");
    assert_eq!(count(&world), 1);
}

#[tokio::test]
async fn what_was_set_can_neither_be_changed_nor_removed() {
    let world = World::new().await;
    let token = regional(&world).await;
    let body = setting("case.reopen-days", json!({ "number": 10 }), "2026-12-01");
    set(&world, &token, PATH, body).await.expect(201);
    for statement in ["update policy_value set value = '99'", "delete from policy_value"] {
        let refused = world.conn().batch_execute(&format!("{statement} where set_by is not null"));
        assert!(refused.is_err_and(|error| error.to_string().contains("never changes")));
    }
}
