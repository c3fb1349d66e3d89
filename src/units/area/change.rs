//! Reads and changes a unit's service area.

use super::{
    super::{
        AREA_EXISTS, TOO_MANY_AREAS,
        policy::{AddArea, ListAreas, RemoveArea},
        store as units,
    },
    store::{self, AreaRow},
    view::{AreaView, AreasView, NewServiceArea},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{ServiceAreaId, UnitId},
    page::Linker,
};

/// More rows than this are a mistake.
const MOST: usize = 200;

pub async fn list(cx: Cx, id: UnitId) -> Result<AreasView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListAreas>(tx)?;
        let items = store::list(tx, &grant)?.into_iter().map(|row| view(cx, row)).collect();
        let path = format!("/units/{id}/service-areas");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("add", "POST", &path);
        Ok(audit::record(tx, grant, AreasView { items, links: links.done() })?)
    })
    .await
}

/// Adds a row, unless there is one just like it.
pub async fn add(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewServiceArea,
) -> Result<AreaView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<AddArea>(tx)?;
        let rows = store::list(tx, &grant)?;
        if rows.iter().any(|row| new.is_like(row)) {
            let (sv, en) = ("En sådan rad finns redan.", "There is such a row already.");
            return Err(Failure::refused(&AREA_EXISTS, sv, en));
        }
        if rows.len() >= MOST {
            let (sv, en) = (format!("Högst {MOST} rader."), format!("At most {MOST} rows."));
            return Err(Failure::refused(&TOO_MANY_AREAS, sv, en));
        }
        let row = store::add(tx, &grant, &new)?;
        let (made, view) = (row.id.0, view(cx, row));
        Ok(audit::record_made(tx, grant, made, Some(id), view)?)
    })
    .await
}

pub async fn remove(cx: Cx, id: UnitId, area: ServiceAreaId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<RemoveArea>(tx)?;
        if !store::remove(tx, &grant, area)? {
            return Err(Failure::Absent);
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

impl NewServiceArea {
    fn is_like(&self, row: &AreaRow) -> bool {
        self.region_code == row.region_code
            && self.municipality_code == row.municipality_code
            && self.sex == row.sex
            && self.small(self.age_from) == row.age_from
            && self.small(self.age_to) == row.age_to
    }
}

impl Replay for AreaView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ListAreas>(tx, self.unit_id)
    }
}

fn view(cx: &Cx, row: AreaRow) -> AreaView {
    let path = format!("/units/{}/service-areas", row.unit_id);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add(
        "remove",
        "DELETE",
        &format!("{path}/{}", row.id),
    );
    AreaView {
        id: row.id,
        unit_id: row.unit_id,
        region_code: row.region_code,
        municipality_code: row.municipality_code,
        sex: row.sex,
        age_from: row.age_from.map(i32::from),
        age_to: row.age_to.map(i32::from),
        links: links.done(),
    }
}
