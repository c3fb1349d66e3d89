//! The SQL of what ends soon. `journal_ending` is a view of the database, declared here by hand:
//! `diesel print-schema` prints tables only.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};
use uuid::Uuid;

use super::policy::ListRenewals;
use crate::{
    access::{Grant, Region},
    db::Tx,
    id::{ResidentId, UnitId},
    journal::measures::store::keyset,
    page::Wanted,
    schema::{journal_extension, journal_seal, unit},
};

diesel::table! {
    /// A measure that ends by itself and that nobody has decided anew on.
    journal_ending (id) {
        kind -> Text,
        id -> Uuid,
        resident_id -> Uuid,
        unit_id -> Uuid,
        valid_through -> Date,
        set_at -> Timestamptz,
        reminded_at -> Nullable<Timestamptz>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(journal_ending, unit);

crate::sql::code! {
    /// What ends.
    EndingKind {
        /// A seal that care asked for.
        Seal = "seal",
        /// A guardian's extended access.
        ExtendedAccess = "extended-access",
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal_ending, check_for_backend(Pg))]
pub struct EndingRow {
    pub kind: EndingKind,
    pub id: Uuid,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub valid_through: NaiveDate,
    pub set_at: DateTime<Utc>,
}

/// What ends at the unit from today through that day.
pub fn ending(
    tx: &mut Tx<'_>,
    grant: &Grant<ListRenewals>,
    through: NaiveDate,
    wanted: &Wanted,
) -> QueryResult<Vec<EndingRow>> {
    let query = journal_ending::table
        .filter(journal_ending::unit_id.eq(grant.subject()))
        .filter(journal_ending::valid_through.between(tx.today, through))
        .into_boxed();
    keyset!(query, wanted, journal_ending::set_at, journal_ending::id)
        .select(EndingRow::as_select())
        .load(tx.conn)
}

/// The regions in which something ends that nobody has been told of.
pub fn regions(conn: &mut PgConnection, today: NaiveDate) -> QueryResult<Vec<Region>> {
    journal_ending::table
        .inner_join(unit::table.on(unit::id.eq(journal_ending::unit_id)))
        .filter(journal_ending::reminded_at.is_null())
        .filter(journal_ending::valid_through.ge(today))
        .select(unit::region_code)
        .distinct()
        .load(conn)
}

/// What ends in that region from today through that day, and nobody has been told of.
pub fn untold(
    conn: &mut PgConnection,
    region: &str,
    (today, through): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<EndingRow>> {
    journal_ending::table
        .inner_join(unit::table.on(unit::id.eq(journal_ending::unit_id)))
        .filter(unit::region_code.eq(region))
        .filter(journal_ending::reminded_at.is_null())
        .filter(journal_ending::valid_through.between(today, through))
        .order((journal_ending::valid_through, journal_ending::id))
        .select(EndingRow::as_select())
        .load(conn)
}

/// Writes down that the unit has been told.
pub fn told(conn: &mut PgConnection, ending: &EndingRow, now: DateTime<Utc>) -> QueryResult<()> {
    let marked = match ending.kind {
        EndingKind::Seal => diesel::update(journal_seal::table.find(ending.id))
            .set(journal_seal::reminded_at.eq(now))
            .execute(conn),
        EndingKind::ExtendedAccess => diesel::update(journal_extension::table.find(ending.id))
            .set(journal_extension::reminded_at.eq(now))
            .execute(conn),
    };
    marked.map(drop)
}
