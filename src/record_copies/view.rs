//! What clients send and see of requests for copies.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{
    request::{AppealTo, CopyDelivery, CopyGround, CopyScope, CopyStage, HarmReview},
    store::{DecisionRow, WithheldPart},
};
use crate::{
    failure::Failure,
    id::{RecordCopyRequestId, ResidentId, StaffId, UnitId},
    journal::decision::InformationType,
    page::{Link, Links},
    sql::Moment,
};

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A copy that somebody wants.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewRecordCopyRequest {
    /// The unit that is asked.
    pub unit_id: UnitId,
    pub scope: CopyScope,
    /// Only of these kinds; empty: all, without the access log.
    #[validate(length(max = 20))]
    #[serde(default)]
    #[oai(validator(max_items = 20))]
    pub information_types: Vec<InformationType>,
    #[serde(default)]
    pub period_from: Option<NaiveDate>,
    #[serde(default)]
    pub period_through: Option<NaiveDate>,
    /// What is wanted, in one's own words.
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub wish: Option<String>,
    pub delivery: CopyDelivery,
}

/// The unit has been asked, if the register lets one ask. The answer is the same for everybody; who is
/// not answered here is answered by post.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordCopyReceipt", rename_all = "camelCase", example)]
pub struct ReceiptView {
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub received_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A request, as the one who filed it sees it.
#[derive(Debug, Clone, Object)]
#[oai(
    rename = "OwnRecordCopyRequest",
    rename_all = "camelCase",
    skip_serializing_if_is_none,
    example
)]
pub struct OwnCopyView {
    pub id: RecordCopyRequestId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    #[oai(validator(max_length = 300))]
    pub unit_name: String,
    pub filed_at: Moment,
    pub scope: CopyScope,
    #[oai(validator(max_items = 20))]
    pub information_types: Vec<InformationType>,
    pub period_from: Option<NaiveDate>,
    pub period_through: Option<NaiveDate>,
    #[oai(validator(max_length = 1000))]
    pub wish: Option<String>,
    pub delivery: CopyDelivery,
    pub stage: CopyStage,
    pub decision: Option<DecisionView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What was decided, with where to turn when one is not content.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordCopyDecision", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct DecisionView {
    pub outcome: CopyStage,
    pub decided_at: Moment,
    /// Why nothing is handed over.
    pub ground: Option<CopyGround>,
    /// The written decision.
    #[oai(validator(max_length = 4000))]
    pub reasons: Option<String>,
    /// The grounds of the parts that are withheld, one for each.
    #[oai(validator(max_items = 200))]
    pub withheld: Vec<CopyGround>,
    pub appeal_to: Option<AppealTo>,
    /// How it is appealed, in Swedish, as the law wants it said.
    #[oai(validator(max_length = 1000))]
    pub appeal_instructions: Option<String>,
}

/// A request, as the unit sees it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordCopyRequest", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct CopyView {
    pub id: RecordCopyRequestId,
    pub resident_id: ResidentId,
    /// The patient, or a guardian; a blocked one too.
    pub requested_by: ResidentId,
    pub unit_id: UnitId,
    pub filed_at: Moment,
    /// What has to be weighed.
    pub review: HarmReview,
    pub scope: CopyScope,
    #[oai(validator(max_items = 20))]
    pub information_types: Vec<InformationType>,
    pub period_from: Option<NaiveDate>,
    pub period_through: Option<NaiveDate>,
    #[oai(validator(max_length = 1000))]
    pub wish: Option<String>,
    pub delivery: CopyDelivery,
    pub stage: CopyStage,
    /// Who assesses it, or has.
    pub assessor_id: Option<StaffId>,
    pub taken_at: Option<Moment>,
    pub decision: Option<DecisionView>,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Everything is handed over.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewRelease {
    /// Of the content that was assessed.
    #[validate(length(min = 64, max = 64))]
    #[oai(validator(min_length = 64, max_length = 64))]
    pub assessed_digest: String,
}

/// Some parts are withheld.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewPartialRelease {
    /// Of the content that was assessed.
    #[validate(length(min = 64, max = 64))]
    #[oai(validator(min_length = 64, max_length = 64))]
    pub assessed_digest: String,
    #[validate(length(min = 1, max = 200), nested)]
    #[oai(validator(min_items = 1, max_items = 200))]
    pub withheld: Vec<NewWithheldPart>,
    /// The written decision. Don't say in it what is withheld.
    #[validate(length(min = 1, max = 4000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub reasons: String,
}

/// A part that is withheld.
#[derive(Debug, Clone, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "WithheldPart", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none)]
pub struct NewWithheldPart {
    /// The item, as the content calls it.
    pub item_id: Uuid,
    /// Which heading of it, counted from 1; absent: all of it.
    #[validate(range(min = 1, max = 500))]
    #[serde(default)]
    #[oai(validator(minimum(value = "1"), maximum(value = "500")))]
    pub section: Option<i32>,
    pub ground: CopyGround,
}

/// Nothing is handed over.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewRecordCopyRefusal", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewRefusal {
    pub ground: CopyGround,
    /// The written decision.
    #[validate(length(min = 1, max = 4000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub reasons: String,
}

fn digest(text: &str) -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| {
        let (sv, en) = ("Ta den ur innehållet.", "Take it from the content.");
        Failure::field("/assessedDigest", "digest", sv, en)
    })?;
    Ok(bytes)
}

impl NewRelease {
    pub fn digest(&self) -> Result<[u8; 32], Failure> {
        digest(&self.assessed_digest)
    }
}

