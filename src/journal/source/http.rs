//! HTTP to a source: authorised, counted while it streams, JSON only, no redirects. Logs nothing; what
//! went wrong is a [`Fault`].

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, header, redirect::Policy};
use serde_json::Value;

use super::{
    port::{Fault, Visit},
    token::Door,
};

/// Deepest nesting: FHIR itself needs about twenty.
const DEPTH: usize = 64;

/// The way to a source.
pub struct Http {
    client: Client,
    door: Door,
}

/// A client for other people's personal data: a redirect would carry it, and the token, to who knows
/// where.
pub fn client() -> Client {
    Client::builder()
        .connect_timeout(Duration::from_secs(2))
        .redirect(Policy::none())
        .build()
        .expect("a client without special wishes")
}

impl Http {
    pub fn new(client: Client, door: Door) -> Self {
        Self { client, door }
    }

    /// Sends it with a token and reads the JSON that comes back. A token that has been withdrawn is
    /// fetched anew once.
    pub async fn ask(
        &self,
        visit: &Visit<'_>,
        request: impl Fn(&Client) -> RequestBuilder,
    ) -> Result<Value, Fault> {
        visit.begin();
        let mut answer = self.send(&request).await?;
        if answer.status() == StatusCode::UNAUTHORIZED && self.door.forget().await {
            answer = self.send(&request).await?;
        }
        match answer.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(Fault::Unauthorised),
            StatusCode::OK => {}
            _ => return Err(Fault::Status),
        }
        let bytes = read(answer, |count| visit.take_bytes(count)).await?;
        parse(&bytes, |count| visit.take_values(count))
    }

    async fn send(&self, request: &impl Fn(&Client) -> RequestBuilder) -> Result<Response, Fault> {
        let mut request = request(&self.client).header(header::ACCEPT, "application/fhir+json");
        if let Some(token) = self.door.token(&self.client).await? {
            request = request.bearer_auth(token.reveal());
        }
        request.send().await.map_err(|_| Fault::Unreachable)
    }
}

/// The body, as JSON's bytes; `take` is told of each piece before it is kept.
pub async fn read(
    mut answer: Response,
    mut take: impl FnMut(usize) -> Result<(), Fault>,
) -> Result<Vec<u8>, Fault> {
    if !is_json(&answer) {
        return Err(Fault::NotJson);
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|_| Fault::Unreachable)? {
        take(piece.len())?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn is_json(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    ["application/fhir+json", "application/json"].iter().any(|json| kind.eq_ignore_ascii_case(json))
}

/// JSON that is not too deep; `take` is told how many values it holds before they are made.
pub fn parse(bytes: &[u8], take: impl FnOnce(usize) -> Result<(), Fault>) -> Result<Value, Fault> {
    let (mut depth, mut values, mut in_string, mut escaped) = (0_usize, 1_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => (depth, values) = (depth + 1, values + 1),
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            b',' if !in_string => values += 1,
            _ => {}
        }
        if depth > DEPTH {
            return Err(Fault::TooMuch);
        }
    }
    take(values)?;
    serde_json::from_slice(bytes).map_err(|_| Fault::NotUnderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: JS-11
    #[test]
    fn what_is_too_deep_or_too_many_is_not_read() {
        let visit = Visit::new("", &[], 12_000);
        let parse = |text: &str| parse(text.as_bytes(), |count| visit.take_values(count));
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&nested(DEPTH)).is_ok());
        assert_eq!(parse(&nested(DEPTH + 1)), Err(Fault::TooMuch));
        assert_eq!(parse(&nested(1_000_000)), Err(Fault::TooMuch));
        assert_eq!(parse(r#"{"a": "[[[[\"{{{{,,,,"}"#).map(|_| ()), Ok(()));
        assert_eq!(parse("<html>"), Err(Fault::NotUnderstood));
        let many = format!("[{}0]", "0,".repeat(500));
        assert!(parse(&many).is_ok(), "they are still allowed");
        assert_eq!(parse(&many), Err(Fault::TooMuch), "one visit's answers count together");
        assert_eq!(visit.take_bytes(12_001), Err(Fault::TooMuch));
        assert_eq!(visit.take_bytes(12_000), Ok(()));
        assert_eq!(visit.take_bytes(1), Err(Fault::TooMuch));
    }
}
