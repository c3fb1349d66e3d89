//! A connection of the worker's own, so that jobs never take one from a request.

use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection, QueryResult, connection::SimpleConnection};

use crate::clock::Clock;

/// Why work at the desk came to nothing. It is tried again at the next round.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the database can't be reached")]
    Unreachable(#[from] diesel::ConnectionError),
    #[error("the database failed: {0}")]
    Database(#[from] diesel::result::Error),
    #[error("the work broke off")]
    Broken,
}

/// A connection made when first needed, and anew after a fault.
pub struct Desk {
    url: String,
    pub clock: Clock,
    conn: Option<PgConnection>,
}

impl Desk {
    pub fn new(url: &str, clock: Clock) -> Self {
        Self { url: url.to_owned(), clock, conn: None }
    }

    /// Runs one transaction off the async threads, with the moment it stands for.
    pub async fn transact<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut PgConnection, DateTime<Utc>) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let now = self.clock.now();
        self.work(move |conn| Ok(conn.transaction(|conn| work(conn, now))?)).await
    }

    /// Lends the connection, off the async threads, to work that runs its own transactions.
    pub async fn work<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut PgConnection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (conn, url) = (self.conn.take(), self.url.clone());
        let blocking = tokio::task::spawn_blocking(move || {
            let mut conn = conn.map_or_else(|| connect(&url), Ok)?;
            let done = work(&mut conn)?;
            Ok((conn, done))
        });
        let (conn, done) = blocking.await.unwrap_or(Err(Fault::Broken))?;
        self.conn = Some(conn);
        Ok(done)
    }
}

fn connect(url: &str) -> Result<PgConnection, Fault> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute(
        "set statement_timeout = '60s'; set lock_timeout = '2s';
         set idle_in_transaction_session_timeout = '60s'; set timezone = 'UTC'",
    )?;
    Ok(conn)
}
