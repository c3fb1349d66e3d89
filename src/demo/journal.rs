//! What stands in the demonstration region's records, and which units there are that records come from.

use serde::Deserialize;

use super::facts::region;
use crate::journal::source::Entry;

/// A unit that records may come from.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JournalUnit {
    pub hsa_id: String,
    pub provider: String,
    pub name: String,
    pub class: String,
}

/// A resident's part of one record system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chart {
    /// The key of a resident.
    resident: String,
    source: String,
    entries: Vec<Entry>,
}

/// Every entry, with its source and the personal number it belongs to.
pub fn records() -> impl Iterator<Item = (String, &'static str, Entry)> {
    let charts: Vec<Chart> = serde_json::from_str(include_str!("records.json"))
        .expect("the embedded facts are well formed");
    charts.into_iter().flat_map(|chart| {
        let resident = region().residents.iter().find(|it| it.key == chart.resident);
        let number = &resident.expect("records are of residents").personal_number;
        let source = chart.source;
        chart.entries.into_iter().map(move |entry| (source.clone(), number.as_str(), entry))
    })
}

/// The region's units and some that have no e-services; one of another region's.
pub fn units() -> Vec<JournalUnit> {
    serde_json::from_str(include_str!("journal_units.json"))
        .expect("the embedded facts are well formed")
}
