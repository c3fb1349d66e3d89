//! What clients send and see of consents, relations, blocks and openings.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::decision::{BlockKind, ExcludedType};
use crate::{
    id::{
        CareRelationId, EmergencyOpeningId, PatientBlockId, PatientConsentId, ResidentId, StaffId,
        TemporaryLiftId, UnitId,
    },
    page::{Link, Links},
    sql::Moment,
};

crate::sql::code! {
    /// What the patient consents to: two consents that are asked for apart.
    ConsentKind {
        /// Reading across providers (sammanhållen vård- och omsorgsdokumentation).
        CoherentDocumentation = "coherent-documentation",
        /// The national medication list (nationella läkemedelslistan).
        NationalMedicationList = "national-medication-list",
    }
}

crate::sql::code! {
    /// How the consent was taken.
    ConsentManner {
        InPerson = "in-person",
        ByPhone = "by-phone",
        /// It came with a referral.
        ByReferral = "by-referral",
        /// The patient can't consent for good: the attitude was clarified as far as possible, and nothing
        /// speaks for that the patient would have objected (SVOD 3:3).
        AttitudeClarified = "attitude-clarified",
    }
}

crate::sql::code! {
    /// On what ground an inner block is lifted for a while.
    LiftGround { Consent = "consent", Emergency = "emergency" }
}

crate::sql::code! {
    /// Whose wish a block is.
    BlockRequester {
        Patient = "patient",
        /// Refused: a guardian may not block a child's data.
        Guardian = "guardian",
    }
}

pub fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A consent that the patient has given.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewPatientConsent {
    /// The unit that it is given to; the caller has an assignment there.
    pub unit_id: UnitId,
    /// Only that colleague; absent: everybody with an assignment at the unit.
    #[serde(default)]
    pub employee_id: Option<StaffId>,
    pub kind: ConsentKind,
    pub manner: ConsentManner,
    /// Today at the earliest.
    pub valid_from: NaiveDate,
    /// The last day it holds.
    pub valid_through: NaiveDate,
}

/// At which unit the caller acts.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct ActingUnit {
    /// A unit where the caller has an assignment.
    pub unit_id: UnitId,
}

/// A consent, in force, to come or ended.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PatientConsent", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ConsentView {
    pub id: PatientConsentId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 300))]
    pub unit_name: String,
    /// It holds for one member of staff alone.
    pub for_one_employee: bool,
    /// Which; told to staff of the unit.
    pub employee_id: Option<StaffId>,
    pub kind: ConsentKind,
    pub manner: ConsentManner,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub registered_at: Moment,
    /// Who registered it; told to staff of the unit.
    pub registered_by: Option<StaffId>,
    pub ended_at: Option<Moment>,
    /// Whether the patient ended it, and not staff.
    pub ended_by_patient: Option<bool>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The unit takes part in the patient's care.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewCareRelation {
    pub unit_id: UnitId,
    /// Today at the earliest.
    pub valid_from: NaiveDate,
    /// The last day it holds.
    pub valid_through: NaiveDate,
}

/// A care relation, in force, to come or ended.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CareRelation", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct RelationView {
    pub id: CareRelationId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub asserted_by: StaffId,
    pub asserted_at: Moment,
    pub ended_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What the patient closes towards staff.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewPatientBlock {
    /// Where the caller sets it. It is a block of that unit's provider.
    pub unit_id: UnitId,
    pub kind: BlockKind,
    pub requested_by: BlockRequester,
    /// The data of all of the provider's units; else of this unit.
    #[serde(default)]
    pub whole_provider: bool,
    /// Only data dated from that day on.
    #[serde(default)]
    pub info_from: Option<NaiveDate>,
    /// Only data dated until that day.
    #[serde(default)]
    pub info_through: Option<NaiveDate>,
    /// What it leaves out.
    #[validate(length(max = 2))]
    #[serde(default)]
    #[oai(validator(max_items = 2))]
    pub excluded_types: Vec<ExcludedType>,
}

