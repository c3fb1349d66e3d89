//! The SQL of seals. What no longer holds stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{case_when, exists, select},
    pg::Pg,
    prelude::*,
};

use super::{
    policy::{LiftSeal, ListSeals, RenewSeal, SetSeal},
    seal::{Days, SealScope, Standing},
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{JournalDecisionId, ProtectionId, ResidentId, SealId},
    journal::{
        decision::{Period, Scope, Window},
        measures::{
            decision::Initiative,
            store::{Decisions, keyset},
        },
    },
    page::Wanted,
    schema::{journal_provider, journal_seal as seal, journal_seal_order, journal_unit, unit},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = seal, check_for_backend(Pg))]
pub struct SealRow {
    pub id: SealId,
    pub resident_id: ResidentId,
    pub scope: SealScope,
    pub target_hsa_id: Option<String>,
    pub events_from: Option<NaiveDate>,
    pub events_through: Option<NaiveDate>,
    pub valid_from: NaiveDate,
    pub valid_through: Option<NaiveDate>,
    pub decision_id: Option<JournalDecisionId>,
    pub protection_id: Option<ProtectionId>,
    pub set_at: DateTime<Utc>,
    pub renews_id: Option<SealId>,
    pub deactivated_on: Option<NaiveDate>,
    pub deactivated_at: Option<DateTime<Utc>>,
    pub lifting_decision_id: Option<JournalDecisionId>,
}

impl SealRow {
    pub fn window(&self) -> Window {
        let (from, through, deactivated) =
            (self.valid_from, self.valid_through, self.deactivated_on);
        Window { from, through, deactivated }
    }

    pub fn decision_ids(&self) -> impl Iterator<Item = JournalDecisionId> + use<> {
        self.decision_id.into_iter().chain(self.lifting_decision_id)
    }

    /// As the rules need it.
    pub fn standing(&self, decisions: &Decisions) -> Standing {
        let decision = self.decision_id.and_then(|id| decisions.get(&id));
        Standing {
            window: self.window(),
            initiative: decision.map_or(Initiative::Resident, |decision| decision.initiative),
            unit: decision.map(|decision| decision.unit_id),
            of_protection: self.protection_id.is_some(),
        }
    }

    /// What it closes, for one that follows it.
    pub fn sealed(&self) -> Scope {
        let events = self.events_from.zip(self.events_through);
        let events = events.map(|(from, through)| Period { from, through });
        let target = self.target_hsa_id.clone().unwrap_or_default();
        match (self.scope, events) {
            (SealScope::Unit, events) => Scope::Unit(target, events),
            (SealScope::Provider, events) => Scope::Provider(target, events),
            (SealScope::Period, Some(events)) => Scope::Period(events),
            (SealScope::Full | SealScope::Period, _) => Scope::Full,
        }
    }
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListSeals>,
    wanted: &Wanted,
) -> QueryResult<Vec<SealRow>> {
    let query = seal::table.filter(seal::resident_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, seal::set_at, seal::id).select(SealRow::as_select()).load(tx.conn)
}

/// One of the resident's.
pub fn of_resident(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    id: SealId,
) -> QueryResult<Option<SealRow>> {
    seal::table
        .find(id)
        .filter(seal::resident_id.eq(resident))
        .select(SealRow::as_select())
        .first(tx.conn)
        .optional()
}

/// A seal to set.
pub struct NewSeal<'a> {
    pub sealed: &'a Scope,
    pub days: Days,
    pub decision: Option<JournalDecisionId>,
    pub renews: Option<SealId>,
    pub protection: Option<ProtectionId>,
}

fn columns(sealed: &Scope) -> (SealScope, Option<&str>, Option<Period>) {
    match sealed {
        Scope::Full => (SealScope::Full, None, None),
        Scope::Unit(target, events) => (SealScope::Unit, Some(target), *events),
        Scope::Provider(target, events) => (SealScope::Provider, Some(target), *events),
        Scope::Period(events) => (SealScope::Period, None, Some(*events)),
    }
}

