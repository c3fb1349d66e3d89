//! A directory to develop and test against, on an address of its own and over the same protocol as
//! the real one. What it says can be changed while it runs.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use poem::{
    EndpointExt, Route, handler,
    http::StatusCode,
    listener::TcpAcceptor,
    post,
    web::{Data, Json},
};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{PersonEntry, UnitEntry};

/// The entries, by HSA-id. Cheap to clone; all clones are one directory.
#[derive(Clone, Default)]
pub struct Embedded(Arc<Mutex<Entries>>);

#[derive(Default)]
struct Entries {
    people: BTreeMap<String, PersonEntry>,
    units: BTreeMap<String, UnitEntry>,
    /// Answers nobody, as directories do at times.
    down: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    hsa_id: String,
}

impl Embedded {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a person, or changes the entry.
    pub fn put_person(&self, entry: PersonEntry) {
        self.entries().people.insert(entry.hsa_id.to_uppercase(), entry);
    }

    /// Enters a unit, or changes the entry.
    pub fn put_unit(&self, entry: UnitEntry) {
        self.entries().units.insert(entry.hsa_id.to_uppercase(), entry);
    }

    /// Removes whoever has that HSA-id.
    pub fn remove_person(&self, hsa_id: &str) {
        self.entries().people.remove(&hsa_id.to_uppercase());
    }

    /// Stops answering, or answers again.
    pub fn set_down(&self, down: bool) {
        self.entries().down = down;
    }

    /// Answers until `stop`.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let routes = Route::new().at("/people", post(people)).at("/units", post(units)).data(self);
        poem::Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?)
            .run_with_graceful_shutdown(routes, stop.cancelled(), None)
            .await
    }
}

#[handler]
fn people(
    Data(directory): Data<&Embedded>,
    Json(question): Json<Question>,
) -> Result<Json<PersonEntry>, StatusCode> {
    let entries = directory.entries();
    if entries.down {
        return Err(StatusCode::BAD_GATEWAY);
    }
    entries.people.get(&question.hsa_id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}

#[handler]
fn units(
    Data(directory): Data<&Embedded>,
    Json(question): Json<Question>,
) -> Result<Json<UnitEntry>, StatusCode> {
    let entries = directory.entries();
    if entries.down {
        return Err(StatusCode::BAD_GATEWAY);
    }
    entries.units.get(&question.hsa_id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}
