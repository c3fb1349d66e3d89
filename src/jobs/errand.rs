//! Errands: what must be done elsewhere and is no notice. A lock ends sessions in Redis, and the
//! national personal data service learns what a resident shares. An errand names a resident and
//! nothing else; what to say is read when it is carried out, so that a late one says what is true.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};
use reqwest::{Client, Url, redirect::Policy};
use serde_json::json;

use super::{
    Desk, Fault, Misconfigured,
    outbox::{Ending, Trouble},
    patience, store,
};
use crate::{
    access::{Sessions, Who},
    clock::{Clock, local_date},
    config::Config,
    id::{JobId, ResidentId},
    identity::{self, Shared},
};

crate::sql::code! {
    /// What is to be done.
    ErrandKind {
        /// All of a locked person's sessions are to end, wherever Redis kept them.
        EndSessions = "end-sessions",
        /// The national personal data service is to know, or to forget.
        PersonalData = "personal-data",
    }
}

/// How long a claimed errand is the claimer's.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// Something to do about a resident, with the transaction that makes it so. The same cause twice is
/// one errand.
pub fn enqueue_errand(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    kind: ErrandKind,
    resident: ResidentId,
    cause: &str,
) -> QueryResult<()> {
    store::insert_errand(conn, now, kind, resident, cause)
}

/// A claimed errand.
pub(super) struct Errand {
    pub id: JobId,
    pub kind: ErrandKind,
    pub idempotency_key: String,
    pub resident: ResidentId,
    pub attempt: i32,
}

/// An errand with what is true at the moment it is claimed.
enum Task {
    End(ResidentId),
    Tell(Shared),
    /// Overtaken by what has happened since.
    Nothing,
}

/// The worker's side of errands.
pub struct Errands {
    desk: Desk,
    sessions: Sessions,
    registry: Option<Registry>,
}

impl Errands {
    pub fn open(config: &Config, clock: Clock, sessions: Sessions) -> Result<Self, Misconfigured> {
        let desk = Desk::new(&config.database_url, clock);
        Ok(Self { desk, sessions, registry: Registry::open(config)? })
    }

    /// Claims some of what is due and carries it out, one after another. Answers how many.
    pub async fn round(&mut self) -> Result<usize, Fault> {
        let mut kinds = vec![ErrandKind::EndSessions];
        kinds.extend(self.registry.as_ref().map(|_| ErrandKind::PersonalData));
        let claim = move |conn: &mut PgConnection, now: DateTime<Utc>| {
            let errands = store::claim_errands(conn, &kinds, now, now + LEASE)?;
            let with_task = |errand: Errand| Ok((task(conn, &errand, now)?, errand));
            errands.into_iter().map(with_task).collect::<QueryResult<Vec<_>>>()
        };
        let claimed = self.desk.transact(claim).await?;
        let count = claimed.len();
        for (task, errand) in claimed {
            let done = self.carry_out(&task, &errand).await;
            let ending = ending(&errand, done, self.desk.clock.now());
            let endings = vec![(errand.id, errand.attempt, ending)];
            self.desk.transact(move |conn, now| store::settle(conn, &endings, now)).await?;
        }
        Ok(count)
    }

    async fn carry_out(&self, task: &Task, errand: &Errand) -> Result<(), Trouble> {
        match (task, &self.registry) {
            (Task::End(resident), _) => {
                let ended = self.sessions.end_all(Who::Resident(*resident)).await;
                ended.map(drop).map_err(|_| Trouble::Later("redis".into()))
            }
            (Task::Tell(shared), Some(registry)) => {
                registry.tell(shared, &errand.idempotency_key).await
            }
            (Task::Tell(_), None) => Err(Trouble::Later("no way out".into())),
            (Task::Nothing, _) => Ok(()),
        }
    }
}

fn task(conn: &mut PgConnection, errand: &Errand, now: DateTime<Utc>) -> QueryResult<Task> {
    let resident = errand.resident;
    match errand.kind {
        // Sessions from before a lock that is lifted are dead by their epoch; newer ones are right.
        ErrandKind::EndSessions if !store::is_locked(conn, resident)? => Ok(Task::Nothing),
        ErrandKind::EndSessions => Ok(Task::End(resident)),
        ErrandKind::PersonalData => {
            let shared = identity::shared_state(conn, resident, local_date(now))?;
            Ok(shared.map_or(Task::Nothing, Task::Tell))
        }
    }
}

fn ending(errand: &Errand, done: Result<(), Trouble>, now: DateTime<Utc>) -> Ending {
    let (job, kind) = (errand.id, errand.kind.code());
    match done {
        Ok(()) => Ending::Sent,
        // Ending sessions and forgetting people are never given up.
        Err(Trouble::Later(error) | Trouble::Never(error)) => {
            tracing::warn!(job.id = %job, job.kind = kind, error.code = error, "an errand must wait");
            let due_at = now + patience::wait(errand.attempt.min(patience::MOST_ATTEMPTS));
            Ending::Again { due_at, error }
        }
    }
}

/// The national personal data service: `POST` of one resident's state with an `Idempotency-Key`.
/// `sequence` grows with each change; the service passes over what is older than what it has.
struct Registry {
    client: Client,
    url: Url,
    token: Option<String>,
}

impl Registry {
    fn open(config: &Config) -> Result<Option<Self>, Misconfigured> {
        let Some(url) = &config.personal_data_url else { return Ok(None) };
        let wrong = Misconfigured("PERSONAL_DATA_URL");
        let url: Url = url.parse().map_err(|_| wrong)?;
        let client =
            Client::builder().timeout(Duration::from_secs(15)).redirect(Policy::none()).build();
        let client = client.map_err(|_| wrong)?;
        Ok(Some(Self { client, url, token: config.personal_data_token.clone() }))
    }

    async fn tell(&self, shared: &Shared, key: &str) -> Result<(), Trouble> {
        let Shared { personal_number, sequence, contact } = shared;
        let mut body = json!({ "personalNumber": personal_number, "sequence": sequence,
            "deleted": contact.is_none() });
        if let Some((email, mobile_phone)) = contact {
            body["email"] = json!(email);
            body["mobilePhone"] = json!(mobile_phone);
        }
        let mut request = self.client.post(self.url.clone()).json(&body);
        request = request.header("Idempotency-Key", key);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(Trouble::Later(format!("http {}", answer.status().as_u16()))),
            Err(error) if error.is_timeout() => Err(Trouble::Later("timeout".into())),
            Err(_) => Err(Trouble::Later("connection".into())),
        }
    }
}
