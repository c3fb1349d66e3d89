//! Holds, and the unit's side of bookings.

use etjanster::access::Scope;
use serde_json::{Value, json};

use crate::{
    time_book::{NINE, TEN, TimeBook},
    world::{World, new_id, send},
};

async fn hold(book: &TimeBook, who: &crate::clinic::Resident, slot: uuid::Uuid) -> Value {
    let path = format!("/residents/{}/slot-holds", who.id);
    let body = json!({ "slotId": slot });
    book.world().post_as(&who.token, &path, None, &body).await.expect(201).json()
}

#[tokio::test]
async fn a_held_slot_is_the_holders_until_it_is_given_back() {
    let book = TimeBook::new().await;
    let (slot, anna) = (book.slot(NINE), book.anna());
    let maria = book.world().signed_in("maria").await;
    let first = hold(&book, anna, slot).await;
    let path = format!("/residents/{}/slot-holds", maria.id);
    let refused = book.world().post_as(&maria.token, &path, None, &json!({ "slotId": slot })).await;
    assert_eq!(refused.expect(409).problem(), "slot-is-held-by-others");
    let refused = book.book(&maria, slot).await.expect(409);
    assert_eq!(refused.problem(), "requested-time-is-already-reserved");
    let stolen = json!({ "slotId": slot, "hold": first["token"] });
    let refused = book.book_with(&maria, stolen).await.expect(409);
    assert_eq!(refused.problem(), "slot-hold-has-ended", "someone else's hold");
    let longer = hold(&book, anna, slot).await;
    assert!(longer["token"].as_i64() > first["token"].as_i64(), "tokens grow");
    let old = json!({ "slotId": slot, "hold": first["token"] });
    assert_eq!(book.book_with(anna, old).await.expect(409).problem(), "slot-hold-has-ended");
    let own = format!("/residents/{}/slot-holds/{slot}", anna.id);
    let released = book.world().request("DELETE", &own).bearer_auth(&anna.token);
    crate::world::send(released).await.expect(204);
    book.book(&maria, slot).await.expect(201);
}

#[tokio::test]
async fn nobody_moves_to_a_time_that_another_holds() {
    let book = TimeBook::new().await;
    let (nine, ten) = (book.slot(NINE), book.slot(TEN));
    let mine = book.booked(nine).await;
    let maria = book.world().signed_in("maria").await;
    hold(&book, &maria, ten).await;
    let refused = book.rebook(&mine, ten).await.expect(409);
    assert_eq!(refused.problem(), "requested-time-is-already-reserved");
    assert_eq!(
        (book.taken(nine), book.taken(ten)),
        (("1".into(), "1".into()), ("0".into(), "0".into()))
    );
    let own = format!("/residents/{}/slot-holds/{ten}", maria.id);
    let given = book.world().request("DELETE", &own).bearer_auth(&maria.token);
    send(given).await.expect(204);
    hold(&book, book.anna(), ten).await;
    book.rebook(&mine, ten).await.expect(201);
}

#[tokio::test]
async fn a_hold_that_is_booked_with_leaves_its_fence() {
    let book = TimeBook::new().await;
    let (slot, anna) = (book.slot(NINE), book.anna());
    let held = hold(&book, anna, slot).await;
    let body = json!({ "slotId": slot, "hold": held["token"] });
    let (key, path) = (new_id().to_string(), format!("/residents/{}/bookings", anna.id));
    let first = book.world().post_under(&key, &anna.token, &path, &body).await.expect(201);
    let fence = format!("select fence::text as it from slot where id = '{slot}'");
    assert_eq!(book.world().texts(&fence), [held["token"].to_string()]);
    let again = book.world().post_under(&key, &anna.token, &path, &body).await.expect(201);
    assert_eq!(first.json(), again.json(), "the hold is over, and the order was carried out");
}

#[tokio::test]
async fn one_person_holds_a_few_times_only() {
    let book = TimeBook::new().await;
    let day = |day: usize| format!("2026-12-{day:02}T08:00:00Z");
    for turn in 1..=3 {
        hold(&book, book.anna(), book.slot(&day(turn))).await;
    }
    let path = format!("/residents/{}/slot-holds", book.anna().id);
    let body = json!({ "slotId": book.slot(&day(4)) });
    let refused = book.world().post_as(&book.anna().token, &path, None, &body).await.expect(409);
    assert_eq!(refused.problem(), "too-many-slot-holds");
}

