//! The SQL of guardian blocks. What is lifted stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, select},
    pg::Pg,
    prelude::*,
};

use super::{
    super::{
        measure::{Consultation, DecidedAs, MeasureReason},
        policy::{LiftBlock, ListBlocks},
    },
    keyset,
};
use crate::{
    access::{Action, Grant, Region},
    db::Tx,
    id::{GuardianBlockId, ProtectionId, ResidentId, StaffId, UnitId},
    page::Wanted,
    schema::guardian_block as blocked,
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = blocked, check_for_backend(Pg))]
pub struct BlockRow {
    pub id: GuardianBlockId,
    pub child_id: ResidentId,
    pub guardian_id: ResidentId,
    pub region_code: Region,
    pub reason: MeasureReason,
    pub decided_by: String,
    pub decided_as: DecidedAs,
    pub decision_unit_id: UnitId,
    pub diary_reference: Option<String>,
    pub protection_id: Option<ProtectionId>,
    pub blocked_by: StaffId,
    pub blocked_at: DateTime<Utc>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lifted_by: Option<StaffId>,
    pub lifted_in_region: Option<Region>,
    pub consulted_contact: Option<String>,
    pub consulted_on: Option<NaiveDate>,
}

/// A block to set.
pub struct NewBlock<'a> {
    pub child: ResidentId,
    pub guardian: ResidentId,
    pub region: &'a str,
    pub reason: MeasureReason,
    pub decided_by: &'a str,
    pub decided_as: DecidedAs,
    pub decision_unit: UnitId,
    pub diary_reference: Option<&'a str>,
    pub protection: Option<ProtectionId>,
}

pub fn blocks(
    tx: &mut Tx<'_>,
    grant: &Grant<ListBlocks>,
    wanted: &Wanted,
) -> QueryResult<Vec<BlockRow>> {
    let query = blocked::table.filter(blocked::child_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, blocked::blocked_at, blocked::id)
        .select(BlockRow::as_select())
        .load(tx.conn)
}

pub fn block_by_id(
    tx: &mut Tx<'_>,
    child: ResidentId,
    id: GuardianBlockId,
) -> QueryResult<Option<BlockRow>> {
    blocked::table
        .find(id)
        .filter(blocked::child_id.eq(child))
        .select(BlockRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Blocks the guardian for that region; none when it has done so already.
pub fn block<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    new: &NewBlock<'_>,
) -> QueryResult<Option<GuardianBlockId>> {
    diesel::insert_into(blocked::table)
        .values((
            blocked::id.eq(GuardianBlockId::new()),
            blocked::child_id.eq(new.child),
            blocked::guardian_id.eq(new.guardian),
            blocked::region_code.eq(new.region),
            blocked::reason.eq(new.reason),
            blocked::decided_by.eq(new.decided_by),
            blocked::decided_as.eq(new.decided_as),
            blocked::decision_unit_id.eq(new.decision_unit),
            blocked::diary_reference.eq(new.diary_reference),
            blocked::protection_id.eq(new.protection),
            blocked::blocked_by.eq(tx.actor().uuid()),
            blocked::blocked_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(blocked::id)
        .get_result(tx.conn)
        .optional()
}

/// Lifts the block. Says whether it was still there.
pub fn lift_block(
    tx: &mut Tx<'_>,
    _: &Grant<LiftBlock>,
    id: GuardianBlockId,
    region: &str,
    consultation: Option<&Consultation>,
) -> QueryResult<bool> {
    diesel::update(blocked::table.find(id))
        .filter(blocked::lifted_at.is_null())
        .set((
            blocked::lifted_at.eq(tx.now),
            blocked::lifted_by.eq(tx.actor().uuid()),
            blocked::lifted_in_region.eq(region),
            blocked::consulted_contact.eq(consultation.map(|it| it.contact.as_str())),
            blocked::consulted_on.eq(consultation.map(|it| it.on)),
        ))
        .execute(tx.conn)
        .map(|lifted| lifted == 1)
}

/// Whether that guardian is kept from the child, for services that ask beside agency: a block goes
/// before extended access to the journal (LB-4).
pub fn is_blocked(
    conn: &mut PgConnection,
    child: ResidentId,
    guardian: ResidentId,
) -> QueryResult<bool> {
    let open = blocked::table
        .filter(blocked::child_id.eq(child))
        .filter(blocked::guardian_id.eq(guardian))
        .filter(blocked::lifted_at.is_null());
    select(exists(open)).get_result(conn)
}
