//! The free times that a summons leads to: of its time type, at the unit and at those it groups, hidden ones too.

use chrono::NaiveDate;

use super::{answer::refused, policy::ListSummonsSlots, store};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::SummonsId,
    page::{Linker, Page, Wanted},
    slots::{FreeSlotView, Which, Wish},
    virtual_units,
};

/// The first and the last day, where somebody says.
pub type Days = (Option<NaiveDate>, Option<NaiveDate>);

pub async fn list(
    cx: Cx,
    id: SummonsId,
    (from, through): Days,
    wanted: Wanted,
) -> Result<Page<FreeSlotView>, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::find(tx, id)?.ok_or(Failure::Absent)?;
        let (summons, grant) = sealed.open::<ListSummonsSlots>(tx)?;
        summons.check_bookable(tx.today).map_err(refused)?;
        let giving = virtual_units::units_giving(tx, summons.unit, &summons.time_type_code)?;
        let units = giving.into_iter().map(|(unit, _)| unit).collect();
        let which = Which::Summoned { code: summons.time_type_code, units };
        let wish = Wish { which, from, through, practitioner: None };
        let rows = store::free_slots(tx, &grant, &wish, &wanted)?;
        let linker = Linker::new(cx.asked());
        let days = [("from", from), ("through", through)];
        let query: Vec<_> =
            days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string()))).collect();
        let path = format!("/summonses/{id}/slots");
        let view = |row| FreeSlotView::of(&linker, row);
        let page = Page::of(rows, &wanted, linker.clone(), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}
