//! The SQL of policies.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
    result::{DatabaseErrorKind, Error},
};
use serde_json::Value;

use super::{
    document::JournalPolicyKind,
    policy::{ApprovePolicy, ProposePolicy, RegionPolicies, WithdrawPolicy},
    proposal::{Approval, Hands},
    view::{NewJournalPolicy, Proposed},
};
use crate::{
    access::{Action, Grant, Region},
    db::Tx,
    id::{JournalPolicyId, StaffId},
    schema::{journal_policy as policy, journal_provider},
};

/// A document and who has done what with it.
#[derive(Debug, Clone)]
pub struct PolicyRow {
    pub id: JournalPolicyId,
    pub kind: JournalPolicyKind,
    pub region_code: Region,
    pub provider_hsa_id: Option<String>,
    pub valid_from: NaiveDate,
    pub document: Value,
    pub source: String,
    pub proposed_at: DateTime<Utc>,
    pub hands: Hands,
    pub version: i64,
}

type Columns = (
    (JournalPolicyId, JournalPolicyKind, Region, Option<String>, NaiveDate, Value, String),
    (Option<StaffId>, DateTime<Utc>),
    (Option<StaffId>, Option<StaffId>, Option<StaffId>),
    i64,
);

macro_rules! columns {
    () => {
        (
            (
                policy::id,
                policy::kind,
                policy::region_code,
                policy::provider_hsa_id,
                policy::valid_from,
                policy::document,
                policy::source,
            ),
            (policy::proposed_by, policy::proposed_at),
            (policy::first_approved_by, policy::second_approved_by, policy::withdrawn_by),
            policy::version,
        )
    };
}

fn row((document, proposed, hands, version): Columns) -> PolicyRow {
    let (id, kind, region_code, provider_hsa_id, valid_from, document, source) = document;
    let (proposed_by, proposed_at) = proposed;
    let (first_approved_by, second_approved_by, withdrawn_by) = hands;
    let hands = Hands { proposed_by, first_approved_by, second_approved_by, withdrawn_by };
    PolicyRow {
        id,
        kind,
        region_code,
        provider_hsa_id,
        valid_from,
        document,
        source,
        proposed_at,
        hands,
        version,
    }
}

/// The region's documents, those of the latest day first.
pub fn list<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    region: &str,
) -> QueryResult<Vec<PolicyRow>> {
    let rows: Vec<Columns> = policy::table
        .filter(policy::region_code.eq(region))
        .order((policy::valid_from.desc(), policy::proposed_at.desc(), policy::id.desc()))
        .limit(500)
        .select(columns!())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(row).collect())
}

/// One of the region's, held until the transaction ends.
pub fn lock<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    (region, id): (&str, JournalPolicyId),
) -> QueryResult<Option<PolicyRow>> {
    let found: Option<Columns> = policy::table
        .find(id)
        .filter(policy::region_code.eq(region))
        .select(columns!())
        .for_update()
        .first(tx.conn)
        .optional()?;
    Ok(found.map(row))
}

pub fn is_provider_of(
    tx: &mut Tx<'_>,
    _: &Grant<ProposePolicy>,
    provider: &str,
    region: &str,
) -> QueryResult<bool> {
    let found =
        journal_provider::table.find(provider).filter(journal_provider::region_code.eq(region));
    select(exists(found)).get_result(tx.conn)
}

pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<ProposePolicy>,
    region: &str,
    proposed: &Proposed,
    new: &NewJournalPolicy,
) -> QueryResult<JournalPolicyId> {
    diesel::insert_into(policy::table)
        .values((
            policy::id.eq(JournalPolicyId::new()),
            policy::kind.eq(proposed.document.kind()),
            policy::region_code.eq(region),
            policy::provider_hsa_id.eq(&proposed.provider),
            policy::valid_from.eq(new.valid_from),
            policy::document.eq(proposed.document.json()),
            policy::source.eq(&new.source),
            policy::proposed_by.eq(tx.actor().uuid()),
            policy::proposed_at.eq(tx.now),
        ))
        .returning(policy::id)
        .get_result(tx.conn)
}

/// Writes an approval down; false when another document is decided from that day.
pub fn approve(
    tx: &mut Tx<'_>,
    _: &Grant<ApprovePolicy>,
    id: JournalPolicyId,
    approval: Approval,
) -> QueryResult<bool> {
    let (by, at) = (tx.actor().uuid(), tx.now);
    let next = policy::version.eq(policy::version + 1);
    let target = policy::table.find(id);
    let done = match approval {
        Approval::First => diesel::update(target)
            .set((policy::first_approved_by.eq(by), policy::first_approved_at.eq(at), next))
            .execute(tx.conn),
        Approval::Second => diesel::update(target)
            .set((policy::second_approved_by.eq(by), policy::second_approved_at.eq(at), next))
            .execute(tx.conn),
    };
    match done {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}

pub fn withdraw(
    tx: &mut Tx<'_>,
    _: &Grant<WithdrawPolicy>,
    id: JournalPolicyId,
) -> QueryResult<usize> {
    diesel::update(policy::table.find(id))
        .set((
            policy::withdrawn_by.eq(tx.actor().uuid()),
            policy::withdrawn_at.eq(tx.now),
            policy::version.eq(policy::version + 1),
        ))
        .execute(tx.conn)
}
