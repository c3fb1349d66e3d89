//! How a failure looks on the wire. Routes return [`Problem`]; the edge writes its body, since only
//! there are the language, the path and the trace known.

use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{ApiResponse, Object, payload::Json, registry};

use super::{Failure, Kind, OperationOutcome, Words, kind};

/// One field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON pointer into the body, such as `/answers/reason`.
    pub pointer: String,
    /// A stable code, such as `length` or `required`.
    pub code: String,
    pub detail: Words,
}

impl FieldFault {
    pub fn new(pointer: impl Into<String>, code: &str, detail: Words) -> Self {
        Self { pointer: pointer.into(), code: code.to_owned(), detail }
    }
}

/// A problem, RFC 9457. `type` is stable and leads to a page that says what to do.
#[derive(Debug, Object)]
#[oai(rename = "Problem", example)]
pub struct ProblemBody {
    #[oai(validator(max_length = 200))]
    pub r#type: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    #[oai(validator(minimum(value = "400"), maximum(value = "599")))]
    pub status: i32,
    /// What went wrong, for people. Never personal data.
    #[oai(skip_serializing_if_is_none, validator(max_length = 2000))]
    pub detail: Option<String>,
    /// The path that was asked for.
    #[oai(validator(max_length = 2000))]
    pub instance: String,
    /// The fields that break rules, each with its pointer.
    #[oai(skip_serializing_if_is_none, validator(max_items = 200))]
    pub errors: Option<Vec<FieldProblem>>,
    /// What support needs to find the request.
    #[oai(rename = "traceId", validator(max_length = 32))]
    pub trace_id: String,
}

/// One field that breaks a rule.
#[derive(Debug, Object)]
pub struct FieldProblem {
    /// JSON pointer into the body.
    #[oai(validator(max_length = 500))]
    pub pointer: String,
    /// A stable code.
    #[oai(validator(max_length = 60))]
    pub code: String,
    #[oai(validator(max_length = 500))]
    pub detail: String,
}

impl poem_openapi::types::Example for ProblemBody {
    fn example() -> Self {
        Self {
            r#type: "https://etjanster.regionvastmanland.se/etjanster/v1/docs/problems/not-found"
                .into(),
            title: "Finns inte".into(),
            status: 404,
            detail: None,
            instance: "/etjanster/v1/cases/01a0b0f0-7a4e-7c5c-9d6f-3f1e5e8a1b2c".into(),
            errors: None,
            trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".into(),
        }
    }
}

/// What the edge needs to write a problem's body. Travels in the response's extensions.
#[derive(Debug, Clone)]
pub struct Told {
    pub kind: &'static Kind,
    pub detail: Option<Words>,
    pub errors: Vec<FieldFault>,
    pub retry_after: Option<u32>,
}

/// Every operation's error answer.
#[derive(Debug)]
pub struct Problem(pub Failure);

impl<F: Into<Failure>> From<F> for Problem {
    fn from(failure: F) -> Self {
        Self(failure.into())
    }
}

/// An answer without a body yet: the edge completes it.
pub fn respond(failure: Failure) -> Response {
    log(&failure);
    let kind = failure.kind();
    let mut told = Told { kind, detail: None, errors: Vec::new(), retry_after: None };
    let mut response = Response::builder().status(kind.status);
    match failure {
        Failure::Refused(_, words) | Failure::Unreadable(_, words) => told.detail = Some(words),
        Failure::Invalid(errors) => told.errors = errors,
        Failure::Limited { retry_after } => told.retry_after = Some(retry_after),
        Failure::OutOfRange(length) => {
            response = response.header("content-range", format!("bytes */{length}"));
        }
        _ => {}
    }
    if kind.status == StatusCode::SERVICE_UNAVAILABLE {
        told.retry_after = Some(2);
    }
    let mut response = response.finish();
    response.extensions_mut().insert(told);
    response
}

/// Failures that a person must look into are logged, once, here. They are never sent.
fn log(failure: &Failure) {
    match failure {
        Failure::Database(error) => {
            tracing::error!(error.message = %safe(error), "database failure")
        }
        Failure::Pool(error) => tracing::warn!(error.message = %error, "no database connection"),
        Failure::Unavailable(part) => tracing::warn!(part, "unavailable"),
        Failure::Bug(what) => tracing::error!(what, "bug"),
        _ => {}
    }
}

/// The database's own words without the row it quotes: details can hold personal data.
fn safe(error: &diesel::result::Error) -> String {
    match error {
        diesel::result::Error::DatabaseError(kind, info) => {
            format!(
                "{kind:?} on {:?}/{:?}: {}",
                info.table_name(),
                info.constraint_name(),
                info.message()
            )
        }
        other => other.to_string(),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        respond(self.0)
    }
}

impl From<Problem> for poem::Error {
    fn from(problem: Problem) -> Self {
        raise(problem.0)
    }
}

/// A failure on its way out of an extractor or a route. poem replaces a raised response's
/// extensions by the error's own, so what the edge must be told travels there.
pub fn raise(failure: Failure) -> poem::Error {
    let mut response = respond(failure);
    let told = response.extensions_mut().remove::<Told>();
    let mut error = poem::Error::from_response(response);
    if let Some(told) = told {
        error.set_data(told);
    }
    error
}

impl ApiResponse for Problem {
    fn meta() -> registry::MetaResponses {
        use poem_openapi::{payload::Payload, types::Type};
        let media = |content_type, schema| registry::MetaMediaType { content_type, schema };
        let answer = |range: &'static str, description| registry::MetaResponse {
            description,
            status: None,
            status_range: Some(range.into()),
            content: vec![
                media("application/problem+json", <Json<ProblemBody> as Payload>::schema_ref()),
                // The edge tells FHIR's clients in these words.
                media("application/fhir+json", <Json<OperationOutcome> as Payload>::schema_ref()),
            ],
            headers: vec![],
        };
        let _ = <ProblemBody as Type>::name();
        registry::MetaResponses {
            responses: vec![
                answer("4XX", "The request can't be carried out as it stands."),
                answer("5XX", "The service failed; the request may be sent again."),
            ],
        }
    }

    fn register(registry: &mut registry::Registry) {
        <ProblemBody as poem_openapi::types::Type>::register(registry);
        <OperationOutcome as poem_openapi::types::Type>::register(registry);
    }
}

/// What an error raised before a handler runs (no route, bad parameter) means in our terms.
pub fn failure_of(error: &poem::Error) -> Failure {
    let words = || Words::new(error.to_string(), error.to_string());
    let parameter = error.downcast_ref::<poem_openapi::error::ParseParamError>();
    if parameter.is_some_and(|error| error.name.eq_ignore_ascii_case("Idempotency-Key")) {
        let (sv, en) = ("Skicka 1 till 255 tecken.", "Send 1 to 255 characters.");
        return Failure::Unreadable(&kind::KEY_MISSING, Words::new(sv, en));
    }
    match error.status() {
        StatusCode::NOT_FOUND => Failure::Absent,
        StatusCode::UNAUTHORIZED => {
            Failure::refused(&kind::UNAUTHENTICATED, "Sessionen saknas.", "There is no session.")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            Failure::Refused(&kind::METHOD, Words::new("Se Allow.", "See Allow."))
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            Failure::refused(&kind::TOO_LARGE, "Innehållet är för stort.", "The body is too large.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Failure::Unreadable(
            &kind::MEDIA_TYPE,
            Words::new("Skicka application/json.", "Send application/json."),
        ),
        status if status.is_client_error() => Failure::Unreadable(&kind::MALFORMED, words()),
        _ => Failure::Bug(error.to_string()),
    }
}
