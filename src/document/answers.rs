//! What every operation may answer besides its own: the refusals and the headers all share.

use std::collections::BTreeSet;

use poem_openapi::types::{Example, ToJSON};
use serde_json::{Map, Value, json};

use super::{PUBLISHED, each_operation, map_at};
use crate::{
    failure::{self, Kind, OperationOutcome, ProblemBody},
    page::FHIR,
};

/// What an operation is like, as far as its answers depend on it.
struct Traits {
    authenticated: bool,
    writes: bool,
    takes_body: bool,
    answers_json: bool,
    /// Reads what stands at a certain stage only: an export package, a copy of a record, a summons' times.
    needs_a_stage: bool,
    /// Fetched from record systems, all of which may be silent.
    from_records: bool,
    names_a_thing: bool,
    /// Its query can be well formed and make no sense.
    weighs_query: bool,
    takes: BTreeSet<String>,
}

/// One answer that many operations share.
struct Shared {
    name: &'static str,
    kind: &'static Kind,
    occurs: fn(&Traits) -> bool,
}

const SHARED: [Shared; 15] = [
    Shared { name: "BadRequest", kind: &failure::MALFORMED, occurs: |_| true },
    Shared { name: "Unauthorized", kind: &failure::UNAUTHENTICATED, occurs: |it| it.authenticated },
    // Who writes without a session is signing in, and may be turned away.
    Shared {
        name: "Forbidden",
        kind: &failure::FORBIDDEN,
        occurs: |it| it.authenticated || it.writes,
    },
    Shared {
        name: "NotFound",
        kind: &failure::NOT_FOUND,
        occurs: |it| it.authenticated || it.names_a_thing,
    },
    Shared { name: "NotAcceptable", kind: &failure::NOT_ACCEPTABLE, occurs: |it| it.answers_json },
    Shared {
        name: "Conflict",
        kind: &failure::KEY_IN_USE,
        occurs: |it| it.writes || it.needs_a_stage,
    },
    Shared {
        name: "PreconditionFailed",
        kind: &failure::STALE,
        occurs: |it| it.takes.contains("If-Match"),
    },
    Shared { name: "PayloadTooLarge", kind: &failure::TOO_LARGE, occurs: |it| it.takes_body },
    Shared { name: "UnsupportedMediaType", kind: &failure::MEDIA_TYPE, occurs: |it| it.takes_body },
    Shared {
        name: "UnprocessableContent",
        kind: &failure::INVALID,
        occurs: |it| it.takes_body || it.takes.contains("Idempotency-Key") || it.weighs_query,
    },
    Shared {
        name: "PreconditionRequired",
        kind: &failure::NO_VERSION,
        occurs: |it| it.takes.contains("If-Match"),
    },
    Shared { name: "TooManyRequests", kind: &failure::RATE_LIMITED, occurs: |_| true },
    Shared { name: "InternalServerError", kind: &failure::INTERNAL, occurs: |_| true },
    Shared {
        name: "BadGateway",
        kind: &crate::journal::SOURCES_SILENT,
        occurs: |it| it.from_records,
    },
    Shared { name: "ServiceUnavailable", kind: &failure::UNAVAILABLE, occurs: |_| true },
];

const LENGTH: &str = "Längden ska ligga mellan 1 och 4000.";
const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Completes the answers of every operation, and the request headers that all of them take.
pub fn complete(document: &mut Value) {
    let problem = problem_schema(document);
    let Some(root) = document.as_object_mut() else { return };
    let components = map_at(root, "components");
    components.insert("headers".into(), shared_headers());
    components.insert("parameters".into(), shared_parameters());
    let responses = SHARED.iter().flat_map(|shared| {
        let plain = (shared.name.to_owned(), shared.response(&problem));
        [plain, (format!("Fhir{}", shared.name), shared.fhir_response())]
    });
    components.insert("responses".into(), responses.collect());
    each_operation(document, |path, method, operation| {
        let traits = Traits::of(path, method, operation);
        take_shared_parameters(operation);
        let responses = map_at(operation, "responses");
        responses.retain(|status, _| !status.ends_with("XX"));
        for shared in SHARED.iter().filter(|shared| (shared.occurs)(&traits)) {
            let words = if path.starts_with(FHIR) { "Fhir" } else { "" };
            let name = format!("#/components/responses/{words}{}", shared.name);
            let reference = json!({ "$ref": name });
            responses.entry(shared.status().to_string()).or_insert(reference);
        }
        if method == "get" && traits.takes.contains("If-None-Match") {
            let unchanged = json!({ "description": "What the caller has is still right" });
            responses.entry("304").or_insert(unchanged);
        }
        for (status, response) in responses.iter_mut().filter(|(_, it)| it.get("$ref").is_none()) {
            own(status, method, &traits, response);
        }
    });
}

