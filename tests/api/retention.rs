//! How long information is kept, by whose decision, and how it goes.

use std::process::{Child, Command};

use chrono::Months;
use diesel::connection::SimpleConnection;
use etjanster::{
    access::Role,
    jobs::{self, Desk},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Colleague, Shown},
    world::{Answer, World, new_id, noon, wait_until},
};

/// A decision to enter, with some of its answers changed.
pub fn decision(information_type: &str, changed: Value) -> Value {
    let mut decision = json!({
        "informationType": information_type, "isRecordDocument": false, "purpose": "Prov.",
        "retainMonths": 24, "fromEvent": "closed", "decidedBy": "Regionarkivet",
        "decisionRef": "RV 2026-1", "validFrom": "2026-11-23",
    });
    for (name, value) in changed.as_object().into_iter().flatten() {
        decision[name] = value.clone();
    }
    decision
}

const POLICIES: &str = "/regions/19/retention-policies";

/// Those that apply today: whose, of what, and for how many months.
async fn applying(world: &World, token: &str) -> Vec<String> {
    let all = world.get_as(token, POLICIES).await.expect(200).json();
    let items = all["items"].as_array().expect("a list").iter();
    items
        .filter(|item| item["appliesToday"] == true)
        .map(|item| {
            let region = item["regionCode"].as_str().unwrap_or("nation");
            let kind = item["informationType"].as_str().expect("a type");
            format!("{region} {kind} {}", item["retainMonths"])
        })
        .collect()
}

// proves: B-131, B-133, B-134
#[tokio::test]
async fn a_region_decides_for_itself_and_a_decision_never_changes() {
    let world = World::new().await;
    let regional = world.staff_session(world.regional_administrator()).await;
    let national = ["nation access-log 120", "nation case 36", "nation citizen-case 36"];
    assert_eq!(applying(&world, &regional).await, national);

    let own = decision("case", json!({ "returnManner": "Som fil till vårdgivaren" }));
    let made = world.post_as(&regional, POLICIES, None, &own).await.expect(201).json();
    assert_eq!((&made["regionCode"], &made["purgeMethod"]), (&json!("19"), &json!("delete")));
    assert_eq!(made["returnToCaregiver"], true);
    let later =
        json!({ "retainMonths": 60, "validFrom": "2027-01-01", "transferTarget": "Arkivet" });
    let later = decision("case", later);
    let later = world.post_as(&regional, POLICIES, None, &later).await.expect(201).json();
    assert_eq!(later["purgeMethod"], "transfer-and-delete");
    let record = decision("record-case", json!({ "isRecordDocument": true, "retainMonths": 120 }));
    world.post_as(&regional, POLICIES, None, &record).await.expect(201);

    let now =
        ["nation access-log 120", "19 case 24", "nation citizen-case 36", "19 record-case 120"];
    assert_eq!(applying(&world, &regional).await, now);
    let twice = world.post_as(&regional, POLICIES, None, &own).await.expect(409);
    assert_eq!(twice.problem(), "retention-already-decided");
    for change in [
        "update retention_policy set retain_months = 1",
        "delete from retention_policy",
        "truncate retention_policy cascade",
    ] {
        world.conn().batch_execute(change).expect_err(change);
    }
}

