//! Tell whoever uploaded a file in which the scanner found malware: once, and without saying which.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{policy::TellInfected, store, tell};
use crate::{
    attachments::{self, Side, Untold},
    audit::{self, Audited},
    db::{Tx, as_worker},
    failure::Failure,
};

const FILES: i64 = 100;

/// Tells of some files.
pub fn tell_of_infected(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let found = attachments::untold(tx, FILES)?;
        let full = i64::try_from(found.len()).is_ok_and(|count| count == FILES);
        let mut done = 0;
        for file in found {
            match tx.part(|tx| tell_of(tx, &file)) {
                Ok(()) => done += 1,
                Err(Failure::Absent) => {}
                Err(failure) => {
                    tracing::error!(attachment.id = %file.id, error = %failure, "an infected attachment can't be told of");
                }
            }
        }
        Ok(full && done > 0)
    })
}

/// The case first, as everyone locks it. What a resident or guardian has uploaded is told in the
/// resident's inbox, which a guardian reads for as long as agency lasts.
fn tell_of(tx: &mut Tx<'_>, file: &Untold) -> Result<Audited<()>, Failure> {
    let (case, grant) = store::lock(tx, file.case_id)?.open::<TellInfected>(tx)?;
    let side = attachments::is_told(tx, &grant, file.id)?.ok_or(Failure::Absent)?;
    match side {
        Side::Resident(_) => tell::news(tx, &case, tell::News::FileInfected)?,
        Side::Staff(staff) => tell::uploader(tx, staff, file.id)?,
    }
    Ok(audit::record(tx, grant, ())?)
}
