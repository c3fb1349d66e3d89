//! The parts that FHIR's resources are made of (R4, 2.24), as far as these say anything, and the Bundle that a search
//! answers.

use chrono::{DateTime, Utc};
use poem_openapi::{
    Object,
    types::{Example, ParseFromJSON, ToJSON, Type},
};

use crate::{
    document::PUBLISHED,
    identity::NumberKind,
    page::{BASE, Cursor, FHIR, Linker, Rows, Wanted, percent},
    sql::Moment,
};

/// HSA-ids of units and people who work in care.
pub const HSA_ID: &str = "urn:oid:1.2.752.129.2.1.4.1";
/// Personal identity numbers (personnummer).
pub const PERSONAL_NUMBER: &str = "urn:oid:1.2.752.129.2.1.3.1";
/// Coordination numbers (samordningsnummer).
pub const COORDINATION_NUMBER: &str = "urn:oid:1.2.752.129.2.1.3.3";
const SNOMED: &str = "http://snomed.info/sct";
const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

/// What somebody calls it.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "FhirIdentifier", skip_serializing_if_is_none)]
pub struct Identifier {
    /// Whose way of calling things.
    #[oai(validator(max_length = 200))]
    pub system: Option<String>,
    #[oai(validator(max_length = 200))]
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "FhirCoding")]
pub struct Coding {
    #[oai(validator(max_length = 200))]
    pub system: String,
    #[oai(validator(max_length = 100))]
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "FhirCodeableConcept", skip_serializing_if_is_none)]
pub struct Concept {
    pub coding: Option<Vec<Coding>>,
    #[oai(validator(max_length = 200))]
    pub text: Option<String>,
}

/// Something else: by its address here, or by what others call it.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "FhirReference", skip_serializing_if_is_none)]
pub struct Reference {
    /// Such as `Slot/…`.
    #[oai(validator(max_length = 200))]
    pub reference: Option<String>,
    #[oai(rename = "type", validator(max_length = 60))]
    pub kind: Option<String>,
    pub identifier: Option<Identifier>,
    #[oai(validator(max_length = 200))]
    pub display: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "FhirMeta", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct Meta {
    pub last_updated: Moment,
    /// Restricted, where the person's whereabouts are protected: take care what is said and shown.
    pub security: Option<Vec<Coding>>,
}

/// FHIR knows no empty lists: they are left out.
pub fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

impl Meta {
    pub fn new(last_updated: DateTime<Utc>) -> Self {
        Self { last_updated: Moment(last_updated), security: None }
    }

    /// The same of what is about somebody whose whereabouts are protected.
    pub fn guarded(self, protected: bool) -> Self {
        let restricted = || Coding { system: CONFIDENTIALITY.to_owned(), code: "R".to_owned() };
        Self { security: protected.then(|| vec![restricted()]), ..self }
    }
}

impl Identifier {
    pub fn of(system: &str, value: &str) -> Self {
        Self { system: Some(system.to_owned()), value: value.to_owned() }
    }

    /// A person by the number that names them. Each region makes reserve numbers its own way, so that nothing
    /// says whose they are.
    pub fn person(kind: NumberKind, number: &str) -> Self {
        match kind {
            NumberKind::Personnummer => Self::of(PERSONAL_NUMBER, number),
            NumberKind::Coordination => Self::of(COORDINATION_NUMBER, number),
            NumberKind::Reserve => Self { system: None, value: number.to_owned() },
        }
    }
}

impl Concept {
    pub fn text(text: &str) -> Self {
        Self { coding: None, text: Some(text.to_owned()) }
    }

    /// A time type by its name, and the care services it stands for.
    pub fn service(name: &str, care_services: &[String]) -> Self {
        let coding = |code: &String| Coding { system: SNOMED.to_owned(), code: code.clone() };
        Self { coding: some(care_services.iter().map(coding).collect()), ..Self::text(name) }
    }
}

impl Reference {
    /// Something that can be read here.
    pub fn to(kind: &str, id: impl std::fmt::Display) -> Self {
        Self {
            reference: Some(format!("{kind}/{id}")),
            kind: None,
            identifier: None,
            display: None,
        }
    }