/// The resident's views of a record, the whole of it, and its print.
fn is_from_records(path: &str) -> bool {
    let of_journal = path.strip_prefix("/residents/{residentId}/journal");
    of_journal.is_some_and(|rest| {
        matches!(
            rest,
            "" | "/notes"
                | "/referral-answers"
                | "/lab-results"
                | "/diagnoses"
                | "/care-contacts"
                | "/medications"
                | "/access-log"
                | "/print"
        )
    })
}

/// Searches of the time book: the days have an order, and some parameters exclude each other.
fn is_of_days(path: &str) -> bool {
    ["/slots", "/slot-days", "/time-book"].iter().any(|end| path.ends_with(end))
}

impl Traits {
    fn of(path: &str, method: &str, operation: &Map<String, Value>) -> Self {
        let listed = |key: &str| operation.get(key).and_then(Value::as_array).into_iter().flatten();
        let named = |parameter: &Value| Some(parameter.get("name")?.as_str()?.to_owned());
        let answers = operation.get("responses").and_then(Value::as_object);
        let json = |answer: &Value| {
            let kinds = ["/content/application~1json", "/content/application~1fhir+json"];
            kinds.iter().any(|kind| answer.pointer(kind).is_some())
        };
        let zip = |answer: &Value| answer.pointer("/content/application~1zip").is_some();
        Self {
            authenticated: listed("security").next().is_some(),
            writes: method != "get",
            takes_body: operation.contains_key("requestBody"),
            needs_a_stage: answers.is_some_and(|answers| answers.values().any(zip))
                || method == "get" && path.contains("/record-copy-requests/{recordCopyRequestId}/")
                || ["/summonses/{summonsId}/slots", "/units/{unitId}/programme-due"]
                    .contains(&path),
            weighs_query: method == "get" && is_of_days(path),
            from_records: method == "get" && is_from_records(path),
            answers_json: answers.is_some_and(|answers| answers.values().any(json)),
            names_a_thing: path.contains('{'),
            takes: listed("parameters").filter_map(named).collect(),
        }
    }
}

impl Shared {
    fn status(&self) -> u16 {
        self.kind.status.as_u16()
    }

    fn response(&self, problem: &Value) -> Value {
        let mut example = json!({
            "type": format!("{PUBLISHED}/docs/problems/{}", self.kind.slug),
            "title": self.kind.title_sv,
            "status": self.status(),
            "instance": "/etjanster/v1/cases/01932c5e-7d40-7c3a-9a2b-0f6f3c1d2e4b",
            "traceId": &TRACE[3..35],
        });
        if self.kind.slug == failure::INVALID.slug {
            let fault = json!({ "pointer": "/body", "code": "length", "detail": LENGTH });
            example["errors"] = json!([fault]);
        }
        let media = json!({ "schema": problem, "example": example });
        self.answer(json!({ "application/problem+json": media }))
    }

    /// The same in FHIR's words.
    fn fhir_response(&self) -> Value {
        let problem = ProblemBody {
            r#type: format!("{PUBLISHED}/docs/problems/{}", self.kind.slug),
            title: self.kind.title_sv.to_owned(),
            ..ProblemBody::example()
        };
        let example = OperationOutcome::of(self.kind, &problem).to_json();
        let schema = json!({ "$ref": "#/components/schemas/FhirOperationOutcome" });
        let media = json!({ "schema": schema, "example": example });
        self.answer(json!({ "application/fhir+json": media }))
    }

    fn answer(&self, content: Value) -> Value {
        let mut headers = headers(&[]);
        match self.status() {
            401 => drop(headers.insert("WWW-Authenticate".into(), refer("WWW-Authenticate"))),
            429 | 503 => drop(headers.insert("Retry-After".into(), refer("Retry-After"))),
            _ => {}
        }
        json!({
            "description": format!("{}. {}", self.kind.title_en, self.kind.advice),
            "headers": headers,
            "content": content,
        })
    }
}

