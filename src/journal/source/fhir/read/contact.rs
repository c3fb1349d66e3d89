//! Encounter → care contact (vårdkontakt).

use serde_json::Value;

use super::{Part, Read, Reading, status, when};
use crate::journal::{
    decision::InformationType,
    item::{CareContact, Content},
    source::fhir::{
        look::{concept_at, list, plain, text},
        time::When,
    },
};

/// Counts by when it starts: `period.start`.
pub fn read(reading: &Reading<'_>, encounter: &Value) -> Read {
    let said = status(encounter, "/status")?;
    if said == "entered-in-error" {
        return Ok(None);
    }
    let class = || text(encounter, "/class/display").or_else(|| text(encounter, "/class/code"));
    let kind = concept_at(encounter, "/type/0").or_else(|| class().map(plain));
    let with = list(encounter, "/participant")
        .find_map(|it| reading.name(it.get("individual"), encounter));
    let content = Content::CareContact(CareContact {
        kind: kind.unwrap_or_default(),
        status: plain(said),
        ended_at: text(encounter, "/period/end").and_then(When::read).and_then(|end| end.at),
        with: with.clone(),
        reason: concept_at(encounter, "/reasonCode/0"),
    });
    let part = Part::new(InformationType::CareContact, when(encounter, "/period/start")?, content);
    Ok(Some(Part { author: with, ..part }))
}
