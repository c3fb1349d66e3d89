//! The SQL of protections and of the parts that are theirs alone.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{pg::Pg, prelude::*};
use uuid::Uuid;

use super::{
    super::{
        measure::{Begun, FollowUpOutcome, InitiatedBy, MeasureReason},
        policy::{FollowUp, LiftPart, ListOfRegion, ListProtections, Protect},
        protection_view::{FollowUpState, LiftablePart},
    },
    block::BlockRow,
    keyset,
    lock::LockRow,
};
use crate::{
    access::{Grant, Region},
    db::Tx,
    id::{ProtectionId, ResidentId, StaffId},
    jobs,
    page::Wanted,
    schema::{guardian_block, journal_seal_order, log_in_lock, notice_silence, protection},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = protection, check_for_backend(Pg))]
pub struct ProtectionRow {
    pub id: ProtectionId,
    pub resident_id: ResidentId,
    pub region_code: Region,
    pub reason: MeasureReason,
    pub initiated_by: InitiatedBy,
    pub begun_by: StaffId,
    pub begun_at: DateTime<Utc>,
    pub follow_up_due_at: DateTime<Utc>,
    pub followed_up_by: Option<StaffId>,
    pub followed_up_at: Option<DateTime<Utc>>,
    pub outcome: Option<FollowUpOutcome>,
    pub note: Option<String>,
    pub escalated_at: Option<DateTime<Utc>>,
}

impl From<&ProtectionRow> for Begun {
    fn from(row: &ProtectionRow) -> Self {
        Self { begun_by: row.begun_by.0, followed_up: row.followed_up_at.is_some() }
    }
}

pub struct NewProtection<'a> {
    pub resident: ResidentId,
    pub region: &'a str,
    pub reason: MeasureReason,
    pub initiated_by: InitiatedBy,
    pub follow_up_within: TimeDelta,
}

pub fn begin(
    tx: &mut Tx<'_>,
    _: &Grant<Protect>,
    new: &NewProtection<'_>,
) -> QueryResult<ProtectionRow> {
    diesel::insert_into(protection::table)
        .values((
            protection::id.eq(ProtectionId::new()),
            protection::resident_id.eq(new.resident),
            protection::region_code.eq(new.region),
            protection::reason.eq(new.reason),
            protection::initiated_by.eq(new.initiated_by),
            protection::begun_by.eq(tx.actor().uuid()),
            protection::begun_at.eq(tx.now),
            protection::follow_up_due_at.eq(tx.now + new.follow_up_within),
        ))
        .returning(ProtectionRow::as_returning())
        .get_result(tx.conn)
}

