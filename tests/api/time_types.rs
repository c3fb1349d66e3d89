//! What can be booked at a unit, and how its time book is filled: one time, thousands, or a planned week.

use std::fmt::Write;

use etjanster::access::{Role, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::Colleague,
    unit_settings::faults,
    world::{Answer, World, new_id, send},
};

/// Settings of a time type that anyone may book.
pub fn settings() -> Value {
    json!({
        "name": "Nybesök hos sjuksköterska",
        "contactKind": "visit",
        "hidden": false,
        "active": true,
        "capabilities": { "showsBooked": true, "takesBookings": true, "cancellable": true,
            "rebookable": true },
        "cutOffMinutes": { "book": 60, "cancel": 120, "rebook": 120 },
    })
}

impl World {
    pub async fn put_as(&self, token: &str, path: &str, version: &str, body: &Value) -> Answer {
        let request = self.request("PUT", path).bearer_auth(token).header("if-match", version);
        send(request.json(body)).await
    }
}

/// A unit, its local administrator, and a receiver of it.
pub struct Office {
    pub world: World,
    pub unit: Uuid,
    pub adm: Colleague,
    pub receiver: Colleague,
}

impl Office {
    pub async fn new() -> Self {
        let world = World::new().await;
        let unit = world.unit();
        let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
        let receiver = world.colleague(&[(Role::Receiver, unit)]).await;
        Self { world, unit, adm, receiver }
    }

    pub fn path(&self, part: &str) -> String {
        format!("/units/{}/{part}", self.unit)
    }

    pub async fn import(&self, token: &str, file: String) -> Answer {
        let key = new_id().to_string();
        let request = self.world.request("POST", &self.path("slot-imports")).bearer_auth(token);
        let request = request.header("content-type", "application/x-ndjson");
        send(request.header("idempotency-key", key).body(file)).await
    }

    async fn import_lines(&self, lines: &[Value]) -> Answer {
        let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.import(&self.adm.token, file).await
    }

    fn starts(&self) -> Vec<String> {
        self.world.texts(
            "select to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as it from slot
             order by starts_at",
        )
    }
}

fn line(start: &str, minutes: i32) -> Value {
    json!({ "timeType": "SSK", "start": start, "minutes": minutes })
}

// proves: W1
#[tokio::test]
async fn a_unit_says_what_can_be_booked_and_only_open_ones_are_listed() {
    let office = Office::new().await;
    let (world, path) = (&office.world, office.path("time-types"));
    let token = &office.adm.token;
    let make = async |code: &str, change: Value| {
        let mut settings = settings();
        for (name, value) in change.as_object().expect("changes") {
            settings[name] = value.clone();
        }
        let body = json!({ "code": code, "settings": settings });
        world.post_as(token, &path, None, &body).await
    };
    let made = make("OPEN", json!({})).await.expect(201);
    make("HIDDEN", json!({ "hidden": true })).await.expect(201);
    make("RESTING", json!({ "active": false })).await.expect(201);
    let twice = make("OPEN", json!({})).await.expect(409);
    assert_eq!(twice.problem(), "time-type-exists");
    let codes = |answer: Answer| -> Vec<String> {
        let json = answer.expect(200).json();
        let items = json["items"].as_array().expect("items").clone();
        items.iter().map(|it| it["code"].as_str().expect("a code").to_owned()).collect()
    };
    assert_eq!(codes(world.get(&path).await), ["OPEN"]);
    let all = office.path("time-type-settings");
    assert_eq!(codes(world.get_as(&office.receiver.token, &all).await).len(), 3);

    let (one, tag) =
        (format!("{path}/{}", made.json()["id"].as_str().expect("id")), made.header("etag"));
    let mut wish = settings();
    wish["name"] = "Återbesök".into();
    let changed = world.put_as(token, &one, tag, &wish).await.expect(200);
    assert_eq!(changed.json()["settings"]["name"], "Återbesök");
    assert_eq!(changed.json()["code"], "OPEN");
    let stale = world.put_as(token, &one, tag, &wish).await.expect(412);
    assert_eq!(stale.problem(), "stale-version");
    send(world.request("DELETE", &one).bearer_auth(token)).await.expect(204);
    assert!(codes(world.get(&path).await).is_empty());
    assert_eq!(world.get(&format!("/units/{}/time-types", new_id())).await.status, 404);
}

