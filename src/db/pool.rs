//! Connections: two small pools, each behind a fair queue with a short wait, and a bulkhead for
//! each operation so that one locked table can't starve the others (load.md).

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use diesel::{
    Connection, PgConnection, QueryResult, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Policies;
use crate::{config::Config, edge::metrics, failure::Failure};

/// How long a request waits for its turn before it is told to come back. With the lock timeout after
/// it, an answer still comes within two seconds.
const QUEUE_WAIT: Duration = Duration::from_millis(500);
/// How long a snapshot of the policy table serves.
const POLICY_LIFE: Duration = Duration::from_secs(5);

pub(super) type Pooled = PooledConnection<ConnectionManager<PgConnection>>;

/// The pools. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    url: String,
    readers: Lane,
    writers: Lane,
    policies: Mutex<Option<(Instant, Arc<Policies>)>>,
}

/// A pool, its queue, and the share that one operation may take of it.
struct Lane {
    pool: Pool<ConnectionManager<PgConnection>>,
    queue: Arc<Semaphore>,
    /// How many wait for their turn.
    waiting: AtomicI64,
    share: usize,
    bulkheads: Mutex<HashMap<Arc<str>, Arc<Semaphore>>>,
}

/// Which pool: `Writers` for everything recorded, `Readers` for public reads.
#[derive(Clone, Copy)]
pub(crate) enum Lanes {
    Readers,
    Writers,
}

/// The right to use one connection. Given back when dropped.
pub(crate) struct Turn {
    _bulkhead: OwnedSemaphorePermit,
    _queue: OwnedSemaphorePermit,
}

#[derive(Debug)]
struct Setup;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Setup {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(
            "set statement_timeout = '5s'; set lock_timeout = '1s';
             set idle_in_transaction_session_timeout = '10s'; set timezone = 'UTC'",
        )
        .map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Lane {
    fn open(url: &str, size: u32) -> Self {
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            // A check at each checkout costs a fifth of the throughput; `begin` finds dead ones.
            .test_on_check_out(false)
            .connection_timeout(Duration::from_millis(700))
            .connection_customizer(Box::new(Setup))
            .error_handler(Box::new(Quiet))
            .build_unchecked(ConnectionManager::new(patient(url)));
        let size = size as usize;
        let share = (size * 3 / 4).max(1);
        let queue = Arc::new(Semaphore::new(size));
        Self { pool, queue, waiting: AtomicI64::new(0), share, bulkheads: Mutex::default() }
    }

    async fn turn(&self, operation: &Arc<str>) -> Result<Turn, Failure> {
        let bulkhead = {
            let mut all = self.bulkheads.lock().expect("nobody panics while holding the map");
            let fresh = || Arc::new(Semaphore::new(self.share));
            all.entry(operation.clone()).or_insert_with(fresh).clone()
        };
        let both = async {
            let bulkhead = bulkhead.acquire_owned().await;
            let queue = self.queue.clone().acquire_owned().await;
            (bulkhead.expect("never closed"), queue.expect("never closed"))
        };
        let queued = Queued::join(&self.waiting);
        let waited = tokio::time::timeout(QUEUE_WAIT, both).await;
        drop(queued);
        let (bulkhead, queue) = waited.map_err(|_| Failure::Unavailable("database queue"))?;
        Ok(Turn { _bulkhead: bulkhead, _queue: queue })
    }
}

/// The address, with an end to waiting for a server that is there no more: libpq has none by itself.
fn patient(url: &str) -> String {
    const WAITS: &str = "connect_timeout=2&keepalives_idle=10&keepalives_interval=5\
        &keepalives_count=3&tcp_user_timeout=10000";
    match url {
        _ if url.contains("connect_timeout=") || !url.starts_with("postgres") => url.to_owned(),
        _ if url.contains('?') => format!("{url}&{WAITS}"),
        _ => format!("{url}?{WAITS}"),
    }
}

/// One more in the queue, however it leaves.
struct Queued<'a>(&'a AtomicI64);

impl<'a> Queued<'a> {
    fn join(waiting: &'a AtomicI64) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// r2d2 logs each failed attempt with its source; one line at the edge is enough.
#[derive(Debug)]
struct Quiet;

impl<E> diesel::r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, _: E) {}
}

impl Db {
    /// Opens the pools. Connections are made when first needed, so the service starts, and says it
    /// is not ready, while Postgres is away.
    pub fn open(config: &Config) -> Self {
        Self(Arc::new(Inner {
            url: config.database_url.clone(),
            readers: Lane::open(&config.database_url, config.database_readers.max(1)),
            writers: Lane::open(&config.database_url, config.database_writers.max(1)),
            policies: Mutex::new(None),
        }))
    }

    /// Puts the use of the pools among the metrics.
    pub fn watch(&self) {
        let lanes = [
            (Lanes::Readers, "readers_busy", "readers_waiting"),
            (Lanes::Writers, "writers_busy", "writers_waiting"),
        ];
        for (lane, busy, waiting) in lanes {
            let (used, queued) = (self.clone(), self.clone());
            metrics::watch(busy, "Database connections in use", move || {
                let lane = used.lane(lane);
                let free = i64::try_from(lane.queue.available_permits()).unwrap_or(0);
                i64::from(lane.pool.max_size()) - free
            });
            metrics::watch(waiting, "Requests that wait for a database connection", move || {
                queued.lane(lane).waiting.load(Ordering::Relaxed)
            });
        }
    }

