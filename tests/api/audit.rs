//! The record: nobody changes it, everybody may know what concerns them, and tampering shows.

use std::sync::atomic::{AtomicBool, Ordering};

use diesel::{Connection, connection::SimpleConnection};
use etjanster::{
    access::Role,
    audit::{self, Finding, Report},
    db::{Db, RoleFault, grant_serving},
};
use serde_json::Value;

use crate::{
    clinic::Clinic,
    world::{NOON, World},
};

/// An entry as any slice would leave it.
fn entry() -> String {
    format!(
        "insert into audit_entry (at, actor_kind, actor_id, capacity, action, subject_id, outcome,
            request_id)
         select '{NOON}', 'staff', gen_random_uuid(), 'handler', 'case.read', gen_random_uuid(),
            'done', gen_random_uuid()"
    )
}

/// That many entries, each in a transaction of its own.
fn write(world: &World, count: usize) {
    let mut conn = world.conn();
    for _ in 0..count {
        conn.batch_execute(&entry()).expect("an entry is written");
    }
}

/// Seals everything, once all that was written can be: other tests' transactions may hold it up.
fn seal(world: &World) {
    let ready = "select 'no' as it from audit_entry where xid >= audit_horizon() limit 1";
    for _ in 0..200 {
        if world.texts(ready).is_empty() {
            let (conn, now) = (&mut world.conn(), world.clock.now());
            while conn.transaction(|conn| audit::seal_some(conn, now)).expect("it seals") {}
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("rows can't be sealed for ten seconds");
}

fn verify(world: &World) -> (Report, Vec<Finding>) {
    let mut found = Vec::new();
    let report = audit::verify(&mut world.conn(), &mut |finding| found.push(finding.clone()));
    (report.expect("it verifies"), found)
}

/// What a database's master could do, past the triggers.
fn tamper(world: &World, sql: &str) {
    world.sql(&format!("set local session_replication_role = replica; {sql}"));
}

/// Each finding in a word: what, and which row or batch.
fn words(found: &[Finding]) -> Vec<String> {
    let word = |finding: &Finding| match finding {
        Finding::Altered { id, .. } => format!("altered {id}"),
        Finding::Removed { id, .. } => format!("removed {id}"),
        Finding::Inserted { id, .. } => format!("inserted {id}"),
        Finding::Uncovered { id, .. } => format!("uncovered {id}"),
        Finding::Ahead { id, .. } => format!("ahead {id}"),
        Finding::BatchAltered { batch } => format!("batch {batch}"),
        Finding::ChainBroken { batch, .. } => format!("chain {batch}"),
        Finding::AnchorLost { batch } => format!("anchor {batch}"),
    };
    found.iter().map(word).collect()
}

/// Three batches of four rows.
async fn sealed() -> World {
    let world = World::new().await;
    for _ in 0..3 {
        write(&world, 4);
        seal(&world);
    }
    world
}

#[tokio::test]
async fn the_record_is_only_added_to() {
    let world = World::new().await;
    write(&world, 1);
    seal(&world);
    for table in ["audit_entry", "audit_entry_2026_11", "audit_entry_overflow", "audit_batch"] {
        let column = if table == "audit_batch" { "sealed_at" } else { "at" };
        let changes = [
            format!("update {table} set {column} = now()"),
            format!("delete from {table}"),
            format!("truncate {table}"),
        ];
        for change in changes {
            let refused = world.conn().batch_execute(&change);
            let empty = table == "audit_entry_overflow" && !change.starts_with("truncate");
            assert_eq!(refused.is_ok(), empty, "{change}: {refused:?}");
        }
    }
    assert_eq!(verify(&world).1, []);
}

/// All tests run the programme as this role, so what it needs it has.
#[tokio::test]
async fn the_role_that_serves_has_no_power_over_the_record() {
    let world = World::new().await;
    write(&world, 1);
    seal(&world);
    let mut serving = Db::connect_alone(&world.app.config.database_url).expect("it may come in");
    let may_not = [
        "update audit_entry set at = now()",
        "delete from audit_entry",
        "truncate audit_entry",
        "delete from audit_entry_2026_11",
        "insert into audit_entry_overflow select * from audit_entry",
        "update audit_batch set sealed_at = now()",
        "delete from audit_batch",
        "alter table audit_entry disable trigger all",
        "drop table audit_entry_2026_11",
        "set session_replication_role = replica",
        "delete from __diesel_schema_migrations",
        "create table mine (id int)",
        "create or replace function audit_xid_offset() returns bigint language sql as 'select 7'",
    ];
    for sql in may_not {
        let refused = serving.batch_execute(sql).expect_err(sql).to_string();
        let no_right = ["permission denied", "must be owner"];
        assert!(no_right.iter().any(|words| refused.contains(words)), "{sql}: {refused}");
    }
    serving.batch_execute(&entry()).expect("it may add");
    serving.batch_execute("select audit_ensure_month('2031-01-01')").expect("and prepare a month");
    serving.batch_execute("delete from audit_entry_2031_01").expect_err("which is not its own");
    assert_eq!(verify(&world).1, []);
}

#[tokio::test]
async fn rights_are_given_only_to_a_role_from_which_something_can_be_withheld() {
    let world = World::new().await;
    let mut owner = world.conn();
    let unknown = grant_serving(&mut owner, "no-such-role").expect_err("nobody");
    assert!(matches!(unknown, RoleFault::Unknown(_)), "{unknown}");
    let itself = world.texts("select current_user::text as it").remove(0);
    let strong = grant_serving(&mut owner, &itself).expect_err("it owns the tables");
    assert!(matches!(strong, RoleFault::TooStrong(_)), "{strong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_32_writers_leave_while_it_is_sealed_verifies_to_the_last_row() {
    let world = World::new().await;
    let writing = AtomicBool::new(true);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..32).map(|_| scope.spawn(|| write(&world, 40))).collect();
        let sealer = scope.spawn(|| {
            let conn = &mut world.conn();
            while writing.load(Ordering::Relaxed) {
                let now = world.clock.now();
                conn.transaction(|conn| audit::seal_some(conn, now)).expect("it seals");
            }
        });
        writers.into_iter().for_each(|writer| writer.join().expect("it writes"));
        writing.store(false, Ordering::Relaxed);
        sealer.join().expect("it seals");
    });
    seal(&world);
    let (report, found) = verify(&world);
    assert_eq!((report.rows, found, report.unsealed), (32 * 40, vec![], None));
    assert!(report.batches > 1, "it was sealed as it was written");
}

