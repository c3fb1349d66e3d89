//! What each person sees of somebody, and what they will when a protection stands. Decided by the
//! very rule that lets guardians in. Pure.

use chrono::NaiveDate;

use crate::{
    access::{Agency, agency_holds},
    clock::birthday,
    id::ResidentId,
};

crate::sql::code! {
    /// A service in which something of the person is seen.
    SeenService {
        /// Signing in at all.
        LogIn = "log-in",
        /// The guardian's list of children.
        ChildList = "child-list",
        Inbox = "inbox",
        Cases = "cases",
        /// Units and case types as the person.
        Units = "units",
        /// Name, settings and contact details.
        PersonalDetails = "personal-details",
        /// Who has seen the person's data.
        AccessLog = "access-log",
        /// SMS and e-mail that something has come.
        Notices = "notices",
        /// The journal, once the seal is carried out.
        Journal = "journal",
    }
}

crate::sql::code! {
    /// Who sees it.
    ViewerRelation { Oneself = "self", Guardian = "guardian" }
}

crate::sql::code! {
    /// What changes on a birthday.
    BoundaryChange {
        /// Guardians stop acting, and their contact details for the child are emptied.
        GuardiansStop = "guardians-stop",
        /// The youth reads their own journal.
        JournalOpens = "journal-opens",
        /// Of age.
        OfAge = "of-age",
    }
}

/// What one person sees in one service, now and afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    pub service: SeenService,
    pub now: bool,
    pub afterwards: bool,
}

/// The one to be protected, as things stand.
#[derive(Debug, Clone, Copy)]
pub struct Protected {
    pub may_sign_in: bool,
    pub notified: bool,
}

/// The services that agency opens.
const BY_AGENCY: [SeenService; 6] = [
    SeenService::ChildList,
    SeenService::Inbox,
    SeenService::Cases,
    SeenService::Units,
    SeenService::PersonalDetails,
    SeenService::AccessLog,
];

/// What the protected person sees of themselves: everything goes with the log-in, but for the
/// journal, which the seal closes.
pub fn of_oneself(person: Protected) -> Vec<Sight> {
    use SeenService::{AccessLog, Cases, Inbox, Journal, LogIn, Notices, PersonalDetails, Units};
    let in_session = [LogIn, Inbox, Cases, Units, PersonalDetails, AccessLog, Journal];
    let sights =
        in_session.map(|service| Sight { service, now: person.may_sign_in, afterwards: false });
    let notices = Sight { service: Notices, now: person.notified, afterwards: false };
    sights.into_iter().chain([notices]).collect()
}

/// What a guardian sees of the child. One who is not blocked is kept out by the lock all the same.
pub fn of_guardian(agency: &Agency, blocked: bool, today: NaiveDate, ends_at: i32) -> Vec<Sight> {
    let after = Agency { blocked: agency.blocked || blocked, child_locked: true, ..*agency };
    let now = agency_holds(agency, today, ends_at);
    let afterwards = agency_holds(&after, today, ends_at);
    let sight = |service| Sight { service, now, afterwards };
    BY_AGENCY.into_iter().chain([SeenService::Journal]).map(sight).collect()
}

/// A day on which what people see changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boundary {
    pub on: NaiveDate,
    pub age: i32,
    pub change: BoundaryChange,
}

/// The birthdays to come that change something (cases.md 7, idea 6).
pub fn boundaries(birth: NaiveDate, today: NaiveDate, ends_at: i32) -> Vec<Boundary> {
    let ages = [
        (ends_at, BoundaryChange::GuardiansStop),
        (16, BoundaryChange::JournalOpens),
        (18, BoundaryChange::OfAge),
    ];
    ages.into_iter()
        .map(|(age, change)| Boundary { on: birthday(birth, age), age, change })
        .filter(|boundary| boundary.on > today)
        .collect()
}

/// A person, and what they see.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub id: ResidentId,
    pub name: String,
    pub relation: ViewerRelation,
    pub to_be_blocked: bool,
    pub sights: Vec<Sight>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn agency(birth: &str) -> Agency {
        Agency {
            guardian_protected: false,
            child_birth: day(birth),
            child_protected: false,
            child_deceased: false,
            child_locked: false,
            ended_on: None,
            blocked: false,
        }
    }

    #[test]
    fn a_guardian_sees_all_before_and_nothing_afterwards() {
        let today = day("2026-11-23");
        let sights = of_guardian(&agency("2018-01-01"), true, today, 13);
        assert!(sights.iter().all(|sight| sight.now && !sight.afterwards));
        let other = of_guardian(&agency("2018-01-01"), false, today, 13);
        assert!(other.iter().all(|sight| !sight.afterwards), "the lock stops the other one too");
        let teen = of_guardian(&agency("2013-11-23"), true, today, 13);
        assert!(teen.iter().all(|sight| !sight.now));
    }

    #[test]
    fn the_birthdays_to_come_are_told() {
        let all = boundaries(day("2013-12-06"), day("2026-11-23"), 13);
        let days: Vec<String> = all.iter().map(|one| one.on.to_string()).collect();
        assert_eq!(days, ["2026-12-06", "2029-12-06", "2031-12-06"]);
        assert_eq!(boundaries(day("2013-12-06"), day("2026-12-06"), 13).len(), 2);
        assert!(boundaries(day("1984-04-18"), day("2026-11-23"), 13).is_empty());
    }
}
