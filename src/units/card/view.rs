//! What clients see of units.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    super::{
        availability::{Pause, UnitStatus},
        form::Component,
    },
    content::SourcesView,
};
use crate::{
    id::{CaseTypeId, FormVersionId, UnitId},
    page::{Link, Links},
    sql::Moment,
};

crate::sql::code! {
    /// What kind of care a unit gives (vårdform).
    CareForm {
        PrimaryCare = "primary-care",
        SpecialistCare = "specialist-care",
        DentalCare = "dental-care",
        Other = "other",
    }
}

crate::sql::code! {
    /// Why a resident can't use a case type right now.
    Hindrance {
        /// Too young, too old, or meant for the other sex.
        OutsideLimits = "outside-limits",
        /// Neither in the unit's service area nor approved by the unit.
        OutsideServiceArea = "outside-service-area",
        /// A guardian may not use it in the child's name.
        NotForGuardians = "not-for-guardians",
        /// The unit takes no new cases.
        UnitClosing = "unit-closing",
        /// See `pause`.
        Paused = "paused",
        /// See `openWindows`.
        OutsideHours = "outside-hours",
    }
}

/// A unit in a list.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitSummary", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct UnitSummary {
    pub id: UnitId,
    /// The unit's id in the national directory (HSA-id).
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// County code, such as `19`.
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    /// Municipality code, such as `1980`.
    #[oai(validator(max_length = 4))]
    pub municipality_code: String,
    pub care_form: CareForm,
    pub status: UnitStatus,
    #[oai(validator(max_length = 500))]
    pub visit_address: String,
    #[oai(validator(max_length = 50))]
    pub phone: String,
    /// Whether the region recommends the unit to those registered in it.
    pub recommended: bool,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// When a unit is open. Times of day in Europe/Stockholm.
#[derive(Debug, Clone, Object)]
pub struct OpeningHours {
    /// 1 is Monday, 7 Sunday.
    #[oai(validator(minimum(value = "1"), maximum(value = "7")))]
    pub weekday: i32,
    #[oai(validator(max_length = 5, pattern = "^[0-9]{2}:[0-9]{2}$"))]
    pub opens: String,
    #[oai(validator(max_length = 5, pattern = "^[0-9]{2}:[0-9]{2}$"))]
    pub closes: String,
}

/// A while in which nothing new is taken.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypePause", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct PauseView {
    pub from: Moment,
    /// Absent until further notice.
    pub until: Option<Moment>,
    /// The unit's own words on why, and what to do instead.
    #[oai(validator(max_length = 1000))]
    pub message: String,
    /// A unit where residents may turn meanwhile.
    pub alternative_unit_id: Option<UnitId>,
}

/// A case type on a contact card.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypeOnCard", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct CaseTypeOnCard {
    pub id: CaseTypeId,
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(validator(max_length = 2000))]
    pub description: String,
    /// A pause that holds or is planned.
    pub pause: Option<PauseView>,
    /// The hours in which it can be used, in Swedish time; always when absent.
    #[oai(validator(max_items = 50))]
    pub open_windows: Option<Vec<OpeningHours>>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A unit's contact card (kontaktkort), as anyone may see it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitCard", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct UnitCard {
    pub unit: UnitSummary,
    /// What is different right now, to show on top of the card.
    #[oai(validator(max_length = 2000))]
    pub temporary_information: Option<String>,
    #[oai(validator(max_length = 5000))]
    pub about: String,
    #[oai(validator(max_items = 50))]
    pub opening_hours: Vec<OpeningHours>,
    /// The zone of `openingHours`.
    #[oai(validator(max_length = 40))]
    pub time_zone: String,
    /// In the unit's own order. Those handed out to single residents are not here.
    #[oai(validator(max_items = 200))]
    pub case_types: Vec<CaseTypeOnCard>,
    /// Everything else there is on the card, by where it comes from; and all e-services in the unit's order.
    pub sources: SourcesView,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A case type, and whether this resident may use it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypeForResident", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct CaseTypeForResident {
    pub id: CaseTypeId,
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(validator(max_length = 2000))]
    pub description: String,
    /// Whether it has been handed out to this resident in particular (utdelad ärendetyp).
    pub handed_out: bool,
    /// The last day of that; absent when it lasts until further notice.
    pub handed_out_until: Option<NaiveDate>,
    pub available: bool,
    /// Why not.
    pub hindrance: Option<Hindrance>,
    /// A pause that holds or is planned.
    pub pause: Option<PauseView>,
    /// The hours in which it can be used, in Swedish time; always when absent.
    #[oai(validator(max_items = 50))]
    pub open_windows: Option<Vec<OpeningHours>>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A unit's contact card as one resident sees it when signed in.
