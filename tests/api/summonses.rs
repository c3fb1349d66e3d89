//! Summonses: which ways they go, what becomes of them, and who may know.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    summonses_scene::{CODE, Screening, wish},
    unit_settings::faults,
    world::{Answer, World, new_id},
};

/// What waits in the outbox as notices.
fn notices(world: &World) -> Vec<String> {
    world.texts("select kind || ' ' || (payload ->> 'notice') as it from outbox_job order by 1")
}

fn inbox(world: &World) -> Vec<String> {
    world.texts("select kind || ' ' || title as it from inbox_item order by delivered_at, id")
}

// proves: W4, WS-1, WS-4
#[tokio::test]
async fn a_summons_is_in_the_inbox_with_what_can_be_done_and_is_seen_and_declined_there() {
    let screening = Screening::new().await;
    let (world, anna) = (screening.world(), screening.anna());

    let made = screening.summon("anna").await;

    assert_eq!((&made["status"], &made["kind"]), (&json!("delivered"), &json!("open")));
    assert_eq!((&made["digitalCopy"], &made["paperCopy"]), (&json!(true), &json!(false)));
    assert_eq!(made["resident"]["givenName"], "Anna");
    assert!(made["_links"]["withdraw"].is_object());
    assert_eq!(inbox(world), ["summons Kallelse: Gynekologiskt cellprov"]);
    assert_eq!(notices(world), ["email inbox-message"], "that there is something, and no more");

    let path = format!("/residents/{}/summonses", anna.id);
    let own = world.get_as(&anna.token, &path).await.expect(200).json()["items"][0].clone();
    assert_eq!(own["information"], "MARKOR-kallelse");
    assert!(own["resident"].is_null(), "she knows who she is");
    for rel in ["self", "open", "book", "decline"] {
        assert!(own["_links"][rel].is_object(), "{rel}");
    }
    let items = format!("/residents/{}/inbox-items", anna.id);
    let item = world.get_as(&anna.token, &items).await.expect(200).json()["items"][0].clone();
    assert_eq!(item["summonsId"], own["id"]);
    let opened = screening.step(&anna.token, &own, "openings").await.expect(201);
    assert_eq!(opened.header("etag"), "\"v2\"");
    let opened = opened.json();
    assert_eq!(opened["status"], "opened");
    let again = screening.step(&anna.token, &opened, "openings").await.expect(201).json();
    assert_eq!((&again["version"], &again["openedAt"]), (&json!(2), &opened["openedAt"]));
    let stale = screening.step(&anna.token, &own, "declines").await.expect(412);
    assert_eq!(stale.problem(), "stale-version");
    let declined = screening.step(&anna.token, &opened, "declines").await.expect(201).json();
    assert_eq!(declined["status"], "declined");
    assert!(declined["_links"]["decline"].is_null() && declined["endedAt"].is_string());
    let late = screening.step(&anna.token, &declined, "declines").await.expect(409);
    assert_eq!(late.problem(), "summons-wrong-stage");
    for action in ["summons.create", "summons.list-own", "summons.open", "summons.decline"] {
        assert!(world.audit().contains(&format!("{action} done")), "{action}");
    }
}

