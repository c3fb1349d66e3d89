//! Booking, confirming, rebooking and cancelling, as residents do it.

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    time_book::{ELEVEN, NINE, TEN, TimeBook},
    world::new_id,
};

// proves: W3, W5
#[tokio::test]
async fn a_time_is_booked_seen_and_told_of_in_the_inbox() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let answer = book.book(book.anna(), slot).await.expect(201);
    let receipt = answer.json();
    assert_eq!(receipt["result"], "OK", "{receipt}");
    let booking = &receipt["booking"];
    assert_eq!(booking["status"], "confirmed");
    assert_eq!(booking["startsAt"], NINE);
    assert_eq!(booking["localStart"], "2026-11-25T09:00:00+01:00");
    assert_eq!(book.taken(slot), ("1".into(), "1".into()));
    let (anna, id) = (book.anna(), booking["id"].as_str().expect("an id"));
    let read = book.world().get_as(&anna.token, &format!("/bookings/{id}")).await.expect(200);
    assert_eq!(read.json()["id"], booking["id"]);
    for rel in ["cancel", "rebook"] {
        assert!(read.json()["_links"][rel].is_object(), "{rel}");
    }
    let inbox = format!("/residents/{}/inbox-items", anna.id);
    let inbox = book.world().get_as(&anna.token, &inbox).await.expect(200).json();
    assert_eq!(inbox["items"][0]["bookingId"], booking["id"]);
    assert_eq!(inbox["items"][0]["title"], "Bokad tid: Läkarbesök");
    assert!(book.world().audit().contains(&"booking.make done".to_owned()));
}

// proves: W-C2
#[tokio::test]
async fn boundary_2_of_32_who_book_one_slot_at_once_one_gets_it() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let people = ["anna", "maria", "samuel", "karin", "henrik"];
    let mut residents = Vec::new();
    for key in people {
        residents.push(book.world().signed_in(key).await);
    }
    let asked = (0..32).map(|turn| book.book(&residents[turn % residents.len()], slot));
    let answers = join_all(asked).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        let expected = ["requested-time-is-already-reserved", "unavailable"];
        assert!(expected.contains(&answer.problem().as_str()), "{}", answer.problem());
    }
    assert_eq!(book.taken(slot), ("1".into(), "1".into()));
}

// proves: W-C3
#[tokio::test]
async fn boundary_3_a_rebooking_that_fails_changes_nothing() {
    let book = TimeBook::new().await;
    let (nine, ten, eleven) = (book.slot(NINE), book.slot(TEN), book.slot(ELEVEN));
    let booking = book.booked(nine).await;
    let maria = book.world().signed_in("maria").await;
    book.book(&maria, ten).await.expect(201);
    let refused = book.rebook(&booking, ten).await.expect(409);
    assert_eq!(refused.problem(), "requested-time-is-already-reserved");
    assert_eq!(book.statuses(), ["confirmed", "confirmed"]);
    assert_eq!(book.taken(nine), ("1".into(), "1".into()));
    let moved = book.rebook(&booking, eleven).await.expect(201).json();
    assert_eq!(moved["booking"]["followsId"], booking["id"]);
    assert_eq!(book.taken(nine), ("0".into(), "0".into()), "free in the same commit");
    assert_eq!(book.taken(eleven), ("1".into(), "1".into()));
    let again = book.rebook(&booking, nine).await.expect(409);
    assert_eq!(again.problem(), "appointment-is-already-updated");
    let cancelled = book.cancel(&booking).await.expect(409);
    assert_eq!(cancelled.problem(), "appointment-is-already-updated");
}

// proves: W-C4
#[tokio::test]
async fn boundary_4_a_rebooking_to_the_same_slot_changes_nothing_and_is_done() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let booking = book.booked(slot).await;
    let same = book.rebook(&booking, slot).await.expect(201).json();
    assert_eq!(same["result"], "OK");
    assert_eq!(same["booking"]["id"], booking["id"]);
    assert_eq!(same["booking"]["version"], booking["version"]);
    assert_eq!(book.statuses(), ["confirmed"]);
}

