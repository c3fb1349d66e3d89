//! What an operator sees of the outbox, and can do about it.

use diesel::{ConnectionError, result::Error};

use super::{Stock, Stuck, requeue, stock, stuck};
use crate::{clock::Clock, config::Config, db::Db, id::JobId};

/// Jobs listed at a time: the newest tell what is wrong.
const SHOWN: i64 = 200;

/// Why the command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the database can't be reached")]
    Unreachable(#[from] ConnectionError),
    #[error("the database failed: {0}")]
    Database(#[from] Error),
    #[error("--retry takes the id of a job, or `all`")]
    NotAJob,
}

/// Carries out `etjanster jobs`: puts jobs back if asked to, then prints what is stuck.
pub fn list(config: &Config, retry: Option<&str>) -> Result<(), Refusal> {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let now = Clock::System.now();
    if let Some(which) = retry {
        let only = match which {
            "all" => None,
            id => Some(JobId(id.parse().map_err(|_| Refusal::NotAJob)?)),
        };
        println!("{} put back in the queue", requeue(&mut conn, only, now)?);
    }
    let Stock { queued, overdue, dead } = stock(&mut conn, now)?;
    println!("{queued} queued, {overdue} of them overdue; {dead} given up");
    for Stuck { id, kind, state, attempts, created_at, due_at, last_error } in
        stuck(&mut conn, SHOWN)?
    {
        let error = last_error.unwrap_or_default();
        let (created_at, due_at) = (created_at.to_rfc3339(), due_at.to_rfc3339());
        println!(
            "{id}  {kind:<5}  {state:<6}  {attempts:>2} attempts  {created_at}  {due_at}  {error}"
        );
    }
    Ok(())
}
