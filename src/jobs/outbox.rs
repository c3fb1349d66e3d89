//! Carries out what waits in the outbox: claim, send, settle. A claim is a lease, so a worker that
//! dies leaves its jobs to the others, and what was sent may then be sent again under the same key.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::{Channel, Desk, Fault, Notice, mail::Mail, patience, sms::Gateway, store};
use crate::{clock::Clock, config::Config, id::JobId};

/// How long a claimed job is the claimer's.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How long one sending may take: well within the lease.
const SENDING: Duration = Duration::from_secs(45);
const BATCH: i64 = 20;

/// One claimed job. Its address is personal data: no `Debug`, no log.
pub(super) struct Letter {
    pub id: JobId,
    pub channel: Channel,
    pub idempotency_key: String,
    pub notice: Notice,
    pub to: String,
    /// The attempt this claim is: a late settling of an earlier one changes nothing.
    pub attempt: i32,
}

/// Why a letter did not get out. The code holds no personal data.
pub(super) enum Trouble {
    Later(String),
    Never(String),
}

/// What became of a claimed job.
pub(super) enum Ending {
    Sent,
    Again { due_at: DateTime<Utc>, error: String },
    Dead { error: String },
}

/// A setting of the worker's that can't be used.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0} can't be understood")]
pub struct Misconfigured(pub &'static str);

/// The worker's side of the outbox.
pub struct Outbox {
    desk: Desk,
    ways: Arc<Ways>,
}

/// The ways out of the house. Jobs for one that is not configured wait.
struct Ways {
    mail: Option<Mail>,
    gateway: Option<Gateway>,
}

impl Outbox {
    pub fn open(config: &Config, clock: Clock) -> Result<Self, Misconfigured> {
        let ways = Ways { mail: Mail::open(config)?, gateway: Gateway::open(config)? };
        Ok(Self { desk: Desk::new(&config.database_url, clock), ways: ways.into() })
    }

    /// Claims some of what is due and carries it out. Answers how many jobs that was.
    pub async fn round(&mut self) -> Result<usize, Fault> {
        let channels = self.ways.open();
        if channels.is_empty() {
            return Ok(0);
        }
        let claim = move |conn: &mut _, now| store::claim(conn, &channels, now, now + LEASE, BATCH);
        let letters = self.desk.transact(claim).await?;
        let count = letters.len();
        let now = self.desk.clock.now();
        let sent = join_all(letters.iter().map(|letter| self.ways.send(letter, now))).await;
        let clock = &self.desk.clock;
        let endings: Vec<(JobId, i32, Ending)> = letters
            .iter()
            .zip(sent)
            .map(|(letter, sent)| (letter.id, letter.attempt, ending(letter, sent, clock.now())))
            .collect();
        let settle = move |conn: &mut _, now| store::settle(conn, &endings, now);
        self.desk.transact(settle).await?;
        Ok(count)
    }

    pub(super) fn is_full(count: usize) -> bool {
        i64::try_from(count).is_ok_and(|count| count >= BATCH)
    }
}

fn ending(letter: &Letter, sent: Result<(), Trouble>, now: DateTime<Utc>) -> Ending {
    let (job, kind) = (letter.id, letter.channel.code());
    match sent {
        Ok(()) => Ending::Sent,
        Err(Trouble::Later(error)) if letter.attempt < patience::MOST_ATTEMPTS => {
            tracing::warn!(job.id = %job, job.kind = kind, error.code = error, "a notice must wait");
            Ending::Again { due_at: now + patience::wait(letter.attempt), error }
        }
        Err(Trouble::Later(error) | Trouble::Never(error)) => {
            tracing::error!(job.id = %job, job.kind = kind, error.code = error, "a notice is given up");
            Ending::Dead { error }
        }
    }
}

impl Ways {
    fn open(&self) -> Vec<Channel> {
        let mail = self.mail.as_ref().map(|_| Channel::Email);
        mail.into_iter().chain(self.gateway.as_ref().map(|_| Channel::Sms)).collect()
    }

    async fn send(&self, letter: &Letter, now: DateTime<Utc>) -> Result<(), Trouble> {
        let sending = async {
            match (letter.channel, &self.mail, &self.gateway) {
                (Channel::Email, Some(mail), _) => mail.send(letter, now).await,
                (Channel::Sms, _, Some(gateway)) => gateway.send(letter).await,
                _ => Err(Trouble::Later("no way out".into())),
            }
        };
        let late = || Err(Trouble::Later("timeout".into()));
        tokio::time::timeout(SENDING, sending).await.unwrap_or_else(|_| late())
    }
}
