//! Where the time comes from, and what day it is. Everything below the edge is handed a `now`.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Europe::Stockholm;

/// The system's clock, or one that tests and demonstrations set by hand.
#[derive(Clone)]
pub enum Clock {
    System,
    Set(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands still at `at` until it is moved.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(Mutex::new(at)))
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that reads the system clock"
            )]
            Self::System => Utc::now(),
            Self::Set(at) => *at.lock().expect("nobody panics while holding the clock"),
        }
    }

    /// Moves a set clock; the system's clock can't be moved.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Set(at) = self {
            *at.lock().expect("nobody panics while holding the clock") = to;
        }
    }
}

/// The date in Sweden at that instant. Ages and periods are counted in these.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Stockholm).date_naive()
}

/// Whole years lived on `today`.
pub fn age_on(birth: NaiveDate, today: NaiveDate) -> i32 {
    let years = today.year() - birth.year();
    years - i32::from(today < birthday(birth, years))
}

/// The day somebody attains that age. One born on 29 February does on 28 February in other years.
pub fn birthday(birth: NaiveDate, age: i32) -> NaiveDate {
    let year = birth.year() + age;
    birth.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)).expect("ages are small")
}

/// The day after.
pub fn day_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).expect("dates here lie within chrono's range")
}

/// The day before, for periods that end by the day.
pub fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).expect("dates here lie within chrono's range")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_birthday_counts_from_its_own_midnight() {
        let birth = day("2013-11-24");
        assert_eq!(age_on(birth, day("2026-11-23")), 12);
        assert_eq!(age_on(birth, day("2026-11-24")), 13);
        assert_eq!(age_on(day("2012-02-29"), day("2025-02-27")), 12);
        assert_eq!(age_on(day("2012-02-29"), day("2025-02-28")), 13);
        assert_eq!(age_on(day("2012-02-29"), day("2028-02-28")), 15);
        assert_eq!(age_on(day("2012-02-29"), day("2028-02-29")), 16);
    }

    #[test]
    fn a_leap_day_child_turns_thirteen_in_february() {
        assert_eq!(birthday(day("2012-02-29"), 13), day("2025-02-28"));
        assert_eq!(birthday(day("2012-02-29"), 12), day("2024-02-29"));
        assert_eq!(birthday(day("2013-12-06"), 13), day("2026-12-06"));
    }

    #[test]
    fn the_swedish_day_begins_before_the_utc_day() {
        let winter: DateTime<Utc> = "2026-11-23T23:00:00Z".parse().expect("an instant");
        let summer: DateTime<Utc> = "2026-06-23T22:00:00Z".parse().expect("an instant");
        assert_eq!(local_date(winter), day("2026-11-24"));
        assert_eq!(local_date(summer), day("2026-06-24"));
    }
}
