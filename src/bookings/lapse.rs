//! Cancels proposals that nobody has answered in time. Their seats can be booked again in the same commit.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{
    booking::Step,
    policy::Lapse,
    rules::{By, Reason},
    seat::free_seat,
    store,
};
use crate::{
    audit,
    db::{Tx, as_worker},
    failure::Failure,
    id::BookingId,
    time_types::Occasion,
};

/// How many at a time.
const BATCH: i64 = 50;

/// Does some of what is due; answers whether there may be more.
pub fn lapse_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        let due = store::unanswered(tx, BATCH)?;
        for id in &due {
            match tx.part(|tx| lapse(tx, *id)) {
                // Answered meanwhile.
                Ok(()) | Err(Failure::Absent | Failure::Refused(..)) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(i64::try_from(due.len()).is_ok_and(|count| count == BATCH))
    })
}

fn lapse(tx: &mut Tx<'_>, id: BookingId) -> Result<audit::Audited<()>, Failure> {
    let sealed = store::lock(tx, id, Occasion::Cancellation)?.ok_or(Failure::Absent)?;
    let (held, grant) = sealed.open::<Lapse>(tx)?;
    if !held.booking.is_unanswered(tx.now) {
        return Err(Failure::Absent);
    }
    let status = held.booking.status.after(Step::Lapse)?;
    free_seat(tx, &grant, &held, (By::Unit, status, &Reason::default()))?;
    Ok(audit::record(tx, grant, ())?)
}