// proves: W-C5
#[tokio::test]
async fn boundary_5_an_overlap_is_refused_at_the_unit_and_told_of_elsewhere() {
    let book = TimeBook::new().await;
    book.booked(book.slot(NINE)).await;
    let other = book.world().slot(book.time_type, "2026-11-25T08:15:00Z", 1);
    let refused = book.book(book.anna(), other).await.expect(409);
    assert_eq!(refused.problem(), "user-is-already-occupied");
    let elsewhere = book.world().time_type(book.world().unit(), "LAKARE");
    let slot = book.world().slot(elsewhere, NINE, 1);
    let receipt = book.book(book.anna(), slot).await.expect(201).json();
    assert_eq!(receipt["result"], "INFO");
    assert!(receipt["message"].as_str().is_some_and(|text| text.contains("samtidigt")));
}

// proves: W-C6, W10
#[tokio::test]
async fn boundary_6_both_half_past_two_of_the_autumn_night_keep_their_offset() {
    let book = TimeBook::new().await;
    book.at("2026-10-20T08:00:00Z");
    book.world().sql("select audit_ensure_month('2026-10-01')");
    let (first, second) = (book.slot("2026-10-25T00:30:00Z"), book.slot("2026-10-25T01:30:00Z"));
    let summer = book.booked(first).await;
    let winter = book.booked(second).await;
    assert_eq!(summer["localStart"], "2026-10-25T02:30:00+02:00");
    assert_eq!(winter["localStart"], "2026-10-25T02:30:00+01:00");
    assert_eq!(winter["startsAt"], "2026-10-25T01:30:00Z");
}

// proves: W-C8
#[tokio::test]
async fn boundary_8_a_cancelled_seat_frees_the_seat_and_not_the_slot() {
    let book = TimeBook::new().await;
    let slot = book.world().slot(book.time_type, NINE, 2);
    let booking = book.booked(slot).await;
    let (maria, karin) =
        (book.world().signed_in("maria").await, book.world().signed_in("karin").await);
    book.book(&maria, slot).await.expect(201);
    let full = book.book(&karin, slot).await.expect(409);
    assert_eq!(full.problem(), "requested-time-is-already-reserved");
    book.cancel(&booking).await.expect(201);
    assert_eq!(book.taken(slot), ("1".into(), "1".into()));
    book.book(&karin, slot).await.expect(201);
    let seats = "select string_agg(seat || status, ' ' order by made_at, id) as it from booking";
    assert_eq!(book.world().texts(seats), ["1cancelled 2confirmed 1confirmed"]);
}

// proves: W-C9
#[tokio::test]
async fn boundary_9_a_cancelled_summons_opens_again_until_the_unit_withdraws_it() {
    let book = TimeBook::new().await;
    book.set("hidden = true");
    let summons = book.world().summons_for(book.unit, book.anna().id, "delivered");
    let by = |slot| json!({ "slotId": slot, "summonsId": summons });
    let first = book.book_with(book.anna(), by(book.slot(NINE))).await.expect(201).json();
    let status = || book.world().texts("select status as it from summons")[0].clone();
    assert_eq!(status(), "booked");
    book.cancel(&first["booking"]).await.expect(201);
    assert_eq!(status(), "open-again");
    let again = book.book_with(book.anna(), by(book.slot(TEN))).await.expect(201).json();
    book.cancel(&again["booking"]).await.expect(201);
    book.world().sql(&format!("update summons set status = 'withdrawn', ended_at = '{NINE}'"));
    let refused = book.book_with(book.anna(), by(book.slot(ELEVEN))).await.expect(403);
    assert_eq!(refused.problem(), "appointment-is-not-allowed");
}

// proves: W-C10
#[tokio::test]
async fn boundary_10_a_childs_booking_is_the_childs_from_the_birthday_on() {
    let book = TimeBook::new().await;
    let elsa = book.world().signed_in("elsa").await; // 13 on 6 December.
    book.world().guardian_of(book.anna().id, elsa.id);
    let slot = book.slot("2026-12-10T08:00:00Z");
    let path = format!("/residents/{}/bookings", elsa.id);
    let body = json!({ "slotId": slot });
    let anna = &book.anna().token;
    let made = book.world().post_as(anna, &path, None, &body).await.expect(201).json();
    let booking = format!("/bookings/{}", made["booking"]["id"].as_str().expect("an id"));
    book.world().get_as(anna, &booking).await.expect(200);
    book.world().sql("select audit_ensure_month('2026-12-01')");
    book.at("2026-12-06T11:00:00Z");
    let anna = book.world().resident_session(book.anna().id).await;
    let lost = book.world().get_as(&anna, &booking).await.expect(404);
    assert_eq!(lost.problem(), "appointment-does-not-exist");
    let elsa = book.world().resident_session(elsa.id).await;
    book.world().get_as(&elsa, &booking).await.expect(200);
    let own = book.world().get_as(&elsa, &path).await.expect(200).json();
    assert_eq!(own["items"][0]["id"], made["booking"]["id"]);
}

