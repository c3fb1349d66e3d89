//! What residents see of their inbox.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::item::{Item, Kind};
use crate::{
    id::{BookingId, CaseId, InboxItemId, SummonsId, UnitId},
    page::{Link, Links},
    sql::Moment,
};

/// Something the resident has been sent (inkorgspost). What it says stands where it leads.
#[derive(Debug, Clone, Object)]
#[oai(rename = "InboxItem", rename_all = "camelCase", example)]
pub struct ItemView {
    pub id: InboxItemId,
    pub kind: Kind,
    /// What it is about, such as the case type's name.
    #[oai(validator(max_length = 200))]
    pub title: String,
    pub sender: Sender,
    /// With the kind `case`.
    #[oai(skip_serializing_if_is_none)]
    pub case_id: Option<CaseId>,
    /// With the kind `booking`.
    #[oai(skip_serializing_if_is_none)]
    pub booking_id: Option<BookingId>,
    /// With the kind `summons`.
    #[oai(skip_serializing_if_is_none)]
    pub summons_id: Option<SummonsId>,
    pub delivered_at: Moment,
    /// When it was first marked as read; absent while unread.
    #[oai(skip_serializing_if_is_none)]
    pub read_at: Option<Moment>,
    /// When it was put away.
    #[oai(skip_serializing_if_is_none)]
    pub archived_at: Option<Moment>,
    /// `self`, `case`, `booking` or `summons`, and what is left to do: `mark-read`, `archive`.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The unit that sent it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "InboxSender", rename_all = "camelCase")]
pub struct Sender {
    pub id: UnitId,
    /// The unit's HSA-id.
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

impl ItemView {
    pub fn new(item: Item, links: Links) -> Self {
        Self {
            id: item.id,
            kind: item.about.kind(),
            title: item.title,
            sender: Sender { id: item.unit, hsa_id: item.unit_hsa_id, name: item.unit_name },
            case_id: item.about.case(),
            booking_id: item.about.booking(),
            summons_id: item.about.summons(),
            delivered_at: item.delivered_at.into(),
            read_at: item.read_at.map(Into::into),
            archived_at: item.archived_at.map(Into::into),
            links,
        }
    }
}

impl Example for ItemView {
    fn example() -> Self {
        let id = |last: u128| Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + last);
        let href = format!(
            "https://etjanster.regionvastmanland.se/etjanster/v1/residents/{}/inbox-items/{}",
            id(4),
            id(5)
        );
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        Self {
            id: InboxItemId(id(5)),
            kind: Kind::Case,
            title: "Förnya recept".into(),
            sender: Sender {
                id: UnitId(id(1)),
                hsa_id: "SE2321000172-1A01".into(),
                name: "Ängsgårdens vårdcentral".into(),
            },
            case_id: Some(CaseId(id(6))),
            booking_id: None,
            summons_id: None,
            delivered_at: Moment("2026-11-23T08:00:00Z".parse().expect("an instant")),
            read_at: None,
            archived_at: None,
            links: Links::from([("self".into(), link)]),
        }
    }
}
