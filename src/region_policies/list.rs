//! Shows what applies in a region, what applied before, and what is to come.

use chrono::NaiveDate;

use super::{
    catalogue::{ENTRIES, Entry, SetBy},
    policy::{ListPolicies, NATION},
    store::{self, Setting},
    view::{PoliciesView, PolicySettingView, PolicyView},
};
use crate::{
    access::{Cx, Region},
    audit,
    failure::Failure,
    page::Linker,
};

/// Every policy that the region, or the nation, may set; the nation's own with all that it has set.
pub async fn list(cx: Cx, region: Region) -> Result<PoliciesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::region(region.clone()).open::<ListPolicies>(tx)?;
        let all = store::list(tx, &grant, &region)?;
        let theirs = |entry: &&Entry| region == NATION || entry.set_by == SetBy::Region;
        let items: Option<Vec<PolicyView>> =
            ENTRIES.iter().filter(theirs).map(|entry| view(entry, &all, tx.today)).collect();
        let items = items.ok_or_else(|| Failure::Bug("a policy has no value today".into()))?;
        let path = format!("/regions/{region}/policies");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("set", "POST", &path);
        let links = links.done();
        let region_code = region;
        Ok(audit::record(tx, grant, PoliciesView { region_code, items, links })?)
    })
    .await
}

/// One policy with its values; none when nothing applies today.
fn view(entry: &Entry, all: &[Setting], today: NaiveDate) -> Option<PolicyView> {
    let values: Vec<&Setting> = all.iter().filter(|row| row.name == entry.name).collect();
    let in_force = in_force(&values, today)?;
    let shown = |row: &&Setting| PolicySettingView::of(row, std::ptr::eq(*row, in_force));
    let settings = values.iter().take(SHOWN).map(shown).collect();
    let in_force = PolicySettingView::of(in_force, true);
    Some(PolicyView::of(entry, in_force, settings))
}

/// As many values of one policy as are shown, the latest.
const SHOWN: usize = 100;

/// The value that applies on that day, as `db::Policies` finds it: the region's own latest one that
/// has begun, else the nation's. `values` are of one name, the latest first.
pub fn in_force<'a>(values: &[&'a Setting], day: NaiveDate) -> Option<&'a Setting> {
    let begun = |own: bool| {
        let fits = move |row: &&&Setting| row.region_code.is_some() == own && row.valid_from <= day;
        values.iter().find(fits).copied()
    };
    begun(true).or_else(|| begun(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(region: Option<&str>, from: &str) -> Setting {
        Setting {
            name: "case.reopen-days".into(),
            region_code: region.map(Into::into),
            valid_from: from.parse().expect("a date"),
            value: 30.into(),
            source: "prov".into(),
            set_by: None,
            set_at: None,
        }
    }

    #[test]
    fn the_regions_own_value_applies_from_its_day_and_the_nations_before() {
        let rows = [
            setting(Some("19"), "2027-03-01"),
            setting(None, "2027-02-01"),
            setting(Some("19"), "2027-01-01"),
            setting(None, "2000-01-01"),
        ];
        let rows: Vec<&Setting> = rows.iter().collect();
        let on = |day: &str| {
            let row = in_force(&rows, day.parse().expect("a date")).expect("one applies");
            (row.region_code.as_deref(), row.valid_from.to_string())
        };
        assert_eq!(on("2026-12-31"), (None, "2000-01-01".into()));
        assert_eq!(on("2027-02-10"), (Some("19"), "2027-01-01".into()));
        assert_eq!(on("2027-03-01"), (Some("19"), "2027-03-01".into()));
        assert!(in_force(&rows, "1999-12-31".parse().expect("a date")).is_none());
    }
}
