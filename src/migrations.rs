//! The schema's history, inside the binary.

use diesel::{PgConnection, migration::MigrationSource, pg::Pg};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// A migration that did not go through.
#[derive(Debug, thiserror::Error)]
#[error("migration failed: {0}")]
pub struct Fault(String);

/// Brings the database up to this build; answers how many steps that took.
pub fn up(conn: &mut PgConnection) -> Result<usize, Fault> {
    let done = conn.run_pending_migrations(MIGRATIONS).map_err(|error| Fault(error.to_string()))?;
    Ok(done.len())
}

/// Takes everything down again, newest first. For tests of the way down.
pub fn down_all(conn: &mut PgConnection) -> Result<usize, Fault> {
    let undone =
        conn.revert_all_migrations(MIGRATIONS).map_err(|error| Fault(error.to_string()))?;
    Ok(undone.len())
}

/// How many migrations this build knows.
pub fn count() -> usize {
    MigrationSource::<Pg>::migrations(&MIGRATIONS).map_or(usize::MAX, |all| all.len())
}
