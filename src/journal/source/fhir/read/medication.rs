//! MedicationStatement and MedicationRequest → row of the medication list (läkemedelslista).

use serde_json::Value;

use super::{Distrusted, Part, Read, Reading, status, when};
use crate::journal::{
    decision::InformationType,
    item::{Content, Medication},
    source::fhir::{
        look::{concept_at, list, plain, text},
        time::When,
    },
};

/// Counts by when it began: `effectivePeriod.start`, or `effectiveDateTime`.
pub fn statement(reading: &Reading<'_>, row: &Value) -> Read {
    let said = status(row, "/status")?;
    if said == "entered-in-error" {
        return Ok(None);
    }
    let period = row.get("effectivePeriod").is_some();
    let begun = if period { "/effectivePeriod/start" } else { "/effectiveDateTime" };
    let by = reading.name(row.get("informationSource"), row);
    let ended_on = day(row, "/effectivePeriod/end");
    part(reading, row, said, begun, "/dosage", by, ended_on)
}

/// Counts by when it was written: `authoredOn`. Drafts and proposals are no prescriptions.
pub fn request(reading: &Reading<'_>, row: &Value) -> Read {
    let said = status(row, "/status")?;
    let intent = status(row, "/intent")?;
    if matches!(said, "entered-in-error" | "draft")
        || matches!(intent, "proposal" | "plan" | "option")
    {
        return Ok(None);
    }
    if row.get("doNotPerform").is_some_and(|it| it != &Value::Bool(false)) {
        return Err(Distrusted);
    }
    let by = reading.name(row.get("requester"), row);
    let ended_on = day(row, "/dosageInstruction/0/timing/repeat/boundsPeriod/end");
    part(reading, row, said, "/authoredOn", "/dosageInstruction", by, ended_on)
}

fn part(
    reading: &Reading<'_>,
    row: &Value,
    status: &str,
    begun: &str,
    dosage: &str,
    prescriber: Option<String>,
    ended_on: Option<chrono::NaiveDate>,
) -> Read {
    let dosages: Vec<String> = list(row, dosage)
        .filter_map(|it| text(it, "/text").or_else(|| text(it, "/patientInstruction")))
        .map(plain)
        .collect();
    let content = Content::Medication(Medication {
        name: name(reading, row).ok_or(Distrusted)?,
        dosage: Some(dosages.join("\n")).filter(|words| !words.is_empty()),
        purpose: concept_at(row, "/reasonCode/0"),
        status: plain(status),
        ended_on,
        prescriber: prescriber.clone(),
    });
    let part = Part::new(InformationType::MedicationList, when(row, begun)?, content);
    Ok(Some(Part { author: prescriber, ..part }))
}

fn day(row: &Value, pointer: &str) -> Option<chrono::NaiveDate> {
    text(row, pointer).and_then(When::read).map(|end| end.date)
}

/// By its code, or as the `Medication` that it refers to is called.
fn name(reading: &Reading<'_>, row: &Value) -> Option<String> {
    concept_at(row, "/medicationCodeableConcept").or_else(|| {
        let reference = row.get("medicationReference")?;
        let led = || {
            let medication = reading.shelf.find(text(reference, "/reference")?, row)?;
            concept_at(medication, "/code")
        };
        led().or_else(|| text(reference, "/display").map(plain))
    })
}
