//! The SQL of who decides. What has ended stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::exists, pg::Pg, prelude::*};

use super::{
    appointment::Days,
    policy::{ListDecisionMakers, UnitsDeciders},
    view::NewDecisionMaker,
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    id::{DecisionMakerId, StaffId, UnitId},
    jobs::Contact,
    journal::measures::{
        deciding::Office,
        store::{decides_on, keyset},
    },
    page::Wanted,
    schema::{decision_maker as decides, staff, unit},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decides, check_for_backend(Pg))]
pub struct DeciderRow {
    pub id: DecisionMakerId,
    pub unit_id: UnitId,
    pub staff_id: StaffId,
    pub kind: Office,
    pub delegation_reference: Option<String>,
    pub valid_from: NaiveDate,
    pub valid_through: Option<NaiveDate>,
    pub appointed_by: StaffId,
    pub appointed_at: DateTime<Utc>,
    pub ended_by: Option<StaffId>,
    pub ended_at: Option<DateTime<Utc>>,
    #[diesel(embed)]
    pub person: PersonRow,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(Pg))]
pub struct PersonRow {
    pub hsa_id: String,
    pub given_name: String,
    pub family_name: String,
    pub title: String,
}

/// Those who decide at the unit today, sealed.
pub fn units_deciders(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Sealed<UnitsDeciders>>> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    let Some(region) = region else { return Ok(None) };
    let today: Vec<(StaffId, Office)> = decides::table
        .filter(decides::unit_id.eq(id))
        .filter(decides_on(tx.today))
        .select((decides::staff_id, decides::kind))
        .load(tx.conn)?;
    Ok(Some(Sealed::new(UnitsDeciders { unit: id, region, today })))
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListDecisionMakers>,
    wanted: &Wanted,
) -> QueryResult<Vec<DeciderRow>> {
    let query = decides::table
        .inner_join(staff::table.on(staff::id.eq(decides::staff_id)))
        .filter(decides::unit_id.eq(grant.subject()))
        .into_boxed();
    keyset!(query, wanted, decides::appointed_at, decides::id)
        .select(DeciderRow::as_select())
        .load(tx.conn)
}

/// One of the unit's.
pub fn of_unit(
    tx: &mut Tx<'_>,
    at: UnitId,
    id: DecisionMakerId,
) -> QueryResult<Option<DeciderRow>> {
    decides::table
        .inner_join(staff::table.on(staff::id.eq(decides::staff_id)))
        .filter(decides::id.eq(id))
        .filter(decides::unit_id.eq(at))
        .select(DeciderRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Whether that is somebody who can sign in.
pub fn is_active(tx: &mut Tx<'_>, id: StaffId) -> QueryResult<bool> {
    let active = staff::table.find(id).filter(staff::active_in_directory);
    diesel::select(exists(active)).get_result(tx.conn)
}

/// Appoints; none when the person decides there in that capacity already. One whose last day is past
/// makes room.
pub fn appoint<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    new: &NewDecisionMaker,
    days: Days,
) -> QueryResult<Option<DecisionMakerId>> {
    let by = StaffId(tx.actor().uuid());
    diesel::update(decides::table)
        .filter(decides::unit_id.eq(grant.subject()))
        .filter(decides::staff_id.eq(new.staff_id))
        .filter(decides::kind.eq(new.kind))
        .filter(decides::ended_at.is_null())
        .filter(decides::valid_through.lt(tx.today))
        .set((decides::ended_by.eq(by), decides::ended_at.eq(tx.now)))
        .execute(tx.conn)?;
    diesel::insert_into(decides::table)
        .values((
            decides::id.eq(DecisionMakerId::new()),
            decides::unit_id.eq(grant.subject()),
            decides::staff_id.eq(new.staff_id),
            decides::kind.eq(new.kind),
            decides::delegation_reference.eq(new.delegation_reference.as_deref()),
            decides::valid_from.eq(days.from),
            decides::valid_through.eq(days.through),
            decides::appointed_by.eq(by),
            decides::appointed_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(decides::id)
        .get_result(tx.conn)
        .optional()
}

/// Ends an appointment. Says whether it was still there.
pub fn end<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, id: DecisionMakerId) -> QueryResult<bool> {
    let by = StaffId(tx.actor().uuid());
    diesel::update(decides::table.find(id))
        .filter(decides::ended_at.is_null())
        .set((decides::ended_by.eq(by), decides::ended_at.eq(tx.now)))
        .execute(tx.conn)
        .map(|ended| ended == 1)
}

type ContactRow = (StaffId, Option<String>, Option<String>, Option<String>);

/// Where those who decide at the unit on that day can be reached. Personal data.
pub fn contacts(
    conn: &mut PgConnection,
    at: UnitId,
    today: NaiveDate,
) -> QueryResult<Vec<Contact>> {
    let rows: Vec<ContactRow> = decides::table
        .inner_join(staff::table.on(staff::id.eq(decides::staff_id)))
        .filter(decides::unit_id.eq(at))
        .filter(decides_on(today))
        .filter(staff::active_in_directory)
        .distinct()
        .select((staff::id, staff::alternative_email, staff::email, staff::mobile_phone))
        .order(staff::id)
        .load(conn)?;
    let contact = |(staff, alternative, email, mobile_phone): ContactRow| Contact {
        staff,
        email: alternative.or(email),
        mobile_phone,
    };
    Ok(rows.into_iter().map(contact).collect())
}