#[derive(Debug, Clone, Object)]
#[oai(rename = "UnitForResident", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct UnitForResident {
    pub unit: UnitSummary,
    #[oai(validator(max_length = 2000))]
    pub temporary_information: Option<String>,
    /// What the unit says to those who are signed in.
    #[oai(validator(max_length = 5000))]
    pub other_information: Option<String>,
    #[oai(validator(max_length = 5000))]
    pub about: String,
    #[oai(validator(max_items = 50))]
    pub opening_hours: Vec<OpeningHours>,
    #[oai(validator(max_length = 40))]
    pub time_zone: String,
    /// Whether the unit is open to the resident: by its service area, or by approval.
    pub open_to_resident: bool,
    #[oai(validator(max_items = 200))]
    pub case_types: Vec<CaseTypeForResident>,
    /// Everything else there is on the card, as anyone sees it.
    pub sources: SourcesView,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A case type's form, with what one must know before filling it in.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypeForm", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct CaseTypeForm {
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(validator(max_length = 2000))]
    pub description: String,
    /// Shown before the form: what it is for, when an answer comes (villkorstext).
    #[oai(validator(max_length = 5000))]
    pub terms_text: String,
    pub form_version_id: FormVersionId,
    #[oai(validator(max_items = 200))]
    pub components: Vec<Component>,
    /// The working days within which the unit promises a first response; the region's own promise
    /// when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "60")))]
    pub first_response_workdays: Option<i32>,
    /// Whether a guardian may use it in a child's name.
    pub agent_allowed: bool,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The zone that all opening hours are in.
pub const TIME_ZONE: &str = "Europe/Stockholm";

impl From<&Pause> for PauseView {
    fn from(pause: &Pause) -> Self {
        Self {
            from: pause.from.into(),
            until: pause.until.map(Into::into),
            message: pause.message.clone(),
            alternative_unit_id: pause.alternative,
        }
    }
}

const EXAMPLE_UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const EXAMPLE_TYPE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d);
const EXAMPLE_FORM: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2e);

/// A `self` link for examples.
pub fn example_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for UnitSummary {
    fn example() -> Self {
        Self {
            id: UnitId(EXAMPLE_UNIT),
            hsa_id: "SE2321000172-DV01".into(),
            name: "Bäckby vårdcentral".into(),
            region_code: "19".into(),
            municipality_code: "1980".into(),
            care_form: CareForm::PrimaryCare,
            status: UnitStatus::Active,
            visit_address: "Västerås".into(),
            phone: "0980-31 92 01".into(),
            recommended: true,
            links: example_links(&format!("/units/{EXAMPLE_UNIT}")),
        }
    }
}

fn example_hours() -> Vec<OpeningHours> {
    vec![OpeningHours { weekday: 1, opens: "08:00".into(), closes: "17:00".into() }]
}

impl Example for UnitCard {
    fn example() -> Self {
        let path = format!("/units/{EXAMPLE_UNIT}/case-types/{EXAMPLE_TYPE}");
        Self {
            unit: UnitSummary::example(),
            temporary_information: None,
            about: "Vårdcentralen i västra Västerås.".into(),
            opening_hours: example_hours(),
            time_zone: TIME_ZONE.into(),
            case_types: vec![CaseTypeOnCard {
                id: CaseTypeId(EXAMPLE_TYPE),
                name: "Boka tid".into(),
                description: "Be om en tid för besök.".into(),
                pause: None,
                open_windows: None,
                links: example_links(&path),
            }],
            sources: SourcesView::sample(),
            links: example_links(&format!("/units/{EXAMPLE_UNIT}")),
        }
    }
}

impl Example for UnitForResident {
    fn example() -> Self {
        let resident = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2f);
        let path = format!("/residents/{resident}/units/{EXAMPLE_UNIT}");
        Self {
            unit: UnitSummary::example(),
            temporary_information: None,
            other_information: Some("Vi svarar inom två arbetsdagar.".into()),
            about: "Vårdcentralen i västra Västerås.".into(),
            opening_hours: example_hours(),
            time_zone: TIME_ZONE.into(),
            open_to_resident: true,
            case_types: vec![CaseTypeForResident {
                id: CaseTypeId(EXAMPLE_TYPE),
                name: "Boka tid".into(),
                description: "Be om en tid för besök.".into(),
                handed_out: false,
                handed_out_until: None,
                available: true,
                hindrance: None,
                pause: None,
                open_windows: None,
                links: example_links(&format!("{path}/case-types/{EXAMPLE_TYPE}")),
            }],
            sources: SourcesView::sample(),
            links: example_links(&path),
        }
    }
}

impl Example for CaseTypeForm {
    fn example() -> Self {
        Self {
            unit_id: UnitId(EXAMPLE_UNIT),
            case_type_id: CaseTypeId(EXAMPLE_TYPE),
            name: "Boka tid".into(),
            description: "Be om en tid för besök.".into(),
            terms_text: "Mottagningen svarar inom två arbetsdagar.".into(),
            form_version_id: FormVersionId(EXAMPLE_FORM),
            components: vec![Component::example()],
            first_response_workdays: Some(2),
            agent_allowed: true,
            links: example_links(&format!("/units/{EXAMPLE_UNIT}/case-types/{EXAMPLE_TYPE}")),
        }
    }
}