// proves: W12
#[tokio::test]
async fn rules_are_kept_and_unsound_settings_are_named() {
    let office = Office::new().await;
    let path = office.path("time-types");
    let rule = |occasion: &str, conditions: Value| {
        json!({ "occasion": occasion, "reason": "mandatory", "reasonText": "Vad gäller det?",
            "reasonCodes": [{ "code": "A", "text": "Annat" }], "information": ["Kom i tid."],
            "conditions": conditions })
    };
    let mut wish = settings();
    wish["careServices"] = json!(["308335008"]);
    wish["rules"] =
        json!([rule("new-booking", json!(["Jag är frisk."])), rule("cancellation", json!([]))]);
    let body = json!({ "code": "REGLER", "settings": wish });
    let post =
        async |body: &Value| office.world.post_as(&office.adm.token, &path, None, body).await;
    let made = post(&body).await.expect(201).json();
    assert_eq!(made["settings"]["rules"], wish["rules"]);
    assert_eq!(made["settings"]["careServices"], wish["careServices"]);

    wish["rules"] = json!([rule("rebooking", json!(["Nej."])), rule("rebooking", json!([]))]);
    wish["bookableFrom"] = "2026-12-02".into();
    wish["bookableThrough"] = "2026-12-01".into();
    let unsound = post(&json!({ "code": "FEL", "settings": wish })).await;
    assert_eq!(
        faults(unsound),
        [
            "/settings/bookableThrough days-in-order",
            "/settings/rules/0/conditions new-bookings-only",
            "/settings/rules/1/occasion repeated",
        ]
    );
    let unread = post(&json!({ "code": "Å", "settings": settings() })).await;
    assert_eq!(faults(unread), ["/code code"]);
}

#[tokio::test]
async fn a_time_is_made_published_blocked_and_withdrawn() {
    let office = Office::new().await;
    let world = &office.world;
    world.time_type(office.unit, "SSK");
    let path = office.path("slots");
    let new =
        json!({ "timeType": "SSK", "start": "20261124080000", "minutes": 30, "publish": false });
    let made = world.post_as(&office.adm.token, &path, None, &new).await.expect(201);
    let json = made.json();
    assert_eq!(json["startsAt"], "2026-11-24T07:00:00Z");
    assert_eq!(json["localStart"], "2026-11-24T08:00:00+01:00");
    assert_eq!(json["state"], "unpublished");
    let again = world.post_as(&office.adm.token, &path, None, &new).await.expect(409);
    assert_eq!(again.problem(), "slots-overlap");

    let status = format!("/slots/{}/status", json["id"].as_str().expect("an id"));
    let mut tag = made.header("etag").to_owned();
    for (to, state) in [("published", "free"), ("blocked", "blocked"), ("published", "free")] {
        let body = json!({ "status": to });
        let answer = world.put_as(&office.receiver.token, &status, &tag, &body).await.expect(200);
        assert_eq!(answer.json()["state"], state);
        tag = answer.header("etag").to_owned();
    }
    let same = json!({ "status": "published" });
    let refused = world.put_as(&office.receiver.token, &status, &tag, &same).await.expect(409);
    assert_eq!(refused.problem(), "slot-status-refused");
    // Somebody books it: it can be blocked, and not withdrawn.
    world.sql("update slot set taken = 1");
    let gone = json!({ "status": "withdrawn" });
    let refused = world.put_as(&office.receiver.token, &status, &tag, &gone).await.expect(409);
    assert_eq!(refused.problem(), "slot-booked");
    world.sql("update slot set taken = 0");
    world.put_as(&office.receiver.token, &status, &tag, &gone).await.expect(200);
    // What was withdrawn is in nobody's way.
    world.post_as(&office.adm.token, &path, None, &new).await.expect(201);
    let list =
        world.get_as(&office.receiver.token, &office.path("time-book?from=2026-11-24")).await;
    assert_eq!(list.expect(200).json()["_meta"]["count"], 2);
}

#[tokio::test]
async fn an_import_is_all_or_nothing_and_names_each_line_in_the_way() {
    let office = Office::new().await;
    office.world.time_type(office.unit, "SSK");
    let mut own = line("20261124090000", 30);
    own["externalId"] = "C-1".into();
    let first = office.import_lines(&[line("20261124080000", 30), own.clone()]).await.expect(200);
    assert_eq!(first.json()["created"], 2);
    let again = office.import_lines(&[line("20261124080000", 30), own]).await.expect(200);
    assert_eq!((&again.json()["created"], &again.json()["unchanged"]), (&json!(0), &json!(2)));
    let wrong = office
        .import_lines(&[
            line("20261125080000", 30),
            line("20261124083000", 45),
            line("20261125082900", 30),
            line("2026-11-23T10:00:00Z", 15),
            json!({ "timeType": "OKÄND", "start": "20261126080000", "minutes": 15 }),
            json!({ "timeType": "SSK", "start": "20261126080000", "minutes": 0 }),
            json!({ "timeType": "SSK", "start": "20261126080000" }),
            json!([]),
        ])
        .await;
    assert_eq!(
        faults(wrong),
        [
            "/2/start overlaps",
            "/3/start overlaps",
            "/4/start passed",
            "/5/timeType unknown-time-type",
            "/6/minutes range",
            "/7 end-or-minutes",
            "/8 type",
        ]
    );
    assert_eq!(office.starts(), ["2026-11-24 07:00", "2026-11-24 08:00"]);
}

