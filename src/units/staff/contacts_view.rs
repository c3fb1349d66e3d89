//! What clients see of how to reach staff.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::store::contacts::ContactRow;
use crate::{
    access::Role,
    id::{StaffId, UnitId},
};

/// A local administrator or receiver of a unit, and where to write to them.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffContact", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ContactView {
    pub unit_id: UnitId,
    #[oai(validator(max_length = 31))]
    pub unit_hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub unit_name: String,
    pub role: Role,
    pub staff_id: StaffId,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    /// The one the person has typed, or else the directory's.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
}

impl From<ContactRow> for ContactView {
    fn from(row: ContactRow) -> Self {
        Self {
            unit_id: row.unit_id,
            unit_hsa_id: row.unit_hsa_id,
            unit_name: row.unit_name,
            role: row.role,
            staff_id: row.staff_id,
            given_name: row.given_name,
            family_name: row.family_name,
            email: row.address,
        }
    }
}

impl Example for ContactView {
    fn example() -> Self {
        Self {
            unit_id: UnitId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c)),
            unit_hsa_id: "SE2321000172-DV01".into(),
            unit_name: "Bäckby vårdcentral".into(),
            role: Role::LocalAdministrator,
            staff_id: StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32)),
            given_name: "Lena".into(),
            family_name: "Björk".into(),
            email: Some("lena@example.invalid".into()),
        }
    }
}
