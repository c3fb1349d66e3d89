//! The SQL of what a decision rests on. As many statements whether the people exist or not, so that the
//! time an answer takes tells nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, select},
    pg::Pg,
    prelude::*,
};
use serde_json::Value;

use super::{
    super::decision::{EarlyAccess, IdKind, Period, Scope, Seal, UnitClass, UnitDecision, Window},
    InForce, Known, in_force_on, load_on,
};
use crate::{
    access::Region,
    clock::local_date,
    db::Tx,
    failure::Failure,
    id::ResidentId,
    schema::{
        guardian_block, guardianship, journal_early_access, journal_extension, journal_policy,
        journal_preference, journal_provider, journal_seal, journal_unit, legal_representation,
        log_in_lock, resident, unit,
    },
};

/// Everything about the viewer and the subject at the transaction's moment; see [`load_on`].
pub fn load(
    tx: &mut Tx<'_>,
    viewer: ResidentId,
    subject: ResidentId,
) -> Result<Option<Known>, Failure> {
    let home = tx.policies().text("journal.home-region", None, tx.today)?.to_owned();
    load_on(tx.conn, (viewer, subject), tx.today, &home)
}

/// What is in force at the transaction's moment.
pub fn publications(tx: &mut Tx<'_>) -> Result<InForce, Failure> {
    in_force_on(tx.conn, tx.today)
}

/// Those of the units that somebody has told us of, by HSA-id.
pub fn unit_classes(
    tx: &mut Tx<'_>,
    hsa_ids: &[&str],
) -> Result<BTreeMap<String, KnownUnit>, Failure> {
    Ok(units(tx.conn, hsa_ids)?)
}

/// A resident as a decision sees them.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Person {
    pub id: ResidentId,
    pub number: String,
    pub id_kind: IdKind,
    pub birth: NaiveDate,
    pub protected: bool,
    pub deceased_on: Option<NaiveDate>,
    pub region: Option<Region>,
    pub locked: bool,
    pub cooling_off: Option<bool>,
}

pub(super) fn people(
    conn: &mut PgConnection,
    viewer: ResidentId,
    subject: ResidentId,
) -> QueryResult<Vec<Person>> {
    let lock = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    resident::table
        .left_join(journal_preference::table)
        .filter(resident::id.eq(viewer).or(resident::id.eq(subject)))
        .select((
            resident::id,
            resident::personal_number,
            resident::number_kind,
            resident::birth_date,
            resident::protected_identity,
            resident::deceased_on,
            resident::region_code,
            exists(lock),
            journal_preference::cooling_off.nullable(),
        ))
        .load(conn)
}

/// Whether the first is the other's guardian, and whether the first represents the other, on that day.
pub(super) fn relations(
    conn: &mut PgConnection,
    (viewer, subject): (ResidentId, ResidentId),
    today: NaiveDate,
) -> QueryResult<(bool, bool)> {
    let guards = guardianship::table
        .find((viewer, subject))
        .filter(guardianship::ended_on.is_null().or(guardianship::ended_on.gt(today)));
    let represents = legal_representation::table.find((viewer, subject)).filter(
        legal_representation::ended_on.is_null().or(legal_representation::ended_on.gt(today)),
    );
    select((exists(guards), exists(represents))).get_result(conn)
}

/// When the guardian has been blocked from the child.
pub(super) fn blocks(
    conn: &mut PgConnection,
    (guardian, child): (ResidentId, ResidentId),
) -> QueryResult<Vec<Window>> {
    let rows: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> = guardian_block::table
        .filter(guardian_block::child_id.eq(child))
        .filter(guardian_block::guardian_id.eq(guardian))
        .select((guardian_block::blocked_at, guardian_block::lifted_at))
        .load(conn)?;
    let window = |(blocked, lifted): (DateTime<Utc>, Option<DateTime<Utc>>)| Window {
        from: local_date(blocked),
        through: None,
        deactivated: lifted.map(local_date),
    };
    Ok(rows.into_iter().map(window).collect())
}

/// All there have been, those that have run out too: that they have is an answer of its own.
pub(super) fn extensions(
    conn: &mut PgConnection,
    (guardian, child): (ResidentId, ResidentId),
) -> QueryResult<Vec<UnitDecision>> {
    let rows: Vec<(String, NaiveDate, NaiveDate, Option<NaiveDate>)> = journal_extension::table
        .inner_join(unit::table)
        .filter(journal_extension::child_id.eq(child))
        .filter(journal_extension::guardian_id.eq(guardian))
        .select((
            unit::hsa_id,
            journal_extension::valid_from,
            journal_extension::valid_through,
            journal_extension::deactivated_on,
        ))
        .load(conn)?;
    let decision = |(unit, from, through, deactivated)| UnitDecision {
        unit,
        window: Window { from, through: Some(through), deactivated },
    };
    Ok(rows.into_iter().map(decision).collect())
}

