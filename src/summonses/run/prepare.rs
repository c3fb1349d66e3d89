//! The dry run: who is due, counted and kept, and nobody summoned.

use chrono::Days;

use super::{
    super::{RUN_NOBODY_DUE, RUN_UNDER_WAY, policy::PrepareRun},
    order::view,
    store::{self, NewRun},
    view::{NewRunWish, RunView},
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::{ResidentId, UnitId},
    programmes,
};

pub async fn prepare(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    wish: NewRunWish,
) -> Result<RunView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = programmes::at_unit(tx, unit)?.open::<PrepareRun>(tx)?;
        let most = tx.policies().number("summons.most-in-run", Some(&on.region), tx.today)?;
        let most = usize::try_from(most).unwrap_or(0);
        let (rule, due) = programmes::due_at(tx, &grant, (&on, wish.programme), most)?;
        if due.is_empty() {
            let (sv, en) = ("Ingen är aktuell i dag.", "Nobody is due today.");
            return Err(Failure::refused(&RUN_NOBODY_DUE, sv, en));
        }
        let days = Days::new(u64::from(rule.summons_days.unsigned_abs()));
        let new = NewRun {
            programme: wish.programme,
            time_type_code: &rule.time_type_code,
            valid_through: tx.today + days,
            information: wish.information.as_deref(),
        };
        let id = store::insert(tx, &grant, &new)?.ok_or_else(|| {
            let sv = "Enheten har redan en körning av programmet.";
            let en = "The unit has a run of the programme already.";
            Failure::refused(&RUN_UNDER_WAY, sv, en)
        })?;
        let people: Vec<ResidentId> = due.iter().map(|it| it.person.id).collect();
        store::insert_lines(tx, &grant, id, &due)?;
        let view = view(tx, cx, id)?;
        Ok(audit::record_made_about(tx, grant, id.0, people, view)?)
    })
    .await
}
