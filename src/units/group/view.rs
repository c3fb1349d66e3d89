//! What clients send and see of groups.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::super::card::example_links;
use crate::{
    access::Role,
    id::{StaffGroupId, StaffId, UnitId},
    page::Links,
};

crate::sql::code! {
    /// A role that a group gives its members.
    GroupRole { Receiver = "receiver", Handler = "handler" }
}

impl From<GroupRole> for Role {
    fn from(role: GroupRole) -> Self {
        match role {
            GroupRole::Receiver => Self::Receiver,
            GroupRole::Handler => Self::Handler,
        }
    }
}

/// A group of staff at a unit (personalgrupp).
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffGroup", rename_all = "camelCase", example)]
pub struct GroupView {
    pub id: StaffGroupId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// What each member may do at the unit while they are in the group.
    #[oai(validator(max_items = 2))]
    pub roles: Vec<GroupRole>,
    #[oai(validator(max_items = 500))]
    pub members: Vec<MemberView>,
    /// Grows by one with each change; the `ETag` is made of it.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Someone in a group.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffGroupMember", rename_all = "camelCase")]
pub struct MemberView {
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
}

/// A group's name and the roles it gives, as they shall be.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct StaffGroupWish {
    /// No other group of the unit's has it.
    #[validate(length(min = 1, max = 100), custom(function = "tidy"))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    #[serde(default)]
    #[validate(length(max = 2))]
    #[oai(default, validator(max_items = 2))]
    pub roles: Vec<GroupRole>,
}

/// Who shall be in a group.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewStaffGroupMember {
    /// The person's HSA-id. Blanks around it and the case of letters do not matter.
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub hsa_id: String,
}

fn tidy(name: &str) -> Result<(), ValidationError> {
    let fine = !name.is_empty() && name.trim() == name && !name.chars().any(char::is_control);
    if fine { Ok(()) } else { Err(ValidationError::new("blank")) }
}

impl Example for GroupView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        let id = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b40);
        Self {
            id: StaffGroupId(id),
            unit_id: UnitId(unit),
            name: "Diabetesteamet".into(),
            roles: vec![GroupRole::Handler],
            members: vec![MemberView {
                staff_id: StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32)),
                hsa_id: "SE2321000172-DP02".into(),
                given_name: "Mikael".into(),
                family_name: "Sandberg".into(),
                title: "Distriktsläkare".into(),
                active_in_directory: true,
            }],
            version: 2,
            links: example_links(&format!("/units/{unit}/staff-groups/{id}")),
        }
    }
}

impl Example for StaffGroupWish {
    fn example() -> Self {
        Self { name: "Diabetesteamet".into(), roles: vec![GroupRole::Handler] }
    }
}

impl Example for NewStaffGroupMember {
    fn example() -> Self {
        Self { hsa_id: "SE2321000172-DP02".into() }
    }
}
