//! What clients send and see of a contact card's sources.

use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::{
    super::view::example_links,
    service::{BasicService, ServiceKind},
};
use crate::{
    id::{CaseTypeId, UnitId},
    page::Links,
    sql::Moment,
};

/// What the directory (HSA) says besides name, address and hours. Nobody changes it here.
#[derive(Debug, Clone, Object)]
#[oai(rename = "DirectorySource", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct DirectorySource {
    pub fetched_at: Option<Moment>,
    #[oai(validator(max_length = 100))]
    pub place: Option<String>,
    /// Who answers for what the card says.
    #[oai(validator(max_length = 200))]
    pub content_owner: Option<String>,
    /// WGS 84, degrees.
    #[oai(validator(minimum(value = "-90"), maximum(value = "90")))]
    pub latitude: Option<f64>,
    #[oai(validator(minimum(value = "-180"), maximum(value = "180")))]
    pub longitude: Option<f64>,
    /// HSA-ids of units that belong with it.
    #[oai(validator(max_items = 50))]
    pub related_units: Vec<String>,
}

/// What the unit's editor has written.
#[derive(Debug, Clone, Default, Object)]
#[oai(rename = "EditorSource", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct EditorSource {
    /// What the unit offers (utbud).
    #[oai(validator(max_length = 5000))]
    pub range: Option<String>,
    #[oai(validator(max_length = 2000))]
    pub news: Option<String>,
    #[oai(validator(max_length = 5000))]
    pub read_more: Option<String>,
    #[oai(validator(max_length = 5000))]
    pub how_to_seek_care: Option<String>,
    #[oai(validator(max_length = 5000))]
    pub your_visit: Option<String>,
}

/// An e-service on the card.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CardService", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct CardServiceView {
    pub kind: ServiceKind,
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// Where it is: in this API for case types, elsewhere for links.
    #[oai(validator(max_length = 2000))]
    pub href: String,
    pub case_type_id: Option<CaseTypeId>,
    /// The unit whose case type it is.
    pub unit_id: Option<UnitId>,
}

/// The sources of a contact card beside the unit's own row.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CardSources", rename_all = "camelCase")]
pub struct SourcesView {
    pub directory: DirectorySource,
    pub editor: EditorSource,
    /// In the unit's own order: its case types, those of others, own links, and bookings.
    #[oai(validator(max_items = 400))]
    pub services: Vec<CardServiceView>,
    /// Whether complaints (synpunkter och klagomål) can be sent to the unit.
    pub takes_complaints: bool,
}

/// An e-service, as the editor says it.
#[derive(Debug, Clone, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
pub struct CardServiceItem {
    pub kind: ServiceKind,
    /// For `own-link` alone: the name of all others is fixed.
    #[serde(default)]
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: Option<String>,
    /// For `own-link` and `direct-booking`: begins with `https://`.
    #[serde(default)]
    #[validate(length(min = 1, max = 2000))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub url: Option<String>,
    /// For `fetched`: the whole HSA-id of the unit whose case type it is.
    #[serde(default)]
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub unit_hsa_id: Option<String>,
    /// For all but `own-link`.
    #[serde(default)]
    pub case_type_id: Option<CaseTypeId>,
}

/// What the editor sets. What is left out is taken away.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct CardContentChange {
    /// Whether anyone finds the card (visas på 1177.se). Takes HSA-id, municipality, county, care form and
    /// coordinates, all of which the directory gives.
    pub shown: bool,
    #[serde(default)]
    #[validate(length(min = 1, max = 5000))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub range: Option<String>,
    #[serde(default)]
    #[validate(length(min = 1, max = 2000))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub news: Option<String>,
    #[serde(default)]
    #[validate(length(min = 1, max = 5000))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub read_more: Option<String>,
    #[serde(default)]
    #[validate(length(min = 1, max = 5000))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub how_to_seek_care: Option<String>,
    #[serde(default)]
    #[validate(length(min = 1, max = 5000))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub your_visit: Option<String>,
    /// In the order of the card. Case types that are not here come after them, in the order of their settings.
    #[validate(length(max = 100), nested)]
    #[oai(validator(max_items = 100))]
    pub services: Vec<CardServiceItem>,
}

