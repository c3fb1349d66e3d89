//! How request bodies come in: counted, in time, strict JSON, then typed, then checked field by field.

mod exact;
mod faults;
mod lines;
mod strict;

use std::time::Duration;

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;
use validator::Validate;

pub use self::lines::Lines;
use self::{
    exact::Exact,
    faults::{collect, pointer_of, type_fault},
    strict::{NUL, Strict, check_depth},
};
use crate::{
    access::App,
    failure::{self, Failure, FieldFault, Words},
};

/// A JSON body that has passed every check, and the digest of its bytes.
#[derive(Debug, Clone)]
pub struct Body<T> {
    pub value: T,
    pub digest: [u8; 32],
}

impl<T> Body<T> {
    /// This body as a request that may be sent again under that key.
    pub fn under(self, key: String) -> (crate::db::Repeat, T) {
        (crate::db::Repeat { key, body_digest: self.digest }, self.value)
    }
}

impl<'a, T: Type + DeserializeOwned + Validate> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let schema: MetaSchemaRef = T::schema_ref();
        let content = vec![MetaMediaType { content_type: "application/json", schema }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let limit = limit(request);
        read(request, body, limit).await.and_then(|bytes| parse(&bytes)).map_err(failure::raise)
    }
}

/// A body that may be larger than others, for lists of thousands.
#[derive(Debug, Clone)]
pub struct LargeBody<T>(pub Body<T>);

/// Room for ten thousand lines.
const LARGE: usize = 2 * 1024 * 1024;

impl<'a, T: Type + DeserializeOwned + Validate> ApiExtractor<'a> for LargeBody<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        Body::<T>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Body::<T>::request_meta()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let limit = LARGE.max(limit(request));
        let read = read(request, body, limit).await.and_then(|bytes| parse(&bytes));
        read.map(Self).map_err(failure::raise)
    }
}

fn limit(request: &Request) -> usize {
    let app: &App = request.data().expect("api() installs App");
    app.config.max_body_bytes
}

/// The body's bytes, if there are not too many of them and they come in time.
async fn read(request: &Request, body: &mut RequestBody, limit: usize) -> Result<Vec<u8>, Failure> {
    let app: &App = request.data().expect("api() installs App");
    check_media_type(request.content_type())?;
    bytes(request, body, limit, app.config.body_time).await
}

/// Any body's bytes within a limit and a deadline.
pub async fn bytes(
    request: &Request,
    body: &mut RequestBody,
    limit: usize,
    time: Duration,
) -> Result<Vec<u8>, Failure> {
    let announced =
        request.headers().get("content-length").and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(too_large());
    }
    let body = <poem::Body as FromRequest>::from_request(request, body)
        .await
        .map_err(|_| malformed("body"))?;
    let mut read = Vec::with_capacity(announced.unwrap_or(0));
    let mut source = body.into_async_read().take(limit as u64 + 1);
    match tokio::time::timeout(time, source.read_to_end(&mut read)).await {
        Err(_) => Err(Failure::Unreadable(
            &failure::TIMEOUT,
            Words::new("Innehållet kom för långsamt.", "The body came too slowly."),
        )),
        Ok(Err(_)) => Err(malformed("the body broke off")),
        Ok(Ok(_)) if read.len() > limit => Err(too_large()),
        Ok(Ok(_)) => Ok(read),
    }
}

fn check_media_type(given: Option<&str>) -> Result<(), Failure> {
    let given = given.unwrap_or_default().to_ascii_lowercase();
    let mut parts = given.split(';').map(str::trim);
    let is_json = parts.next() == Some("application/json");
    let is_utf8 = parts.all(|parameter| match parameter.strip_prefix("charset=") {
        Some(charset) => matches!(charset.trim_matches('"'), "utf-8" | "utf8"),
        None => true,
    });
    if is_json && is_utf8 {
        return Ok(());
    }
    let words = Words::new("Skicka application/json i UTF-8.", "Send application/json in UTF-8.");
    Err(Failure::Unreadable(&failure::MEDIA_TYPE, words))
}

