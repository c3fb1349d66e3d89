//! Orders a run or cancels it, and shows how far it has come.

use super::{
    super::{
        RUN_WRONG_STAGE,
        policy::{CancelRun, ListRuns, OrderRun, ReadRun},
    },
    RunStatus, store,
    view::{RunCount, RunView},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{SummonsRunId, UnitId},
    page::{Linker, Page, Rows, Wanted, expect_version},
    programmes::{self, AtUnit},
};

/// Which run, at which unit.
pub type Named = (UnitId, SummonsRunId);

pub async fn list(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<RunView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = programmes::at_unit(tx, unit)?.open::<ListRuns>(tx)?;
        let rows = store::of_unit(tx, &grant, &wanted)?;
        let Rows { rows, next, prev } = Rows::cut(rows, &wanted, |row| (row.made_at, row.id.0));
        let views = rows.into_iter().map(|row| view(tx, cx, row.id));
        let rows = Rows { rows: views.collect::<Result<Vec<_>, _>>()?, next, prev };
        let path = format!("/units/{unit}/summons-runs");
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |view| view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, (unit, id): Named) -> Result<RunView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = programmes::at_unit(tx, unit)?.open::<ReadRun>(tx)?;
        store::run(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, id)?;
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

/// Lets everybody in it be summoned.
pub async fn order(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<RunView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let grant = held::<OrderRun>(tx, named, seen.as_deref(), &[RunStatus::Prepared])?;
        store::order(tx, &grant, named.1)?;
        done(tx, cx, named, grant)
    })
    .await
}

/// What has not been done yet is not done.
pub async fn cancel(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<RunView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let from = [RunStatus::Prepared, RunStatus::Ordered];
        let grant = held::<CancelRun>(tx, named, seen.as_deref(), &from)?;
        store::cancel(tx, &grant, named.1)?;
        done(tx, cx, named, grant)
    })
    .await
}

/// Permission for a run that is held, of that version and so far.
fn held<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    (unit, id): Named,
    seen: Option<&str>,
    from: &[RunStatus],
) -> Result<Grant<A>, Failure> {
    let (_, grant) = programmes::at_unit(tx, unit)?.open::<A>(tx)?;
    let run = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
    expect_version(seen, run.version)?;
    if from.contains(&run.status) {
        return Ok(grant);
    }
    let (sv, en) = ("Läs körningen igen.", "Read the run again.");
    Err(Failure::refused(&RUN_WRONG_STAGE, sv, en))
}

fn done<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    (unit, id): Named,
    grant: Grant<A>,
) -> Result<audit::Audited<RunView>, Failure> {
    let view = view(tx, cx, id)?;
    Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
}

/// A run with what has become of its people, in numbers.
pub(super) fn view(tx: &mut Tx<'_>, cx: &Cx, id: SummonsRunId) -> Result<RunView, Failure> {
    let (row, counts) = store::counted(tx, id)?;
    let own = format!("/units/{}/summons-runs/{id}", row.unit_id);
    let is = |status| row.status == status;
    let links = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add_if(is(RunStatus::Prepared), "order", "POST", &format!("{own}/orders"))
        .add_if(
            is(RunStatus::Prepared) || is(RunStatus::Ordered),
            "cancel",
            "POST",
            &format!("{own}/cancellations"),
        )
        .done();
    let number = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    let people = number(counts.iter().map(|(_, count)| count).sum());
    let outcomes = counts.iter().filter_map(|(outcome, count)| {
        Some(RunCount { outcome: (*outcome)?, people: number(*count) })
    });
    Ok(RunView {
        outcomes: outcomes.collect(),
        id,
        unit_id: row.unit_id,
        programme: row.programme,
        time_type_code: row.time_type_code,
        valid_through: row.valid_through,
        information: row.information,
        status: row.status,
        people,
        made_at: row.made_at.into(),
        ended_at: row.ended_at.map(Into::into),
        version: row.version,
        links,
    })
}

impl Replay for RunView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = programmes::at_unit(tx, self.unit_id)?.open::<ReadRun>(tx)?;
        Ok(())
    }
}
