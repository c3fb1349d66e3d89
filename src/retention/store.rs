//! The SQL that all of a unit's retention begins with.

use diesel::prelude::*;

use super::policy::UnitRetention;
use crate::{
    access::{Action, Sealed},
    db::Tx,
    failure::Failure,
    id::UnitId,
    schema::unit,
};

/// What a unit keeps, sealed.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitRetention>, Failure> {
    let region: Option<String> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(UnitRetention { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// The same, and nothing of the unit is purged or held until the transaction ends. Cases go on.
pub fn lock_unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitRetention>, Failure> {
    hold_unit(tx.conn, id)?.ok_or(Failure::Absent)?;
    unit(tx, id)
}

/// Takes the lock that placing a hold and purging share.
pub fn hold_unit(conn: &mut PgConnection, id: UnitId) -> QueryResult<Option<UnitId>> {
    unit::table.find(id).select(unit::id).for_no_key_update().first(conn).optional()
}

/// Whether this caller may do that at the unit now: asked again before a stored answer is shown.
pub fn may<A: Action<On = UnitRetention>>(tx: &mut Tx<'_>, id: UnitId) -> Result<(), Failure> {
    let (_, _grant) = unit(tx, id)?.open::<A>(tx)?;
    Ok(())
}
