//! Free times as anyone finds them.

use serde_json::Value;
use uuid::Uuid;

use crate::{time_types::Office, unit_settings::faults, world::Answer};

fn starts(answer: Answer) -> Vec<String> {
    let json = answer.expect(200).json();
    let items = json["items"].as_array().expect("items").clone();
    items.iter().map(|it| it["startsAt"].as_str().expect("an instant").to_owned()).collect()
}

impl Office {
    async fn found(&self, query: &str) -> Vec<String> {
        starts(self.world.get(&self.path(&format!("slots{query}"))).await)
    }

    fn set(&self, id: Uuid, what: &str) {
        self.world.sql(&format!("update slot set {what} where id = '{id}'"));
    }
}

// proves: W-C7, W-C11
#[tokio::test]
async fn only_what_can_still_be_booked_is_found() {
    let office = Office::new().await;
    let world = &office.world;
    let (open, hidden) = (world.time_type(office.unit, "A"), world.time_type(office.unit, "B"));
    let resting = world.time_type(office.unit, "C");
    world.sql(&format!("update time_type set hidden = true where id = '{hidden}'"));
    world.sql(&format!("update time_type set active = false where id = '{resting}'"));
    // It is noon in Sweden, and an hour's notice is wanted: at the very cut-off it is still there.
    world.slot(open, "2026-11-23T11:30:00Z", 1);
    world.slot(open, "2026-11-23T11:59:00Z", 1);
    world.slot(open, "2026-11-23T12:00:00Z", 1);
    for (at, what) in [
        ("2026-11-24T08:00:00Z", "status = 'blocked'"),
        ("2026-11-24T09:00:00Z", "status = 'unpublished'"),
        ("2026-11-24T10:00:00Z", "status = 'withdrawn'"),
        ("2026-11-24T11:00:00Z", "taken = 1"),
    ] {
        office.set(world.slot(open, at, 1), what);
    }
    world.slot(hidden, "2026-11-25T08:00:00Z", 1);
    world.slot(resting, "2026-11-25T09:00:00Z", 1);
    world.slot(open, "2026-11-26T08:00:00Z", 1);
    world.slot(open, "2028-11-26T08:00:00Z", 1);
    let expected = ["2026-11-23T12:00:00Z", "2026-11-26T08:00:00Z"];
    assert_eq!(office.found("").await, expected);
    assert_eq!(office.found("?timeType=A").await, expected);
    assert!(office.found("?timeType=B").await.is_empty(), "hidden");
    assert!(office.found("?timeType=X").await.is_empty());
    world.sql("update time_type set bookable_from = '2026-11-24', bookable_through = '2026-11-26'");
    assert_eq!(office.found("").await, expected[1..]);
    world.sql("update time_type set takes_bookings = false");
    assert!(office.found("").await.is_empty());
}

// proves: W2, W-C8
#[tokio::test]
async fn a_seat_that_is_freed_is_found_at_once() {
    let office = Office::new().await;
    let world = &office.world;
    let kind = world.time_type(office.unit, "A");
    let slot = world.slot(kind, "2026-11-24T08:00:00Z", 1);
    office.set(slot, "seats = 2, taken = 2");
    assert!(office.found("").await.is_empty());
    office.set(slot, "taken = 1");
    let found = world.get(&office.path("slots")).await.expect(200).json();
    assert_eq!(found["items"][0]["freeSeats"], 1);
    assert_eq!(found["items"][0]["localStart"], "2026-11-24T09:00:00+01:00");
    assert_eq!(found["items"][0]["timeType"], "A");
}

