//! Asks the directory over HTTP: `POST people` and `POST units` with an HSA-id in the body, so that
//! it stands in no log of addresses. 404 says that there is no such entry.

use std::{sync::LazyLock, time::Duration};

use reqwest::{Client, StatusCode, redirect::Policy};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::{PersonEntry, UnitEntry};
use crate::{config::Config, failure::Failure};

/// No entry is larger.
const MOST_BYTES: usize = 256 * 1024;

/// The configured directory. Cheap to make.
#[derive(Clone)]
pub struct Directory {
    url: String,
    token: Option<String>,
}

impl Directory {
    /// None when no directory is configured.
    pub fn of(config: &Config) -> Option<Self> {
        let url = config.directory_url.as_ref()?.trim_end_matches('/').to_owned();
        Some(Self { url, token: config.directory_token.clone() })
    }

    /// The same for a request, which can't be carried out without one.
    pub fn required(config: &Config) -> Result<Self, Failure> {
        Self::of(config).ok_or_else(|| away("not configured"))
    }

    /// What it says of a person; none when there is no such entry.
    pub async fn person(&self, hsa_id: &str) -> Result<Option<PersonEntry>, Failure> {
        let found: Option<PersonEntry> = self.ask("people", hsa_id).await?;
        Ok(found.filter(|entry| entry.hsa_id.eq_ignore_ascii_case(hsa_id)))
    }

    /// What it says of a unit; none when there is no such entry.
    pub async fn unit(&self, hsa_id: &str) -> Result<Option<UnitEntry>, Failure> {
        let found: Option<UnitEntry> = self.ask("units", hsa_id).await?;
        Ok(found.filter(|entry| entry.hsa_id.eq_ignore_ascii_case(hsa_id)))
    }

    async fn ask<T: DeserializeOwned + Validate>(
        &self,
        what: &str,
        hsa_id: &str,
    ) -> Result<Option<T>, Failure> {
        let mut request = client()
            .post(format!("{}/{what}", self.url))
            .json(&serde_json::json!({ "hsaId": hsa_id }));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let mut answer = request.send().await.map_err(|_| away("connection"))?;
        match answer.status() {
            StatusCode::NOT_FOUND => return Ok(None),
            status if status.is_success() => {}
            _ => return Err(away("status")),
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| away("broken off"))? {
            if bytes.len() + chunk.len() > MOST_BYTES {
                return Err(away("too large"));
            }
            bytes.extend_from_slice(&chunk);
        }
        let entry: T = serde_json::from_slice(&bytes).map_err(|_| away("not understood"))?;
        entry.validate().map_err(|_| away("does not fit"))?;
        if bytes.windows(6).any(|six| six == br"\u0000") {
            return Err(away("holds NUL"));
        }
        Ok(Some(entry))
    }
}

/// Without a directory nothing is changed, and the request may be sent again.
fn away(why: &'static str) -> Failure {
    tracing::warn!(error.code = why, "the directory gave no answer");
    Failure::Unavailable("directory")
}

/// A redirect would carry an HSA-id, and the token, to who knows where.
fn client() -> &'static Client {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| {
        Client::builder()
            .timeout(Duration::from_secs(5))
            .redirect(Policy::none())
            .build()
            .expect("a client without special wishes")
    });
    &CLIENT
}