// proves: WS-4, WS-5
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn who_cannot_read_it_gets_it_on_paper_and_nobody_is_told_why() {
    let screening = Screening::new().await;
    let world = screening.world();
    let amir = world.resident("amir");
    world.lock_log_in(amir);

    let (locked, never) = (screening.summon("amir").await, screening.summon("ebba").await);

    for summons in [&locked, &never] {
        assert_eq!(summons["status"], "created");
        assert_eq!((&summons["digitalCopy"], &summons["paperCopy"]), (&json!(false), &json!(true)));
    }
    let shape = |it: &Value| {
        let fields = it.as_object().expect("fields").keys().cloned();
        fields.collect::<Vec<_>>()
    };
    assert_eq!(shape(&locked), shape(&never), "the two look alike");
    assert!(inbox(world).is_empty() && notices(world).is_empty());

    assert!(screening.letters().await.is_empty(), "Monday's mail-out has left");
    world.at("2026-11-24T06:49:59Z");
    assert!(screening.letters().await.is_empty());
    world.at("2026-11-24T06:50:00Z");
    let letters = screening.letters().await;
    assert_eq!(letters.len(), 2, "07:50 on Tuesday in Sweden");
    let of = |summons: &Value, part: &str| {
        screening
            .path(&format!("summons-letters/{}/{part}", summons["id"].as_str().expect("an id")))
    };
    let token = world.staff_session(screening.clinic.receiver.id).await;
    let page = world.get_as(&token, &of(&locked, "print")).await.expect(200);
    assert!(page.body.starts_with(b"%PDF-"));
    let post = async || world.post_as(&token, &of(&locked, "postings"), None, &json!({})).await;
    assert!(post().await.expect(201).json()["sentAt"].is_string());
    assert_eq!(post().await.expect(409).problem(), "summons-letter-not-waiting");
    assert_eq!(screening.letters().await.len(), 1);
    let sent = screening.read(&token, &locked).await.expect(200).json();
    assert_eq!(sent["status"], "delivered");

    // The lock is lifted: the digital copy was held, not lost.
    world.settle().await;
    assert!(inbox(world).is_empty());
    world.sql("update log_in_lock set lifted_at = '2026-11-24T06:50:00Z'");
    world.settle().await;
    assert_eq!(inbox(world), ["summons Kallelse: Gynekologiskt cellprov"]);
    world.settle().await;
    assert_eq!(inbox(world).len(), 1, "once");
}

// proves: WS-4
#[tokio::test]
async fn a_child_is_summoned_in_its_own_inbox_which_the_guardian_reads_and_on_paper() {
    let screening = Screening::new().await;
    let (world, anna) = (screening.world(), screening.anna());
    let alva = world.resident("alva");
    world.guardian_of(anna.id, alva);

    let made = screening.summon("alva").await;

    assert_eq!((&made["digitalCopy"], &made["paperCopy"]), (&json!(true), &json!(true)));
    let path = format!("/residents/{alva}/summonses");
    let seen = world.get_as(&anna.token, &path).await.expect(200).json();
    assert_eq!(seen["items"][0]["id"], made["id"]);
    world.at("2026-11-24T07:00:00Z");
    assert_eq!(screening.letters().await.len(), 1);
    let token = world.resident_session(anna.id).await;
    screening.step(&token, &made, "declines").await.expect(201);
    assert!(screening.letters().await.is_empty(), "what is over goes no further");
    let print =
        screening.path(&format!("summons-letters/{}/print", made["id"].as_str().expect("id")));
    let receiver = world.staff_session(screening.clinic.receiver.id).await;
    assert_eq!(
        world.get_as(&receiver, &print).await.expect(409).problem(),
        "summons-letter-not-waiting"
    );
}

// proves: WS-3
#[tokio::test]
async fn a_summons_runs_out_the_day_after_its_last() {
    let screening = Screening::new().await;
    let world = screening.world();
    screening.summon("anna").await;
    let status = || world.texts("select status as it from summons");
    // 23:59:59 in Sweden on the last day.
    world.at("2027-11-23T22:59:59Z");
    world.settle().await;
    assert_eq!(status(), ["delivered"]);
    world.at("2027-11-23T23:00:00Z");
    world.settle().await;
    assert_eq!(status(), ["expired"]);
    assert!(world.audit().contains(&"summons.expire done".into()));
}

