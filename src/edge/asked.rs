//! What every request is given on its way in and every answer on its way out.

use std::net::IpAddr;

use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result, http::HeaderValue};
use rand::TryRngCore;

use super::told;
use crate::{
    access::{App, Asked, Token},
    failure::{self, Failure},
    id::RequestId,
};

/// The middleware around the whole API.
pub struct Edge;

impl<E: Endpoint> Middleware<E> for Edge {
    type Output = Around<E>;

    fn transform(&self, inner: E) -> Self::Output {
        Around { inner }
    }
}

pub struct Around<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Around<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let app = request.data::<App>().expect("api() installs App").clone();
        let path = request.original_uri().path().to_owned();
        let mut asked = look(&request, &app);
        let admission = admit(&app, &request, &asked).await;
        let over = match &admission {
            Ok(admission) => {
                asked.presented = Ok(admission.presented.clone());
                admission.address_calls > app.config.rate_per_address
                    || admission.person_calls > app.config.rate_per_person
            }
            // Without Redis nobody is signed in; public reads go on.
            Err(_) => {
                asked.presented = Err(());
                false
            }
        };
        request.extensions_mut().insert(asked.clone());
        let answer = if over {
            let retry_after = 60 - u32::try_from(app.clock.now().timestamp() % 60).unwrap_or(0);
            failure::respond(Failure::Limited { retry_after })
        } else {
            match self.inner.call(request).await {
                Ok(output) => output.into_response(),
                Err(error) if error.is_from_response() => error.into_response(),
                Err(error) => failure::respond(failure::failure_of(&error)),
            }
        };
        let mut answer = told::render(answer, &asked, &path);
        stamp(&mut answer, &asked);
        Ok(answer)
    }
}

async fn admit(
    app: &App,
    request: &Request,
    asked: &Asked,
) -> Result<crate::access::Admission, Failure> {
    let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let token = bearer.map(Token::given);
    app.sessions.admit(token.as_ref(), asked.address, app.clock.now()).await
}

fn look(request: &Request, app: &App) -> Asked {
    let peer =
        request.remote_addr().as_socket_addr().map_or(IpAddr::from([0, 0, 0, 0]), |a| a.ip());
    let trace_id = request.header("traceparent").and_then(trace_of).unwrap_or_else(new_trace);
    let host = request.header("host").filter(|host| plausible(host)).unwrap_or("localhost");
    let origin = app.config.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
    let english = request.header("accept-language").is_some_and(|languages| {
        languages.split(',').next().is_some_and(|first| first.trim().starts_with("en"))
    });
    Asked {
        request_id: RequestId::new(),
        trace_id,
        address: peer,
        origin,
        english,
        presented: Ok(None),
    }
}

fn plausible(host: &str) -> bool {
    host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

/// The trace id of a well-formed `traceparent`; a broken one is ignored, as W3C wants.
fn trace_of(text: &str) -> Option<String> {
    let mut parts = text.trim().split('-');
    let (version, trace, parent, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |part: &str, length| {
        part.len() == length
            && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let sound = hex(version, 2)
        && version != "ff"
        && hex(trace, 32)
        && trace.bytes().any(|b| b != b'0')
        && hex(parent, 16)
        && hex(flags, 2);
    sound.then(|| trace.to_owned())
}

fn new_trace() -> String {
    hex::encode(random::<16>())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the system has randomness");
    bytes
}

fn stamp(answer: &mut Response, asked: &Asked) {
    let parent = format!("00-{}-{}-01", asked.trace_id, hex::encode(random::<8>()));
    let headers = answer.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set("traceparent", &parent);
    set("x-request-id", &asked.request_id.to_string());
    set("x-content-type-options", "nosniff");
    set("content-language", if asked.english { "en" } else { "sv" });
    if !headers.contains_key("cache-control") {
        headers.insert("cache-control", HeaderValue::from_static("no-store"));
    }
}
