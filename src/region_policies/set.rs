//! Sets a policy from a later day on. Nothing that was done under another value changes.

use chrono::{Days, Months, NaiveDate};

use super::{
    POLICY_ALREADY_SET,
    catalogue::{self, Entry, SetBy, Wrong},
    policy::{ListPolicies, RegionPolicies, SetPolicy},
    store::{self, Setting},
    view::{NewPolicySetting, PolicySettingView},
};
use crate::{
    access::{Cx, Region},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
};

pub async fn set(
    cx: Cx,
    region: Region,
    repeat: Repeat,
    new: NewPolicySetting,
) -> Result<PolicySettingView, Failure> {
    cx.once(repeat, move |tx, _| {
        let (on, grant) = store::region(region.clone()).open::<SetPolicy>(tx)?;
        let entry = entry(&new.name, &on)?;
        is_coming(new.valid_from, tx.today)?;
        let setting = Setting {
            value: value(entry, &new)?,
            name: new.name,
            region_code: None,
            valid_from: new.valid_from,
            source: new.decision,
            set_by: tx.actor().staff().map(|staff| staff.id),
            set_at: Some(tx.now),
        };
        let row = store::insert(tx, &grant, &region, &setting)?.ok_or_else(|| {
            let sv = "Det finns redan ett värde från den dagen.";
            let en = "There is a value from that day already.";
            Failure::refused(&POLICY_ALREADY_SET, sv, en)
        })?;
        Ok(audit::record(tx, grant, PolicySettingView::of(&row, false))?)
    })
    .await
}

/// The policy, if it is theirs to set.
fn entry(name: &str, on: &RegionPolicies) -> Result<&'static Entry, Failure> {
    let entry = catalogue::find(name).ok_or_else(|| {
        let (sv, en) = ("Det finns ingen sådan inställning.", "There is no such policy.");
        Failure::field("/name", "unknown-policy", sv, en)
    })?;
    if entry.set_by == SetBy::Nation && !on.is_nation() {
        let sv = "Inställningen är nationell.";
        let en = "The policy is set for the whole nation.";
        return Err(Failure::field("/name", "set-by-the-nation", sv, en));
    }
    Ok(entry)
}

/// What is decided today applies from tomorrow on at the earliest, so that no day has two values and
/// no process that remembers a value for some seconds uses an old one.
fn is_coming(day: NaiveDate, today: NaiveDate) -> Result<(), Failure> {
    let tomorrow = today + Days::new(1);
    let last = today + Months::new(12 * FURTHEST_YEARS);
    if day < tomorrow {
        let (sv, en) = ("Tidigast i morgon.", "Tomorrow at the earliest.");
        return Err(Failure::field("/validFrom", "not-in-the-future", sv, en));
    }
    if day > last {
        let (sv, en) = ("Högst fem år framåt.", "Five years ahead at the most.");
        return Err(Failure::field("/validFrom", "too-far-ahead", sv, en));
    }
    Ok(())
}

const FURTHEST_YEARS: u32 = 5;

fn value(entry: &Entry, new: &NewPolicySetting) -> Result<serde_json::Value, Failure> {
    entry.takes.check(&new.value).map_err(|wrong| match wrong {
        Wrong::Kind => {
            let sv = "Värdet är av fel slag. Se inställningens kind.";
            let en = "The value is of the wrong kind. See the policy's kind.";
            Failure::field("/value", "kind", sv, en)
        }
        Wrong::Bounds => {
            let sv = "Värdet ligger utanför det tillåtna.";
            let en = "The value is beyond what is allowed.";
            Failure::field("/value", "bounds", sv, en)
        }
    })
}

impl Replay for PolicySettingView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let region = self.region_code.clone();
        let (_, _grant) = store::region(region).open::<ListPolicies>(tx)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_set_for_today_or_before_and_nothing_far_ahead() {
        let day = |text: &str| text.parse().expect("a date");
        let today = day("2026-11-23");
        let fits = |text| is_coming(day(text), today).is_ok();
        assert!(!fits("2026-11-22") && !fits("2026-11-23") && fits("2026-11-24"));
        assert!(fits("2031-11-23") && !fits("2031-11-24"));
    }
}
