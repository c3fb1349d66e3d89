//! A member of staff as the region's team sees them: what the directory says, where they work, and
//! what is amiss (M-32, R-ROLE-8). Pure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::super::role::administrator::{Administrator, may_go};
use crate::{
    access::{Region, Role, Subject},
    id::{RoleAssignmentId, StaffId, UnitId},
};

/// Somebody, and the regions whose business they are: the one that added them, and those where they
/// have roles.
#[derive(Debug)]
pub struct MemberOf {
    pub id: StaffId,
    pub hsa_id: String,
    pub regions: Vec<Region>,
}

impl Subject for MemberOf {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

/// The staff of a region, or one who is to be among them.
#[derive(Debug)]
pub struct RegionStaff {
    pub region: Region,
    pub staff: Option<StaffId>,
}

impl Subject for RegionStaff {
    /// A region has no id of its own; its county code stands in where nobody is meant.
    fn id(&self) -> Uuid {
        let code = self.region.parse().unwrap_or(0);
        self.staff.map_or(Uuid::from_u128(code), |staff| staff.0)
    }
}

/// One role of a person's.
#[derive(Debug, Clone)]
pub struct Post {
    pub id: RoleAssignmentId,
    pub role: Role,
    pub unit: Option<(UnitId, String)>,
    pub region: Option<Region>,
    pub valid_until: Option<NaiveDate>,
    /// Put aside while the person is away from the unit.
    pub put_aside: bool,
}

crate::sql::code! {
    /// What the region's team should see to about a person.
    StaffWarning {
        /// Not active in the directory (HSA): can't sign in, and is given no cases.
        InactiveInDirectory = "inactive-in-directory",
        /// Has roles and has never accepted the terms, so has never signed in.
        NeverSignedIn = "never-signed-in",
        /// Some unit would be left to nobody without this person.
        OnlyLocalAdministrator = "only-local-administrator",
        /// Away from some unit, with the roles there put aside.
        Deactivated = "deactivated",
        /// The region wants receiver and handler together, and has them apart here.
        ReceiverAndHandlerApart = "receiver-and-handler-apart",
        /// Has a role that the region does not use.
        RoleNotInUse = "role-not-in-use",
        /// What the directory says was fetched long ago.
        DirectoryDataOld = "directory-data-old",
    }
}

/// What is looked at for warnings.
pub struct Signs<'a> {
    pub active_in_directory: bool,
    pub has_accepted_terms: bool,
    pub fetched_at: Option<DateTime<Utc>>,
    pub posts: &'a [Post],
    /// For each unit where the person is local administrator, all of them.
    pub administrators: &'a [(UnitId, Administrator)],
    pub staff: StaffId,
    pub together: bool,
    pub permission_administrators: bool,
    /// Days after which the directory's word is old: the period of the monthly job, and some.
    pub old_after: i32,
}