#[tokio::test]
async fn several_seats_are_held_by_as_many() {
    let book = TimeBook::new().await;
    let slot = book.world().slot(book.time_type, NINE, 2);
    let (maria, karin) =
        (book.world().signed_in("maria").await, book.world().signed_in("karin").await);
    let (annas, marias) = (hold(&book, book.anna(), slot).await, hold(&book, &maria, slot).await);
    let refused = book.book(&karin, slot).await.expect(409);
    assert_eq!(refused.problem(), "requested-time-is-already-reserved");
    let with = |hold: &Value| json!({ "slotId": slot, "hold": hold["token"] });
    book.book_with(&maria, with(&marias)).await.expect(201);
    book.book_with(book.anna(), with(&annas)).await.expect(201);
}

#[tokio::test]
async fn without_redis_for_holds_times_are_booked_all_the_same() {
    let world = World::with(&[("HOLDS_REDIS_URL", "redis://127.0.0.1:1")]).await;
    let book = TimeBook::in_world(world).await;
    let (slot, anna) = (book.slot(NINE), book.anna());
    let path = format!("/residents/{}/slot-holds", anna.id);
    let answer = book.world().post_as(&anna.token, &path, None, &json!({ "slotId": slot })).await;
    assert_eq!(answer.expect(503).problem(), "unavailable");
    book.book(anna, slot).await.expect(201);
    let ten = book.slot(TEN);
    book.world().sql(&format!("update slot set fence = 5 where id = '{ten}'"));
    let body = json!({ "slotId": ten, "hold": 4 });
    let older = book.book_with(anna, body).await.expect(409);
    assert_eq!(older.problem(), "slot-hold-has-ended");
}

// proves: W3
#[tokio::test]
async fn a_unit_proposes_a_time_and_the_resident_confirms_it() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let (receiver, anna) = (&book.clinic.receiver.token, book.anna());
    let path = format!("/units/{}/bookings", book.unit);
    let body = json!({ "residentId": anna.id, "slotId": slot, "proposal": true,
        "information": "Ta med din medicinlista.", "videoLink": "https://video.example/rum/1" });
    let made = book.world().post_as(receiver, &path, None, &body).await.expect(201).json();
    let booking = &made["booking"];
    assert_eq!(booking["status"], "preliminary");
    assert_eq!(booking["confirmBy"], NINE, "a week is after the visit");
    assert!(booking["_links"]["confirm"].is_null(), "staff do not answer for the resident");
    let refused = book.step(receiver, booking, "confirmations", json!({})).await;
    assert_eq!(refused.expect(403).problem(), "forbidden");
    let done = book.step(&anna.token, booking, "confirmations", json!({})).await.expect(201);
    assert_eq!(done.json()["booking"]["status"], "confirmed");
    assert_eq!(done.json()["booking"]["videoLink"], "https://video.example/rum/1");
    let day = format!("/units/{}/bookings?day=2026-11-25", book.unit);
    let listed = book.world().get_as(receiver, &day).await.expect(200).json();
    assert_eq!(listed["items"][0]["booking"]["id"], booking["id"]);
    assert_eq!(listed["items"][0]["person"]["name"], "Anna Lindström");
    let other = format!("/units/{}/bookings?day=2026-11-26", book.unit);
    let listed = book.world().get_as(receiver, &other).await.expect(200).json();
    assert_eq!(listed["_meta"]["count"], 0);
}

#[tokio::test]
async fn a_locked_resident_is_proposed_nothing_and_the_sender_is_told() {
    let book = TimeBook::new().await;
    let maria = book.world().resident("maria");
    book.world().lock_log_in(maria);
    let path = format!("/units/{}/bookings", book.unit);
    let body = json!({ "residentId": maria, "slotId": book.slot(NINE), "proposal": true });
    let receiver = &book.clinic.receiver.token;
    let refused = book.world().post_as(receiver, &path, None, &body).await.expect(409);
    assert_eq!(refused.problem(), "receiver-log-in-locked");
    let body = json!({ "residentId": new_id(), "slotId": book.slot(TEN) });
    book.world().post_as(receiver, &path, None, &body).await.expect(422);
    let body = json!({ "residentId": maria, "slotId": new_id(), "proposal": true });
    let refused = book.world().post_as(receiver, &path, None, &body).await.expect(409);
    let none = "requested-time-is-no-longer-available";
    assert_eq!(refused.problem(), none, "without a time nobody is asked about");
    let told = format!(
        "select count(*)::text as it from audit_entry where action = 'booking.make-for'
         and outcome = 'refused' and patient_id = '{maria}'"
    );
    assert_eq!(book.world().texts(&told), ["2"], "and that somebody tried is in their log");
}

// proves: W-C7
#[tokio::test]
async fn boundary_7_the_unit_still_uses_a_time_within_the_cut_off() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let booking = book.booked(slot).await;
    book.at("2026-11-25T07:30:00Z");
    let receiver = book.world().staff_session(book.clinic.receiver.id).await;
    book.step(&receiver, &booking, "cancellations", json!({})).await.expect(201);
    let maria = book.world().signed_in("maria").await;
    let late = book.book(&maria, slot).await.expect(409);
    assert_eq!(late.problem(), "too-late-to-make-appointment");
    let path = format!("/units/{}/bookings", book.unit);
    let body = json!({ "residentId": maria.id, "slotId": slot });
    book.world().post_as(&receiver, &path, None, &body).await.expect(201);
}

