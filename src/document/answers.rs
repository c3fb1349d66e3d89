//! What every operation may answer besides its own: the refusals and the headers all share.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{PUBLISHED, each_operation, map_at};

/// What an operation is like, as far as its answers depend on it.
struct Traits {
    authenticated: bool,
    writes: bool,
    takes_body: bool,
    answers_json: bool,
    names_a_thing: bool,
    takes: BTreeSet<String>,
}

/// One answer that many operations share.
struct Shared {
    status: u16,
    name: &'static str,
    slug: &'static str,
    title: &'static str,
    detail: &'static str,
    occurs: fn(&Traits) -> bool,
}

const SHARED: [Shared; 14] = [
    Shared {
        status: 400,
        name: "BadRequest",
        slug: "bad-request",
        title: "The request can't be read",
        detail: "The query parameter `limit` must be a whole number between 1 and 100.",
        occurs: |_| true,
    },
    Shared {
        status: 401,
        name: "Unauthorized",
        slug: "unauthorized",
        title: "Sign in first",
        detail: "The access token is missing, wrong or no longer valid.",
        occurs: |operation| operation.authenticated,
    },
    Shared {
        status: 403,
        name: "Forbidden",
        slug: "forbidden",
        title: "Not allowed",
        detail: "Your role doesn't allow this.",
        occurs: |operation| operation.authenticated,
    },
    Shared {
        status: 404,
        name: "NotFound",
        slug: "not-found",
        title: "Not found",
        detail: "There is no such thing, or it isn't shown to you.",
        occurs: |operation| operation.authenticated || operation.names_a_thing,
    },
    Shared {
        status: 406,
        name: "NotAcceptable",
        slug: "not-acceptable",
        title: "No such format",
        detail: "The answer exists as application/json only.",
        occurs: |operation| operation.answers_json,
    },
    Shared {
        status: 409,
        name: "Conflict",
        slug: "conflict",
        title: "Not possible now",
        detail: "The thing is in a state that doesn't allow this, or the same request is still running.",
        occurs: |operation| operation.authenticated && operation.writes,
    },
    Shared {
        status: 412,
        name: "PreconditionFailed",
        slug: "precondition-failed",
        title: "Changed by someone else",
        detail: "The thing has changed since the version named in If-Match.",
        occurs: |operation| operation.takes.contains("If-Match"),
    },
    Shared {
        status: 413,
        name: "PayloadTooLarge",
        slug: "payload-too-large",
        title: "Too large",
        detail: "The body is larger than this operation takes.",
        occurs: |operation| operation.takes_body,
    },
    Shared {
        status: 415,
        name: "UnsupportedMediaType",
        slug: "unsupported-media-type",
        title: "Wrong kind of body",
        detail: "The body must be application/json.",
        occurs: |operation| operation.takes_body,
    },
    Shared {
        status: 422,
        name: "UnprocessableContent",
        slug: "invalid",
        title: "The content breaks a rule",
        detail: "The request was understood, but what it says can't be accepted.",
        occurs: |operation| operation.takes_body || operation.takes.contains("Idempotency-Key"),
    },
    Shared {
        status: 428,
        name: "PreconditionRequired",
        slug: "precondition-required",
        title: "If-Match is missing",
        detail: "Send If-Match with the ETag of the version you change.",
        occurs: |operation| operation.takes.contains("If-Match"),
    },
    Shared {
        status: 429,
        name: "TooManyRequests",
        slug: "too-many-requests",
        title: "Too many requests",
        detail: "Wait the number of seconds in Retry-After.",
        occurs: |_| true,
    },
    Shared {
        status: 500,
        name: "InternalServerError",
        slug: "internal",
        title: "Something went wrong here",
        detail: "The fault is logged under the trace id.",
        occurs: |_| true,
    },
    Shared {
        status: 503,
        name: "ServiceUnavailable",
        slug: "unavailable",
        title: "Not available just now",
        detail: "Try again in the number of seconds in Retry-After.",
        occurs: |_| true,
    },
];

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Completes the answers of every operation, and the request headers that all of them take.
pub fn complete(document: &mut Value) {
    let problem = problem_schema(document);
    let Some(root) = document.as_object_mut() else { return };
    let components = map_at(root, "components");
    components.insert("headers".into(), shared_headers());
    components.insert("parameters".into(), shared_parameters());
    let responses = SHARED.iter().map(|shared| (shared.name.to_owned(), shared.response(&problem)));
    components.insert("responses".into(), responses.collect());
    each_operation(document, |path, method, operation| {
        let traits = Traits::of(path, method, operation);
        take_shared_parameters(operation);
        let responses = map_at(operation, "responses");
        responses.retain(|status, _| !status.ends_with("XX"));
        for shared in SHARED.iter().filter(|shared| (shared.occurs)(&traits)) {
            let reference = json!({ "$ref": format!("#/components/responses/{}", shared.name) });
            responses.entry(shared.status.to_string()).or_insert(reference);
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

impl Traits {
    fn of(path: &str, method: &str, operation: &Map<String, Value>) -> Self {
        let listed = |key: &str| operation.get(key).and_then(Value::as_array).into_iter().flatten();
        let named = |parameter: &Value| Some(parameter.get("name")?.as_str()?.to_owned());
        let answers = operation.get("responses").and_then(Value::as_object);
        let json = |answer: &Value| answer.pointer("/content/application~1json").is_some();
        Self {
            authenticated: listed("security").next().is_some(),
            writes: method != "get",
            takes_body: operation.contains_key("requestBody"),
            answers_json: answers.is_some_and(|answers| answers.values().any(json)),
            names_a_thing: path.contains('{'),
            takes: listed("parameters").filter_map(named).collect(),
        }
    }
}

impl Shared {
    fn response(&self, problem: &Value) -> Value {
        let example = json!({
            "type": format!("{PUBLISHED}/docs/problems/{}", self.slug),
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": "/etjanster/v1/cases/01932c5e-7d40-7c3a-9a2b-0f6f3c1d2e4b",
            "traceId": &TRACE[3..35],
        });
        let mut headers = headers(&[]);
        match self.status {
            401 => drop(headers.insert("WWW-Authenticate".into(), refer("WWW-Authenticate"))),
            429 | 503 => drop(headers.insert("Retry-After".into(), refer("Retry-After"))),
            _ => {}
        }
        json!({
            "description": self.title,
            "headers": headers,
            "content": { "application/problem+json": { "schema": problem, "example": example } },
        })
    }
}

/// Completes an answer that the operation declares itself.
fn own(status: &str, method: &str, traits: &Traits, response: &mut Value) {
    let Some(response) = response.as_object_mut() else { return };
    let shared = SHARED.iter().find(|shared| shared.status.to_string() == status);
    if response.get("description").and_then(Value::as_str).unwrap_or_default().is_empty() {
        let usual = match status {
            "200" => "Done",
            "201" => "Created; Location says where",
            "202" => "Accepted; Location says where to follow it",
            "204" => "Done; there is nothing to say",
            _ => shared.map_or("See the type", |shared| shared.title),
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