// proves: B-120, B-134
#[tokio::test]
async fn a_decision_that_can_not_be_is_refused_field_by_field() {
    let world = World::new().await;
    let regional = world.staff_session(world.regional_administrator()).await;
    for (kind, changed, pointer) in [
        ("access-log", json!({ "retainMonths": 59 }), "/retainMonths"),
        ("case", json!({ "retainMonths": 0 }), "/retainMonths"),
        ("case", json!({ "validFrom": "2026-11-22" }), "/validFrom"),
        ("Case!", json!({}), "/informationType"),
        ("case", json!({ "purpose": "" }), "/purpose"),
        ("case", json!({ "fromEvent": "opened" }), "/fromEvent"),
        ("case", json!({ "transferTarget": "" }), "/transferTarget"),
    ] {
        let body = decision(kind, changed);
        let answer = world.post_as(&regional, POLICIES, None, &body).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    assert_eq!(world.texts("select id::text as it from retention_policy").len(), 3);
    let kept = decision("access-log", json!({ "retainMonths": 60 }));
    world.post_as(&regional, POLICIES, None, &kept).await.expect(201);
}

/// A clinic whose cases can be purged: who may, and what the region has decided.
struct Archive {
    clinic: Clinic,
    local: Colleague,
    regional: Colleague,
}

impl Archive {
    async fn new() -> Self {
        let archive = Self::undecided().await;
        archive.decide("case", json!({})).await;
        archive
    }

    async fn undecided() -> Self {
        let clinic = Clinic::new().await;
        let world = &clinic.world;
        let local = world.colleague(&[(Role::LocalAdministrator, clinic.unit)]).await;
        let id = world.regional_administrator();
        let regional = Colleague { id, token: world.staff_session(id).await };
        Self { clinic, local, regional }
    }

    fn world(&self) -> &World {
        &self.clinic.world
    }

    async fn decide(&self, kind: &str, changed: Value) {
        let body = decision(kind, changed);
        self.world().post_as(&self.regional.token, POLICIES, None, &body).await.expect(201);
    }

    fn path(&self, part: &str) -> String {
        format!("/units/{}/{part}", self.clinic.unit)
    }

    /// A case that was answered so many months ago.
    async fn closed_months_ago(&self, months: u32) -> Shown {
        let case = self.clinic.closed().await;
        self.age(&case, months);
        case
    }

    fn age(&self, case: &Shown, months: u32) {
        let then = (noon() - Months::new(months)).to_rfc3339();
        self.world().sql(&format!(
            "update case_file set created_at = '{then}', submitted_at = '{then}',
                first_response_due_at = '{then}', first_response_warn_at = '{then}', first_response_at = '{then}',
                closed_at = '{then}' where id = '{}'",
            case.id
        ));
    }

    async fn propose(&self) -> Answer {
        let path = self.path("purge-proposals");
        self.world().post_as(&self.local.token, &path, None, &json!({})).await
    }

    async fn proposed(&self) -> Shown {
        Shown::of(&self.propose().await.expect(201))
    }

    async fn step(&self, who: &Colleague, seen: &Shown, part: &str, body: Value) -> Answer {
        let path = self.path(&format!("purge-proposals/{}/{part}", seen.id));
        self.world().post_as(&who.token, &path, Some(&seen.etag), &body).await
    }

    async fn approved(&self) -> Shown {
        let proposed = self.proposed().await;
        Shown::of(&self.step(&self.regional, &proposed, "approvals", json!({})).await.expect(201))
    }

    async fn read(&self, seen: &Shown) -> Value {
        let path = self.path(&format!("purge-proposals/{}", seen.id));
        self.world().get_as(&self.local.token, &path).await.expect(200).json()
    }

    async fn hold(&self, body: Value) -> Answer {
        let path = self.path("legal-holds");
        self.world().post_as(&self.local.token, &path, None, &body).await
    }

    async fn lift(&self, hold: &str) -> Answer {
        let path = self.path(&format!("legal-holds/{hold}/liftings"));
        let body = json!({ "reason": "Avgjord" });
        self.world().post_as(&self.local.token, &path, None, &body).await
    }

    fn desk(&self) -> Desk {
        Desk::new(&self.world().app.config.database_url, self.world().clock.clone())
    }

    async fn work(&self) {
        jobs::run_all(&mut self.desk()).await.expect("it works");
    }

    /// That many old cases at once, put in place by SQL.
    fn many(&self, count: usize) {
        let Clinic { unit, case_type, anna, .. } = &self.clinic;
        self.world().sql(&old_cases(*unit, *case_type, anna.id, count));
    }

    fn count(&self, sql: &str) -> usize {
        self.world().texts(sql)[0].parse().expect("a number")
    }

    fn cases(&self) -> usize {
        self.count("select count(*)::text as it from case_file")
    }
}

/// SQL for old cases of that resident's, each with a message and a step.
pub fn old_cases(unit: Uuid, case_type: Uuid, resident: Uuid, count: usize) -> String {
    format!(
        "with made as (insert into case_file (id, number, unit_id, case_type_id, form_version_id,
            subject_id, initiated_by, stage, answers, created_at, submitted_at,
            first_response_due_at, closed_at, close_kind)
         select gen_random_uuid(), lpad((floor(random() * 1e9)::bigint * 10 + n % 10)::text, 10, '0'),
            '{unit}', '{case_type}', f.id, '{resident}', '{resident}', 'closed', '{{}}', t, t, t, t,
            'withdrawn'
         from generate_series(1, {count}) n, form_version f, (values (timestamptz '2020-01-01')) v (t)
         where f.case_type_id = '{case_type}' and f.number = 1 returning id, subject_id),
         said as (insert into case_message (id, case_id, seq, kind, sender_resident_id, body, sent_at)
            select gen_random_uuid(), id, 1, 'submission', subject_id, 'Hej', '2020-01-01' from made)
         insert into case_event (id, case_id, version, at, kind, actor_resident_id, to_stage)
            select gen_random_uuid(), id, 2, '2020-01-01', 'case.withdraw', subject_id, 'closed'
            from made"
    )
}

