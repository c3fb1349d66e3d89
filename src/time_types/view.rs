//! What clients send and see of time types.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::time_type::{
    Capabilities, ContactKind, CutOffs, Need, Occasion, OccasionRule, ReasonCode, Selection,
    TimeType,
};
use crate::{
    id::{TimeTypeId, UnitId},
    page::{Link, Links},
};

/// A time type to offer.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewTimeType {
    /// The time book's own code of it, which never changes. Units that share an offer share the code.
    #[validate(length(min = 1, max = 40), custom(function = "code"))]
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9._-]+$"))]
    pub code: String,
    #[validate(nested)]
    pub settings: TimeTypeSettings,
}

/// What a unit lets residents book, and how.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct TimeTypeSettings {
    /// What residents see.
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    #[serde(default)]
    #[validate(length(min = 1, max = 2000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub information: Option<String>,
    pub contact_kind: ContactKind,
    /// Not listed; bookable only by who has been summoned (skyddad tidstyp).
    pub hidden: bool,
    /// Whether it is in use.
    pub active: bool,
    pub capabilities: TimeTypeCapabilities,
    #[validate(nested)]
    pub cut_off_minutes: CutOffMinutes,
    /// The first day a visit can be.
    #[serde(default)]
    pub bookable_from: Option<NaiveDate>,
    /// The last day a visit can be.
    #[serde(default)]
    pub bookable_through: Option<NaiveDate>,
    /// How many coming bookings of it one person may have.
    #[serde(default)]
    #[validate(range(min = 1, max = 50))]
    #[oai(validator(minimum(value = "1"), maximum(value = "50")))]
    pub person_limit: Option<i32>,
    #[serde(default)]
    #[validate(nested)]
    #[oai(default)]
    pub selection: TimeTypeSelection,
    /// How long a proposal waits for its answer.
    #[serde(default)]
    #[validate(range(min = 1, max = 2160))]
    #[oai(validator(minimum(value = "1"), maximum(value = "2160")))]
    pub confirm_within_hours: Option<i32>,
    /// What is asked, told and agreed to: one for each occasion at most.
    #[serde(default)]
    #[validate(length(max = 3), nested)]
    #[oai(default, validator(max_items = 3))]
    pub rules: Vec<TimeTypeRule>,
    /// The care services (vårdtjänster) that it is searched by, as SNOMED CT codes.
    #[serde(default)]
    #[validate(length(max = 20), custom(function = "snomed"))]
    #[oai(default, validator(max_items = 20))]
    pub care_services: Vec<String>,
}

/// What residents may do with it themselves, each for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeTypeCapabilities {
    /// See what they have booked.
    pub shows_booked: bool,
    pub takes_bookings: bool,
    pub cancellable: bool,
    pub rebookable: bool,
}

/// How long before the start each is last possible, in minutes. At that very moment it still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
pub struct CutOffMinutes {
    #[validate(range(min = 0, max = 525_600))]
    #[oai(validator(minimum(value = "0"), maximum(value = "525600")))]
    pub book: i32,
    #[validate(range(min = 0, max = 525_600))]
    #[oai(validator(minimum(value = "0"), maximum(value = "525600")))]
    pub cancel: i32,
    #[validate(range(min = 0, max = 525_600))]
    #[oai(validator(minimum(value = "0"), maximum(value = "525600")))]
    pub rebook: i32,
}

/// Whom it is for (begränsat urval), on the day of the visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
pub struct TimeTypeSelection {
    #[serde(default)]
    #[validate(range(min = 0, max = 150))]
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub minimum_age: Option<i32>,
    /// The last age that is included.
    #[serde(default)]
    #[validate(range(min = 0, max = 150))]
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub maximum_age: Option<i32>,
    /// Only for those who live in the unit's region.
    #[serde(default)]
    #[oai(default)]
    pub own_region_only: bool,
}