#[tokio::test]
async fn each_way_to_tamper_with_a_row_is_named() {
    let id = |n: i64| format!("id = {n}");
    let ways = [
        (format!("update audit_entry set capacity = 'receiver' where {}", id(2)), "altered 2"),
        (format!("update audit_entry set reason = '' where {}", id(3)), "altered 3"),
        (format!("update audit_entry set at = at - interval '1 us' where {}", id(5)), "altered 5"),
        ("update audit_entry set at = 'infinity' where id = 5".to_owned(), "altered 5"),
        ("update audit_entry set at = '2020-01-01' where id = 5".to_owned(), "altered 5"),
        (format!("delete from audit_entry where {}", id(6)), "removed 6"),
        (
            format!(
                "{} ; update audit_entry set xid = (select xid from audit_entry where id = 2)
                 where id = 13",
                entry()
            ),
            "inserted 13",
        ),
        (
            "insert into audit_entry overriding system value
             select id, at + interval '1 day', xid, actor_kind, actor_id, capacity, unit_id,
                patient_id, action, subject_id, outcome, reason, request_id
             from audit_entry where id = 7"
                .to_owned(),
            "inserted 7",
        ),
        ("update audit_entry set xid = xid + 1000000000 where id = 8".to_owned(), "ahead 8"),
    ];
    for (way, expected) in ways {
        let world = sealed().await;
        assert_eq!(verify(&world).1, []);
        tamper(&world, &way);
        let found = words(&verify(&world).1);
        assert!(found.contains(&expected.to_owned()), "{way}: {found:?}");
    }
}

#[tokio::test]
async fn two_rows_that_changed_places_are_both_named() {
    let world = sealed().await;
    tamper(
        &world,
        "update audit_entry e set subject_id = o.subject_id, xid = o.xid
         from audit_entry o where (e.id, o.id) in ((2, 11), (11, 2))",
    );
    assert_eq!(words(&verify(&world).1), ["altered 2", "altered 11"]);
}

