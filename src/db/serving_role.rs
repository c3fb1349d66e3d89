//! What the database itself lets a serving process do: everything it needs, and nothing that would
//! undo what was recorded. The tables' owner migrates; a role like this serves and works.

use diesel::{connection::SimpleConnection, prelude::*, sql_types::Bool};

/// Why a role was not given its rights.
#[derive(Debug, thiserror::Error)]
pub enum RoleFault {
    #[error("there is no role {0:?}: make it first, with `create role … login password '…'`")]
    Unknown(String),
    #[error(
        "the role {0:?} has the owner's rights already, so that nothing can be withheld from it"
    )]
    TooStrong(String),
    #[error("the rights could not be given: {0}")]
    Database(#[from] diesel::result::Error),
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    too_strong: bool,
}

/// Gives `role` the rights to serve. It may add to the audit record and read it; the database refuses
/// it every change, removal and truncation there, and the triggers that say so are not its to drop.
/// Rights that it had before on the record are taken. To be repeated after each migration.
pub fn grant_serving(conn: &mut PgConnection, role: &str) -> Result<(), RoleFault> {
    let found = diesel::sql_query(
        "select rolsuper or pg_has_role(rolname, current_user, 'member') as too_strong
         from pg_roles where rolname = $1",
    )
    .bind::<diesel::sql_types::Text, _>(role)
    .get_result::<Found>(conn)
    .optional()?;
    match found {
        None => Err(RoleFault::Unknown(role.into())),
        Some(Found { too_strong: true }) => Err(RoleFault::TooStrong(role.into())),
        Some(_) => Ok(conn.batch_execute(&rights(role))?),
    }
}

fn rights(role: &str) -> String {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    format!(
        "begin;
         grant usage on schema public to {role};
         grant select, insert, update, delete on all tables in schema public to {role};
         grant usage on all sequences in schema public to {role};
         grant execute on function audit_ensure_month(date) to {role};
         revoke insert, update, delete on __diesel_schema_migrations from {role};
         revoke update, delete on audit_entry, audit_batch, journal_decision from {role};
         grant execute on function purge_case(uuid, uuid, timestamptz, date) to {role};
         revoke update, delete on case_message, case_event, purge_certificate, retention_policy,
             policy_value, journal_shown, programme_rule from {role};
         do $$ declare part regclass; begin
             for part in select inhrelid::regclass from pg_inherits
                 where inhparent = 'audit_entry'::regclass
             loop execute format('revoke all on %s from %s', part, {literal}); end loop;
         end $$;
         commit;",
        literal = format_args!("'{}'", role.replace('\'', "''")),
    )
}