impl Signs<'_> {
    pub fn warnings(&self, now: DateTime<Utc>) -> Vec<StaffWarning> {
        use StaffWarning as W;
        let held = || self.posts.iter().filter(|post| !post.put_aside);
        let old = TimeDelta::days(self.old_after.into());
        let is_old = self.fetched_at.is_some_and(|at| now - at > old);
        [
            (!self.active_in_directory, W::InactiveInDirectory),
            (!self.has_accepted_terms && held().next().is_some(), W::NeverSignedIn),
            (self.is_only_administrator(), W::OnlyLocalAdministrator),
            (self.posts.iter().any(|post| post.put_aside), W::Deactivated),
            (self.together && self.has_half(), W::ReceiverAndHandlerApart),
            (
                !self.permission_administrators
                    && held().any(|post| post.role == Role::PermissionAdministrator),
                W::RoleNotInUse,
            ),
            (is_old, W::DirectoryDataOld),
        ]
        .into_iter()
        .filter_map(|(so, warning)| so.then_some(warning))
        .collect()
    }

    fn is_only_administrator(&self) -> bool {
        let mut units: Vec<UnitId> = self.administrators.iter().map(|(unit, _)| *unit).collect();
        units.dedup();
        units.iter().any(|unit| {
            let there: Vec<Administrator> = self
                .administrators
                .iter()
                .filter(|(own, _)| own == unit)
                .map(|(_, one)| *one)
                .collect();
            there.iter().any(|one| one.staff == self.staff) && !may_go(&there, self.staff)
        })
    }

    /// Whether some unit has the person as receiver and not as handler, or the other way round.
    fn has_half(&self) -> bool {
        let at = |role| {
            let mut units: Vec<UnitId> = self
                .posts
                .iter()
                .filter(|post| post.role == role && !post.put_aside)
                .filter_map(|post| post.unit.as_ref().map(|(id, _)| *id))
                .collect();
            units.sort();
            units
        };
        at(Role::Receiver) != at(Role::Handler)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(role: Role, unit: u128, put_aside: bool) -> Post {
        Post {
            id: RoleAssignmentId(Uuid::from_u128(1)),
            role,
            unit: Some((UnitId(Uuid::from_u128(unit)), "Provets vårdcentral".into())),
            region: None,
            valid_until: None,
            put_aside,
        }
    }

    fn signs(posts: &[Post]) -> Signs<'_> {
        Signs {
            active_in_directory: true,
            has_accepted_terms: true,
            fetched_at: None,
            posts,
            administrators: &[],
            staff: StaffId(Uuid::from_u128(7)),
            together: false,
            permission_administrators: true,
            old_after: 35,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T11:00:00Z".parse().expect("an instant")
    }

    // proves: R-ROLE-8, R-ROLE-11
    #[test]
    fn each_sign_has_its_warning_and_no_sign_none() {
        use StaffWarning as W;
        let told = |signs: Signs<'_>| signs.warnings(now());
        let receiver = [post(Role::Receiver, 1, false)];
        assert_eq!(told(signs(&receiver)), []);
        let inactive = Signs { active_in_directory: false, ..signs(&receiver) };
        assert_eq!(told(inactive), [W::InactiveInDirectory]);
        assert_eq!(told(Signs { has_accepted_terms: false, ..signs(&[]) }), []);
        let fresh = Signs { has_accepted_terms: false, ..signs(&receiver) };
        assert_eq!(told(fresh), [W::NeverSignedIn]);
        let apart = Signs { together: true, ..signs(&receiver) };
        assert_eq!(told(apart), [W::ReceiverAndHandlerApart]);
        let crossed = [post(Role::Receiver, 1, false), post(Role::Handler, 2, false)];
        assert_eq!(told(Signs { together: true, ..signs(&crossed) }), [W::ReceiverAndHandlerApart]);
        let both = [post(Role::Handler, 1, false), post(Role::Receiver, 1, false)];
        assert_eq!(told(Signs { together: true, ..signs(&both) }), []);
        assert_eq!(told(signs(&[post(Role::Receiver, 1, true)])), [W::Deactivated]);
        let unused = [post(Role::PermissionAdministrator, 1, false)];
        let unused = Signs { permission_administrators: false, ..signs(&unused) };
        assert_eq!(told(unused), [W::RoleNotInUse]);
        let old = Signs { fetched_at: Some(now() - TimeDelta::days(36)), ..signs(&receiver) };
        assert_eq!(told(old), [W::DirectoryDataOld]);
    }

    // proves: R-ROLE-10
    #[test]
    fn the_only_administrator_of_a_unit_is_pointed_out() {
        let unit = UnitId(Uuid::from_u128(1));
        let one = |number, until: Option<&str>| {
            let until = until.map(|day| day.parse().expect("a date"));
            (unit, Administrator { staff: StaffId(Uuid::from_u128(number)), until, active: true })
        };
        let posts = [post(Role::LocalAdministrator, 1, false)];
        let with = |administrators: &[(UnitId, Administrator)]| {
            Signs { administrators, ..signs(&posts) }.warnings(now())
        };
        let only = [StaffWarning::OnlyLocalAdministrator];
        assert_eq!(with(&[one(7, None)]), only);
        assert_eq!(with(&[one(7, None), one(8, Some("2026-12-31"))]), only);
        assert_eq!(with(&[one(7, None), one(8, None)]), []);
    }
}
