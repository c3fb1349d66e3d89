//! What the region's team sends and sees of staff.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::{area::two_digits, card::example_links},
    member::StaffWarning,
};
use crate::{
    access::Role,
    id::{RoleAssignmentId, StaffId, UnitId},
    page::{Links, Meta},
    sql::Moment,
};

/// One role of a person's, as their region sees it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffRole", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct PostView {
    pub role_assignment_id: RoleAssignmentId,
    pub role: Role,
    pub unit_id: Option<UnitId>,
    #[oai(validator(max_length = 200))]
    pub unit_name: Option<String>,
    #[oai(validator(max_length = 2))]
    pub region_code: Option<String>,
    /// The last day; absent until further notice.
    pub valid_until: Option<NaiveDate>,
    /// The person is away from the unit, and the role is put aside.
    pub deactivated: bool,
}

/// A member of staff: what the directory (HSA) says, the roles in the region, and what to see to.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffInRegion", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct StaffInRegionView {
    pub id: StaffId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    /// Typed by the person; notices go there.
    #[oai(validator(max_length = 254))]
    pub alternative_email: Option<String>,
    #[oai(validator(max_length = 30))]
    pub mobile_phone: Option<String>,
    /// One who is not active can't sign in and is given no cases.
    pub active_in_directory: bool,
    pub protected_identity: bool,
    /// When the directory was asked last.
    pub directory_fetched_at: Option<Moment>,
    /// The region whose team added the person.
    #[oai(validator(max_length = 2))]
    pub home_region_code: Option<String>,
    /// Those that hold today and those that are put aside.
    #[oai(validator(max_items = 1000))]
    pub roles: Vec<PostView>,
    #[oai(validator(max_items = 10))]
    pub warnings: Vec<StaffWarning>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Someone to take in from the directory.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewStaff {
    /// The person's HSA-id. Blanks around it and the case of letters do not matter.
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub hsa_id: String,
    /// The region whose team adds the person, as a county code.
    #[validate(custom(function = "two_digits"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
}

/// Whom to look for in a region. All that is given must hold.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct StaffSearch {
    /// The region, as a county code.
    #[validate(custom(function = "two_digits"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    /// A part of the name, given and family name in that order.
    #[serde(default)]
    #[validate(length(min = 2, max = 100))]
    #[oai(validator(min_length = 2, max_length = 100))]
    pub name: Option<String>,
    /// The whole HSA-id. Blanks around it and the case of letters do not matter.
    #[serde(default)]
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub hsa_id: Option<String>,
    /// Only those who have this role somewhere in the region.
    #[serde(default)]
    pub role: Option<Role>,
    /// Only those who have a role at this unit.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// Only those who are not active in the directory.
    #[serde(default)]
    #[oai(default)]
    pub only_inactive: bool,
    /// The most people to answer, 20 when left out.
    #[serde(default)]
    #[validate(range(min = 1, max = 100))]
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub limit: Option<i32>,
    /// Where to go on: `nextAfter` of the page before.
    #[serde(default)]
    pub after: Option<StaffId>,
}

/// Who was found, the last added first.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FoundStaff", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct FoundStaffView {
    #[oai(validator(max_items = 100))]
    pub items: Vec<StaffInRegionView>,
    #[oai(rename = "_meta")]
    pub meta: Meta,
    /// Send it as `after` for the next page; absent on the last one.
    pub next_after: Option<StaffId>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Who is away from a unit, with roles put aside.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewDeactivation {
    pub staff_id: StaffId,
}

/// Someone whose roles at a unit are put aside.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffDeactivation", rename_all = "camelCase", example)]
pub struct DeactivationView {
    pub unit_id: UnitId,
    pub staff_id: StaffId,
    pub deactivated_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

const STAFF: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32);
const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);

fn moment() -> Moment {
    "2026-11-23T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant").into()
}

impl Example for StaffInRegionView {
    fn example() -> Self {
        Self {
            id: StaffId(STAFF),
            hsa_id: "SE2321000172-DP02".into(),
            given_name: "Mikael".into(),
            family_name: "Sandberg".into(),
            title: "Distriktsläkare".into(),
            email: Some("mikael@example.invalid".into()),
            alternative_email: None,
            mobile_phone: None,
            active_in_directory: true,
            protected_identity: false,
            directory_fetched_at: Some(moment()),
            home_region_code: Some("19".into()),
            roles: vec![PostView {
                role_assignment_id: RoleAssignmentId(Uuid::from_u128(
                    0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b34,
                )),
                role: Role::Handler,
                unit_id: Some(UnitId(UNIT)),
                unit_name: Some("Bäckby vårdcentral".into()),
                region_code: None,
                valid_until: None,
                deactivated: false,
            }],
            warnings: vec![StaffWarning::NeverSignedIn],
            links: example_links(&format!("/staff/{STAFF}")),
        }
    }
}

impl Example for NewStaff {
    fn example() -> Self {
        Self { hsa_id: "SE2321000172-DP20".into(), region_code: "19".into() }
    }
}

impl Example for StaffSearch {
    fn example() -> Self {
        Self {
            region_code: "19".into(),
            name: Some("Sandberg".into()),
            hsa_id: None,
            role: None,
            unit_id: None,
            only_inactive: false,
            limit: Some(20),
            after: None,
        }
    }
}

impl Example for FoundStaffView {
    fn example() -> Self {
        Self {
            items: vec![StaffInRegionView::example()],
            meta: Meta { limit: 20, count: 1 },
            next_after: None,
            links: example_links("/staff-searches"),
        }
    }
}

impl Example for NewDeactivation {
    fn example() -> Self {
        Self { staff_id: StaffId(STAFF) }
    }
}

impl Example for DeactivationView {
    fn example() -> Self {
        Self {
            unit_id: UnitId(UNIT),
            staff_id: StaffId(STAFF),
            deactivated_at: moment(),
            links: example_links(&format!("/units/{UNIT}/staff-deactivations/{STAFF}")),
        }
    }
}