// proves: W-C11
#[tokio::test]
async fn boundary_11_a_hidden_time_type_takes_a_summons_of_ones_own() {
    let book = TimeBook::new().await;
    book.set("hidden = true");
    let slot = book.slot(NINE);
    let refused = book.book(book.anna(), slot).await.expect(403);
    assert_eq!(refused.problem(), "appointment-is-not-allowed");
    let maria = book.world().signed_in("maria").await;
    let hers = book.world().summons_for(book.unit, maria.id, "delivered");
    let body = json!({ "slotId": slot, "summonsId": hers });
    let refused = book.book_with(book.anna(), body).await.expect(403);
    assert_eq!(refused.problem(), "appointment-is-not-allowed");
    let late = book.world().summons_for(book.unit, book.anna().id, "delivered");
    book.world()
        .sql(&format!("update summons set valid_through = '2026-11-22' where id = '{late}'"));
    let body = json!({ "slotId": slot, "summonsId": late });
    let refused = book.book_with(book.anna(), body).await.expect(403);
    assert_eq!(refused.problem(), "appointment-is-not-allowed");
    assert_eq!(book.taken(slot), ("0".into(), "0".into()));
}

// proves: W-C12, W14
#[tokio::test]
async fn boundary_12_what_the_occasion_asks_for_is_asked_before_the_time_book() {
    let book = TimeBook::new().await;
    let (world, time_type) = (book.world(), book.time_type);
    world.time_type_rule(time_type, "new-booking", "mandatory", "{Jag kommer nykter.}");
    let slot = book.slot(NINE);
    world.sql(&format!("update slot set status = 'blocked' where id = '{slot}'"));
    let answer = book.book(book.anna(), slot).await.expect(422);
    let errors = answer.json()["errors"].clone();
    assert_eq!(errors[0]["pointer"], "/reasonText", "{errors}");
    assert_eq!(errors[1]["pointer"], "/acceptedConditions");
    let long = "x".repeat(151);
    let body = json!({ "slotId": slot, "reasonText": long });
    book.book_with(book.anna(), body).await.expect(422);
    world.sql(&format!("update slot set status = 'published' where id = '{slot}'"));
    let body = json!({ "slotId": slot, "reasonText": "Ont i knät",
        "acceptedConditions": ["Jag kommer nykter."] });
    let receipt = book.book_with(book.anna(), body).await.expect(201).json();
    assert_eq!(receipt["result"], "INFO");
    assert_eq!(receipt["message"], "Kom fastande.");
    assert_eq!(receipt["booking"]["reasonText"], "Ont i knät");
}

// proves: W11
#[tokio::test]
async fn nobody_chooses_their_own_priority() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let body = json!({ "slotId": slot, "priority": 1 });
    let errors = book.book_with(book.anna(), body).await.expect(422).json()["errors"].clone();
    assert_eq!(errors[0]["pointer"], "/priority", "{errors}");
    assert_eq!(book.taken(slot), ("0".into(), "0".into()));
}

// proves: W1, W-C1
#[tokio::test]
async fn boundary_1_at_the_very_cut_off_it_is_in_time_and_a_moment_later_too_late() {
    let book = TimeBook::new().await;
    let (nine, ten) = (book.slot(NINE), book.slot(TEN));
    let mine = book.booked(nine).await;
    book.at("2026-11-25T07:00:00.000001Z");
    assert_eq!(book.cancel(&mine).await.expect(409).problem(), "too-late-to-cancel-appointment");
    let moved = book.rebook(&mine, ten).await.expect(409);
    assert_eq!(moved.problem(), "too-late-to-update-appointment");
    book.at("2026-11-25T07:00:00Z");
    book.cancel(&mine).await.expect(201);
    let anna = &book.anna_again().await;
    book.book(anna, nine).await.expect(201);
    book.at("2026-11-25T08:00:00.000001Z");
    let anna = &book.anna_again().await;
    let late = book.book(anna, ten).await.expect(409);
    assert_eq!(late.problem(), "too-late-to-make-appointment");
    book.at("2026-11-25T09:00:01Z");
    let past = book.book(&book.anna_again().await, ten).await.expect(409);
    assert_eq!(past.problem(), "requested-time-has-already-passed");
}

