//! Must show 4: nothing of what a record says is kept anywhere. A mark stands in every text of every kind
//! of resource; everything is read by everybody who may, and asked for by those who may not, in good
//! times and bad; then the mark is looked for in every table, every key, the log, the metrics and the
//! files that were written meanwhile.

use std::{
    path::Path,
    time::{Duration, SystemTime},
};

use etjanster::{
    access::Who,
    id::ResidentId,
    journal::source::{ADVICE, COSMIC, Embedded, Mood},
};
use redis::AsyncCommands;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    journal_scene::{BARNAHUS, CENTRE, Systems, VIEWS, note, one_of_each},
    people::number,
    process::Process,
    world::{Answer, World, send},
};

/// The mark as it may lie somewhere: plain, as bytes in hexadecimal, in base64 at each of its three
/// places.
struct Mark {
    plain: String,
    forms: Vec<String>,
}

impl Mark {
    fn new() -> Self {
        use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
        let plain = format!("mark{}", crate::world::new_id().simple());
        let mut forms = vec![plain.clone(), hex::encode(&plain)];
        for before in ["", "x", "xx"] {
            let coded = STANDARD_NO_PAD.encode(format!("{before}{plain}"));
            // Without the letters that what stands before and after has a part in.
            forms.push(coded[4..coded.len() - 4].to_owned());
        }
        Self { plain, forms }
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        self.forms.iter().any(|form| text.contains(form.as_str()))
    }

    /// Tables with a row that has the mark in any column.
    fn in_database(&self, world: &World) -> Vec<String> {
        let tables = world.texts(
            "select format('%I.%I', schemaname, tablename) as it from pg_tables
             where schemaname not in ('pg_catalog', 'information_schema')
             union select format('%I.%I', n.nspname, c.relname) from pg_class c
                join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('m', 'p')
                    and n.nspname = 'public'",
        );
        let any = self.forms.iter().map(|form| format!("%{form}%")).collect::<Vec<_>>().join(",");
        let holds = |table: &String| {
            let sql = format!(
                "select count(*)::text as it from {table} t
                 where t::text like any (string_to_array('{any}', ','))"
            );
            world.texts(&sql) != ["0"]
        };
        tables.into_iter().filter(holds).collect()
    }

    /// Keys of Redis that hold it, or are it.
    async fn in_redis(&self, url: &str) -> Vec<String> {
        let client = redis::Client::open(url).expect("a url");
        let mut redis = client.get_multiplexed_async_connection().await.expect("redis is there");
        let keys: Vec<Vec<u8>> = redis.keys("*").await.expect("keys");
        let mut found = Vec::new();
        for key in keys {
            let dump: Option<Vec<u8>> =
                redis::cmd("DUMP").arg(&key).query_async(&mut redis).await.expect("a value");
            // What DUMP packs is short of nothing that a plain read would show for strings.
            let plain: Option<Vec<u8>> = redis.get(&key).await.unwrap_or_default();
            let all = [Some(key.clone()), dump, plain];
            if all.into_iter().flatten().any(|bytes| self.is_in(&bytes)) {
                found.push(String::from_utf8_lossy(&key).into_owned());
            }
        }
        found
    }

    /// Files written since then that hold it.
    fn in_files(&self, folder: &Path, since: SystemTime, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else { continue };
            let fresh = about.modified().is_ok_and(|at| at >= since);
            if about.is_dir() {
                self.in_files(&entry.path(), since, found);
            } else if about.is_file() && fresh && about.len() < 64 * 1024 * 1024 {
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                if self.is_in(&bytes) {
                    found.push(entry.path().display().to_string());
                }
            }
        }
    }
}

/// `mark` is put wherever a source can write: in what the demonstration systems know how to say, and in
/// everything beside it. `unseen` stands where nobody may look: under hidden headings, in hidden notes,
/// in what care has not approved, at units that are never published.
fn plant(world: &World, records: &Embedded, key: &str, [mark, unseen]: [&str; 2]) {
    let note = |id: &str, unit: &str, title: &str, more: Value| {
        let mut note = json!({ "id": id, "unit": unit, "at": "2026-06-01", "says": { "note": {
            "title": title, "sections": [{ "heading": title, "text": title },
                { "heading": unseen, "text": unseen, "hidden": true }] } } });
        let more = more.as_object().expect("an object").clone();
        note.as_object_mut().expect("an object").extend(more);
        note
    };
    let mut entries: Vec<Value> =
        one_of_each(CENTRE, mark).into_iter().map(|(_, entry)| entry).collect();
    entries.extend([
        note("keyword", CENTRE, mark, json!({})),
        note("hidden", CENTRE, unseen, json!({ "hidden": true })),
        note("refused", CENTRE, unseen, json!({ "approved": false })),
        note("excluded", BARNAHUS, unseen, json!({})),
        note("unknown", "SE2321000172-XX9", unseen, json!({})),
    ]);
    for source in [COSMIC, ADVICE] {
        for mut entry in entries.clone() {
            let id = format!("{mark}-{key}-{}", entry["id"].as_str().expect("an id"));
            entry["id"] = id.into();
            let entry = serde_json::from_value(entry).expect("an entry");
            records.enter(source, number(key), &entry, world.clock.now());
        }
        for kind in KINDS {
            // Broken in a way of its own, and somebody else's.
            records.put(source, number(key), broken(kind, mark));
        }
    }
}

