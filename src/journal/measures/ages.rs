//! The years for which a unit's part is opened: between the birthday that ends guardians' reading and the
//! one that begins the youth's own (journal.md 3, V5 and V6). Pure.

use chrono::{Months, NaiveDate};

use super::{
    OUTSIDE_AGES,
    deciding::{first_day, last_day},
};
use crate::{
    clock::{birthday, day_before},
    failure::Failure,
    journal::decision::PersonRules,
};

/// The child's years, by the region's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// From this day guardians read nothing more by themselves.
    pub begin: NaiveDate,
    /// The last day before the youth reads everything.
    pub last: NaiveDate,
    /// How long an extension lasts at most.
    pub at_a_time: u32,
}

impl Years {
    pub fn of(birth: NaiveDate, rules: &PersonRules) -> Self {
        Self {
            begin: birthday(birth, rules.agency_ends_at),
            last: day_before(birthday(birth, rules.opens_at)),
            at_a_time: rules.extension_years,
        }
    }

    /// The first and last day of an extension: a year at a time, never past the last day (V5).
    pub fn extension(
        &self,
        (from, through): (Option<NaiveDate>, Option<NaiveDate>),
        today: NaiveDate,
    ) -> Result<(NaiveDate, NaiveDate), Failure> {
        let from = self.first(from, today)?;
        let year = from.checked_add_months(Months::new(12 * self.at_a_time));
        let latest = year.expect("dates here lie within chrono's range").min(self.last);
        let through = last_day(through, from, Some(latest))?.unwrap_or(latest);
        self.touched_by(through)?;
        Ok((from, through))
    }

    /// The same for early access, which may last until the youth reads everything anyway.
    pub fn early(
        &self,
        (from, through): (Option<NaiveDate>, Option<NaiveDate>),
        today: NaiveDate,
    ) -> Result<(NaiveDate, Option<NaiveDate>), Failure> {
        let from = self.first(from, today)?;
        let Some(through) = through else { return Ok((from, None)) };
        let through = last_day(Some(through), from, Some(self.last))?.unwrap_or(self.last);
        self.touched_by(through)?;
        Ok((from, Some(through)))
    }

    fn first(&self, from: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Failure> {
        let from = first_day(from, today)?;
        if from <= self.last { Ok(from) } else { Err(outside()) }
    }

    /// V6: of no use when the child is younger all the while.
    fn touched_by(&self, through: NaiveDate) -> Result<(), Failure> {
        if through >= self.begin { Ok(()) } else { Err(outside()) }
    }
}

fn outside() -> Failure {
    let (sv, en) = ("Barnet har inte den åldern då.", "The child is not of that age then.");
    Failure::refused(&OUTSIDE_AGES, sv, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Born 2012-04-02: 13 on 2025-04-02, 16 on 2028-04-02.
    fn years() -> Years {
        Years { begin: day("2025-04-02"), last: day("2028-04-01"), at_a_time: 1 }
    }

    fn extension(today: &str, through: Option<&str>) -> Result<(String, String), &'static str> {
        let days = years().extension((None, through.map(day)), day(today));
        days.map(|(from, through)| (from.to_string(), through.to_string())).map_err(|it| it.slug())
    }

    // proves: JV-5
    #[test]
    fn an_extension_lasts_a_year_and_never_past_fifteen() {
        let is = |from: &str, through: &str| Ok((from.to_owned(), through.to_owned()));
        assert_eq!(extension("2025-04-02", None), is("2025-04-02", "2026-04-02"));
        assert_eq!(extension("2025-04-02", Some("2026-04-02")), is("2025-04-02", "2026-04-02"));
        assert_eq!(extension("2025-04-02", Some("2026-04-03")), Err("invalid-fields"));
        assert_eq!(extension("2027-09-01", None), is("2027-09-01", "2028-04-01"));
        assert_eq!(extension("2027-09-01", Some("2028-04-02")), Err("invalid-fields"));
        assert_eq!(extension("2028-04-01", None), is("2028-04-01", "2028-04-01"));
        assert_eq!(extension("2028-04-02", None), Err("child-outside-ages"));
        assert_eq!(extension("2025-04-02", Some("2025-04-01")), Err("invalid-fields"));
    }

    // proves: JV-6
    #[test]
    fn nothing_is_given_for_days_on_which_the_child_is_younger() {
        assert_eq!(extension("2024-04-01", None), Err("child-outside-ages"));
        assert!(extension("2024-04-02", None).is_ok(), "the last day is the birthday");
        assert_eq!(extension("2024-12-01", Some("2025-04-01")), Err("child-outside-ages"));
        let early = |today: &str, through: Option<&str>| {
            years().early((None, through.map(day)), day(today)).map_err(|it| it.slug())
        };
        assert_eq!(early("2024-12-01", Some("2025-04-01")), Err("child-outside-ages"));
        assert_eq!(early("2024-12-01", None), Ok((day("2024-12-01"), None)));
        let whole = Ok((day("2025-06-01"), Some(day("2028-04-01"))));
        assert_eq!(early("2025-06-01", Some("2028-04-01")), whole);
        assert_eq!(early("2025-06-01", Some("2028-04-02")), Err("invalid-fields"));
        assert_eq!(early("2028-04-02", None), Err("child-outside-ages"));
    }
}