// proves: W2
#[tokio::test]
async fn a_cancelled_time_can_be_booked_again_at_once() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let booking = book.booked(slot).await;
    let cancelled = book.cancel(&booking).await.expect(201).json();
    assert_eq!(cancelled["booking"]["status"], "cancelled");
    let twice = book.cancel(&booking).await.expect(409);
    assert_eq!(twice.problem(), "appointment-is-already-canceled");
    let moved = book.rebook(&booking, slot).await.expect(409);
    assert_eq!(moved.problem(), "appointment-is-already-canceled");
    let maria = book.world().signed_in("maria").await;
    book.book(&maria, slot).await.expect(201);
}

#[tokio::test]
async fn what_is_not_offered_can_not_be_booked() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    for status in ["unpublished", "blocked", "withdrawn"] {
        book.world().sql(&format!("update slot set status = '{status}' where id = '{slot}'"));
        let answer = book.book(book.anna(), slot).await.expect(409);
        assert_eq!(answer.problem(), "requested-time-is-no-longer-available", "{status}");
    }
    let nowhere = book.book(book.anna(), new_id()).await.expect(409);
    assert_eq!(nowhere.problem(), "requested-time-is-no-longer-available");
    let ten = book.slot(TEN);
    for (change, kind) in [
        ("takes_bookings = false", "appointment-is-not-allowed"),
        ("takes_bookings = true, active = false", "appointment-is-not-allowed"),
        ("active = true, minimum_age = 60", "appointment-is-not-allowed"),
        (
            "minimum_age = null, bookable_from = '2026-11-26'",
            "requested-time-is-no-longer-available",
        ),
    ] {
        book.set(change);
        assert_eq!(book.book(book.anna(), ten).await.problem(), kind, "{change}");
    }
}

#[tokio::test]
async fn no_more_than_the_limit_are_booked_also_at_once() {
    let book = TimeBook::new().await;
    book.set("person_limit = 2");
    let slots: Vec<_> =
        (0..8).map(|day| book.slot(&format!("2026-12-{:02}T08:00:00Z", day + 1))).collect();
    let answers = join_all(slots.iter().map(|slot| book.book(book.anna(), *slot))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 2);
    assert_eq!(book.statuses().len(), 2);
    let refused = answers.iter().find(|answer| answer.status == 403).expect("refused");
    assert_eq!(refused.problem(), "appointment-is-not-allowed");
}

#[tokio::test]
async fn what_a_time_type_does_not_let_residents_do_the_buttons_refuse() {
    let book = TimeBook::new().await;
    let (nine, ten) = (book.slot(NINE), book.slot(TEN));
    let booking = book.booked(nine).await;
    book.set("cancellable = false, rebookable = false");
    assert_eq!(book.cancel(&booking).await.expect(403).problem(), "cancel-is-not-allowed");
    let moved = book.rebook(&booking, ten).await.expect(403);
    assert_eq!(moved.problem(), "update-appointment-is-not-allowed");
    let path = format!("/bookings/{}", booking["id"].as_str().expect("an id"));
    let read = book.world().get_as(&book.anna().token, &path).await.expect(200).json();
    assert!(read["_links"]["cancel"].is_null() && read["_links"]["rebook"].is_null());
    book.set("shows_booked = false");
    let hidden = book.world().get_as(&book.anna().token, &path).await.expect(404);
    assert_eq!(hidden.problem(), "appointment-does-not-exist");
}

// proves: W9
#[tokio::test]
async fn a_booking_can_not_change_its_time_type() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let other = book.world().time_type(book.unit, "SKOTERSKA");
    let slot = book.world().slot(other, TEN, 1);
    let refused = book.rebook(&booking, slot).await.expect(403);
    assert_eq!(refused.problem(), "update-appointment-is-not-allowed");
    assert_eq!(book.statuses(), ["confirmed"]);
}

#[tokio::test]
async fn a_proposal_is_confirmed_in_time_and_once() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let id = booking["id"].as_str().expect("an id").to_owned();
    let propose = format!(
        "update booking set status = 'preliminary', confirm_by = '2026-11-24T11:00:00Z' where id = '{id}'"
    );
    book.world().sql(&propose);
    book.at("2026-11-24T11:00:01Z");
    let anna = &book.anna_again().await.token;
    let late = book.step(anna, &booking, "confirmations", json!({})).await.expect(409);
    assert_eq!(late.problem(), "too-late-to-confirm-appointment");
    book.at("2026-11-24T11:00:00Z");
    let done = book.step(anna, &booking, "confirmations", json!({})).await.expect(201).json();
    assert_eq!(done["booking"]["status"], "confirmed");
    let again = book.step(anna, &booking, "confirmations", json!({})).await.expect(409);
    assert_eq!(again.problem(), "appointment-is-already-confirmed");
    book.cancel(&done["booking"]).await.expect(201);
    let gone = book.step(anna, &booking, "confirmations", json!({})).await.expect(403);
    assert_eq!(gone.problem(), "confirm-is-not-allowed");
}

