//! The SQL of handed-out case types. What is removed stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::super::{
    policy::{ChangeHandout, HandOut, ListHandouts, RemoveHandout},
    store::{ResidentRow, keyset},
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{CaseTypeGrantId, CaseTypeId, ResidentId, StaffId, UnitId},
    page::Wanted,
    schema::{case_type, case_type_grant as handout, resident, unit_case_type},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = handout, check_for_backend(diesel::pg::Pg))]
pub struct HandoutRow {
    pub id: CaseTypeGrantId,
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    pub valid_until: Option<NaiveDate>,
    pub granted_by: StaffId,
    pub granted_at: DateTime<Utc>,
    pub version: i64,
    #[diesel(embed)]
    pub resident: ResidentRow,
    #[diesel(embed)]
    pub case_type: Name,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_type, check_for_backend(diesel::pg::Pg))]
pub struct Name {
    pub name: String,
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListHandouts>,
    wanted: &Wanted,
) -> QueryResult<Vec<HandoutRow>> {
    let query = handout::table
        .inner_join(resident::table)
        .inner_join(case_type::table.on(case_type::id.eq(handout::case_type_id)))
        .filter(handout::unit_id.eq(grant.subject()))
        .filter(handout::removed_at.is_null())
        .into_boxed();
    keyset!(query, wanted, handout::granted_at, handout::id)
        .select(HandoutRow::as_select())
        .load(tx.conn)
}

/// One of the unit's that is not removed.
pub fn find<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: CaseTypeGrantId,
) -> QueryResult<Option<HandoutRow>> {
    handout::table
        .inner_join(resident::table)
        .inner_join(case_type::table.on(case_type::id.eq(handout::case_type_id)))
        .filter(handout::id.eq(id).and(handout::unit_id.eq(grant.subject())))
        .filter(handout::removed_at.is_null())
        .select(HandoutRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Whether the unit has that case type, and whether it is a limited one.
pub fn is_limited(
    tx: &mut Tx<'_>,
    grant: &Grant<HandOut>,
    id: CaseTypeId,
) -> QueryResult<Option<bool>> {
    unit_case_type::table
        .inner_join(case_type::table)
        .filter(unit_case_type::unit_id.eq(grant.subject()).and(case_type::id.eq(id)))
        .select(case_type::limited_selection)
        .first(tx.conn)
        .optional()
}

/// Hands it out; none when this resident has it already.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<HandOut>,
    case_type: CaseTypeId,
    resident: ResidentId,
    valid_until: Option<NaiveDate>,
) -> QueryResult<Option<CaseTypeGrantId>> {
    diesel::insert_into(handout::table)
        .values((
            handout::id.eq(CaseTypeGrantId::new()),
            handout::unit_id.eq(grant.subject()),
            handout::case_type_id.eq(case_type),
            handout::resident_id.eq(resident),
            handout::valid_until.eq(valid_until),
            handout::granted_by.eq(tx.actor().uuid()),
            handout::granted_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(handout::id)
        .get_result(tx.conn)
        .optional()
}

/// Changes the end of the version that was seen; says whether it was still that one.
pub fn change(
    tx: &mut Tx<'_>,
    _: &Grant<ChangeHandout>,
    seen: &HandoutRow,
    valid_until: Option<NaiveDate>,
) -> QueryResult<bool> {
    diesel::update(handout::table.find(seen.id))
        .filter(handout::version.eq(seen.version).and(handout::removed_at.is_null()))
        .set((handout::valid_until.eq(valid_until), handout::version.eq(handout::version + 1)))
        .execute(tx.conn)
        .map(|changed| changed == 1)
}

/// Takes it back. Says from whom.
pub fn remove(
    tx: &mut Tx<'_>,
    grant: &Grant<RemoveHandout>,
    id: CaseTypeGrantId,
) -> QueryResult<Option<ResidentId>> {
    let (now, by) = (tx.now, tx.actor().uuid());
    diesel::update(handout::table.find(id))
        .filter(handout::unit_id.eq(grant.subject()).and(handout::removed_at.is_null()))
        .set((handout::removed_at.eq(now), handout::removed_by.eq(by)))
        .returning(handout::resident_id)
        .get_result(tx.conn)
        .optional()
}
