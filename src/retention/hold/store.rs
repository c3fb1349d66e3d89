//! The SQL of holds.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::{
    super::policy::{LiftHold, ListHolds, PlaceHold},
    view::NewHold,
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{CaseId, LegalHoldId, ResidentId, StaffId, UnitId},
    page::Wanted,
    retention::purge::keyset,
    schema::{case_file, legal_hold as hold, resident},
};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = hold, check_for_backend(diesel::pg::Pg))]
pub struct HoldRow {
    pub id: LegalHoldId,
    pub unit_id: UnitId,
    pub case_id: Option<CaseId>,
    pub resident_id: Option<ResidentId>,
    pub reason: String,
    pub placed_by: StaffId,
    pub placed_at: DateTime<Utc>,
    pub lifted_by: Option<StaffId>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lift_reason: Option<String>,
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListHolds>,
    wanted: &Wanted,
) -> QueryResult<Vec<HoldRow>> {
    let query = hold::table.filter(hold::unit_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, hold::placed_at, hold::id).select(HoldRow::as_select()).load(tx.conn)
}

/// A hold of the granted unit's.
pub fn find<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: LegalHoldId,
) -> QueryResult<Option<LegalHoldId>> {
    hold::table
        .find(id)
        .filter(hold::unit_id.eq(grant.subject()))
        .select(hold::id)
        .first(tx.conn)
        .optional()
}

pub fn insert(tx: &mut Tx<'_>, grant: &Grant<PlaceHold>, new: &NewHold) -> QueryResult<HoldRow> {
    diesel::insert_into(hold::table)
        .values((
            hold::id.eq(LegalHoldId::new()),
            hold::unit_id.eq(grant.subject()),
            hold::case_id.eq(new.case_id),
            hold::resident_id.eq(new.resident_id),
            hold::reason.eq(&new.reason),
            hold::placed_by.eq(tx.actor().uuid()),
            hold::placed_at.eq(tx.now),
        ))
        .returning(HoldRow::as_returning())
        .get_result(tx.conn)
}

/// Lifts the hold; none when it is lifted already.
pub fn lift(
    tx: &mut Tx<'_>,
    grant: &Grant<LiftHold>,
    id: LegalHoldId,
    reason: &str,
) -> QueryResult<Option<HoldRow>> {
    diesel::update(hold::table.find(id))
        .filter(hold::unit_id.eq(grant.subject()))
        .filter(hold::lifted_at.is_null())
        .set((
            hold::lifted_by.eq(tx.actor().uuid()),
            hold::lifted_at.eq(tx.now),
            hold::lift_reason.eq(reason),
        ))
        .returning(HoldRow::as_returning())
        .get_result(tx.conn)
        .optional()
}

/// Whether the unit has that case. A draft is nobody's business there.
pub fn has_case(tx: &mut Tx<'_>, unit: UnitId, case: CaseId) -> QueryResult<bool> {
    let found = case_file::table
        .find(case)
        .filter(case_file::unit_id.eq(unit))
        .filter(case_file::submitted_at.is_not_null());
    select(exists(found)).get_result(tx.conn)
}

pub fn has_resident(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<bool> {
    select(exists(resident::table.find(id))).get_result(tx.conn)
}
