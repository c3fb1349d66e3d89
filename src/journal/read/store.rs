//! The SQL of reading: which items were shown, and what residents want of their journals. Never what
//! an item says.

use diesel::{
    define_sql_function,
    prelude::*,
    sql_types::{self, Array, Timestamptz},
};
use uuid::Uuid;

use super::{
    policy::{ChangePreferences, ReadPreferences},
    shown::Shown,
    subject::Journal,
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    schema::{journal_preference as preference, journal_shown},
};

define_sql_function! {
    #[sql_name = "unnest"]
    fn each_id(ids: Array<sql_types::Uuid>) -> sql_types::Uuid;
}
define_sql_function! {
    #[sql_name = "unnest"]
    fn each_text(texts: Array<sql_types::Text>) -> sql_types::Text;
}

/// Keeps which items the granted reading shows. One statement whatever their number.
pub(super) fn keep_shown<A: Action<On = Journal>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    shown: &[Shown],
) -> QueryResult<()> {
    if shown.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = shown.iter().map(Shown::id).collect();
    let kinds: Vec<&str> = shown.iter().map(|one| one.information().code()).collect();
    let units: Vec<&str> = shown.iter().map(|one| one.item().unit.as_str()).collect();
    let decisions: Vec<&str> = shown.iter().map(|one| one.decision().outcome.code()).collect();
    let rows = diesel::select((
        tx.request.into_sql::<sql_types::Uuid>(),
        each_id(ids),
        each_text(kinds),
        each_text(units),
        each_text(decisions),
        tx.now.into_sql::<Timestamptz>(),
    ));
    let columns = (
        journal_shown::request_id,
        journal_shown::item_id,
        journal_shown::information,
        journal_shown::unit,
        journal_shown::decision,
        journal_shown::shown_at,
    );
    diesel::insert_into(journal_shown::table)
        .values(rows)
        .into_columns(columns)
        .execute(tx.conn)
        .map(drop)
}

/// What the resident wants, and its version: none before anything was chosen.
pub(super) fn preference(
    tx: &mut Tx<'_>,
    grant: &Grant<ReadPreferences>,
) -> QueryResult<Option<(bool, i64)>> {
    preference::table
        .find(grant.subject())
        .select((preference::cooling_off, preference::version))
        .first(tx.conn)
        .optional()
}

/// The same, held until the transaction ends.
pub(super) fn lock_preference(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangePreferences>,
) -> QueryResult<Option<(bool, i64)>> {
    preference::table
        .find(grant.subject())
        .select((preference::cooling_off, preference::version))
        .for_update()
        .first(tx.conn)
        .optional()
}

/// Writes the resident's choice over that version, 0 being none; nothing comes back when somebody was
/// first.
pub(super) fn choose(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangePreferences>,
    cooling_off: bool,
    over: i64,
) -> QueryResult<Option<i64>> {
    let row = (
        preference::resident_id.eq(grant.subject()),
        preference::cooling_off.eq(cooling_off),
        preference::version.eq(over + 1),
        preference::changed_at.eq(tx.now),
    );
    if over == 0 {
        let first = diesel::insert_into(preference::table).values(row).on_conflict_do_nothing();
        return first.returning(preference::version).get_result(tx.conn).optional();
    }
    let known = preference::table.find(grant.subject()).filter(preference::version.eq(over));
    diesel::update(known).set(row).returning(preference::version).get_result(tx.conn).optional()
}