#[tokio::test]
async fn record_systems_publish_and_a_repeated_request_is_answered_as_before() {
    let office = Office::new().await;
    let world = &office.world;
    world.time_type(office.unit, "SSK");
    let token = world.system_session(world.client(&[Scope::SlotsWrite]).id).await;
    let file = format!("{}\n", line("2026-11-24T08:00:00+01:00", 30));
    let send_it = async |file: &str| {
        let request = world.request("POST", &office.path("slot-imports")).bearer_auth(&token);
        let request = request.header("content-type", "application/x-ndjson; charset=utf-8");
        send(request.header("idempotency-key", "samma").body(file.to_owned())).await
    };
    let first = send_it(&file).await.expect(200).json();
    assert_eq!(send_it(&file).await.expect(200).json(), first);
    assert_eq!(send_it("{}").await.expect(422).problem(), "idempotency-key-reused");
    assert_eq!(first["created"], 1);
    let reader = world.system_session(world.client(&[Scope::UnitsRead]).id).await;
    assert_eq!(office.import(&reader, file).await.status, 404);
}

#[tokio::test]
async fn a_record_system_blocks_and_takes_back_its_own_units_times_and_no_others() {
    let office = Office::new().await;
    let world = &office.world;
    let (own, other) = (world.time_type(office.unit, "SSK"), world.time_type(world.unit(), "SSK"));
    let (own, other) =
        (world.slot(own, "2026-11-24T08:00:00Z", 1), world.slot(other, "2026-11-24T08:00:00Z", 1));
    let token = world.client_at(&[Scope::SlotsWrite], office.unit);
    let token = world.system_session(token.id).await;
    let set = async |slot: uuid::Uuid, status: &str| {
        let path = format!("/slots/{slot}");
        let tag = world.get_as(&token, &path).await.header("etag").to_owned();
        let request = world.request("PUT", &format!("{path}/status")).bearer_auth(&token);
        let body = json!({ "status": status });
        send(request.header("if-match", tag).json(&body)).await.status
    };
    assert_eq!(set(own, "blocked").await, 200);
    assert_eq!(set(own, "withdrawn").await, 200);
    assert_eq!(set(other, "blocked").await, 404);
    let elsewhere = world.texts(&format!("select status as it from slot where id = '{other}'"));
    assert_eq!(elsewhere, ["published"]);
}

