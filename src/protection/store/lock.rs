//! The SQL of log-in locks. What is lifted stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::{
    super::{
        measure::{Consultation, InitiatedBy, MeasureReason},
        policy::{LiftLock, ListLocks},
    },
    keyset,
};
use crate::{
    access::{Action, Grant, Region},
    db::Tx,
    id::{LogInLockId, ProtectionId, ResidentId, StaffId},
    jobs::{self, ErrandKind},
    page::Wanted,
    schema::{log_in_lock as locked, resident},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = locked, check_for_backend(Pg))]
pub struct LockRow {
    pub id: LogInLockId,
    pub resident_id: ResidentId,
    pub region_code: Region,
    pub initiated_by: InitiatedBy,
    pub reason: MeasureReason,
    pub locked_at: DateTime<Utc>,
    pub locked_by: Option<StaffId>,
    pub protection_id: Option<ProtectionId>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lifted_by: Option<StaffId>,
    pub lifted_in_region: Option<Region>,
    pub consulted_contact: Option<String>,
    pub consulted_on: Option<NaiveDate>,
}

/// A lock to set.
pub struct NewLock<'a> {
    pub resident: ResidentId,
    pub region: &'a str,
    pub initiated_by: InitiatedBy,
    pub reason: MeasureReason,
    pub protection: Option<ProtectionId>,
}

pub fn locks(
    tx: &mut Tx<'_>,
    grant: &Grant<ListLocks>,
    wanted: &Wanted,
) -> QueryResult<Vec<LockRow>> {
    let query = locked::table.filter(locked::resident_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, locked::locked_at, locked::id).select(LockRow::as_select()).load(tx.conn)
}

pub fn lock_by_id(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    id: LogInLockId,
) -> QueryResult<Option<LockRow>> {
    locked::table
        .find(id)
        .filter(locked::resident_id.eq(resident))
        .select(LockRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Locks the log-in for that region; none when it has done so already. From the commit on every
/// request of the person is refused; their sessions are dead for good, wherever they are kept.
pub fn lock<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    new: &NewLock<'_>,
) -> QueryResult<Option<LogInLockId>> {
    let made: Option<LogInLockId> = diesel::insert_into(locked::table)
        .values((
            locked::id.eq(LogInLockId::new()),
            locked::resident_id.eq(new.resident),
            locked::region_code.eq(new.region),
            locked::initiated_by.eq(new.initiated_by),
            locked::reason.eq(new.reason),
            locked::locked_by.eq(tx.actor().uuid()),
            locked::locked_at.eq(tx.now),
            locked::protection_id.eq(new.protection),
        ))
        .on_conflict_do_nothing()
        .returning(locked::id)
        .get_result(tx.conn)
        .optional()?;
    if let Some(id) = made {
        diesel::update(resident::table.find(new.resident))
            .set(resident::session_epoch.eq(resident::session_epoch + 1))
            .execute(tx.conn)?;
        jobs::forget_notices(tx.conn, new.resident.0)?;
        let cause = id.to_string();
        let kind = ErrandKind::EndSessions;
        jobs::enqueue_errand(tx.conn, tx.now, kind, new.resident, &cause)?;
    }
    Ok(made)
}

/// Lifts the lock. Says whether it was still there.
pub fn lift_lock(
    tx: &mut Tx<'_>,
    _: &Grant<LiftLock>,
    id: LogInLockId,
    region: &str,
    consultation: Option<&Consultation>,
) -> QueryResult<bool> {
    diesel::update(locked::table.find(id))
        .filter(locked::lifted_at.is_null())
        .set((
            locked::lifted_at.eq(tx.now),
            locked::lifted_by.eq(tx.actor().uuid()),
            locked::lifted_in_region.eq(region),
            locked::consulted_contact.eq(consultation.map(|it| it.contact.as_str())),
            locked::consulted_on.eq(consultation.map(|it| it.on)),
        ))
        .execute(tx.conn)
        .map(|lifted| lifted == 1)
}
