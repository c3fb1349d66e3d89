//! Something in a record, told in short.

use serde::Deserialize;
use serde_json::Value;

/// An entry of a record.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    pub id: String,
    /// HSA-ids.
    pub unit: String,
    #[serde(default = "vastmanland")]
    pub provider: String,
    pub unit_name: Option<String>,
    /// A date or a time with its zone; or else so many days before now.
    pub at: Option<String>,
    #[serde(default)]
    pub days_ago: i64,
    #[serde(default = "yes")]
    pub signed: bool,
    #[serde(default = "yes")]
    pub approved: bool,
    /// Written in a template that hides all of it.
    #[serde(default)]
    pub hidden: bool,
    #[serde(default = "somebody")]
    pub by: String,
    pub says: Says,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Says {
    Note {
        title: String,
        sections: Vec<Part>,
        dissent: Option<String>,
    },
    /// A note whose text lies beside it.
    Document {
        title: String,
        text: String,
    },
    Lab {
        panel: String,
        values: Vec<Measured>,
        comment: Option<String>,
    },
    /// `service` is HL7's code: `RAD`, `EC`, `SP` …
    Answer {
        service: String,
        examination: String,
        question: Option<String>,
        answer: String,
    },
    Diagnosis {
        code: String,
        text: String,
        main: Option<bool>,
    },
    Contact {
        kind: String,
        status: String,
        reason: Option<String>,
    },
    Medication {
        name: String,
        dosage: String,
        purpose: Option<String>,
        #[serde(default = "active")]
        status: String,
    },
    Prescription {
        name: String,
        dosage: String,
    },
    Log {
        title: String,
        purpose: String,
        resource: String,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub heading: String,
    pub text: String,
    #[serde(default)]
    pub hidden: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    pub analysis: String,
    pub value: f64,
    pub unit: String,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

fn yes() -> bool {
    true
}

fn vastmanland() -> String {
    "SE2321000172-VG01".to_owned()
}

fn somebody() -> String {
    "Mikael Sandberg, distriktsläkare".to_owned()
}

fn active() -> String {
    "active".to_owned()
}

impl Entry {
    /// From JSON that is known to be right: demo facts and tests.
    pub fn of(json: Value) -> Self {
        serde_json::from_value(json).expect("an entry is well formed")
    }
}
