//! What clients send and see of log-in locks and guardian blocks.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{
    measure::{self, DecidedAs, InitiatedBy, MeasureReason},
    store::{BlockRow, LockRow},
};
use crate::{
    access::Cx,
    id::{GuardianBlockId, LogInLockId, ProtectionId, ResidentId, StaffId, UnitId},
    page::{Link, Linker, Links},
    sql::Moment,
};

pub(super) fn region_code(text: &str) -> Result<(), ValidationError> {
    let sound = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { Ok(()) } else { Err(ValidationError::new("digits")) }
}

pub(super) fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A log-in to lock.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewLogInLock {
    /// The region that asks for it, by county code; the caller acts for it.
    #[validate(custom(function = "region_code"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    pub reason: MeasureReason,
    pub initiated_by: InitiatedBy,
}

/// Whom one spoke to in the region that ordered it, and when.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "Consultation", rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsultationView {
    #[validate(length(min = 1, max = 200), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub contact: String,
    pub date: NaiveDate,
}

/// What is to be lifted no longer holds.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct Lifting {
    /// The region that the caller acts for, by county code.
    #[validate(custom(function = "region_code"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    /// Needed when another region ordered it.
    #[validate(nested)]
    #[serde(default)]
    pub consultation: Option<ConsultationView>,
}

/// A log-in that is locked, or has been.
#[derive(Debug, Clone, Object)]
#[oai(rename = "LogInLock", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct LockView {
    pub id: LogInLockId,
    pub resident_id: ResidentId,
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    pub reason: MeasureReason,
    pub initiated_by: InitiatedBy,
    pub locked_at: Moment,
    pub locked_by: Option<StaffId>,
    /// The protection it is a part of.
    pub protection_id: Option<ProtectionId>,
    pub lifted_at: Option<Moment>,
    pub lifted_by: Option<StaffId>,
    /// The region that lifted it.
    #[oai(validator(max_length = 2))]
    pub lifted_in_region: Option<String>,
    /// Whom the lifting region spoke to, when another one had locked.
    pub consultation: Option<ConsultationView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Who decided that a guardian is to be kept from a child, and where that is written down.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "CareDecision", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none)]
pub struct CareDecision {
    /// The name, or the HSA-id, of the one who decided.
    #[validate(length(min = 1, max = 200), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub decided_by: String,
    pub decided_as: DecidedAs,
    pub unit_id: UnitId,
    /// Diarienummer; may be given by the care unit later.
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub diary_reference: Option<String>,
}

/// A guardian to be kept from the child.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewGuardianBlock {
    pub guardian_id: ResidentId,
    /// The region that asks for it, by county code; the caller acts for it.
    #[validate(custom(function = "region_code"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    pub reason: MeasureReason,
    #[validate(nested)]
    pub decision: CareDecision,
}

/// A guardian who is kept from a child, or has been.
#[derive(Debug, Clone, Object)]
#[oai(rename = "GuardianBlock", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct BlockView {
    pub id: GuardianBlockId,
    pub resident_id: ResidentId,
    pub guardian_id: ResidentId,
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    pub reason: MeasureReason,
    pub decision: CareDecision,
    pub blocked_at: Moment,
    pub blocked_by: StaffId,
    /// The protection it is a part of.
    pub protection_id: Option<ProtectionId>,
    pub lifted_at: Option<Moment>,
    pub lifted_by: Option<StaffId>,
    /// The region that lifted it.
    #[oai(validator(max_length = 2))]
    pub lifted_in_region: Option<String>,
    /// Whom the lifting region spoke to, when another one had blocked.
    pub consultation: Option<ConsultationView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

fn consultation(contact: Option<String>, on: Option<NaiveDate>) -> Option<ConsultationView> {
    contact.zip(on).map(|(contact, date)| ConsultationView { contact, date })
}

impl From<ConsultationView> for measure::Consultation {
    fn from(view: ConsultationView) -> Self {
        Self { contact: view.contact, on: view.date }
    }
}