/// Unit, first and last day, first day it does not hold, and whether protection was weighed.
type EarlyRow = (String, NaiveDate, Option<NaiveDate>, Option<NaiveDate>, bool);

pub(super) fn early_access(
    conn: &mut PgConnection,
    child: ResidentId,
) -> QueryResult<Vec<EarlyAccess>> {
    let rows: Vec<EarlyRow> = journal_early_access::table
        .inner_join(unit::table)
        .filter(journal_early_access::child_id.eq(child))
        .select((
            unit::hsa_id,
            journal_early_access::valid_from,
            journal_early_access::valid_through,
            journal_early_access::deactivated_on,
            journal_early_access::protected_reviewed,
        ))
        .load(conn)?;
    let decision = |(unit, from, through, deactivated, protected_reviewed)| EarlyAccess {
        unit,
        window: Window { from, through, deactivated },
        protected_reviewed,
    };
    Ok(rows.into_iter().map(decision).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = journal_seal, check_for_backend(Pg))]
struct SealRow {
    resident_id: ResidentId,
    scope: String,
    target_hsa_id: Option<String>,
    events_from: Option<NaiveDate>,
    events_through: Option<NaiveDate>,
    valid_from: NaiveDate,
    valid_through: Option<NaiveDate>,
    deactivated_on: Option<NaiveDate>,
}

impl SealRow {
    /// A row that says less than its scope needs closes everything.
    fn read(self) -> (ResidentId, Seal) {
        let events = self.events_from.zip(self.events_through);
        let events = events.map(|(from, through)| Period { from, through });
        let scope = match (self.scope.as_str(), self.target_hsa_id, events) {
            ("unit", Some(unit), events) => Scope::Unit(unit, events),
            ("provider", Some(provider), events) => Scope::Provider(provider, events),
            ("period", _, Some(events)) => Scope::Period(events),
            _ => Scope::Full,
        };
        let window = Window {
            from: self.valid_from,
            through: self.valid_through,
            deactivated: self.deactivated_on,
        };
        (self.resident_id, Seal { scope, window })
    }
}

/// The seals of both that hold or will.
pub(super) fn seals(
    conn: &mut PgConnection,
    (viewer, subject): (ResidentId, ResidentId),
    today: NaiveDate,
) -> QueryResult<Vec<(ResidentId, Seal)>> {
    let seal = journal_seal::table
        .filter(journal_seal::resident_id.eq(viewer).or(journal_seal::resident_id.eq(subject)))
        .filter(journal_seal::valid_through.is_null().or(journal_seal::valid_through.ge(today)))
        .filter(journal_seal::deactivated_on.is_null().or(journal_seal::deactivated_on.gt(today)));
    let rows = seal.select(SealRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(SealRow::read).collect())
}

/// A document that is in force: kind, region, provider, content.
pub(super) type Document = (String, Region, Option<String>, Value);

/// All documents that have come into force by that day, the newest first.
pub(super) fn documents(conn: &mut PgConnection, today: NaiveDate) -> QueryResult<Vec<Document>> {
    journal_policy::table
        .filter(journal_policy::in_force)
        .filter(journal_policy::valid_from.le(today))
        .order(journal_policy::valid_from.desc())
        .select((
            journal_policy::kind,
            journal_policy::region_code,
            journal_policy::provider_hsa_id,
            journal_policy::document,
        ))
        .load(conn)
}

/// A unit that records may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownUnit {
    /// HSA-id.
    pub provider: String,
    pub provider_name: String,
    pub name: String,
    /// None for a class that this programme has no name for.
    pub class: Option<UnitClass>,
}

fn units(conn: &mut PgConnection, hsa_ids: &[&str]) -> QueryResult<BTreeMap<String, KnownUnit>> {
    let rows: Vec<(String, String, String, String, String)> = journal_unit::table
        .inner_join(journal_provider::table)
        .filter(journal_unit::hsa_id.eq_any(hsa_ids))
        .select((
            journal_unit::hsa_id,
            journal_unit::provider_hsa_id,
            journal_provider::name,
            journal_unit::name,
            journal_unit::class,
        ))
        .load(conn)?;
    let unit = |(id, provider, provider_name, name, class): (_, _, _, _, String)| {
        (id, KnownUnit { provider, provider_name, name, class: UnitClass::from_code(&class) })
    };
    Ok(rows.into_iter().map(unit).collect())
}