fn hash_of(ids: impl IntoIterator<Item = String>) -> String {
    let mut ids: Vec<String> = ids.into_iter().collect();
    ids.sort();
    let lines: String = ids.iter().map(|id| format!("{id}\n")).collect();
    hex::encode(Sha256::digest(lines))
}

// proves: L-18, M-38, B-134, B-135
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn what_was_kept_long_enough_goes_when_two_people_say_so_and_leaves_a_certificate() {
    let archive = Archive::undecided().await;
    let world = archive.world();
    let anna = &archive.clinic.anna;
    let mut old = Vec::new();
    for _ in 0..2 {
        old.push(archive.closed_months_ago(25).await);
    }
    let young = archive.closed_months_ago(23).await;
    let open = archive.clinic.awaiting().await;
    world.sql("update inbox_item set read_at = now(), archived_at = now()");
    let nobodys = archive.propose().await.expect(409);
    assert_eq!(nobodys.problem(), "purge-nothing-due", "the nation's 36 months are not out");
    archive.decide("case", json!({})).await;

    let proposed = archive.proposed().await;
    assert_eq!((&proposed.json["cases"], &proposed.json["held"]), (&json!(2), &json!(0)));
    let path = archive.path(&format!("purge-proposals/{}/cases", proposed.id));
    let listed = world.get_as(&archive.local.token, &path).await.expect(200).json();
    let mut numbers: Vec<&Value> =
        listed["items"].as_array().expect("a list").iter().map(|it| &it["number"]).collect();
    let mut expected: Vec<&Value> = old.iter().map(|case| &case.json["number"]).collect();
    numbers.sort_by_key(|it| it.to_string());
    expected.sort_by_key(|it| it.to_string());
    assert_eq!(numbers, expected);
    assert!(!listed.to_string().contains(&anna.id.to_string()), "never whose they are");
    assert_eq!(archive.propose().await.expect(409).problem(), "purge-under-way");
    let own = archive.step(&archive.local, &proposed, "approvals", json!({})).await.expect(409);
    assert_eq!(own.problem(), "purge-own-proposal");
    archive.work().await;
    assert_eq!(archive.cases(), 4, "a dry run takes nothing");

    let approved = archive.step(&archive.regional, &proposed, "approvals", json!({})).await;
    assert_eq!(Shown::of(&approved.expect(201)).stage(), "approved");
    archive.work().await;

    let done = archive.read(&proposed).await;
    assert_eq!((&done["stage"], &done["purged"]), (&json!("done"), &json!(2)));
    let certificate = &done["certificate"];
    assert_eq!((&certificate["cases"], &certificate["messages"]), (&json!(2), &json!(4)));
    assert_eq!(certificate["idsHash"], hash_of(old.iter().map(|case| case.id.clone())).as_str());
    assert_eq!(certificate["approvedBy"], archive.regional.id.to_string());
    let path = archive.path("purge-certificates");
    let all = world.get_as(&archive.local.token, &path).await.expect(200).json();
    assert_eq!(all["items"], json!([certificate]));
    for case in &old {
        archive.clinic.read(&anna.token, case).await.expect(404);
        let left = format!("select action as it from audit_entry where subject_id = '{}'", case.id);
        assert!(world.texts(&left).len() > 3, "who has seen it stays known");
    }
    for case in [&young, &open] {
        archive.clinic.read(&anna.token, case).await.expect(200);
    }
    for path in [
        format!("/residents/{}/inbox-items", anna.id),
        format!("/residents/{}/cases", anna.id),
        archive.path("cases"),
    ] {
        let token =
            if path.starts_with("/units") { &archive.clinic.receiver.token } else { &anna.token };
        let page = world.get_as(token, &path).await.expect(200).json();
        assert!(old.iter().all(|case| !page.to_string().contains(&case.id)), "{path}");
        assert!(page.to_string().contains(&young.id), "{path}");
    }
    let log = format!("/residents/{}/access-log?limit=100", anna.id);
    let log = world.get_as(&anna.token, &log).await.expect(200).json().to_string();
    assert!(log.contains("case.purge"), "she can see that they went");
    for change in ["update purge_certificate set cases = 0", "delete from purge_certificate"] {
        world.conn().batch_execute(change).expect_err(change);
    }
}

