//! Lists a resident's seals.

use std::collections::BTreeSet;

use super::{
    policy::ListSeals,
    store::{self, SealRow},
    view::SealView,
};
use crate::{
    access::{Capacity, Cx},
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{JournalDecisionId, ResidentId, UnitId},
    journal::measures::{
        deciding::Measures,
        store::{self as shared, Decisions},
    },
    page::{Linker, Page, Rows, Wanted},
};

/// What of a seal the reader is told besides that it is there.
pub struct Told {
    decisions: Decisions,
    units: Vec<UnitId>,
    staff: bool,
}

impl Told {
    /// Nothing at all for residents; those who decide at a unit are told who decided.
    pub fn of(
        tx: &mut Tx<'_>,
        on: &Measures,
        capacity: Capacity,
        rows: &[SealRow],
    ) -> Result<Self, Failure> {
        let staff = capacity == Capacity::DecisionMaker;
        let ids: BTreeSet<JournalDecisionId> =
            rows.iter().filter(|_| staff).flat_map(SealRow::decision_ids).collect();
        let units = on.deciding.iter().map(|deciding| deciding.unit).collect();
        Ok(Self { decisions: shared::decisions(tx, ids)?, units, staff })
    }

    pub fn view(&self, cx: &Cx, row: SealRow, today: chrono::NaiveDate) -> SealView {
        SealView::of(cx, row, today, self)
    }

    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    pub fn units(&self) -> &[UnitId] {
        &self.units
    }

    pub fn is_staff(&self) -> bool {
        self.staff
    }
}

pub async fn list(
    cx: Cx,
    resident: ResidentId,
    at: Option<UnitId>,
    wanted: Wanted,
) -> Result<Page<SealView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = shared::measures(tx, resident, at)?.open::<ListSeals>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.set_at, row.id.0));
        let told = Told::of(tx, &on, grant.capacity(), &rows.rows)?;
        let path = format!("/residents/{resident}/journal/seals");
        let query: Vec<(&str, String)> = at.iter().map(|at| ("unitId", at.to_string())).collect();
        let today = tx.today;
        let view = |row| told.view(cx, row, today);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

impl Replay for SealView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let at = self.decision.as_ref().map(|decision| decision.unit_id);
        let sealed = shared::measures(tx, self.resident_id, at)?;
        let (_, _grant) = sealed.open::<ListSeals>(tx)?;
        Ok(())
    }
}
