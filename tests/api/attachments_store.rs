//! Files in an object store that nobody here wrote: moto's S3 server, from PyPI. Without it the test
//! says so and passes; in CI it fails.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use chrono::TimeDelta;
use etjanster::{attachments::Caretaker, jobs};

use crate::{
    attachments::{clinic_with, content, sent_with},
    attachments_scan::{Fake, Says},
    clinic::Clinic,
    process::free_port,
    samples::{gif, large_jpeg, png},
    world::{send, wait_until},
};

/// The server's process. It ends with us.
struct Moto {
    process: Child,
    url: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Moto {
    async fn start() -> Option<Self> {
        let room = Path::new(env!("CARGO_MANIFEST_DIR")).join(".dev/s3/bin");
        if !room.join("moto_server").exists() {
            return absent(".dev/s3 is not there: ./dev test makes it");
        }
        let port = free_port();
        let started = Command::new(room.join("python"))
            .arg(room.join("moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(mut process) = started else { return absent("python does not start") };
        // Somebody has to listen to what it logs.
        let log = BufReader::new(process.stderr.take().expect("it is piped"));
        std::thread::spawn(move || log.lines().for_each(drop));
        let moto = Self { process, url: format!("http://127.0.0.1:{port}") };
        let bucket = format!("{}/bilagor", moto.url);
        wait_until("moto makes a bucket", async || {
            let made = reqwest::Client::new().put(&bucket).send().await;
            made.is_ok_and(|answer| answer.status() == 200)
        })
        .await;
        Some(moto)
    }

    /// The keys in the bucket.
    async fn keys(&self) -> String {
        let answer = send(reqwest::Client::new().get(format!("{}/bilagor", self.url))).await;
        String::from_utf8(answer.body).expect("XML")
    }
}

fn absent(why: &str) -> Option<Moto> {
    #[expect(clippy::disallowed_methods, reason = "tests are told whether a gap is allowed")]
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci, "NOT PROVEN against a foreign S3 server: {why}");
    eprintln!("SKIPPED, not proven against a foreign S3 server: {why}");
    None
}

async fn clinic_at(moto: &Moto) -> Clinic {
    clinic_with(&[
        ("ATTACHMENT_STORE", "s3://bilagor/etjanster"),
        ("S3_ENDPOINT", &moto.url),
        ("S3_ACCESS_KEY_ID", "test"),
        ("S3_SECRET_ACCESS_KEY", "test"),
    ])
    .await
}

async fn look_after(clinic: &Clinic) {
    let config = &clinic.world.app.config;
    let mut caretaker = Caretaker::open(config, clinic.world.clock.clone());
    while caretaker.round().await.expect("the database is there") > 0 {}
    let mut desk = jobs::Desk::new(&config.database_url, clinic.world.clock.clone());
    jobs::run_all(&mut desk).await.expect("it runs");
}

fn count(clinic: &Clinic, what: &str) -> String {
    clinic.world.texts(&format!("select count(*)::text as it from {what}")).remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_files_move_to_the_object_store_and_are_read_from_there() {
    let Some(moto) = Moto::start().await else { return };
    let clinic = clinic_at(&moto).await;
    let large = large_jpeg(11_000_000);
    let (case, ids) = sent_with(&clinic, vec![large.clone(), png()]).await;
    look_after(&clinic).await;
    assert_eq!(count(&clinic, "attachment where moved_at is not null"), "2");
    // Pieces stay as long as a download that began before may take.
    assert_ne!(count(&clinic, "attachment_piece"), "0");
    clinic.world.clock.set(clinic.world.clock.now() + TimeDelta::hours(2));
    look_after(&clinic).await;
    assert_eq!(count(&clinic, "attachment_piece"), "0");
    let keys = moto.keys().await;
    assert!(ids.iter().all(|id| keys.contains(&format!("etjanster/{id}"))), "{keys}");
    assert!(!keys.contains("hand.jpg"), "no name of anybody's is in a key");

    let clinic_token = clinic.world.resident_session(clinic.anna.id).await;
    let whole = content(&clinic, &clinic_token, &case, &ids[0]).await.expect(200);
    assert!(whole.body == large, "every byte comes back");
    let path = case.path(&format!("attachments/{}/content", ids[0]));
    let request = clinic.world.request("GET", &path).bearer_auth(&clinic_token);
    let part = send(request.header("range", "bytes=5000000-5999999")).await.expect(206);
    assert!(part.body == large[5_000_000..6_000_000]);

    // With the row goes the object, a little later.
    clinic.world.sql("delete from attachment");
    // A trigger says when, by the database's own clock, which is not the world's.
    let sql = r#"select to_char(max(due_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as it
        from attachment_removal"#;
    let due: chrono::DateTime<chrono::Utc> = clinic.world.texts(sql)[0].parse().expect("a time");
    clinic.world.clock.set(due + TimeDelta::minutes(1));
    look_after(&clinic).await;
    assert_eq!(count(&clinic, "attachment_removal"), "0");
    assert!(!moto.keys().await.contains("<Key>"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_object_store_files_stay_readable_and_move_later() {
    let Some(moto) = Moto::start().await else { return };
    let clinic = clinic_at(&moto).await;
    let (case, ids) = sent_with(&clinic, vec![png()]).await;
    let unmake = reqwest::Client::new().delete(format!("{}/bilagor", moto.url));
    send(unmake).await.expect(204);
    look_after(&clinic).await;
    assert_eq!(count(&clinic, "attachment where moved_at is not null"), "0");
    content(&clinic, &clinic.receiver.token, &case, &ids[0]).await.expect(200);
    send(reqwest::Client::new().put(format!("{}/bilagor", moto.url))).await.expect(200);
    clinic.world.clock.set(clinic.world.clock.now() + TimeDelta::minutes(11));
    look_after(&clinic).await;
    assert_eq!(count(&clinic, "attachment where moved_at is not null"), "1");
    content(&clinic, &clinic.receiver.token, &case, &ids[0]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_moved_before_there_was_a_scanner_is_scanned_where_it_lies() {
    let Some(moto) = Moto::start().await else { return };
    let clinic = clinic_at(&moto).await;
    let files = vec![png(), gif()];
    let length: usize = files.iter().map(Vec::len).sum();
    sent_with(&clinic, files).await;
    look_after(&clinic).await;
    clinic.world.clock.set(clinic.world.clock.now() + TimeDelta::hours(2));
    look_after(&clinic).await;
    assert_eq!(count(&clinic, "attachment_piece"), "0");

    let fake = Fake::start(Says::Found).await;
    let mut config = (*clinic.world.app.config).clone();
    config.clamd = fake.address.parse().ok();
    let mut caretaker = Caretaker::open(&config, clinic.world.clock.clone());
    while caretaker.round().await.expect("the database is there") > 0 {}
    assert_eq!(fake.heard.load(std::sync::atomic::Ordering::Relaxed), length);
    let stopped = "attachment where scan = 'infected' and object_key is null";
    assert_eq!(count(&clinic, stopped), "2");
    clinic.world.clock.set(clinic.world.clock.now() + TimeDelta::hours(1));
    look_after(&clinic).await;
    assert!(!moto.keys().await.contains("<Key>"), "malware is not kept there either");
}