// proves: L-18
#[tokio::test]
async fn nothing_but_an_approved_purge_takes_a_case_away() {
    let archive = Archive::new().await;
    let case = archive.closed_months_ago(30).await;
    let id = &case.id;
    let deletions = [
        format!("delete from case_event where case_id = '{id}'"),
        format!("delete from case_message where case_id = '{id}'"),
        format!("delete from case_file where id = '{id}'"),
    ];
    let refused = |when: &str| {
        for deletion in &deletions {
            let claimed = format!("set local etjanster.purging = '{id}'; {deletion}");
            for sql in [deletion, &format!("begin; {claimed}; commit")] {
                archive.world().conn().batch_execute(sql).expect_err(&format!("{when}: {sql}"));
            }
        }
    };
    refused("before anyone proposed it");
    let proposed = archive.proposed().await;
    refused("when it is proposed");
    let hold = archive.hold(json!({ "caseId": id, "reason": "Tvist" })).await;
    let hold = Shown::of(&hold.expect(201));
    let approved = archive.step(&archive.regional, &proposed, "approvals", json!({})).await;
    approved.expect(201);
    refused("when it is on hold");
    for change in [
        format!("update case_message set body = '' where case_id = '{id}'"),
        format!(
            "begin; set local etjanster.purging = '{id}';
             update case_message set body = '' where case_id = '{id}'; commit"
        ),
        "truncate case_file cascade".to_owned(),
    ] {
        archive.world().conn().batch_execute(&change).expect_err(&change);
    }
    assert_eq!(archive.cases(), 1);
    archive.lift(&hold.id).await.expect(201);
    archive.work().await;
    assert_eq!(archive.cases(), 0);
}

/// Whatever refers to a case or to a message goes with it, or lets go of it.
#[tokio::test]
async fn no_table_stands_in_the_way_of_a_purge() {
    let world = World::new().await;
    let holding = world.texts(
        "select conrelid::regclass || ' ' || conname as it from pg_constraint
         where contype = 'f' and confdeltype in ('a', 'r')
            and confrelid in ('case_file'::regclass, 'case_message'::regclass)
            and conrelid not in ('case_message'::regclass, 'case_event'::regclass,
                'inbox_item'::regclass)",
    );
    assert_eq!(holding, [""; 0], "`on delete cascade` or `set null`, or a line in `purge_case`");
}

// proves: B-134
#[tokio::test]
async fn a_hold_keeps_what_it_covers_as_long_as_it_is_in_force() {
    let archive = Archive::new().await;
    let world = archive.world();
    let (first, second) =
        (archive.closed_months_ago(30).await, archive.closed_months_ago(30).await);
    let maria = world.signed_in("maria").await;
    let hers = archive.clinic.draft_for(&maria.token, maria.id).await;
    let hers = archive.clinic.step(&maria.token, &hers, "submissions", json!({})).await;
    let hers = archive.clinic.step(&maria.token, &hers, "withdrawals", json!({})).await;
    archive.age(&hers, 30);
    archive.hold(json!({ "residentId": maria.id, "reason": "Tillsyn" })).await.expect(201);
    let approved = archive.approved().await;
    assert_eq!((&approved.json["cases"], &approved.json["held"]), (&json!(2), &json!(1)));
    let late = archive.hold(json!({ "caseId": second.id, "reason": "Tvist" })).await.expect(201);
    archive.work().await;
    let done = archive.read(&approved).await;
    assert_eq!((&done["stage"], &done["purged"]), (&json!("done"), &json!(1)));
    assert_eq!(done["certificate"]["held"], 1);
    assert_eq!(done["certificate"]["idsHash"], hash_of([first.id]).as_str());

    let all = archive.hold(json!({ "reason": "Allt tills vidare" })).await.expect(201);
    let nothing = archive.propose().await.expect(409);
    assert!(nothing.json()["detail"].to_string().contains("Spärrade: 2"), "{:?}", nothing.json());
    for hold in [&late, &all].map(|hold| Shown::of(hold).id) {
        archive.lift(&hold).await.expect(201);
        assert_eq!(archive.lift(&hold).await.expect(409).problem(), "legal-hold-lifted");
    }
    let next = archive.proposed().await;
    assert_eq!((&next.json["cases"], &next.json["held"]), (&json!(1), &json!(1)));
    let path = archive.path("legal-holds");
    let listed = world.get_as(&archive.local.token, &path).await.expect(200).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
    for change in ["update legal_hold set reason = 'x'", "delete from legal_hold"] {
        world.conn().batch_execute(change).expect_err(change);
    }
}