#[tokio::test]
async fn attendance_is_noted_in_its_order() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let receiver = &book.clinic.receiver.token;
    let early = book.step(receiver, &booking, "arrivals", json!({})).await.expect(409);
    assert_eq!(early.problem(), "appointment-step-is-not-possible");
    book.at("2026-11-25T07:50:00Z");
    let receiver = &book.world().staff_session(book.clinic.receiver.id).await;
    let come = book.step(receiver, &booking, "arrivals", json!({})).await.expect(201).json();
    assert_eq!(come["booking"]["status"], "arrived");
    book.at("2026-11-25T08:20:00Z");
    let missed = book.step(receiver, &come["booking"], "no-shows", json!({})).await.expect(409);
    assert_eq!(missed.problem(), "appointment-step-is-not-possible");
    let done = book.step(receiver, &come["booking"], "fulfilments", json!({})).await.expect(201);
    assert_eq!(done.json()["booking"]["status"], "fulfilled");
}

#[tokio::test]
async fn a_proposal_that_nobody_answers_is_cancelled_and_its_time_free() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let path = format!("/units/{}/bookings", book.unit);
    let body = json!({ "residentId": book.anna().id, "slotId": slot, "proposal": true,
        "confirmBy": "2026-11-24T11:00:00Z" });
    let receiver = &book.clinic.receiver.token;
    book.world().post_as(receiver, &path, None, &body).await.expect(201);
    let lapse = || {
        let now = book.world().app.clock.now();
        etjanster::bookings::lapse_some(&mut book.world().conn(), now).expect("it runs")
    };
    book.at("2026-11-24T11:00:00Z");
    lapse();
    assert_eq!(book.statuses(), ["preliminary"]);
    book.at("2026-11-24T11:00:01Z");
    lapse();
    assert_eq!(book.statuses(), ["auto-cancelled"]);
    assert_eq!(book.taken(slot), ("0".into(), "0".into()));
    assert!(book.world().audit().contains(&"booking.lapse done".to_owned()));
}

fn fees(book: &TimeBook) -> Vec<String> {
    let sql = "select cause || ' ' || care_level || ' ' || amount as it from booking_fee order by decided_at";
    book.world().texts(sql)
}

// proves: W16, W17, W-C1
#[tokio::test]
async fn boundary_1_the_regions_half_past_eight_decides_the_fee_and_not_the_permission() {
    let book = TimeBook::new().await;
    let day = |hour: u32| format!("2026-11-25T{hour:02}:00:00Z");
    let (first, second) =
        (book.booked(book.slot(&day(12))).await, book.booked(book.slot(&day(13))).await);
    book.at("2026-11-25T07:30:00Z");
    let free = book.cancel(&first).await.expect(201).json();
    assert_eq!(free["result"], "OK");
    assert!(fees(&book).is_empty());
    book.at("2026-11-25T07:30:01Z");
    let costly = book.cancel(&second).await.expect(201).json();
    assert_eq!(
        (&costly["result"], &costly["message"]),
        (&json!("INFO"), &json!("Avgift: 270 kr."))
    );
    assert_eq!(fees(&book), ["late-cancellation primary 270"]);
}

// proves: W17
#[tokio::test]
async fn a_missed_visit_costs_by_care_level_and_a_late_move_too() {
    let book = TimeBook::new().await;
    book.world()
        .sql(&format!("update unit set care_form = 'specialist-care' where id = '{}'", book.unit));
    let missed = book.booked(book.slot(NINE)).await;
    let moved = book.booked(book.slot(TEN)).await;
    let later = book.slot("2026-11-26T09:00:00Z");
    book.at("2026-11-25T07:59:00Z");
    let receipt = book.rebook(&moved, later).await.expect(201).json();
    assert_eq!(receipt["message"], "Avgift: 440 kr.");
    book.at("2026-11-25T08:40:00Z");
    let receiver = book.world().staff_session(book.clinic.receiver.id).await;
    book.step(&receiver, &missed, "no-shows", json!({})).await.expect(201);
    assert_eq!(fees(&book), ["late-rebooking specialist 440", "no-show specialist 440"]);
}

