//! A child's contact details and account: who sets them, whose they are, and when they are gone.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use etjanster::jobs::{Desk, Errands, run_all};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use uuid::Uuid;

use crate::{
    people::number,
    world::{Answer, World, send},
};

struct Home {
    world: World,
    anna: Uuid,
    elsa: Uuid,
    annas: String,
}

impl Home {
    /// Anna, and Elsa who turns 13 on 6 December.
    async fn new(settings: &[(&str, &str)]) -> Self {
        let world = World::with(settings).await;
        let (anna, elsa) = (world.resident("anna"), world.resident("elsa"));
        world.guardian_of(anna, elsa);
        let annas = world.resident_session(anna).await;
        Self { world, anna, elsa, annas }
    }

    async fn put(&self, token: &str, what: &str, body: &Value) -> Answer {
        let path = format!("/residents/{}/{what}", self.elsa);
        let version = self.world.get_as(token, &path).await.header("etag").to_owned();
        let request = self.world.request("PUT", &path).bearer_auth(token);
        send(request.header("if-match", version).json(body)).await
    }

    async fn settings(&self, token: &str) -> Value {
        let path = format!("/residents/{}/settings", self.elsa);
        self.world.get_as(token, &path).await.expect(200).json()
    }

    async fn elsas(&self) -> String {
        self.world.resident_session(self.elsa).await
    }

    fn set_by(&self) -> Vec<String> {
        self.world.texts(&format!(
            "select coalesce(contact_set_by::text, 'own') as it from resident where id = '{}'",
            self.elsa
        ))
    }

    fn go_to(&self, text: &str) {
        self.world.clock.set(text.parse::<DateTime<Utc>>().expect("an instant"));
    }
}

fn wanted() -> Value {
    json!({ "email": "anna@example.invalid", "notifyByEmail": true, "notifyBySms": false })
}

const NOTHING: &str = r#"{"notifyByEmail":false,"notifyBySms":false}"#;

// proves: B-73
#[tokio::test]
async fn who_set_a_childs_contact_details_is_kept() {
    let home = Home::new(&[]).await;
    home.put(&home.annas, "settings", &wanted()).await.expect(200);
    assert_eq!(home.set_by(), [home.anna.to_string()]);
    let elsas = home.elsas().await;
    home.put(&elsas, "settings", &wanted()).await.expect(200);
    assert_eq!(home.set_by(), ["own"]);
}

// proves: A-3, B-73, B-74
#[tokio::test]
async fn what_a_guardian_has_set_is_gone_at_midnight_of_the_birthday() {
    let home = Home::new(&[]).await;
    home.put(&home.annas, "settings", &wanted()).await.expect(200);
    home.go_to("2026-12-05T22:59:59Z");
    assert_eq!(home.settings(&home.elsas().await).await["email"], "anna@example.invalid");
    home.go_to("2026-12-05T23:00:00Z");
    let elsas = home.elsas().await;
    assert_eq!(home.settings(&elsas).await.to_string(), NOTHING);
    let own = home.world.get_as(&elsas, &format!("/residents/{}", home.elsa)).await.json();
    assert_eq!(own["settings"].to_string(), NOTHING);

    let kept = "select email as it from resident where email = 'anna@example.invalid'
        and birth_date > '2010-01-01'";
    assert_eq!(home.world.texts(kept).len(), 1, "not counted, and still there");
    let mut desk = Desk::new(&home.world.app.config.database_url, home.world.clock.clone());
    run_all(&mut desk).await.expect("the tasks run");
    assert!(home.world.texts(kept).is_empty(), "nor kept");

    let own = json!({ "email": "elsa@example.invalid", "notifyByEmail": true,
        "notifyBySms": false });
    home.put(&elsas, "settings", &own).await.expect(200);
    run_all(&mut desk).await.expect("the tasks run");
    assert_eq!(home.settings(&elsas).await["email"], "elsa@example.invalid");
}

#[tokio::test]
async fn a_block_takes_what_that_guardian_had_set_and_nothing_else() {
    let home = Home::new(&[]).await;
    let (world, elsa) = (&home.world, home.elsa);
    let erik = world.resident("erik");
    world.guardian_of(erik, elsa);
    let unit = world.unit();
    let kerstin = world.staff_session(world.account_administrator()).await;
    let block = async |guardian: Uuid| {
        let body = json!({ "guardianId": guardian, "regionCode": "19", "reason": "other",
            "decision": { "decidedBy": "Chef", "decidedAs": "operations-manager",
                "unitId": unit } });
        let path = format!("/residents/{elsa}/guardian-blocks");
        world.post_as(&kerstin, &path, None, &body).await.expect(201)
    };
    home.put(&home.annas, "settings", &wanted()).await.expect(200);
    block(erik).await;
    assert_eq!(home.set_by(), [home.anna.to_string()]);
    block(home.anna).await;
    assert_eq!(home.set_by(), ["own"]);
    assert_eq!(home.settings(&home.elsas().await).await.to_string(), NOTHING);
}