#[tokio::test]
async fn a_hold_on_what_is_not_there_is_refused_field_by_field() {
    let archive = Archive::new().await;
    let case = archive.closed_months_ago(1).await;
    let anna = archive.clinic.anna.id;
    for (wrong, pointer) in [
        (json!({ "reason": "" }), "/reason"),
        (json!({ "reason": "x", "caseId": new_id() }), "/caseId"),
        (json!({ "reason": "x", "residentId": new_id() }), "/residentId"),
        (json!({ "reason": "x", "residentId": anna, "caseId": case.id }), "/residentId"),
    ] {
        let answer = archive.hold(wrong).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], pointer);
    }
    assert_eq!(archive.count("select count(*)::text as it from legal_hold"), 0);
}

// proves: B-134
#[tokio::test]
async fn time_is_counted_from_what_the_decision_says() {
    for (event, goes) in [("closed", true), ("last-activity", false), ("read", false)] {
        let archive = Archive::undecided().await;
        archive.decide("case", json!({ "fromEvent": event })).await;
        let case = archive.closed_months_ago(30).await;
        archive.world().sql("update inbox_item set read_at = '2026-11-01'");
        let answer = archive.propose().await;
        assert_eq!(answer.status, if goes { 201 } else { 409 }, "{event} of {}", case.id);
    }
    let archive = Archive::undecided().await;
    archive.decide("case", json!({ "fromEvent": "read" })).await;
    archive.closed_months_ago(37).await;
    assert_eq!(archive.proposed().await.json["cases"], 1, "unread counts as read after a year");
}

#[tokio::test]
async fn what_has_changed_since_the_dry_run_stays() {
    let archive = Archive::new().await;
    let (case, other) = (archive.closed_months_ago(30).await, archive.closed_months_ago(30).await);
    let approved = archive.approved().await;
    archive.age(&case, 1);
    archive.work().await;
    let done = archive.read(&approved).await;
    assert_eq!((&done["purged"], &done["certificate"]["notDue"]), (&json!(1), &json!(1)));
    archive.clinic.read(&archive.clinic.anna.token, &case).await.expect(200);
    archive.clinic.read(&archive.clinic.anna.token, &other).await.expect(404);
}

#[tokio::test]
async fn a_rejected_purge_takes_nothing_and_the_next_begins_anew() {
    let archive = Archive::new().await;
    archive.closed_months_ago(30).await;
    let proposed = archive.proposed().await;
    let no = json!({ "reason": "Vänta på arkivet" });
    let rejected = archive.step(&archive.local, &proposed, "rejections", no.clone()).await;
    let rejected = Shown::of(&rejected.expect(201));
    assert_eq!(rejected.stage(), "rejected");
    for (part, body) in
        [("approvals", json!({})), ("rejections", no), ("deliveries", json!({ "reference": "1" }))]
    {
        let answer = archive.step(&archive.regional, &rejected, part, body).await.expect(409);
        assert_eq!(answer.problem(), "purge-wrong-stage");
    }
    archive.work().await;
    assert_eq!(archive.cases(), 1);
    archive.approved().await;
    archive.work().await;
    assert_eq!(archive.cases(), 0);
}