/// A block, in force or lifted. Other units of the provider learn that there is one, and no more.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PatientBlock", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct BlockView {
    pub id: PatientBlockId,
    pub resident_id: ResidentId,
    pub kind: BlockKind,
    #[oai(validator(max_length = 31))]
    pub provider_hsa_id: String,
    /// Whose data; absent for all of the provider's units, and for those who may not know.
    #[oai(validator(max_length = 31))]
    pub unit_hsa_id: Option<String>,
    pub info_from: Option<NaiveDate>,
    pub info_through: Option<NaiveDate>,
    #[oai(validator(max_items = 2))]
    pub excluded_types: Option<Vec<ExcludedType>>,
    pub set_at: Option<Moment>,
    pub lifted_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// An inner block to see past, for seven days at most.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewTemporaryLift {
    /// The unit that sees past it; the caller has an assignment there.
    pub unit_id: UnitId,
    pub ground: LiftGround,
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
    /// The last day, at most seven from today.
    pub valid_through: NaiveDate,
    /// For the caller alone.
    #[serde(default)]
    pub only_for_me: bool,
}

/// A block that is lifted for a while.
#[derive(Debug, Clone, Object)]
#[oai(rename = "TemporaryLift", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct LiftView {
    pub id: TemporaryLiftId,
    pub patient_block_id: PatientBlockId,
    pub unit_id: UnitId,
    pub employee_id: Option<StaffId>,
    pub ground: LiftGround,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub lifted_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// There is danger to life or a serious risk to health, and the patient can't consent.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewEmergencyOpening {
    pub unit_id: UnitId,
    /// What the danger is. Reviewed afterwards.
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub reason: String,
}

/// A provider that may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "CareProvider", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct ProviderView {
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
}

/// An emergency opening. It holds for the one who opened, for the rest of the day.
#[derive(Debug, Clone, Object)]
#[oai(rename = "EmergencyOpening", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct OpeningView {
    pub id: EmergencyOpeningId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub opened_at: Moment,
    /// The day it holds.
    pub valid_on: NaiveDate,
    /// Providers whose data the patient has blocked: ask them to have it lifted. Absent while the register of
    /// blocks does not answer.
    #[oai(validator(max_items = 100))]
    pub blocked_by: Option<Vec<ProviderView>>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// An emergency opening, as the patient is told of it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "OwnEmergencyOpening", rename_all = "camelCase", example)]
pub struct OwnOpeningView {
    pub id: EmergencyOpeningId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 300))]
    pub unit_name: String,
    pub opened_at: Moment,
}

pub(super) fn example_links(path: &str) -> Links {
    let origin = "https://etjanster.regionvastmanland.se/etjanster/v1";
    let link =
        Link { href: format!("{origin}{path}"), rel: "collection".into(), method: "GET".into() };
    Links::from([("collection".into(), link)])
}

pub(super) fn example_id(tail: u64) -> Uuid {
    Uuid::from_u64_pair(0x01a0_b0f0_7a4e_7c5c, 0x9d6f_3f1e_0000_0000 + tail)
}

pub(super) fn example_moment() -> Moment {
    Moment("2026-11-23T11:00:00Z".parse().expect("an instant"))
}

pub(super) fn example_day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day of November")
}

impl Example for NewPatientConsent {
    fn example() -> Self {
        Self {
            unit_id: UnitId(example_id(5)),
            employee_id: None,
            kind: ConsentKind::CoherentDocumentation,
            manner: ConsentManner::InPerson,
            valid_from: example_day(23),
            valid_through: example_day(30),
        }
    }
}

impl Example for ActingUnit {
    fn example() -> Self {
        Self { unit_id: UnitId(example_id(5)) }
    }
}