#[tokio::test]
async fn a_seal_that_is_altered_or_taken_away_is_named() {
    let ways = [
        ("update audit_batch set sealed_at = now() where id = 2", vec!["batch 2"]),
        (
            "update audit_batch set hash = sha256('x') where id = 2",
            vec!["batch 2", "chain 3"],
        ),
        (
            "delete from audit_batch where id = 2",
            vec!["chain 3", "uncovered 5", "uncovered 6", "uncovered 7", "uncovered 8"],
        ),
        (
            "delete from audit_batch where id = 1",
            vec!["chain 2", "uncovered 1", "uncovered 2", "uncovered 3", "uncovered 4"],
        ),
        (
            "update audit_batch set entry_ids = entry_ids[2:], entry_hashes = substr(entry_hashes, 33)
             where id = 2; delete from audit_entry where id = 5",
            vec!["batch 2"],
        ),
    ];
    for (way, expected) in ways {
        let world = sealed().await;
        tamper(&world, way);
        assert_eq!(words(&verify(&world).1), expected, "{way}");
    }
}

/// Whoever takes away the newest seals leaves rows unsealed, as they were a moment after writing:
/// only a head that was noted elsewhere tells.
#[tokio::test]
async fn newest_seals_taken_away_are_found_by_a_head_noted_elsewhere() {
    let world = sealed().await;
    let (number, hash) = verify(&world).0.head.expect("a head");
    let anchor = format!("{number}:{hash}").parse().expect("an anchor");
    tamper(&world, "delete from audit_batch where id = 3");
    let (report, found) = verify(&world);
    assert_eq!((found, report.unsealed.expect("rows").rows), (vec![], 4));

    let tell = |anchors: &[audit::Anchor]| {
        let mut told = Vec::new();
        let now = world.clock.now() + chrono::TimeDelta::hours(1);
        let sound = audit::verify_and_tell(&mut world.conn(), now, anchors, &mut told);
        (sound.expect("it verifies"), String::from_utf8(told).expect("UTF-8"))
    };
    let (sound, told) = tell(&[]);
    assert!(sound && told.contains("4 rows are not sealed yet: id 9 to 12"), "{told}");
    assert!(told.contains("note: "), "{told}");
    let (sound, told) = tell(&[anchor]);
    assert!(!sound && told.contains("lost      batch 3"), "{told}");
}

#[tokio::test]
async fn rows_of_a_transaction_that_still_runs_are_sealed_when_it_has_ended() {
    let world = World::new().await;
    let mut open = world.conn();
    open.batch_execute(&format!("begin; {}", entry())).expect("it begins");
    write(&world, 3);
    let now = world.clock.now();
    audit::seal_some(&mut world.conn(), now).expect("it seals");
    let unsealed = verify(&world).0.unsealed.expect("rows");
    assert_eq!((unsealed.rows, unsealed.first_id, unsealed.last_id), (3, 2, 4));

    open.batch_execute("commit").expect("it ends");
    seal(&world);
    let (report, found) = verify(&world);
    assert_eq!((report.rows, found), (4, vec![]));
}

#[tokio::test]
async fn ten_thousand_rows_of_many_and_of_few_transactions_are_sealed_and_verified() {
    let world = World::new().await;
    world.sql(&format!("{} from generate_series(1, 12000)", entry()));
    write(&world, 500);
    seal(&world);
    let started = std::time::Instant::now();
    let (report, found) = verify(&world);
    assert_eq!((report.rows, found), (12_500, vec![]));
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

/// A dump restored into a new cluster meets transaction numbers that begin anew.
#[tokio::test]
async fn after_a_dump_is_restored_elsewhere_sealing_goes_on_where_it_was() {
    let world = World::new().await;
    let counts_from = |offset: i64| {
        world.sql(&format!(
            "create or replace function audit_xid_offset() returns bigint language sql immutable
             as $$ select {offset}::bigint $$"
        ));
    };
    counts_from(50_000_000);
    write(&world, 3);
    seal(&world);
    counts_from(0);
    let now = world.clock.now();
    assert!(!audit::seal_some(&mut world.conn(), now).expect("it refuses quietly"));

    audit::prepare(&mut world.conn(), now).expect("migrate does this");
    write(&world, 3);
    seal(&world);
    let (report, found) = verify(&world);
    assert_eq!((report.rows, report.batches, found), (6, 2, vec![]));
}

#[tokio::test]
async fn the_command_names_the_row_and_fails() {
    let world = sealed().await;
    let run = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_etjanster"))
            .args(["audit", "verify"])
            .env("DATABASE_URL", &world.app.config.database_url)
            .env("REDIS_URL", &world.app.config.redis_url)
            .output()
            .expect("it runs")
    };
    let sound = run();
    let told = String::from_utf8_lossy(&sound.stdout).into_owned();
    assert!(sound.status.success() && told.contains("12 sealed rows in 3 batches"), "{told}");
    assert!(told.contains("every row is sealed") && told.contains("\nhead 3:"), "{told}");

    tamper(&world, "update audit_entry set outcome = 'denied' where id = 10");
    let unsound = run();
    let told = String::from_utf8_lossy(&unsound.stdout).into_owned();
    assert_eq!(unsound.status.code(), Some(1));
    let line = "altered   row 10 of 2026-11-23T11:00:00Z, sealed in batch 3";
    assert!(told.lines().any(|it| it == line), "{told}");
}