const KINDS: [&str; 11] = [
    "Composition",
    "DocumentReference",
    "DiagnosticReport",
    "Observation",
    "Condition",
    "Encounter",
    "MedicationStatement",
    "MedicationRequest",
    "AuditEvent",
    "Binary",
    "Oddity",
];

fn broken(kind: &str, mark: &str) -> Value {
    json!({
        "resourceType": kind, "id": format!("{mark}-broken"), "status": mark, "date": mark,
        "subject": { "reference": format!("Patient/{mark}"), "display": mark },
        "text": { "div": format!("<div>{mark}</div>") }, "title": mark, "note": [{ "text": mark }],
        "code": { "text": mark, "coding": [{ "system": mark, "code": mark, "display": mark }] },
        "identifier": [{ "system": mark, "value": mark }], "valueString": mark, "data": mark,
        "content": [{ "attachment": { "contentType": mark, "url": mark, "title": mark } }],
        "extension": [{ "url": mark, "valueString": mark }], "section": [{ "title": mark }],
    })
}

/// A service whose sources are full of marks.
struct Stage {
    since: SystemTime,
    world: World,
    process: Process,
    systems: Systems,
    mark: Mark,
    unseen: Mark,
}

impl Stage {
    async fn set() -> Self {
        let since = SystemTime::now() - Duration::from_secs(1);
        let (mark, unseen) = (Mark::new(), Mark::new());
        let (world, systems) = (World::new().await, Systems::start().await);
        world.readable();
        for key in ["anna", "alva"] {
            plant(&world, &systems.records, key, [&mark.plain, &unseen.plain]);
        }
        let settings = systems.with(&[("JOURNAL_SOURCE_SECONDS", "1"), ("LOG", "trace")]);
        let process = Process::serve(&world, 1024, &settings).await;
        Self { since, world, process, systems, mark, unseen }
    }

    async fn session(&self, id: Uuid) -> String {
        self.process.session(Who::Resident(ResidentId(id))).await
    }

    /// Reads everything of that person's, and says how many answers had the mark in them.
    async fn read(&self, token: &str, of: Uuid) -> usize {
        let mut had = 0;
        let prints = ["/print", "/print?part=notes", "/preferences"];
        let more = ["?limit=2", "/notes?limit=1&from=2026-01-01", "/notes?cursor=broken"];
        for view in VIEWS.iter().chain(&prints).chain(&more) {
            let url = format!("{}/etjanster/v1/residents/{of}/journal{view}", self.process.base);
            let answer = send(reqwest::Client::new().get(url).bearer_auth(token)).await;
            had += usize::from(self.mark.is_in(&answer.body));
            assert!(!self.unseen.is_in(&answer.body), "{view} shows what is hidden");
        }
        had
    }

    /// Looks everywhere, and at last into the log of the process that ends with it.
    async fn nothing_is_kept(self) {
        let metrics = reqwest::get(format!("{}/metrics", self.process.metrics)).await;
        let metrics = metrics.expect("they answer").bytes().await.expect("a text");
        assert!(!metrics.is_empty() && !self.process.leaves_core());
        let none: Vec<String> = Vec::new();
        for mark in [&self.mark, &self.unseen] {
            assert!(!mark.is_in(&metrics), "metrics");
            assert_eq!(mark.in_database(&self.world), none);
            assert_eq!(mark.in_redis(&self.world.app.config.redis_url).await, none);
            let mut files = Vec::new();
            mark.in_files(&std::env::temp_dir(), self.since, &mut files);
            assert_eq!(files, none);
        }
        self.process.signal("TERM");
        let (_, log) = self.process.stopped();
        assert!(log.contains("journal"), "something was logged");
        for mark in [&self.mark, &self.unseen] {
            assert!(!mark.is_in(log.as_bytes()), "the log");
        }
    }
}