// proves: WS-6
#[tokio::test]
async fn bad_wishes_are_told_what_is_wrong() {
    let screening = Screening::new().await;
    let world = screening.world();
    world.resident("gunvor");
    let with = |name: &str, value: Value| {
        let mut body = wish("anna");
        body[name] = value;
        body
    };
    for (body, fault) in [
        (with("validThrough", json!("2026-11-22")), "/validThrough out-of-range"),
        (with("validThrough", json!("2027-11-25")), "/validThrough out-of-range"),
        (with("timeTypeCode", json!("mammo")), "/timeTypeCode unknown-time-type"),
        (with("timeTypeCode", json!("två ord")), "/timeTypeCode code"),
        (with("personalNumber", json!("198404189288")), "/personalNumber checksum"),
        (with("residentId", json!(new_id())), "/residentId one-of"),
        (wish("gunvor"), "/personalNumber deceased"),
    ] {
        let told = faults(screening.attempt(&body).await);
        assert_eq!(told.len(), 1, "{told:?}");
        let same_place = told[0].split(' ').next() == fault.split(' ').next();
        assert!(same_place, "{told:?} for {fault}");
    }
    assert_eq!(world.texts("select count(*)::text as it from summons"), ["0"]);
}

// proves: WS-7
#[tokio::test]
async fn of_two_who_summon_the_same_person_at_once_one_does() {
    let screening = Screening::new().await;
    let body = wish("anna");
    let (one, two) = tokio::join!(screening.attempt(&body), screening.attempt(&body));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
    let refused = if one.status == 409 { &one } else { &two };
    assert_eq!(refused.problem(), "summons-already-open");
    assert_eq!(screening.world().texts("select count(*)::text as it from summons"), ["1"]);
    assert_eq!(inbox(screening.world()).len(), 1);
}

#[tokio::test]
async fn declined_and_taken_back_at_once_it_ends_one_way() {
    let screening = Screening::new().await;
    let made = screening.summon("anna").await;
    let (anna, receiver) = (&screening.anna().token, &screening.clinic.receiver.token);
    let (declined, withdrawn): (Answer, Answer) = tokio::join!(
        screening.step(anna, &made, "declines"),
        screening.step(receiver, &made, "withdrawals")
    );
    let mut statuses = [declined.status, withdrawn.status];
    statuses.sort();
    assert!(statuses == [201, 412] || statuses == [201, 409], "{statuses:?}");
    let status = screening.world().texts("select status as it from summons");
    let expected = if declined.status == 201 { "declined" } else { "withdrawn" };
    assert_eq!(status, [expected]);
}

// proves: WS-2
#[tokio::test]
async fn what_is_taken_back_says_so_and_what_has_a_time_is_not() {
    let screening = Screening::new().await;
    let (world, receiver) = (screening.world(), &screening.clinic.receiver.token);
    let made = screening.summon("anna").await;
    let withdrawn = screening.step(receiver, &made, "withdrawals").await.expect(201).json();
    assert_eq!(withdrawn["status"], "withdrawn");
    assert_eq!(inbox(world)[1], "summons Kallelsen har tagits tillbaka");
    let own = screening.read(&screening.anna().token, &made).await.expect(200).json();
    assert!(own["_links"]["book"].is_null() && own["_links"]["decline"].is_null());

    let again = screening.summon("anna").await;
    let id = again["id"].as_str().expect("an id").parse().expect("a uuid");
    world.visit(screening.clinic.unit, id, -7, "confirmed");
    for (by, part) in [(receiver, "withdrawals"), (&screening.anna().token, "declines")] {
        let refused = screening.step(by, &again, part).await.expect(409);
        assert_eq!(refused.problem(), "summons-has-a-time", "{part}");
    }
    let own = screening.read(&screening.anna().token, &again).await.expect(200).json();
    assert!(own["_links"]["booking"].is_object() && own["bookingId"].is_string());
}