/// Reads are only shown with their entry (HSLF-FS 2016:40).
#[tokio::test]
async fn a_read_whose_entry_can_not_be_written_shows_nothing() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    clinic.world.sql(
        "alter table audit_entry add constraint broken check (action <> 'case.read') not valid",
    );
    let answer = clinic.read(&clinic.handler.token, &case).await.expect(500);
    assert_eq!(answer.problem(), "internal");
    assert!(!String::from_utf8_lossy(&answer.body).contains("Receptet"));

    clinic.world.sql("alter table audit_entry drop constraint broken");
    clinic.read(&clinic.handler.token, &case).await.expect(200);
}

fn lines(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("a page");
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or("-").to_owned();
    items
        .iter()
        .map(|item| {
            format!("{} {} {}", text(item, "action"), text(item, "capacity"), text(item, "outcome"))
        })
        .collect()
}

// proves: B-122
#[tokio::test]
async fn a_resident_is_told_who_saw_them_where_when_and_who_tried() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let case = clinic.assigned().await;
    clinic.read(&clinic.handler.token, &case).await.expect(200);
    clinic.read(&clinic.other_handler.token, &case).await.expect(404);
    let path = format!("/residents/{}/access-log", clinic.anna.id);

    let page = world.get_as(&clinic.anna.token, &path).await.expect(200).json();

    let lines = lines(&page);
    assert_eq!(lines[..2], ["case.read staff denied", "case.read handler done"]);
    assert_eq!(page["items"][1]["unit"]["name"], "Provets vårdcentral");
    assert_eq!(page["items"][1]["at"], NOON);
    let again = world.get_as(&clinic.anna.token, &path).await.expect(200).json();
    assert_eq!(again["items"][0]["action"], "access-log.read");
    assert!(
        !page.to_string().contains(&clinic.handler.id.to_string()),
        "people are told by name, never by id"
    );
}

#[tokio::test]
async fn the_record_is_read_page_by_page_without_loss() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    clinic.closed().await;
    let written = world.audit().len();
    let mut path = format!("/residents/{}/access-log?limit=2", clinic.anna.id);
    let mut seen = 0;
    loop {
        let page = world.get_as(&clinic.anna.token, &path).await.expect(200).json();
        seen += lines(&page).len();
        let Some(next) = page["_links"]["next"]["href"].as_str() else { break };
        path = next.replace(&format!("{}/etjanster/v1", world.base), "");
    }
    assert_eq!(seen, written, "rows written while reading lie before the first page");
}

// proves: B-123, R-ROLE-17
#[tokio::test]
async fn a_reviewer_sees_the_unit_without_content_and_without_themselves() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let reviewer = world.colleague(&[(Role::Reviewer, clinic.unit)]).await;
    clinic.closed().await;
    let path = format!("/units/{}/access-log", clinic.unit);

    let page = world.get_as(&reviewer.token, &path).await.expect(200).json();
    let again = world.get_as(&reviewer.token, &path).await.expect(200).json();

    assert_eq!(lines(&page)[0], "case.answer handler done");
    assert_eq!(page["items"][0]["actorId"], clinic.handler.id.to_string());
    assert_eq!(page["items"][0]["patientId"], clinic.anna.id.to_string());
    assert_eq!(lines(&again), lines(&page));
    assert!(!page.to_string().contains("Vi hör av oss"));
    let told = format!("/residents/{}/access-log", clinic.anna.id);
    let told = world.get_as(&clinic.anna.token, &told).await.expect(200).json();
    assert_eq!(lines(&told)[0], "access-log.review reviewer done");
}
