//! A running transaction: the moment it stands for, who acts in it, and what was attempted.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    PgConnection,
    connection::{AnsiTransactionManager, TransactionManager},
    prelude::*,
};
use uuid::Uuid;

use super::pool::{Db, Lanes, Pooled};
use crate::{
    access::{Action, Actor, App, Capacity, Cx, Region, Sealed, Who},
    audit::{self, Audited},
    clock::local_date,
    failure::Failure,
    id::{RequestId, ResidentId, UnitId},
    schema::policy_value,
};

/// A running transaction, the moment it stands for, and who acts in it.
pub struct Tx<'a> {
    pub(crate) conn: &'a mut PgConnection,
    pub now: DateTime<Utc>,
    /// The date in Sweden at `now`.
    pub today: NaiveDate,
    pub request: RequestId,
    actor: Arc<Actor>,
    policies: Arc<Policies>,
    attempt: Option<Attempt>,
}

/// What someone set out to do: the facts of an audit entry.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub action: &'static str,
    pub capacity: Capacity,
    pub subject: Uuid,
    pub unit: Option<UnitId>,
    pub patient: Option<ResidentId>,
}

impl<'a> Tx<'a> {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The actor, to keep while the transaction is used.
    pub fn actor_arc(&self) -> Arc<Actor> {
        self.actor.clone()
    }

    /// What the region may set.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// The same, to keep while the transaction is used.
    pub fn policies_arc(&self) -> Arc<Policies> {
        self.policies.clone()
    }

    pub(crate) fn remember(&mut self, attempt: Attempt) {
        self.attempt = Some(attempt);
    }

    /// Whom the attempt turned out to be about: should it be refused, that person's log says so.
    pub(crate) fn concerns(&mut self, patient: ResidentId) {
        if let Some(attempt) = &mut self.attempt {
            attempt.patient = Some(patient);
        }
    }

    pub(super) fn attempt(&self) -> Option<&Attempt> {
        self.attempt.as_ref()
    }
}

impl Cx {
    /// Runs `work` in one transaction off the async threads, and commits it only with its audit
    /// entry. A denial or refusal is rolled back and then recorded on its own.
    pub async fn transact<T, F>(self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Cx) -> Result<Audited<T>, Failure> + Send + 'static,
    {
        let db = self.app.db.clone();
        let operation = self.operation.clone();
        db.run(Lanes::Writers, &operation, move |db, conn| run(db, conn, &self, work)).await
    }

    /// Asks whether the caller may, before something slow is asked of the outside about the subject.
    /// Nothing is shown or done yet, so nothing is recorded but a denial; the caller is asked again,
    /// and recorded, when the thing is done.
    pub(crate) async fn may<A>(
        self,
        on: impl FnOnce(&mut Tx<'_>) -> Result<Sealed<A::On>, Failure> + Send + 'static,
    ) -> Result<A::On, Failure>
    where
        A: Action + 'static,
        A::On: Send + 'static,
    {
        self.transact(|tx, _| {
            let (subject, grant) = on(tx)?.open::<A>(tx)?;
            Ok(audit::nothing_done(grant, subject))
        })
        .await
    }
}

/// Runs the house's own work in a transaction that is open already: the worker is the actor, and what
/// it does takes grants and leaves entries like anyone's.
pub(crate) fn as_worker<T>(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>,
) -> QueryResult<T> {
    let policies = Arc::new(Policies::load(conn)?);
    let (today, request) = (local_date(now), RequestId::new());
    let actor = Arc::new(Actor::Worker);
    let mut tx = Tx { conn, now, today, request, actor, policies, attempt: None };
    work(&mut tx).map_err(|failure| match failure {
        Failure::Database(error) => error,
        other => diesel::result::Error::QueryBuilderError(other.to_string().into()),
    })
}

impl Tx<'_> {
    /// Runs a part that is undone alone when it fails, so that one bad row does not stop the others.
    pub(crate) fn part<T>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<Audited<T>, Failure>,
    ) -> Result<T, Failure> {
        AnsiTransactionManager::begin_transaction(&mut *self.conn)?;
        match work(self) {
            Ok(value) => {
                AnsiTransactionManager::commit_transaction(&mut *self.conn)?;
                Ok(value.into_inner())
            }
            Err(failure) => {
                AnsiTransactionManager::rollback_transaction(&mut *self.conn)?;
                Err(failure)
            }
        }
    }
}

/// A transaction before anyone is signed in. What it does it must record itself, with
/// [`audit::record_unsigned`].
pub struct Early<'a> {
    pub(crate) conn: &'a mut PgConnection,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub policies: Arc<Policies>,
}

impl App {
    /// Runs the work of a sign-in. Whatever comes of it is committed, a refusal's entry too, unless
    /// the database fails.
    pub(crate) async fn early<T: Send + 'static>(
        &self,
        operation: &str,
        work: impl FnOnce(&mut Early<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let now = self.clock.now();
        let operation = operation.into();
        let run = move |db: &Db, conn: &mut Pooled| {
            db.begin(conn)?;
            let result = db.policies(conn).and_then(|policies| {
                work(&mut Early { conn, now, today: local_date(now), policies })
            });
            let end = match &result {
                Ok(_) => AnsiTransactionManager::commit_transaction(&mut **conn),
                Err(_) => AnsiTransactionManager::rollback_transaction(&mut **conn),
            };
            result.and_then(|value| end.map(|()| value).map_err(Failure::from))
        };
        self.db.run(Lanes::Writers, &operation, run).await
    }
}

