//! What clients send and see of programmes.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    due::DuePerson,
    policy::NATION,
    programme::{Band, Programme, Rule},
};
use crate::{
    id::{ProgrammeRuleId, StaffId},
    identity::Sex,
    page::{Link, Links},
    units::ResidentAtUnit,
};

/// What a programme is to say.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewProgrammeRule {
    pub programme: Programme,
    /// The first day it applies: tomorrow or later.
    pub valid_from: NaiveDate,
    /// The code of the time types that are booked.
    #[validate(length(min = 1, max = 40), custom(function = "crate::programmes::view::is_code"))]
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9._-]{1,40}$"))]
    pub time_type_code: String,
    /// How long a summons stands, in days.
    #[validate(range(min = 1, max = 731))]
    #[oai(validator(minimum(value = "1"), maximum(value = "731")))]
    pub summons_days: i16,
    /// When the next one comes after a summons that nobody followed.
    #[validate(range(min = 1, max = 120))]
    #[oai(validator(minimum(value = "1"), maximum(value = "120")))]
    pub again_after_months: i16,
    /// Whom it asks, and how often. Nobody is of two bands at once.
    #[validate(length(min = 1, max = 10), nested)]
    #[oai(validator(min_items = 1, max_items = 10))]
    pub bands: Vec<Band>,
    /// Where the decision is found, such as a diary number.
    #[validate(length(min = 1, max = 300))]
    #[oai(validator(min_length = 1, max_length = 300))]
    pub source: String,
}

/// What a time type is called by record systems.
pub fn is_code(text: &str) -> Result<(), validator::ValidationError> {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if text.chars().all(known) { Ok(()) } else { Err(validator::ValidationError::new("code")) }
}

/// What a programme says from a day on.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ProgrammeRule", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ProgrammeRuleView {
    pub id: ProgrammeRuleId,
    pub programme: Programme,
    /// Whose: a region's county code, or `00` for the nation.
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    pub valid_from: NaiveDate,
    #[oai(validator(max_length = 40))]
    pub time_type_code: String,
    pub summons_days: i16,
    pub again_after_months: i16,
    #[oai(validator(max_items = 10))]
    pub bands: Vec<Band>,
    #[oai(validator(max_length = 300))]
    pub source: String,
    /// Who set it; absent for what came with the system.
    pub set_by_staff_id: Option<StaffId>,
    /// Whether it is the one that applies today.
    pub applies_today: bool,
}

/// What programmes say in a region, said before and will say.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Programmes", rename_all = "camelCase", example)]
pub struct ProgrammesView {
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    #[oai(validator(max_items = 500))]
    pub items: Vec<ProgrammeRuleView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Somebody who is due in a programme.
#[derive(Debug, Clone, Object)]
#[oai(rename = "DuePerson", rename_all = "camelCase", example)]
pub struct DueView {
    pub resident: ResidentAtUnit,
    /// Since when.
    pub due_on: NaiveDate,
}

impl DueView {
    pub fn of(row: DuePerson) -> Self {
        Self { resident: row.person.into(), due_on: row.due_on }
    }
}

impl ProgrammeRuleView {
    pub fn of(rule: &Rule, applies_today: bool) -> Self {
        Self {
            id: rule.id,
            programme: rule.programme,
            region_code: rule.region.clone().unwrap_or_else(|| NATION.into()),
            valid_from: rule.valid_from,
            time_type_code: rule.time_type_code.clone(),
            summons_days: rule.summons_days,
            again_after_months: rule.again_after_months,
            bands: rule.bands.clone(),
            source: rule.source.clone(),
            set_by_staff_id: rule.set_by,
            applies_today,
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl Example for NewProgrammeRule {
    fn example() -> Self {
        let band = |from_age, through_age, interval_months| Band {
            sex: Some(Sex::Female),
            from_age,
            through_age,
            interval_months,
        };
        Self {
            programme: Programme::Cervical,
            valid_from: day("2027-01-01"),
            time_type_code: "gynprov".into(),
            summons_days: 365,
            again_after_months: 12,
            bands: vec![band(23, 49, 36), band(50, 70, 60)],
            source: "RV 2026-1177".into(),
        }
    }
}

impl Example for ProgrammeRuleView {
    fn example() -> Self {
        let new = NewProgrammeRule::example();
        let id = |tail: u128| Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + tail);
        Self {
            id: ProgrammeRuleId(id(0x70)),
            programme: new.programme,
            region_code: "19".into(),
            valid_from: new.valid_from,
            time_type_code: new.time_type_code,
            summons_days: new.summons_days,
            again_after_months: new.again_after_months,
            bands: new.bands,
            source: new.source,
            set_by_staff_id: Some(StaffId(id(0x32))),
            applies_today: false,
        }
    }
}

impl Example for ProgrammesView {
    fn example() -> Self {
        let href =
            "https://etjanster.regionvastmanland.se/etjanster/v1/regions/19/programmes".to_owned();
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        Self {
            region_code: "19".into(),
            items: vec![ProgrammeRuleView::example()],
            links: Links::from([("self".into(), link)]),
        }
    }
}

impl Example for DueView {
    fn example() -> Self {
        Self { resident: ResidentAtUnit::sample(), due_on: day("2026-04-18") }
    }
}