#[tokio::test]
async fn two_approvals_at_once_leave_one() {
    let archive = Archive::new().await;
    archive.many(3);
    let proposed = archive.proposed().await;
    let other = archive.world().colleague(&[(Role::LocalAdministrator, archive.clinic.unit)]).await;
    let (one, two) = tokio::join!(
        archive.step(&archive.regional, &proposed, "approvals", json!({})),
        archive.step(&other, &proposed, "approvals", json!({})),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [201, 412]);
    let (one, two) = (&mut archive.desk(), &mut archive.desk());
    let (one, two) = tokio::join!(jobs::run_all(one), jobs::run_all(two));
    one.and(two).expect("they work");
    archive.work().await;
    assert_eq!(archive.cases(), 0);
    assert_eq!(archive.count("select count(*)::text as it from purge_certificate"), 1);
}

/// From the answer on nothing goes that the hold covers, wherever the worker is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_that_is_placed_while_a_purge_runs_holds_from_its_answer_on() {
    let archive = Archive::new().await;
    archive.many(400);
    let approved = archive.approved().await;
    let mut desk = archive.desk();
    let worker = tokio::spawn(async move { jobs::run_all(&mut desk).await });
    let purged =
        || archive.count("select count(*)::text as it from purge_item where outcome = 'purged'");
    wait_until("the purge has begun", async || purged() > 0).await;
    archive.hold(json!({ "reason": "Stopp" })).await.expect(201);
    let left = archive.cases();
    worker.await.expect("it ends").expect("it works");
    assert_eq!(archive.cases(), left);
    let done = archive.read(&approved).await;
    assert_eq!(done["certificate"]["held"], left);
    assert_eq!(done["certificate"]["cases"], 400 - left);
}

/// The worker as deployed, in a process of its own.
fn worker(world: &World) -> Child {
    Command::new(env!("CARGO_BIN_EXE_etjanster"))
        .arg("work")
        .env("DATABASE_URL", &world.app.config.database_url)
        .env("REDIS_URL", &world.app.config.redis_url)
        .env("METRICS_LISTEN", "127.0.0.1:0")
        .env("LOG", "off")
        .spawn()
        .expect("it starts")
}

// proves: B-135
#[tokio::test]
async fn a_purge_whose_worker_is_killed_three_times_purges_each_case_once() {
    let archive = Archive::new().await;
    archive.many(1500);
    let ids = archive.world().texts("select id::text as it from case_file");
    let approved = archive.approved().await;
    let purged =
        || archive.count("select count(*)::text as it from purge_item where outcome = 'purged'");
    for _ in 0..3 {
        let before = purged();
        let mut process = worker(archive.world());
        wait_until("it purges", async || purged() > before).await;
        process.kill().expect("SIGKILL");
        process.wait().expect("it is gone");
        assert!(purged() < ids.len(), "it was killed on the way");
    }
    let mut processes = [worker(archive.world()), worker(archive.world())];
    wait_until("it is done", async || archive.read(&approved).await["stage"] == "done").await;
    for process in &mut processes {
        process.kill().expect("SIGKILL");
        process.wait().expect("it is gone");
    }
    let done = archive.read(&approved).await;
    assert_eq!(done["certificate"]["cases"], 1500);
    assert_eq!(done["certificate"]["idsHash"], hash_of(ids).as_str());
    assert_eq!(archive.cases(), 0);
    let entries = "select count(*)::text || ' ' || count(distinct subject_id)::text as it
        from audit_entry where action = 'case.purge'";
    assert_eq!(archive.world().texts(entries), ["1500 1500"]);
}

/// The files of a ZIP archive, read by its directory, their checksums checked.
fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize, size: usize| {
        let bytes = bytes[at..at + size].iter().rev();
        bytes.fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte))
    };
    let end = bytes.len() - 22;
    assert_eq!(number(end, 4), 0x0605_4b50);
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = Vec::new();
    for _ in 0..count {
        assert_eq!(number(at, 4), 0x0201_4b50);
        let (crc, size, name) = (number(at + 16, 4), number(at + 20, 4), number(at + 28, 2));
        let head = number(at + 42, 4);
        assert_eq!(number(head, 4), 0x0403_4b50);
        let text = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).expect("UTF-8");
        let from = head + 30 + number(head + 26, 2);
        let content = bytes[from..from + size].to_vec();
        assert_eq!(crc32fast::hash(&content) as usize, crc, "{text}");
        files.push((text, content));
        at += 46 + name;
    }
    files
}

/// Each file is as the manifest says.
fn check_manifest(manifest: &[u8], files: &[(String, Vec<u8>)]) {
    let manifest: Value = serde_json::from_slice(manifest).expect("JSON");
    for file in manifest["files"].as_array().expect("files") {
        let content = &files.iter().find(|(name, _)| file["path"] == name.as_str()).expect("it").1;
        assert_eq!(file["sha256"], hex::encode(Sha256::digest(content)).as_str());
    }
}

