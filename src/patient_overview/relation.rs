//! States, lists and ends that a unit takes part in a patient's care.

use super::{
    RELATION_ENDED,
    consent::check_days,
    face::must_be_in_care,
    policy::{BeginRelation, EndRelation, ListRelations},
    store::{self, NewRelation, RelationRow},
    view::{NewCareRelation, RelationView},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{CareRelationId, ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    (patient, unit): (ResidentId, UnitId),
    wanted: Wanted,
) -> Result<Page<RelationView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<ListRelations>(tx)?;
        must_be_in_care(tx, cx, on)?;
        store::patient(tx, patient)?;
        let rows = store::relations_of_unit(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.asserted_at, row.id.0));
        let path = format!("/patients/{patient}/care-relations");
        let view = |row| view(cx, row);
        let query = [("unitId", unit.to_string())];
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn begin(
    cx: Cx,
    patient: ResidentId,
    repeat: Repeat,
    new: NewCareRelation,
) -> Result<RelationView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, new.unit_id, patient)?.open::<BeginRelation>(tx)?;
        let (post, _) = must_be_in_care(tx, cx, on)?;
        store::patient(tx, patient)?;
        let (from, through) = (new.valid_from, new.valid_through);
        check_days(tx, &post, (from, through), "patient-overview.longest-relation-days")?;
        let relation = NewRelation { unit: new.unit_id, from, through };
        let made = store::insert_relation(tx, &grant, &relation)?;
        let row = store::relation_by_id(tx, patient, made)?.ok_or(Failure::Absent)?;
        let view = view(cx, row);
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

pub async fn end(
    cx: Cx,
    (patient, id): (ResidentId, CareRelationId),
    repeat: Repeat,
    unit: UnitId,
) -> Result<RelationView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<EndRelation>(tx)?;
        must_be_in_care(tx, cx, on)?;
        let row = store::relation_by_id(tx, patient, id)?;
        row.filter(|row| row.unit_id == unit).ok_or(Failure::Absent)?;
        if !store::end_relation(tx, &grant, id)? {
            let (sv, en) = ("Den är redan avslutad.", "It has been ended already.");
            return Err(Failure::refused(&RELATION_ENDED, sv, en));
        }
        let row = store::relation_by_id(tx, patient, id)?.ok_or(Failure::Absent)?;
        let view = view(cx, row);
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

fn view(cx: &Cx, row: RelationRow) -> RelationView {
    let path = format!("/patients/{}/care-relations", row.resident_id);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        row.ended_at.is_none(),
        "end",
        "POST",
        &format!("{path}/{}/endings", row.id),
    );
    RelationView {
        id: row.id,
        resident_id: row.resident_id,
        unit_id: row.unit_id,
        valid_from: row.valid_from,
        valid_through: row.valid_through,
        asserted_by: row.asserted_by,
        asserted_at: row.asserted_at.into(),
        ended_at: row.ended_at.map(Into::into),
        links: links.done(),
    }
}

impl Replay for RelationView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = store::at_unit(tx, self.unit_id, self.resident_id)?;
        let (_, _grant) = on.open::<ListRelations>(tx)?;
        Ok(())
    }
}
