//! What clients send and see of policies.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::conformance,
    document::{Document, JournalPolicyKind},
    document_view::{PeopleView, PublicationView},
    proposal::JournalPolicyState,
    store::PolicyRow,
};
use crate::{
    failure::Failure,
    id::{JournalPolicyId, StaffId},
    page::{Link, Linker, Links},
    sql::Moment,
};

/// A document to propose: the rules about people or what a provider publishes, whole.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewJournalPolicy {
    /// The rules about people, with `providerHsaId` and `publication` left out.
    #[serde(default)]
    #[validate(nested)]
    pub people: Option<PeopleView>,
    /// What the provider publishes.
    #[serde(default)]
    #[validate(nested)]
    pub publication: Option<PublicationView>,
    /// The region's provider that publishes, by HSA-id.
    #[serde(default)]
    #[validate(length(min = 1, max = 31))]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub provider_hsa_id: Option<String>,
    /// The first day it applies: tomorrow or later.
    pub valid_from: NaiveDate,
    /// Where what it says comes from, such as a diary number.
    #[validate(length(min = 1, max = 500))]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub source: String,
}

/// What is proposed, and for which provider.
pub struct Proposed {
    pub document: Document,
    pub provider: Option<String>,
}

impl NewJournalPolicy {
    /// One of the two, and a provider for what is published.
    pub fn proposed(&self) -> Result<Proposed, Failure> {
        let provider = self.provider_hsa_id.as_ref().map(|id| id.trim().to_uppercase());
        match (self.people.clone(), self.publication.clone(), provider) {
            (Some(people), None, None) => {
                Ok(Proposed { document: Document::People(people.into()), provider: None })
            }
            (None, Some(published), Some(provider)) => {
                let document = Document::Publication(published.publication()?);
                Ok(Proposed { document, provider: Some(provider) })
            }
            _ => {
                let sv = "Skicka antingen people, eller publication med providerHsaId.";
                let en = "Send either people, or publication with providerHsaId.";
                Err(Failure::field("", "one-document", sv, en))
            }
        }
    }
}

/// A step that needs no further facts. Send `{}`.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(rename = "JournalPolicyNothing", deny_unknown_fields, example)]
pub struct NoFacts {}

/// How the programme's own vectors come out under the document.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "JournalVectorRun", rename_all = "camelCase")]
pub struct VectorRun {
    /// How many there are.
    pub cases: u32,
    /// How many come out otherwise than under Västmanland's first documents.
    pub different: u32,
    /// Which.
    #[oai(validator(max_items = 1000))]
    pub case_ids: Vec<String>,
}

impl VectorRun {
    fn of(document: &Document) -> Self {
        let tally = conformance::under(&document.policies());
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            cases: count(tally.cases),
            different: count(tally.different.len()),
            case_ids: tally.different,
        }
    }
}

/// A document: proposed, decided, in force or withdrawn.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalPolicy", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct PolicyView {
    pub id: JournalPolicyId,
    pub kind: JournalPolicyKind,
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    #[oai(validator(max_length = 31))]
    pub provider_hsa_id: Option<String>,
    pub people: Option<PeopleView>,
    pub publication: Option<PublicationView>,
    pub valid_from: NaiveDate,
    #[oai(validator(max_length = 500))]
    pub source: String,
    pub state: JournalPolicyState,
    /// Whether it is the one that applies today.
    pub applies_today: bool,
    /// Absent for what the programme came with.
    pub proposed_by: Option<StaffId>,
    pub proposed_at: Moment,
    pub first_approved_by: Option<StaffId>,
    pub second_approved_by: Option<StaffId>,
    pub withdrawn_by: Option<StaffId>,
    /// While it is a proposal: what would be decided otherwise.
    pub vectors: Option<VectorRun>,
    pub version: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What a region has set and what is proposed.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalPolicies", rename_all = "camelCase", example)]
pub struct PoliciesView {
    #[oai(validator(max_items = 500))]
    pub items: Vec<PolicyView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl PolicyView {
    pub fn of(linker: Linker, row: PolicyRow, applies_today: bool) -> Result<Self, Failure> {
        let document = Document::read(row.kind, row.document)
            .map_err(|error| Failure::Bug(format!("journal policy {}: {error}", row.id)))?;
        let state = row.hands.state();
        let open = matches!(state, JournalPolicyState::Proposed | JournalPolicyState::ApprovedOnce);
        let vectors = open.then(|| VectorRun::of(&document));
        let (people, publication) = match document {
            Document::People(rules) => (Some(rules.into()), None),
            Document::Publication(published) => (None, Some(published.into())),
        };
        let list = format!("/regions/{}/journal-policies", row.region_code);
        let path = format!("{list}/{}", row.id);
        let links = linker
            .add("self", "GET", &path)
            .add_if(open, "approve", "POST", &format!("{path}/approvals"))
            .add_if(open, "withdraw", "POST", &format!("{path}/withdrawals"));
        Ok(Self {
            id: row.id,
            kind: row.kind,
            region_code: row.region_code,
            provider_hsa_id: row.provider_hsa_id,
            people,
            publication,
            valid_from: row.valid_from,
            source: row.source,
            state,
            applies_today,
            proposed_by: row.hands.proposed_by,
            proposed_at: row.proposed_at.into(),
            first_approved_by: row.hands.first_approved_by,
            second_approved_by: row.hands.second_approved_by,
            withdrawn_by: row.hands.withdrawn_by,
            vectors,
            version: row.version,
            links: links.done(),
        })
    }
}

fn example_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

impl Example for NoFacts {
    fn example() -> Self {
        Self {}
    }
}

impl Example for NewJournalPolicy {
    fn example() -> Self {
        Self {
            people: None,
            publication: Some(PublicationView::example()),
            provider_hsa_id: Some("SE2321000172-VG01".into()),
            valid_from: "2027-03-01".parse().expect("a date"),
            source: "Regionstyrelsen, RV 2026-1177".into(),
        }
    }
}

impl Example for PolicyView {
    fn example() -> Self {
        let new = NewJournalPolicy::example();
        let id = JournalPolicyId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_2d01));
        Self {
            id,
            kind: JournalPolicyKind::Publication,
            region_code: "19".into(),
            provider_hsa_id: new.provider_hsa_id,
            people: None,
            publication: new.publication,
            valid_from: new.valid_from,
            source: new.source,
            state: JournalPolicyState::Proposed,
            applies_today: false,
            proposed_by: Some(StaffId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_0b01))),
            proposed_at: Moment("2026-11-27T08:00:00Z".parse().expect("an instant")),
            first_approved_by: None,
            second_approved_by: None,
            withdrawn_by: None,
            vectors: Some(VectorRun { cases: 140, different: 0, case_ids: Vec::new() }),
            version: 1,
            links: example_links(&format!("/regions/19/journal-policies/{id}")),
        }
    }
}

impl Example for PoliciesView {
    fn example() -> Self {
        Self {
            items: vec![PolicyView::example()],
            links: example_links("/regions/19/journal-policies"),
        }
    }
}
