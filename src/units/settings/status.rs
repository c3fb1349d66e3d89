//! How a unit comes into use and leaves it (cases.md 4.4). Pure.

use super::super::availability::UnitStatus;

crate::sql::code! {
    /// What a unit's status can be set to.
    WantedStatus {
        /// In use. Also takes back a closing.
        Active = "active",
        /// Takes no new cases and finishes the old ones.
        Closing = "closing",
        /// Ended for good. Only a closing unit without open cases.
        Closed = "closed",
    }
}

/// Why not.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// From here one can't go there.
    NoSuchStep,
    /// So many cases are open.
    OpenCases(i64),
}

/// Whether the unit may go there now. To stay where one is is no step, and always allowed.
pub fn step(from: UnitStatus, to: WantedStatus, open_cases: i64) -> Result<UnitStatus, Refusal> {
    use UnitStatus as S;
    match (from, to) {
        (S::Inactive | S::Closing | S::Active, WantedStatus::Active) => Ok(S::Active),
        (S::Active | S::Closing, WantedStatus::Closing) => Ok(S::Closing),
        (S::Closing, WantedStatus::Closed) if open_cases > 0 => Err(Refusal::OpenCases(open_cases)),
        (S::Closing | S::Closed, WantedStatus::Closed) => Ok(S::Closed),
        _ => Err(Refusal::NoSuchStep),
    }
}

#[cfg(test)]
mod tests {
    use super::{UnitStatus as S, WantedStatus as W, *};

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
            let found = [W::Active, W::Closing, W::Closed].map(|to| step(from, to, 0).ok());
            assert_eq!(found, expected, "{from:?}");
        }
    }

    // proves: E-20
    #[test]
    fn a_unit_with_open_cases_does_not_close() {
        assert_eq!(step(S::Closing, W::Closed, 3), Err(Refusal::OpenCases(3)));
        assert_eq!(step(S::Active, W::Closing, 3), Ok(S::Closing));
    }
}
