//! The month that is asked for. Pure.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;

/// A month by the calendar in Sweden that has ended: its numbers do not grow from one question to the
/// next, so that nothing can be read from the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(NaiveDate);

impl Month {
    /// Reads `2026-10`.
    pub fn read(text: &str, today: NaiveDate) -> Option<Self> {
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
        let month = Self(first);
        (text.len() == 7 && first.year() >= 2000 && month.next() <= today).then_some(month)
    }

    pub fn name(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.next().pred_opt().unwrap_or(self.0)
    }

    fn next(self) -> NaiveDate {
        self.0 + Months::new(1)
    }

    /// When it began.
    pub fn from(self) -> DateTime<Utc> {
        midnight(self.0)
    }

    /// When it had ended.
    pub fn to(self) -> DateTime<Utc> {
        midnight(self.next())
    }

    pub fn days(self) -> Vec<NaiveDate> {
        self.0.iter_days().take_while(|day| *day < self.next()).collect()
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    Stockholm.from_local_datetime(&local).earliest().map_or(local.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_months_that_have_ended_are_read() {
        let today: NaiveDate = "2026-11-30".parse().expect("a date");
        let october = Month::read("2026-10", today).expect("it has ended");
        assert_eq!(october.from().to_rfc3339(), "2026-09-30T22:00:00+00:00");
        assert_eq!(october.to().to_rfc3339(), "2026-10-31T23:00:00+00:00");
        assert_eq!(october.days().len(), 31);
        for text in ["2026-11", "2027-01", "2026-13", "1999-12", "2026-1", "oktober", "+2026-10"] {
            assert_eq!(Month::read(text, today), None, "{text}");
        }
    }
}