    /// Something that others know.
    pub fn known_as(kind: &str, identifier: Identifier, display: Option<&str>) -> Self {
        Self {
            reference: None,
            kind: Some(kind.to_owned()),
            identifier: Some(identifier),
            display: display.map(str::to_owned),
        }
    }

    /// A unit, as what offers care.
    pub fn unit(hsa_id: &str, name: &str) -> Self {
        Self::known_as("HealthcareService", Identifier::of(HSA_ID, hsa_id), Some(name))
    }

    pub fn practitioner(hsa_id: &str, name: &str) -> Self {
        Self::known_as("Practitioner", Identifier::of(HSA_ID, hsa_id), Some(name))
    }
}

/// What a search found.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirBundle", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct Bundle<T: Resource> {
    /// `Bundle`.
    #[oai(validator(max_length = 20))]
    pub resource_type: String,
    /// `searchset`.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: String,
    /// `self`, `first`, and `next` and `previous` where there are such pages.
    pub link: Vec<BundleLink>,
    /// Absent when nothing was found.
    #[oai(validator(max_items = 500))]
    pub entry: Option<Vec<Entry<T>>>,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirBundleLink")]
pub struct BundleLink {
    #[oai(validator(max_length = 20))]
    pub relation: String,
    #[oai(validator(max_length = 2000))]
    pub url: String,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirBundleEntry", rename_all = "camelCase")]
pub struct Entry<T: Resource> {
    #[oai(validator(max_length = 2000))]
    pub full_url: String,
    pub resource: T,
    pub search: EntrySearch,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirBundleEntrySearch")]
pub struct EntrySearch {
    /// `match`.
    #[oai(validator(max_length = 20))]
    pub mode: String,
}

/// A resource that is read and searched for here.
pub trait Resource: ParseFromJSON + ToJSON + Type + Example + Send + Sync {
    /// Its name in FHIR, which is the last part of its path.
    const KIND: &'static str;
    fn id(&self) -> String;
}

impl<T: Resource> Bundle<T> {
    /// A page of resources made from rows. `query` is what was searched by.
    pub fn of<R>(
        rows: Rows<R>,
        wanted: &Wanted,
        linker: &Linker,
        query: &[(&str, String)],
        resource: impl FnMut(R) -> T,
    ) -> Self {
        let count = ("_count", wanted.limit.to_string());
        let query: Vec<_> = query.iter().cloned().chain([count]).collect();
        let link = |relation: &str, cursor: Option<Cursor>| {
            let cursor = cursor.map(|it| ("cursor", it.code()));
            let query: Vec<_> = query.iter().cloned().chain(cursor).collect();
            BundleLink { relation: relation.to_owned(), url: Self::url(linker, &query) }
        };
        let mut links = vec![link("self", wanted.from), link("first", None)];
        links.extend(rows.next.map(|next| link("next", Some(next))));
        links.extend(rows.prev.map(|prev| link("previous", Some(prev))));
        Self::made(links, rows.rows.into_iter().map(resource), linker)
    }

    /// All that there is.
    pub fn whole(all: impl Iterator<Item = T>, linker: &Linker, query: &[(&str, String)]) -> Self {
        let url = Self::url(linker, query);
        Self::made(vec![BundleLink { relation: "self".into(), url }], all, linker)
    }

    fn url(linker: &Linker, query: &[(&str, String)]) -> String {
        let pair = |(name, value): &(&str, String)| format!("{}={}", percent(name), percent(value));
        let query = query.iter().map(pair).collect::<Vec<_>>().join("&");
        format!("{}{BASE}{FHIR}/{}?{query}", linker.origin(), T::KIND)
    }

    fn made(link: Vec<BundleLink>, resources: impl Iterator<Item = T>, linker: &Linker) -> Self {
        let entry = |resource: T| Entry {
            full_url: format!("{}{BASE}{FHIR}/{}/{}", linker.origin(), T::KIND, resource.id()),
            resource,
            search: EntrySearch { mode: "match".into() },
        };
        Self {
            resource_type: "Bundle".into(),
            kind: "searchset".into(),
            link,
            entry: some(resources.map(entry).collect()),
        }
    }
}

impl<T: Resource> Example for Bundle<T> {
    fn example() -> Self {
        let origin = PUBLISHED.strip_suffix(BASE).unwrap_or_default();
        Self::whole([T::example()].into_iter(), &Linker::at(origin), &[])
    }
}
