//! The setting of the engagement index' tests: a fake index over the real contract, and a worker that tells it.

use etjanster::engagement_index::{Embedded, Teller, Told};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{time_book::TimeBook, world::World};

pub const SOURCE: &str = "SE2321000172-EI01";

/// A world whose worker tells an index.
pub struct Scene {
    pub index: Embedded,
    pub teller: Teller,
    _stop: DropGuard,
}

impl Scene {
    pub async fn world() -> (Self, World) {
        let (index, stop) = (Embedded::default(), CancellationToken::new());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("bound"));
        tokio::spawn(index.clone().serve(listener, stop.clone()));
        let settings =
            [("ENGAGEMENT_INDEX_URL", url.as_str()), ("ENGAGEMENT_INDEX_SOURCE_SYSTEM", SOURCE)];
        let world = World::with(&settings).await;
        let teller = teller(&world);
        (Self { index, teller, _stop: stop.drop_guard() }, world)
    }

    pub async fn new() -> (Self, TimeBook) {
        let (scene, world) = Self::world().await;
        (scene, TimeBook::in_world(world).await)
    }

    /// Everything that is due, and what the index was told meanwhile: `put` or `remove`, and the booking.
    pub async fn tell(&mut self) -> Vec<String> {
        let before = self.index.told().len();
        while self.teller.round().await.expect("the database is there") {}
        self.index.told()[before..].iter().map(line).collect()
    }

    /// The ids of the bookings that the index holds.
    pub fn held(&self) -> Vec<String> {
        let ids = self.index.entries();
        ids.iter().map(|it| it.field("businessObjectInstanceIdentifier").to_owned()).collect()
    }
}

pub fn teller(world: &World) -> Teller {
    let teller = Teller::open(&world.app.config, world.clock.clone());
    teller.expect("understood").expect("there is an index")
}

pub fn line(told: &Told) -> String {
    let id = told.field("businessObjectInstanceIdentifier");
    format!("{} {id}", if told.delete { "remove" } else { "put" })
}

pub fn id(booking: &Value) -> &str {
    booking["id"].as_str().expect("an id")
}

pub fn put(booking: &Value) -> String {
    format!("put {}", id(booking))
}

pub fn remove(booking: &Value) -> String {
    format!("remove {}", id(booking))
}

pub fn nothing() -> Vec<String> {
    Vec::new()
}

/// The rows that are still due, as operators count them.
pub fn waiting(book: &TimeBook) -> i64 {
    let now = book.world().clock.now();
    etjanster::engagement_index::waiting(&mut book.world().conn(), now).expect("it counts")
}

/// Later than any lease or wait.
pub fn later(book: &TimeBook, hours: i64) {
    book.world().clock.set(book.world().clock.now() + chrono::TimeDelta::hours(hours));
}
