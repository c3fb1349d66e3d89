//! Condition → diagnosis.

use serde_json::Value;

use super::{Distrusted, Part, Read, Reading, when};
use crate::journal::{
    decision::InformationType,
    item::{Content, Diagnosis},
    source::fhir::look::{concept_at, has_code, list, plain, text},
};

const VERIFIED: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
/// HL7's roles of a diagnosis: `CC` is the chief complaint, `CM` a comorbidity.
const ROLES: &str = "http://terminology.hl7.org/CodeSystem/diagnosis-role";

/// Counts by when the diagnosis was made: `recordedDate`. When the illness began is not that. What is
/// only suspected, or has been ruled out, is no diagnosis.
pub fn read(reading: &Reading<'_>, condition: &Value) -> Read {
    let codings = || list(condition, "/verificationStatus/coding");
    if codings().next().is_some() && !has_code(codings(), VERIFIED, "confirmed") {
        return Ok(None);
    }
    let words = concept_at(condition, "/code").ok_or(Distrusted)?;
    let role = |code: &str| {
        list(condition, "/category").any(|it| has_code(list(it, "/coding"), ROLES, code))
    };
    let main = match (role("CC"), role("CM")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let code = list(condition, "/code/coding").find_map(|coding| text(coding, "/code")).map(plain);
    let content = Content::Diagnosis(Diagnosis { code, text: words, main });
    let part =
        Part::new(InformationType::DiagnosisList, when(condition, "/recordedDate")?, content);
    let author = condition.get("asserter").or_else(|| condition.get("recorder"));
    Ok(Some(Part { author: reading.name(author, condition), ..part }))
}
