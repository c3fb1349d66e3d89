//! Who waits for a freed time gets it in turn, one offer at a time.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use etjanster::{bookings, waiting_list};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::Resident,
    time_book::{NINE, TEN, TimeBook},
    unit_settings::faults,
    world::{Answer, NOON, new_id, noon, send},
};

const WAITING: [&str; 4] = ["anna", "maria", "erik", "gunvor"];

struct Line {
    book: TimeBook,
    people: Vec<Resident>,
}

impl Line {
    /// People who wait in that order.
    async fn new(count: usize) -> Self {
        let mut book = TimeBook::new().await;
        let mut people = Vec::new();
        for (place, key) in WAITING.iter().take(count).enumerate() {
            let who = book.world().signed_in(key).await;
            book.world().clock.set(noon() + TimeDelta::seconds(i64::try_from(place).expect("few")));
            let line = Self { book, people };
            line.join(&who, json!({})).await.expect(201);
            Self { book, people } = line;
            people.push(who);
        }
        Self { book, people }
    }

    async fn join(&self, who: &Resident, more: Value) -> Answer {
        let mut wish = json!({ "timeTypeId": self.book.time_type, "from": "2026-11-24",
            "through": "2026-12-24" });
        for (name, value) in more.as_object().expect("an object") {
            wish[name] = value.clone();
        }
        let path = format!("/residents/{}/waiting-list-entries", who.id);
        self.book.world().post_as(&who.token, &path, None, &wish).await
    }

    fn tend(&self, now: DateTime<Utc>) {
        let mut conn = self.book.world().conn();
        bookings::lapse_some(&mut conn, now).expect("what nobody answered is taken back");
        waiting_list::offer_some(&mut conn, now).expect("the line is tended");
    }

    /// Whom the standing offers are for, by their place in line from 0.
    fn offered(&self) -> Vec<usize> {
        let rows = self.book.world().texts(
            "select resident_id::text as it from booking where status = 'preliminary' order by made_at, id",
        );
        let place = |id: &String| self.people.iter().position(|who| who.id.to_string() == *id);
        rows.iter().filter_map(place).collect()
    }

    fn statuses(&self) -> Vec<String> {
        let world = self.book.world();
        world.texts("select status as it from waiting_list_entry order by joined_at, id")
    }
}

#[tokio::test]
async fn a_freed_time_goes_down_the_line_until_somebody_says_yes() {
    let line = Line::new(3).await;
    let slot = line.book.slot(NINE);
    let now = noon() + TimeDelta::minutes(1);
    line.tend(now);
    line.tend(now);
    assert_eq!(line.offered(), [0], "first come, and one offer for one seat");
    // The first says no, as to any booking.
    let path = format!("/residents/{}/waiting-list-entries", line.people[0].id);
    let world = line.book.world();
    let own = world.get_as(&line.people[0].token, &path).await.expect(200).json();
    assert_eq!(own["items"][0]["status"], "offered");
    let booking = own["items"][0]["bookingId"].as_str().expect("an offer").to_owned();
    let cancelled = format!("/bookings/{booking}/cancellations");
    let answer = world.post_as(&line.people[0].token, &cancelled, Some("\"v1\""), &json!({})).await;
    assert!(answer.status < 300, "{}", answer.json());
    line.tend(now);
    assert_eq!(line.offered(), [1]);
    // The second says nothing for two hours.
    let later = now + TimeDelta::minutes(121);
    line.tend(later);
    line.tend(later);
    assert_eq!(line.offered(), [2]);
    assert_eq!(line.statuses(), ["waiting", "waiting", "offered"], "they keep their places");
    // The third says yes.
    world.clock.set(later);
    let sql = "select id::text as it from booking where status = 'preliminary'";
    let booking = world.texts(sql).remove(0);
    let confirmed = format!("/bookings/{booking}/confirmations");
    let token = world.resident_session(line.people[2].id).await;
    let answer = world.post_as(&token, &confirmed, Some("\"v1\""), &json!({})).await;
    assert!(answer.status < 300, "{}", answer.json());
    line.tend(later);
    assert_eq!(line.statuses(), ["waiting", "waiting", "booked"]);
    assert_eq!(line.book.taken(slot), ("1".into(), "1".into()));
    // Another time: whoever came first is first again.
    line.book.slot(TEN);
    line.tend(later);
    assert_eq!(line.offered(), [0]);
}