/// Seals; none when a seal of the same scope and target holds on some of those days (V3), or the same
/// one has been renewed.
fn insert(tx: &mut Tx<'_>, resident: ResidentId, new: &NewSeal<'_>) -> QueryResult<Option<SealId>> {
    let (scope, target, events) = columns(new.sealed);
    diesel::insert_into(seal::table)
        .values((
            seal::id.eq(SealId::new()),
            seal::resident_id.eq(resident),
            seal::scope.eq(scope),
            seal::target_hsa_id.eq(target),
            seal::events_from.eq(events.map(|events| events.from)),
            seal::events_through.eq(events.map(|events| events.through)),
            seal::valid_from.eq(new.days.from),
            seal::valid_through.eq(new.days.through),
            seal::decision_id.eq(new.decision),
            seal::protection_id.eq(new.protection),
            seal::set_at.eq(tx.now),
            seal::renews_id.eq(new.renews),
        ))
        .on_conflict_do_nothing()
        .returning(seal::id)
        .get_result(tx.conn)
        .optional()
}

pub fn set(
    tx: &mut Tx<'_>,
    grant: &Grant<SetSeal>,
    new: &NewSeal<'_>,
) -> QueryResult<Option<SealId>> {
    insert(tx, ResidentId(grant.subject()), new)
}

pub fn renew(
    tx: &mut Tx<'_>,
    grant: &Grant<RenewSeal>,
    new: &NewSeal<'_>,
) -> QueryResult<Option<SealId>> {
    insert(tx, ResidentId(grant.subject()), new)
}

/// V2: a full seal takes the place of every narrower one that holds or is to come. Protections' stand.
pub fn replace_narrower(tx: &mut Tx<'_>, grant: &Grant<SetSeal>) -> QueryResult<()> {
    let today = tx.today;
    let on = case_when(seal::valid_from.gt(today), seal::valid_from)
        .otherwise(today.into_sql::<diesel::sql_types::Date>());
    diesel::update(seal::table)
        .filter(seal::resident_id.eq(grant.subject()))
        .filter(seal::scope.ne(SealScope::Full))
        .filter(seal::deactivated_on.is_null())
        .filter(seal::valid_through.is_null().or(seal::valid_through.ge(today)))
        .set((
            seal::deactivated_on.eq(on.nullable()),
            seal::deactivated_at.eq(tx.now),
            seal::version.eq(seal::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Lifts it from that day. Says whether it was still there.
pub fn lift(
    tx: &mut Tx<'_>,
    _: &Grant<LiftSeal>,
    id: SealId,
    on: NaiveDate,
    decision: JournalDecisionId,
) -> QueryResult<bool> {
    diesel::update(seal::table.find(id))
        .filter(seal::deactivated_on.is_null())
        .set((
            seal::deactivated_on.eq(on),
            seal::deactivated_at.eq(tx.now),
            seal::lifting_decision_id.eq(decision),
            seal::version.eq(seal::version + 1),
        ))
        .execute(tx.conn)
        .map(|lifted| lifted == 1)
}

/// Carries out what a protection ordered.
pub fn carry_out<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    resident: ResidentId,
    protection: ProtectionId,
) -> QueryResult<()> {
    let days = Days { from: tx.today, through: None };
    let (decision, renews) = (None, None);
    let sealed = &Scope::Full;
    insert(
        tx,
        resident,
        &NewSeal { sealed, days, decision, renews, protection: Some(protection) },
    )?;
    diesel::update(journal_seal_order::table)
        .filter(journal_seal_order::protection_id.eq(protection))
        .set(journal_seal_order::carried_out_at.eq(tx.now))
        .execute(tx.conn)
        .map(drop)
}

/// Lifts what that protection sealed, and nothing else.
pub fn lift_protected<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    protection: ProtectionId,
) -> QueryResult<()> {
    diesel::update(seal::table)
        .filter(seal::protection_id.eq(protection))
        .filter(seal::deactivated_on.is_null())
        .set((
            seal::deactivated_on.eq(tx.today),
            seal::deactivated_at.eq(tx.now),
            seal::version.eq(seal::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Whether records may come from a unit with that HSA-id.
pub fn is_unit(tx: &mut Tx<'_>, hsa_id: &str) -> QueryResult<bool> {
    let here = unit::table.filter(unit::hsa_id.eq(hsa_id));
    select(exists(here).or(exists(journal_unit::table.find(hsa_id)))).get_result(tx.conn)
}

/// Whether that is a provider's HSA-id.
pub fn is_provider(tx: &mut Tx<'_>, hsa_id: &str) -> QueryResult<bool> {
    select(exists(journal_provider::table.find(hsa_id))).get_result(tx.conn)
}

/// Whether that unit is that provider's.
pub fn is_providers(tx: &mut Tx<'_>, unit: &str, provider: &str) -> QueryResult<bool> {
    let of = journal_unit::table.find(unit).filter(journal_unit::provider_hsa_id.eq(provider));
    select(exists(of)).get_result(tx.conn)
}
