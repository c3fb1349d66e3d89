//! The SQL that gathers whether someone can be written to.

use chrono::NaiveDate;
use diesel::{dsl::exists, prelude::*};

use super::{Reader, ReadingGuardian};
use crate::{
    access::Agency,
    db::Tx,
    id::ResidentId,
    identity::personal_number::NumberKind,
    schema::{guardian_block, guardianship, log_in_lock, resident},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(diesel::pg::Pg))]
struct Row {
    number_kind: NumberKind,
    birth_date: NaiveDate,
    protected_identity: bool,
    deceased_on: Option<NaiveDate>,
    terms_version: Option<String>,
}

/// Whether the resident of the row beside has a lock that is not lifted.
#[diesel::dsl::auto_type]
fn is_locked() -> _ {
    let open = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    exists(open)
}

pub fn reader(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Reader> {
    let found: (Row, bool) =
        resident::table.find(id).select((Row::as_select(), is_locked())).first(tx.conn)?;
    let (row, locked) = found;
    Ok(Reader {
        number_kind: row.number_kind,
        birth_date: row.birth_date,
        deceased: row.deceased_on.is_some(),
        locked,
        has_signed_in: row.terms_version.is_some(),
    })
}

type GuardianRow = (Option<NaiveDate>, Row, bool, bool);

/// Everybody whom the register has as the child's guardian, and whether they can sign in.
pub fn guardians(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Vec<ReadingGuardian>> {
    let child: Row = resident::table.find(id).select(Row::as_select()).first(tx.conn)?;
    let blocks = guardian_block::table
        .filter(guardian_block::child_id.eq(guardianship::child_id))
        .filter(guardian_block::guardian_id.eq(guardianship::guardian_id))
        .filter(guardian_block::lifted_at.is_null());
    let rows: Vec<GuardianRow> = guardianship::table
        .inner_join(resident::table.on(resident::id.eq(guardianship::guardian_id)))
        .filter(guardianship::child_id.eq(id))
        .select((guardianship::ended_on, Row::as_select(), is_locked(), exists(blocks)))
        .load(tx.conn)?;
    let read = |(ended_on, guardian, locked, blocked): GuardianRow| ReadingGuardian {
        agency: Agency {
            guardian_protected: guardian.protected_identity,
            child_birth: child.birth_date,
            child_protected: child.protected_identity,
            child_deceased: child.deceased_on.is_some(),
            child_locked: false,
            ended_on,
            blocked,
        },
        can_sign_in: guardian.terms_version.is_some()
            && guardian.deceased_on.is_none()
            && !locked
            && guardian.number_kind == NumberKind::Personnummer,
    };
    Ok(rows.into_iter().map(read).collect())
}