// proves: W10, W-C6
#[tokio::test]
async fn boundary_6_half_past_two_on_both_nights_in_an_import_and_in_a_planned_week() {
    let office = Office::new().await;
    let world = &office.world;
    world.time_type(office.unit, "SSK");
    let spring = office.import_lines(&[line("20270328023000", 30)]).await;
    assert_eq!(faults(spring), ["/1/start no-such-time"]);
    office.import_lines(&[line("20271031023000", 30)]).await.expect(200);
    // The first of the two; the second can be said with its offset.
    office.import_lines(&[line("2027-10-31T02:30:00+01:00", 30)]).await.expect(200);
    assert_eq!(office.starts(), ["2027-10-31 00:30", "2027-10-31 01:30"]);

    let week = json!({ "name": "Natt", "times": [
        { "weekday": 7, "starts": "02:30", "minutes": 30, "timeType": "SSK" }] });
    let made = world.post_as(&office.adm.token, &office.path("slot-templates"), None, &week).await;
    let made = made.expect(201);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let apply = async |from: &str, through: &str| {
        let path = office.path(&format!("slot-templates/{id}/applications"));
        let days = json!({ "from": from, "through": through, "publish": true });
        world.post_as(&office.adm.token, &path, None, &days).await
    };
    let spring = apply("2027-03-22", "2027-04-04").await.expect(200).json();
    assert_eq!(spring["created"], 1, "the Sunday after has its half past two");
    let skipped = json!([{ "day": "2027-03-28", "place": 0, "reason": "no-such-time" }]);
    assert_eq!(spring["skipped"], skipped);
    let autumn = apply("2027-10-25", "2027-10-31").await.expect(200).json();
    assert_eq!((&autumn["created"], &autumn["unchanged"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn a_planned_week_is_applied_twice_without_harm_and_not_over_other_times() {
    let office = Office::new().await;
    let world = &office.world;
    world.time_type(office.unit, "SSK");
    let week = |starts: &str| {
        json!({ "name": "Jämn vecka", "times": [
            { "weekday": 1, "starts": starts, "minutes": 30, "timeType": "SSK", "resource": "Rum 4" },
            { "weekday": 3, "starts": "13:00", "minutes": 60, "timeType": "SSK", "seats": 8 }] })
    };
    let all = office.path("slot-templates");
    let made = world.post_as(&office.adm.token, &all, None, &week("08:00")).await.expect(201);
    let twice = world.post_as(&office.adm.token, &all, None, &week("08:00")).await.expect(409);
    assert_eq!(twice.problem(), "slot-template-exists");
    let one = format!("{all}/{}", made.json()["id"].as_str().expect("an id"));
    let days = json!({ "from": "2026-11-30", "through": "2026-12-13", "publish": true });
    let apply = async || {
        let path = format!("{one}/applications");
        world.post_as(&office.adm.token, &path, None, &days).await
    };
    assert_eq!(apply().await.expect(200).json()["created"], 4);
    let again = apply().await.expect(200).json();
    assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(4)));
    let tag = made.header("etag");
    world.put_as(&office.adm.token, &one, tag, &week("08:15")).await.expect(200);
    let in_the_way = apply().await;
    assert_eq!(faults(in_the_way), ["/1/start overlaps", "/3/start overlaps"]);
    assert_eq!(office.starts().len(), 4);
    let unknown = json!({ "name": "Fel", "times": [
        { "weekday": 1, "starts": "25:00", "minutes": 30, "timeType": "SSK" }] });
    let answer = world.post_as(&office.adm.token, &all, None, &unknown).await;
    assert_eq!(faults(answer), ["/times/0/starts time-of-day"]);
    send(world.request("DELETE", &one).bearer_auth(&office.adm.token)).await.expect(204);
    assert_eq!(office.starts().len(), 4, "its times stay");
}

/// Thirty thousand times in one file: 100 rooms, each with its day's times on 15 days.
#[tokio::test]
async fn thirty_thousand_times_in_one_file_are_made_and_one_more_is_too_many() {
    let office = Office::new().await;
    office.world.time_type(office.unit, "SSK");
    let mut file = String::new();
    for number in 0..30_000 {
        let (room, rest) = (number % 100, number / 100);
        let (day, quarter) = (rest / 20 + 1, rest % 20);
        let (hour, minute) = (8 + quarter / 4, quarter % 4 * 15);
        writeln!(
            file,
            r#"{{"timeType":"SSK","start":"202612{day:02}{hour:02}{minute:02}00","minutes":15,"resource":"Rum {room}","externalId":"C-{number}"}}"#
        )
        .expect("it is text");
    }
    let began = std::time::Instant::now();
    let answer = office.import(&office.adm.token, file.clone()).await.expect(200).json();
    println!("30,000 times in {:?}", began.elapsed());
    assert_eq!(answer["created"], 30_000);
    let again = office.import(&office.adm.token, file.clone()).await.expect(200).json();
    assert_eq!(again["unchanged"], 30_000);
    file.push_str("{}\n");
    let answer = office.import(&office.adm.token, file).await.expect(413);
    assert_eq!(answer.problem(), "body-too-large");
}

/// Two of the unit's make the same hour at once, by turns of both ways.
#[tokio::test]
async fn times_made_at_once_never_overlap() {
    let office = Office::new().await;
    office.world.time_type(office.unit, "SSK");
    let attempts = (0..24).map(|number| {
        let office = &office;
        async move {
            let start = format!("202611240{}{:02}00", 8 + number % 2, number % 3 * 10);
            match number % 2 {
                0 => office.import_lines(&[line(&start, 25)]).await.status,
                _ => {
                    let path = office.path("slots");
                    let body = line(&start, 25);
                    office.world.post_as(&office.adm.token, &path, None, &body).await.status
                }
            }
        }
    });
    let statuses = futures_util::future::join_all(attempts).await;
    let fine = [200, 201, 409, 422];
    assert!(statuses.iter().all(|status| fine.contains(status)), "{statuses:?}");
    let overlapping = office.world.texts(
        "select one.id::text as it from slot one join slot other on one.id <> other.id
            and one.lane = other.lane
            and tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)",
    );
    assert!(overlapping.is_empty());
    assert!(!office.starts().is_empty());
}