/// What is asked, told and agreed to on one occasion.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
pub struct TimeTypeRule {
    pub occasion: Occasion,
    /// Whether a reason is wanted.
    pub reason: Need,
    /// How it is asked for.
    #[serde(default)]
    #[validate(length(min = 1, max = 150), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 150))]
    pub reason_text: Option<String>,
    /// Reasons to choose between.
    #[serde(default)]
    #[validate(length(max = 30), nested)]
    #[oai(default, validator(max_items = 30))]
    pub reason_codes: Vec<TimeTypeReason>,
    /// What is told.
    #[serde(default)]
    #[validate(length(max = 10), custom(function = "texts"))]
    #[oai(default, validator(max_items = 10))]
    pub information: Vec<String>,
    /// What must be agreed to, each for itself. For new bookings only.
    #[serde(default)]
    #[validate(length(max = 10), custom(function = "texts"))]
    #[oai(default, validator(max_items = 10))]
    pub conditions: Vec<String>,
}

/// A reason to choose.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct TimeTypeReason {
    #[validate(length(min = 1, max = 40), custom(function = "code"))]
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9._-]+$"))]
    pub code: String,
    #[validate(length(min = 1, max = 150), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 150))]
    pub text: String,
}

/// A time type (tidstyp).
#[derive(Debug, Clone, Object)]
#[oai(rename = "TimeType", rename_all = "camelCase", example)]
pub struct TimeTypeView {
    pub id: TimeTypeId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 40))]
    pub code: String,
    pub settings: TimeTypeSettings,
    /// Grows by one with each change; the `ETag` is made of it.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A unit's time types, by name.
#[derive(Debug, Clone, Object)]
#[oai(rename = "TimeTypes", rename_all = "camelCase", example)]
pub struct TimeTypesView {
    #[oai(validator(max_items = 500))]
    pub items: Vec<TimeTypeView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

fn code(text: &str) -> Result<(), ValidationError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if text.bytes().all(plain) { Ok(()) } else { Err(ValidationError::new("code")) }
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// The longest of what is told or agreed to.
const LONGEST: usize = 1000;

fn texts(all: &[String]) -> Result<(), ValidationError> {
    all.iter().try_for_each(|text| not_blank(text))?;
    let fits = all.iter().all(|text| text.chars().count() <= LONGEST);
    if fits { Ok(()) } else { Err(ValidationError::new("length")) }
}

fn snomed(all: &[String]) -> Result<(), ValidationError> {
    let digits = |code: &str| code.bytes().all(|byte| byte.is_ascii_digit());
    let fits = all.iter().all(|code| (6..=18).contains(&code.len()) && digits(code));
    if fits { Ok(()) } else { Err(ValidationError::new("snomed-code")) }
}

/// What is small by validation.
fn small(number: i32) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

impl TimeTypeSettings {
    /// The time type that these settings make.
    pub fn make(self, id: TimeTypeId, unit: UnitId, code: String) -> TimeType {
        let (can, cut_offs) = (self.capabilities, self.cut_off_minutes);
        let selection = Selection {
            minimum_age: self.selection.minimum_age.map(small),
            maximum_age: self.selection.maximum_age.map(small),
            own_region_only: self.selection.own_region_only,
        };
        let mut rules: Vec<OccasionRule> = self.rules.into_iter().map(OccasionRule::from).collect();
        rules.sort_by_key(|rule| rule.occasion);
        let mut care_services = self.care_services;
        care_services.sort();
        TimeType {
            id,
            unit,
            code,
            name: self.name,
            information: self.information,
            contact_kind: self.contact_kind,
            hidden: self.hidden,
            active: self.active,
            can: Capabilities {
                shows_booked: can.shows_booked,
                takes_bookings: can.takes_bookings,
                cancellable: can.cancellable,
                rebookable: can.rebookable,
            },
            cut_offs: CutOffs {
                book: cut_offs.book,
                cancel: cut_offs.cancel,
                rebook: cut_offs.rebook,
            },
            bookable_from: self.bookable_from,
            bookable_through: self.bookable_through,
            person_limit: self.person_limit.map(small),
            selection,
            confirm_within_hours: self.confirm_within_hours.map(small),
            rules,
            care_services,
            version: 1,
        }
    }
}

impl From<TimeType> for TimeTypeSettings {
    fn from(it: TimeType) -> Self {
        let Selection { minimum_age, maximum_age, own_region_only } = it.selection;
        Self {
            name: it.name,
            information: it.information,
            contact_kind: it.contact_kind,
            hidden: it.hidden,
            active: it.active,
            capabilities: TimeTypeCapabilities {
                shows_booked: it.can.shows_booked,
                takes_bookings: it.can.takes_bookings,
                cancellable: it.can.cancellable,
                rebookable: it.can.rebookable,
            },
            cut_off_minutes: CutOffMinutes {
                book: it.cut_offs.book,
                cancel: it.cut_offs.cancel,
                rebook: it.cut_offs.rebook,
            },
            bookable_from: it.bookable_from,
            bookable_through: it.bookable_through,
            person_limit: it.person_limit.map(i32::from),
            selection: TimeTypeSelection {
                minimum_age: minimum_age.map(i32::from),
                maximum_age: maximum_age.map(i32::from),
                own_region_only,
            },
            confirm_within_hours: it.confirm_within_hours.map(i32::from),
            rules: it.rules.into_iter().map(TimeTypeRule::from).collect(),
            care_services: it.care_services,
        }
    }
}

impl From<TimeTypeRule> for OccasionRule {
    fn from(it: TimeTypeRule) -> Self {
        let code = |it: TimeTypeReason| ReasonCode { code: it.code, text: it.text };
        Self {
            occasion: it.occasion,
            reason: it.reason,
            reason_text: it.reason_text,
            reason_codes: it.reason_codes.into_iter().map(code).collect(),
            information: it.information,
            conditions: it.conditions,
        }
    }
}

impl From<OccasionRule> for TimeTypeRule {
    fn from(it: OccasionRule) -> Self {
        let code = |it: ReasonCode| TimeTypeReason { code: it.code, text: it.text };
        Self {
            occasion: it.occasion,
            reason: it.reason,
            reason_text: it.reason_text,
            reason_codes: it.reason_codes.into_iter().map(code).collect(),
            information: it.information,
            conditions: it.conditions,
        }
    }
}

const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const TIME_TYPE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c01);

