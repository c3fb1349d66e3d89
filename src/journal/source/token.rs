//! The way into a source: a fixed bearer token, or one by OAuth 2.0 client credentials, kept in memory
//! until shortly before it ends. Never logged.

use std::time::{Duration, Instant};

use reqwest::Client;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    http::read,
    port::Fault,
    setting::{ClientCredentials, Secret, SourceSetting},
};

/// A token is not used in its last seconds: it must last through the call.
const MARGIN: Duration = Duration::from_secs(30);
/// No token answer is larger.
const MOST_BYTES: usize = 64 * 1024;

#[expect(clippy::large_enum_variant, reason = "there is one for each source")]
pub enum Door {
    Open,
    Fixed(Secret),
    /// One at a time fetches a token; the others wait for it.
    Credentials {
        credentials: ClientCredentials,
        held: Mutex<Option<Held>>,
    },
}

pub struct Held {
    token: Secret,
    until: Instant,
}

#[derive(Deserialize)]
struct Given {
    access_token: Secret,
    token_type: String,
    expires_in: Option<u64>,
}

impl Door {
    pub fn of(setting: &SourceSetting) -> Self {
        match (&setting.auth, &setting.token) {
            (Some(credentials), _) => {
                Self::Credentials { credentials: credentials.clone(), held: Mutex::default() }
            }
            (None, Some(token)) => Self::Fixed(token.clone()),
            (None, None) => Self::Open,
        }
    }

    /// A token that holds; none where none is needed.
    pub async fn token(&self, client: &Client) -> Result<Option<Secret>, Fault> {
        let (credentials, held) = match self {
            Self::Open => return Ok(None),
            Self::Fixed(token) => return Ok(Some(token.clone())),
            Self::Credentials { credentials, held } => (credentials, held),
        };
        let mut held = held.lock().await;
        if let Some(held) = held.as_ref().filter(|held| Instant::now() < held.until) {
            return Ok(Some(held.token.clone()));
        }
        let given = fetch(client, credentials).await?;
        let life = Duration::from_secs(given.expires_in.unwrap_or(60).min(24 * 3600));
        let until = Instant::now() + life.saturating_sub(MARGIN);
        *held = Some(Held { token: given.access_token.clone(), until });
        Ok(Some(given.access_token))
    }

    /// Forgets a token that was not taken. Whether another one may be had.
    pub async fn forget(&self) -> bool {
        let Self::Credentials { held, .. } = self else { return false };
        held.lock().await.take().is_some()
    }
}

async fn fetch(client: &Client, credentials: &ClientCredentials) -> Result<Given, Fault> {
    let mut form = vec![("grant_type", "client_credentials")];
    if let Some(scope) = &credentials.scope {
        form.push(("scope", scope));
    }
    let request = client
        .post(credentials.token_url.clone())
        .basic_auth(&credentials.client_id, Some(credentials.client_secret.reveal()))
        .form(&form);
    let answer = request.send().await.map_err(|_| Fault::Unreachable)?;
    if !answer.status().is_success() {
        return Err(Fault::Unauthorised);
    }
    let mut taken = 0;
    let bytes = read(answer, |count| {
        taken += count;
        if taken > MOST_BYTES { Err(Fault::TooMuch) } else { Ok(()) }
    })
    .await?;
    let given: Given = serde_json::from_slice(&bytes).map_err(|_| Fault::Unauthorised)?;
    let bearer = given.token_type.eq_ignore_ascii_case("bearer");
    if bearer { Ok(given) } else { Err(Fault::Unauthorised) }
}
