//! How long information is kept, by whose decision, and how it goes.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::world::World;

/// A decision to enter, with some of its answers changed.
pub fn decision(information_type: &str, changed: Value) -> Value {
    let mut decision = json!({
        "informationType": information_type, "isRecordDocument": false, "purpose": "Prov.",
        "retainMonths": 24, "fromEvent": "closed", "decidedBy": "Regionarkivet",
        "decisionRef": "RV 2026-1", "validFrom": "2026-11-23",
    });
    for (name, value) in changed.as_object().into_iter().flatten() {
        decision[name] = value.clone();
    }
    decision
}

const POLICIES: &str = "/regions/19/retention-policies";

/// Those that apply today: whose, of what, and for how many months.
async fn applying(world: &World, token: &str) -> Vec<String> {
    let all = world.get_as(token, POLICIES).await.expect(200).json();
    let items = all["items"].as_array().expect("a list").iter();
    items
        .filter(|item| item["appliesToday"] == true)
        .map(|item| {
            let region = item["regionCode"].as_str().unwrap_or("nation");
            let kind = item["informationType"].as_str().expect("a type");
            format!("{region} {kind} {}", item["retainMonths"])
        })
        .collect()
}

// proves: B-131, B-133, B-134
#[tokio::test]
async fn a_region_decides_for_itself_and_a_decision_never_changes() {
    let world = World::new().await;
    let regional = world.staff_session(world.regional_administrator()).await;
    let national = ["nation access-log 120", "nation case 36", "nation citizen-case 36"];
    assert_eq!(applying(&world, &regional).await, national);

    let own = decision("case", json!({ "returnManner": "Som fil till vårdgivaren" }));
    let made = world.post_as(&regional, POLICIES, None, &own).await.expect(201).json();
    assert_eq!((&made["regionCode"], &made["purgeMethod"]), (&json!("19"), &json!("delete")));
    assert_eq!(made["returnToCaregiver"], true);
    let later = decision(
        "case",
        json!({ "retainMonths": 60, "validFrom": "2027-01-01",
        "transferTarget": "Regionarkivet" }),
    );
    let later = world.post_as(&regional, POLICIES, None, &later).await.expect(201).json();
    assert_eq!(later["purgeMethod"], "transfer-and-delete");
    let record = decision("record-case", json!({ "isRecordDocument": true, "retainMonths": 120 }));
    world.post_as(&regional, POLICIES, None, &record).await.expect(201);

    let now =
        ["nation access-log 120", "19 case 24", "nation citizen-case 36", "19 record-case 120"];
    assert_eq!(applying(&world, &regional).await, now);
    let twice = world.post_as(&regional, POLICIES, None, &own).await.expect(409);
    assert_eq!(twice.problem(), "retention-already-decided");
    for change in [
        "update retention_policy set retain_months = 1",
        "delete from retention_policy",
        "truncate retention_policy cascade",
    ] {
        world.conn().batch_execute(change).expect_err(change);
    }
}

// proves: B-120, B-134
#[tokio::test]
async fn a_decision_that_can_not_be_is_refused_field_by_field() {
    let world = World::new().await;
    let regional = world.staff_session(world.regional_administrator()).await;
    for (kind, changed, pointer) in [
        ("access-log", json!({ "retainMonths": 59 }), "/retainMonths"),
        ("case", json!({ "retainMonths": 0 }), "/retainMonths"),
        ("case", json!({ "validFrom": "2026-11-22" }), "/validFrom"),
        ("Case!", json!({}), "/informationType"),
        ("case", json!({ "purpose": "" }), "/purpose"),
        ("case", json!({ "fromEvent": "opened" }), "/fromEvent"),
        ("case", json!({ "transferTarget": "" }), "/transferTarget"),
    ] {
        let body = decision(kind, changed);
        let answer = world.post_as(&regional, POLICIES, None, &body).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    assert_eq!(world.texts("select id::text as it from retention_policy").len(), 3);
    let kept = decision("access-log", json!({ "retainMonths": 60 }));
    world.post_as(&regional, POLICIES, None, &kept).await.expect(201);
}