fn links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for TimeTypeSettings {
    fn example() -> Self {
        Self {
            name: "Nybesök hos sjuksköterska".into(),
            information: Some("Kom tio minuter före.".into()),
            contact_kind: ContactKind::Visit,
            hidden: false,
            active: true,
            capabilities: TimeTypeCapabilities {
                shows_booked: true,
                takes_bookings: true,
                cancellable: true,
                rebookable: true,
            },
            cut_off_minutes: CutOffMinutes { book: 60, cancel: 120, rebook: 120 },
            bookable_from: None,
            bookable_through: None,
            person_limit: Some(1),
            selection: TimeTypeSelection { minimum_age: Some(18), ..Default::default() },
            confirm_within_hours: Some(72),
            rules: vec![TimeTypeRule {
                occasion: Occasion::NewBooking,
                reason: Need::Optional,
                reason_text: Some("Vad gäller besöket?".into()),
                reason_codes: Vec::new(),
                information: vec!["Ta med legitimation.".into()],
                conditions: vec!["Jag har inte feber.".into()],
            }],
            care_services: vec!["308335008".into()],
        }
    }
}

impl Example for NewTimeType {
    fn example() -> Self {
        Self { code: "SSK-NY".into(), settings: TimeTypeSettings::example() }
    }
}

impl Example for TimeTypeView {
    fn example() -> Self {
        Self {
            id: TimeTypeId(TIME_TYPE),
            unit_id: UnitId(UNIT),
            code: "SSK-NY".into(),
            settings: TimeTypeSettings::example(),
            version: 1,
            links: links(&format!("/units/{UNIT}/time-types/{TIME_TYPE}")),
        }
    }
}

impl Example for TimeTypesView {
    fn example() -> Self {
        let links = links(&format!("/units/{UNIT}/time-types"));
        Self { items: vec![TimeTypeView::example()], links }
    }
}
