//! What clients send and see of holds.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use crate::{
    id::{SlotId, SummonsId},
    page::{Link, Links},
    sql::Moment,
};

/// A slot to be held.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewSlotHold", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none, example)]
pub struct NewHold {
    pub slot_id: SlotId,
    /// The summons that it is to be booked by.
    #[serde(default)]
    pub summons_id: Option<SummonsId>,
}

/// A slot that is held for a person for a while. It promises nothing yet: book it before it expires.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SlotHold", rename_all = "camelCase", example)]
pub struct HoldView {
    pub slot_id: SlotId,
    /// To be sent with the booking. A later hold's is greater.
    #[oai(validator(minimum(value = "1")))]
    pub token: i64,
    pub expires_at: Moment,
    /// `book`, `release`.
    #[oai(rename = "_links")]
    pub links: Links,
}

fn slot() -> SlotId {
    SlotId(Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b05))
}

impl Example for NewHold {
    fn example() -> Self {
        Self { slot_id: slot(), summons_id: None }
    }
}

impl Example for HoldView {
    fn example() -> Self {
        let href = "https://etjanster.regionvastmanland.se/etjanster/v1/residents/01935c1e-7a4e-7c5c-9d6f-3f1e5e8a2b02/bookings";
        let link = Link { href: href.into(), rel: "book".into(), method: "POST".into() };
        Self {
            slot_id: slot(),
            token: 1_795_431_600_000_000,
            expires_at: Moment("2026-11-23T11:05:00Z".parse().expect("an instant")),
            links: Links::from([("book".into(), link)]),
        }
    }
}
