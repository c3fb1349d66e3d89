//! What staff see of a patient's records.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    decision::OverviewReason,
    told::Part,
    view::{ProviderView, example_id, example_links, example_moment},
};
use crate::{
    id::{ResidentId, UnitId},
    journal::{
        decision::InformationType,
        source::{SourceOutcome, SourceReport},
    },
    page::{Links, Meta},
    sql::Moment,
};

/// A patient's records across providers, newest first, as far as the decision lets this reader. Read
/// only, and fetched anew each time.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PatientOverview", rename_all = "camelCase", example)]
pub struct OverviewView {
    pub resident_id: ResidentId,
    /// The unit that it is read at.
    pub unit_id: UnitId,
    #[oai(validator(max_items = 100))]
    pub items: Vec<OverviewItemView>,
    /// That there is more, which is not shown, and why. Nothing of how much.
    #[oai(validator(max_items = 4))]
    pub withheld: Vec<WithheldView>,
    /// What was asked, and how it went: what a silent source has is missing here.
    #[oai(validator(max_items = 100))]
    pub sources: Vec<OverviewSource>,
    /// Every source answered.
    pub complete: bool,
    #[oai(rename = "_meta")]
    pub meta: Meta,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// One item of a record.
#[derive(Debug, Clone, Object)]
#[oai(rename = "OverviewItem", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct OverviewItemView {
    /// The same at each reading.
    pub id: Uuid,
    pub information_type: InformationType,
    pub provider: ProviderView,
    #[oai(validator(max_length = 31))]
    pub unit_hsa_id: String,
    #[oai(validator(max_length = 300))]
    pub unit_name: Option<String>,
    /// The moment that counts, where the source gave a time.
    pub at: Option<Moment>,
    pub date: NaiveDate,
    pub signed: bool,
    #[oai(validator(max_length = 500))]
    pub author: Option<String>,
    #[oai(validator(max_length = 2000))]
    pub title: String,
    #[oai(validator(max_items = 500))]
    pub sections: Vec<ItemSection>,
    /// The author keeps it, or a part of it, off 1177.
    pub hidden_on1177: bool,
    /// Why it is shown.
    pub reason: OverviewReason,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordSection", rename_all = "camelCase")]
pub struct ItemSection {
    #[oai(validator(max_length = 500))]
    pub heading: String,
    #[oai(validator(max_length = 200000))]
    pub text: String,
    /// The author keeps it off 1177.
    pub hidden_on1177: bool,
}

/// There is something that is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "WithheldFromStaff", rename_all = "camelCase")]
pub struct WithheldView {
    pub reason: OverviewReason,
    /// Whom to ask, when there is danger to life.
    #[oai(validator(max_items = 100))]
    pub providers: Vec<ProviderView>,
}

/// One source, and how asking it went.
#[derive(Debug, Clone, Object)]
#[oai(rename = "OverviewSource", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct OverviewSource {
    #[oai(validator(max_length = 100))]
    pub source: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    pub outcome: SourceOutcome,
    pub at: Moment,
    /// Seconds after which it may be asked again.
    #[oai(validator(minimum(value = "0")))]
    pub retry_after: Option<u32>,
}

impl From<SourceReport> for OverviewSource {
    fn from(report: SourceReport) -> Self {
        Self {
            source: report.source,
            title: report.title,
            outcome: report.outcome,
            at: report.at.into(),
            retry_after: report.retry_after,
        }
    }
}

impl From<Part> for ItemSection {
    fn from(part: Part) -> Self {
        Self { heading: part.heading, text: part.text, hidden_on1177: part.hidden }
    }
}

impl Example for OverviewItemView {
    fn example() -> Self {
        let text = "Kontroll av blodtryck. 132/78.".to_owned();
        let section = ItemSection { heading: "Aktuellt".into(), text, hidden_on1177: false };
        Self {
            id: example_id(50),
            information_type: InformationType::Note,
            provider: ProviderView {
                hsa_id: "SE2321000024-VG01".into(),
                name: Some("Region Uppsala".into()),
            },
            unit_hsa_id: "SE2321000024-AK01".into(),
            unit_name: Some("Medicinmottagningen".into()),
            at: Some(example_moment()),
            date: example_moment().0.date_naive(),
            signed: true,
            author: Some("Karin Ek, läkare".into()),
            title: "Besök".into(),
            sections: vec![section],
            hidden_on1177: false,
            reason: OverviewReason::Ok,
        }
    }
}

impl Example for OverviewView {
    fn example() -> Self {
        let patient = example_id(2);
        let source = OverviewSource {
            source: "cosmic".into(),
            title: "Cosmic".into(),
            outcome: SourceOutcome::Answered,
            at: example_moment(),
            retry_after: None,
        };
        Self {
            resident_id: ResidentId(patient),
            unit_id: UnitId(example_id(5)),
            items: vec![OverviewItemView::example()],
            withheld: vec![],
            sources: vec![source],
            complete: true,
            meta: Meta { limit: 20, count: 1 },
            links: example_links(&format!("/patients/{patient}/overview")),
        }
    }
}
