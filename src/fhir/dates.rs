//! FHIR's search by date and time (R4, 3.1.1.5.9): each value is a while, and its prefix says on which side of it
//! something lies. Days are Swedish ones. Pure.

use std::borrow::Cow;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromParameter, ParseResult, Type},
};

use crate::{
    failure::{self, Failure, Words},
    slots::day_begins,
};

/// One value of a parameter, as it was sent: what it says is found out by [`Within::read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateValue(pub String);

const LONGEST_VALUE: usize = 40;

impl Type for DateValue {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string_fhir-date".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let pattern = r"^(eq|ge|gt|sa|le|lt|eb)?[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9:]{5}))?)?)?$";
        let schema = MetaSchema {
            max_length: Some(LONGEST_VALUE),
            pattern: Some(pattern.to_owned()),
            ..MetaSchema::new("string")
        };
        MetaSchemaRef::Inline(Box::new(schema))
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }

    fn raw_element_iter<'a>(
        &'a self,
    ) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl ParseFromParameter for DateValue {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        let fits = value.len() <= LONGEST_VALUE;
        fits.then(|| Self(value.to_owned())).ok_or_else(|| ParseError::custom("too long"))
    }
}

/// From one instant until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Within {
    /// The years that times are kept for.
    pub const ALWAYS: Self = Self { from: at(-2_208_988_800), until: at(253_402_300_799) };

    /// What all the values of one parameter have in common.
    pub fn read(parameter: &str, values: &[DateValue]) -> Result<Self, Failure> {
        values.iter().try_fold(Self::ALWAYS, |all, value| {
            let one = Self::one(&value.0).ok_or_else(|| unreadable(parameter))?;
            Ok(Self { from: all.from.max(one.from), until: all.until.min(one.until) })
        })
    }

    fn one(value: &str) -> Option<Self> {
        let (prefix, value) = match value.find(|it: char| it.is_ascii_digit()) {
            Some(start) => value.split_at(start),
            None => return None,
        };
        let during = Self::during(value)?;
        let all = Self::ALWAYS;
        Some(match prefix {
            "" | "eq" => during,
            "ge" => Self { from: during.from, ..all },
            "gt" | "sa" => Self { from: during.until, ..all },
            "le" => Self { until: during.until, ..all },
            "lt" | "eb" => Self { until: during.from, ..all },
            _ => return None,
        })
    }

    /// The while that a year, a month, a day, a minute or a second is.
    fn during(value: &str) -> Option<Self> {
        if let Some((_, time)) = value.split_once('T') {
            return Self::instant(value, time);
        }
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let (first, next) = match value.len() {
            4 => {
                let first = day(&format!("{value}-01-01"))?;
                (first, first.checked_add_months(Months::new(12))?)
            }
            7 => {
                let first = day(&format!("{value}-01"))?;
                (first, first.checked_add_months(Months::new(1))?)
            }
            10 => {
                let first = day(value)?;
                (first, first.checked_add_days(Days::new(1))?)
            }
            _ => return None,
        };
        Some(Self { from: day_begins(first), until: day_begins(next) })
    }

    /// With a time there must be an offset; seconds can be left out.
    fn instant(value: &str, time: &str) -> Option<Self> {
        let sign = time.find(['Z', '+', '-'])?;
        let (clock, offset) = time.split_at(sign);
        let (whole, length) = match clock.len() {
            5 => (format!("{}:00{offset}", &value[..value.len() - offset.len()]), 60_000_000),
            8 => (value.to_owned(), 1_000_000),
            _ => (value.to_owned(), 1),
        };
        let from = DateTime::parse_from_rfc3339(&whole).ok()?.to_utc();
        let until = from.checked_add_signed(TimeDelta::microseconds(length))?;
        Some(Self { from, until })
    }

    /// What lies in both.
    pub fn and(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }
}

const fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("in range")
}

fn unreadable(parameter: &str) -> Failure {
    let words = Words::new(
        format!(
            "{parameter} ska vara ett datum eller en tid med förskjutning, med eq, ge, gt, le eller lt före."
        ),
        format!(
            "{parameter} must be a date, or a time with an offset, after eq, ge, gt, le or lt."
        ),
    );
    Failure::Unreadable(&failure::MALFORMED, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Option<(String, String)> {
        let values: Vec<_> = values.iter().map(|it| DateValue((*it).to_owned())).collect();
        let within = Within::read("date", &values).ok()?;
        let text = |at: DateTime<Utc>| crate::Moment(at).to_string();
        Some((text(within.from), text(within.until)))
    }

    fn between(from: &str, until: &str) -> Option<(String, String)> {
        Some((from.to_owned(), until.to_owned()))
    }

    const FIRST: &str = "1900-01-01T00:00:00Z";
    const LAST: &str = "9999-12-31T23:59:59Z";

    #[test]
    fn a_day_is_a_swedish_one_also_when_it_has_25_hours() {
        let autumn = between("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        assert_eq!(read(&["2026-10-25"]), autumn);
        assert_eq!(read(&["eq2026-10-25"]), autumn);
        assert_eq!(read(&["2026-02"]), between("2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"));
        assert_eq!(read(&["2026"]), between("2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"));
    }

    #[test]
    fn a_prefix_says_on_which_side() {
        assert_eq!(read(&["ge2026-11-25"]), between("2026-11-24T23:00:00Z", LAST));
        assert_eq!(read(&["gt2026-11-25"]), between("2026-11-25T23:00:00Z", LAST));
        assert_eq!(read(&["sa2026-11-25"]), read(&["gt2026-11-25"]));
        assert_eq!(read(&["le2026-11-25"]), between(FIRST, "2026-11-25T23:00:00Z"));
        assert_eq!(read(&["lt2026-11-25"]), between(FIRST, "2026-11-24T23:00:00Z"));
        assert_eq!(read(&["eb2026-11-25"]), read(&["lt2026-11-25"]));
        let week = between("2026-11-22T23:00:00Z", "2026-11-29T23:00:00Z");
        assert_eq!(read(&["ge2026-11-23", "lt2026-11-30"]), week);
        assert_eq!(read(&[]), between(FIRST, LAST));
    }

    #[test]
    fn a_time_has_an_offset() {
        let second = between("2026-11-25T07:30:00Z", "2026-11-25T07:30:01Z");
        assert_eq!(read(&["2026-11-25T08:30:00+01:00"]), second);
        assert_eq!(read(&["2026-11-25T07:30:00Z"]), second);
        let minute = between("2026-11-25T07:30:00Z", "2026-11-25T07:31:00Z");
        assert_eq!(read(&["2026-11-25T08:30+01:00"]), minute);
        let exact = between("2026-11-25T07:30:00.500Z", "2026-11-25T07:30:00.500001Z");
        assert_eq!(read(&["2026-11-25T07:30:00.5Z"]), exact);
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "ge",
            "ne2026-11-25",
            "ap2026-11-25",
            "2026-13",
            "2026-02-30",
            "20261125",
            "2026-11-25T08:30:00",
            "2026-11-25T",
            "2026-11-25TZ",
            "2026-11-25T8:30Z",
            "2026-11-25 08:30",
            "i morgon",
            "2026-11-25Tåä:00Z",
        ] {
            assert_eq!(read(&[bad]), None, "{bad}");
        }
    }
}
