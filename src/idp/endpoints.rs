//! What the provider answers: discovery, keys, authorize, token; and sign-in by one request.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use openidconnect::url::Url;
use poem::{
    EndpointExt, IntoResponse, Response, Route, get, handler,
    http::StatusCode,
    post,
    web::{Data, Form, Html, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{CLIENT, Draft, Idp, Promise, key::random, page, room};
use crate::config::Audience;

pub(super) fn routes(idp: Idp) -> impl poem::Endpoint + 'static {
    let issuer = |audience: Audience| {
        Route::new()
            .at("/.well-known/openid-configuration", get(discovery))
            .at("/jwks", get(jwks))
            .at("/authorize", get(authorize))
            .at("/token", post(token))
            .data(audience)
    };
    Route::new()
        .at("/", get(index))
        .at("/callback", get(callback))
        .at("/sign-in/:identity", get(sign_in))
        .nest("/resident", issuer(Audience::Resident))
        .nest("/staff", issuer(Audience::Staff))
        .data(idp)
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let response = Response::builder().status(status).content_type("application/json");
    response.header("cache-control", "no-store").body(body.to_string())
}

#[handler]
fn discovery(Data(idp): Data<&Idp>, Data(audience): Data<&Audience>) -> Response {
    let provider = idp.provider(*audience);
    let issuer = &provider.issuer;
    answer(
        StatusCode::OK,
        &json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": provider.assurance_levels,
            "claims_supported": ["sub", "acr", "name", provider.subject_claim],
        }),
    )
}

#[handler]
fn jwks(Data(idp): Data<&Idp>) -> Response {
    answer(StatusCode::OK, &json!({ "keys": [idp.key().public()] }))
}

#[handler]
fn index(Data(idp): Data<&Idp>) -> Html<String> {
    Html(page::index(&idp.0.people, idp.0.api.is_some()))
}

#[handler]
fn callback(Query(given): Query<Vec<(String, String)>>) -> Html<String> {
    Html(page::callback(&given))
}

/// An authorization request (OpenID Connect Core 3.1.2.1, RFC 7636).
#[derive(Deserialize)]
struct Authorization {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    /// The personal number or HSA-id to sign in as, without asking.
    login_hint: Option<String>,
}

#[handler]
fn authorize(
    Data(idp): Data<&Idp>,
    Data(audience): Data<&Audience>,
    request: &poem::Request,
    Query(wanted): Query<Authorization>,
) -> Response {
    if wanted.client_id != CLIENT || !idp.0.redirect_uris.contains(&wanted.redirect_uri) {
        // Nobody to send back to.
        let why = "unknown client_id or redirect_uri";
        return Response::builder().status(StatusCode::BAD_REQUEST).body(why);
    }
    let fault = fault_of(&wanted);
    let mut back = match (&fault, &wanted.login_hint) {
        (Some((error, what)), _) => vec![("error", *error), ("error_description", *what)],
        (None, Some(_)) => vec![],
        (None, None) => {
            let query = request.uri().query().unwrap_or_default();
            return Html(page::pick(&idp.0.people, *audience, query)).into_response();
        }
    };
    let code = URL_SAFE_NO_PAD.encode(random::<24>());
    let issuer = idp.issuer(*audience);
    if fault.is_none() {
        idp.promise(&code, *audience, &wanted);
        back.push(("code", &code));
    }
    back.extend(wanted.state.as_deref().map(|state| ("state", state)));
    back.push(("iss", &issuer));
    match Url::parse_with_params(&wanted.redirect_uri, back) {
        Ok(to) => Response::builder()
            .status(StatusCode::FOUND)
            .header("location", to.as_str())
            .header("cache-control", "no-store")
            .finish(),
        Err(_) => Response::builder().status(StatusCode::BAD_REQUEST).finish(),
    }
}

fn fault_of(wanted: &Authorization) -> Option<(&'static str, &'static str)> {
    if wanted.response_type != "code" {
        return Some(("unsupported_response_type", "only code"));
    }
    if !wanted.scope.split(' ').any(|scope| scope == "openid") {
        return Some(("invalid_scope", "openid is missing"));
    }
    let challenged = wanted.code_challenge.as_ref().is_some_and(|text| text.len() == 43);
    if !challenged || wanted.code_challenge_method.as_deref() != Some("S256") {
        return Some(("invalid_request", "PKCE with S256 is required"));
    }
    None
}

/// A token request (RFC 6749 4.1.3, RFC 7636 4.5).
#[derive(Deserialize)]
struct Redemption {
    grant_type: String,
    code: String,
    redirect_uri: Option<String>,
    client_id: Option<String>,
    code_verifier: Option<String>,
}