// proves: WS-8
#[tokio::test]
async fn a_virtual_unit_summons_to_what_its_members_offer_and_groups_do_not_nest() {
    let screening = Screening::new().await;
    let world = screening.world();
    let (group, other) = (world.unit(), world.unit());
    let tomas = world.staff_session(world.regional_administrator()).await;
    let receiver = world.colleague(&[(etjanster::access::Role::Receiver, group)]).await;
    let summon = async || {
        let path = format!("/units/{group}/summonses");
        world.post_as(&receiver.token, &path, None, &wish("anna")).await
    };
    assert_eq!(faults(summon().await), ["/timeTypeCode unknown-time-type"]);
    let add = async |to, unit| {
        let path = format!("/units/{to}/member-units");
        world.post_as(&tomas, &path, None, &json!({ "unitId": unit })).await
    };
    add(group, screening.clinic.unit).await.expect(201);
    assert_eq!(add(group, screening.clinic.unit).await.expect(409).problem(), "already-member");
    assert_eq!(add(other, group).await.expect(409).problem(), "unit-is-virtual");
    assert_eq!(add(screening.clinic.unit, other).await.expect(409).problem(), "unit-is-virtual");
    assert_eq!(faults(add(group, group).await), ["/unitId unknown-unit"]);
    let made = summon().await.expect(201).json();
    assert_eq!(made["sender"]["id"], json!(group));
    assert_eq!(inbox(world), ["summons Kallelse: Gynekologiskt cellprov"]);
    let path = format!("/units/{group}/member-units/{}", screening.clinic.unit);
    let remove = || world.request("DELETE", &path).bearer_auth(&tomas);
    assert_eq!(crate::world::send(remove()).await.status, 204);
    assert_eq!(crate::world::send(remove()).await.status, 404);
}

#[tokio::test]
async fn of_two_groups_that_swallow_each_other_one_does() {
    let world = World::new().await;
    let (one, two) = (world.unit(), world.unit());
    let tomas = world.staff_session(world.regional_administrator()).await;
    let add = async |to, unit| {
        let path = format!("/units/{to}/member-units");
        world.post_as(&tomas, &path, None, &json!({ "unitId": unit })).await.status
    };
    let (first, second) = tokio::join!(add(one, two), add(two, one));
    let mut statuses = [first, second];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
    assert!(world.refuses(&format!(
        "insert into virtual_unit_member (unit_id, member_unit_id, added_at)
         values ('{two}', '{one}', now()), ('{one}', '{two}', now())"
    )));
}

// proves: WS-9
#[tokio::test]
async fn a_summons_stands_in_nobody_elses_sight_and_says_nothing_in_the_log() {
    let screening = Screening::new().await;
    let world = screening.world();
    let made = screening.summon("anna").await;
    let maria = world.signed_in("maria").await;
    screening.read(&maria.token, &made).await.expect(404);
    screening.step(&maria.token, &made, "openings").await.expect(404);
    let elsewhere = world.colleague(&[(etjanster::access::Role::Receiver, world.unit())]).await;
    screening.read(&elsewhere.token, &made).await.expect(404);
    let told = world.texts("select payload::text as it from outbox_job");
    assert!(told.iter().all(|it| !it.contains("MARKOR") && !it.contains(CODE)));
    let path = screening.path("summonses?status=delivered");
    let list = world.get_as(&screening.clinic.handler.token, &path).await.expect(200).json();
    assert_eq!(list["items"][0]["resident"]["personalNumber"], crate::people::number("anna"));
    let path = screening.path("summonses?status=declined");
    let list = world.get_as(&screening.clinic.handler.token, &path);
    assert_eq!(list.await.expect(200).json()["items"], json!([]));
}

async fn book(screening: &Screening, summons: &Value, slot: Uuid) -> Answer {
    let anna = screening.anna();
    let path = format!("/residents/{}/bookings", anna.id);
    let body = json!({ "slotId": slot, "summonsId": summons["id"] });
    screening.world().post_as(&anna.token, &path, None, &body).await
}

async fn cancel(screening: &Screening, by: &str, booking: &str) -> Answer {
    let version = screening
        .world()
        .texts(&format!("select version::text as it from booking where id = '{booking}'"));
    let path = format!("/bookings/{booking}/cancellations");
    let version = format!("\"v{}\"", version[0]);
    screening.world().post_as(by, &path, Some(&version), &json!({})).await
}