/// What the editor has set.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CardContent", rename_all = "camelCase", example)]
pub struct CardContentView {
    pub unit_id: UnitId,
    pub shown: bool,
    /// Whether the directory gives what it takes to be shown.
    pub may_be_shown: bool,
    pub editor: EditorSource,
    #[oai(validator(max_items = 100))]
    pub services: Vec<CardServiceItem>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// One part of the basic range, and what gives it at the unit.
#[derive(Debug, Clone, Object)]
#[oai(rename = "BasicRangePart", rename_all = "camelCase")]
pub struct BasicPartView {
    pub service: BasicService,
    pub offered: bool,
    #[oai(validator(max_items = 200))]
    pub case_type_ids: Vec<CaseTypeId>,
}

/// What a unit offers of the basic range (basutbud).
#[derive(Debug, Clone, Object)]
#[oai(rename = "BasicRangeReport", rename_all = "camelCase", example)]
pub struct BasicRangeView {
    pub unit_id: UnitId,
    /// The least there must be.
    pub can_be_contacted: bool,
    #[oai(validator(max_items = 20))]
    pub items: Vec<BasicPartView>,
    #[oai(validator(max_items = 20))]
    pub missing: Vec<BasicService>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Which case types give one part of the basic range.
#[derive(Debug, Clone, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
pub struct BasicPart {
    pub service: BasicService,
    #[validate(length(max = 200))]
    #[oai(validator(max_items = 200))]
    pub case_type_ids: Vec<CaseTypeId>,
}

/// Which case types give which part of a region's basic range.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct BasicRange {
    #[validate(length(max = 20), nested)]
    #[oai(validator(max_items = 20))]
    pub items: Vec<BasicPart>,
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const TYPE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d);

impl SourcesView {
    /// For the examples of cards.
    pub fn sample() -> Self {
        Self {
            directory: DirectorySource {
                fetched_at: None,
                place: Some("Västerås".into()),
                content_owner: Some("Region Västmanland".into()),
                latitude: Some(59.6099),
                longitude: Some(16.5448),
                related_units: vec!["SE2321000172-DV02".into()],
            },
            editor: EditorSource { news: Some("Ny ingång.".into()), ..EditorSource::default() },
            services: vec![CardServiceView {
                kind: ServiceKind::OwnLink,
                name: "Hitta hit".into(),
                href: "https://example.se/hitta-hit".into(),
                case_type_id: None,
                unit_id: None,
            }],
            takes_complaints: true,
        }
    }
}

fn example_item() -> CardServiceItem {
    CardServiceItem {
        kind: ServiceKind::Fetched,
        name: None,
        url: None,
        unit_hsa_id: Some("SE2321000172-DV02".into()),
        case_type_id: Some(CaseTypeId(TYPE)),
    }
}

impl Example for CardContentChange {
    fn example() -> Self {
        Self {
            shown: true,
            range: Some("Läkare, sjuksköterska, BVC.".into()),
            news: Some("Ny ingång från gården.".into()),
            read_more: None,
            how_to_seek_care: None,
            your_visit: None,
            services: vec![example_item()],
        }
    }
}

impl Example for CardContentView {
    fn example() -> Self {
        Self {
            unit_id: UnitId(UNIT),
            shown: true,
            may_be_shown: true,
            editor: EditorSource { news: Some("Ny ingång.".into()), ..EditorSource::default() },
            services: vec![example_item()],
            links: example_links(&format!("/units/{UNIT}/card-content")),
        }
    }
}

impl Example for BasicRangeView {
    fn example() -> Self {
        let (service, case_type_ids) = (BasicService::ContactMe, vec![CaseTypeId(TYPE)]);
        Self {
            unit_id: UnitId(UNIT),
            can_be_contacted: true,
            items: vec![BasicPartView { service, offered: true, case_type_ids }],
            missing: vec![BasicService::RequestCertificate],
            links: example_links(&format!("/units/{UNIT}/basic-range")),
        }
    }
}

impl Example for BasicRange {
    fn example() -> Self {
        let case_type_ids = vec![CaseTypeId(TYPE)];
        Self { items: vec![BasicPart { service: BasicService::ContactMe, case_type_ids }] }
    }
}
