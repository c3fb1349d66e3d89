//! Says what a protection would do, person by person and service by service, and does nothing.

use super::{
    block::check_guardians,
    measure::Measures,
    policy::Preview,
    protection_view::{BoundaryView, PreviewView, ViewerView, WantedPreview},
    store::{self, Person},
    visibility::{Protected, Viewer, ViewerRelation, boundaries, of_guardian, of_oneself},
};
use crate::{
    access::{Agency, Cx, Grant, Sealed},
    audit,
    db::Tx,
    failure::Failure,
    id::ResidentId,
    page::Linker,
};

/// Recorded as a look at the person alone: guardians read their own access logs, and must not find
/// there that something is being prepared.
pub async fn preview(
    cx: Cx,
    resident: ResidentId,
    wanted: WantedPreview,
) -> Result<PreviewView, Failure> {
    cx.transact(move |tx, cx| {
        let on = Measures { resident, region: Some(wanted.region_code) };
        let (_, grant) = Sealed::new(on).open::<Preview>(tx)?;
        let person = store::person(tx, &grant)?.ok_or(Failure::Absent)?;
        if let Some(ids) = &wanted.guardian_ids {
            check_guardians(tx, &grant, resident, ids, "/guardianIds")?;
        }
        let ends_at = tx.policies().number("agency.ends-at-age", None, tx.today)?;
        let boundaries = boundaries(person.birth_date, tx.today, ends_at);
        let viewers = viewers(tx, &grant, person, wanted.guardian_ids.as_deref())?;
        let path = format!("/residents/{resident}");
        let links = Linker::new(cx.asked())
            .add("protect", "POST", &format!("{path}/protections"))
            .add("log-in-locks", "GET", &format!("{path}/log-in-locks"))
            .add("guardian-blocks", "GET", &format!("{path}/guardian-blocks"));
        let view = PreviewView {
            resident_id: resident,
            viewers: viewers.into_iter().map(ViewerView::from).collect(),
            boundaries: boundaries.into_iter().map(BoundaryView::from).collect(),
            links: links.done(),
        };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn viewers(
    tx: &mut Tx<'_>,
    grant: &Grant<Preview>,
    person: Person,
    named: Option<&[ResidentId]>,
) -> Result<Vec<Viewer>, Failure> {
    let ends_at = tx.policies().number("agency.ends-at-age", None, tx.today)?;
    let guardians: Vec<(Person, Agency)> = store::guardians_of(tx, grant, person.id)?;
    let oneself = Protected {
        may_sign_in: !person.locked && person.has_e_id_number,
        notified: person.notified && !person.locked && !person.silenced,
    };
    let today = tx.today;
    let guardian = |(guardian, agency): (Person, Agency)| {
        let to_be_blocked = named.is_none_or(|ids| ids.contains(&guardian.id));
        Viewer {
            id: guardian.id,
            name: guardian.name,
            relation: ViewerRelation::Guardian,
            to_be_blocked,
            sights: of_guardian(&agency, to_be_blocked, today, ends_at),
        }
    };
    let first = Viewer {
        id: person.id,
        name: person.name,
        relation: ViewerRelation::Oneself,
        to_be_blocked: false,
        sights: of_oneself(oneself),
    };
    Ok([first].into_iter().chain(guardians.into_iter().map(guardian)).collect())
}