fn with_time(slot: Uuid) -> Value {
    let mut body = wish("anna");
    body["slotId"] = json!(slot);
    body
}

// proves: W-C9, WS-1, W18
#[tokio::test]
async fn a_time_that_care_has_booked_is_given_up_and_another_chosen_until_the_summons_is_taken_back()
 {
    let screening = Screening::new().await;
    let (world, anna) = (screening.world(), screening.anna());
    let (unit, receiver) = (screening.clinic.unit, &screening.clinic.receiver.token);
    let times: Vec<Uuid> = (1..4).map(|days| world.free_time(unit, CODE, days)).collect();

    let made = screening.attempt(&with_time(times[0])).await.expect(201).json();

    assert_eq!((&made["kind"], &made["status"]), (&json!("timed"), &json!("delivered")));
    assert_eq!(inbox(world), ["summons Kallelse: Gynekologiskt cellprov"], "told of once");
    let booking = made["bookingId"].as_str().expect("a booking").to_owned();
    let own = screening.read(&anna.token, &made).await.expect(200).json();
    assert!(own["_links"]["book"].is_null() && own["_links"]["booking"].is_object());
    let withdrawn = screening.step(receiver, &own, "withdrawals").await.expect(409);
    assert_eq!(withdrawn.problem(), "summons-has-a-time");
    assert_eq!(book(&screening, &made, times[1]).await.status, 403, "one coming time of a summons");
    cancel(&screening, &anna.token, &booking).await.expect(201);
    let again = screening.read(&anna.token, &made).await.expect(200).json();
    assert_eq!(again["status"], "open-again");
    assert!(again["_links"]["book"].is_object());

    let booked = book(&screening, &made, times[1]).await.expect(201).json();
    let booking = booked["booking"]["id"].as_str().expect("a booking").to_owned();
    assert_eq!(screening.read(&anna.token, &made).await.json()["status"], "booked");
    cancel(&screening, &anna.token, &booking).await.expect(201);
    let again = screening.read(receiver, &made).await.expect(200).json();
    screening.step(receiver, &again, "withdrawals").await.expect(201);
    let late = book(&screening, &made, times[2]).await.expect(403);
    assert_eq!(late.problem(), "appointment-is-not-allowed");
}

// proves: WS-1
#[tokio::test]
async fn a_proposal_waits_for_its_answer_and_bad_times_are_told_of() {
    let screening = Screening::new().await;
    let world = screening.world();
    let unit = screening.clinic.unit;
    let other = world.unit();
    world.summons_type(other, CODE, true);
    world.summons_type(unit, "annat", false);
    let slot = world.free_time(unit, CODE, 3);
    let proposal = |slot: Uuid, confirm_by: &str| {
        let mut body = with_time(slot);
        body["confirmBy"] = json!(confirm_by);
        body
    };
    let in_time = "2026-11-25T11:00:00Z";
    for (body, fault) in [
        (proposal(slot, "2026-11-23T11:00:00Z"), "/confirmBy out-of-range"),
        (proposal(slot, "2026-11-26T11:00:01Z"), "/confirmBy out-of-range"),
        (proposal(world.free_time(other, CODE, 3), in_time), "/slotId unknown-slot"),
        (proposal(world.free_time(unit, "annat", 4), in_time), "/slotId unknown-slot"),
    ] {
        assert_eq!(faults(screening.attempt(&body).await), [fault]);
    }
    let mut without = wish("anna");
    without["confirmBy"] = json!(in_time);
    assert_eq!(faults(screening.attempt(&without).await), ["/confirmBy needs-slot"]);
    assert_eq!(world.texts("select count(*)::text as it from summons"), ["0"]);
    assert_eq!(world.texts("select taken::text as it from slot where taken > 0"), [""; 0]);

    let made = screening.attempt(&proposal(slot, in_time)).await.expect(201).json();
    assert_eq!((&made["kind"], &made["status"]), (&json!("proposal"), &json!("delivered")));
    assert_eq!(world.texts("select status as it from booking"), ["preliminary"]);
    world.sql("update slot set status = 'blocked' where taken = 0");
    let gone = screening.attempt(&with_time(new_id())).await.expect(409);
    assert_eq!(gone.problem(), "summons-already-open");

    let anna = screening.anna();
    let booking = made["bookingId"].as_str().expect("a booking");
    let path = format!("/bookings/{booking}/confirmations");
    world.post_as(&anna.token, &path, Some("\"v1\""), &json!({})).await.expect(201);
    assert_eq!(screening.read(&anna.token, &made).await.json()["status"], "booked");
}