pub(super) fn run<T>(
    db: &Db,
    conn: &mut Pooled,
    cx: &Cx,
    work: impl FnOnce(&mut Tx<'_>, &Cx) -> Result<Audited<T>, Failure>,
) -> Result<T, Failure> {
    db.begin(conn)?;
    let mut left = None;
    let result = prepare(db, conn, cx).and_then(|mut tx| {
        let result = work(&mut tx, cx);
        if result.is_err() {
            left = Some((tx.attempt.take(), tx.actor.clone(), tx.now));
        }
        result
    });
    match result {
        Ok(value) => {
            AnsiTransactionManager::commit_transaction(&mut **conn)?;
            Ok(value.into_inner())
        }
        Err(failure) => {
            AnsiTransactionManager::rollback_transaction(&mut **conn)?;
            if let Some((attempt, actor, now)) = left {
                let line = audit::Line { now, actor: &actor, request: cx.asked.request_id };
                match attempt {
                    Some(attempt) => audit::record_failure(conn, &line, &attempt, &failure)?,
                    // Looking for what isn't there is recorded like looking for what is hidden:
                    // probing shows, and the two take equally long.
                    None if matches!(failure, Failure::Absent) => {
                        audit::record_failure(conn, &line, &lookup(cx, &actor), &failure)?;
                    }
                    None => {}
                }
            }
            Err(failure)
        }
    }
}

/// What was asked for in a request that has been answered, and is carried out afterwards: in the
/// asker's name, with the rights the asker has when it is done.
#[derive(Debug, Clone, Copy)]
pub struct Errand {
    pub who: Who,
    /// The request that asked for it, as the record knows it.
    pub request: RequestId,
}

impl Errand {
    /// Runs `work` in one transaction, like [`Cx::transact`] does for a request.
    pub(crate) fn transact<T>(
        &self,
        conn: &mut PgConnection,
        policies: &Arc<Policies>,
        now: DateTime<Utc>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<Audited<T>, Failure>,
    ) -> Result<T, Failure> {
        let mut left = None;
        let result = conn.transaction(|conn| {
            let mut tx = begin(conn, policies.clone(), (self.who, None, self.request), now)?;
            let result = work(&mut tx);
            if result.is_err() {
                left = Some((tx.attempt.take(), tx.actor.clone()));
            }
            result.map(Audited::into_inner)
        });
        if let (Err(failure), Some((Some(attempt), actor))) = (&result, left) {
            let line = audit::Line { now, actor: &actor, request: self.request };
            audit::record_failure(conn, &line, &attempt, failure)?;
        }
        result
    }
}

/// What someone looked for who found nothing: the last id in the path.
fn lookup(cx: &Cx, actor: &Actor) -> Attempt {
    let ids = cx.path.rsplit('/').filter_map(|part| Uuid::parse_str(part).ok());
    Attempt {
        action: "unknown.look-up",
        capacity: actor.plain_capacity(),
        subject: { ids }.next().unwrap_or_default(),
        unit: None,
        patient: None,
    }
}

fn prepare<'a>(db: &Db, conn: &'a mut Pooled, cx: &Cx) -> Result<Tx<'a>, Failure> {
    let now = cx.app.clock.now();
    let policies = db.policies(conn)?;
    let session = &cx.presented().session;
    begin(conn, policies, (session.who, Some(session.epoch), cx.asked.request_id), now)
}

fn begin(
    conn: &mut PgConnection,
    policies: Arc<Policies>,
    (who, epoch, request): (Who, Option<i64>, RequestId),
    now: DateTime<Utc>,
) -> Result<Tx<'_>, Failure> {
    let today = local_date(now);
    let agency_ends_at = policies.number("agency.ends-at-age", None, today)?;
    let actor = crate::access::load_actor(conn, who, epoch, today, agency_ends_at)?;
    Ok(Tx { conn, now, today, request, actor: Arc::new(actor), policies, attempt: None })
}

/// What a region may set, each value with the day from which it applies.
#[derive(Debug, Default)]
pub struct Policies(Vec<PolicyValue>);

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = policy_value, check_for_backend(diesel::pg::Pg))]
struct PolicyValue {
    name: String,
    region_code: Option<Region>,
    valid_from: NaiveDate,
    value: serde_json::Value,
}

impl Policies {
    pub(crate) fn load(conn: &mut PgConnection) -> QueryResult<Self> {
        let rows = policy_value::table.select(PolicyValue::as_select());
        Ok(Self(rows.order(policy_value::valid_from.desc()).load(conn)?))
    }

    /// The value that applies on that day: the region's own, else the nation's.
    pub fn value(
        &self,
        name: &str,
        region: Option<&str>,
        day: NaiveDate,
    ) -> Result<&serde_json::Value, Failure> {
        let of = |region: Option<&str>| {
            self.0.iter().find(|row| {
                row.name == name && row.region_code.as_deref() == region && row.valid_from <= day
            })
        };
        let own = region.and_then(|region| of(Some(region)));
        own.or_else(|| of(None))
            .map(|row| &row.value)
            .ok_or_else(|| Failure::Bug(format!("no policy {name} on {day}")))
    }

    pub fn number(&self, name: &str, region: Option<&str>, day: NaiveDate) -> Result<i32, Failure> {
        let value = self.value(name, region, day)?;
        value
            .as_i64()
            .and_then(|number| i32::try_from(number).ok())
            .ok_or_else(|| Failure::Bug(format!("policy {name} is not a number")))
    }

    pub fn flag(&self, name: &str, region: Option<&str>, day: NaiveDate) -> Result<bool, Failure> {
        let value = self.value(name, region, day)?;
        value.as_bool().ok_or_else(|| Failure::Bug(format!("policy {name} is neither yes nor no")))
    }

    pub fn text(&self, name: &str, region: Option<&str>, day: NaiveDate) -> Result<&str, Failure> {
        let value = self.value(name, region, day)?;
        value.as_str().ok_or_else(|| Failure::Bug(format!("policy {name} is not text")))
    }
}
