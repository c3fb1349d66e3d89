//! What clients send and see of residents.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::resident::{Resident, Settings, Sex};
use crate::{
    id::{ResidentId, UnitId},
    page::{Link, Links},
};

/// A resident as they and their guardians see it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Resident", rename_all = "camelCase", example)]
pub struct ResidentView {
    pub id: ResidentId,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    /// What to write on the page. A newborn without a name is shown by number.
    #[oai(validator(max_length = 401))]
    pub display_name: String,
    pub birth_date: NaiveDate,
    pub sex: Sex,
    /// Where the resident is registered, as a county code; absent for one who has emigrated.
    #[oai(skip_serializing_if_is_none, validator(max_length = 2))]
    pub region_code: Option<String>,
    #[oai(skip_serializing_if_is_none, validator(max_length = 4))]
    pub municipality_code: Option<String>,
    pub protected_identity: bool,
    #[oai(skip_serializing_if_is_none)]
    pub emigrated_on: Option<NaiveDate>,
    pub settings: SettingsView,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Where notices go. A notice says only that something has come, never what.
#[derive(Debug, Clone, PartialEq, Eq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "ResidentSettings", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct SettingsView {
    #[validate(email, length(max = 254))]
    #[serde(default)]
    #[oai(skip_serializing_if_is_none, validator(max_length = 254))]
    pub email: Option<String>,
    /// With the country's code, such as `+46701740605`.
    #[validate(custom(function = "check_mobile_phone"))]
    #[serde(default)]
    #[oai(
        skip_serializing_if_is_none,
        validator(max_length = 16, pattern = r"^\+[1-9][0-9]{6,14}$")
    )]
    pub mobile_phone: Option<String>,
    pub notify_by_email: bool,
    pub notify_by_sms: bool,
}

fn check_mobile_phone(text: &str) -> Result<(), ValidationError> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let sound = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if sound { Ok(()) } else { Err(ValidationError::new("mobile-phone")) }
}

/// The children one may act for today.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Children", rename_all = "camelCase", example)]
pub struct ChildrenView {
    /// Oldest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<ChildView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A child that the signed-in guardian may act for.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Child", rename_all = "camelCase", example)]
pub struct ChildView {
    pub resident_id: ResidentId,
    #[oai(validator(max_length = 401))]
    pub display_name: String,
    pub birth_date: NaiveDate,
    /// From this day on the guardian may no longer act.
    pub agency_ends_on: NaiveDate,
}

/// Whom staff look for, and at which unit they do.
#[derive(Debug, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct ResidentSearch {
    pub unit_id: UnitId,
    /// Twelve characters, with or without a hyphen before the last four.
    #[validate(length(min = 12, max = 13))]
    #[oai(validator(min_length = 12, max_length = 13))]
    pub personal_number: String,
}

/// Nobody, or the one with that number.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ResidentSearchResult", rename_all = "camelCase", example)]
pub struct SearchView {
    #[oai(validator(max_items = 1))]
    pub items: Vec<FoundView>,
}

/// What staff see of a resident they looked up.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FoundResident", rename_all = "camelCase", example)]
pub struct FoundView {
    pub resident_id: ResidentId,
    #[oai(validator(max_length = 401))]
    pub display_name: String,
    pub birth_date: NaiveDate,
    /// Show the symbol for protected identity.
    pub protected_identity: bool,
    /// The log-in is locked: the resident can't be written to. Nobody is told why.
    pub log_in_locked: bool,
    pub deceased: bool,
    /// The resident has accepted the terms, and so opened the inbox.
    pub inbox_opened: bool,
}

impl ResidentView {
    pub fn of(resident: &Resident, links: Links) -> Self {
        Self {
            id: resident.id,
            given_name: resident.given_name.clone(),
            family_name: resident.family_name.clone(),
            display_name: resident.display_name(),
            birth_date: resident.birth_date,
            sex: resident.sex,
            region_code: resident.region_code.clone(),
            municipality_code: resident.municipality_code.clone(),
            protected_identity: resident.protected_identity,
            emigrated_on: resident.emigrated_on,
            settings: resident.settings.clone().into(),
            links,
        }
    }
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        Self {
            email: settings.email,
            mobile_phone: settings.mobile_phone,
            notify_by_email: settings.notify_by_email,
            notify_by_sms: settings.notify_by_sms,
        }
    }
}

impl From<SettingsView> for Settings {
    fn from(view: SettingsView) -> Self {
        Self {
            email: view.email,
            mobile_phone: view.mobile_phone,
            notify_by_email: view.notify_by_email,
            notify_by_sms: view.notify_by_sms,
        }
    }
}

impl From<Resident> for FoundView {
    fn from(resident: Resident) -> Self {
        Self {
            resident_id: resident.id,
            display_name: resident.display_name(),
            birth_date: resident.birth_date,
            protected_identity: resident.protected_identity,
            log_in_locked: resident.locked,
            deceased: resident.deceased_on.is_some(),
            inbox_opened: resident.terms_version.is_some(),
        }
    }
}

pub(super) fn example_links(path: &str) -> Links {
    let origin = "https://etjanster.regionvastmanland.se/etjanster/v1";
    let link = Link { href: format!("{origin}{path}"), rel: "self".into(), method: "GET".into() };
    Links::from([("self".into(), link)])
}

pub(super) fn example_id(tail: u64) -> Uuid {
    Uuid::from_u64_pair(0x01a0_b0f0_7a4e_7c5c, 0x9d6f_3f1e_0000_0000 + tail)
}

fn example_day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl Example for SettingsView {
    fn example() -> Self {
        Self {
            email: Some("anna@example.invalid".into()),
            mobile_phone: Some("+46701740605".into()),
            notify_by_email: true,
            notify_by_sms: false,
        }
    }
}

impl Example for ResidentView {
    fn example() -> Self {
        let id = example_id(1);
        Self {
            id: ResidentId(id),
            given_name: "Anna".into(),
            family_name: "Lindström".into(),
            display_name: "Anna Lindström".into(),
            birth_date: example_day("1984-04-18"),
            sex: Sex::Female,
            region_code: Some("19".into()),
            municipality_code: Some("1980".into()),
            protected_identity: false,
            emigrated_on: None,
            settings: SettingsView::example(),
            links: example_links(&format!("/residents/{id}")),
        }
    }
}

impl Example for ChildView {
    fn example() -> Self {
        Self {
            resident_id: ResidentId(example_id(2)),
            display_name: "Elsa Lindström".into(),
            birth_date: example_day("2013-12-06"),
            agency_ends_on: example_day("2026-12-06"),
        }
    }
}

impl Example for ChildrenView {
    fn example() -> Self {
        let path = format!("/residents/{}/children", example_id(1));
        Self { items: vec![ChildView::example()], links: example_links(&path) }
    }
}

impl Example for ResidentSearch {
    fn example() -> Self {
        Self { unit_id: UnitId(example_id(7)), personal_number: "198404189287".into() }
    }
}

impl Example for FoundView {
    fn example() -> Self {
        Self {
            resident_id: ResidentId(example_id(1)),
            display_name: "Anna Lindström".into(),
            birth_date: example_day("1984-04-18"),
            protected_identity: false,
            log_in_locked: false,
            deceased: false,
            inbox_opened: true,
        }
    }
}

impl Example for SearchView {
    fn example() -> Self {
        Self { items: vec![FoundView::example()] }
    }
}
