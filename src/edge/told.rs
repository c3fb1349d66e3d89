//! What every answer carries on its way out: a problem's body, now that language, path and trace are
//! known; the trace; and what browsers must be told.

use poem::{
    Response,
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use poem_openapi::types::ToJSON;

use super::asked::random;
use crate::{
    access::Asked,
    document::PUBLISHED,
    failure::{FieldProblem, Kind, OperationOutcome, ProblemBody, Told, Words},
    page::{BASE, FHIR},
};

/// The longest path that a problem repeats.
const LONGEST_INSTANCE: usize = 2000;

/// Completes an answer that carries a problem; leaves all others as they are.
pub fn render(mut answer: Response, asked: &Asked, path: &str) -> Response {
    let Some(told) = answer.extensions_mut().remove::<Told>() else { return answer };
    let say = |words: &Words| if asked.english { words.en.clone() } else { words.sv.clone() };
    let errors = told.errors.iter().map(|fault| FieldProblem {
        pointer: fault.pointer.clone(),
        code: fault.code.clone(),
        detail: say(&fault.detail),
    });
    let body = ProblemBody {
        detail: told.detail.as_ref().map(say),
        instance: path.chars().take(LONGEST_INSTANCE).collect(),
        errors: Some(errors.collect()).filter(|all: &Vec<_>| !all.is_empty()),
        ..plain(told.kind, asked.english, &asked.trace_id)
    };
    let (kind, text) = match is_fhir(path) {
        true => (FHIR_JSON, OperationOutcome::of(told.kind, &body).to_json_string()),
        false => ("application/problem+json", body.to_json_string()),
    };
    let headers = answer.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(kind));
    if let Some(seconds) = told.retry_after {
        headers.insert("retry-after", HeaderValue::from(seconds));
    }
    if told.kind.status == StatusCode::UNAUTHORIZED {
        headers.insert("www-authenticate", HeaderValue::from_static("Bearer"));
    }
    answer.set_body(text);
    answer
}

/// FHIR's own media type.
const FHIR_JSON: &str = "application/fhir+json";

/// Whether FHIR's clients are answered there.
fn is_fhir(path: &str) -> bool {
    let below = path.strip_prefix(BASE).and_then(|path| path.strip_prefix(FHIR));
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn plain(kind: &Kind, english: bool, trace_id: &str) -> ProblemBody {
    ProblemBody {
        r#type: format!("{PUBLISHED}/docs/problems/{}", kind.slug),
        title: (if english { kind.title_en } else { kind.title_sv }).to_owned(),
        status: i32::from(kind.status.as_u16()),
        detail: None,
        instance: String::new(),
        errors: None,
        trace_id: trace_id.to_owned(),
    }
}

/// A whole answer to a head that could not even be read.
pub fn unreadable(status: u16) -> Vec<u8> {
    let kind = match status {
        431 => &crate::failure::HEADERS_TOO_LARGE,
        _ => &crate::failure::MALFORMED,
    };
    let mut body = plain(kind, false, &hex::encode(random::<16>()));
    body.instance = "/".to_owned();
    let (body, code) = (body.to_json_string(), kind.status);
    let reason = code.canonical_reason().unwrap_or_default();
    format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n{body}",
        code.as_u16(),
        body.len()
    )
    .into_bytes()
}

/// What every answer carries.
pub fn stamp(headers: &mut HeaderMap, asked: &Asked) {
    let parent = format!("00-{}-{}-01", asked.trace_id, hex::encode(random::<8>()));
    let request = asked.request_id.to_string();
    for (name, value) in [("traceparent", parent), ("x-request-id", request)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    let always = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("content-language", if asked.english { "en" } else { "sv" }),
        ("vary", "Accept-Language, Authorization, Origin"),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let unless_said = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in unless_said {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if asked.origin.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}
