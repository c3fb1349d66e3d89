//! Shows, adds and removes a unit's handling of complaints.

use super::{
    super::{
        UNIT_STATUS_REFUSED,
        availability::UnitStatus,
        place::{Unit, management},
        policy::{AddComplaints, ReadComplaints, RemoveComplaints},
        store as units,
    },
    store,
    view::ComplaintsView,
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::Tx,
    failure::Failure,
    id::UnitId,
    page::Linker,
};

pub async fn read(cx: Cx, id: UnitId) -> Result<ComplaintsView, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ReadComplaints>(tx)?;
        let view = view(tx, cx, &grant, &unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Only a unit in use is added.
pub async fn add(cx: Cx, id: UnitId) -> Result<ComplaintsView, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<AddComplaints>(tx)?;
        if unit.status != UnitStatus::Active {
            let (sv, en) = ("Mottagningen är inte aktiv.", "The unit is not in use.");
            return Err(Failure::refused(&UNIT_STATUS_REFUSED, sv, en));
        }
        store::add(tx, &grant)?;
        let view = view(tx, cx, &grant, &unit)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn remove(cx: Cx, id: UnitId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) =
            units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<RemoveComplaints>(tx)?;
        if !store::remove(tx, &grant)? {
            return Err(Failure::Absent);
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

fn view<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    unit: &Unit,
) -> Result<ComplaintsView, Failure> {
    let since = store::since(tx, grant)?;
    let patient_board = store::board(tx, &unit.region)?;
    let path = format!("/units/{}/complaints-handling", unit.id);
    let region = management(tx.actor(), unit).is_some();
    let links = Linker::new(cx.asked())
        .add("self", "GET", &path)
        .add_if(region && since.is_none(), "add", "PUT", &path)
        .add_if(region && since.is_some(), "remove", "DELETE", &path);
    Ok(ComplaintsView {
        unit_id: unit.id,
        handles: since.is_some(),
        since: since.map(Into::into),
        region_code: unit.region.clone(),
        open: since.is_some() && patient_board.is_some() && unit.status == UnitStatus::Active,
        patient_board,
        links: links.done(),
    })
}
