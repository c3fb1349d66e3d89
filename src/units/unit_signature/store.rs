//! The SQL of units' signatures.

use diesel::prelude::*;

use super::super::policy::ChangeUnitSignature;
use crate::{access::Grant, db::Tx, id::UnitId, schema::unit};

/// What a unit signs with.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(diesel::pg::Pg))]
pub struct UnitSigner {
    pub name: String,
    pub signature_text: Option<String>,
    pub version: i64,
}

pub fn signer(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<UnitSigner>> {
    unit::table.find(id).select(UnitSigner::as_select()).first(tx.conn).optional()
}

pub fn change(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeUnitSignature>,
    text: Option<&str>,
) -> QueryResult<UnitSigner> {
    diesel::update(unit::table.find(grant.subject()))
        .set((unit::signature_text.eq(text), unit::version.eq(unit::version + 1)))
        .returning(UnitSigner::as_returning())
        .get_result(tx.conn)
}