impl LockView {
    pub fn of(cx: &Cx, row: LockRow) -> Self {
        let path = format!("/residents/{}/log-in-locks", row.resident_id);
        let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
            row.lifted_at.is_none(),
            "lift",
            "POST",
            &format!("{path}/{}/liftings", row.id),
        );
        Self {
            id: row.id,
            resident_id: row.resident_id,
            region_code: row.region_code,
            reason: row.reason,
            initiated_by: row.initiated_by,
            locked_at: row.locked_at.into(),
            locked_by: row.locked_by,
            protection_id: row.protection_id,
            lifted_at: row.lifted_at.map(Moment),
            lifted_by: row.lifted_by,
            lifted_in_region: row.lifted_in_region,
            consultation: consultation(row.consulted_contact, row.consulted_on),
            links: links.done(),
        }
    }
}

impl BlockView {
    pub fn of(cx: &Cx, row: BlockRow) -> Self {
        let path = format!("/residents/{}/guardian-blocks", row.child_id);
        let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
            row.lifted_at.is_none(),
            "lift",
            "POST",
            &format!("{path}/{}/liftings", row.id),
        );
        Self {
            id: row.id,
            resident_id: row.child_id,
            guardian_id: row.guardian_id,
            region_code: row.region_code,
            reason: row.reason,
            decision: CareDecision {
                decided_by: row.decided_by,
                decided_as: row.decided_as,
                unit_id: row.decision_unit_id,
                diary_reference: row.diary_reference,
            },
            blocked_at: row.blocked_at.into(),
            blocked_by: row.blocked_by,
            protection_id: row.protection_id,
            lifted_at: row.lifted_at.map(Moment),
            lifted_by: row.lifted_by,
            lifted_in_region: row.lifted_in_region,
            consultation: consultation(row.consulted_contact, row.consulted_on),
            links: links.done(),
        }
    }
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
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

impl CareDecision {
    pub(super) fn sample() -> Self {
        Self {
            decided_by: "Birgitta Öberg".into(),
            decided_as: DecidedAs::OperationsManager,
            unit_id: UnitId(example_id(7)),
            diary_reference: Some("RV 2026:1177".into()),
        }
    }
}

impl Example for NewLogInLock {
    fn example() -> Self {
        Self {
            region_code: "19".into(),
            reason: MeasureReason::Coercion,
            initiated_by: InitiatedBy::Resident,
        }
    }
}

impl Example for Lifting {
    fn example() -> Self {
        let consultation = ConsultationView {
            contact: "Jourhavande kontoadministratör, region 03".into(),
            date: "2026-11-23".parse().expect("a date"),
        };
        Self { region_code: "19".into(), consultation: Some(consultation) }
    }
}

impl Example for NewGuardianBlock {
    fn example() -> Self {
        Self {
            guardian_id: ResidentId(example_id(1)),
            region_code: "19".into(),
            reason: MeasureReason::SecretPlacement,
            decision: CareDecision::sample(),
        }
    }
}

impl Example for LockView {
    fn example() -> Self {
        let resident = example_id(2);
        Self {
            id: LogInLockId(example_id(20)),
            resident_id: ResidentId(resident),
            region_code: "19".into(),
            reason: MeasureReason::Coercion,
            initiated_by: InitiatedBy::Resident,
            locked_at: example_moment(),
            locked_by: Some(StaffId(example_id(30))),
            protection_id: None,
            lifted_at: None,
            lifted_by: None,
            lifted_in_region: None,
            consultation: None,
            links: example_links(&format!("/residents/{resident}/log-in-locks")),
        }
    }
}

impl Example for BlockView {
    fn example() -> Self {
        let resident = example_id(2);
        Self {
            id: GuardianBlockId(example_id(21)),
            resident_id: ResidentId(resident),
            guardian_id: ResidentId(example_id(1)),
            region_code: "19".into(),
            reason: MeasureReason::SecretPlacement,
            decision: CareDecision::sample(),
            blocked_at: example_moment(),
            blocked_by: StaffId(example_id(30)),
            protection_id: None,
            lifted_at: None,
            lifted_by: None,
            lifted_in_region: None,
            consultation: None,
            links: example_links(&format!("/residents/{resident}/guardian-blocks")),
        }
    }
}
