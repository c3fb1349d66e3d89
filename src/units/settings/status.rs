//! How a unit comes into use and leaves it (cases.md 4.4). Pure.

use chrono::{Days, NaiveDate};

use super::super::availability::UnitStatus;

crate::sql::code! {
    /// What a unit's status can be set to.
    WantedStatus {
        /// In use. Also takes back a closing.
        Active = "active",
        /// Takes no new cases and finishes the old ones.
        Closing = "closing",
        /// Ended for good. Only a closing unit without open cases, when the notice has run out.
        Closed = "closed",
    }
}

/// Why not.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// From here one can't go there.
    NoSuchStep,
    /// Nobody would run the unit.
    NoAdministrator,
    /// So many cases are open.
    OpenCases(i64),
    /// It was announced for that day.
    NoticeRuns(NaiveDate),
}

/// What a step is decided on.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    pub open_cases: i64,
    pub has_administrator: bool,
    pub closes_on: Option<NaiveDate>,
    pub today: NaiveDate,
}

/// Whether the unit may go there now. To stay where one is is no step, and always allowed.
pub fn step(from: UnitStatus, to: WantedStatus, facts: &Facts) -> Result<UnitStatus, Refusal> {
    use UnitStatus as S;
    match (from, to) {
        (S::Inactive, WantedStatus::Active) if !facts.has_administrator => {
            Err(Refusal::NoAdministrator)
        }
        (S::Inactive | S::Closing | S::Active, WantedStatus::Active) => Ok(S::Active),
        (S::Active | S::Closing, WantedStatus::Closing) => Ok(S::Closing),
        (S::Closing, WantedStatus::Closed) if facts.open_cases > 0 => {
            Err(Refusal::OpenCases(facts.open_cases))
        }
        (S::Closing, WantedStatus::Closed) => match facts.closes_on {
            Some(day) if facts.today < day => Err(Refusal::NoticeRuns(day)),
            _ => Ok(S::Closed),
        },
        (S::Closed, WantedStatus::Closed) => Ok(S::Closed),
        _ => Err(Refusal::NoSuchStep),
    }
}

/// The first day a unit may close when that is announced today.
pub fn earliest(today: NaiveDate, notice_days: i32) -> NaiveDate {
    let days = Days::new(u64::try_from(notice_days).unwrap_or(0));
    today.checked_add_days(days).expect("dates here lie within chrono's range")
}

/// Whether a day may be announced: with due notice, or no earlier than what was announced before.
pub fn may_close_on(day: NaiveDate, earliest: NaiveDate, announced: Option<NaiveDate>) -> bool {
    day >= earliest || announced.is_some_and(|before| day >= before)
}

#[cfg(test)]
mod tests {
    use super::{UnitStatus as S, WantedStatus as W, *};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn facts() -> Facts {
        Facts { open_cases: 0, has_administrator: true, closes_on: None, today: day("2026-11-23") }
    }

    // proves: OC-3, OC-4
    #[test]
    fn every_status_against_every_wish() {
        let table = [
            (S::Inactive, [Some(S::Active), None, None]),
            (S::Active, [Some(S::Active), Some(S::Closing), None]),
            (S::Closing, [Some(S::Active), Some(S::Closing), Some(S::Closed)]),
            (S::Closed, [None, None, Some(S::Closed)]),
        ];
        for (from, expected) in table {
            let found = [W::Active, W::Closing, W::Closed].map(|to| step(from, to, &facts()).ok());
            assert_eq!(found, expected, "{from:?}");
        }
    }

    // proves: E-20
    #[test]
    fn a_unit_with_open_cases_does_not_close() {
        let open = Facts { open_cases: 3, ..facts() };
        assert_eq!(step(S::Closing, W::Closed, &open), Err(Refusal::OpenCases(3)));
        assert_eq!(step(S::Active, W::Closing, &open), Ok(S::Closing));
    }

    // proves: OC-1
    #[test]
    fn nobody_takes_a_unit_into_use_that_nobody_runs() {
        let alone = Facts { has_administrator: false, ..facts() };
        assert_eq!(step(S::Inactive, W::Active, &alone), Err(Refusal::NoAdministrator));
        assert_eq!(step(S::Closing, W::Active, &alone), Ok(S::Active));
    }

    // proves: OC-2
    #[test]
    fn a_unit_closes_on_its_day_and_not_before() {
        let on = |today: &str| {
            let facts = Facts { closes_on: Some(day("2026-12-14")), today: day(today), ..facts() };
            step(S::Closing, W::Closed, &facts)
        };
        assert_eq!(on("2026-12-13"), Err(Refusal::NoticeRuns(day("2026-12-14"))));
        assert_eq!(on("2026-12-14"), Ok(S::Closed));
        let first = earliest(day("2026-11-23"), 21);
        assert_eq!(first, day("2026-12-14"));
        assert!(may_close_on(first, first, None));
        assert!(!may_close_on(day("2026-12-13"), first, None));
        // What was announced in time may be put off, and not hurried.
        assert!(may_close_on(day("2026-12-10"), first, Some(day("2026-12-05"))));
        assert!(!may_close_on(day("2026-12-04"), first, Some(day("2026-12-05"))));
    }
}
