//! Shows those who run a unit what one resident would see there.

use super::super::{
    card::{self, NewCaseTypePreview, PreviewView},
    policy::PreviewCaseTypes,
    store as units, whom,
};
use crate::{
    access::{Capacity, Cx},
    audit,
    failure::Failure,
    id::UnitId,
};

pub async fn preview(
    cx: Cx,
    id: UnitId,
    wanted: NewCaseTypePreview,
) -> Result<PreviewView, Failure> {
    cx.transact(move |tx, cx| {
        let unit = units::find(tx, id)?.ok_or(Failure::Absent)?;
        let (_, grant) = unit.open::<PreviewCaseTypes>(tx)?;
        let local_only = grant.capacity() == Capacity::LocalAdministrator;
        let resident = whom::find(tx, wanted.personal_number.as_deref(), wanted.resident_id)?;
        let view = card::preview(tx, cx, (id, resident.id), &wanted, local_only)?;
        Ok(audit::record_about(tx, grant, id.0, resident.id, view)?)
    })
    .await
}