#[tokio::test]
async fn the_billing_system_is_told_of_each_fee_once_it_answers() {
    let sink = crate::sinks::Sink::sms().await;
    let world = World::with(&[("BILLING_URL", &sink.url)]).await;
    let book = TimeBook::in_world(world).await;
    let booking = book.booked(book.slot(NINE)).await;
    book.at("2026-11-25T08:40:00Z");
    let receiver = book.world().staff_session(book.clinic.receiver.id).await;
    book.step(&receiver, &booking, "no-shows", json!({})).await.expect(201);
    let (config, clock) = (&book.world().app.config, book.world().clock.clone());
    let mut billing =
        etjanster::bookings::Billing::open(config, clock).expect("understood").expect("set");
    sink.be(crate::sinks::Mood::Busy);
    billing.round().await.expect("the database is there");
    let told = "select count(told_at)::text as it from booking_fee";
    assert_eq!(book.world().texts(told), ["0"]);
    sink.be(crate::sinks::Mood::Well);
    book.at("2026-11-25T09:00:00Z");
    billing.round().await.expect("the database is there");
    assert_eq!(book.world().texts(told), ["1"]);
    let got = sink.got();
    let key = format!("booking-fee.{}", booking["id"].as_str().expect("an id"));
    assert_eq!(got.last().expect("it came").key, key);
    assert!(got.last().expect("it came").raw.contains("\"amount\":270"));
    let entries = book.world().audit();
    let disclosed = entries.iter().filter(|it| *it == "booking.disclose-fee done").count();
    assert_eq!(disclosed, 1, "recorded when it went");
}

#[tokio::test]
async fn a_booking_is_taken_along_in_a_calendar() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let path = format!("/bookings/{}/calendar", booking["id"].as_str().expect("an id"));
    let answer = book.world().get_as(&book.anna().token, &path).await.expect(200);
    assert!(answer.header("content-type").starts_with("text/calendar"));
    let text = String::from_utf8(answer.body).expect("UTF-8");
    assert!(
        text.contains("DTSTART:20261125T080000Z\r\n") && text.contains("SEQUENCE:1\r\n"),
        "{text}"
    );
    let cancelled = book.cancel(&booking).await.expect(201).json();
    assert!(cancelled["booking"]["_links"]["calendar"].is_object());
    let answer = book.world().get_as(&book.anna().token, &path).await.expect(200);
    let text = String::from_utf8(answer.body).expect("UTF-8");
    assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("SEQUENCE:2\r\n"), "{text}");
}

#[tokio::test]
async fn a_record_system_keeps_its_own_units_bookings_by_personal_number() {
    let book = TimeBook::new().await;
    let client = book.world().client_at(&[Scope::BookingsWrite], book.unit);
    let system = book.world().system_session(client.id).await;
    let (nine, ten) = (book.slot(NINE), book.slot(TEN));
    let path = format!("/units/{}/bookings", book.unit);
    let body = json!({ "personalNumber": "19840418-9287", "slotId": nine });
    let made = book.world().post_as(&system, &path, None, &body).await.expect(201).json();
    assert_eq!(made["booking"]["residentId"], json!(book.anna().id));
    let moved = json!({ "slotId": ten });
    let moved = book.step(&system, &made["booking"], "rebookings", moved).await.expect(201).json();
    let inbox = format!("/residents/{}/inbox-items", book.anna().id);
    let inbox = book.world().get_as(&book.anna().token, &inbox).await.expect(200).json();
    assert_eq!(inbox["items"][0]["title"], "Ombokad tid: Läkarbesök");
    book.step(&system, &moved["booking"], "cancellations", json!({})).await.expect(201);
    assert_eq!(book.statuses(), ["rebooked", "cancelled"]);
    let both =
        json!({ "personalNumber": "198404189287", "residentId": book.anna().id, "slotId": nine });
    for bad in [
        both,
        json!({ "slotId": nine }),
        json!({ "personalNumber": "198404189288", "slotId": nine }),
    ] {
        book.world().post_as(&system, &path, None, &bad).await.expect(422);
    }
    assert_eq!(book.statuses(), ["rebooked", "cancelled"], "nothing more");
}

#[tokio::test]
async fn a_record_system_learns_nothing_of_another_units_bookings() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let client = book.world().client_at(Scope::ALL, book.world().unit());
    let system = book.world().system_session(client.id).await;
    let one = format!("/bookings/{}", booking["id"].as_str().expect("an id"));
    book.world().get_as(&system, &one).await.expect(404);
    let all = format!("/units/{}/bookings", book.unit);
    book.world().get_as(&system, &all).await.expect(404);
    let cancelled = book.step(&system, &booking, "cancellations", json!({})).await.expect(404);
    assert_eq!(cancelled.problem(), "appointment-does-not-exist");
    let body = json!({ "residentId": book.anna().id, "slotId": book.slot(TEN) });
    book.world().post_as(&system, &all, None, &body).await.expect(404);
    assert_eq!(book.statuses(), ["confirmed"]);
}
