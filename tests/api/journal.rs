//! Reading the journal: what is shown to whom, in which order, and what stays unsaid.

use std::time::Duration;

use etjanster::journal::source::{ADVICE, COSMIC, Mood, REGISTER};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    journal_scene::{BARNAHUS, CENTRE, CLINIC, VIEWS, note, one_of_each},
    people::number,
    world::{Answer, World, new_id, send, wait_until},
};

/// Impatient, so that a silent source costs a test little.
async fn world() -> World {
    let world = World::with(&[("JOURNAL_SOURCE_SECONDS", "1")]).await;
    world.readable();
    world
}

fn journal(of: Uuid) -> String {
    format!("/residents/{of}/journal")
}

fn texts(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let items = json["items"].as_array().expect("items");
    let text = |item: &Value| item["note"]["sections"][0]["text"].as_str().map(str::to_owned);
    items.iter().filter_map(text).collect()
}

/// What an answer says, a PDF's texts too: those with letters beyond ASCII stand there in hexadecimal.
fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body).into_owned();
    let coded =
        text.split('<').skip(1).filter_map(|rest| hex::decode(rest.split('>').next()?).ok());
    let coded: Vec<String> =
        coded.map(|bytes| bytes.into_iter().map(char::from).collect()).collect();
    text.clone() + &coded.join(" ")
}

fn count(answer: &Answer) -> usize {
    answer.json()["items"].as_array().expect("items").len()
}

#[tokio::test]
async fn each_kind_of_information_has_its_view_and_the_overview_has_them_in_order() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    for (_, entry) in one_of_each(CENTRE, "svar") {
        world.enter(COSMIC, number("anna"), entry);
    }
    world.note(number("anna"), "newest", "2026-11-20T08:00:00+01:00");
    world.note(number("anna"), "oldest", "2016-01-01");

    let all = world.get_as(&anna.token, &journal(anna.id)).await.expect(200);
    assert_eq!(all.header("cache-control"), "no-store");
    let json = all.json();
    let dates: Vec<&str> = json["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|it| it["date"].as_str())
        .collect();
    assert_eq!(dates.len(), 10, "all but the log: {json}");
    assert_eq!((dates[0], dates[9]), ("2026-11-20", "2016-01-01"));
    assert!(dates.is_sorted_by(|one, next| one >= next));
    assert_eq!(json["completeness"], "complete");
    assert!(json["notice"].as_str().is_some_and(|notice| notice.contains("saknas")));

    for (view, expected) in [
        ("notes", 4),
        ("referral-answers", 2),
        ("lab-results", 1),
        ("diagnoses", 1),
        ("care-contacts", 1),
        ("medications", 1),
        ("access-log", 1),
    ] {
        let shown = world.get_as(&anna.token, &format!("{}/{view}", journal(anna.id))).await;
        assert_eq!(count(&shown.expect(200)), expected, "{view}");
    }
}

// proves: JO-6
#[tokio::test]
async fn what_is_hidden_is_dropped_without_a_word() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let secret = "tidig-hypotes-om-nagot";
    world.enter(
        COSMIC,
        number("anna"),
        json!({ "id": "n", "unit": CENTRE, "at": "2026-06-01", "says": { "note": {
            "title": "Besök", "sections": [
                { "heading": "Bedömning", "text": "oppen-bedomning" },
                { "heading": "Tidiga hypoteser", "text": secret, "hidden": true },
            ] } } }),
    );
    for path in ["", "/notes", "/print", "/print?part=notes"] {
        let answer = world.get_as(&anna.token, &format!("{}{path}", journal(anna.id))).await;
        let said = said(&answer.expect(200).body);
        assert!(said.contains("oppen-bedomning"), "{path}");
        for word in [secret, "Tidiga hypoteser", "hidden", "redacted"] {
            assert!(!said.contains(word), "{path}: {word}");
        }
    }
    let kept = world.texts("select decision as it from journal_shown group by 1");
    assert_eq!(kept, ["allow-redacted"], "the record knows");
}

