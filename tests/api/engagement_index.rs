//! What the national engagement index is told of bookings, by whomever they are changed, and when telling goes wrong.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use etjanster::{
    clock::Clock,
    engagement_index::{Mood, Teller},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    clinic::Clinic,
    engagement_scene::{SOURCE, Scene, id, later, line, nothing, put, remove, teller, waiting},
    summonses_scene::{CODE, Screening, wish},
    time_book::{ELEVEN, NINE, TEN, TimeBook, text},
    world::new_id,
};

// proves: W7, W8, W10
#[tokio::test]
async fn a_booking_is_pointed_out_until_it_is_cancelled() {
    let (mut scene, book) = Scene::new().await;
    let provider = "SE5565594230-V1";
    book.world().sql(&format!(
        "insert into journal_provider values ('{provider}', 'Vårdgivaren', '19') on conflict do nothing;
         insert into journal_unit (hsa_id, provider_hsa_id, name, class)
         select hsa_id, '{provider}', name, 'general' from unit where id = '{}'",
        book.unit
    ));
    let booking = book.booked(book.slot(NINE)).await;
    assert_eq!(waiting(&book), 1);
    assert_eq!(scene.tell().await, [put(&booking)]);

    let entry = &scene.index.entries()[0];
    let hsa_id = book.world().texts("select hsa_id as it from unit");
    let number =
        format!("select personal_number as it from resident where id = '{}'", book.anna().id);
    let number = book.world().texts(&number);
    let expected = [
        ("registeredResidentIdentification", number[0].as_str()),
        ("serviceDomain", "riv:supportprocess:logistics:scheduling"),
        ("categorization", "NA"),
        ("logicalAddress", hsa_id[0].as_str()),
        ("businessObjectInstanceIdentifier", id(&booking)),
        ("clinicalProcessInterestId", "NA"),
        // Noon in Stockholm, when it was booked: not when the visit begins.
        ("mostRecentContent", "20261123120000"),
        ("sourceSystem", SOURCE),
        ("dataController", provider),
    ];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(entry.fields, expected);
    assert_eq!((scene.tell().await, waiting(&book)), (nothing(), 0), "it is told once");

    book.cancel(&booking).await.expect(201);
    assert_eq!(scene.tell().await, [remove(&booking)]);
    let removal = scene.index.told().pop().expect("it came");
    assert_eq!(removal.field("mostRecentContent"), "", "a removal says nothing of it");
    assert_eq!(scene.held(), nothing());
    later(&book, 24 * 7);
    assert_eq!(scene.tell().await, nothing());
    let left = "select held::text as it from engagement_index_entry where due_at is null";
    assert_eq!(book.world().texts(left), ["[]"], "and the number is kept no longer");
}

#[tokio::test]
async fn each_thing_that_goes_to_the_index_is_recorded() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    scene.index.be(Mood::Down);
    scene.tell().await;
    let disclosed = format!(
        "select count(*)::text as it from audit_entry where action = 'booking.disclose-to-index'
         and outcome = 'done' and subject_id = '{}' and patient_id = '{}' and unit_id = '{}'",
        id(&booking),
        book.anna().id,
        book.unit
    );
    assert_eq!(book.world().texts(&disclosed), ["1"], "nobody knows what came through");
    scene.index.be(Mood::Well);
    later(&book, 1);
    scene.tell().await;
    assert_eq!(book.world().texts(&disclosed), ["1"]);
    book.cancel(&booking).await.expect(201);
    scene.tell().await;
    assert_eq!(book.world().texts(&disclosed), ["2"], "also that it was taken back");
}

// proves: W6
#[tokio::test]
async fn a_rebooking_removes_the_old_id_and_makes_the_new() {
    let (mut scene, book) = Scene::new().await;
    let old = book.booked(book.slot(NINE)).await;
    scene.tell().await;
    let moved = book.rebook(&old, book.slot(TEN)).await.expect(201).json()["booking"].clone();
    let mut told = scene.tell().await;
    told.sort();
    let mut expected = [remove(&old), put(&moved)];
    expected.sort();
    assert_eq!(told, expected);
    assert_eq!(scene.held(), [id(&moved)]);
}

