//! Whether a guardian may act for the resident: the questions of agency, each with its own answer. It
//! asks what `access` asks when a guardian signs in, and a test holds the two together. Pure.

use chrono::NaiveDate;

use crate::{access::Agency, clock::age_on};

crate::sql::code! {
    /// One question of agency, in the order in which they are asked.
    AgencyQuestion {
        /// The case type may be used in a child's name.
        TypeForGuardians = "type-for-guardians",
        /// The population register says that they are the child's guardian that day.
        Registered = "registered",
        /// The child is young enough.
        ChildsAge = "childs-age",
        /// Neither of the two has a protected identity, and the child lives.
        NothingProtected = "nothing-protected",
        /// The child's log-in is not locked.
        ChildNotLocked = "child-not-locked",
        /// The guardian is not blocked from the child.
        NotBlocked = "not-blocked",
    }
}

impl AgencyQuestion {
    /// The rule's name in `docs/rules.csv`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::TypeForGuardians => "B-11",
            Self::Registered => "A-3",
            Self::ChildsAge => "B-82",
            Self::NothingProtected => "B-85",
            Self::ChildNotLocked => "B-103",
            Self::NotBlocked => "B-106",
        }
    }
}

/// The questions with their answers. Where the register knows of no guardianship, nothing is asked
/// after that.
pub fn chain(
    agency: Option<&Agency>,
    type_allows: bool,
    day: NaiveDate,
    ends_at_age: i32,
) -> Vec<(AgencyQuestion, bool)> {
    use AgencyQuestion as Q;
    let registered = agency.is_some_and(|agency| agency.ended_on.is_none_or(|ended| ended > day));
    let mut answers = vec![(Q::TypeForGuardians, type_allows), (Q::Registered, registered)];
    if let Some(agency) = agency {
        let young = age_on(agency.child_birth, day) < ends_at_age;
        let open = !agency.guardian_protected && !agency.child_protected && !agency.child_deceased;
        answers.extend([
            (Q::ChildsAge, young),
            (Q::NothingProtected, open),
            (Q::ChildNotLocked, !agency.child_locked),
            (Q::NotBlocked, !agency.blocked),
        ]);
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::agency_holds;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    // proves: A-5, B-103, B-106
    #[test]
    fn the_chain_says_what_lets_guardians_in() {
        let today = day("2026-11-23");
        let births = ["2014-01-01", "2013-11-23"].map(day);
        let ends = [None, Some(today), Some(day("2026-11-24"))];
        for flags in 0..32_u8 {
            let flag = |bit: u8| flags & (1 << bit) != 0;
            for (child_birth, ended_on) in
                births.into_iter().flat_map(|birth| ends.map(|end| (birth, end)))
            {
                let agency = Agency {
                    guardian_protected: flag(0),
                    child_birth,
                    child_protected: flag(1),
                    child_deceased: flag(2),
                    child_locked: flag(3),
                    ended_on,
                    blocked: flag(4),
                };
                let all = chain(Some(&agency), true, today, 13).iter().all(|(_, holds)| *holds);
                assert_eq!(all, agency_holds(&agency, today, 13), "{agency:?}");
            }
        }
        let unknown = chain(None, true, today, 13);
        assert_eq!(unknown.last(), Some(&(AgencyQuestion::Registered, false)));
    }
}
