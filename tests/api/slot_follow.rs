//! A unit's free times as they come and go, followed through one process and another.

use std::time::Duration;

use etjanster::{api, edge};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{time_types::Office, world::World};

/// A client that listens.
struct Listener {
    answer: reqwest::Response,
    read: String,
}

impl Listener {
    async fn at(base: &str, path: &str) -> Self {
        let client = reqwest::Client::new();
        let address = format!("{base}/etjanster/v1{path}");
        let answer = client.get(address).header("accept", "text/event-stream").send().await;
        Self { answer: answer.expect("it answers"), read: String::new() }
    }

    /// The next event with its data; nothing when the stream is over.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
                };
                let found = field("event: ").zip(field("data: "));
                self.read = rest.to_owned();
                if let Some((name, data)) = found {
                    return Some((name, serde_json::from_str(&data).expect("JSON")));
                }
                continue;
            }
            let more = tokio::time::timeout(Duration::from_secs(10), self.answer.chunk()).await;
            let more = more.expect("something is sent within ten seconds").ok()??;
            self.read += std::str::from_utf8(&more).expect("UTF-8");
        }
    }
}

/// Another process that serves the same database.
async fn another(world: &World, stop: &CancellationToken) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    let app = etjanster::access::App { follow: Default::default(), ..world.app.clone() };
    let (config, endpoint, stop) = (app.config.clone(), api::api(app), stop.clone());
    tokio::spawn(async move { edge::serve(listener, endpoint, &config, stop).await });
    base
}

#[tokio::test]
async fn followers_of_every_process_see_times_come_and_go_and_are_let_go_at_its_end() {
    let office = Office::new().await;
    let world = &office.world;
    let (kind, other) = (world.time_type(office.unit, "A"), world.time_type(office.unit, "B"));
    let first = world.slot(kind, "2026-11-24T08:00:00Z", 1);
    world.slot(other, "2026-11-24T08:00:00Z", 1);
    let stop = CancellationToken::new();
    let path = office.path("slots/stream?timeType=A");
    let mut here = Listener::at(&world.base, &path).await;
    let mut there = Listener::at(&another(world, &stop).await, &path).await;
    for listener in [&mut here, &mut there] {
        assert_eq!(listener.answer.headers()["content-type"], "text/event-stream");
        let (name, data) = listener.next().await.expect("a snapshot");
        assert_eq!(name, "snapshot");
        let items = data["items"].as_array().expect("items");
        assert_eq!(items.len(), 1, "of that time type alone");
        assert_eq!(items[0]["id"], first.to_string());
    }
    world.sql(&format!("update slot set taken = 1 where id = '{first}'"));
    for listener in [&mut here, &mut there] {
        let (name, data) = listener.next().await.expect("it is taken");
        assert_eq!((name.as_str(), &data["id"]), ("taken", &first.to_string().into()));
    }
    world.sql(&format!("update slot set taken = 0 where id = '{first}'"));
    for listener in [&mut here, &mut there] {
        let (name, data) = listener.next().await.expect("it is free again");
        assert_eq!(
            (name.as_str(), &data["localStart"]),
            ("free", &"2026-11-24T09:00:00+01:00".into())
        );
    }
    stop.cancel();
    assert!(there.next().await.is_none(), "the process that stops lets its followers go");
    let unknown = Listener::at(&world.base, &format!("/units/{kind}/slots/stream")).await;
    assert_eq!(unknown.answer.status(), 404);
}
