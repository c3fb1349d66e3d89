//! The SQL of care relations.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::super::policy::{BeginRelation, EndRelation, ListRelations};
use crate::{
    access::Grant,
    db::Tx,
    id::{CareRelationId, ResidentId, StaffId, UnitId},
    page::Wanted,
    retention::keyset,
    schema::care_relation as r,
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = r, check_for_backend(Pg))]
pub struct RelationRow {
    pub id: CareRelationId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub asserted_by: StaffId,
    pub asserted_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// A relation to state.
pub struct NewRelation {
    pub unit: UnitId,
    pub from: NaiveDate,
    pub through: NaiveDate,
}

pub fn relations_of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListRelations>,
    wanted: &Wanted,
) -> QueryResult<Vec<RelationRow>> {
    let query = r::table
        .filter(r::resident_id.eq(grant.subject()))
        .filter(r::unit_id.nullable().eq(grant.unit()))
        .into_boxed();
    keyset!(query, wanted, r::asserted_at, r::id).select(RelationRow::as_select()).load(tx.conn)
}

pub fn relation_by_id(
    tx: &mut Tx<'_>,
    patient: ResidentId,
    id: CareRelationId,
) -> QueryResult<Option<RelationRow>> {
    r::table
        .find(id)
        .filter(r::resident_id.eq(patient))
        .select(RelationRow::as_select())
        .first(tx.conn)
        .optional()
}

pub fn insert_relation(
    tx: &mut Tx<'_>,
    grant: &Grant<BeginRelation>,
    new: &NewRelation,
) -> QueryResult<CareRelationId> {
    diesel::insert_into(r::table)
        .values((
            r::id.eq(CareRelationId::new()),
            r::resident_id.eq(grant.subject()),
            r::unit_id.eq(new.unit),
            r::valid_from.eq(new.from),
            r::valid_through.eq(new.through),
            r::asserted_by.eq(tx.actor().uuid()),
            r::asserted_at.eq(tx.now),
        ))
        .returning(r::id)
        .get_result(tx.conn)
}

/// Says whether it had not been ended before.
pub fn end_relation(
    tx: &mut Tx<'_>,
    _: &Grant<EndRelation>,
    id: CareRelationId,
) -> QueryResult<bool> {
    diesel::update(r::table.find(id))
        .filter(r::ended_at.is_null())
        .set((r::ended_at.eq(tx.now), r::ended_by.eq(tx.actor().uuid())))
        .execute(tx.conn)
        .map(|ended| ended == 1)
}
