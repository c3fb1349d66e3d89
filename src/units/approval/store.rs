//! The SQL of approvals. What is removed stays as history.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::super::{
    policy::{Approve, ListApprovals, RemoveApproval},
    store::{ResidentRow, keyset},
};
use crate::{
    access::Grant,
    db::Tx,
    id::{ApprovalId, ResidentId, StaffId, UnitId},
    page::Wanted,
    schema::{communication_approval as approval, resident},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = approval, check_for_backend(diesel::pg::Pg))]
pub struct ApprovalRow {
    pub id: ApprovalId,
    pub unit_id: UnitId,
    pub approved_by: StaffId,
    pub approved_at: DateTime<Utc>,
    #[diesel(embed)]
    pub resident: ResidentRow,
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListApprovals>,
    wanted: &Wanted,
) -> QueryResult<Vec<ApprovalRow>> {
    let query = approval::table
        .inner_join(resident::table)
        .filter(approval::unit_id.eq(grant.subject()))
        .filter(approval::removed_at.is_null())
        .into_boxed();
    keyset!(query, wanted, approval::approved_at, approval::id)
        .select(ApprovalRow::as_select())
        .load(tx.conn)
}

/// Lets the resident in; none when they are in already.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<Approve>,
    resident_id: ResidentId,
) -> QueryResult<Option<ApprovalId>> {
    let by = tx.actor().uuid();
    diesel::insert_into(approval::table)
        .values((
            approval::id.eq(ApprovalId::new()),
            approval::unit_id.eq(grant.subject()),
            approval::resident_id.eq(resident_id),
            approval::approved_by.eq(by),
            approval::approved_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(approval::id)
        .get_result(tx.conn)
        .optional()
}

/// Removes the unit's approvals with those ids, or all of them. Says whose they were.
pub fn remove(
    tx: &mut Tx<'_>,
    grant: &Grant<RemoveApproval>,
    ids: Option<&[ApprovalId]>,
) -> QueryResult<Vec<ResidentId>> {
    let (now, by) = (tx.now, tx.actor().uuid());
    let all = approval::table
        .filter(approval::unit_id.eq(grant.subject()))
        .filter(approval::removed_at.is_null());
    let removed = (approval::removed_at.eq(now), approval::removed_by.eq(by));
    match ids {
        None => {
            diesel::update(all).set(removed).returning(approval::resident_id).get_results(tx.conn)
        }
        Some(ids) => diesel::update(all.filter(approval::id.eq_any(ids)))
            .set(removed)
            .returning(approval::resident_id)
            .get_results(tx.conn),
    }
}
