//! Sets what a programme says from a later day on. Nobody who has been summoned is asked anew for it.

use chrono::{Months, NaiveDate};

use super::{
    PROGRAMME_ALREADY_SET,
    policy::{ListProgrammes, SetProgramme},
    programme::{Band, Rule},
    store,
    view::{NewProgrammeRule, ProgrammeRuleView},
};
use crate::{
    access::{Cx, Region},
    audit,
    clock::day_after,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::ProgrammeRuleId,
};

/// How far ahead a region decides.
const FURTHEST_YEARS: u32 = 5;

pub async fn set(
    cx: Cx,
    region: Region,
    repeat: Repeat,
    new: NewProgrammeRule,
) -> Result<ProgrammeRuleView, Failure> {
    cx.once(repeat, move |tx, _| {
        let (on, grant) = store::region(region).open::<SetProgramme>(tx)?;
        is_coming(new.valid_from, tx.today)?;
        are_apart(&new.bands)?;
        let rule = Rule {
            id: ProgrammeRuleId::new(),
            programme: new.programme,
            region: (on.0 != super::policy::NATION).then(|| on.0.clone()),
            valid_from: new.valid_from,
            time_type_code: new.time_type_code,
            summons_days: new.summons_days,
            again_after_months: new.again_after_months,
            bands: new.bands,
            source: new.source,
            set_by: tx.actor().staff().map(|staff| staff.id),
        };
        store::insert(tx, &grant, &on.0, &rule)?.ok_or_else(|| {
            let sv = "Det finns redan en regel från den dagen.";
            let en = "There is a rule from that day already.";
            Failure::refused(&PROGRAMME_ALREADY_SET, sv, en)
        })?;
        Ok(audit::record(tx, grant, ProgrammeRuleView::of(&rule, false))?)
    })
    .await
}

/// From tomorrow on at the earliest, so that no day has two rules.
fn is_coming(day: NaiveDate, today: NaiveDate) -> Result<(), Failure> {
    if day < day_after(today) {
        let (sv, en) = ("Tidigast i morgon.", "Tomorrow at the earliest.");
        return Err(Failure::field("/validFrom", "not-in-the-future", sv, en));
    }
    if day > today + Months::new(12 * FURTHEST_YEARS) {
        let (sv, en) = ("Högst fem år framåt.", "Five years ahead at the most.");
        return Err(Failure::field("/validFrom", "too-far-ahead", sv, en));
    }
    Ok(())
}

/// Nobody belongs to two bands at once, and each has some age.
fn are_apart(bands: &[Band]) -> Result<(), Failure> {
    for (at, band) in bands.iter().enumerate() {
        if band.through_age < band.from_age {
            let (sv, en) = ("Slutar innan den börjar.", "Ends before it begins.");
            return Err(Failure::field(format!("/bands/{at}/throughAge"), "out-of-range", sv, en));
        }
        if bands[..at].iter().any(|earlier| earlier.meets(band)) {
            let (sv, en) = ("Åldrarna överlappar.", "The ages overlap.");
            return Err(Failure::field(format!("/bands/{at}"), "overlap", sv, en));
        }
    }
    Ok(())
}

impl Replay for ProgrammeRuleView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = store::region(self.region_code.clone()).open::<ListProgrammes>(tx)?;
        Ok(())
    }
}
