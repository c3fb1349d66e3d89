//! The kinds of problem there are. A kind's slug is a promise to clients; its words are not.

use poem::http::StatusCode;

/// The same thing in Swedish and in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub sv: String,
    pub en: String,
}

impl Words {
    pub fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { sv: sv.into(), en: en.into() }
    }
}

/// One kind of problem: what `type` ends with, and what its page says.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub slug: &'static str,
    pub status: StatusCode,
    pub title_sv: &'static str,
    pub title_en: &'static str,
    /// What a client should do about it.
    pub advice: &'static str,
}

/// Declares kinds of problem, and the list of them that [`catalogue`] collects.
macro_rules! kinds {
    ($list:ident: $($name:ident = $slug:literal, $status:ident, $sv:literal, $en:literal, $advice:literal;)+) => {
        $(pub static $name: $crate::failure::Kind = $crate::failure::Kind {
            slug: $slug,
            status: poem::http::StatusCode::$status,
            title_sv: $sv,
            title_en: $en,
            advice: $advice,
        };)+
        /// The kinds declared here.
        pub static $list: &[&$crate::failure::Kind] = &[$(&$name),+];
    };
}
pub(crate) use kinds;

kinds! { GENERAL:
    MALFORMED = "malformed-request", BAD_REQUEST, "Begäran går inte att läsa", "Malformed request",
        "The request could not be read: broken JSON, a wrong parameter, an unknown query parameter. Correct it; sending it again as it is will not help.";
    KEY_MISSING = "idempotency-key-missing", BAD_REQUEST, "Idempotency-Key saknas", "Idempotency-Key is missing",
        "Operations that create or send take an `Idempotency-Key` header of 1 to 255 characters. Make a new random one for each thing you want done, and repeat it when you repeat the request.";
    UNAUTHENTICATED = "unauthenticated", UNAUTHORIZED, "Logga in först", "Sign in first",
        "There is no valid session: the token is missing, wrong, expired or ended. Sign in again.";
    FORBIDDEN = "forbidden", FORBIDDEN, "Behörighet saknas", "Permission is missing",
        "You are signed in, and may not do this. Asking again will not help; the attempt is recorded.";
    NOT_FOUND = "not-found", NOT_FOUND, "Finns inte", "Not found",
        "There is nothing here for you. The answer is the same for what does not exist and for what you may not know of.";
    METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "Metoden kan inte användas här", "Method not allowed",
        "See the `Allow` header for the methods of this path.";
    NOT_ACCEPTABLE = "not-acceptable", NOT_ACCEPTABLE, "Formatet kan inte ges", "Not acceptable",
        "Answers are `application/json`, and problems `application/problem+json`; both are `application/fhir+json` below `/fhir/R4`.";
    TIMEOUT = "request-timeout", REQUEST_TIMEOUT, "Begäran kom för långsamt", "Request too slow",
        "The body did not arrive in time. Send it again over a better connection.";
    KEY_IN_USE = "idempotency-key-in-use", CONFLICT, "Samma begäran pågår redan", "The same request is under way",
        "A request with this `Idempotency-Key` is being carried out. Wait a moment and repeat it to get its answer.";
    STALE = "stale-version", PRECONDITION_FAILED, "Någon annan hann före", "Someone else was first",
        "The thing has changed since the `ETag` you sent in `If-Match`. Read it again, look at what changed, and decide anew.";
    TOO_LARGE = "body-too-large", PAYLOAD_TOO_LARGE, "För stort", "Too large",
        "The body is larger than this operation takes.";
    MEDIA_TYPE = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Fel format", "Unsupported media type",
        "Send `application/json` in UTF-8, or what the operation says.";
    INVALID = "invalid-fields", UNPROCESSABLE_ENTITY, "Uppgifterna stämmer inte", "Invalid fields",
        "The body was understood and breaks rules. `errors` names each field by JSON pointer, with a stable code.";
    KEY_REUSED = "idempotency-key-reused", UNPROCESSABLE_ENTITY, "Idempotency-Key är redan använd", "Idempotency-Key already used",
        "This key was used for another request. Make a new one.";
    NO_VERSION = "version-required", PRECONDITION_REQUIRED, "If-Match saknas", "If-Match is missing",
        "Changes take `If-Match` with the `ETag` you read, so that nobody's work is overwritten unseen.";
    RATE_LIMITED = "rate-limited", TOO_MANY_REQUESTS, "För många anrop", "Too many requests",
        "Wait the seconds in `Retry-After`. `RateLimit` tells what is left.";
    HEADERS_TOO_LARGE = "headers-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE, "För stora rubrikfält", "Headers too large",
        "Send fewer or shorter header fields.";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "Något gick fel hos oss", "Something went wrong on our side",
        "Nothing was changed. Tell support the `traceId`.";
    UNAVAILABLE = "unavailable", SERVICE_UNAVAILABLE, "Tjänsten är tillfälligt otillgänglig", "Temporarily unavailable",
        "Nothing was lost. Repeat the request, with the same `Idempotency-Key`, after the seconds in `Retry-After`.";
}

/// Every kind there is, for the pages under `docs/problems` and the tests.
pub fn catalogue() -> impl Iterator<Item = &'static Kind> {
    [
        GENERAL,
        crate::identity::PROBLEMS,
        crate::units::PROBLEMS,
        crate::cases::PROBLEMS,
        crate::citizen_cases::PROBLEMS,
        crate::retention::PROBLEMS,
        crate::region_policies::PROBLEMS,
        crate::case_types::PROBLEMS,
        crate::inbox::PROBLEMS,
        crate::protection::PROBLEMS,
        crate::journal::measures::PROBLEMS,
        crate::attachments::PROBLEMS,
        crate::log_reviews::PROBLEMS,
        crate::journal::policy_document::PROBLEMS,
        crate::journal::PROBLEMS,
        crate::patient_overview::PROBLEMS,
        crate::record_copies::PROBLEMS,
        crate::bookings::PROBLEMS,
        crate::time_types::PROBLEMS,
        crate::slots::PROBLEMS,
        crate::waiting_list::PROBLEMS,
        crate::programmes::PROBLEMS,
        crate::virtual_units::PROBLEMS,
        crate::summonses::PROBLEMS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