// proves: JO-5
#[tokio::test]
async fn pages_are_filled_with_what_is_allowed_and_nothing_tells_what_is_not() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let enter = |id: &str, unit: &str, day: u32| {
        let at = format!("2026-05-{day:02}");
        world.enter(COSMIC, number("anna"), note(id, unit, &at, id));
    };
    for day in 1..=7 {
        enter(&format!("shown-{day}"), CENTRE, day);
        enter(&format!("never-{day}"), BARNAHUS, day);
    }
    let mut path = format!("{}/notes?limit=3", journal(anna.id));
    let mut pages: Vec<Vec<String>> = Vec::new();
    let last = loop {
        let page = world.get_as(&anna.token, &path).await.expect(200);
        pages.push(texts(&page));
        let json = page.json();
        let Some(next) = json["_links"]["next"]["href"].as_str() else { break json };
        path = next.split("/etjanster/v1").nth(1).expect("a path").to_owned();
    };
    let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!(sizes, [3, 3, 1]);
    let expected: Vec<String> = (1..=7).rev().map(|day| format!("shown-{day}")).collect();
    assert_eq!(pages.concat(), expected);
    let back = last["_links"]["prev"]["href"].as_str().expect("a way back");
    let back = back.split("/etjanster/v1").nth(1).expect("a path");
    let before = world.get_as(&anna.token, back).await.expect(200);
    assert_eq!(texts(&before), ["shown-4", "shown-3", "shown-2"]);
    assert!(!last.to_string().contains("BH1") && last["totalRecords"].is_null());
}

#[tokio::test]
async fn days_and_units_narrow_a_view_and_a_page_of_it() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    for (id, unit, at) in [
        ("a", CENTRE, "2026-05-01"),
        ("b", CLINIC, "2026-05-02"),
        ("c", CENTRE, "2026-05-03"),
        ("d", CENTRE, "2026-05-03"),
    ] {
        world.enter(COSMIC, number("anna"), note(id, unit, at, id));
    }
    let asked = async |query: &str| {
        let path = format!("{}/notes?{query}", journal(anna.id));
        world.get_as(&anna.token, &path).await
    };
    let mut both = texts(&asked("from=2026-05-02&through=2026-05-03").await.expect(200));
    both.sort();
    assert_eq!(both, ["b", "c", "d"]);
    assert_eq!(texts(&asked("through=2026-05-02&unit=se2321000172-kk1").await.expect(200)), ["b"]);
    let first = asked("unit=SE2321000172-VC1&from=2026-05-03&limit=1").await.expect(200);
    let next = first.json()["_links"]["next"]["href"].as_str().expect("another").to_owned();
    assert!(next.contains("unit=SE2321000172-VC1") && next.contains("from=2026-05-03"));
    let bad = asked("from=2026-05-03&through=2026-05-02").await.expect(400);
    assert_eq!(bad.problem(), "journal-span");
    assert_eq!(asked("cursor=nonsense").await.expect(400).problem(), "malformed-request");
}

// proves: JO-3
#[tokio::test]
async fn ones_own_seal_is_told_with_how_it_is_lifted_and_no_source_is_asked() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    world.note(number("anna"), "n", "2026-06-01");
    world.sealed_fully(anna.id);
    for view in VIEWS {
        let answer = world.get_as(&anna.token, &format!("{}{view}", journal(anna.id))).await;
        assert_eq!(answer.expect(403).problem(), "journal-sealed");
    }
    assert_eq!(world.sources_asked(), 0);
}