/// No notice leaves about what the resident is sent; those that wait are forgotten.
pub fn silence(tx: &mut Tx<'_>, _: &Grant<Protect>, of: &ProtectionRow) -> QueryResult<()> {
    jobs::forget_notices(tx.conn, of.resident_id.0)?;
    diesel::insert_into(notice_silence::table)
        .values((
            notice_silence::id.eq(ProtectionId::new().0),
            notice_silence::resident_id.eq(of.resident_id),
            notice_silence::protection_id.eq(of.id),
            notice_silence::since.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Orders the journal to be sealed, for `journal` to carry out in the same transaction.
pub fn order_seal(tx: &mut Tx<'_>, _: &Grant<Protect>, of: &ProtectionRow) -> QueryResult<()> {
    diesel::insert_into(journal_seal_order::table)
        .values((
            journal_seal_order::id.eq(ProtectionId::new().0),
            journal_seal_order::resident_id.eq(of.resident_id),
            journal_seal_order::region_code.eq(&of.region_code),
            journal_seal_order::protection_id.eq(of.id),
            journal_seal_order::ordered_by.eq(tx.actor().uuid()),
            journal_seal_order::ordered_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

pub fn of_resident(
    tx: &mut Tx<'_>,
    grant: &Grant<ListProtections>,
    wanted: &Wanted,
) -> QueryResult<Vec<ProtectionRow>> {
    let query = protection::table.filter(protection::resident_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, protection::begun_at, protection::id)
        .select(ProtectionRow::as_select())
        .load(tx.conn)
}

pub fn of_region(
    tx: &mut Tx<'_>,
    _: &Grant<ListOfRegion>,
    region: &str,
    state: Option<FollowUpState>,
    wanted: &Wanted,
) -> QueryResult<Vec<ProtectionRow>> {
    let query =
        protection::table.filter(protection::region_code.eq(region.to_owned())).into_boxed();
    let query = match state {
        None => query,
        Some(FollowUpState::FollowedUp) => query.filter(protection::followed_up_at.is_not_null()),
        Some(FollowUpState::Waiting) => query
            .filter(protection::followed_up_at.is_null())
            .filter(protection::follow_up_due_at.ge(tx.now)),
        Some(FollowUpState::Overdue) => query
            .filter(protection::followed_up_at.is_null())
            .filter(protection::follow_up_due_at.lt(tx.now)),
    };
    keyset!(query, wanted, protection::begun_at, protection::id)
        .select(ProtectionRow::as_select())
        .load(tx.conn)
}

/// A protection of that resident's, its row held until the transaction ends.
pub fn protection_by_id(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    id: ProtectionId,
) -> QueryResult<Option<ProtectionRow>> {
    protection::table
        .find(id)
        .filter(protection::resident_id.eq(resident))
        .select(ProtectionRow::as_select())
        .for_no_key_update()
        .first(tx.conn)
        .optional()
}

/// A part that is no lock and no block.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part {
    pub since: Option<DateTime<Utc>>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub carried_out_at: Option<DateTime<Utc>>,
}

/// All parts of one protection.
pub struct Parts {
    pub locks: Vec<LockRow>,
    pub blocks: Vec<BlockRow>,
    pub silence: Part,
    pub seal: Part,
}

/// Its parts: what it made, and what the region had in force when it began.
pub fn parts(tx: &mut Tx<'_>, of: &ProtectionRow) -> QueryResult<Parts> {
    type Times = (DateTime<Utc>, Option<DateTime<Utc>>);
    let silence: Option<Times> = notice_silence::table
        .filter(notice_silence::protection_id.eq(of.id))
        .select((notice_silence::since, notice_silence::lifted_at))
        .first(tx.conn)
        .optional()?;
    type SealTimes = (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let seal: Option<SealTimes> = journal_seal_order::table
        .filter(journal_seal_order::protection_id.eq(of.id))
        .select((
            journal_seal_order::ordered_at,
            journal_seal_order::lifted_at,
            journal_seal_order::carried_out_at,
        ))
        .first(tx.conn)
        .optional()?;
    let part =
        |(since, lifted_at, carried_out_at)| Part { since: Some(since), lifted_at, carried_out_at };
    Ok(Parts {
        locks: locks_of(tx, of)?,
        blocks: blocks_of(tx, of)?,
        silence: silence.map(|(since, lifted)| part((since, lifted, None))).unwrap_or_default(),
        seal: seal.map(part).unwrap_or_default(),
    })
}

fn locks_of(tx: &mut Tx<'_>, of: &ProtectionRow) -> QueryResult<Vec<LockRow>> {
    let at = of.begun_at;
    let held = log_in_lock::locked_at
        .le(at)
        .and(log_in_lock::lifted_at.is_null().or(log_in_lock::lifted_at.gt(at)));
    log_in_lock::table
        .filter(log_in_lock::resident_id.eq(of.resident_id))
        .filter(log_in_lock::region_code.eq(&of.region_code))
        .filter(log_in_lock::protection_id.is_not_distinct_from(of.id).or(held))
        .order(log_in_lock::locked_at)
        .select(LockRow::as_select())
        .load(tx.conn)
}

fn blocks_of(tx: &mut Tx<'_>, of: &ProtectionRow) -> QueryResult<Vec<BlockRow>> {
    let at = of.begun_at;
    let held = guardian_block::blocked_at
        .le(at)
        .and(guardian_block::lifted_at.is_null().or(guardian_block::lifted_at.gt(at)));
    guardian_block::table
        .filter(guardian_block::child_id.eq(of.resident_id))
        .filter(guardian_block::region_code.eq(&of.region_code))
        .filter(guardian_block::protection_id.is_not_distinct_from(of.id).or(held))
        .order((guardian_block::blocked_at, guardian_block::id))
        .select(BlockRow::as_select())
        .load(tx.conn)
}

/// Writes down what the second person found.
pub fn follow_up(
    tx: &mut Tx<'_>,
    _: &Grant<FollowUp>,
    id: ProtectionId,
    outcome: FollowUpOutcome,
    note: Option<&str>,
) -> QueryResult<ProtectionRow> {
    diesel::update(protection::table.find(id))
        .set((
            protection::followed_up_by.eq(tx.actor().uuid()),
            protection::followed_up_at.eq(tx.now),
            protection::outcome.eq(outcome),
            protection::note.eq(note),
            protection::version.eq(protection::version + 1),
        ))
        .returning(ProtectionRow::as_returning())
        .get_result(tx.conn)
}

/// Lifts a part that is no lock and no block. Says whether it was still there.
pub fn lift_part(
    tx: &mut Tx<'_>,
    _: &Grant<LiftPart>,
    id: ProtectionId,
    part: LiftablePart,
) -> QueryResult<bool> {
    let (now, by): (_, Uuid) = (tx.now, tx.actor().uuid());
    let lifted = match part {
        LiftablePart::NoticeSilence => diesel::update(notice_silence::table)
            .filter(notice_silence::protection_id.eq(id))
            .filter(notice_silence::lifted_at.is_null())
            .set((notice_silence::lifted_at.eq(now), notice_silence::lifted_by.eq(by)))
            .execute(tx.conn)?,
        LiftablePart::JournalSeal => diesel::update(journal_seal_order::table)
            .filter(journal_seal_order::protection_id.eq(id))
            .filter(journal_seal_order::lifted_at.is_null())
            .set((journal_seal_order::lifted_at.eq(now), journal_seal_order::lifted_by.eq(by)))
            .execute(tx.conn)?,
    };
    Ok(lifted == 1)
}
