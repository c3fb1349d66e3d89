//! The ways in which record systems are at times.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use poem::{Body, Response, http::StatusCode};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Well,
    /// Takes the request and says nothing.
    Hanging,
    /// 500, with words that should stay where they are.
    Failing,
    /// A page for people, with 200.
    Html,
    /// Two gigabytes.
    Huge,
    /// A byte at a time.
    Dripping,
    /// Somewhere else.
    Redirecting,
    /// JSON that breaks off.
    Broken,
    /// Brackets within brackets.
    Deep,
    /// Millions of tiny values.
    Crowded,
    /// A next page after each page, for ever.
    Endless,
    /// An empty answer, with a warning that it is not all.
    NotWhole,
}

const FHIR: &str = "application/fhir+json; charset=utf-8";

impl Mood {
    /// What it answers instead of what was asked for.
    pub async fn answer(self) -> Option<Response> {
        match self {
            Self::Well | Self::Endless => None,
            Self::Hanging => std::future::pending().await,
            Self::Failing => {
                let words = "NullPointerException: patient 198404189287";
                Some(Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).body(words))
            }
            Self::Html => {
                let page = "<!doctype html><title>Logga in</title>";
                Some(Response::builder().content_type("text/html").body(page))
            }
            Self::Redirecting => {
                let found = Response::builder().status(StatusCode::TEMPORARY_REDIRECT);
                Some(found.header("location", "http://127.0.0.1:9/elsewhere").finish())
            }
            Self::Huge => Some(json(huge())),
            Self::Dripping => Some(json(dripping())),
            Self::Broken => Some(json(r#"{"resourceType": "Bundle", "type": "searchset", "ent"#)),
            Self::Deep => Some(json("[".repeat(100_000))),
            Self::Crowded => Some(json(format!("[{}0]", "0,".repeat(1_500_000)))),
            Self::NotWhole => Some(json(
                r#"{"resourceType": "Bundle", "type": "searchset", "entry": [{"resource":
                    {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}}]}"#,
            )),
        }
    }
}

fn json(body: impl Into<Body>) -> Response {
    Response::builder().content_type(FHIR).body(body)
}

fn huge() -> Body {
    let (piece, pieces) = (Bytes::from(vec![b' '; 64 * 1024]), 2 * 1024 * 1024 / 64);
    let start = stream::once(async { Bytes::from_static(br#"{"resourceType": "Bundle", "#) });
    let rest = stream::iter(0..pieces * 1024).map(move |_| piece.clone());
    Body::from_bytes_stream(start.chain(rest).map(Ok::<_, std::io::Error>))
}

fn dripping() -> Body {
    let drops = stream::iter(0..).then(|_: u64| async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b" "))
    });
    Body::from_bytes_stream(drops)
}