// proves: W8
#[tokio::test]
async fn what_the_unit_does_is_told_as_well() {
    let (mut scene, book) = Scene::new().await;
    let receiver = &book.clinic.receiver.token;
    let path = format!("/units/{}/bookings", book.unit);
    let propose = async |slot: Uuid| {
        let body = json!({ "residentId": book.anna().id, "slotId": slot, "proposal": true,
            "confirmBy": "2026-11-24T11:00:00Z" });
        let made = book.world().post_as(receiver, &path, None, &body).await.expect(201);
        made.json()["booking"].clone()
    };
    let (first, second) = (propose(book.slot(NINE)).await, propose(book.slot(TEN)).await);
    let mut told = scene.tell().await;
    told.sort();
    assert_eq!(told, [put(&first), put(&second)], "proposals are to be answered, and so are seen");

    book.at("2026-11-23T12:00:00Z");
    let anna = book.anna_again().await;
    let first = book.step(&anna.token, &first, "confirmations", json!({})).await.expect(201);
    let first = first.json()["booking"].clone();
    assert_eq!(scene.tell().await, [put(&first)], "the same id is an update");
    assert_eq!(
        scene.index.told().last().expect("it came").field("mostRecentContent"),
        "20261123130000"
    );
    assert_eq!(scene.held().len(), 2);

    book.at("2026-11-24T11:00:01Z");
    let now = book.world().clock.now();
    etjanster::bookings::lapse_some(&mut book.world().conn(), now).expect("it runs");
    assert_eq!(scene.tell().await, [remove(&second)], "nobody answered");

    let receiver = book.world().staff_session(book.clinic.receiver.id).await;
    let to = json!({ "slotId": book.slot(ELEVEN) });
    let moved = book.step(&receiver, &first, "rebookings", to).await.expect(201).json();
    let moved = moved["booking"].clone();
    assert_eq!(scene.tell().await.len(), 2);
    assert_eq!(scene.held(), [id(&moved)]);
    book.step(&receiver, &moved, "cancellations", json!({})).await.expect(201);
    assert_eq!(scene.tell().await, [remove(&moved)]);
}

// proves: W8
#[tokio::test]
async fn a_time_that_comes_with_a_summons_is_told() {
    let (mut scene, world) = Scene::world().await;
    let screening = Screening { clinic: Clinic::in_world(world).await };
    let world = screening.world();
    world.summons_type(screening.clinic.unit, CODE, true);
    let mut body = wish("anna");
    body["slotId"] = json!(world.free_time(screening.clinic.unit, CODE, 3));
    let summons = screening.attempt(&body).await.expect(201).json();
    let booking = world.texts("select id::text as it from booking");
    assert_eq!(scene.tell().await, [format!("put {}", booking[0])]);
    let path = format!("/bookings/{}/cancellations", booking[0]);
    let anna = &screening.anna().token;
    world.post_as(anna, &path, Some("\"v1\""), &json!({})).await.expect(201);
    assert_eq!(scene.tell().await, [format!("remove {}", booking[0])]);
    let path = format!("/residents/{}/bookings", screening.anna().id);
    let again = world.free_time(screening.clinic.unit, CODE, 4);
    let again = json!({ "slotId": again, "summonsId": summons["id"] });
    let made = world.post_as(anna, &path, None, &again).await.expect(201).json();
    assert_eq!(
        scene.tell().await,
        [put(&made["booking"])],
        "chosen from the summons, hidden or not"
    );
}

// proves: W7
#[tokio::test]
async fn an_entry_goes_when_the_visit_begins() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    scene.tell().await;
    book.at("2026-11-25T07:50:00Z");
    let receiver = book.world().staff_session(book.clinic.receiver.id).await;
    book.step(&receiver, &booking, "arrivals", json!({})).await.expect(201);
    assert_eq!(scene.tell().await, [put(&booking)], "who has come early is still expected");
    book.at("2026-11-25T07:59:59Z");
    assert_eq!(scene.tell().await, nothing());
    book.at(NINE);
    assert_eq!(scene.tell().await, [remove(&booking)]);
    assert_eq!(scene.held(), nothing());
    book.at("2026-11-25T09:00:00Z");
    let over = "update booking set status = 'fulfilled'";
    book.world().sql(over);
    assert_eq!((scene.tell().await, waiting(&book)), (nothing(), 0));
}

// proves: W7
#[tokio::test]
async fn what_the_resident_can_not_read_is_not_pointed_out() {
    let (mut scene, book) = Scene::new().await;
    book.set("shows_booked = false");
    let booking = book.booked(book.slot(NINE)).await;
    assert_eq!((scene.tell().await, waiting(&book)), (nothing(), 0));
    for (change, told) in [
        ("time_type set shows_booked = true", vec![put(&booking)]),
        ("time_type set shows_booked = true, name = 'Läkare'", nothing()),
        ("resident set protected_identity = true", vec![remove(&booking)]),
        ("time_type set shows_booked = false", nothing()),
        ("resident set protected_identity = false", nothing()),
        ("time_type set shows_booked = true", vec![put(&booking)]),
        ("time_type set shows_booked = false", vec![remove(&booking)]),
        ("time_type set shows_booked = true", vec![put(&booking)]),
        ("resident set deceased_on = '2026-11-23'", vec![remove(&booking)]),
    ] {
        book.world().sql(&format!("update {change}"));
        assert_eq!(scene.tell().await, told, "{change}");
    }
}