#[handler]
fn token(
    Data(idp): Data<&Idp>,
    Data(audience): Data<&Audience>,
    Form(given): Form<Redemption>,
) -> Response {
    let refuse = |error: &str| answer(StatusCode::BAD_REQUEST, &json!({ "error": error }));
    if given.grant_type != "authorization_code" {
        return refuse("unsupported_grant_type");
    }
    if given.client_id.as_deref() != Some(CLIENT) {
        return refuse("invalid_client");
    }
    // Taken out before it is looked at: a code that was tried once is spent.
    let promise = idp.0.codes.lock().expect("nobody panics while holding it").remove(&given.code);
    let Some(promise) = promise.filter(|promise| keeps(promise, *audience, &given, idp)) else {
        return refuse("invalid_grant");
    };
    let body = json!({
        "access_token": URL_SAFE_NO_PAD.encode(random::<24>()),
        "token_type": "Bearer",
        "expires_in": 60,
        "id_token": idp.id_token(&promise),
    });
    answer(StatusCode::OK, &body)
}

fn keeps(promise: &Promise, audience: Audience, given: &Redemption, idp: &Idp) -> bool {
    let verifier = given.code_verifier.as_deref().unwrap_or_default();
    promise.audience == audience
        && promise.expires > idp.0.clock.now()
        && given.redirect_uri.as_deref() == Some(&promise.redirect_uri)
        && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == promise.challenge
}

impl Idp {
    fn promise(&self, code: &str, audience: Audience, wanted: &Authorization) {
        let now = self.0.clock.now();
        let promise = Promise {
            audience,
            identity: wanted.login_hint.clone().unwrap_or_default(),
            redirect_uri: wanted.redirect_uri.clone(),
            challenge: wanted.code_challenge.clone().unwrap_or_default(),
            nonce: wanted.nonce.clone(),
            expires: now + TimeDelta::seconds(60),
        };
        let mut codes = self.0.codes.lock().expect("nobody panics while holding it");
        codes.retain(|_, promise| promise.expires > now);
        codes.insert(code.to_owned(), promise);
    }

    fn id_token(&self, promise: &Promise) -> String {
        let provider = self.provider(promise.audience);
        let now = self.0.clock.now().timestamp();
        let person = self.0.people.iter().find(|person| person.identity == promise.identity);
        let claims = json!({
            "iss": provider.issuer,
            "aud": CLIENT,
            "sub": hex::encode(&Sha256::digest(&promise.identity)[..16]),
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": promise.nonce,
            "acr": provider.assurance_levels[0],
            "name": person.map(|person| &person.name),
            provider.subject_claim: promise.identity,
        });
        let Value::Object(mut claims) = claims else { unreachable!("written as an object") };
        claims.retain(|_, value| !value.is_null());
        let mut draft = Draft { claims, key: self.key() };
        if let Some(twist) = self.0.twist {
            twist(&mut draft);
        }
        draft.key.sign(&draft.claims)
    }
}

#[derive(Deserialize)]
struct Terms {
    #[serde(rename = "acceptedTerms")]
    accepted: Option<String>,
}

/// Does what a front end does, in one request: `curl …/sign-in/198404189287` prints a session.
#[handler]
async fn sign_in(
    Data(idp): Data<&Idp>,
    Path(identity): Path<String>,
    Query(terms): Query<Terms>,
) -> Response {
    let Some(api) = idp.0.api.clone() else {
        return Response::builder().status(StatusCode::NOT_FOUND).finish();
    };
    let digits = identity.bytes().filter(u8::is_ascii_digit).count();
    let is_number = identity.len() == 12 && digits >= 8;
    let audience = if is_number { Audience::Resident } else { Audience::Staff };
    let verifier = URL_SAFE_NO_PAD.encode(random::<32>());
    let nonce = URL_SAFE_NO_PAD.encode(random::<16>());
    let wanted = Authorization {
        response_type: "code".into(),
        client_id: CLIENT.into(),
        redirect_uri: idp.0.redirect_uris[0].clone(),
        scope: "openid".into(),
        state: None,
        nonce: Some(nonce.clone()),
        code_challenge: Some(URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier))),
        code_challenge_method: Some("S256".into()),
        login_hint: Some(identity),
    };
    let code = URL_SAFE_NO_PAD.encode(random::<24>());
    idp.promise(&code, audience, &wanted);
    let mut body = json!({
        "provider": idp.provider(audience).name,
        "code": code,
        "codeVerifier": verifier,
        "redirectUri": wanted.redirect_uri,
        "nonce": nonce,
    });
    if let Some(accepted) = terms.accepted {
        body["acceptedTerms"] = accepted.into();
    }
    pass_on(&format!("{api}/sessions"), &body).await
}

async fn pass_on(to: &str, body: &Value) -> Response {
    let Ok(said) = reqwest::Client::new().post(to).json(body).send().await else {
        return Response::builder().status(StatusCode::BAD_GATEWAY).body("the API does not answer");
    };
    let status = StatusCode::from_u16(said.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let text = said.text().await.unwrap_or_default();
    Response::builder().status(status).content_type("application/json").body(text)
}

/// The issuer's part of the path, for the pages.
pub(super) fn authorize_path(audience: Audience) -> String {
    format!("/{}/authorize", room(audience))
}