impl NewPartialRelease {
    pub fn digest(&self) -> Result<[u8; 32], Failure> {
        digest(&self.assessed_digest)
    }
}

impl From<&NewWithheldPart> for WithheldPart {
    fn from(part: &NewWithheldPart) -> Self {
        Self { item_id: part.item_id, section: part.section, ground: part.ground }
    }
}

impl DecisionView {
    pub fn of((row, parts): (DecisionRow, Vec<WithheldPart>), unit: &str) -> Self {
        Self {
            outcome: row.outcome,
            decided_at: row.decided_at.into(),
            ground: row.ground,
            reasons: row.reasons,
            withheld: parts.into_iter().map(|part| part.ground).collect(),
            appeal_instructions: row.appeal_to.map(|to| instructions(to, unit)),
            appeal_to: row.appeal_to,
        }
    }
}

/// PDL 8:2, and the administrative procedure act for the time.
fn instructions(to: AppealTo, unit: &str) -> String {
    match to {
        AppealTo::AdministrativeCourtOfAppeal => format!(
            "Beslutet kan överklagas till kammarrätten. Skriv vilket beslut du överklagar och hur \
             du vill att det ska ändras. Skicka överklagandet till {unit} inom tre veckor från \
             den dag du fick del av beslutet."
        ),
        AppealTo::Ivo => format!(
            "Frågan prövas av Inspektionen för vård och omsorg (IVO). {unit} lämnar över den dit \
             med ett eget yttrande. Du kan också själv vända dig till IVO."
        ),
    }
}

pub(super) fn example_id(tail: u64) -> Uuid {
    Uuid::from_u64_pair(0x01a0_b0f0_7a4e_7c5c, 0x9d6f_3f1e_0000_0000 + tail)
}

fn example_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    let link = Link { href, rel: "collection".into(), method: "GET".into() };
    Links::from([("collection".into(), link)])
}

fn example_moment() -> Moment {
    Moment("2026-11-23T11:00:00Z".parse().expect("an instant"))
}

fn example_decision() -> DecisionView {
    let appeal_to = AppealTo::AdministrativeCourtOfAppeal;
    DecisionView {
        outcome: CopyStage::ReleasedPartly,
        decided_at: example_moment(),
        ground: None,
        reasons: Some("Uppgifter om en annan person lämnas inte ut.".into()),
        withheld: vec![CopyGround::ThirdPerson],
        appeal_to: Some(appeal_to),
        appeal_instructions: Some(instructions(appeal_to, "Bäckby vårdcentral")),
    }
}

impl Example for NewRecordCopyRequest {
    fn example() -> Self {
        Self {
            unit_id: UnitId(example_id(5)),
            scope: CopyScope::Unit,
            information_types: vec![],
            period_from: None,
            period_through: None,
            wish: Some("Allt om mitt knä.".into()),
            delivery: CopyDelivery::Post,
        }
    }
}

impl Example for ReceiptView {
    fn example() -> Self {
        let resident = example_id(2);
        Self {
            resident_id: ResidentId(resident),
            unit_id: UnitId(example_id(5)),
            received_at: example_moment(),
            links: example_links(&format!("/residents/{resident}/journal/record-copy-requests")),
        }
    }
}

impl Example for OwnCopyView {
    fn example() -> Self {
        let resident = example_id(2);
        Self {
            id: RecordCopyRequestId(example_id(60)),
            resident_id: ResidentId(resident),
            unit_id: UnitId(example_id(5)),
            unit_name: "Bäckby vårdcentral".into(),
            filed_at: example_moment(),
            scope: CopyScope::Unit,
            information_types: vec![],
            period_from: None,
            period_through: None,
            wish: None,
            delivery: CopyDelivery::Post,
            stage: CopyStage::ReleasedPartly,
            decision: Some(example_decision()),
            links: example_links(&format!("/residents/{resident}/journal/record-copy-requests")),
        }
    }
}

impl Example for CopyView {
    fn example() -> Self {
        let unit = example_id(5);
        Self {
            id: RecordCopyRequestId(example_id(60)),
            resident_id: ResidentId(example_id(2)),
            requested_by: ResidentId(example_id(2)),
            unit_id: UnitId(unit),
            filed_at: example_moment(),
            review: HarmReview::HarmAssessment,
            scope: CopyScope::Unit,
            information_types: vec![],
            period_from: None,
            period_through: None,
            wish: None,
            delivery: CopyDelivery::Post,
            stage: CopyStage::Assessing,
            assessor_id: Some(StaffId(example_id(30))),
            taken_at: Some(example_moment()),
            decision: None,
            version: 2,
            links: example_links(&format!("/units/{unit}/record-copy-requests")),
        }
    }
}

impl Example for NewRelease {
    fn example() -> Self {
        Self { assessed_digest: "5f".repeat(32) }
    }
}

impl Example for NewPartialRelease {
    fn example() -> Self {
        let part = NewWithheldPart {
            item_id: example_id(50),
            section: Some(2),
            ground: CopyGround::ThirdPerson,
        };
        let reasons = "Uppgifter om en annan person lämnas inte ut.".into();
        Self { assessed_digest: "5f".repeat(32), withheld: vec![part], reasons }
    }
}

impl Example for NewRefusal {
    fn example() -> Self {
        let reasons = "Uppgifterna lämnas inte ut med hänsyn till vården.".into();
        Self { ground: CopyGround::HarmToTreatment, reasons }
    }
}
