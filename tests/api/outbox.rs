//! Notices: what they say, that they come, and that they come once.

use std::{collections::BTreeSet, process::Command, time::Duration};

use chrono::TimeDelta;
use etjanster::jobs::{self, Desk, Outbox};
use uuid::Uuid;

use crate::{
    clinic::Clinic,
    people,
    sinks::{Mood, Sink},
    world::{World, new_id, noon},
};

const BEGINNING: &str = "Du har ett meddelande i e-tjänsterna på 1177. \
    Meddelandet finns i inkorgen när du loggat in på 1177. Obs! ";

struct Post {
    clinic: Clinic,
    mail: Sink,
    sms: Sink,
}

impl Post {
    /// A clinic whose notices go to the sinks; Anna wants both kinds.
    async fn new() -> Self {
        let (mail, sms) = (Sink::mail().await, Sink::sms().await);
        let world = World::with(&[
            ("SMTP_URL", &mail.url),
            ("SMS_GATEWAY_URL", &sms.url),
            ("SMS_GATEWAY_TOKEN", "hemlig"),
        ])
        .await;
        let clinic = Clinic::in_world(world).await;
        let phone = "update resident set mobile_phone = '+46701740605', notify_by_sms = true";
        clinic.world.sql(phone);
        Self { clinic, mail, sms }
    }

    fn world(&self) -> &World {
        &self.clinic.world
    }

    fn outbox(&self) -> Outbox {
        outbox(self.world())
    }

    async fn round(&self) -> usize {
        self.outbox().round().await.expect("the database is there")
    }

    fn later(&self, wait: TimeDelta) {
        let now = self.world().clock.now();
        self.world().clock.set(now + wait);
    }
}

fn outbox(world: &World) -> Outbox {
    Outbox::open(&world.app.config, world.clock.clone()).expect("the sinks are understood")
}

/// Jobs as `deliver` writes them, so many, due now.
fn queue(world: &World, count: usize) {
    for n in 0..count {
        world.sql(&format!(
            "insert into outbox_job (id, kind, idempotency_key, payload, created_at, due_at)
             values ('{}', 'email', 'email.{n}',
                '{{\"notice\": \"inbox-message\", \"to\": \"n{n}@example.invalid\"}}',
                '2026-11-23T10:00Z', '2026-11-23T10:00Z')",
            new_id()
        ));
    }
}

fn states(world: &World) -> Vec<String> {
    world.texts(
        "select state || ' ' || attempts || coalesce(' ' || last_error, '') as it
         from outbox_job order by created_at, id",
    )
}

// proves: B-70, B-71, E-18
#[tokio::test]
async fn a_minute_after_delivery_the_resident_is_told_that_there_is_something_and_no_more() {
    let post = Post::new().await;
    post.clinic.closed().await;
    assert_eq!(post.round().await, 0);

    post.later(TimeDelta::minutes(1));
    assert_eq!(post.round().await, 2);

    let (mail, sms) = (post.mail.got(), post.sms.got());
    assert_eq!((mail.len(), sms.len()), (1, 1));
    assert_eq!(mail[0].to, "anna@example.invalid");
    let end = "Detta är ett automatiskt meddelande som inte går att besvara.";
    assert_eq!(mail[0].text, format!("{BEGINNING}{end}"));
    assert_eq!(sms[0].to, "+46701740605");
    assert_eq!(sms[0].text, format!("{BEGINNING}Du kan inte svara på detta sms"));
    assert!(sms[0].raw.to_lowercase().contains("authorization: bearer hemlig"));
    let number = people::number("anna");
    for raw in [&mail[0].raw, &sms[0].raw] {
        for secret in ["Provets", "Förnya", "Vi hör av oss", number, &number[2..], "SE2321000172"]
        {
            assert!(!raw.contains(secret), "{secret} in {raw}");
        }
    }
    let left = post.world().texts("select payload::text as it from outbox_job");
    assert_eq!(left, ["{}", "{}"]);
}

#[tokio::test]
async fn without_a_channel_the_item_is_there_and_nobody_is_told() {
    let post = Post::new().await;
    post.world().sql("update resident set notify_by_email = false, notify_by_sms = false");
    post.clinic.closed().await;
    assert_eq!(states(post.world()), Vec::<String>::new());
    assert_eq!(post.world().texts("select title as it from inbox_item"), ["Förnya recept"]);
}

