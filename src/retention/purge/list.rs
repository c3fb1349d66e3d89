//! Shows purges, what is in them, and certificates.

use super::{
    super::{
        policy::{ListCertificates, ListPurges, ReadPurge, UnitRetention},
        store as units,
    },
    proposal::{Proposal, PurgeStage},
    store::{self, certificate},
    view::{CertificateView, PolicyCount, ProposalView, PurgeCaseView},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{PurgeProposalId, StaffId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<ProposalView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::unit(tx, unit)?.open::<ListPurges>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.proposed_at, row.id.0));
        let Rows { rows, next, prev } = rows;
        let rows = rows.into_iter().map(|row| view(tx, cx, &grant, row));
        let rows = Rows { rows: rows.collect::<Result<Vec<_>, _>>()?, next, prev };
        let path = format!("/units/{unit}/purge-proposals");
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |view| view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, (unit, id): (UnitId, PurgeProposalId)) -> Result<ProposalView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::unit(tx, unit)?.open::<ReadPurge>(tx)?;
        let row = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, &grant, row)?;
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

/// The cases of a purge by number, type and dates: never whose they are or what is in them.
pub async fn cases(
    cx: Cx,
    (unit, id): (UnitId, PurgeProposalId),
    wanted: Wanted,
) -> Result<Page<PurgeCaseView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::unit(tx, unit)?.open::<ReadPurge>(tx)?;
        let proposal = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let rows = store::items(tx, &grant, id, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (proposal.proposed_at, row.case_id.0));
        let path = format!("/units/{unit}/purge-proposals/{id}/cases");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], PurgeCaseView::from);
        Ok(audit::record_made(tx, grant, id.0, None, page)?)
    })
    .await
}

pub async fn certificates(
    cx: Cx,
    unit: UnitId,
    wanted: Wanted,
) -> Result<Page<CertificateView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::unit(tx, unit)?.open::<ListCertificates>(tx)?;
        let rows = certificate::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.finished_at, row.id.0));
        let path = format!("/units/{unit}/purge-certificates");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], CertificateView::from);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

impl Replay for ProposalView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ReadPurge>(tx, self.unit_id)
    }
}

/// A purge as it stands, with what this caller may do next.
pub fn view<A: Action<On = UnitRetention>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    row: Proposal,
) -> Result<ProposalView, Failure> {
    let counts = store::counts(tx, row.id)?;
    let certificate = certificate::of(tx, grant, row.id)?;
    let of = |outcome: Option<&str>| {
        let all = counts.iter().filter(|count| count.outcome.as_deref() == outcome);
        all.map(|count| count.cases).sum::<i64>()
    };
    let total: i64 = counts.iter().map(|count| count.cases).sum();
    let mut policies: Vec<PolicyCount> = Vec::new();
    for count in &counts {
        match policies.iter_mut().find(|it| it.retention_policy_id == count.policy) {
            Some(policy) => policy.cases += count.cases,
            None => {
                policies.push(PolicyCount { retention_policy_id: count.policy, cases: count.cases })
            }
        }
    }
    let links = links(tx, cx, &row);
    Ok(ProposalView {
        cases: total,
        purged: of(Some("purged")),
        waiting: of(None),
        policies,
        certificate: certificate.map(CertificateView::from),
        id: row.id,
        unit_id: row.unit_id,
        stage: row.stage,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at.into(),
        held: row.held,
        undecided: row.undecided,
        needs_delivery: row.needs_delivery,
        delivered_at: row.delivered_at.map(Into::into),
        delivery_ref: row.delivery_ref,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(Into::into),
        rejection: row.rejection,
        finished_at: row.finished_at.map(Into::into),
        version: row.version,
        links,
    })
}

fn links(tx: &Tx<'_>, cx: &Cx, row: &Proposal) -> crate::page::Links {
    let own = format!("/units/{}/purge-proposals/{}", row.unit_id, row.id);
    let at = |part: &str| format!("{own}/{part}");
    let me = StaffId(tx.actor().uuid());
    let open = row.stage == PurgeStage::Proposed;
    let undelivered = open && row.needs_delivery && row.delivered_at.is_none();
    Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("cases", "GET", &at("cases"))
        .add_if(open, "export-package", "GET", &at("export-package"))
        .add_if(undelivered, "deliver", "POST", &at("deliveries"))
        .add_if(row.approve(me).is_ok(), "approve", "POST", &at("approvals"))
        .add_if(open, "reject", "POST", &at("rejections"))
        .done()
}
