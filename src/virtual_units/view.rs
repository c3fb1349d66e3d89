//! What clients send and see of virtual units.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use crate::{
    id::UnitId,
    page::{Link, Links},
};

/// A unit to group.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewMemberUnit", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewMember {
    /// A unit of the same region that groups nobody.
    pub unit_id: UnitId,
}

/// A unit that a virtual unit groups.
#[derive(Debug, Clone, Object)]
#[oai(rename = "MemberUnit", rename_all = "camelCase", example)]
pub struct MemberView {
    pub virtual_unit_id: UnitId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The units that a virtual unit groups; none when it is an ordinary one.
#[derive(Debug, Clone, Object)]
#[oai(rename = "MemberUnits", rename_all = "camelCase", example)]
pub struct MembersView {
    pub unit_id: UnitId,
    #[oai(validator(max_items = 500))]
    pub items: Vec<MemberView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

fn unit(tail: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + tail))
}

fn links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    let link = Link { href, rel: "self".into(), method: "GET".into() };
    Links::from([("self".into(), link)])
}

impl Example for NewMember {
    fn example() -> Self {
        Self { unit_id: unit(0x2d) }
    }
}

impl Example for MemberView {
    fn example() -> Self {
        Self {
            virtual_unit_id: unit(0x2c),
            unit_id: unit(0x2d),
            hsa_id: "SE2321000172-DV02".into(),
            name: "Hemdals vårdcentral".into(),
            links: links(&format!("/units/{}/member-units", unit(0x2c))),
        }
    }
}

impl Example for MembersView {
    fn example() -> Self {
        Self {
            unit_id: unit(0x2c),
            items: vec![MemberView::example()],
            links: links(&format!("/units/{}/member-units", unit(0x2c))),
        }
    }
}