// proves: JO-4
#[tokio::test]
async fn a_childs_sealed_journal_is_like_one_in_which_nothing_is_published() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let (sealed, empty) = (world.resident("alva"), world.resident("noah"));
    world.guardian_of(anna.id, sealed);
    world.guardian_of(anna.id, empty);
    world.note(number("alva"), "n", "2026-06-01");
    world.sealed_fully(sealed);
    for english in [false, true] {
        for view in VIEWS {
            // The sealed one first, too: before any source has ever been asked.
            let mut told = Vec::new();
            for child in [sealed, empty] {
                let before = world.sources_asked();
                let request = world.request("GET", &format!("{}{view}", journal(child)));
                let request = request.header("accept-language", if english { "en" } else { "sv" });
                let answer = send(request.bearer_auth(&anna.token)).await.expect(200);
                assert_eq!(world.sources_asked() == before, child == sealed, "{view}");
                let json = answer.json();
                assert!(json["sources"].as_array().is_some_and(|sources| !sources.is_empty()));
                told.push(json.to_string().replace(&child.to_string(), "CHILD"));
            }
            assert_eq!(told[0], told[1], "{view}");
        }
    }
    let print = world.get_as(&anna.token, &format!("{}/print", journal(sealed))).await.expect(200);
    let other = world.get_as(&anna.token, &format!("{}/print", journal(empty))).await.expect(200);
    assert_eq!(print.body, other.body);
    let remarks = world.texts(&format!(
        "select distinct outcome || ' ' || coalesce(reason, '-') as it from audit_entry
         where patient_id = '{sealed}' order by 1"
    ));
    assert_eq!(remarks, ["done asked", "done sealed-full"], "the record knows");
}

// proves: J-S1, J-S2
#[tokio::test]
async fn the_register_of_seals_is_asked_first_and_its_silence_closes_the_journal() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    world.note(number("anna"), "n", "2026-06-01");
    world.records.seal(number("anna"), vec![json!({ "scope": "full", "from": "2026-01-05" })]);
    let answer = world.get_as(&anna.token, &journal(anna.id)).await.expect(403);
    assert_eq!(answer.problem(), "journal-sealed");
    world.records.seal(number("anna"), Vec::new());
    for mood in [Mood::Failing, Mood::Broken, Mood::Hanging] {
        world.records.be(REGISTER, mood);
        let answer = world.get_as(&anna.token, &journal(anna.id)).await.expect(503);
        assert_eq!(answer.problem(), "journal-closed");
        assert!(!answer.header("retry-after").is_empty());
    }
    assert_eq!(world.sources_asked(), 0);
    world.records.be(REGISTER, Mood::Well);
    assert_eq!(count(&world.get_as(&anna.token, &journal(anna.id)).await.expect(200)), 1);
}

// proves: JO-7
#[tokio::test]
async fn a_silent_source_is_named_and_when_all_are_silent_that_is_the_answer() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    world.note(number("anna"), "n", "2026-06-01");
    world.enter(ADVICE, number("anna"), note("a", CENTRE, "2026-06-02", "råd"));
    world.records.be(COSMIC, Mood::Hanging);
    let answer = world.get_as(&anna.token, &format!("{}/notes", journal(anna.id))).await;
    let json = answer.expect(200).json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["completeness"], "partial");
    let how = |title: &str| {
        let sources = json["sources"].as_array().expect("sources");
        let source = sources.iter().find(|source| source["title"] == title).expect("named");
        (source["outcome"].clone(), source["retryAfter"].is_number(), source["at"].is_string())
    };
    assert_eq!(how("Cosmic"), (json!("timed-out"), true, true));
    assert_eq!(how("Rådgivningsstödet"), (json!("answered"), false, true));
    world.records.be(ADVICE, Mood::Failing);
    let answer = world.get_as(&anna.token, &format!("{}/notes", journal(anna.id))).await;
    assert_eq!(answer.expect(502).problem(), "journal-sources-silent");
    let print = world.get_as(&anna.token, &format!("{}/print", journal(anna.id))).await;
    assert_eq!(print.expect(502).problem(), "journal-sources-silent");
}

