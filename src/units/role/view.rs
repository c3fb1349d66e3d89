//! What clients send and see of roles.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::super::card::example_links;
use crate::{
    access::Role,
    id::{RoleAssignmentId, StaffId, UnitId},
    page::Links,
    sql::Moment,
};

crate::sql::code! {
    /// A role that is held at a unit.
    UnitRole {
        Receiver = "receiver",
        Handler = "handler",
        LocalAdministrator = "local-administrator",
        PermissionAdministrator = "permission-administrator",
        Reviewer = "reviewer",
    }
}

impl From<UnitRole> for Role {
    fn from(role: UnitRole) -> Self {
        match role {
            UnitRole::Receiver => Self::Receiver,
            UnitRole::Handler => Self::Handler,
            UnitRole::LocalAdministrator => Self::LocalAdministrator,
            UnitRole::PermissionAdministrator => Self::PermissionAdministrator,
            UnitRole::Reviewer => Self::Reviewer,
        }
    }
}

/// One role of one person.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RoleAssignment", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct AssignmentView {
    pub id: RoleAssignmentId,
    pub role: Role,
    /// Where it holds, when that is a unit.
    pub unit_id: Option<UnitId>,
    /// Where it holds, when that is a region.
    #[oai(validator(max_length = 2))]
    pub region_code: Option<String>,
    pub staff_id: StaffId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// One who is not active in the directory can't sign in.
    pub active_in_directory: bool,
    /// The last day; absent until further notice.
    pub valid_until: Option<NaiveDate>,
    pub granted_at: Moment,
    pub granted_by: Option<StaffId>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A role to give to a member of staff.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewRoleAssignment {
    /// The person's HSA-id. Blanks around it and the case of letters do not matter.
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub hsa_id: String,
    pub role: UnitRole,
    /// The last day, today or later; until further notice when left out.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

crate::sql::code! {
    /// A role that is held in a region.
    RegionRole {
        RegionalAdministrator = "regional-administrator",
        AccountAdministrator = "account-administrator",
    }
}

impl From<RegionRole> for Role {
    fn from(role: RegionRole) -> Self {
        match role {
            RegionRole::RegionalAdministrator => Self::RegionalAdministrator,
            RegionRole::AccountAdministrator => Self::AccountAdministrator,
        }
    }
}

/// An administrator for a region to appoint.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewRegionalAdministrator {
    /// `regional-administrator` when left out.
    #[serde(default)]
    pub role: Option<RegionRole>,
    /// The person's HSA-id. Blanks around it and the case of letters do not matter.
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub hsa_id: String,
    /// The last day, today or later; until further notice when left out.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

impl Example for AssignmentView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        Self {
            id: RoleAssignmentId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b34)),
            role: Role::Handler,
            unit_id: Some(UnitId(unit)),
            region_code: None,
            staff_id: StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32)),
            hsa_id: "SE2321000172-DP02".into(),
            given_name: "Mikael".into(),
            family_name: "Sandberg".into(),
            title: "Distriktsläkare".into(),
            active_in_directory: true,
            valid_until: None,
            granted_at: "2026-11-23T08:00:00Z"
                .parse::<chrono::DateTime<chrono::Utc>>()
                .expect("an instant")
                .into(),
            granted_by: None,
            links: example_links(&format!("/units/{unit}/role-assignments")),
        }
    }
}

impl Example for NewRoleAssignment {
    fn example() -> Self {
        let hsa_id = "SE2321000172-DP02".into();
        Self { hsa_id, role: UnitRole::Handler, valid_until: None }
    }
}

impl Example for NewRegionalAdministrator {
    fn example() -> Self {
        let role = Some(RegionRole::AccountAdministrator);
        Self { role, hsa_id: "SE2321000172-DP02".into(), valid_until: None }
    }
}
