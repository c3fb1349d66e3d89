//! When a unit's local administrator may go (R-ROLE-10). Pure. A unit always keeps one who is active
//! in the directory and holds the role until further notice; what the directory itself takes away
//! can't be refused, and shows as a warning.

use chrono::NaiveDate;

use crate::{access::Role, id::StaffId};

/// Someone who holds the role at the unit today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Administrator {
    pub staff: StaffId,
    /// The last day; absent until further notice.
    pub until: Option<NaiveDate>,
    /// Active in the directory, so able to sign in.
    pub active: bool,
}

/// Whether that person may lose the role without leaving the unit to nobody.
pub fn may_go(all: &[Administrator], person: StaffId) -> bool {
    let able = || all.iter().filter(|one| one.active);
    let lasting = |one: &&Administrator| one.until.is_none();
    if !able().any(|one| one.staff == person) {
        return true;
    }
    let mut others = able().filter(|one| one.staff != person);
    let is_lasting = able().filter(lasting).any(|one| one.staff == person);
    if is_lasting { others.any(|one| lasting(&one)) } else { others.next().is_some() }
}

/// Whether the role may be given with a last day: only beside one who stays.
pub fn may_be_temporary(all: &[Administrator], person: StaffId) -> bool {
    all.iter().any(|one| one.active && one.until.is_none() && one.staff != person)
}

crate::sql::code! {
    /// What a unit's administrators should see to.
    UnitWarning {
        /// Nobody who can sign in runs the unit: the region appoints one.
        NoLocalAdministrator = "no-local-administrator",
        /// Two local administrators is good practice.
        OneLocalAdministrator = "one-local-administrator",
        /// Nobody distributes what comes in.
        NoReceiver = "no-receiver",
        /// Nobody can answer.
        NoHandler = "no-handler",
    }
}

/// What is amiss at a unit, from the roles there of those who can sign in.
pub fn warnings(held: &[Role]) -> Vec<UnitWarning> {
    let count = |role| held.iter().filter(|own| **own == role).count();
    let administrators = match count(Role::LocalAdministrator) {
        0 => Some(UnitWarning::NoLocalAdministrator),
        1 => Some(UnitWarning::OneLocalAdministrator),
        _ => None,
    };
    let receiver = (count(Role::Receiver) == 0).then_some(UnitWarning::NoReceiver);
    let handler = (count(Role::Handler) == 0).then_some(UnitWarning::NoHandler);
    [administrators, receiver, handler].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn one(number: u128, until: Option<&str>, active: bool) -> Administrator {
        let until = until.map(|day| day.parse().expect("a date"));
        Administrator { staff: StaffId(Uuid::from_u128(number)), until, active }
    }

    fn person(number: u128) -> StaffId {
        StaffId(Uuid::from_u128(number))
    }

    // proves: R-ROLE-10
    #[test]
    fn one_who_stays_is_always_left() {
        let (stays, leaves, gone) =
            (one(1, None, true), one(2, Some("2026-12-31"), true), one(3, None, false));
        let table = [
            (vec![stays], person(1), false),
            (vec![stays, one(4, None, true)], person(1), true),
            // One whose role runs out does not stay.
            (vec![stays, leaves], person(1), false),
            (vec![stays, leaves], person(2), true),
            // One the directory has shut out does not count, and is no loss.
            (vec![stays, gone], person(1), false),
            (vec![stays, gone], person(3), true),
            (vec![gone], person(3), true),
            // Better one for a while than none.
            (vec![leaves], person(2), false),
            (vec![stays], person(9), true),
        ];
        for (all, leaver, expected) in table {
            assert_eq!(may_go(&all, leaver), expected, "{all:?} without {leaver}");
        }
        assert!(may_be_temporary(&[stays], person(2)));
        for all in [vec![], vec![gone], vec![leaves], vec![one(2, None, true)]] {
            assert!(!may_be_temporary(&all, person(2)), "{all:?}");
        }
    }

    // proves: R-ROLE-10
    #[test]
    fn fewer_than_two_administrators_is_a_warning() {
        use UnitWarning::*;
        let with = |administrators| {
            let mut held = vec![Role::LocalAdministrator; administrators];
            held.extend([Role::Receiver, Role::Handler]);
            warnings(&held)
        };
        assert_eq!(with(0), [NoLocalAdministrator]);
        assert_eq!(with(1), [OneLocalAdministrator]);
        assert_eq!(with(2), []);
        assert_eq!(warnings(&[]), [NoLocalAdministrator, NoReceiver, NoHandler]);
    }
}
