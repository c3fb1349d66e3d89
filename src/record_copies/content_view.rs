//! What the assessor sees, and what is handed over.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{request::HarmReview, view::example_id, warning::CopyWarning};
use crate::{
    id::RecordCopyRequestId,
    journal::decision::InformationType,
    page::{Link, Links},
    patient_overview::{ItemSection, OverviewSource},
};

/// Everything within the request, to be weighed. Nothing is left out because of seals, blocks or hiding.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordCopyContent", rename_all = "camelCase", example)]
pub struct ContentView {
    pub record_copy_request_id: RecordCopyRequestId,
    #[oai(validator(max_length = 401))]
    pub patient_name: String,
    pub review: HarmReview,
    /// About the people.
    #[oai(validator(max_items = 20))]
    pub warnings: Vec<CopyWarning>,
    /// Oldest first.
    #[oai(validator(max_items = 100000))]
    pub items: Vec<ContentItem>,
    #[oai(validator(max_items = 100))]
    pub sources: Vec<OverviewSource>,
    /// Every source answered. No copy is made while one does not.
    pub complete: bool,
    /// To be sent with the release: what was assessed.
    #[oai(validator(max_length = 64))]
    pub assessed_digest: String,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// One item of the record.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordCopyItem", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct ContentItem {
    /// The same at each reading; named where it is withheld.
    pub id: Uuid,
    pub information_type: Option<InformationType>,
    #[oai(validator(max_length = 31))]
    pub unit_hsa_id: String,
    #[oai(validator(max_length = 300))]
    pub unit_name: Option<String>,
    pub date: NaiveDate,
    #[oai(validator(max_length = 500))]
    pub author: Option<String>,
    #[oai(validator(max_length = 2000))]
    pub title: String,
    #[oai(validator(max_items = 500))]
    pub sections: Vec<ItemSection>,
    #[oai(validator(max_items = 20))]
    pub warnings: Vec<CopyWarning>,
    /// All of it, or a heading in it, was taken away from the copy.
    pub withheld: bool,
}

/// The copy that is handed over, without what is withheld.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RecordCopy", rename_all = "camelCase", example)]
pub struct RecordCopyView {
    pub record_copy_request_id: RecordCopyRequestId,
    #[oai(validator(max_length = 401))]
    pub patient_name: String,
    /// Oldest first.
    #[oai(validator(max_items = 100000))]
    pub items: Vec<ContentItem>,
    /// How many items were taken away whole.
    #[oai(validator(minimum(value = "0")))]
    pub withheld_items: i32,
    #[oai(rename = "_links")]
    pub links: Links,
}

fn sample() -> ContentItem {
    let text = "Kontroll av blodtryck. 132/78.".to_owned();
    ContentItem {
        id: example_id(50),
        information_type: Some(InformationType::Note),
        unit_hsa_id: "SE2321000172-DV01".into(),
        unit_name: Some("Bäckby vårdcentral".into()),
        date: NaiveDate::from_ymd_opt(2026, 11, 3).expect("a day"),
        author: Some("Karin Ek, läkare".into()),
        title: "Besök".into(),
        sections: vec![ItemSection { heading: "Aktuellt".into(), text, hidden_on1177: false }],
        warnings: vec![],
        withheld: false,
    }
}

fn sample_links() -> Links {
    let href = "https://etjanster.regionvastmanland.se/etjanster/v1/".to_owned();
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for ContentView {
    fn example() -> Self {
        Self {
            record_copy_request_id: RecordCopyRequestId(example_id(60)),
            patient_name: "Anna Lindström".into(),
            review: HarmReview::HarmAssessment,
            warnings: vec![],
            items: vec![ContentItem { warnings: vec![CopyWarning::Sealed], ..sample() }],
            sources: vec![],
            complete: true,
            assessed_digest: "5f".repeat(32),
            links: sample_links(),
        }
    }
}

impl Example for RecordCopyView {
    fn example() -> Self {
        Self {
            record_copy_request_id: RecordCopyRequestId(example_id(60)),
            patient_name: "Anna Lindström".into(),
            items: vec![sample()],
            withheld_items: 0,
            links: sample_links(),
        }
    }
}
