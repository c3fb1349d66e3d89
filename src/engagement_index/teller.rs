//! Tells the index, at least once: a row is claimed and its booking read, what the index may hold afterwards is written
//! down, the index is told, and the row is settled. While it is claimed nobody else tells of that booking, so that an
//! older state never arrives after a later one. Telling twice is harmless: what is put is put again, and what is removed
//! is gone.

use std::{fs, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};
use futures_util::future::join_all;
use reqwest::{Certificate, Client, Identity, Response, StatusCode, Url, header, redirect::Policy};

use super::{
    contract::{ACTION, Answer, envelope, understand},
    entry::{Change, Entry, changes},
    store::{self, Claimed, Outcome, Settled},
};
use crate::{
    audit::{self, BySystem},
    clock::Clock,
    config::Config,
    id::RequestId,
    jobs::{Desk, Fault, Misconfigured},
};

/// How long a claim lasts: much longer than telling may take, so that nothing of it is still on its way.
const LEASE: TimeDelta = TimeDelta::minutes(2);
const TIME: Duration = Duration::from_secs(20);
/// The longest wait between two attempts.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);
/// How many are told of at once, each in a request of its own: one that is refused keeps no other back.
const BATCH: i64 = 8;
/// An answer is a code and a comment.
const LONGEST_ANSWER: usize = 65_536;

/// The worker's way to the index.
pub struct Teller {
    desk: Desk,
    way: Way,
    source_system: String,
}

struct Way {
    client: Client,
    url: Url,
    logical_address: String,
}

/// What is told of one booking.
struct Letter {
    row: Claimed,
    wanted: Option<Entry>,
    changes: Vec<Change>,
    /// When the booking is looked at next, if all goes well.
    next: Option<DateTime<Utc>>,
}

impl Teller {
    /// None where there is no index: entries wait.
    pub fn open(config: &Config, clock: Clock) -> Result<Option<Self>, Misconfigured> {
        let Some(url) = config.engagement_index_url.clone() else { return Ok(None) };
        let source_system = config.engagement_index_source_system.clone();
        let way = Way {
            client: client(config)?,
            url,
            logical_address: config.engagement_index_logical_address.clone(),
        };
        Ok(Some(Self {
            desk: Desk::new(&config.database_url, clock),
            way,
            source_system: source_system.ok_or(Misconfigured("ENGAGEMENT_INDEX_SOURCE_SYSTEM"))?,
        }))
    }

    /// Tells of some bookings. Answers whether there may be more.
    pub async fn round(&mut self) -> Result<bool, Fault> {
        let source = self.source_system.clone();
        let claim = move |conn: &mut PgConnection, now| claim(conn, &source, now);
        let (count, letters) = self.desk.transact(claim).await?;
        if !letters.is_empty() {
            let told = join_all(letters.iter().map(|letter| self.way.tell(letter))).await;
            // Each in a transaction of its own: it holds one row, so that nobody waits for it in a circle.
            for (letter, told) in letters.into_iter().zip(told) {
                let settle = move |conn: &mut PgConnection, now| {
                    store::settle(conn, &letter.settled(told, now), now)
                };
                self.desk.transact(settle).await?;
            }
        }
        Ok(i64::try_from(count).is_ok_and(|count| count == BATCH))
    }
}

/// Claims what is due, settles what needs no telling, and answers how many there were and what is to be told.
fn claim(
    conn: &mut PgConnection,
    source_system: &str,
    now: DateTime<Utc>,
) -> QueryResult<(usize, Vec<Letter>)> {
    let rows = store::claim(conn, now, now + LEASE, BATCH)?;
    let (count, mut letters) = (rows.len(), Vec::new());
    for row in rows {
        let letter = Letter::of(row, source_system, now);
        if letter.changes.is_empty() {
            store::settle(conn, &letter.settled(Ok(()), now), now)?;
        } else {
            store::intend(conn, letter.row.facts.booking, &letter.may_hold())?;
            letter.record(conn, now)?;
            letters.push(letter);
        }
    }
    Ok((count, letters))
}

impl Letter {
    fn of(row: Claimed, source_system: &str, now: DateTime<Utc>) -> Self {
        let wanted = row.facts.entry(source_system, now);
        let changes = changes(&row.held, row.told, wanted.as_ref());
        // Its time type may begin to show it, and when the visit begins it goes.
        let next = row.facts.is_coming(now).then_some(row.facts.starts_at);
        Self { row, wanted, changes, next }
    }