#[tokio::test]
async fn nobody_is_told_whose_log_in_is_locked() {
    let post = Post::new().await;
    let case = post.clinic.assigned().await;
    post.world().lock_log_in(post.clinic.anna.id);
    let body = serde_json::json!({ "kind": "answer", "body": "Vi hör av oss." });
    let told = post.clinic.attempt(&post.clinic.handler.token, &case, "replies", body).await;
    assert_eq!(told.expect(409).problem(), "receiver-log-in-locked");
    assert_eq!(states(post.world()), Vec::<String>::new());
    assert_eq!(post.world().texts("select title as it from inbox_item"), Vec::<String>::new());
}

// proves: B-74, B-108
#[tokio::test]
async fn a_notice_goes_where_it_may_when_it_leaves() {
    let post = Post::new().await;
    let (clinic, world) = (&post.clinic, post.world());
    let child = world.resident("elsa");
    let queued = async || {
        let case = clinic.assigned().await;
        clinic.reply(&case, "partial-reply").await;
        post.later(TimeDelta::minutes(1));
    };
    // A new address of Anna's own is told instead of the old one.
    queued().await;
    world.sql(&format!(
        "update resident set email = 'ny@example.invalid', notify_by_sms = false where id = '{}'",
        clinic.anna.id
    ));
    post.round().await;
    let to: Vec<String> = post.mail.got().into_iter().map(|got| got.to).collect();
    assert_eq!(to, ["ny@example.invalid"]);
    assert!(post.sms.got().is_empty(), "SMS has been switched off since");

    // What a guardian has set for a child is forgotten at the birthday, also when it is queued.
    world.guardian_of(clinic.anna.id, child);
    world.sql(&format!(
        "update resident set contact_set_by = '{}', notify_by_sms = false where id = '{child}'",
        clinic.anna.id
    ));
    world.clock.set("2026-12-05T22:59:30Z".parse().expect("an instant"));
    let (annas, handler) = (
        world.resident_session(clinic.anna.id).await,
        world.staff_session(clinic.handler.id).await,
    );
    let receiver = world.staff_session(clinic.receiver.id).await;
    let draft = clinic.draft_for(&annas, child).await;
    let new = clinic.step(&annas, &draft, "submissions", serde_json::json!({})).await;
    let to = serde_json::json!({ "handlerId": clinic.handler.id });
    let case = clinic.step(&receiver, &new, "distributions", to).await;
    let body = serde_json::json!({ "kind": "partial-reply", "body": "Vi ser på det." });
    clinic.step(&handler, &case, "replies", body).await;
    let waits = "select kind as it from outbox_job where state = 'queued'";
    assert_eq!(world.texts(waits), ["email"]);
    post.later(TimeDelta::minutes(1));
    post.round().await;
    assert_eq!(post.mail.got().len(), 1, "nothing more has left");
    assert!(world.texts(waits).is_empty(), "nor does it wait");
}

#[tokio::test]
async fn a_childs_notices_go_where_the_childs_own_settings_say() {
    let post = Post::new().await;
    let clinic = &post.clinic;
    let child = post.world().resident("alva");
    post.world().guardian_of(clinic.anna.id, child);
    let draft = clinic.draft_for(&clinic.anna.token, child).await;
    let new = clinic.step(&clinic.anna.token, &draft, "submissions", serde_json::json!({})).await;
    let to = serde_json::json!({ "handlerId": clinic.handler.id });
    let case = clinic.step(&clinic.receiver.token, &new, "distributions", to).await;
    clinic.reply(&case, "answer").await;

    post.later(TimeDelta::minutes(1));
    post.round().await;

    let to: Vec<String> = post.mail.got().into_iter().map(|got| got.to).collect();
    assert_eq!(to, ["alva@example.invalid"]);
}

// proves: B-72
#[tokio::test]
async fn staff_who_asked_for_it_are_told_and_learn_nothing_by_it() {
    let post = Post::new().await;
    post.world().sql("update staff set notify_on_assigned = true, notify_on_incoming = true");
    post.clinic.assigned().await;

    post.later(TimeDelta::minutes(1));
    post.round().await;

    let texts: Vec<String> = post.mail.got().into_iter().map(|got| got.text).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    for text in texts {
        assert!(text.contains("i 1177 Personalverktyget"), "{text}");
        assert!(!text.contains("Provets") && !text.contains("recept"), "{text}");
    }
}