// proves: JO-6, JO-9
#[tokio::test]
async fn nothing_of_what_a_record_says_is_kept_anywhere() {
    let stage = Stage::set().await;
    let world = &stage.world;
    let (anna, child) = (world.resident("anna"), world.resident("alva"));
    let stranger = world.resident("maria");
    world.guardian_of(anna, child);
    let (token, other) = (stage.session(anna).await, stage.session(stranger).await);

    let had = stage.read(&token, anna).await + stage.read(&token, child).await;
    assert!(had >= 16, "the mark is read where it may be: {had} answers");
    assert_eq!(stage.read(&other, anna).await, 0, "and nowhere else");
    for mood in [Mood::Broken, Mood::Failing, Mood::Html, Mood::Hanging] {
        stage.systems.records.be(COSMIC, mood);
        stage.read(&token, child).await;
    }
    stage.systems.records.be(COSMIC, Mood::Well);
    world.sql("revoke insert on journal_shown from etjanster_serving");
    assert_eq!(stage.read(&token, anna).await, 0, "what can't be recorded is not shown");
    stage.nothing_is_kept().await;
}

/// The search itself: what was kept would be found.
// proves: JO-9
#[tokio::test]
async fn the_search_finds_a_mark_wherever_it_is_kept() {
    let since = SystemTime::now() - Duration::from_secs(1);
    let world = World::new().await;
    let (mark, anna) = (Mark::new(), world.resident("anna"));
    let plain = &mark.plain;
    world.sql(&format!(
        "update resident set email = 'x{plain}@example.invalid' where id = '{anna}'"
    ));
    world.sql(&format!(
        "insert into policy_value (name, valid_from, value, source)
         values ('x', '2026-01-01', '{{\"a\": \"{plain}\"}}', 'x')"
    ));
    world.sql(&format!(
        "create table held (raw bytea); insert into held values ('a{plain}'::bytea)"
    ));
    let mut tables = mark.in_database(&world);
    tables.sort();
    assert_eq!(tables, ["public.held", "public.policy_value", "public.resident"]);
    let url = &world.app.config.redis_url;
    let client = redis::Client::open(url.as_str()).expect("a url");
    let mut redis = client.get_multiplexed_async_connection().await.expect("redis is there");
    let key = format!("etj-test:{}", crate::world::new_id());
    let () = redis.set_ex(&key, format!("before {plain} after"), 60).await.expect("it is set");
    assert_eq!(mark.in_redis(url).await, [key]);
    let folder = std::env::temp_dir().join(format!("etjanster-{plain}"));
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("kept"), hex::encode(plain)).expect("a file");
    let mut files = Vec::new();
    mark.in_files(&folder, since, &mut files);
    std::fs::remove_dir_all(&folder).expect("it goes");
    assert_eq!(files.len(), 1);
}

/// The answer of a service one of whose two sources gave none.
fn is_honest(answer: Answer, mood: Mood) {
    let json = answer.expect(200).json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(1), "{mood:?}");
    assert_eq!(json["completeness"], "partial", "{mood:?}");
    let sources = json["sources"].as_array().expect("sources");
    let cosmic = sources.iter().find(|one| one["title"] == "Cosmic").expect("named");
    assert_ne!(cosmic["outcome"], "answered", "{mood:?}");
    assert!(cosmic["at"].is_string() && cosmic["retryAfter"].is_number(), "{mood:?}");
}

/// Must show 5: one source hangs, or never ends, and 32 read at once.
// proves: JO-7
#[tokio::test]
async fn a_hanging_source_costs_its_deadline_and_no_memory() {
    const MOST: u64 = 256 * 1024 * 1024;
    let (world, systems) = (World::new().await, Systems::start().await);
    world.readable();
    let settings = systems.with(&[("JOURNAL_SOURCE_SECONDS", "2")]);
    let process = Process::serve(&world, 1024, &settings).await;
    let anna = world.resident("anna");
    let entry = note("a", CENTRE, "2026-06-02", "råd");
    let entry = serde_json::from_value(entry).expect("an entry");
    systems.records.enter(ADVICE, number("anna"), &entry, world.clock.now());
    let token = process.session(Who::Resident(ResidentId(anna))).await;
    let url = format!("{}/etjanster/v1/residents/{anna}/journal/notes", process.base);
    let client = reqwest::Client::new();
    for mood in [Mood::Hanging, Mood::Huge] {
        systems.records.be(COSMIC, mood);
        let read = || async {
            let began = std::time::Instant::now();
            (send(client.get(&url).bearer_auth(&token)).await, began.elapsed())
        };
        for (answer, took) in futures_util::future::join_all((0..32).map(|_| read())).await {
            assert!(took < Duration::from_secs(6), "{mood:?}: {took:?}");
            is_honest(answer, mood);
        }
    }
    let peak = process.peak();
    assert!(peak < MOST, "{} MiB", peak / 1024 / 1024);
}
