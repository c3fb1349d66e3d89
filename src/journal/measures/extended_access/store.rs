//! The SQL of extended access. What has ended stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::policy::{EndExtendedAccess, ExtendAccess, ListExtendedAccess};
use crate::{
    access::{Action, Agency, Grant, agency_of},
    db::Tx,
    id::{ExtendedAccessId, JournalDecisionId, ResidentId, UnitId},
    journal::{decision::Window, measures::store::keyset},
    page::Wanted,
    schema::journal_extension as extension,
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = extension, check_for_backend(Pg))]
pub struct ExtensionRow {
    pub id: ExtendedAccessId,
    pub child_id: ResidentId,
    pub guardian_id: ResidentId,
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub decision_id: JournalDecisionId,
    pub set_at: DateTime<Utc>,
    pub deactivated_on: Option<NaiveDate>,
    pub deactivated_at: Option<DateTime<Utc>>,
    pub lifting_decision_id: Option<JournalDecisionId>,
}

impl ExtensionRow {
    pub fn window(&self) -> Window {
        let through = Some(self.valid_through);
        Window { from: self.valid_from, through, deactivated: self.deactivated_on }
    }

    pub fn decision_ids(&self) -> impl Iterator<Item = JournalDecisionId> + use<> {
        [self.decision_id].into_iter().chain(self.lifting_decision_id)
    }
}

/// What those units have given for the child.
pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListExtendedAccess>,
    units: &[UnitId],
    wanted: &Wanted,
) -> QueryResult<Vec<ExtensionRow>> {
    let query = extension::table
        .filter(extension::child_id.eq(grant.subject()))
        .filter(extension::unit_id.eq_any(units.to_vec()))
        .into_boxed();
    keyset!(query, wanted, extension::set_at, extension::id)
        .select(ExtensionRow::as_select())
        .load(tx.conn)
}

/// One that the unit has given for the child.
pub fn of_unit(
    tx: &mut Tx<'_>,
    child: ResidentId,
    at: UnitId,
    id: ExtendedAccessId,
) -> QueryResult<Option<ExtensionRow>> {
    extension::table
        .find(id)
        .filter(extension::child_id.eq(child))
        .filter(extension::unit_id.eq(at))
        .select(ExtensionRow::as_select())
        .first(tx.conn)
        .optional()
}

/// What the guardian may do for the child, as the register and the blocks say; none where the register
/// has never named them.
pub fn agency(
    tx: &mut Tx<'_>,
    guardian: ResidentId,
    child: ResidentId,
) -> QueryResult<Option<Agency>> {
    agency_of(tx.conn, guardian, child)
}

/// Access to give.
pub struct NewExtension {
    pub guardian: ResidentId,
    pub unit: UnitId,
    pub days: (NaiveDate, NaiveDate),
    pub decision: JournalDecisionId,
}

/// Gives it; none when the unit has given that guardian some of those days.
pub fn extend(
    tx: &mut Tx<'_>,
    grant: &Grant<ExtendAccess>,
    new: &NewExtension,
) -> QueryResult<Option<ExtendedAccessId>> {
    diesel::insert_into(extension::table)
        .values((
            extension::id.eq(ExtendedAccessId::new()),
            extension::child_id.eq(grant.subject()),
            extension::guardian_id.eq(new.guardian),
            extension::unit_id.eq(new.unit),
            extension::valid_from.eq(new.days.0),
            extension::valid_through.eq(new.days.1),
            extension::decision_id.eq(new.decision),
            extension::set_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(extension::id)
        .get_result(tx.conn)
        .optional()
}

/// Ends it from that day. Says whether it was still there.
pub fn end(
    tx: &mut Tx<'_>,
    _: &Grant<EndExtendedAccess>,
    id: ExtendedAccessId,
    on: NaiveDate,
    decision: JournalDecisionId,
) -> QueryResult<bool> {
    diesel::update(extension::table.find(id))
        .filter(extension::deactivated_on.is_null())
        .set((
            extension::deactivated_on.eq(on),
            extension::deactivated_at.eq(tx.now),
            extension::lifting_decision_id.eq(decision),
            extension::version.eq(extension::version + 1),
        ))
        .execute(tx.conn)
        .map(|ended| ended == 1)
}

/// Ends all that a guardian has been given for the child and has not run out.
pub fn end_of_guardian<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    child: ResidentId,
    guardian: ResidentId,
) -> QueryResult<()> {
    diesel::update(extension::table)
        .filter(extension::child_id.eq(child))
        .filter(extension::guardian_id.eq(guardian))
        .filter(extension::deactivated_on.is_null())
        .filter(extension::valid_through.ge(tx.today))
        .set((
            extension::deactivated_on.eq(tx.today),
            extension::deactivated_at.eq(tx.now),
            extension::version.eq(extension::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}
