//! An index to develop and test against, on an address of its own and over the same contract as the real one. It keeps
//! what it was told, which `GET /` shows.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use poem::{
    EndpointExt, Request, Response, Route, get, handler,
    http::StatusCode,
    listener::TcpAcceptor,
    web::{Data, Json},
};
use quick_xml::{events::Event, reader::NsReader};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::contract::{ACTION, RESPONDER, SOAP};

/// How it answers. For tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Well,
    /// Done, with a message.
    Telling,
    /// 503, without a word of SOAP.
    Down,
    /// `ERROR`, with words that quote what came.
    Refusing,
    /// A SOAP fault, likewise.
    Faulting,
    /// Does as it is told and never answers.
    Silent,
    /// Does as it is told after that many milliseconds.
    Slow(u64),
}

/// One thing it was told: the elements of the engagement and what they held, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub delete: bool,
    pub fields: Vec<(String, String)>,
}

impl Told {
    pub fn field(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(it, _)| it == name);
        field.map_or("", |(_, text)| text)
    }

    /// All that makes an entry unique.
    fn key(&self) -> Vec<String> {
        let key = self.fields.iter().filter(|(name, _)| name != CONTENT);
        key.map(|(_, text)| text.clone()).collect()
    }
}

const CONTENT: &str = "mostRecentContent";
/// The elements of an engagement in the schema's order.
const ORDER: [&str; 9] = [
    "registeredResidentIdentification",
    "serviceDomain",
    "categorization",
    "logicalAddress",
    "businessObjectInstanceIdentifier",
    "clinicalProcessInterestId",
    CONTENT,
    "sourceSystem",
    "dataController",
];

/// Cheap to clone; all clones are one index.
#[derive(Clone, Default)]
pub struct Embedded(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    entries: BTreeMap<Vec<String>, Told>,
    told: Vec<Told>,
    mood: Mood,
    asked: usize,
}

impl Embedded {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn be(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// What it holds.
    pub fn entries(&self) -> Vec<Told> {
        self.state().entries.values().cloned().collect()
    }

    /// Everything it has done, the oldest first.
    pub fn told(&self) -> Vec<Told> {
        self.state().told.clone()
    }

    /// How many requests have come in.
    pub fn asked(&self) -> usize {
        self.state().asked
    }

    fn take(&self, told: Vec<Told>) {
        let mut state = self.state();
        for it in told {
            if it.delete {
                state.entries.remove(&it.key());
            } else {
                state.entries.insert(it.key(), it.clone());
            }
            state.told.push(it);
        }
    }

    /// Answers until `stop`.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let routes = Route::new().at("/", get(show).post(update)).data(self);
        poem::Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?)
            .run_with_graceful_shutdown(routes, stop.cancelled(), None)
            .await
    }
}

#[handler]
fn show(Data(index): Data<&Embedded>) -> Json<Vec<BTreeMap<String, String>>> {
    Json(index.entries().into_iter().map(|entry| entry.fields.into_iter().collect()).collect())
}

#[handler]
async fn update(Data(index): Data<&Embedded>, request: &Request, body: String) -> Response {
    let mood = {
        let mut state = index.state();
        state.asked += 1;
        state.mood
    };
    let action = request.header("soapaction").unwrap_or_default() == format!("\"{ACTION}\"");
    let Some(told) = read(&body).filter(|_| action) else {
        return fault("not a request of the contract");
    };
    let who = told.first().map_or("", |told| told.field(ORDER[0])).to_owned();
    match mood {
        Mood::Down => return StatusCode::SERVICE_UNAVAILABLE.into(),
        Mood::Refusing => return result("ERROR", &who),
        Mood::Faulting => return fault(&format!("VP009 {who}")),
        Mood::Slow(time) => tokio::time::sleep(Duration::from_millis(time)).await,
        Mood::Well | Mood::Telling | Mood::Silent => {}
    }
    index.take(told);
    match mood {
        Mood::Silent => std::future::pending().await,
        Mood::Telling => result("INFO", &who),
        _ => result("OK", ""),
    }
}

fn result(code: &str, comment: &str) -> Response {
    let inner = format!(
        "<UpdateResponse xmlns=\"{RESPONDER}\"><comment>{comment}</comment><resultCode>{code}</resultCode></UpdateResponse>"
    );
    respond(StatusCode::OK, &inner)
}

fn fault(words: &str) -> Response {
    let inner = format!(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>{words}</faultstring></s:Fault>"
    );
    respond(StatusCode::INTERNAL_SERVER_ERROR, &inner)
}

fn respond(status: StatusCode, inner: &str) -> Response {
    let body = format!("<s:Envelope xmlns:s=\"{SOAP}\"><s:Body>{inner}</s:Body></s:Envelope>");
    Response::builder().status(status).content_type("text/xml; charset=utf-8").body(body)
}

/// What a request says; nothing if an element is missing, strange, or out of the schema's order.
fn read(body: &str) -> Option<Vec<Told>> {
    let mut reader = NsReader::from_str(body);
    let (mut path, mut text) = (Vec::new(), String::new());
    let (mut all, mut told) = (Vec::new(), Told { delete: false, fields: Vec::new() });
    let mut address = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                path.push(String::from_utf8(start.local_name().into_inner().to_vec()).ok()?);
                text.clear();
            }
            Event::Text(it) => text.push_str(&it.decode().ok()?),
            Event::GeneralRef(it) => {
                text.push_str(quick_xml::escape::resolve_predefined_entity(&it.decode().ok()?)?);
            }
            Event::End(_) => match (path.len(), path.pop()?.as_str()) {
                (3, "LogicalAddress") => address = std::mem::take(&mut text),
                (5, "deleteFlag") => told.delete = text.parse().ok()?,
                (6, name) => told.fields.push((name.to_owned(), std::mem::take(&mut text))),
                (4, "engagementTransaction") => {
                    all.push(std::mem::replace(
                        &mut told,
                        Told { delete: false, fields: Vec::new() },
                    ));
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let sound = !address.is_empty() && !all.is_empty() && all.iter().all(is_sound);
    sound.then_some(all)
}

fn is_sound(told: &Told) -> bool {
    let names = told.fields.iter().map(|(name, _)| name.as_str());
    let expected = ORDER.into_iter().filter(|name| !told.delete || *name != CONTENT);
    names.eq(expected) && told.fields.iter().all(|(_, text)| !text.is_empty())
}
