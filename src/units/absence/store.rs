//! The SQL of absences. What is ended stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::{
    super::{policy::ListAbsences, staff::StaffName, store::keyset},
    policy::{EndAbsence, PlanAbsence},
    view::NewAbsence,
};
use crate::{
    access::Grant,
    db::Tx,
    id::{AbsenceId, StaffId, UnitId},
    page::Wanted,
    schema::{absence, staff},
};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = absence, check_for_backend(Pg))]
pub struct Row {
    pub id: AbsenceId,
    pub unit_id: UnitId,
    pub staff_id: StaffId,
    pub substitute_id: Option<StaffId>,
    pub from_day: NaiveDate,
    pub to_day: Option<NaiveDate>,
    pub planned_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListAbsences>,
    wanted: &Wanted,
) -> QueryResult<Vec<(Row, StaffName)>> {
    let query = absence::table
        .inner_join(staff::table.on(staff::id.eq(absence::staff_id)))
        .filter(absence::unit_id.eq(grant.subject()))
        .into_boxed();
    keyset!(query, wanted, absence::planned_at, absence::id)
        .select((Row::as_select(), StaffName::as_select()))
        .load(tx.conn)
}

/// Plans it; none when the person is away on one of the days already.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<PlanAbsence>,
    new: &NewAbsence,
) -> QueryResult<Option<Row>> {
    let by = tx.actor().uuid();
    diesel::insert_into(absence::table)
        .values((
            absence::id.eq(AbsenceId::new()),
            absence::unit_id.eq(grant.unit().expect("it is decided at a unit")),
            absence::staff_id.eq(grant.subject()),
            absence::substitute_id.eq(new.substitute_id),
            absence::from_day.eq(new.from_day),
            absence::to_day.eq(new.to_day),
            absence::planned_by.eq(by),
            absence::planned_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(Row::as_returning())
        .get_result(tx.conn)
        .optional()
}

/// Whose absence it is, as long as it holds.
pub fn whose(tx: &mut Tx<'_>, unit: UnitId, id: AbsenceId) -> QueryResult<Option<StaffId>> {
    absence::table
        .find(id)
        .filter(absence::unit_id.eq(unit).and(absence::ended_at.is_null()))
        .select(absence::staff_id)
        .for_update()
        .first(tx.conn)
        .optional()
}

pub fn end(tx: &mut Tx<'_>, _: &Grant<EndAbsence>, id: AbsenceId) -> QueryResult<()> {
    let (now, by) = (tx.now, tx.actor().uuid());
    diesel::update(absence::table.find(id))
        .set((absence::ended_at.eq(now), absence::ended_by.eq(by)))
        .execute(tx.conn)
        .map(drop)
}