// proves: A-3, B-81
#[tokio::test]
async fn a_guardian_opens_a_childs_account_once_it_has_a_personal_number() {
    let home = Home::new(&[]).await;
    let world = &home.world;
    world.sql(&format!(
        "update resident set terms_version = null, terms_accepted_at = null where id = '{0}';
         update resident set number_kind = 'reserve' where id = '{0}'",
        home.elsa
    ));
    let path = format!("/residents/{}/activations", home.elsa);
    let open = async |token: &str, terms: &str| {
        world.post_as(token, &path, None, &json!({ "acceptedTerms": terms })).await
    };
    let early = open(&home.annas, "2026-01").await.expect(409);
    assert_eq!(early.problem(), "personal-number-missing");
    world.sql(&format!(
        "update resident set number_kind = 'personnummer' where id = '{}'",
        home.elsa
    ));
    assert_eq!(open(&home.annas, "2020-01").await.expect(409).problem(), "terms-not-accepted");
    open(&home.elsas().await, "2026-01").await.expect(403);
    let stranger = world.resident_session(world.resident("maria")).await;
    open(&stranger, "2026-01").await.expect(404);

    let opened = open(&home.annas, "2026-01").await.expect(201).json();
    assert_eq!(opened["activatedAt"], "2026-11-23T11:00:00Z");
    open(&home.annas, "2026-01").await.expect(201);
    let by = world.texts(&format!(
        "select activated_by::text || ' ' || terms_version as it from resident where id = '{}'",
        home.elsa
    ));
    assert_eq!(by, [format!("{} 2026-01", home.anna)]);
}

/// A stand-in for the national personal data service.
struct Registry {
    url: String,
    got: Arc<Mutex<Vec<Value>>>,
}

impl Registry {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/contacts", listener.local_addr().expect("bound"));
        let got = Arc::new(Mutex::new(Vec::new()));
        let into = got.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let into = into.clone();
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let mut length = 0;
                    loop {
                        let mut line = String::new();
                        if stream.read_line(&mut line).await.unwrap_or(0) < 3 {
                            break;
                        }
                        let line = line.to_lowercase();
                        if let Some(value) = line.strip_prefix("content-length:") {
                            length = value.trim().parse().expect("a number");
                        }
                    }
                    let mut body = vec![0; length];
                    stream.read_exact(&mut body).await.expect("a whole body");
                    into.lock().expect("whole").push(serde_json::from_slice(&body).expect("JSON"));
                    let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
                    stream.write_all(answer).await.expect("it is read");
                });
            }
        });
        Self { url, got }
    }

    fn got(&self) -> Vec<Value> {
        std::mem::take(&mut *self.got.lock().expect("whole"))
    }
}

// proves: B-75
#[tokio::test]
async fn contact_details_are_shared_after_a_yes_and_forgotten_after_a_no() {
    let registry = Registry::open().await;
    let home = Home::new(&[("PERSONAL_DATA_URL", &registry.url)]).await;
    let world = &home.world;
    let mut errands =
        Errands::open(&world.app.config, world.clock.clone(), world.app.sessions.clone())
            .expect("the settings are understood");
    let path = format!("/residents/{}/contact-sharing", home.elsa);
    let unanswered = world.get_as(&home.annas, &path).await.expect(200).json();
    assert!(unanswered["shares"].is_null());
    home.put(&home.annas, "settings", &wanted()).await.expect(200);
    errands.round().await.expect("the database is there");
    assert!(registry.got().is_empty(), "nothing before a yes");

    let yes = json!({ "shares": true });
    home.put(&home.annas, "contact-sharing", &yes).await.expect(200);
    errands.round().await.expect("the database is there");
    let told = registry.got();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["personalNumber"], number("elsa"));
    assert_eq!(
        (&told[0]["email"], &told[0]["deleted"]),
        (&json!("anna@example.invalid"), &json!(false))
    );

    home.put(&home.annas, "contact-sharing", &json!({ "shares": false })).await.expect(200);
    errands.round().await.expect("the database is there");
    let told = registry.got();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["deleted"], true);
    assert!(told[0]["email"].is_null());

    // A late errand says what is true when it is carried out; the birthday ends the sharing too.
    home.put(&home.annas, "contact-sharing", &yes).await.expect(200);
    home.go_to("2026-12-05T23:00:00Z");
    errands.round().await.expect("the database is there");
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    run_all(&mut desk).await.expect("the tasks run");
    errands.round().await.expect("the database is there");
    let told = registry.got();
    assert!(!told.is_empty() && told.iter().all(|one| one["deleted"] == true), "{told:?}");
    let jobs =
        world.texts("select payload::text as it from outbox_job where kind = 'personal-data'");
    assert!(jobs.iter().all(|payload| payload == "{}"), "no address waits in the outbox");
}