/// Bytes → JSON → type → checked value.
pub fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<Body<T>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8"))?;
    check_depth(text)?;
    let strict: Strict = serde_json::from_str(text).map_err(|error| unreadable(text, &error))?;
    let value: T = serde_path_to_error::deserialize(Exact(strict.0)).map_err(|error| {
        let pointer = pointer_of(error.path());
        let inner = error.into_inner();
        Failure::Invalid(vec![type_fault(pointer, &inner)])
    })?;
    value.validate().map_err(|errors| {
        let mut faults = Vec::new();
        collect(&errors, String::new(), &mut faults);
        Failure::Invalid(faults)
    })?;
    Ok(Body { value, digest: Sha256::digest(bytes).into() })
}

/// NUL is good JSON, so it is a fault of its field; all else that is not strict is no JSON to us.
fn unreadable(text: &str, error: &serde_json::Error) -> Failure {
    let said = error.to_string();
    if !said.starts_with(NUL) {
        return malformed(&said);
    }
    let again: Result<Strict, _> =
        serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text));
    let pointer = again.err().map(|error| pointer_of(error.path())).unwrap_or_default();
    let words = Words::new("Texten innehåller NUL.", "The text holds NUL.");
    Failure::Invalid(vec![FieldFault::new(pointer, "nul", words)])
}

fn malformed(what: &str) -> Failure {
    let position = what.rsplit(" at line").next().filter(|_| what.contains(" at line"));
    let at = position.map(|at| format!(" (rad{at})")).unwrap_or_default();
    let words = Words::new(
        format!("Innehållet är inte giltig JSON{at}."),
        format!("The body is not valid JSON{at}."),
    );
    Failure::Unreadable(&failure::MALFORMED, words)
}

fn too_large() -> Failure {
    let words = Words::new("Innehållet är för stort.", "The body is too large.");
    Failure::Unreadable(&failure::TOO_LARGE, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, Validate)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Letter {
        #[validate(length(min = 1, max = 5))]
        short_text: String,
        #[serde(default)]
        count: Option<i32>,
    }

    fn refused(text: &str) -> (&'static str, Vec<(String, String)>) {
        let failure = parse::<Letter>(text.as_bytes()).expect_err(text);
        let slug = failure.slug();
        let faults = match failure {
            Failure::Invalid(faults) => {
                faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
            }
            _ => Vec::new(),
        };
        (slug, faults)
    }

    #[test]
    fn a_good_letter_passes() {
        let body = parse::<Letter>(br#"{"shortText":"hej","count":3}"#).expect("it is right");
        assert_eq!((body.value.short_text.as_str(), body.value.count), ("hej", Some(3)));
    }

    #[test]
    fn each_fault_points_at_its_field() {
        let one = |pointer: &str, code: &str| {
            ("invalid-fields", vec![(pointer.to_owned(), code.to_owned())])
        };
        assert_eq!(refused(r#"{}"#), one("/shortText", "required"));
        assert_eq!(refused(r#"{"shortText":5}"#), one("/shortText", "type"));
        assert_eq!(refused(r#"{"shortText":"längre"}"#), one("/shortText", "length"));
        assert_eq!(refused(r#"{"shortText":"a","other":1}"#), one("/other", "unknown-field"));
        assert_eq!(refused(r#"{"shortText":"a","count":"1"}"#), one("/count", "type"));
        assert_eq!(refused(r#"{"shortText":"\u0000"}"#), one("/shortText", "nul"));
        assert_eq!(refused(r#"{"short\u0000Text":"a"}"#), one("", "nul"));
        assert_eq!(refused(r#"{"shortText":"a","count":null}"#), one("/count", "null"));
    }

    #[test]
    fn what_is_not_plain_json_is_malformed() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", r#"{"shortText":"a","shortText":"b"}"#, &deep] {
            assert_eq!(refused(text).0, "malformed-request");
        }
    }
}
