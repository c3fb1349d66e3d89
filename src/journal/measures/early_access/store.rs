//! The SQL of early access. What has ended stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::policy::{EndEarlyAccess, GiveEarlyAccess, ListEarlyAccess};
use crate::{
    access::Grant,
    db::Tx,
    id::{EarlyAccessId, JournalDecisionId, ResidentId, UnitId},
    journal::{decision::Window, measures::store::keyset},
    page::Wanted,
    schema::journal_early_access as early,
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = early, check_for_backend(Pg))]
pub struct EarlyRow {
    pub id: EarlyAccessId,
    pub child_id: ResidentId,
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    pub valid_through: Option<NaiveDate>,
    pub protected_reviewed: bool,
    pub decision_id: JournalDecisionId,
    pub set_at: DateTime<Utc>,
    pub deactivated_on: Option<NaiveDate>,
    pub deactivated_at: Option<DateTime<Utc>>,
    pub lifting_decision_id: Option<JournalDecisionId>,
}

impl EarlyRow {
    pub fn window(&self) -> Window {
        let (from, through) = (self.valid_from, self.valid_through);
        Window { from, through, deactivated: self.deactivated_on }
    }

    pub fn decision_ids(&self) -> impl Iterator<Item = JournalDecisionId> + use<> {
        [self.decision_id].into_iter().chain(self.lifting_decision_id)
    }
}

/// What those units have given the youth; what all have, where none are named.
pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListEarlyAccess>,
    units: Option<&[UnitId]>,
    wanted: &Wanted,
) -> QueryResult<Vec<EarlyRow>> {
    let query = early::table.filter(early::child_id.eq(grant.subject())).into_boxed();
    let query = match units {
        Some(units) => query.filter(early::unit_id.eq_any(units.to_vec())),
        None => query,
    };
    keyset!(query, wanted, early::set_at, early::id).select(EarlyRow::as_select()).load(tx.conn)
}

/// One that the unit has given the youth.
pub fn of_unit(
    tx: &mut Tx<'_>,
    child: ResidentId,
    at: UnitId,
    id: EarlyAccessId,
) -> QueryResult<Option<EarlyRow>> {
    early::table
        .find(id)
        .filter(early::child_id.eq(child))
        .filter(early::unit_id.eq(at))
        .select(EarlyRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Access to give.
pub struct NewEarly {
    pub unit: UnitId,
    pub days: (NaiveDate, Option<NaiveDate>),
    pub protected_reviewed: bool,
    pub decision: JournalDecisionId,
}

/// Gives it; none when the unit has given some of those days.
pub fn give(
    tx: &mut Tx<'_>,
    grant: &Grant<GiveEarlyAccess>,
    new: &NewEarly,
) -> QueryResult<Option<EarlyAccessId>> {
    diesel::insert_into(early::table)
        .values((
            early::id.eq(EarlyAccessId::new()),
            early::child_id.eq(grant.subject()),
            early::unit_id.eq(new.unit),
            early::valid_from.eq(new.days.0),
            early::valid_through.eq(new.days.1),
            early::protected_reviewed.eq(new.protected_reviewed),
            early::decision_id.eq(new.decision),
            early::set_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(early::id)
        .get_result(tx.conn)
        .optional()
}

/// Ends it from that day. Says whether it was still there.
pub fn end(
    tx: &mut Tx<'_>,
    _: &Grant<EndEarlyAccess>,
    id: EarlyAccessId,
    on: NaiveDate,
    decision: JournalDecisionId,
) -> QueryResult<bool> {
    diesel::update(early::table.find(id))
        .filter(early::deactivated_on.is_null())
        .set((
            early::deactivated_on.eq(on),
            early::deactivated_at.eq(tx.now),
            early::lifting_decision_id.eq(decision),
            early::version.eq(early::version + 1),
        ))
        .execute(tx.conn)
        .map(|ended| ended == 1)
}
