//! Birthdays, months and the days on which a decision may turn into another (2.2, 2.11).

use chrono::{Datelike, Days, Months, NaiveDate};

use super::facts::{Facts, ItemFacts, Window};
use super::publication::{InformationType, PersonRules, Publication};

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

/// The first day from which `months_before` looks back to later than that day.
fn first_day_beyond(day: NaiveDate, months: u32) -> NaiveDate {
    let months = Months::new(months);
    let next = day_after(day);
    let beyond = if next.day() == 1 {
        // A month's last day is within until the later month ends, however long that is.
        next.checked_add_months(months)
    } else {
        day.checked_add_months(months).map(day_after)
    };
    beyond.expect("dates here lie within chrono's range")
}

/// The first day after today on which that item may be shown or left out where it was not before,
/// for as long as the people and the policies stay as they are: it leaves the log, or has waited enough.
pub fn next_item_change(
    facts: &Facts,
    item: &ItemFacts,
    published: Option<&Publication>,
) -> Option<NaiveDate> {
    let published = published?;
    let is_log = item.information == Some(InformationType::AccessLog);
    let ages_out = published.log_months.filter(|_| is_log);
    let ages_out = ages_out.map(|months| first_day_beyond(item.date, months));
    let waited = item.date.checked_add_days(Days::new(published.cooling_off_days.into()));
    let waited = waited.filter(|_| facts.cooling_off);
    ages_out.into_iter().chain(waited).filter(|day| *day > facts.today).min()
}

/// The first day after today on which the answer to any question about these two people may be
/// another: birthdays and the edges of every decision. Of the viewer's own seals only whether one holds
/// is known here; whoever loads the facts knows its edges.
pub fn next_change(facts: &Facts, rules: &PersonRules) -> Option<NaiveDate> {
    let ages = [rules.agency_ends_at, rules.opens_at];
    let births = [facts.subject.birth, facts.viewer.birth];
    let birthdays = births.into_iter().flat_map(|birth| ages.map(|age| attained(birth, age)));
    let windows = (facts.blocks.iter())
        .chain(facts.extensions.iter().map(|decision| &decision.window))
        .chain(facts.early_access.iter().map(|decision| &decision.window))
        .chain(facts.seals.known().iter().map(|seal| &seal.window));
    birthdays.chain(windows.flat_map(edges)).filter(|day| *day > facts.today).min()
}

fn edges(window: &Window) -> impl Iterator<Item = NaiveDate> + use<> {
    [Some(window.from), window.through.map(day_after), window.deactivated].into_iter().flatten()
}
