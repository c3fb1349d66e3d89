//! What this FHIR server can do, as it says itself (FHIR R4 CapabilityStatement).

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};

use crate::{
    document::PUBLISHED,
    page::{BASE, FHIR},
    service::ApiInfo,
};

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirCapabilityStatement", rename_all = "camelCase", example)]
pub struct CapabilityStatement {
    /// `CapabilityStatement`.
    #[oai(validator(max_length = 20))]
    pub resource_type: String,
    /// `active`.
    #[oai(validator(max_length = 20))]
    pub status: String,
    /// The day that the version was released.
    pub date: NaiveDate,
    /// `instance`.
    #[oai(validator(max_length = 20))]
    pub kind: String,
    pub software: Software,
    pub implementation: Implementation,
    /// `4.0.1`.
    #[oai(validator(max_length = 10))]
    pub fhir_version: String,
    pub format: Vec<String>,
    pub rest: Vec<Rest>,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirSoftware")]
pub struct Software {
    #[oai(validator(max_length = 100))]
    pub name: String,
    #[oai(validator(max_length = 20))]
    pub version: String,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirImplementation")]
pub struct Implementation {
    #[oai(validator(max_length = 200))]
    pub description: String,
    #[oai(validator(max_length = 2000))]
    pub url: String,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirRest")]
pub struct Rest {
    /// `server`.
    #[oai(validator(max_length = 20))]
    pub mode: String,
    pub security: Security,
    pub resource: Vec<ResourceKind>,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirSecurity")]
pub struct Security {
    #[oai(validator(max_length = 500))]
    pub description: String,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirResourceKind", rename_all = "camelCase")]
pub struct ResourceKind {
    #[oai(rename = "type", validator(max_length = 60))]
    pub kind: String,
    pub interaction: Vec<Interaction>,
    pub search_param: Vec<SearchParameter>,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirInteraction")]
pub struct Interaction {
    #[oai(validator(max_length = 40))]
    pub code: String,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirSearchParameter")]
pub struct SearchParameter {
    #[oai(validator(max_length = 60))]
    pub name: String,
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: String,
    #[oai(validator(max_length = 500))]
    pub documentation: String,
}

const ACTOR: (&str, &str, &str) =
    ("actor", "reference", "With the modifier :identifier only: the unit's HSA-id.");
const UPDATED: (&str, &str, &str) = (
    "_lastUpdated",
    "date",
    "eq, ge, gt, le and lt; what changed within the last minute is not found yet.",
);
const SCHEDULE: &[(&str, &str, &str)] = &[ACTOR];
const SLOT: &[(&str, &str, &str)] = &[
    ("schedule", "reference", "Required."),
    ("start", "date", "eq, ge, gt, le and lt; days are Swedish ones."),
    ("status", "token", "Codes, with commas between."),
    UPDATED,
];
const APPOINTMENT: &[(&str, &str, &str)] = &[
    ("actor", "reference", "With the modifier :identifier only: the unit's HSA-id; or slot."),
    ("slot", "reference", "Or actor:identifier."),
    ("date", "date", "eq, ge, gt, le and lt; days are Swedish ones."),
    ("status", "token", "Codes, with commas between."),
    UPDATED,
];

fn kind((name, parameters): (&str, &[(&str, &str, &str)])) -> ResourceKind {
    let parameter = |(name, kind, documentation): &(&str, &str, &str)| SearchParameter {
        name: (*name).to_owned(),
        kind: (*kind).to_owned(),
        documentation: (*documentation).to_owned(),
    };
    let interaction = |code: &str| Interaction { code: code.to_owned() };
    ResourceKind {
        kind: name.to_owned(),
        interaction: vec![interaction("read"), interaction("search-type")],
        search_param: parameters.iter().map(parameter).collect(),
    }
}

impl CapabilityStatement {
    /// Of this build, at that scheme and host.
    pub fn at(origin: &str) -> Self {
        let about = ApiInfo::at(String::new());
        let resources = [("Schedule", SCHEDULE), ("Slot", SLOT), ("Appointment", APPOINTMENT)];
        let description = "System clients sign in with POST /system-sessions and send the token as a \
            bearer token. The scope is fhir:read; a client reads the units that it acts for.";
        Self {
            resource_type: "CapabilityStatement".into(),
            status: "active".into(),
            date: about.api_released,
            kind: "instance".into(),
            software: Software { name: about.api_name, version: about.api_version },
            implementation: Implementation {
                description: "Time books and bookings of the region's e-services".into(),
                url: format!("{origin}{BASE}{FHIR}"),
            },
            fhir_version: "4.0.1".into(),
            format: vec!["json".into(), "application/fhir+json".into()],
            rest: vec![Rest {
                mode: "server".into(),
                security: Security { description: description.into() },
                resource: resources.map(kind).into(),
            }],
        }
    }
}

impl Example for CapabilityStatement {
    fn example() -> Self {
        Self::at(PUBLISHED.strip_suffix(BASE).unwrap_or_default())
    }
}
