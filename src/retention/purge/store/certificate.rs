//! Certificates: what is left for ever of what was purged.

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Timestamptz, Uuid},
};

use super::keyset;
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{PurgeCertificateId, PurgeProposalId, RetentionPolicyId, StaffId, UnitId},
    page::Wanted,
    retention::policy::{ListCertificates, UnitRetention},
    schema::purge_certificate as certificate,
};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = certificate, check_for_backend(diesel::pg::Pg))]
pub struct Certificate {
    pub id: PurgeCertificateId,
    pub proposal_id: PurgeProposalId,
    pub unit_id: UnitId,
    pub cases: i32,
    pub messages: i32,
    pub inbox_items: i32,
    pub attachments: i32,
    pub held: i32,
    pub not_due: i32,
    pub ids_hash: Vec<u8>,
    pub retention_policy_ids: Vec<Option<RetentionPolicyId>>,
    pub proposed_by: StaffId,
    pub approved_by: StaffId,
    pub approved_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
}

pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListCertificates>,
    wanted: &Wanted,
) -> QueryResult<Vec<Certificate>> {
    let query = certificate::table.filter(certificate::unit_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, certificate::finished_at, certificate::id)
        .select(Certificate::as_select())
        .load(tx.conn)
}

/// The certificate of a purge, once it is done.
pub fn of<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: PurgeProposalId,
) -> QueryResult<Option<Certificate>> {
    certificate::table
        .filter(certificate::proposal_id.eq(id))
        .filter(certificate::unit_id.eq(grant.subject()))
        .select(Certificate::as_select())
        .first(tx.conn)
        .optional()
}

/// Certifies a purge in which nothing waits any more.
pub fn certify(
    conn: &mut PgConnection,
    id: PurgeProposalId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    sql_query(
        "insert into purge_certificate (id, proposal_id, unit_id, cases, messages, inbox_items,
            attachments, held, not_due, ids_hash, retention_policy_ids, proposed_by, approved_by,
            approved_at, finished_at)
         select $1, p.id, p.unit_id, count(*) filter (where i.outcome = 'purged'),
            sum(i.messages), sum(i.inbox_items), sum(i.attachments),
            count(*) filter (where i.outcome = 'held'),
            count(*) filter (where i.outcome = 'not-due'),
            sha256(convert_to(coalesce(string_agg(i.case_id::text || chr(10), '' order by i.case_id)
                filter (where i.outcome = 'purged'), ''), 'UTF8')),
            array_agg(distinct i.retention_policy_id), p.proposed_by, p.decided_by, p.decided_at, $3
         from purge_proposal p join purge_item i on i.proposal_id = p.id
         where p.id = $2 group by p.id",
    )
    .bind::<Uuid, _>(PurgeCertificateId::new())
    .bind::<Uuid, _>(id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .map(drop)
}
