//! Makes the times of a planned week on the days that are asked for: all or none.

use chrono::{Months, NaiveDate};

use super::{
    view::{ApplicationView, SkippedTime, SlotTemplateDays},
    week::{Skipped, expand},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{SlotTemplateId, UnitId},
    page::Linker,
    slots::{
        make::{named, none_of, put, settled},
        payload::MAX_LINES,
        policy::ApplyTemplate,
        slot::SlotStatus,
        store::template as store,
    },
    time_types::time_book,
};

pub async fn apply(
    cx: Cx,
    (unit, id): (UnitId, SlotTemplateId),
    repeat: Repeat,
    days: SlotTemplateDays,
) -> Result<ApplicationView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<ApplyTemplate>(tx)?;
        let it = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        in_bounds(&days, tx.today)?;
        let status = if days.publish { SlotStatus::Published } else { SlotStatus::Unpublished };
        let (times, skipped) = expand(&it.times, (days.from, days.through), status, tx.now);
        if times.len() > MAX_LINES {
            let (sv, en) = ("Högst 30 000 tider åt gången.", "At most 30,000 times at once.");
            return Err(Failure::field("/through", "too-many", sv, en));
        }
        let lines = (1..).zip(times).map(|(number, time)| (number, Ok(time))).collect();
        let settled = settled(tx, &grant, lines)?;
        none_of(named(&settled.faults).collect())?;
        put(tx, &grant, &settled.fresh)?;
        let counted = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let path = format!("/units/{unit}/time-book");
        let view = ApplicationView {
            unit_id: unit,
            created: counted(settled.fresh.len()),
            unchanged: counted(settled.unchanged),
            skipped: skipped.into_iter().take(SHOWN).map(SkippedTime::from).collect(),
            links: Linker::new(cx.asked()).add("timeBook", "GET", &path).done(),
        };
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

/// As many skipped times as an answer names.
const SHOWN: usize = 1000;

fn in_bounds(days: &SlotTemplateDays, today: NaiveDate) -> Result<(), Failure> {
    let last = |from: NaiveDate, months| from.checked_add_months(Months::new(months));
    if days.from < today {
        let (sv, en) = ("Tidigast i dag.", "Today at the earliest.");
        return Err(Failure::field("/from", "passed", sv, en));
    }
    if days.through < days.from {
        let (sv, en) = ("Slutar innan det börjar.", "It ends before it begins.");
        return Err(Failure::field("/through", "days-in-order", sv, en));
    }
    let most = last(days.from, 12).zip(last(today, 60));
    if most.is_none_or(|(year, five)| days.through > year.min(five)) {
        let sv = "Högst ett år åt gången, och högst fem år framåt.";
        let en = "A year at a time and five years ahead at the most.";
        return Err(Failure::field("/through", "too-far-ahead", sv, en));
    }
    Ok(())
}

impl From<Skipped> for SkippedTime {
    fn from(it: Skipped) -> Self {
        let place = i32::try_from(it.place).unwrap_or(i32::MAX);
        Self { day: it.day, place, reason: it.reason }
    }
}

impl Replay for ApplicationView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = time_book(tx, self.unit_id)?.open::<ApplyTemplate>(tx)?;
        Ok(())
    }
}
