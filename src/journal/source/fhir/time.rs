//! FHIR's `date`, `dateTime` and `instant`, as far as a day is told.

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock::local_date;

/// A day in Sweden, and the moment where the source tells one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    pub date: NaiveDate,
    pub at: Option<DateTime<Utc>>,
}

impl When {
    /// A date alone is that date in Sweden. A time without its zone could be of the day before, and a
    /// year or a month is no day: neither is taken.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() == 10 {
            return day(text).map(|date| Self { date, at: None });
        }
        let at = moment(text)?;
        Some(Self { date: local_date(at), at: Some(at) })
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let place = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let sound = text.bytes().enumerate().all(place);
    sound.then(|| text.parse().ok()).flatten()
}

/// An instant: with a time, to the second at least, and a zone.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    let sound = text.is_ascii() && text.len() <= 40 && text.get(10..11) == Some("T");
    day(text.get(..10)?).filter(|_| sound)?;
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        When::read(text).map(|when| (when.date.to_string(), when.at.map(|at| at.to_rfc3339())))
    }

    // proves: JD-1
    #[test]
    fn days_are_swedish_ones_also_when_the_clocks_change() {
        for (text, date) in [
            ("2015-04-01", "2015-04-01"),
            ("2015-03-31T23:30:00Z", "2015-04-01"),
            ("2015-03-31T23:30:00+02:00", "2015-03-31"),
            ("2015-03-31T21:59:59.999Z", "2015-03-31"),
            // The night to 29 March 2026 is an hour short, that to 25 October an hour long.
            ("2026-03-28T22:59:59Z", "2026-03-28"),
            ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"),
            ("2026-03-29T22:00:00Z", "2026-03-30"),
            ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T22:59:59Z", "2026-10-25"),
            ("2026-10-25T23:00:00Z", "2026-10-26"),
            ("2014-10-15T10:30:26-05:00", "2014-10-15"),
        ] {
            assert_eq!(When::read(text).map(|when| when.date.to_string()).as_deref(), Some(date));
        }
        assert_eq!(read("2015-04-01"), Some(("2015-04-01".into(), None)));
    }

    // proves: JD-2
    #[test]
    fn what_names_no_day_or_no_zone_is_not_taken() {
        for text in [
            "",
            "2015",
            "2015-04",
            "2015-04-01T10:00:00",
            "2015-04-01T10:00",
            "2015-04-01T10:00Z",
            "2015-04-01 10:00:00Z",
            "2015-02-29",
            "2015-4-01",
            "+015-04-01",
            "20150401",
            "20150401100000",
            "2015-04-01T25:00:00Z",
            "2015-04-01T10:00:00+0200",
            "åååååå",
            "2015-04-0１",
            "2015-04-01T10:00:00.99999999999999999999999999999999Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