    /// The keys that the index may hold from the moment that it is told on.
    fn may_hold(&self) -> Vec<super::entry::Key> {
        let mut keys = self.row.held.clone();
        let new = self.wanted.iter().map(|entry| entry.key.clone());
        keys.extend(new.filter(|key| !self.row.held.contains(key)));
        keys
    }

    /// That something of the person goes to the index: written down before it does, since whatever the answer is, it has
    /// been there. What is told again after a failure stands there already.
    fn record(&self, conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<()> {
        if self.row.attempts > 1 {
            return Ok(());
        }
        let facts = &self.row.facts;
        let entry = BySystem {
            at: now,
            action: "booking.disclose-to-index",
            subject: facts.booking.0,
            unit: Some(facts.unit),
            patient: Some(facts.resident),
            request: RequestId::new(),
        };
        audit::record_by_system(conn, &entry)
    }

    fn settled(self, told: Result<(), String>, now: DateTime<Utc>) -> Settled {
        let Claimed { claim, version, attempts, facts, .. } = self.row;
        let outcome = match told {
            Ok(()) => {
                let held = self.wanted.map(|entry| (entry.key, entry.most_recent_content));
                Outcome::Told { held, next: self.next }
            }
            Err(error) => {
                let (job, error) = (facts.booking.to_string(), error.as_str());
                tracing::warn!(job.id = job, error.code = error, "the engagement index must wait");
                let wait = 15 * i64::from(attempts) * i64::from(attempts);
                Outcome::Again(now + TimeDelta::seconds(wait).min(LONGEST_WAIT))
            }
        };
        Settled { booking: facts.booking, claim, version, outcome }
    }
}

impl Way {
    async fn tell(&self, letter: &Letter) -> Result<(), String> {
        let written = envelope(&self.logical_address, &letter.changes);
        let request = self.client.post(self.url.clone());
        let request = request
            .header(header::CONTENT_TYPE, "text/xml; charset=utf-8")
            .header("SOAPAction", format!("\"{ACTION}\""))
            .body(written.map_err(|_| "not written")?);
        match request.send().await {
            Ok(answer) => heed(answer).await,
            Err(error) => Err(broken(&error)),
        }
    }
}

/// What the answer comes to: nothing of its words leaves here but a code.
async fn heed(answer: Response) -> Result<(), String> {
    let status = answer.status();
    let body = read(answer).await?;
    match understand(&body) {
        Answer::Done if status == StatusCode::OK => Ok(()),
        Answer::Refused => Err("refused".into()),
        Answer::Fault(Some(code)) => Err(format!("fault {code}")),
        Answer::Fault(None) => Err("fault".into()),
        Answer::Strange if status == StatusCode::OK => Err("not understood".into()),
        Answer::Done | Answer::Strange => Err(format!("http {}", status.as_u16())),
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + piece.len() > LONGEST_ANSWER {
            return Err("too long".into());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn broken(error: &reqwest::Error) -> String {
    if error.is_timeout() { "timeout".into() } else { "connection".into() }
}

/// A client that shows the system's function certificate (SITHS), and believes its issuers alone where they are named.
fn client(config: &Config) -> Result<Client, Misconfigured> {
    let mut client = Client::builder().timeout(TIME).redirect(Policy::none());
    if let Some(path) = &config.engagement_index_certificate {
        let wrong = Misconfigured("ENGAGEMENT_INDEX_CERTIFICATE");
        let pem = fs::read(path).map_err(|_| wrong)?;
        client = client.identity(Identity::from_pem(&pem).map_err(|_| wrong)?);
    }
    if let Some(path) = &config.engagement_index_issuers {
        let wrong = Misconfigured("ENGAGEMENT_INDEX_ISSUERS");
        let issuers = Certificate::from_pem_bundle(&fs::read(path).map_err(|_| wrong)?);
        let issuers = issuers.ok().filter(|issuers| !issuers.is_empty()).ok_or(wrong)?;
        client = client.tls_built_in_root_certs(false);
        client = issuers.into_iter().fold(client, |client, it| client.add_root_certificate(it));
    }
    client.build().map_err(|_| Misconfigured("ENGAGEMENT_INDEX_CERTIFICATE"))
}