impl Example for ConsentView {
    fn example() -> Self {
        let patient = example_id(2);
        Self {
            id: PatientConsentId(example_id(40)),
            resident_id: ResidentId(patient),
            unit_id: UnitId(example_id(5)),
            unit_name: "Bäckby vårdcentral".into(),
            for_one_employee: false,
            employee_id: None,
            kind: ConsentKind::CoherentDocumentation,
            manner: ConsentManner::InPerson,
            valid_from: example_day(23),
            valid_through: example_day(30),
            registered_at: example_moment(),
            registered_by: Some(StaffId(example_id(30))),
            ended_at: None,
            ended_by_patient: None,
            links: example_links(&format!("/patients/{patient}/consents")),
        }
    }
}

impl Example for NewCareRelation {
    fn example() -> Self {
        let (valid_from, valid_through) = (example_day(23), example_day(30));
        Self { unit_id: UnitId(example_id(5)), valid_from, valid_through }
    }
}

impl Example for RelationView {
    fn example() -> Self {
        let patient = example_id(2);
        Self {
            id: CareRelationId(example_id(41)),
            resident_id: ResidentId(patient),
            unit_id: UnitId(example_id(5)),
            valid_from: example_day(23),
            valid_through: example_day(30),
            asserted_by: StaffId(example_id(30)),
            asserted_at: example_moment(),
            ended_at: None,
            links: example_links(&format!("/patients/{patient}/care-relations")),
        }
    }
}

impl Example for NewPatientBlock {
    fn example() -> Self {
        Self {
            unit_id: UnitId(example_id(5)),
            kind: BlockKind::Outer,
            requested_by: BlockRequester::Patient,
            whole_provider: false,
            info_from: None,
            info_through: None,
            excluded_types: vec![ExcludedType::Medication],
        }
    }
}

impl Example for BlockView {
    fn example() -> Self {
        let patient = example_id(2);
        Self {
            id: PatientBlockId(example_id(42)),
            resident_id: ResidentId(patient),
            kind: BlockKind::Outer,
            provider_hsa_id: "SE2321000172-VG01".into(),
            unit_hsa_id: Some("SE2321000172-DV01".into()),
            info_from: None,
            info_through: None,
            excluded_types: Some(vec![ExcludedType::Medication]),
            set_at: Some(example_moment()),
            lifted_at: None,
            links: example_links(&format!("/patients/{patient}/blocks")),
        }
    }
}

impl Example for NewTemporaryLift {
    fn example() -> Self {
        Self {
            unit_id: UnitId(example_id(5)),
            ground: LiftGround::Consent,
            reason: "Inför operation, patienten har samtyckt.".into(),
            valid_through: example_day(30),
            only_for_me: false,
        }
    }
}

impl Example for LiftView {
    fn example() -> Self {
        let patient = example_id(2);
        Self {
            id: TemporaryLiftId(example_id(43)),
            patient_block_id: PatientBlockId(example_id(42)),
            unit_id: UnitId(example_id(5)),
            employee_id: None,
            ground: LiftGround::Consent,
            valid_from: example_day(23),
            valid_through: example_day(30),
            lifted_at: example_moment(),
            links: example_links(&format!("/patients/{patient}/blocks")),
        }
    }
}

impl Example for NewEmergencyOpening {
    fn example() -> Self {
        Self { unit_id: UnitId(example_id(5)), reason: "Medvetslös vid ankomst.".into() }
    }
}

impl Example for OpeningView {
    fn example() -> Self {
        let patient = example_id(2);
        let provider = ProviderView {
            hsa_id: "SE2321000024-VG01".into(),
            name: Some("Region Uppsala".into()),
        };
        Self {
            id: EmergencyOpeningId(example_id(44)),
            resident_id: ResidentId(patient),
            unit_id: UnitId(example_id(5)),
            opened_at: example_moment(),
            valid_on: example_day(23),
            blocked_by: Some(vec![provider]),
            links: example_links(&format!("/patients/{patient}/overview")),
        }
    }
}

impl Example for OwnOpeningView {
    fn example() -> Self {
        Self {
            id: EmergencyOpeningId(example_id(44)),
            unit_id: UnitId(example_id(5)),
            unit_name: "Bäckby vårdcentral".into(),
            opened_at: example_moment(),
        }
    }
}
