//! The protocols of the embedded systems: FHIR's `_search`, pages and `Binary`, tokens, and the register.

use std::io;

use poem::{
    EndpointExt, Request, Response, Route, get, handler,
    http::StatusCode,
    listener::TcpAcceptor,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Embedded, Mood, REGISTER, State, name_of};

/// What a client gives for a token, and a token that always holds. Neither is a secret.
pub const SECRET: &str = "embedded-secret";
pub const TOKEN: &str = "embedded-token";

/// Entries on a page, unless a test says otherwise.
const PAGE: usize = 50;

impl Embedded {
    /// Answers until `stop`.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let routes = Route::new()
            .at(format!("/{REGISTER}/seals"), post(tell_seals))
            .at("/:source/token", post(give_token))
            .at("/:source/fhir/page/:number", get(turn_page))
            .at("/:source/fhir/Binary/:id", get(give_binary))
            .at("/:source/fhir/:kind/_search", post(search))
            .data(self);
        poem::Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?)
            .run_with_graceful_shutdown(routes, stop.cancelled(), None)
            .await
    }

    /// Takes note of a request; answers in the asked one's stead if it is unwell.
    async fn hear(&self, who: &str, request: &Request, body: &str) -> Option<Response> {
        let mood = {
            let mut state = self.state();
            *state.asked.entry(who.to_owned()).or_default() += 1;
            let line = format!("{} {} {body}", request.method(), request.original_uri());
            state.heard.push(line);
            state.moods.get(who).copied().unwrap_or_default()
        };
        mood.answer().await
    }

    fn lets_in(&self, request: &Request) -> bool {
        let token = request.header("authorization").and_then(|it| it.strip_prefix("Bearer "));
        token.is_some_and(|token| token == TOKEN || self.state().tokens.contains(token))
    }
}

#[handler]
async fn give_token(
    Data(embedded): Data<&Embedded>,
    Path(_source): Path<String>,
    request: &Request,
    body: String,
) -> Response {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let right = format!("Basic {}", STANDARD.encode(format!("etjanster:{SECRET}")));
    if request.header("authorization") != Some(&right) || !body.contains("client_credentials") {
        return Response::builder().status(StatusCode::UNAUTHORIZED).finish();
    }
    let mut state = embedded.state();
    state.counter += 1;
    let token = format!("issued-{}", state.counter);
    state.tokens.insert(token.clone());
    answer(&json!({"access_token": token, "token_type": "Bearer", "expires_in": 300}))
}

#[handler]
async fn search(
    Data(embedded): Data<&Embedded>,
    Path((source, kind)): Path<(String, String)>,
    request: &Request,
    body: String,
) -> Response {
    if let Some(unwell) = embedded.hear(&source, request, &body).await {
        return unwell;
    }
    if !embedded.lets_in(request) {
        return Response::builder().status(StatusCode::UNAUTHORIZED).finish();
    }
    let form: Vec<(String, String)> = reqwest::Url::parse(&format!("form:?{body}"))
        .map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default();
    let base = format!("http://{}/{source}/fhir", request.header("host").unwrap_or_default());
    let mut state = embedded.state();
    if let Some(words) = state.words.get(&(source.clone(), kind.clone())) {
        return Response::builder().content_type("application/fhir+json").body(words.clone());
    }
    let entries = found(&state, &source, &kind, &form);
    let endless = state.moods.get(&source) == Some(&Mood::Endless);
    answer(&state.page(&base, entries, endless))
}

/// What a search finds, with what it refers to where that is wished for.
fn found(state: &State, source: &str, kind: &str, form: &[(String, String)]) -> Vec<Value> {
    let given =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let number = given("identifier").and_then(|token| token.rsplit('|').next());
    let patients: Vec<&str> = given("patient")
        .into_iter()
        .flat_map(|ids| ids.split(','))
        .filter_map(|id| id.strip_prefix("Patient/"))
        .collect();
    let mut entries = Vec::new();
    for ((at, whose), file) in &state.files {
        let is_patient = kind == "Patient" && Some(whose.as_str()) == number;
        let asked = is_patient || patients.contains(&file.patient.as_str());
        if at != source || !asked {
            continue;
        }
        let matches: Vec<&Value> =
            file.resources.iter().filter(|it| it["resourceType"] == kind).collect();
        let mut named = Vec::new();
        matches.iter().for_each(|it| references(it, &mut named));
        let wished = given("_include").is_some();
        let included = file.resources.iter().filter(|it| wished && named.contains(&name_of(it)));
        let included = included.filter(|it| it["resourceType"] != "Patient");
        entries.extend(matches.iter().map(|it| entry(it, "match")));
        entries.extend(included.map(|it| entry(it, "include")));
    }
    entries
}

fn entry(resource: &Value, mode: &str) -> Value {
    json!({"fullUrl": format!("urn:embedded:{}", name_of(resource)), "resource": resource,
        "search": {"mode": mode}})
}

fn references(value: &Value, named: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            named.extend(fields.get("reference").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|inner| references(inner, named));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, named)),
        _ => {}
    }
}

impl State {
    /// The first page of these entries; the rest is kept for when it is asked for.
    fn page(&mut self, base: &str, mut entries: Vec<Value>, endless: bool) -> Value {
        let size = if self.page_size == 0 { PAGE } else { self.page_size };
        let rest = entries.split_off(entries.len().min(size));
        let mut links = vec![json!({"relation": "self", "url": base})];
        if endless || !rest.is_empty() {
            self.counter += 1;
            links.push(json!({"relation": "next", "url": format!("{base}/page/{}", self.counter)}));
            self.pages.insert(self.counter, rest);
        }
        json!({"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries})
    }
}

#[handler]
async fn turn_page(
    Data(embedded): Data<&Embedded>,
    Path((source, number)): Path<(String, usize)>,
    request: &Request,
) -> Response {
    if let Some(unwell) = embedded.hear(&source, request, "").await {
        return unwell;
    }
    let base = format!("http://{}/{source}/fhir", request.header("host").unwrap_or_default());
    let mut state = embedded.state();
    let endless = state.moods.get(&source) == Some(&Mood::Endless);
    let entries = state.pages.remove(&number).unwrap_or_default();
    answer(&state.page(&base, entries, endless))
}

#[handler]
async fn give_binary(
    Data(embedded): Data<&Embedded>,
    Path((source, id)): Path<(String, String)>,
    request: &Request,
) -> Response {
    if let Some(unwell) = embedded.hear(&source, request, "").await {
        return unwell;
    }
    let state = embedded.state();
    let files = state.files.iter().filter(|((at, _), _)| *at == source);
    let wanted = format!("Binary/{id}");
    let found = files.flat_map(|(_, file)| &file.resources).find(|it| name_of(it) == wanted);
    match found {
        Some(binary) => answer(binary),
        None => Response::builder().status(StatusCode::NOT_FOUND).finish(),
    }
}

#[handler]
async fn tell_seals(Data(embedded): Data<&Embedded>, request: &Request, body: String) -> Response {
    if let Some(unwell) = embedded.hear(REGISTER, request, &body).await {
        return unwell;
    }
    let question: Value = serde_json::from_str(&body).unwrap_or_default();
    let number = question["personalNumber"].as_str().unwrap_or_default();
    let seals = embedded.state().seals.get(number).cloned().unwrap_or_default();
    answer(&json!({"personalNumber": number, "seals": seals}))
}

fn answer(json: &Value) -> Response {
    Response::builder().content_type("application/fhir+json").body(json.to_string())
}