// proves: WS-1, W18
#[tokio::test]
async fn a_timed_summons_is_booked_when_its_time_has_begun() {
    let screening = Screening::new().await;
    let world = screening.world();
    let slot = world.free_time(screening.clinic.unit, CODE, 3);
    screening.attempt(&with_time(slot)).await.expect(201);
    let status = || world.texts("select status as it from summons");
    world.at("2026-11-26T10:59:59Z");
    world.settle().await;
    assert_eq!(status(), ["delivered"]);
    world.at("2026-11-26T11:00:00Z");
    world.settle().await;
    assert_eq!(status(), ["booked"]);
}

// proves: WS-2
#[tokio::test]
async fn booked_from_and_taken_back_at_once_only_one_of_them_comes_about() {
    let screening = Screening::new().await;
    let world = screening.world();
    let receiver = &screening.clinic.receiver.token;
    for days in 1..6 {
        let slot = world.free_time(screening.clinic.unit, CODE, days);
        let made = screening.summon("anna").await;
        let (booked, withdrawn) = tokio::join!(
            book(&screening, &made, slot),
            screening.step(receiver, &made, "withdrawals")
        );
        let id = made["id"].as_str().expect("an id");
        let status = world.texts(&format!("select status as it from summons where id = '{id}'"));
        let count = format!("select count(*)::text as it from booking where summons_id = '{id}'");
        match (booked.status, withdrawn.status) {
            (201, 409 | 412) => {
                assert_eq!((status[0].as_str(), world.texts(&count)), ("booked", vec!["1".into()]));
            }
            (403, 201) => {
                assert_eq!(
                    (status[0].as_str(), world.texts(&count)),
                    ("withdrawn", vec!["0".into()])
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

// proves: WS-8, W9
#[tokio::test]
async fn a_virtual_units_summons_is_booked_at_any_of_its_members_and_nowhere_else() {
    let screening = Screening::new().await;
    let (world, anna) = (screening.world(), screening.anna());
    let (group, outside) = (world.unit(), world.unit());
    world.summons_type(outside, CODE, true);
    world.summons_type(screening.clinic.unit, "annat", true);
    world.sql(&format!(
        "insert into virtual_unit_member (unit_id, member_unit_id, added_at)
         values ('{group}', '{}', now())",
        screening.clinic.unit
    ));
    let receiver = world.colleague(&[(etjanster::access::Role::Receiver, group)]).await;
    let path = format!("/units/{group}/summonses");
    let made = world.post_as(&receiver.token, &path, None, &wish("anna")).await.expect(201).json();
    let times = [
        world.free_time(outside, CODE, 2),
        world.free_time(screening.clinic.unit, "annat", 3),
        world.free_time(screening.clinic.unit, CODE, 4),
    ];
    let list = format!("/summonses/{}/slots", made["id"].as_str().expect("an id"));
    let shown = world.get_as(&anna.token, &list).await.expect(200).json();
    let ids: Vec<&str> = shown["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|it| it["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, [times[2].to_string()], "hidden, and at the member alone");
    for slot in &times[..2] {
        let refused = book(&screening, &made, *slot).await.expect(403);
        assert_eq!(refused.problem(), "appointment-is-not-allowed");
    }
    book(&screening, &made, times[2]).await.expect(201);
    let taken = world.get_as(&anna.token, &list).await.expect(409);
    assert_eq!(taken.problem(), "summons-has-a-time");
}