/// Completes an answer that the operation declares itself.
fn own(status: &str, method: &str, traits: &Traits, response: &mut Value) {
    let Some(response) = response.as_object_mut() else { return };
    let shared = SHARED.iter().find(|shared| shared.status().to_string() == status);
    if response.get("description").and_then(Value::as_str).unwrap_or_default().is_empty() {
        let usual = match status {
            "200" => "Done",
            "201" => "Created; Location says where",
            "202" => "Accepted; Location says where to follow it",
            "204" => "Done; there is nothing to say",
            _ => shared.map_or("See the type", |shared| shared.kind.title_en),
        };
        response.insert("description".into(), json!(usual));
    }
    let mut names = Vec::new();
    if status == "200" && method == "get" {
        names.push("Cache-Control");
    }
    if matches!(status, "200" | "304") && traits.takes.contains("If-None-Match") {
        names.push("ETag");
    }
    if matches!(status, "429" | "503") {
        names.push("Retry-After");
    }
    let declared = map_at(response, "headers");
    for (name, header) in headers(&names) {
        declared.entry(name).or_insert(header);
    }
    if let (Some(shared), Some(media)) = (shared, problem_media(response)) {
        let example = shared.response(&Value::Null);
        let example = &example["content"]["application/problem+json"]["example"];
        media.entry("example").or_insert_with(|| example.clone());
    }
}

fn problem_media(response: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    response.get_mut("content")?.get_mut("application/problem+json")?.as_object_mut()
}

/// The schema of problems, as the operations themselves refer to it.
fn problem_schema(document: &mut Value) -> Value {
    let mut found = None;
    each_operation(document, |_, _, operation| {
        let responses = operation.get("responses").and_then(Value::as_object);
        let schema = |response: &Value| {
            response.pointer("/content/application~1problem+json/schema").cloned()
        };
        found = found.take().or_else(|| responses?.values().find_map(schema));
    });
    found.unwrap_or_else(|| json!({ "$ref": "#/components/schemas/Problem" }))
}

fn take_shared_parameters(operation: &mut Map<String, Value>) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(parameters) = parameters.as_array_mut() else { return };
    for (name, component) in [("Accept-Language", "AcceptLanguage"), ("traceparent", "traceparent")]
    {
        parameters.retain(|parameter| parameter["name"] != name);
        parameters.push(json!({ "$ref": format!("#/components/parameters/{component}") }));
    }
}

/// Both are taken as they come: what doesn't follow its standard is ignored, never refused.
fn shared_parameters() -> Value {
    json!({
        "AcceptLanguage": {
            "name": "Accept-Language",
            "in": "header",
            "required": false,
            "description": "The language of texts in the answer: `sv` (default) or `en`. Codes are never translated",
            "schema": { "type": "string" },
            "example": "sv",
        },
        "traceparent": {
            "name": "traceparent",
            "in": "header",
            "required": false,
            "description": "W3C Trace Context of the caller. One that breaks the format is ignored",
            "schema": { "type": "string" },
            "example": TRACE,
        },
    })
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// The headers of every answer, and some more.
fn headers(more: &[&str]) -> Map<String, Value> {
    let all = ["RateLimit", "RateLimit-Policy", "traceparent", "X-Request-Id"];
    all.iter().chain(more).map(|name| ((*name).to_owned(), refer(name))).collect()
}

fn shared_headers() -> Value {
    let text = |description: &str, length: u32, example: &str| {
        json!({
            "description": description,
            "schema": { "type": "string", "maxLength": length },
            "example": example,
        })
    };
    json!({
        "Cache-Control": text("How long the answer may be kept; `no-store` for personal data", 128, "no-store"),
        "ETag": text("The version of the thing, for If-Match and If-None-Match", 128, "\"7\""),
        "RateLimit": text("What is left of the quota, and the seconds until it is whole again", 256, "\"default\";r=98;t=31"),
        "RateLimit-Policy": text("The quota and its window in seconds", 256, "\"default\";q=100;w=60"),
        "Retry-After": {
            "description": "Seconds to wait before the next try",
            "schema": { "type": "integer", "format": "int32", "minimum": 0, "maximum": 86400 },
            "example": 5,
        },
        "WWW-Authenticate": text("How to sign in", 256, "Bearer"),
        "X-Request-Id": text("The name of this request in the logs", 64, "01932c5e-7d40-7c3a-9a2b-0f6f3c1d2e4b"),
        "traceparent": text("W3C Trace Context: the trace this request belongs to", 55, TRACE),
    })
}
