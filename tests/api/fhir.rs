//! What record systems and partners read as FHIR R4.

use diesel::{Connection, connection::SimpleConnection};
use etjanster::{access::Scope, clock::Clock};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    time_book::{ELEVEN, NINE, TEN, TimeBook},
    world::{Answer, World, send},
};

const HSA_ID: &str = "urn:oid:1.2.752.129.2.1.4.1";

/// A record system of the time book's own unit.
struct Reader {
    book: TimeBook,
    token: String,
    hsa_id: String,
}

impl Reader {
    async fn new() -> Self {
        let book = TimeBook::new().await;
        let client = book.world().client_at(&[Scope::FhirRead], book.unit);
        let token = book.world().system_session(client.id).await;
        let hsa_id = hsa_id(book.world(), book.unit);
        Self { book, token, hsa_id }
    }

    /// With a new session: the old one ends when the clock is moved.
    async fn again(self) -> Self {
        let client = self.book.world().client_at(&[Scope::FhirRead], self.book.unit);
        let token = self.book.world().system_session(client.id).await;
        Self { token, ..self }
    }

    async fn get(&self, path: &str) -> Answer {
        self.book.world().get_as(&self.token, &format!("/fhir/R4/{path}")).await
    }

    /// The resources that a search finds, on all its pages.
    async fn found(&self, path: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut next = Some(format!("/fhir/R4/{path}"));
        while let Some(path) = next {
            let bundle = self.book.world().get_as(&self.token, &path).await.expect(200).json();
            assert_eq!(bundle["resourceType"], "Bundle");
            let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
            found.extend(entries.into_iter().map(|entry| entry["resource"].clone()));
            next = link(&bundle, "next");
        }
        found
    }

    async fn slots(&self, query: &str) -> Vec<Value> {
        self.found(&format!("Slot?schedule=Schedule/{}{query}", self.book.time_type)).await
    }

    async fn appointments(&self, query: &str) -> Vec<Value> {
        self.found(&format!("Appointment?actor:identifier={HSA_ID}%7C{}{query}", self.hsa_id)).await
    }
}

fn hsa_id(world: &World, unit: Uuid) -> String {
    world.texts(&format!("select hsa_id as it from unit where id = '{unit}'"))[0].clone()
}

/// Where that link of a Bundle leads, below the API's base.
fn link(bundle: &Value, relation: &str) -> Option<String> {
    let links = bundle["link"].as_array().expect("links");
    let url = links.iter().find(|link| link["relation"] == relation)?["url"].as_str()?;
    Some(url.split_once("/etjanster/v1").expect("below the base").1.to_owned())
}

