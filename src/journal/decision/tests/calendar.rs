//! The next day on which an answer may be another (2.2, 2.11).

use chrono::{Days, NaiveDate};

use super::world::*;
use crate::journal::decision::*;

// proves: J-TIME
#[test]
fn ages_are_reached_on_the_birthday_and_leap_days_on_the_28th() {
    for (birth, years, on) in [
        ("2010-10-01", 16, "2026-10-01"),
        ("2012-02-29", 13, "2025-02-28"),
        ("2012-02-29", 16, "2028-02-29"),
        ("2012-02-28", 13, "2025-02-28"),
    ] {
        assert_eq!(attained(day(birth), years), day(on), "{birth}");
    }
}

// proves: J-TIME
#[test]
fn months_are_clamped_to_the_months_end() {
    assert_eq!(months_before(day("2025-02-28"), 12), day("2024-02-28"));
    assert_eq!(months_before(day("2025-03-31"), 1), day("2025-02-28"));
    assert_eq!(months_before(day("2024-02-29"), 12), day("2023-02-28"));
}

// proves: J-NEXT
#[test]
fn birthdays_of_both_change_something() {
    let at = |mut facts: Facts, today: &str| {
        facts.today = day(today);
        next_change(&facts, &rules())
    };
    let family = guardian("2026-03-10", "2013-05-20");
    assert_eq!(at(family.clone(), "2026-05-19"), Some(day("2026-05-20")));
    assert_eq!(at(family.clone(), "2026-05-20"), Some(day("2029-05-20")));
    assert_eq!(at(family, "2029-05-20"), None);
    // A guardian who is a child too.
    let mut young = guardian("2026-03-10", "2026-01-01");
    young.viewer.birth = day("2012-02-29");
    assert_eq!(at(young.clone(), "2025-02-27"), Some(day("2025-02-28")));
    assert_eq!(at(young.clone(), "2025-02-28"), Some(day("2028-02-29")));
    assert_eq!(at(young, "2028-02-29"), Some(day("2039-01-01")));
    // The ages are the region's.
    let rules = PersonRules { agency_ends_at: 46, opens_at: 47, ..rules() };
    assert_eq!(next_change(&adult(), &rules), Some(day("2027-03-10")));
}

// proves: J-NEXT
#[test]
fn both_edges_of_every_decision_change_something() {
    let window =
        Window { deactivated: Some(day("2026-04-15")), ..window("2026-04-01", "2026-04-20") };
    let of = |set: fn(&mut Facts, Window)| {
        let mut facts = adult();
        set(&mut facts, window);
        let first = facts.today;
        let next = |day: &NaiveDate| {
            let facts = Facts { today: *day, ..facts.clone() };
            next_change(&facts, &rules())
        };
        let days = std::iter::successors(Some(first), next).skip(1).take(9);
        days.map(|day| day.to_string()).collect::<Vec<_>>()
    };
    let edges = ["2026-04-01", "2026-04-15", "2026-04-21"];
    assert_eq!(of(|facts, window| facts.blocks.push(window)), edges);
    let by = |window| UnitDecision { unit: VC.into(), window };
    assert_eq!(of(|facts, window| seal(facts, Scope::Full, window)), edges);
    let mut facts = adult();
    facts.extensions = vec![by(window)];
    assert_eq!(next_change(&facts, &rules()), Some(day("2026-04-01")));
    facts.extensions.clear();
    facts.early_access = vec![EarlyAccess { window, ..early(VC, "2026-01-01") }];
    assert_eq!(next_change(&facts, &rules()), Some(day("2026-04-01")));
    facts.early_access.clear();
    facts.seals = Seals::Unknown;
    assert_eq!(next_change(&facts, &rules()), None);
}

// proves: J-NEXT
#[test]
fn an_item_leaves_the_log_or_has_waited_enough() {
    let mut facts = adult();
    let published = publication();
    let next = |facts: &Facts, item: &ItemFacts| next_item_change(facts, item, Some(&published));
    assert_eq!(next(&facts, &log_row("2025-03-10")), Some(day("2026-03-11")));
    assert_eq!(next(&facts, &log_row("2025-03-09")), None);
    assert_eq!(next(&facts, &note("2026-03-01")), None);
    facts.cooling_off = true;
    assert_eq!(next(&facts, &note("2026-02-25")), Some(day("2026-03-11")));
    assert_eq!(next(&facts, &note("2026-02-24")), None);
    assert_eq!(next(&facts, &log_row("2025-03-10")), Some(day("2026-03-11")));
    assert_eq!(next(&facts, &log_row("2026-03-01")), Some(day("2026-03-15")));
    assert_eq!(next_item_change(&facts, &note("2026-02-25"), None), None);
    let unpublished = Publication { log_months: None, ..publication() };
    facts.cooling_off = false;
    assert_eq!(next_item_change(&facts, &log_row("2025-03-10"), Some(&unpublished)), None);
}

/// Month ends of all lengths: the first day on which a row is too old, found by trying each.
// proves: J-NEXT
#[test]
fn the_day_a_log_row_ages_out_is_the_first_on_which_it_is_left_out() {
    for months in [1, 2, 6, 11, 12, 13, 24] {
        let published = Publication { log_months: Some(months), ..publication() };
        for past in 0..800 {
            let date = day("2023-01-01") + Days::new(past);
            let mut facts = adult();
            facts.today = date;
            let row = ItemFacts { date, ..log_row("2023-01-01") };
            let told = next_item_change(&facts, &row, Some(&published)).unwrap();
            let first =
                date.iter_days().take(1000).find(|today| months_before(*today, months) > date);
            assert_eq!(Some(told), first, "{date}, {months} months");
        }
    }
}