// proves: J-B1
#[tokio::test]
async fn a_block_that_comes_while_the_sources_are_asked_wins() {
    let world = World::with(&[("JOURNAL_SOURCE_SECONDS", "2")]).await;
    world.readable();
    let anna = world.signed_in("anna").await;
    let child = world.resident("alva");
    world.guardian_of(anna.id, child);
    world.enter(ADVICE, number("alva"), note("a", CENTRE, "2026-06-02", "råd"));
    world.records.be(COSMIC, Mood::Hanging);
    let path = format!("{}/notes", journal(child));
    let reading = world.get_as(&anna.token, &path);
    let blocking = async {
        wait_until("a source is asked", async || world.records.asked(COSMIC) > 0).await;
        world.blocked((anna.id, child), "2026-11-23", None);
    };
    let (answer, ()) = tokio::join!(reading, blocking);
    assert_eq!(answer.expect(404).problem(), "not-found");
    let record = world.texts(
        "select action || ' ' || outcome as it from audit_entry where action like 'journal.%' order by id",
    );
    assert_eq!(record, ["journal.read-notes done", "journal.read-notes denied"]);
    assert!(world.texts("select item_id::text as it from journal_shown").is_empty());
}

// proves: J-S2
#[tokio::test]
async fn a_seal_that_comes_while_the_sources_are_asked_wins() {
    let world = World::with(&[("JOURNAL_SOURCE_SECONDS", "2")]).await;
    world.readable();
    let anna = world.signed_in("anna").await;
    world.enter(ADVICE, number("anna"), note("a", CENTRE, "2026-06-02", "råd"));
    world.records.be(COSMIC, Mood::Hanging);
    let path = format!("{}/notes", journal(anna.id));
    let sealing = async {
        wait_until("a source is asked", async || world.records.asked(COSMIC) > 0).await;
        world.sealed_fully(anna.id);
    };
    let (answer, ()) = tokio::join!(world.get_as(&anna.token, &path), sealing);
    assert_eq!(answer.expect(403).problem(), "journal-sealed");
}

// proves: JO-8
#[tokio::test]
async fn what_was_shown_is_recorded_item_by_item_and_the_child_can_see_who_read() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let child = world.resident("alva");
    world.guardian_of(anna.id, child);
    world.note(number("alva"), "one", "2026-06-01");
    world.note(number("alva"), "two", "2026-06-02");
    world.enter(COSMIC, number("alva"), note("never", BARNAHUS, "2026-06-03", "aldrig"));
    let answer = world.get_as(&anna.token, &format!("{}/notes", journal(child))).await.expect(200);
    let shown: Vec<String> = world.texts(
        "select s.item_id::text || ' ' || s.information || ' ' || s.unit || ' ' || s.decision as it
         from journal_shown s join audit_entry e on e.request_id = s.request_id and e.reason is null
         order by 1",
    );
    let json = answer.json();
    let ids = json["items"].as_array().expect("items").iter();
    let mut expected: Vec<String> = ids
        .map(|item| format!("{} note {CENTRE} allow", item["id"].as_str().expect("an id")))
        .collect();
    expected.sort();
    assert_eq!((shown.len(), shown), (2, expected));
    let log =
        world.get_as(&anna.token, &format!("/residents/{child}/access-log")).await.expect(200);
    let rows = log.json()["items"].as_array().cloned().expect("items");
    assert!(rows.iter().any(|row| row["action"] == "journal.read-notes"
        && row["capacity"] == "guardian"
        && row["kind"] == "read"));
}

// proves: JO-8
#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    world.enter(COSMIC, number("anna"), note("n", CENTRE, "2026-06-01", "ska-inte-synas"));
    let path = format!("{}/notes", journal(anna.id));
    for table in ["journal_shown", "audit_entry"] {
        world.sql(&format!("revoke insert on {table} from etjanster_serving"));
        let answer = world.get_as(&anna.token, &path).await;
        assert!(answer.status >= 500, "{table}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("ska-inte-synas"));
        world.sql(&format!("grant insert on {table} to etjanster_serving"));
    }
    assert_eq!(texts(&world.get_as(&anna.token, &path).await.expect(200)), ["ska-inte-synas"]);
    world.sql("set role etjanster_serving");
    for change in ["update journal_shown set unit = 'X'", "delete from journal_shown"] {
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.sql(change)));
        assert!(refused.is_err(), "{change}");
    }
}

