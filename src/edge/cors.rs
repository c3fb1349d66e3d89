//! Which pages of other origins may call the API: those that the configuration names, and no others.

use poem::{
    Request, Response,
    http::{HeaderMap, HeaderValue, header},
};

use crate::config::Config;

/// What a page may read of an answer besides its body.
const EXPOSED: &str = "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, \
    Content-Language, Content-Disposition, Content-Range, Accept-Ranges, traceparent, X-Request-Id, Deprecation, Sunset, Link";
/// What a page may send.
const TAKEN: &str = "Authorization, Content-Type, Accept-Language, Idempotency-Key, If-Match, \
    If-None-Match, Content-Disposition, Range, If-Range, traceparent, tracestate";

/// The request's origin, if its pages may call us.
pub fn allowed<'a>(request: &'a Request, config: &Config) -> Option<&'a HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let known = config.cors_origins.iter().any(|known| known.as_bytes() == origin.as_bytes());
    known.then_some(origin)
}

/// Lets the origin's pages read the answer.
pub fn tell(headers: &mut HeaderMap, origin: &HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// Completes the answer to a question before the real request.
pub fn preflight(answer: &mut Response, methods: &str) {
    let headers = answer.headers_mut();
    if let Ok(methods) = HeaderValue::from_str(methods) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(TAKEN));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}
