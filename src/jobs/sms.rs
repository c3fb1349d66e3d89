//! SMS through a gateway: `POST` of `{"to", "text"}` with an `Idempotency-Key`.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url, redirect::Policy};

use super::{
    Channel,
    outbox::{Letter, Misconfigured, Trouble},
};
use crate::config::Config;

/// A gateway that turns requests into SMS.
pub(super) struct Gateway {
    client: Client,
    url: Url,
    token: Option<String>,
}

impl Gateway {
    /// The configured gateway, if there is one.
    pub fn open(config: &Config) -> Result<Option<Self>, Misconfigured> {
        let Some(url) = &config.sms_gateway_url else { return Ok(None) };
        let wrong = Misconfigured("SMS_GATEWAY_URL");
        let url: Url = url.parse().map_err(|_| wrong)?;
        // A redirect would carry a phone number to who knows where.
        let client =
            Client::builder().timeout(Duration::from_secs(15)).redirect(Policy::none()).build();
        let client = client.map_err(|_| wrong)?;
        Ok(Some(Self { client, url, token: config.sms_gateway_token.clone() }))
    }

    /// Hands one SMS over. A repeat has the same key.
    pub async fn send(&self, letter: &Letter) -> Result<(), Trouble> {
        let body = serde_json::json!({
            "to": letter.to,
            "text": letter.notice.text(Channel::Sms),
        });
        let mut request = self.client.post(self.url.clone()).json(&body);
        request = request.header("Idempotency-Key", &letter.idempotency_key);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        match request.send().await {
            Ok(answer) => judge(answer.status()),
            Err(error) if error.is_timeout() => Err(Trouble::Later("sms timeout".into())),
            Err(_) => Err(Trouble::Later("sms connection".into())),
        }
    }
}

/// Only what is wrong with this very SMS is final; what is wrong with us or the gateway passes.
fn judge(status: StatusCode) -> Result<(), Trouble> {
    let said = format!("http {}", status.as_u16());
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::BAD_REQUEST | StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY => {
            Err(Trouble::Never(said))
        }
        _ => Err(Trouble::Later(said)),
    }
}