// proves: B-64, B-132, B-134
#[tokio::test]
async fn attachments_leave_the_house_and_go_with_their_case() {
    let archive = Archive::new().await;
    let world = archive.world();
    let case = archive.closed_months_ago(30).await;
    world.sql(&format!(
        "with file as (insert into attachment (id, case_id, message_id, place,
                uploaded_by_resident_id, name, media_type, begun_at, arrived_at, bytes, sha256, scan,
                scan_due_at, move_due_at)
            select gen_random_uuid(), case_id, id, 1, sender_resident_id, 'hud.png', 'image/png',
                sent_at, sent_at, 3, sha256('abc'), 'clean', sent_at, sent_at
            from case_message where case_id = '{}' and seq = 1 returning id)
         insert into attachment_piece (attachment_id, seq, bytes) select id, 0, 'abc' from file",
        case.id
    ));
    let proposed = archive.proposed().await;
    let path = archive.path(&format!("purge-proposals/{}/export-package", proposed.id));
    let package = world.get_as(&archive.local.token, &path).await.expect(200);
    let files = unzip(&package.body);
    let (_, file) = files
        .iter()
        .find(|(name, _)| name.ends_with("/attachments/1-hud.png"))
        .expect("it is there");
    assert_eq!(file, b"abc");
    check_manifest(&files.last().expect("files").1, &files);

    archive.step(&archive.regional, &proposed, "approvals", json!({})).await.expect(201);
    archive.work().await;
    assert_eq!(archive.read(&proposed).await["certificate"]["attachments"], 1);
    for table in ["attachment", "attachment_piece"] {
        assert_eq!(archive.count(&format!("select count(*)::text as it from {table}")), 0);
    }
}

// proves: M-38, B-132, B-135
#[tokio::test]
async fn what_goes_to_the_archive_is_exported_and_delivered_before_it_is_purged() {
    let archive = Archive::undecided().await;
    archive.decide("case", json!({ "transferTarget": "Regionarkivet" })).await;
    let world = archive.world();
    let case = archive.closed_months_ago(30).await;
    archive.closed_months_ago(31).await;
    let proposed = archive.proposed().await;
    assert_eq!(proposed.json["needsDelivery"], true);
    let early = archive.step(&archive.regional, &proposed, "approvals", json!({})).await;
    assert_eq!(early.expect(409).problem(), "purge-not-delivered");

    let before = world.audit().len();
    let path = archive.path(&format!("purge-proposals/{}/export-package", proposed.id));
    let package = world.get_as(&archive.local.token, &path).await.expect(200);
    assert_eq!(package.header("content-type"), "application/zip");
    assert!(package.header("content-disposition").starts_with("attachment"));
    assert_eq!(world.audit()[before..], ["purge.export done"], "in the record of each person");
    let files = unzip(&package.body);
    let number = case.json["number"].as_str().expect("a number");
    let of = |name: &str| {
        let path = format!("cases/{number}/{name}");
        &files.iter().find(|(name, _)| *name == path).expect("it is there").1
    };
    let json: Value = serde_json::from_slice(of("case.json")).expect("JSON");
    assert_eq!(json["messages"][0]["body"], "Vad gäller det?\nReceptet är slut");
    assert_eq!(json["messages"][1]["kind"], "answer");
    assert!(of("case.pdf").starts_with(b"%PDF-1."));
    let (name, manifest) = files.last().expect("files");
    assert_eq!((name.as_str(), files.len()), ("manifest.json", 5));
    check_manifest(manifest, &files);

    let receipt = json!({ "reference": "E-arkiv 2026-1" });
    let delivered = archive.step(&archive.local, &proposed, "deliveries", receipt).await;
    let delivered = Shown::of(&delivered.expect(201));
    let yes = archive.step(&archive.regional, &delivered, "approvals", json!({})).await;
    let approved = Shown::of(&yes.expect(201));
    let late = world.get_as(&archive.local.token, &path).await.expect(409);
    assert_eq!(late.problem(), "purge-wrong-stage");
    archive.work().await;
    assert_eq!(archive.read(&approved).await["certificate"]["cases"], 2);
}