#[tokio::test]
async fn two_workers_at_once_send_each_notice_once() {
    let post = Post::new().await;
    queue(post.world(), 100);
    let (mut one, mut other) = (post.outbox(), post.outbox());
    let drain = async |outbox: &mut Outbox| while outbox.round().await.expect("it works") > 0 {};
    tokio::join!(drain(&mut one), drain(&mut other));
    let got = post.mail.got();
    let keys: BTreeSet<&str> = got.iter().map(|got| got.key.as_str()).collect();
    assert_eq!((got.len(), keys.len()), (100, 100));
    assert!(states(post.world()).iter().all(|state| state == "sent 1"));
}

#[tokio::test]
async fn what_is_refused_for_now_is_sent_later_under_the_same_key() {
    let post = Post::new().await;
    queue(post.world(), 1);
    post.mail.be(Mood::Busy);
    post.round().await;
    assert_eq!(states(post.world()), ["queued 1 smtp 451"]);
    assert_eq!(post.round().await, 0, "it waits");

    post.later(TimeDelta::seconds(5));
    post.round().await;
    assert_eq!(states(post.world()), ["queued 2 smtp 451"]);

    post.mail.be(Mood::Well);
    post.later(TimeDelta::seconds(10));
    post.round().await;
    assert_eq!(states(post.world()), ["sent 3"]);
    assert_eq!(post.mail.got()[0].key, "<email.0@example.invalid>");
}

#[tokio::test]
async fn an_sms_has_the_same_key_each_time_and_waits_for_a_gateway_that_is_down() {
    let post = Post::new().await;
    post.clinic.closed().await;
    post.later(TimeDelta::minutes(1));
    post.sms.be(Mood::Busy);
    post.round().await;
    assert!(states(post.world()).contains(&"queued 1 http 503".to_owned()));

    post.sms.be(Mood::Well);
    post.later(TimeDelta::seconds(5));
    post.round().await;
    let key = post.world().texts("select idempotency_key as it from outbox_job where kind = 'sms'");
    assert_eq!(post.sms.got().iter().map(|got| &got.key).collect::<Vec<_>>(), [&key[0]]);
}

#[tokio::test]
async fn what_can_never_be_sent_is_given_up_and_shown_to_operators_without_its_address() {
    let post = Post::new().await;
    queue(post.world(), 1);
    post.mail.be(Mood::Refusing);
    post.round().await;
    assert_eq!(states(post.world()), ["dead 1 smtp 550"]);

    let now = post.world().clock.now();
    let conn = &mut post.world().conn();
    let stuck = jobs::stuck(conn, 10).expect("a list");
    assert_eq!(stuck.len(), 1);
    assert!(!format!("{stuck:?}").contains('@'));
    assert_eq!(jobs::stock(conn, now).expect("figures").dead, 1);

    assert_eq!(jobs::requeue(conn, Some(stuck[0].id), now).expect("put back"), 1);
    post.mail.be(Mood::Well);
    post.round().await;
    assert_eq!(states(post.world()), ["sent 1"]);
}

#[tokio::test]
async fn operators_list_what_is_stuck_and_put_it_back() {
    let post = Post::new().await;
    queue(post.world(), 2);
    post.mail.be(Mood::Refusing);
    post.round().await;
    let jobs = |args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_etjanster"))
            .arg("jobs")
            .args(args)
            .env("DATABASE_URL", &post.world().app.config.database_url)
            .env("REDIS_URL", &post.world().app.config.redis_url)
            .output()
            .expect("it runs");
        (run.status.success(), String::from_utf8(run.stdout).expect("UTF-8"))
    };
    let (_, told) = jobs(&[]);
    assert!(told.starts_with("0 queued, 0 of them overdue; 2 given up\n"), "{told}");
    assert_eq!(told.matches("smtp 550").count(), 2, "{told}");
    assert!(!told.contains('@'), "{told}");
    assert!(!jobs(&["--retry", "nothing"]).0);
    let (done, told) = jobs(&["--retry", "all"]);
    assert!(done && told.starts_with("2 put back in the queue\n"), "{told}");
}

#[tokio::test]
async fn after_eighteen_attempts_a_notice_is_given_up() {
    let post = Post::new().await;
    queue(post.world(), 1);
    post.mail.be(Mood::Busy);
    for _ in 0..17 {
        post.round().await;
        post.later(TimeDelta::hours(1));
    }
    assert_eq!(states(post.world()), ["queued 17 smtp 451"]);
    post.round().await;
    assert_eq!(states(post.world()), ["dead 18 smtp 451"]);
}

