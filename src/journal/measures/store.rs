//! The SQL that all measures begin with: who decides, what was decided, and what the region sets.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::{
    REGION_WITHOUT_JOURNAL,
    deciding::{Deciding, Measures, Office},
    decision::{Besides, Ground, Initiative, NewDecision},
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::{JournalDecisionId, ResidentId, StaffId, UnitId},
    journal::decision::PersonRules,
    schema::{decision_maker, journal_decision, journal_policy, resident, unit},
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

/// Whether a decision-maker's row holds on that day.
#[diesel::dsl::auto_type]
pub fn decides_on(day: NaiveDate) -> _ {
    let lasts = decision_maker::valid_through.is_null().or(decision_maker::valid_through.ge(day));
    decision_maker::ended_at.is_null().and(decision_maker::valid_from.le(day)).and(lasts)
}

type DecidingRow = (StaffId, UnitId, String, Region, Office, Option<String>);

fn deciding(row: DecidingRow) -> Deciding {
    let (staff, unit, hsa_id, region, office, delegation_reference) = row;
    Deciding { staff, unit, hsa_id, region, office, delegation_reference }
}

/// A resident's measures, sealed, with the units that the caller decides for today; only that one, when
/// one is named. A manager who is also a delegate decides as manager.
pub fn measures(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    at: Option<UnitId>,
) -> QueryResult<Sealed<Measures>> {
    let by = StaffId(tx.actor().uuid());
    let query = decision_maker::table
        .inner_join(unit::table)
        .filter(decision_maker::staff_id.eq(by))
        .filter(decides_on(tx.today))
        .order((decision_maker::kind.desc(), decision_maker::appointed_at, decision_maker::id))
        .select((
            decision_maker::staff_id,
            decision_maker::unit_id,
            unit::hsa_id,
            unit::region_code,
            decision_maker::kind,
            decision_maker::delegation_reference,
        ))
        .into_boxed();
    let rows: Vec<DecidingRow> = match at {
        None => query.load(tx.conn)?,
        Some(at) => query.filter(decision_maker::unit_id.eq(at)).load(tx.conn)?,
    };
    let deciding = rows.into_iter().map(deciding).collect();
    Ok(Sealed::new(Measures { resident, deciding }))
}

/// A resident whose measures are to be changed.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(Pg))]
pub struct Person {
    pub birth_date: NaiveDate,
    pub protected_identity: bool,
}

/// Holds the resident's row until the transaction ends: measures on one person come one after another.
pub fn hold<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: ResidentId,
) -> Result<Person, Failure> {
    debug_assert_eq!(grant.patient(), Some(id));
    let person: Option<Person> = resident::table
        .find(id)
        .select(Person::as_select())
        .for_no_key_update()
        .first(tx.conn)
        .optional()?;
    person.ok_or(Failure::Absent)
}

/// A recorded decision.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal_decision, check_for_backend(Pg))]
pub struct DecisionRow {
    pub id: JournalDecisionId,
    pub unit_id: UnitId,
    pub decided_by: StaffId,
    pub decided_as: Office,
    pub delegation_reference: Option<String>,
    pub initiative: Initiative,
    pub ground: Ground,
    pub diary_reference: Option<String>,
    pub reason: Option<String>,
    pub consulted_guardian: bool,
    pub consulted_child: bool,
    pub identity_check: Option<String>,
    pub form_version: Option<String>,
    pub recorded_at: DateTime<Utc>,
}

/// Records who decided, as they decide today. Never changed afterwards.
pub fn decide<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    by: &Deciding,
    new: &NewDecision,
    besides: Besides<'_>,
) -> QueryResult<JournalDecisionId> {
    let recorded_by = StaffId(tx.actor().uuid());
    diesel::insert_into(journal_decision::table)
        .values((
            journal_decision::id.eq(JournalDecisionId::new()),
            journal_decision::unit_id.eq(by.unit),
            journal_decision::decided_by.eq(by.staff),
            journal_decision::decided_as.eq(by.office),
            journal_decision::delegation_reference.eq(by.delegation_reference.as_deref()),
            journal_decision::initiative.eq(new.initiative),
            journal_decision::ground.eq(new.ground),
            journal_decision::diary_reference.eq(new.diary_reference.as_deref()),
            journal_decision::reason.eq(new.reason.as_deref()),
            journal_decision::consulted_guardian.eq(besides.consulted_guardian),
            journal_decision::consulted_child.eq(besides.consulted_child),
            journal_decision::identity_check.eq(besides.identity_check),
            journal_decision::form_version.eq(new.form_version.as_deref()),
            journal_decision::recorded_by.eq(recorded_by),
            journal_decision::recorded_at.eq(tx.now),
        ))
        .returning(journal_decision::id)
        .get_result(tx.conn)
}

pub type Decisions = HashMap<JournalDecisionId, DecisionRow>;

/// Those decisions, by id.
pub fn decisions(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = JournalDecisionId>,
) -> QueryResult<Decisions> {
    let ids: Vec<JournalDecisionId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Decisions::new());
    }
    let rows: Vec<DecisionRow> = journal_decision::table
        .filter(journal_decision::id.eq_any(ids))
        .select(DecisionRow::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What that region sets about people on that day; none where it has not.
pub fn rules_of(
    conn: &mut PgConnection,
    region: &str,
    day: NaiveDate,
) -> QueryResult<Option<PersonRules>> {
    let document: Option<serde_json::Value> = journal_policy::table
        .filter(journal_policy::kind.eq("people"))
        .filter(journal_policy::region_code.eq(region))
        .filter(journal_policy::in_force)
        .filter(journal_policy::valid_from.le(day))
        .order(journal_policy::valid_from.desc())
        .select(journal_policy::document)
        .first(conn)
        .optional()?;
    let read = |document| {
        serde_json::from_value(document)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
    };
    document.map(read).transpose()
}

/// The same for a unit in that region, now.
pub fn rules(tx: &mut Tx<'_>, region: &str) -> Result<PersonRules, Failure> {
    rules_of(tx.conn, region, tx.today)?.ok_or_else(|| {
        let sv = "Regionen har inte beslutat hur journalen läses.";
        let en = "The region has not decided how the journal is read.";
        Failure::refused(&REGION_WITHOUT_JOURNAL, sv, en)
    })
}
