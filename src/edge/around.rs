//! The middleware around everything: lets a request in, gives it its time, and sees its answer out.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use poem::{
    Endpoint, IntoResponse, Middleware, Request, Response, Result,
    http::{HeaderValue, Method, StatusCode, Version, header},
};
use serde_json::Value;
use tracing::Instrument;

use super::{
    asked, cors,
    map::{Map, Place, Question, decoded},
    metrics::METRICS,
    rate::Standing,
    told,
};
use crate::{
    access::{App, Asked, Token},
    failure::{self, Failure, Words},
    page::BASE,
};

/// The middleware around the whole API.
pub struct Edge(Arc<Map>);

impl Edge {
    /// Holds requests to what that document says.
    pub fn new(document: &'static Value) -> Self {
        Self(Arc::new(Map::of(document)))
    }
}

impl<E: Endpoint> Middleware<E> for Edge {
    type Output = Around<E>;

    fn transform(&self, inner: E) -> Self::Output {
        Around { inner, map: self.0.clone() }
    }
}

pub struct Around<E> {
    inner: E,
    map: Arc<Map>,
}

impl<E: Endpoint> Endpoint for Around<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let began = Instant::now();
        let app = request.data::<App>().expect("api() installs App").clone();
        let path = request.original_uri().path().to_owned();
        let place = self.map.find(&path);
        let mut asked = asked::look(&request, &app);
        let seen = Seen {
            method: known_method(request.method()),
            route: place.map_or("-", |place| place.pattern),
        };
        let origin = cors::allowed(&request, &app.config).cloned();
        let span = tracing::info_span!(
            "request",
            request.id = %asked.request_id,
            trace.id = asked.trace_id,
        );
        let answer = self.pass(request, &app, &mut asked, place).instrument(span.clone()).await;
        let mut answer = told::render(answer, &asked, &path);
        told::stamp(answer.headers_mut(), &asked);
        if let Some(origin) = origin {
            cors::tell(answer.headers_mut(), &origin);
        }
        span.in_scope(|| seen.report(answer.status(), began.elapsed()));
        Ok(answer)
    }
}

impl<E: Endpoint> Around<E> {
    /// Counts the caller, finds the session, and hands on.
    async fn pass(
        &self,
        mut request: Request,
        app: &App,
        asked: &mut Asked,
        place: Option<&Place>,
    ) -> Response {
        if request.method() == Method::OPTIONS
            && let Some(place) = place
        {
            return options(&request, app, place);
        }
        if !request.original_uri().path().starts_with(BASE) {
            return self.enter(request, app, place).await;
        }
        let standing = match admit(app, &request, asked).await {
            Ok(admission) => {
                asked.presented = Ok(admission.presented.clone());
                Some(Standing::of(&admission, &app.config, app.clock.now()))
            }
            // Without Redis nobody is signed in; public reads go on.
            Err(_) => {
                asked.presented = Err(());
                None
            }
        };
        request.extensions_mut().insert(asked.clone());
        let mut answer = match standing.as_ref().and_then(Standing::over) {
            Some(retry_after) => {
                METRICS.limited.inc();
                failure::respond(Failure::Limited { retry_after })
            }
            None => self.enter(request, app, place).await,
        };
        if let Some(standing) = standing {
            standing.tell(&mut answer);
        }
        answer
    }

    /// Holds the request to the document, then lets the route answer in its time.
    async fn enter(&self, request: Request, app: &App, place: Option<&Place>) -> Response {
        if let Err(failure) = plain(&request) {
            return failure::respond(failure);
        }
        let Some(place) = place else { return failure::respond(Failure::Absent) };
        let asked = Question {
            method: request.method(),
            accept: request.header("accept"),
            query: request.original_uri().query(),
        };
        if let Err(failure) = place.check(&asked) {
            let mut answer = failure::respond(failure);
            if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
                allow(&mut answer, place);
            }
            return answer;
        }
        // A file's pace is watched where it is read; when it is in there is still work to do.
        let coming = if place.takes_file(request.method()) {
            app.config.upload_time
        } else {
            Duration::ZERO
        };
        let work = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        match tokio::time::timeout(coming + app.config.request_time, work).await {
            Ok(Ok(Ok(output))) => output.into_response(),
            Ok(Ok(Err(error))) if error.is_from_response() => error.into_response(),
            Ok(Ok(Err(error))) => failure::respond(failure::failure_of(&error)),
            Ok(Err(_)) => {
                METRICS.panics.inc();
                failure::respond(Failure::Bug("a route panicked".into()))
            }
            Err(_) => failure::respond(Failure::Unavailable("time")),
        }
    }
}

/// What is told of a request: bounded words, nothing about anybody.
struct Seen {
    method: &'static str,
    route: &'static str,
}

impl Seen {
    fn report(&self, status: StatusCode, took: Duration) {
        let (method, route, status) = (self.method, self.route, status.as_u16());
        METRICS.answered(method, route, status, took.as_secs_f64());
        let milliseconds = took.as_secs_f64() * 1000.0;
        if route.starts_with("/health") {
            tracing::debug!(
                http.method = method,
                http.route = route,
                http.status = status,
                duration.ms = milliseconds,
                "answered"
            );
        } else {
            tracing::info!(
                http.method = method,
                http.route = route,
                http.status = status,
                duration.ms = milliseconds,
                "answered"
            );
        }
    }
}

fn known_method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// What no request may be, whatever it asks for.
fn plain(request: &Request) -> Result<(), Failure> {
    if decoded(request.original_uri().path()).is_none() {
        return Err(Failure::Absent);
    }
    let headers = request.headers();
    let once = [
        header::HOST.as_str(),
        header::AUTHORIZATION.as_str(),
        header::CONTENT_TYPE.as_str(),
        header::IF_MATCH.as_str(),
        "idempotency-key",
    ];
    let repeated = once.into_iter().find(|name| headers.get_all(*name).iter().count() > 1);
    let unreadable = once
        .into_iter()
        .find(|name| headers.get(*name).is_some_and(|value: &HeaderValue| value.to_str().is_err()));
    let hostless = request.version() == Version::HTTP_11
        && !headers.contains_key(header::HOST)
        && request.original_uri().host().is_none();
    let Some(name) = repeated.or(unreadable).or(hostless.then_some("host")) else { return Ok(()) };
    let words = Words::new(
        format!("Rubrikfältet {name} ska finnas en gång, i ASCII."),
        format!("The header {name} must be there once, in ASCII."),
    );
    Err(Failure::Unreadable(&failure::MALFORMED, words))
}

async fn admit(
    app: &App,
    request: &Request,
    asked: &Asked,
) -> Result<crate::access::Admission, Failure> {
    let token = request.header("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Token::given(token.trim()))
    });
    app.sessions.admit(token.as_ref(), asked.address, app.clock.now()).await
}

fn options(request: &Request, app: &App, place: &Place) -> Response {
    let mut answer = Response::builder().status(StatusCode::NO_CONTENT).finish();
    allow(&mut answer, place);
    let preflight = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if preflight && cors::allowed(request, &app.config).is_some() {
        cors::preflight(&mut answer, &place.allow());
    }
    answer
}

fn allow(answer: &mut Response, place: &Place) {
    if let Ok(methods) = HeaderValue::from_str(&place.allow()) {
        answer.headers_mut().insert(header::ALLOW, methods);
    }
}
