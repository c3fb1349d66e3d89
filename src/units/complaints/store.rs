//! The SQL of complaints handling.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::super::policy::{AddComplaints, RemoveComplaints};
use crate::{
    access::{Action, Grant},
    db::Tx,
    schema::{complaints_handling as handling, patient_board},
};

/// Since when the granted unit handles complaints.
pub fn since<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Option<DateTime<Utc>>> {
    handling::table.find(grant.subject()).select(handling::since).first(tx.conn).optional()
}

/// The name of that region's patient board.
pub fn board(tx: &mut Tx<'_>, region: &str) -> QueryResult<Option<String>> {
    patient_board::table.find(region).select(patient_board::name).first(tx.conn).optional()
}

/// Adds the granted unit. One that is there stays as it is.
pub fn add(tx: &mut Tx<'_>, grant: &Grant<AddComplaints>) -> QueryResult<()> {
    diesel::insert_into(handling::table)
        .values((
            handling::unit_id.eq(grant.subject()),
            handling::since.eq(tx.now),
            handling::added_by.eq(tx.actor().uuid()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(drop)
}

/// Removes the granted unit. Says whether it was there.
pub fn remove(tx: &mut Tx<'_>, grant: &Grant<RemoveComplaints>) -> QueryResult<bool> {
    diesel::delete(handling::table.find(grant.subject())).execute(tx.conn).map(|gone| gone == 1)
}
