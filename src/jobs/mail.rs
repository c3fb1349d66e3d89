//! E-mail over SMTP.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};

use super::{
    Channel,
    outbox::{Letter, Misconfigured, Trouble},
};
use crate::config::Config;

/// How long each step of the conversation may take.
const STEP: Duration = Duration::from_secs(10);

/// A mail server that takes what we hand over.
pub(super) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// The configured server, if there is one.
    pub fn open(config: &Config) -> Result<Option<Self>, Misconfigured> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let from = config.smtp_from.parse().map_err(|_| Misconfigured("SMTP_FROM"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| Misconfigured("SMTP_URL"))?
            .timeout(Some(STEP))
            .build();
        Ok(Some(Self { transport, from }))
    }

    /// Hands one letter over. A repeat has the same Message-ID, which receivers drop doubles by.
    pub async fn send(&self, letter: &Letter, now: DateTime<Utc>) -> Result<(), Trouble> {
        let to = letter.to.parse().map_err(|_| Trouble::Never("address".into()))?;
        let id = format!("<{}@{}>", letter.idempotency_key, self.from.email.domain());
        let message = Message::builder()
            .message_id(Some(id))
            .date(SystemTime::from(now))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.notice.subject())
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.notice.text(Channel::Email))
            .map_err(|_| Trouble::Never("message".into()))?;
        self.transport.send(message).await.map(drop).map_err(|error| trouble(&error))
    }
}

/// What the server said, without its words: they often quote the address.
fn trouble(error: &lettre::transport::smtp::Error) -> Trouble {
    let Some(code) = error.status().map(u16::from) else {
        let what = if error.is_timeout() { "smtp timeout" } else { "smtp connection" };
        return Trouble::Later(what.into());
    };
    let said = format!("smtp {code}");
    match code {
        // Ours to put right: sign-in, encryption. The letter is good.
        530 | 534 | 535 | 538 => Trouble::Later(said),
        500.. => Trouble::Never(said),
        _ => Trouble::Later(said),
    }
}

/// Tells holiday repliers to keep quiet (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}
