//! Who gives and takes which role: nobody above their own level (R-ROLE-16, matrix rows 28, 29, 33).

use uuid::Uuid;

use super::super::place::{Unit, administrator, assigner, refuse};
use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::{StaffId, UnitId},
};

/// A role at a unit, and whose.
#[derive(Debug)]
pub struct RoleAt {
    pub unit: Unit,
    pub role: Role,
    /// Absent when nobody has that HSA-id.
    pub staff: Option<StaffId>,
}

impl Subject for RoleAt {
    fn id(&self) -> Uuid {
        self.staff.map_or(self.unit.id.0, |staff| staff.0)
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit.id)
    }
}

fn may_assign(actor: &Actor, at: &RoleAt) -> Verdict {
    let capacity = match at.role {
        Role::Receiver | Role::Handler => assigner(actor, &at.unit),
        Role::LocalAdministrator | Role::PermissionAdministrator | Role::Reviewer => {
            administrator(actor, &at.unit)
        }
        Role::AccountAdministrator | Role::RegionalAdministrator | Role::NationalAdministrator => {
            None
        }
    };
    Verdict::or(capacity, refuse(actor, &at.unit))
}

pub struct GrantRole;

impl Action for GrantRole {
    type On = RoleAt;
    const NAME: &'static str = "role.grant";

    fn decide(actor: &Actor, at: &RoleAt) -> Verdict {
        may_assign(actor, at)
    }
}

pub struct RevokeRole;

impl Action for RevokeRole {
    type On = RoleAt;
    const NAME: &'static str = "role.revoke";

    fn decide(actor: &Actor, at: &RoleAt) -> Verdict {
        may_assign(actor, at)
    }
}

/// The roles of a region, or one person's there.
#[derive(Debug)]
pub struct RegionRoles {
    pub region: Region,
    pub staff: Option<StaffId>,
}

impl Subject for RegionRoles {
    /// A region has no id of its own; its county code stands in where nobody is meant.
    fn id(&self) -> Uuid {
        let code = self.region.parse().unwrap_or(0);
        self.staff.map_or(Uuid::from_u128(code), |staff| staff.0)
    }
}

/// The region's own management team and the nation's. Other staff know that there is one.
fn may_manage(actor: &Actor, roles: &RegionRoles) -> Verdict {
    let otherwise = if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
    let capacity: Option<Capacity> = actor.administers_region(&roles.region);
    Verdict::or(capacity, otherwise)
}

pub struct ListRegionalRoles;

impl Action for ListRegionalRoles {
    type On = RegionRoles;
    const NAME: &'static str = "regional-role.list";

    fn decide(actor: &Actor, roles: &RegionRoles) -> Verdict {
        may_manage(actor, roles)
    }
}

pub struct GrantRegionalRole;

impl Action for GrantRegionalRole {
    type On = RegionRoles;
    const NAME: &'static str = "regional-role.grant";

    fn decide(actor: &Actor, roles: &RegionRoles) -> Verdict {
        may_manage(actor, roles)
    }
}

pub struct RevokeRegionalRole;

impl Action for RevokeRegionalRole {
    type On = RegionRoles;
    const NAME: &'static str = "regional-role.revoke";

    fn decide(actor: &Actor, roles: &RegionRoles) -> Verdict {
        may_manage(actor, roles)
    }
}
