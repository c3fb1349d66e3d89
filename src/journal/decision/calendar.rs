//! Birthdays, months and the days on which a decision may turn into another (2.2, 2.11).

use chrono::{Datelike, Days, Months, NaiveDate};

use super::facts::{Facts, Scope, Seals, Window};
use super::publication::PersonRules;

/// The day from which a person has that age. Born on 29 February: 28 February in other years.
pub fn attained(birth: NaiveDate, years: i32) -> NaiveDate {
    let year = birth.year() + years;
    birth.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)).expect("ages are small")
}

/// The same day that many months earlier, clamped to the month's last.
pub fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).expect("dates here lie within chrono's range")
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).expect("dates here lie within chrono's range")
}

/// The first day after today on which the answer to any question about these two people may be
/// another: birthdays and the edges of every decision.
pub fn next_change(facts: &Facts, rules: &PersonRules) -> Option<NaiveDate> {
    let ages = [rules.agency_ends_at, rules.opens_at];
    let births = [facts.subject.birth, facts.viewer.birth];
    let birthdays = births.into_iter().flat_map(|birth| ages.map(|age| attained(birth, age)));
    let seals: &[_] = match &facts.seals {
        Seals::Known(seals) => seals,
        Seals::Unknown => &[],
    };
    let windows = (facts.blocks.iter())
        .chain(facts.extensions.iter().map(|decision| &decision.window))
        .chain(facts.early_access.iter().map(|decision| &decision.window))
        .chain(seals.iter().map(|seal| &seal.window));
    birthdays.chain(windows.flat_map(edges)).filter(|day| *day > facts.today).min()
}

fn edges(window: &Window) -> impl Iterator<Item = NaiveDate> + use<> {
    [Some(window.from), window.through.map(day_after), window.deactivated].into_iter().flatten()
}

/// Whether a seal is one on everything.
pub(super) fn is_full(scope: &Scope) -> bool {
    matches!(scope, Scope::Full)
}
