//! The rules of an appointment. Pure.

use chrono::NaiveDate;

use super::{super::OWN_APPOINTMENT, view::NewDecisionMaker};
use crate::{
    failure::Failure,
    id::StaffId,
    journal::measures::deciding::{Office, first_day, last_day},
};

/// The days on which somebody is to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: NaiveDate,
    pub through: Option<NaiveDate>,
}

/// Nobody appoints themselves; a delegate decides by a delegation that is written down somewhere, and a
/// manager by none.
pub fn appointment(new: &NewDecisionMaker, by: StaffId, today: NaiveDate) -> Result<Days, Failure> {
    if new.staff_id == by {
        let (sv, en) = ("Be någon annan.", "Ask somebody else.");
        return Err(Failure::refused(&OWN_APPOINTMENT, sv, en));
    }
    let pointer = "/delegationReference";
    match (new.kind, &new.delegation_reference) {
        (Office::Delegate, None) => {
            let (sv, en) = ("Ange var delegationen finns.", "Say where the delegation stands.");
            return Err(Failure::field(pointer, "required", sv, en));
        }
        (Office::OperationsManager, Some(_)) => {
            let (sv, en) = ("En chef har ingen delegation.", "A manager has no delegation.");
            return Err(Failure::field(pointer, "not-for-a-manager", sv, en));
        }
        _ => {}
    }
    let from = first_day(new.valid_from, today)?;
    let through = last_day(new.valid_through, from, None)?;
    Ok(Days { from, through })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::measures::decision::example_id;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn new(kind: Office) -> NewDecisionMaker {
        NewDecisionMaker {
            staff_id: StaffId(example_id(1)),
            kind,
            delegation_reference: (kind == Office::Delegate).then(|| "Delegation 7".into()),
            valid_from: None,
            valid_through: None,
        }
    }

    #[test]
    fn an_appointment_begins_today_and_by_somebody_else() {
        let (by, today) = (StaffId(example_id(2)), day("2026-11-23"));
        let days = |new: &NewDecisionMaker| appointment(new, by, today).map_err(|it| it.slug());
        for kind in [Office::OperationsManager, Office::Delegate] {
            assert_eq!(days(&new(kind)), Ok(Days { from: today, through: None }));
        }
        let own = appointment(&new(Office::Delegate), StaffId(example_id(1)), today);
        assert_eq!(own.expect_err("own").slug(), "own-appointment");
        let past =
            NewDecisionMaker { valid_from: Some(day("2026-11-22")), ..new(Office::Delegate) };
        assert!(days(&past).is_err());
        let backwards =
            NewDecisionMaker { valid_through: Some(day("2026-11-22")), ..new(Office::Delegate) };
        assert!(days(&backwards).is_err());
    }

    #[test]
    fn a_delegation_is_written_down_and_a_manager_has_none() {
        let (by, today) = (StaffId(example_id(2)), day("2026-11-23"));
        let judged = |new: &NewDecisionMaker| appointment(new, by, today);
        let delegate = NewDecisionMaker { delegation_reference: None, ..new(Office::Delegate) };
        assert!(judged(&delegate).is_err());
        let reference = Some("Delegation 7".into());
        let manager =
            NewDecisionMaker { delegation_reference: reference, ..new(Office::OperationsManager) };
        assert!(judged(&manager).is_err());
    }
}