#[tokio::test]
async fn only_days_and_times_that_would_do_are_offered_and_nobody_waits_twice() {
    let line = Line::new(1).await;
    let world = line.book.world();
    let maria = world.signed_in("maria").await;
    let own = line.join(&maria, json!({ "earliest": "10:30", "latest": "11:00" })).await;
    assert_eq!(own.expect(201).json()["placeInLine"], 2);
    let again = line.join(&maria, json!({})).await.expect(409);
    assert_eq!(again.problem(), "already-waiting");
    for (wrong, fault) in [
        (json!({ "through": "2026-11-23" }), "/through days-in-order"),
        (json!({ "through": "2028-11-23" }), "/through too-far-ahead"),
        (json!({ "from": "2026-11-01", "through": "2026-11-02" }), "/through passed"),
        (json!({ "earliest": "11:00", "latest": "10:00" }), "/latest times-in-order"),
        (json!({ "earliest": "25:00" }), "/earliest time-of-day"),
        (json!({ "timeTypeId": new_id() }), "/timeTypeId not-bookable"),
    ] {
        assert_eq!(faults(line.join(&maria, wrong).await), [fault]);
    }
    // Nine and ten in Stockholm.
    line.book.slot(NINE);
    line.book.slot(TEN);
    let now = noon() + TimeDelta::minutes(1);
    line.tend(now);
    line.tend(now);
    assert_eq!(line.offered(), [0], "one offer at a time, and nothing for who wants other hours");
    let path = format!("/residents/{}/waiting-list-entries", line.people[0].id);
    let list = world.get_as(&line.people[0].token, &path).await.expect(200).json();
    let leave = format!("{path}/{}", list["items"][0]["id"].as_str().expect("an id"));
    send(world.request("DELETE", &leave).bearer_auth(&maria.token)).await.expect(404);
    send(world.request("DELETE", &leave).bearer_auth(&line.people[0].token)).await.expect(204);
    assert_eq!(line.statuses(), ["left", "waiting"]);
    // Maria's days pass.
    line.tend("2026-12-25T11:00:00Z".parse().expect("an instant"));
    assert_eq!(line.statuses(), ["left", "over"]);
}

/// Twenty wait for one seat, and five workers tend the line at once.
#[tokio::test]
async fn one_seat_is_offered_to_one_of_twenty_whoever_tends_the_line() {
    let line = Arc::new(Line::new(1).await);
    let world = line.book.world();
    let (unit, kind) = (line.book.unit, line.book.time_type);
    for place in 0..19 {
        let (id, entry): (Uuid, Uuid) = (new_id(), new_id());
        let number = format!("19700101K0{place:02}");
        world.sql(&format!(
            "insert into resident (id, personal_number, number_kind, given_name, family_name, birth_date,
                sex, region_code, municipality_code, protected_identity, terms_version,
                terms_accepted_at, notify_by_email, created_at, changed_at)
             values ('{id}', '{number}', 'reserve', 'Prov', 'Person', '1970-01-01', 'female', '19',
                '1980', false, '2026-01', '{NOON}', false, '{NOON}', '{NOON}');
             insert into waiting_list_entry (id, resident_id, unit_id, time_type_id, from_day,
                through_day, status, joined_at, changed_at)
             values ('{entry}', '{id}', '{unit}', '{kind}', '2026-11-24', '2026-12-24', 'waiting',
                '2026-11-23T12:00:00Z', '{NOON}')"
        ));
    }
    let slot = line.book.slot(NINE);
    let now = noon() + TimeDelta::minutes(1);
    let workers = (0..5).map(|_| {
        let line = line.clone();
        tokio::task::spawn_blocking(move || {
            let mut conn = line.book.world().conn();
            for _ in 0..3 {
                // One that gives way to another tries again.
                let _ = waiting_list::offer_some(&mut conn, now);
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("it ends");
    }
    line.tend(now);
    assert_eq!(line.book.taken(slot), ("1".into(), "1".into()));
    let offered = line.statuses().iter().filter(|status| *status == "offered").count();
    assert_eq!((offered, line.offered()), (1, vec![0]));
}