#[tokio::test]
async fn notices_wait_for_a_way_out_that_is_not_configured() {
    let world = World::new().await;
    queue(&world, 1);
    assert_eq!(outbox(&world).round().await.expect("it works"), 0);
    assert_eq!(states(&world), ["queued 0"]);
}

#[tokio::test]
async fn a_notice_whose_worker_died_is_sent_again_under_the_same_key() {
    let post = Post::new().await;
    queue(post.world(), 1);
    post.mail.be(Mood::Silent);
    let mut outbox = post.outbox();
    let dying = tokio::spawn(async move { outbox.round().await });
    while post.mail.got().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    dying.abort();
    post.mail.be(Mood::Well);

    assert_eq!(post.round().await, 0, "it is still the dead one's");
    post.later(TimeDelta::minutes(2));
    assert_eq!(post.round().await, 1);

    let keys: Vec<String> = post.mail.got().into_iter().map(|got| got.key).collect();
    assert_eq!(keys, ["<email.0@example.invalid>"; 2]);
    assert_eq!(states(post.world()), ["sent 2"]);
}

/// The worker as deployed, in a process of its own.
fn work(world: &World, mail: &Sink) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_etjanster"))
        .arg("work")
        .env("DATABASE_URL", &world.app.config.database_url)
        .env("REDIS_URL", &world.app.config.redis_url)
        .env("METRICS_LISTEN", "127.0.0.1:0")
        .env("SMTP_URL", &mail.url)
        .env("LOG", "off")
        .spawn()
        .expect("it starts")
}

async fn wait_for(mut what: impl FnMut() -> bool) {
    for _ in 0..400 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not happen in ten seconds");
}

#[tokio::test]
async fn a_worker_that_is_killed_loses_nothing_and_one_that_is_told_to_stop_stops() {
    let post = Post::new().await;
    let world = post.world();
    queue(world, 3);
    world.sql("update outbox_job set due_at = now()");
    post.mail.be(Mood::Silent);
    let mut first = work(world, &post.mail);
    wait_for(|| post.mail.got().len() == 3).await;
    first.kill().expect("SIGKILL");
    first.wait().expect("it is gone");

    post.mail.be(Mood::Well);
    world.sql("update outbox_job set due_at = now()");
    let mut second = work(world, &post.mail);
    wait_for(|| states(world).iter().all(|state| state == "sent 2")).await;
    let told = Command::new("kill").arg(second.id().to_string()).status().expect("SIGTERM");
    assert!(told.success());
    wait_for(|| second.try_wait().expect("a child").is_some_and(|status| status.success())).await;

    let got = post.mail.got();
    let keys: BTreeSet<&str> = got.iter().map(|got| got.key.as_str()).collect();
    assert_eq!((got.len(), keys.len()), (6, 3));
}

#[tokio::test]
async fn answers_are_kept_for_a_day_and_then_forgotten() {
    let clinic = Clinic::new().await;
    clinic.new_case().await;
    let world = &clinic.world;
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    let keys = || world.texts("select key as it from idempotency_key").len();
    let before = keys();
    assert!(before > 0);

    world.clock.set(noon() + TimeDelta::hours(23));
    jobs::run_all(&mut desk).await.expect("it works");
    assert_eq!(keys(), before);

    world.clock.set(noon() + TimeDelta::hours(25));
    jobs::run_all(&mut desk).await.expect("it works");
    assert_eq!(keys(), 0);
    let months = world.texts(
        "select relname::text as it from pg_class where relname ~ '^audit_entry_20.*[0-9]$'
         and relkind = 'r' order by 1",
    );
    assert_eq!(months, ["audit_entry_2026_11", "audit_entry_2026_12", "audit_entry_2027_01"]);
}

/// Delivering twice for one cause would write the same key: the second is dropped.
#[tokio::test]
async fn one_cause_tells_a_person_once_by_each_channel() {
    let post = Post::new().await;
    post.clinic.closed().await;
    let keys = post.world().texts("select idempotency_key as it from outbox_job order by 1");
    let item: Uuid =
        post.world().texts("select id::text as it from inbox_item")[0].parse().expect("an id");
    let anna = post.clinic.anna.id;
    assert_eq!(keys, [format!("email.{item}.{anna}"), format!("sms.{item}.{anna}")]);
}