// proves: J-Q1
#[tokio::test]
async fn a_resident_may_wait_for_what_is_new_or_unsigned() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let mut unsigned = note("unsigned", CENTRE, "2026-06-01", "osignerad");
    unsigned["signed"] = json!(false);
    world.enter(COSMIC, number("anna"), unsigned);
    world.enter(COSMIC, number("anna"), note("new", CENTRE, "2026-11-10", "ny"));
    world.enter(COSMIC, number("anna"), note("old", CENTRE, "2026-11-09", "gammal"));
    let (notes, wishes) =
        (format!("{}/notes", journal(anna.id)), format!("{}/preferences", journal(anna.id)));
    assert_eq!(count(&world.get_as(&anna.token, &notes).await.expect(200)), 3);
    let before = world.get_as(&anna.token, &wishes).await.expect(200);
    assert_eq!(
        (before.json()["coolingOff"].clone(), before.header("etag")),
        (json!(false), "\"v0\"")
    );
    let put = async |etag: Option<&str>, wanted: bool| {
        let mut request = world.request("PUT", &wishes).bearer_auth(&anna.token);
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        send(request.json(&json!({ "coolingOff": wanted }))).await
    };
    assert_eq!(put(None, true).await.expect(428).problem(), "version-required");
    let both = tokio::join!(put(Some("\"v0\""), true), put(Some("\"v0\""), true));
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "of two first choices one is made");
    assert_eq!(texts(&world.get_as(&anna.token, &notes).await.expect(200)), ["gammal"]);
    put(Some("\"v0\""), false).await.expect(412);
    put(Some("\"v1\""), false).await.expect(200);
    assert_eq!(count(&world.get_as(&anna.token, &notes).await.expect(200)), 3);
}

/// What is left of an answer when what differs for everybody is taken away.
fn bare(answer: &Answer, id: Uuid) -> String {
    const RESTLESS: [&str; 5] =
        ["date", "x-request-id", "traceparent", "ratelimit", "ratelimit-policy"];
    let mut text = format!("{}\n", answer.status);
    for (name, value) in &answer.headers {
        if !RESTLESS.contains(&name.as_str()) {
            text += &format!("{name}: {}\n", value.to_str().expect("ASCII"));
        }
    }
    let trace = answer.json()["traceId"].as_str().expect("a trace").to_owned();
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    text + &body.replace(&trace, "TRACE").replace(&id.to_string(), "ID")
}

/// Everybody whose journal Anna must not know of, and nobody at all.
fn hidden_from(world: &World, anna: Uuid) -> Vec<(&'static str, Uuid)> {
    let named = |key: &str| world.resident(key);
    let all = [
        ("a blocked guardian", named("alva")),
        ("a protected child", named("tilde")),
        ("a locked child", named("noah")),
        ("a child no longer hers", named("iris")),
        ("one who is dead", named("wilma")),
        ("a blocked guardian of a youth", named("oskar")),
        ("no relation", named("maria")),
        ("no such person", new_id()),
    ];
    for (_, child) in &all[..6] {
        world.guardian_of(anna, *child);
    }
    world.blocked((anna, all[0].1), "2026-11-01", None);
    world.lock_log_in(all[2].1);
    world.sql(&format!(
        "update guardianship set ended_on = '2026-11-01' where child_id = '{}';
         update resident set deceased_on = '2026-10-01' where id = '{}'",
        all[3].1, all[4].1
    ));
    world.blocked((anna, all[5].1), "2026-11-01", None);
    all.to_vec()
}

// proves: JO-1
#[tokio::test]
async fn who_must_not_know_is_answered_as_if_there_were_no_such_person() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let hidden = hidden_from(&world, anna.id);
    for view in VIEWS.iter().chain(&["/print"]) {
        let mut answers = Vec::new();
        for (who, id) in &hidden {
            let answer = world.get_as(&anna.token, &format!("{}{view}", journal(*id))).await;
            answers.push((who, bare(&answer.expect(404), *id)));
        }
        for (who, answer) in &answers {
            assert_eq!(answer, &answers.last().expect("some").1, "{view}: {who}");
        }
    }
    assert_eq!(world.sources_asked() + world.records.asked(REGISTER), 0);
}