// proves: W5
#[tokio::test]
async fn a_booking_that_is_not_ones_own_does_not_exist() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let maria = book.world().signed_in("maria").await;
    let hers = format!("/bookings/{}", booking["id"].as_str().expect("an id"));
    let nobodys = format!("/bookings/{}", new_id());
    let mut told = Vec::new();
    for path in [hers, nobodys] {
        let read = book.world().get_as(&maria.token, &path).await.expect(404);
        let (mut json, at) = (read.json(), path);
        assert_eq!(json["instance"], format!("/etjanster/v1{at}"));
        json["instance"] = json!(null);
        json["traceId"] = json!(null);
        told.push(json);
        for part in ["cancellations", "confirmations"] {
            let path = format!("{at}/{part}");
            let answer =
                book.world().post_as(&maria.token, &path, Some("\"v1\""), &json!({})).await;
            assert_eq!(answer.expect(404).problem(), "appointment-does-not-exist");
        }
        let body = json!({ "slotId": new_id() });
        let path = format!("{at}/rebookings");
        let answer = book.world().post_as(&maria.token, &path, Some("\"v1\""), &body).await;
        assert_eq!(answer.expect(404).problem(), "appointment-does-not-exist");
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn the_same_order_again_gets_the_first_receipt() {
    let book = TimeBook::new().await;
    let slot = book.slot(NINE);
    let (key, anna) = (new_id().to_string(), book.anna());
    let path = format!("/residents/{}/bookings", anna.id);
    let body = json!({ "slotId": slot });
    let first = book.world().post_under(&key, &anna.token, &path, &body).await.expect(201);
    let again = book.world().post_under(&key, &anna.token, &path, &body).await.expect(201);
    assert_eq!(first.json(), again.json());
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(book.statuses(), ["confirmed"]);
}

#[tokio::test]
async fn an_order_says_which_version_it_saw() {
    let book = TimeBook::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    let path = format!("/bookings/{}/cancellations", booking["id"].as_str().expect("an id"));
    let anna = &book.anna().token;
    book.world().post_as(anna, &path, None, &json!({})).await.expect(428);
    let stale = book.world().post_as(anna, &path, Some("\"v7\""), &json!({})).await.expect(412);
    assert_eq!(stale.problem(), "stale-version");
}

/// Two who each want the other's time, at once, with cancellations between: nothing waits for ever, and the
/// seats that are counted are those that are held.
#[tokio::test]
async fn bookings_moves_and_cancellations_across_each_other_leave_the_count_right() {
    let book = TimeBook::new().await;
    let slots: Vec<_> =
        (0..4).map(|day| book.slot(&format!("2026-12-{:02}T08:00:00Z", day + 1))).collect();
    let mut people = Vec::new();
    for key in ["anna", "maria", "samuel", "karin"] {
        people.push(book.world().signed_in(key).await);
    }
    let play = |turn: usize| {
        let (book, slots, who) = (&book, &slots, &people[turn % people.len()]);
        async move {
            let mut faults = Vec::new();
            for round in 0..6 {
                let made = book.book(who, slots[(turn + round) % slots.len()]).await;
                faults.push(made.status);
                if made.status != 201 {
                    continue;
                }
                let booking = made.json()["booking"].clone();
                let to = json!({ "slotId": slots[(turn + round + 1) % slots.len()] });
                let moved = book.step(&who.token, &booking, "rebookings", to).await;
                faults.push(moved.status);
                let now =
                    if moved.status == 201 { moved.json()["booking"].clone() } else { booking };
                let gone = book.step(&who.token, &now, "cancellations", json!({})).await;
                faults.push(gone.status);
            }
            faults
        }
    };
    let statuses: Vec<u16> = join_all((0..12).map(play)).await.into_iter().flatten().collect();
    assert!(statuses.iter().all(|status| [201, 409, 503].contains(status)), "{statuses:?}");
    for slot in &slots {
        let (by_slot, by_bookings) = book.taken(*slot);
        assert_eq!(by_slot, by_bookings);
    }
}