#[tokio::test]
async fn times_are_found_by_time_type_or_care_service_and_never_both() {
    let office = Office::new().await;
    let world = &office.world;
    let elsewhere = world.unit();
    let own = world.time_type(office.unit, "CYT");
    let theirs = world.time_type(elsewhere, "CYT");
    world.slot(own, "2026-11-24T08:00:00Z", 1);
    world.slot(theirs, "2026-11-24T07:00:00Z", 1);
    world.sql(&format!("insert into time_type_care_service values ('{theirs}', '308335008')"));
    let found = async |query: &str| world.get(&format!("/slots{query}")).await;
    let both = ["2026-11-24T07:00:00Z", "2026-11-24T08:00:00Z"];
    assert_eq!(starts(found("?timeType=CYT").await), both);
    assert_eq!(starts(found("?careService=308335008").await), both[..1]);
    assert_eq!(faults(found("").await), ["/timeType required"]);
    let two = found("?timeType=CYT&careService=308335008").await;
    assert_eq!(faults(two), ["/careService not-both"]);
    let wrong = found("?timeType=CYT&from=2026-11-25&through=2026-11-24").await;
    assert_eq!(faults(wrong), ["/through days-in-order"]);
    // A unit that nobody finds shows no times either.
    world.sql(&format!("update unit set shown = false where id = '{elsewhere}'"));
    assert_eq!(starts(found("?timeType=CYT").await), both[1..]);
}

#[tokio::test]
async fn pages_go_forth_and_back_without_a_gap() {
    let office = Office::new().await;
    let world = &office.world;
    let kinds = [world.time_type(office.unit, "A"), world.time_type(office.unit, "B")];
    for number in 0..10 {
        for kind in kinds {
            world.slot(kind, &format!("2026-11-24T{:02}:00:00Z", 8 + number), 1);
        }
    }
    let all: Vec<Value> = {
        let json = world.get(&office.path("slots?limit=100")).await.expect(200).json();
        json["items"].as_array().expect("items").iter().map(|it| it["id"].clone()).collect()
    };
    assert_eq!(all.len(), 20);
    let (mut seen, mut path) = (Vec::new(), office.path("slots?limit=7"));
    let base = format!("{}/etjanster/v1", world.base);
    let last = loop {
        let page = world.get(&path).await.expect(200).json();
        seen.extend(page["items"].as_array().expect("items").iter().map(|it| it["id"].clone()));
        let Some(next) = page["_links"]["next"]["href"].as_str() else {
            break page["_links"]["prev"]["href"].clone();
        };
        path = next.strip_prefix(&base).expect("here").to_owned();
    };
    assert_eq!(seen, all);
    let back = last.as_str().expect("a page before").strip_prefix(&base).expect("here");
    let page = world.get(back).await.expect(200).json();
    let ids: Vec<Value> =
        page["items"].as_array().expect("items").iter().map(|it| it["id"].clone()).collect();
    assert_eq!(ids, all[7..14]);
}

#[tokio::test]
async fn a_calendar_says_on_which_days_there_are_times_and_with_whom() {
    let office = Office::new().await;
    let world = &office.world;
    let kind = world.time_type(office.unit, "A");
    // By the Swedish day: half past eleven at night in UTC is the day after.
    world.slot(kind, "2026-11-24T22:30:00Z", 1);
    world.slot(kind, "2026-11-24T23:30:00Z", 1);
    let third = world.slot(kind, "2026-11-25T08:00:00Z", 1);
    office.set(third, "practitioner_hsa_id = 'SE2321000172-P1', practitioner_name = 'Mikael S'");
    let days = async |query: &str| {
        let json = world.get(&office.path(&format!("slot-days{query}"))).await.expect(200).json();
        let items = json["items"].as_array().expect("items").clone();
        let day = |it: &Value| format!("{} {}", it["day"].as_str().expect("a day"), it["free"]);
        items.iter().map(day).collect::<Vec<_>>()
    };
    assert_eq!(days("").await, ["2026-11-24 1", "2026-11-25 2"]);
    assert_eq!(days("?from=2026-11-25").await, ["2026-11-25 2"]);
    let all = world.get(&office.path("slots")).await.expect(200).json();
    let who = all["items"][2]["practitionerId"].as_str().expect("a word for it");
    assert!(!all.to_string().contains("SE2321000172-P1"), "people's HSA-ids are not public");
    assert_eq!(days(&format!("?practitionerId={who}")).await, ["2026-11-25 1"]);
    assert_eq!(office.found(&format!("?practitionerId={who}")).await, ["2026-11-25T08:00:00Z"]);
}