// proves: JO-1
#[tokio::test]
async fn and_it_takes_as_long() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let hidden = hidden_from(&world, anna.id);
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); hidden.len()];
    // By turns, so that what else the machine does meets all of them alike.
    for _ in 0..60 {
        for ((_, id), times) in hidden.iter().zip(&mut times) {
            let began = std::time::Instant::now();
            world.get_as(&anna.token, &journal(*id)).await.expect(404);
            times.push(began.elapsed());
        }
    }
    let medians: Vec<(&str, Duration)> = hidden
        .iter()
        .zip(&mut times)
        .map(|((who, _), times)| {
            times.sort_unstable();
            (*who, times[times.len() / 2])
        })
        .collect();
    let fastest = medians.iter().map(|it| it.1).min().expect("some");
    let slowest = medians.iter().map(|it| it.1).max().expect("some");
    assert!(slowest < fastest.mul_f64(1.5) + Duration::from_millis(1), "{medians:?}");
    // As many statements, whoever it is: that is why.
}

// proves: JO-2
#[tokio::test]
async fn who_may_know_is_told_the_plain_reason() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let oskar = world.signed_in("oskar").await;
    let young = world.signed_in("alva").await;
    let grown = world.resident("hugo");
    world.guardian_of(anna.id, oskar.id);
    world.guardian_of(anna.id, grown);
    let problem = async |token: &str, of: Uuid, status: u16| {
        world.get_as(token, &journal(of)).await.expect(status).problem()
    };
    assert_eq!(problem(&oskar.token, oskar.id, 403).await, "journal-not-yet-open");
    assert_eq!(problem(&young.token, young.id, 403).await, "journal-under-thirteen");
    assert_eq!(problem(&anna.token, oskar.id, 403).await, "journal-child-is-thirteen");
    assert_eq!(problem(&anna.token, grown, 403).await, "journal-child-is-sixteen");
    let window = json!({ "from": "2026-03-10", "through": "2026-11-22" });
    world.extended((anna.id, oskar.id), CLINIC, &window);
    assert_eq!(problem(&anna.token, oskar.id, 403).await, "journal-extension-expired");
    world.guardian_of(anna.id, young.id);
    world.sealed_fully(anna.id);
    assert_eq!(problem(&anna.token, young.id, 403).await, "journal-own-sealed");
    assert_eq!(world.sources_asked(), 0);
}

// proves: J-U3
#[tokio::test]
async fn an_extension_opens_the_deciding_units_part_and_a_block_closes_it() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let oskar = world.signed_in("oskar").await;
    world.guardian_of(anna.id, oskar.id);
    world.enter(COSMIC, number("oskar"), note("own", CLINIC, "2026-06-01", "klinikens"));
    world.enter(COSMIC, number("oskar"), note("other", CENTRE, "2026-06-01", "centralens"));
    world.extended(
        (anna.id, oskar.id),
        CLINIC,
        &json!({ "from": "2026-03-10", "through": "2027-03-10" }),
    );
    world.let_in_early(oskar.id, CENTRE, &json!({ "from": "2026-03-10" }));
    let path = journal(oskar.id);
    assert_eq!(texts(&world.get_as(&anna.token, &path).await.expect(200)), ["klinikens"]);
    assert_eq!(texts(&world.get_as(&oskar.token, &path).await.expect(200)), ["centralens"]);
    world.blocked((anna.id, oskar.id), "2026-11-23", None);
    world.get_as(&anna.token, &path).await.expect(404);
    world.get_as(&oskar.token, &path).await.expect(200);
}

#[tokio::test]
async fn a_unit_said_to_be_another_providers_is_as_good_as_unknown() {
    let world = world().await;
    let anna = world.signed_in("anna").await;
    let mut moved = note("moved", CENTRE, "2026-06-01", "flyttad");
    moved["provider"] = json!(crate::journal_scene::UPPSALA);
    world.enter(COSMIC, number("anna"), moved);
    world.enter(COSMIC, number("anna"), note("x", "SE2321000172-XX9", "2026-06-01", "okänd"));
    assert_eq!(count(&world.get_as(&anna.token, &journal(anna.id)).await.expect(200)), 0);
}