#[tokio::test]
async fn a_local_reserve_number_is_never_told() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    book.world()
        .sql("update resident set number_kind = 'reserve', personal_number = 'RESERV000001'");
    assert_eq!(scene.tell().await, nothing());
    book.world()
        .sql("update resident set number_kind = 'coordination', personal_number = '198404789280'");
    assert_eq!(scene.tell().await, [put(&booking)]);
}

// proves: W6
#[tokio::test]
async fn a_changed_key_moves_the_entry() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    scene.tell().await;
    let both = [remove(&booking), put(&booking)];
    for (change, field, to) in [
        ("unit set hsa_id = 'SE2321000172-NEW'", "logicalAddress", "SE2321000172-NEW"),
        ("unit set hsa_id = 'SE5565594230-NEW'", "dataController", "SE5565594230"),
        (
            "resident set personal_number = '191212121212'",
            "registeredResidentIdentification",
            "191212121212",
        ),
    ] {
        book.world().sql(&format!("update {change}"));
        assert_eq!(scene.tell().await, both, "{change}");
        let entries = scene.index.entries();
        assert_eq!((entries.len(), entries[0].field(field)), (1, to));
    }
}

/// Who answers for a unit's records may be said, changed and unsaid while its bookings stand in the index.
#[tokio::test]
async fn another_care_provider_moves_the_entry() {
    let (mut scene, book) = Scene::new().await;
    // Those rows bear no moment: they are due by the database's own clock.
    let now = Clock::System.now();
    let in_days = |days| text(now + chrono::TimeDelta::days(days));
    book.world().sql(&format!("select audit_ensure_month('{}')", in_days(1)));
    book.at(&in_days(1));
    let slot = book.slot(&in_days(3));
    let booking = book.book(&book.anna_again().await, slot).await.expect(201).json();
    let booking = booking["booking"].clone();
    scene.tell().await;
    let both = [remove(&booking), put(&booking)];
    let hsa_id = book.world().texts("select hsa_id as it from unit")[0].clone();
    let own = scene.index.entries()[0].field("dataController").to_owned();
    let (one, other) = ("SE5565594230-V1", "SE5565594230-V2");
    let providers = format!("('{one}', 'En', '19'), ('{other}', 'Två', '19')");
    book.world().sql(&format!("insert into journal_provider values {providers}"));
    let changes = [
        (
            format!("insert into journal_unit values ('{hsa_id}', '{one}', 'Enheten', 'general')"),
            one,
        ),
        (format!("update journal_unit set provider_hsa_id = '{other}'"), other),
        ("update journal_unit set hsa_id = 'SE1-ANNAN'".to_owned(), own.as_str()),
        (format!("update journal_unit set hsa_id = '{hsa_id}'"), other),
        ("delete from journal_unit".to_owned(), own.as_str()),
    ];
    for (change, provider) in changes {
        book.world().sql(&change);
        assert_eq!(scene.tell().await, both, "{change}");
        assert_eq!(scene.index.entries()[0].field("dataController"), provider, "{change}");
    }
}

#[tokio::test]
async fn what_was_not_taken_is_told_again_with_patience() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    for mood in [Mood::Down, Mood::Refusing, Mood::Faulting] {
        scene.index.be(mood);
        assert_eq!(scene.tell().await, nothing(), "{mood:?}");
        scene.index.be(Mood::Well);
        assert_eq!(scene.tell().await, nothing(), "not yet");
        later(&book, 1);
    }
    scene.index.be(Mood::Telling);
    assert_eq!(scene.tell().await, [put(&booking)], "INFO is done");
    let attempts = "select attempts::text as it from engagement_index_entry";
    assert_eq!(book.world().texts(attempts), ["0"]);

    // What failed may have come through all the same.
    scene.index.be(Mood::Down);
    let other = book.booked(book.slot(TEN)).await;
    scene.tell().await;
    book.cancel(&other).await.expect(201);
    scene.index.be(Mood::Well);
    assert_eq!(scene.tell().await, [remove(&other)], "nobody knows what came through");
    assert_eq!(scene.held(), [id(&booking)]);
}

/// The register's transaction can't know of a booking that is committed while it is open.
#[tokio::test]
async fn a_booking_made_while_its_person_becomes_protected_is_never_told() {
    let (mut scene, book) = Scene::new().await;
    let mut register = book.world().conn();
    let protect = format!(
        "begin; update resident set protected_identity = true where id = '{}'",
        book.anna().id
    );
    register.batch_execute(&protect).expect("it is open");
    book.booked(book.slot(NINE)).await;
    assert_eq!(scene.tell().await, nothing(), "nobody knows how the person will stand");
    register.batch_execute("commit").expect("it ends");
    later(&book, 1);
    assert_eq!(scene.tell().await, nothing());
    assert_eq!((scene.index.asked(), waiting(&book)), (0, 0));
}

