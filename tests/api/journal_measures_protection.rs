//! The seal that a protection orders: set in its act, lifted with it, and beside every other.

use serde_json::{Value, json};

use crate::{
    journal_measures::decision,
    protection::Danger,
    world::{NOON, new_id},
};

fn standing(danger: &Danger) -> Vec<String> {
    danger.world().texts(
        "select scope || coalesce(' ' || (protection_id is not null)::text, '') as it
         from journal_seal where deactivated_on is null order by set_at, 1",
    )
}

async fn lift(danger: &Danger, protection: &Value) {
    let id = protection["id"].as_str().expect("an id");
    let body = json!({ "part": "journal-seal", "regionCode": "19" });
    let what = format!("protections/{id}/liftings");
    let view = danger.post(&danger.kerstin, &what, &body).await.expect(201).json();
    let part = view["parts"].as_array().expect("parts").iter();
    let seal = { part }.find(|part| part["part"] == "journal-seal").expect("the seal");
    assert!(seal["liftedAt"].is_string() && seal["carriedOutAt"].is_string());
}

#[tokio::test]
async fn a_protection_seals_in_the_same_act_and_lifting_the_part_opens_again() {
    let danger = Danger::new().await;
    let view = danger.protect().await.expect(201).json();
    let parts = view["parts"].as_array().expect("parts");
    let seal = parts.iter().find(|part| part["part"] == "journal-seal").expect("the seal");
    assert_eq!(seal["carriedOutAt"], "2026-11-23T11:00:00Z");
    assert_eq!(standing(&danger), ["full true"]);
    lift(&danger, &view).await;
    assert!(standing(&danger).is_empty());
}

#[tokio::test]
async fn a_seal_that_stood_before_stays_when_the_protections_is_lifted() {
    let danger = Danger::new().await;
    let (world, child) = (danger.world(), danger.child);
    let manager = world.colleague(&[]).await;
    world.decides(manager.id, danger.clinic.unit, "operations-manager");
    let path = format!("/residents/{child}/journal/seals");
    let full = json!({ "scope": "full",
        "decision": decision(danger.clinic.unit, "care", "harm-patient") });
    let own = world.post_as(&manager.token, &path, None, &full).await.expect(201).json();
    let unit = json!({ "scope": "unit",
        "decision": decision(danger.clinic.unit, "care", "harm-patient") });
    world.post_as(&manager.token, &path, None, &unit).await.expect(201);

    let view = danger.protect().await.expect(201).json();
    assert_eq!(standing(&danger), ["full false", "full true", "unit false"]);

    // The one is lifted by the unit, and the protection's stands all the same.
    let lifting = json!({ "decision": decision(danger.clinic.unit, "care", "need-has-ceased") });
    let seals = world.get_as(&manager.token, &path).await.expect(200).json();
    let items = seals["items"].as_array().expect("a list");
    let protections = items.iter().find(|seal| seal["protectionId"] == view["id"]);
    let protections = protections.expect("it is listed")["id"].as_str().expect("an id");
    let at = format!("{path}/{protections}/liftings");
    let refused = world.post_as(&manager.token, &at, None, &lifting).await.expect(409);
    assert_eq!(refused.problem(), "seal-of-protection");
    let at = format!("{path}/{}/liftings", own["id"].as_str().expect("an id"));
    world.post_as(&manager.token, &at, None, &lifting).await.expect(201);
    assert_eq!(standing(&danger), ["full true", "unit false"]);
    // A full seal of the unit's own takes the place of narrower ones, and not of the protection's.
    world.post_as(&manager.token, &path, None, &full).await.expect(201);
    assert_eq!(standing(&danger), ["full false", "full true"]);
    lift(&danger, &view).await;
    assert_eq!(standing(&danger), ["full false"]);
}

#[tokio::test]
async fn each_regions_protection_has_its_own_seal() {
    let danger = Danger::new().await;
    let one = danger.protect().await.expect(201).json();
    danger.protect().await.expect(201);
    assert_eq!(standing(&danger), ["full true", "full true"]);
    lift(&danger, &one).await;
    assert_eq!(standing(&danger), ["full true"]);
}

/// Orders from before there were seals are carried out when the database is brought up to date.
#[tokio::test]
async fn what_was_ordered_before_there_were_seals_is_carried_out() {
    let danger = Danger::new().await;
    let (world, child) = (danger.world(), danger.child);
    let by = world.staff(&[]);
    for lifted in ["null", "'2026-11-24T08:00:00Z'"] {
        let id = new_id();
        world.sql(&format!(
            "insert into protection (id, resident_id, region_code, reason, initiated_by, begun_by,
                begun_at, follow_up_due_at)
             values ('{id}', '{child}', '19', 'other', 'care', '{by}', '{NOON}',
                timestamptz '{NOON}' + interval '24 hours');
             insert into journal_seal_order (id, resident_id, region_code, protection_id, ordered_by,
                ordered_at, lifted_at, lifted_by)
             values ('{}', '{child}', '19', '{id}', '{by}', '2026-11-22T23:30:00Z', {lifted},
                case when {lifted} is null then null else '{by}'::uuid end)",
            new_id()
        ));
    }
    let migration = include_str!("../../migrations/20261127000400_measures/up.sql");
    let (_, carrying_out) = migration.split_once("-- Seals that were ordered").expect("a part");
    let (_, carrying_out) = carrying_out.split_once('\n').expect("a line");
    world.sql(carrying_out);
    assert_eq!(standing(&danger), ["full true"]);
    let from = "select valid_from::text as it from journal_seal";
    assert_eq!(world.texts(from), ["2026-11-23"], "the day it was in Sweden");
    world.sql(carrying_out);
    assert_eq!(standing(&danger), ["full true"]);
}
