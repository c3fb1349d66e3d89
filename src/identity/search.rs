//! Looks a resident up by personal number, for staff at a unit.

use super::{
    personal_number::PersonalNumber,
    policy::SearchResident,
    store,
    view::{FoundView, ResidentSearch, SearchView},
};
use crate::{access::Cx, audit, failure::Failure, id::ResidentId};

/// Finds nobody, or the one with that number. Either is recorded.
pub async fn search(cx: Cx, wanted: ResidentSearch) -> Result<SearchView, Failure> {
    cx.transact(move |tx, _| {
        let sealed = store::searching_unit(tx, wanted.unit_id)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<SearchResident>(tx)?;
        let number = PersonalNumber::read(&wanted.personal_number, tx.today).map_err(|fault| {
            let sv = "Det är inget giltigt personnummer.";
            let en = "It is not a valid personal number.";
            Failure::field("/personalNumber", fault.code(), sv, en)
        })?;
        let found = store::find(tx, &grant, number.as_str())?;
        let items: Vec<FoundView> = found.into_iter().map(FoundView::from).collect();
        let shown: Vec<ResidentId> = items.iter().map(|found| found.resident_id).collect();
        Ok(audit::record_each(tx, grant, shown, SearchView { items })?)
    })
    .await
}