fn ids(resources: &[Value]) -> Vec<String> {
    resources.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn the_server_says_what_it_can_do_to_anyone() {
    let world = World::new().await;
    let answer = world.get("/fhir/R4/metadata").await.expect(200);
    assert!(answer.header("content-type").starts_with("application/fhir+json"));
    let statement = answer.json();
    assert_eq!(statement["resourceType"], "CapabilityStatement");
    assert_eq!(statement["fhirVersion"], "4.0.1");
    let kinds = statement["rest"][0]["resource"].as_array().expect("resources");
    let kinds: Vec<_> = kinds.iter().map(|it| it["type"].as_str().expect("a type")).collect();
    assert_eq!(kinds, ["Schedule", "Slot", "Appointment"]);
}

#[tokio::test]
async fn a_units_time_types_are_its_schedules() {
    let reader = Reader::new().await;
    reader.book.set("bookable_from = '2026-11-25', information = 'Ta med legitimation.'");
    reader.book.world().sql(&format!(
        "insert into time_type_care_service (time_type_id, code) values ('{}', '308335008')",
        reader.book.time_type
    ));
    let hidden = reader.book.world().time_type(reader.book.unit, "DOLD");
    reader.book.world().sql(&format!("update time_type set hidden = true where id = '{hidden}'"));
    reader.book.world().time_type(reader.book.world().unit(), "ANNAN");
    let all = reader.found(&format!("Schedule?actor:identifier={}", reader.hsa_id)).await;
    assert_eq!(all.len(), 2, "hidden ones too, and no other unit's: {all:?}");
    let path = format!("Schedule/{}", reader.book.time_type);
    let one = reader.get(&path).await.expect(200).json();
    assert!(all.contains(&one));
    assert_eq!(one["serviceType"][0]["text"], "Läkarbesök");
    assert_eq!(one["serviceType"][0]["coding"][0]["code"], "308335008");
    let unit = json!({ "system": HSA_ID, "value": reader.hsa_id });
    assert_eq!(one["actor"][0]["identifier"], unit);
    assert_eq!(one["planningHorizon"], json!({ "start": "2026-11-24T23:00:00Z" }));
}

/// One slot in each state there is.
fn one_of_each(reader: &Reader) -> Vec<(&'static str, Uuid)> {
    let (book, world) = (&reader.book, reader.book.world());
    let set = |slot: Uuid, status: &str| {
        world.sql(&format!("update slot set status = '{status}' where id = '{slot}'"));
        slot
    };
    let taken = |starts_at: &str, status: &str| {
        let slot = book.slot(starts_at);
        world.booking(slot, book.clinic.anna.id, status);
        slot
    };
    vec![
        ("free", book.slot(NINE)),
        ("busy", taken(TEN, "confirmed")),
        ("busy-tentative", taken(ELEVEN, "preliminary")),
        ("busy-unavailable", set(book.slot("2026-11-25T11:00:00Z"), "blocked")),
        ("busy-unavailable", set(book.slot("2026-11-25T12:00:00Z"), "unpublished")),
        // An hour before is the latest, and it is noon.
        ("free", book.slot("2026-11-23T12:00:00Z")),
        ("busy-unavailable", book.slot("2026-11-23T11:59:59Z")),
        ("entered-in-error", set(book.slot("2026-11-25T13:00:00Z"), "withdrawn")),
    ]
}

#[tokio::test]
async fn slots_are_found_by_the_status_that_they_are_read_with() {
    let reader = Reader::new().await;
    let slots = one_of_each(&reader);
    for (status, id) in &slots {
        let slot = reader.get(&format!("Slot/{id}")).await.expect(200).json();
        assert_eq!(
            (&slot["status"], &slot["resourceType"]),
            (&json!(status), &json!("Slot")),
            "{id}"
        );
        assert_eq!(slot["schedule"]["reference"], format!("Schedule/{}", reader.book.time_type));
    }
    for status in ["free", "busy", "busy-tentative", "busy-unavailable", "entered-in-error"] {
        let mut expected: Vec<String> =
            slots.iter().filter(|it| it.0 == status).map(|it| it.1.to_string()).collect();
        let found = reader.slots(&format!("&status={status}&_count=1")).await;
        let mut found = ids(&found);
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{status}");
    }
    let tokens = "&status=http://hl7.org/fhir/slotstatus%7Cfree,busy";
    assert_eq!(reader.slots(tokens).await.len(), 3);
    assert_eq!(reader.slots("").await.len(), slots.len());
    reader.book.set("takes_bookings = false");
    assert_eq!(reader.slots("&status=free").await.len(), 0);
    assert_eq!(reader.slots("&status=busy-unavailable").await.len(), 5);
}

#[tokio::test]
async fn slots_are_found_by_day_and_pages_lead_on_and_back() {
    let reader = Reader::new().await;
    let slots = [NINE, TEN, ELEVEN].map(|at| reader.book.slot(at).to_string());
    reader.book.slot("2026-11-26T08:00:00Z");
    let day = "&start=ge2026-11-25&start=lt2026-11-26";
    assert_eq!(ids(&reader.slots(&format!("{day}&_count=2")).await), slots);
    assert_eq!(ids(&reader.slots("&start=2026-11-25").await), slots);
    assert_eq!(ids(&reader.slots("&start=2026-11-25T10:00:00%2B01:00").await), slots[1..2]);
    let first = format!("Slot?schedule={}{day}&_count=2", reader.book.time_type);
    let first = reader.get(&first).await.expect(200).json();
    let next = link(&first, "next").expect("there are more");
    let second = reader.book.world().get_as(&reader.token, &next).await.expect(200).json();
    let back = link(&second, "previous").expect("there was one before");
    let again = reader.book.world().get_as(&reader.token, &back).await.expect(200).json();
    assert_eq!(again["entry"], first["entry"]);
    let nothing = reader.get(&format!("Slot?schedule={}&start=2027", reader.book.time_type)).await;
    assert_eq!(nothing.expect(200).json().get("entry"), None, "FHIR knows no empty lists");
}

#[tokio::test]
async fn what_is_booked_is_an_appointment_of_the_patient_by_number_and_of_nobody_by_name() {
    let reader = Reader::new().await;
    let slot = reader.book.slot(NINE);
    reader.book.world().sql(&format!(
        "update slot set practitioner_hsa_id = 'SE2321000172-DP02', practitioner_name = 'Mikael Sandberg'
         where id = '{slot}'"
    ));
    let body = json!({ "slotId": slot });
    let booking = reader.book.book_with(reader.book.anna(), body).await.expect(201).json();
    let id = booking["booking"]["id"].as_str().expect("an id");
    let answer = reader.get(&format!("Appointment/{id}")).await.expect(200);
    assert!(answer.header("content-type").starts_with("application/fhir+json"));
    let appointment = answer.json();
    assert_eq!(appointment["status"], "booked");
    assert_eq!(
        (&appointment["start"], &appointment["end"]),
        (&json!(NINE), &json!("2026-11-25T08:30:00Z"))
    );
    assert_eq!(appointment["slot"], json!([{ "reference": format!("Slot/{slot}") }]));
    let patient = &appointment["participant"][0]["actor"];
    let number = json!({ "system": "urn:oid:1.2.752.129.2.1.3.1", "value": "198404189287" });
    assert_eq!(patient, &json!({ "type": "Patient", "identifier": number }));
    assert_eq!(appointment["participant"][2]["actor"]["display"], "Mikael Sandberg");
    assert_eq!(reader.appointments("").await, [appointment]);
}

#[tokio::test]
async fn a_record_system_keeps_up_with_what_is_moved_and_cancelled() {
    let reader = Reader::new().await;
    let (nine, ten) = (reader.book.slot(NINE), reader.book.slot(TEN));
    let first = reader.book.booked(nine).await;
    let kept = reader.appointments("").await;
    reader.book.at("2026-11-23T12:10:00Z");
    let moved = reader.book.rebook(&first, ten).await.expect(201).json()["booking"].clone();
    let since = kept[0]["meta"]["lastUpdated"].as_str().expect("said");
    let since = format!("&_lastUpdated=gt{since}");
    let reader = reader.again().await;
    assert!(reader.appointments(&since).await.is_empty(), "others may yet bear an older moment");
    reader.book.at("2026-11-23T12:11:00.000001Z");
    let reader = reader.again().await;
    let news = reader.appointments(&since).await;
    let told: Vec<_> = news.iter().map(|it| (it["id"].clone(), it["status"].clone())).collect();
    let expected =
        [(first["id"].clone(), json!("cancelled")), (moved["id"].clone(), json!("booked"))];
    assert_eq!(told, expected);
    assert_eq!(news[0]["cancelationReason"]["text"], "rebooked");
    assert_eq!(reader.appointments("&status=booked").await.len(), 1);
    let of_slot = reader.found(&format!("Appointment?slot=Slot/{nine}")).await;
    assert_eq!(ids(&of_slot), [first["id"].as_str().expect("an id")]);
}

/// By the machine's own clock, which is the one that Postgres' transactions go by.
#[tokio::test]
async fn what_is_younger_than_a_transaction_that_still_writes_is_not_told_yet() {
    let reader = Reader::new().await;
    let now = Clock::System.now() + chrono::TimeDelta::days(1);
    let in_days = |days| crate::time_book::text(now + chrono::TimeDelta::days(days));
    reader.book.world().sql(&format!("select audit_ensure_month('{}')", in_days(0)));
    reader.book.world().clock.set(now);
    let slot = reader.book.slot(&in_days(3));
    reader.book.book(&reader.book.anna_again().await, slot).await.expect(201);
    reader.book.world().clock.set(now + chrono::TimeDelta::minutes(5));
    let reader = reader.again().await;
    let since = format!("&_lastUpdated=gt{}", in_days(-1));
    // As the programme's own role: of other roles' sessions Postgres tells nothing.
    let own = &reader.book.world().app.config.database_url;
    let mut writer = diesel::PgConnection::establish(own).expect("reachable");
    writer.batch_execute("begin; update unit set phone = phone").expect("it writes");
    assert!(reader.appointments(&since).await.is_empty(), "it may bear any moment since it began");
    assert_eq!(reader.appointments("").await.len(), 1, "who does not keep up sees all");
    writer.batch_execute("commit").expect("it ends");
    assert_eq!(reader.appointments(&since).await.len(), 1);
}

#[tokio::test]
async fn a_slot_has_changed_when_a_proposal_of_it_is_confirmed() {
    let reader = Reader::new().await;
    let (book, slot) = (&reader.book, reader.book.slot(NINE));
    let body = json!({ "residentId": book.anna().id, "slotId": slot, "proposal": true });
    let path = format!("/units/{}/bookings", book.unit);
    let made = book.world().post_as(&book.clinic.receiver.token, &path, None, &body).await;
    let made = made.expect(201).json()["booking"].clone();
    let seen = async |reader: &Reader| {
        let slot = reader.get(&format!("Slot/{slot}")).await.expect(200).json();
        (slot["status"].clone(), slot["meta"]["lastUpdated"].clone())
    };
    let proposed = seen(&reader).await;
    book.at("2026-11-23T12:10:00Z");
    let anna = book.anna_again().await;
    book.step(&anna.token, &made, "confirmations", json!({})).await.expect(201);
    let reader = reader.again().await;
    let confirmed = seen(&reader).await;
    assert_eq!((&proposed.0, &confirmed.0), (&json!("busy-tentative"), &json!("busy")));
    assert_eq!(confirmed.1, "2026-11-23T12:10:00Z");
}

#[tokio::test]
async fn each_person_shown_is_told_who_saw_it() {
    let reader = Reader::new().await;
    let maria = reader.book.world().signed_in("maria").await;
    reader.book.booked(reader.book.slot(NINE)).await;
    reader.book.book(&maria, reader.book.slot(TEN)).await.expect(201);
    reader.appointments("").await;
    let seen = |id: Uuid| {
        reader.book.world().texts(&format!(
            "select count(*)::text as it from audit_entry where action = 'fhir.search-appointments'
             and patient_id = '{id}' and unit_id = '{}' and outcome = 'done'",
            reader.book.unit
        ))
    };
    assert_eq!((seen(maria.id), seen(reader.book.anna().id)), (vec!["1".into()], vec!["1".into()]));
    let log = format!("/residents/{}/access-log", maria.id);
    let log = reader.book.world().get_as(&maria.token, &log).await.expect(200).json();
    let actions: Vec<_> =
        log["items"].as_array().expect("items").iter().map(|it| &it["action"]).collect();
    assert!(actions.contains(&&json!("fhir.search-appointments")), "{log}");
}

#[tokio::test]
async fn whose_whereabouts_are_protected_is_said() {
    let reader = Reader::new().await;
    let anna = reader.book.anna().id;
    reader.book.booked(reader.book.slot(NINE)).await;
    reader
        .book
        .world()
        .sql(&format!("update resident set protected_identity = true where id = '{anna}'"));
    let shown = reader.appointments("").await;
    assert_eq!(shown[0]["meta"]["security"][0]["code"], "R");
}

#[tokio::test]
async fn a_system_reads_the_units_it_acts_for_and_learns_of_no_other() {
    let reader = Reader::new().await;
    let world = reader.book.world();
    let elsewhere = world.unit();
    let time_type = world.time_type(elsewhere, "ANNAN");
    let slot = world.slot(time_type, NINE, 1);
    let booking = world.booking(slot, reader.book.anna().id, "confirmed");
    let absent = Uuid::from_u128(7);
    let pairs = [
        (format!("Schedule/{time_type}"), format!("Schedule/{absent}")),
        (format!("Slot/{slot}"), format!("Slot/{absent}")),
        (format!("Appointment/{booking}"), format!("Appointment/{absent}")),
        (format!("Slot?schedule={time_type}"), format!("Slot?schedule={absent}")),
        (format!("Appointment?slot={slot}"), format!("Appointment?slot={absent}")),
        (
            format!("Appointment?actor:identifier={}", hsa_id(world, elsewhere)),
            "Appointment?actor:identifier=SE2321000172-FINNSEJ".to_owned(),
        ),
    ];
    for (other, none) in pairs {
        let (other, none) = (reader.get(&other).await, reader.get(&none).await);
        assert_eq!((other.status, other.json()), (404, none.expect(404).json()));
    }
}

#[tokio::test]
async fn a_system_without_the_scope_or_without_a_place_reads_nothing() {
    let reader = Reader::new().await;
    let world = reader.book.world();
    let booking = world.booking(reader.book.slot(NINE), reader.book.anna().id, "confirmed");
    let unscoped = world.client_at(&[Scope::SlotsWrite, Scope::UnitsRead], reader.book.unit);
    let placeless = world.client_nowhere(Scope::ALL);
    for client in [unscoped, placeless] {
        let token = world.system_session(client.id).await;
        for path in [
            format!("/fhir/R4/Schedule/{}", reader.book.time_type),
            format!("/fhir/R4/Slot?schedule={}", reader.book.time_type),
            format!("/fhir/R4/Appointment?actor:identifier={}", reader.hsa_id),
            format!("/fhir/R4/Appointment/{booking}"),
            format!("/bookings/{booking}"),
            format!("/units/{}/bookings", reader.book.unit),
            format!("/units/{}/summons-letters", reader.book.unit),
        ] {
            assert_eq!(world.get_as(&token, &path).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn problems_are_told_in_fhirs_words() {
    let reader = Reader::new().await;
    let world = reader.book.world();
    let outcome = |answer: &Answer, code: &str, slug: &str| {
        assert!(answer.header("content-type").starts_with("application/fhir+json"), "{slug}");
        let json = answer.json();
        assert_eq!(json["resourceType"], "OperationOutcome", "{json}");
        let issue = &json["issue"][0];
        assert_eq!((&issue["severity"], &issue["code"]), (&json!("error"), &json!(code)), "{json}");
        assert_eq!(issue["details"]["coding"][0]["code"], slug);
    };
    let unknown = reader.get(&format!("Slot/{}", Uuid::from_u128(7))).await.expect(404);
    outcome(&unknown, "not-found", "not-found");
    outcome(&reader.get("Patient/1").await.expect(404), "not-found", "not-found");
    outcome(&world.get("/fhir/R4/Slot?schedule=1").await.expect(401), "login", "unauthenticated");
    let as_post = world.request("POST", "/fhir/R4/Slot").bearer_auth(&reader.token);
    let as_post = send(as_post.header("content-type", "application/fhir+json").body("{}")).await;
    outcome(&as_post.expect(405), "not-supported", "method-not-allowed");
}

/// Searches and reads that no server of FHIR's would understand, or this one does not.
const BAD: [&str; 13] = [
    "Slot",
    "Slot?schedule=7",
    "Slot?schedule=00000000-0000-0000-0000-000000000000&status=ledig",
    "Slot?schedule=00000000-0000-0000-0000-000000000000&start=i-morgon",
    "Slot?schedule=00000000-0000-0000-0000-000000000000&start=ne2026-11-25",
    "Slot?schedule=00000000-0000-0000-0000-000000000000&_count=0",
    "Slot?schedule=00000000-0000-0000-0000-000000000000&_include=Slot:schedule",
    "Slot?schedule=00000000-0000-0000-0000-000000000000&cursor=nej",
    "Appointment",
    "Appointment?slot=00000000-0000-0000-0000-000000000000&actor:identifier=SE1",
    "Appointment?actor:identifier=urn:oid:1.2.752.129.2.1.3.1%7C198404189287",
    "Schedule?actor:identifier=SE1&_format=xml",
    "Slot/7",
];

#[tokio::test]
async fn what_is_not_understood_is_refused_and_shows_nothing() {
    let reader = Reader::new().await;
    reader.book.booked(reader.book.slot(NINE)).await;
    for bad in BAD {
        let answer = reader.get(bad).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert_eq!(answer.json()["resourceType"], "OperationOutcome", "{bad}");
    }
    let shown = |entry: &String| entry.starts_with("fhir.") && entry.ends_with("done");
    assert!(!reader.book.world().audit().iter().any(shown));
}

#[tokio::test]
async fn fhir_is_json_however_it_is_asked_for() {
    let reader = Reader::new().await;
    let world = reader.book.world();
    let ask = async |accept: &str, query: &str| {
        let path = format!("/fhir/R4/Schedule/{}{query}", reader.book.time_type);
        let request = world.request("GET", &path).bearer_auth(&reader.token);
        send(request.header("accept", accept)).await.status
    };
    for accept in
        ["application/fhir+json", "application/json", "*/*", "application/fhir+json;q=0.9"]
    {
        assert_eq!(ask(accept, "").await, 200, "{accept}");
    }
    assert_eq!(ask("text/html", "").await, 406);
    assert_eq!(ask("application/fhir+xml", "").await, 406);
    assert_eq!(ask("text/html", "?_format=json").await, 200, "_format goes first");
    assert_eq!(ask("text/html", "?_format=application/fhir%2Bjson").await, 200);
    assert_eq!(ask("text/html", "?_format=xml").await, 400);
    let all = format!("/fhir/R4/Slot?schedule={}&_format=json&_count=1", reader.book.time_type);
    reader.book.slot(NINE);
    reader.book.slot(TEN);
    let next = link(&reader.book.world().get_as(&reader.token, &all).await.json(), "next");
    let next = world.request("GET", &next.expect("there are more")).bearer_auth(&reader.token);
    assert_eq!(send(next.header("accept", "text/html")).await.status, 200, "links go on as asked");
}

/// Readers see whole bookings while others book: never a taken seat without its Appointment.
#[tokio::test]
async fn what_is_read_while_others_book_is_as_it_was_at_one_moment() {
    let reader = Reader::new().await;
    let day = "2026-11-26T";
    let slots: Vec<Uuid> =
        (8..16).map(|hour| reader.book.slot(&format!("{day}{hour:02}:00:00Z"))).collect();
    let booking = slots.iter().map(|slot| reader.book.book(reader.book.anna(), *slot));
    let reading = (0..8).map(|_| reader.appointments("&status=booked"));
    let (made, seen) = tokio::join!(join_all(booking), join_all(reading));
    let made: Vec<Value> = made
        .into_iter()
        .filter(|it| it.status == 201)
        .map(|it| it.json()["booking"]["id"].clone())
        .collect();
    for page in seen {
        assert!(
            page.iter().all(|it| it["participant"].as_array().is_some_and(|all| all.len() == 2))
        );
    }
    let last = reader.appointments("&status=booked").await;
    assert_eq!(last.len(), made.len());
    assert!(last.iter().all(|it| made.contains(&it["id"])));
    let busy = reader.slots("&status=busy").await;
    let taken = |it: &Value| format!("Slot/{}", it["id"].as_str().expect("an id"));
    let of = |it: &Value| it["slot"][0]["reference"].as_str().expect("said").to_owned();
    assert_eq!(busy.iter().map(taken).collect::<Vec<_>>(), last.iter().map(of).collect::<Vec<_>>());
}