#[tokio::test]
async fn without_an_index_entries_wait_for_one() {
    let book = TimeBook::new().await;
    book.booked(book.slot(NINE)).await;
    let none = Teller::open(&book.world().app.config, book.world().clock.clone());
    assert!(none.expect("understood").is_none());
    assert_eq!(waiting(&book), 1);
}

#[tokio::test]
async fn two_workers_tell_of_each_booking_once() {
    let (mut scene, book) = Scene::new().await;
    let mut bookings = Vec::new();
    for hour in 0..20 {
        let slot = book.slot(&format!("2026-12-{:02}T{:02}:00:00Z", 1 + hour / 10, 8 + hour % 10));
        let anna = book.world().booking(slot, book.anna().id, "confirmed");
        bookings.push(format!("put {anna}"));
    }
    scene.index.be(Mood::Slow(150));
    let mut other = teller(book.world());
    // At once, and while what the one tells is on its way.
    for wait in [0, 60, 0, 60] {
        let later = async {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            other.round().await
        };
        let (one, two) = tokio::join!(scene.teller.round(), later);
        assert!(one.is_ok() && two.is_ok());
    }
    let mut told: Vec<_> = scene.index.told().iter().map(line).collect();
    told.sort();
    bookings.sort();
    assert_eq!(told, bookings);
    assert_eq!(waiting(&book), 0);
}

#[tokio::test]
async fn a_later_state_never_overtakes_an_earlier_one() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    scene.index.be(Mood::Slow(600));
    let mut other = teller(book.world());
    let slow = tokio::spawn(async move { other.round().await.map(drop) });
    while scene.index.asked() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    scene.index.be(Mood::Well);
    book.cancel(&booking).await.expect(201);
    scene.tell().await;
    assert!(scene.index.told().len() <= 1, "the removal waits for what is on its way");
    slow.await.expect("no panic").expect("it runs");
    scene.tell().await;
    let told: Vec<_> = scene.index.told().iter().map(line).collect();
    assert_eq!(told, [put(&booking), remove(&booking)]);
    assert_eq!(scene.held(), nothing());
}

/// A worker that dies after the index has heard it and before it is settled.
async fn dies_on_the_way(scene: &Scene, book: &TimeBook) {
    let heard = scene.index.told().len();
    scene.index.be(Mood::Silent);
    let mut dying = teller(book.world());
    let round = tokio::spawn(async move { dying.round().await.map(drop) });
    while scene.index.told().len() == heard {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    round.abort();
    scene.index.be(Mood::Well);
}

#[tokio::test]
async fn a_worker_that_dies_between_telling_and_settling_is_followed_by_another() {
    let (mut scene, book) = Scene::new().await;
    let booking = book.booked(book.slot(NINE)).await;
    dies_on_the_way(&scene, &book).await;
    assert_eq!(scene.tell().await, nothing(), "it may still be on its way");
    later(&book, 1);
    assert_eq!(scene.tell().await, [put(&booking)]);
    assert_eq!(scene.held(), [id(&booking)]);

    book.world().sql("update unit set hsa_id = 'SE2321000172-NEW'");
    dies_on_the_way(&scene, &book).await;
    book.world().sql("update unit set hsa_id = 'SE2321000172-NEWER'");
    later(&book, 1);
    scene.tell().await;
    let entries = scene.index.entries();
    assert_eq!((entries.len(), entries[0].field("logicalAddress")), (1, "SE2321000172-NEWER"));

    // The same when what was removed on the way is to be there after all.
    book.set("shows_booked = false");
    dies_on_the_way(&scene, &book).await;
    assert_eq!(scene.held(), nothing());
    book.set("shows_booked = true");
    later(&book, 1);
    assert_eq!(scene.tell().await, [put(&booking)]);
}

/// Whether the database takes that.
fn refused(book: &TimeBook, sql: &str) -> bool {
    use diesel::connection::SimpleConnection;
    book.world().conn().batch_execute(sql).is_err()
}

#[tokio::test]
async fn the_database_never_forgets_what_may_be_held() {
    let (mut scene, book) = Scene::new().await;
    book.booked(book.slot(NINE)).await;
    scene.tell().await;
    for illegal in [
        "due_at = null",
        "held = '{}'",
        "held = '[]'",
        "attempts = -1",
        "due_at = null, held = '[]', told_content = null, claimed_until = now()",
    ] {
        let sql = format!("update engagement_index_entry set {illegal}");
        assert!(refused(&book, &sql), "{illegal}");
    }
    let stranger =
        format!("insert into engagement_index_entry (booking_id) values ('{}')", new_id());
    assert!(refused(&book, &stranger));
}
