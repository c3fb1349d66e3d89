//! The SQL that all of a unit's business begins with.

use diesel::prelude::*;

use super::place::Unit;
use crate::{
    access::{Action, Agency, Grant, Sealed, agency_of},
    db::Tx,
    failure::Failure,
    id::{ResidentId, UnitId},
    schema::{log_in_lock, resident, unit},
};

/// Narrows a boxed query to the wanted page of a list by time and id, newest first.
macro_rules! keyset {
    ($query:expr, $wanted:expr, $at:expr, $id:expr) => {{
        let query = $query.limit($wanted.fetch());
        let query = match $wanted.from {
            None => query,
            Some(from) if from.back => {
                query.filter($at.gt(from.at).or($at.eq(from.at).and($id.gt(from.id))))
            }
            Some(from) => query.filter($at.lt(from.at).or($at.eq(from.at).and($id.lt(from.id)))),
        };
        if $wanted.goes_back() {
            query.order(($at.asc(), $id.asc()))
        } else {
            query.order(($at.desc(), $id.desc()))
        }
    }};
}
pub(super) use keyset;

/// A unit, to be sealed with what is to be done there.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Unit>> {
    unit::table.find(id).select(Unit::as_select()).first(tx.conn).optional()
}

/// The same, and holds its row until the transaction ends.
pub fn lock_unit(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Unit>> {
    unit::table.find(id).select(Unit::as_select()).for_update().first(tx.conn).optional()
}

pub fn find(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Sealed<Unit>>> {
    Ok(unit(tx, id)?.map(Sealed::new))
}

pub fn lock(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Sealed<Unit>>> {
    Ok(lock_unit(tx, id)?.map(Sealed::new))
}

/// Whether this caller may do that at the unit now: asked again before a stored answer is shown.
pub fn may<A: Action<On = Unit>>(tx: &mut Tx<'_>, id: UnitId) -> Result<(), Failure> {
    let (_, _grant) = find(tx, id)?.ok_or(Failure::Absent)?.open::<A>(tx)?;
    Ok(())
}

/// What staff see of a resident that their unit has let in.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(diesel::pg::Pg))]
pub struct ResidentRow {
    pub id: ResidentId,
    pub personal_number: String,
    pub given_name: String,
    pub family_name: String,
    pub protected_identity: bool,
}

pub fn resident_by_number(tx: &mut Tx<'_>, number: &str) -> QueryResult<Option<ResidentRow>> {
    resident::table
        .filter(resident::personal_number.eq(number))
        .select(ResidentRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Whether that resident's log-in is locked: staff see that it is, and not why.
pub fn log_in_locked<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: ResidentId,
) -> QueryResult<bool> {
    let open = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(id))
        .filter(log_in_lock::lifted_at.is_null());
    diesel::select(diesel::dsl::exists(open)).get_result(tx.conn)
}

/// What that guardian's agency for that child is decided on; none where the register knows of none.
pub fn agency<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    guardian: ResidentId,
    child: ResidentId,
) -> QueryResult<Option<Agency>> {
    agency_of(tx.conn, guardian, child)
}

pub fn resident_by_id(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Option<ResidentRow>> {
    resident::table.find(id).select(ResidentRow::as_select()).first(tx.conn).optional()
}

/// What is typed is looked for as it stands: `%` and `_` mean themselves.
pub fn literally(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