    fn lane(&self, lane: Lanes) -> &Lane {
        match lane {
            Lanes::Readers => &self.0.readers,
            Lanes::Writers => &self.0.writers,
        }
    }

    /// Runs blocking work with a connection, off the async threads, when its turn has come.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        lane: Lanes,
        operation: &Arc<str>,
        work: impl FnOnce(&Db, &mut Pooled) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = self.lane(lane).turn(operation).await?;
        let db = self.clone();
        let blocking = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut conn = db.lane(lane).pool.get()?;
            work(&db, &mut conn)
        });
        blocking.await.unwrap_or_else(|error| Err(Failure::Bug(error.to_string())))
    }

    /// Starts a transaction. A connection that died in the pool is made anew in its place: nothing has
    /// been sent on it yet, so this is safe for writes too, and it takes no second place in the pool.
    pub(super) fn begin(&self, conn: &mut Pooled) -> Result<(), Failure> {
        if AnsiTransactionManager::begin_transaction(&mut **conn).is_ok() {
            return Ok(());
        }
        AnsiTransactionManager::transaction_manager_status_mut(&mut **conn).set_in_error();
        let fresh = Self::connect_alone(&self.0.url).ok();
        let fresh =
            fresh.and_then(|mut fresh| Setup.on_acquire(&mut fresh).is_ok().then_some(fresh));
        **conn = fresh.ok_or(Failure::Unavailable("postgres"))?;
        Ok(AnsiTransactionManager::begin_transaction(&mut **conn)?)
    }

    /// The policy values, at most a few seconds old.
    pub(super) fn policies(&self, conn: &mut PgConnection) -> Result<Arc<Policies>, Failure> {
        let known = self.0.policies.lock().expect("nobody panics while holding it").clone();
        if let Some((read, policies)) = known
            && read.elapsed() < POLICY_LIFE
        {
            return Ok(policies);
        }
        let policies = Arc::new(Policies::load(conn)?);
        let fresh = Some((Instant::now(), policies.clone()));
        *self.0.policies.lock().expect("nobody panics while holding it") = fresh;
        Ok(policies)
    }

    /// Forgets the policy snapshot, for tests that change a policy and look at once.
    pub fn forget_policies(&self) {
        *self.0.policies.lock().expect("nobody panics while holding it") = None;
    }

    /// Public data: rows that anyone may see and no audit entry is owed for.
    pub async fn public<T: Send + 'static>(
        &self,
        operation: &str,
        today: NaiveDate,
        work: impl FnOnce(&mut PgConnection, NaiveDate) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.read(operation, move |_, conn| work(conn, today)).await
    }

    /// The same, where what is shown depends on what regions have set.
    pub async fn public_by_policy<T: Send + 'static>(
        &self,
        operation: &str,
        work: impl FnOnce(&mut PgConnection, &Policies) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let read = move |db: &Self, conn: &mut PgConnection| {
            let policies = db.policies(conn)?;
            work(conn, &policies)
        };
        self.read(operation, read).await
    }

    async fn read<T: Send + 'static>(
        &self,
        operation: &str,
        work: impl FnOnce(&Self, &mut PgConnection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.run(Lanes::Readers, &operation.into(), move |db, conn| {
            db.begin(conn)?;
            let result = work(db, conn);
            let end = match &result {
                Ok(_) => AnsiTransactionManager::commit_transaction(&mut **conn),
                Err(_) => AnsiTransactionManager::rollback_transaction(&mut **conn),
            };
            result.and_then(|value| end.map(|()| value).map_err(Failure::from))
        })
        .await
    }

    /// One piece of a stream whose permission was decided and recorded when it began: the bytes of a
    /// file, and nothing else. Its commit waits for no disk: the transaction that says the file is
    /// all there comes after it in the log, and does wait.
    pub(crate) async fn piece<T: Send + 'static>(
        &self,
        operation: &Arc<str>,
        work: impl FnOnce(&mut PgConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, Failure> {
        self.run(Lanes::Writers, operation, move |db, conn| {
            db.begin(conn)?;
            let set = conn.batch_execute("set local synchronous_commit = off");
            let result = set.and_then(|()| work(conn));
            let end = match &result {
                Ok(_) => AnsiTransactionManager::commit_transaction(&mut **conn),
                Err(_) => AnsiTransactionManager::rollback_transaction(&mut **conn),
            };
            Ok(result.and_then(|value| end.map(|()| value))?)
        })
        .await
    }

    /// Whether Postgres answers and every migration this build knows is in place.
    pub async fn is_ready(&self) -> bool {
        let operation = "readiness".into();
        let probe = self.run(Lanes::Readers, &operation, |_, conn| {
            let applied: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(
                "select count(*) from __diesel_schema_migrations",
            )
            .get_result(&mut **conn)?;
            Ok(usize::try_from(applied).unwrap_or(0) >= crate::migrations::count())
        });
        let in_time = tokio::time::timeout(Duration::from_millis(1500), probe).await;
        matches!(in_time, Ok(Ok(true)))
    }

    /// A connection of its own outside the pools, for jobs and commands.
    pub fn connect_alone(url: &str) -> Result<PgConnection, diesel::ConnectionError> {
        PgConnection::establish(&patient(url))
    }
}
