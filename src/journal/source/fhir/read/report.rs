//! DiagnosticReport (with its Observations) → laboratory result or referral answer (provsvar, remissvar).

use serde_json::Value;

use super::{Distrusted, Part, Read, Reading, status, when};
use crate::journal::{
    decision::InformationType,
    item::{Content, LabResult, LabValue, ReferralAnswer},
    source::fhir::look::{concept_at, list, number, plain, text},
};

/// HL7's codes of diagnostic services.
const SERVICES: &str = "http://terminology.hl7.org/CodeSystem/v2-0074";
const OBSERVATIONS: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
/// Imaging and physiology: röntgen, ultraljud, EKG, EEG, spirometri.
const IMAGING_PHYSIOLOGY: &[&str] = &[
    "imaging", "RAD", "RUS", "RX", "CT", "NMR", "NMS", "VUS", "OUS", "CUS", "XRC", "CTH", "EC",
    "EN", "PF",
];
/// Clinical chemistry, also where it is only said to come from a laboratory.
const CHEMISTRY: &[&str] = &["laboratory", "LAB", "CH", "HM", "IMM", "TX"];

/// Most results of one report.
const MOST: usize = 500;

/// Counts by when the answer was given: `issued`. The time of the sample is not that.
pub fn read(reading: &Reading<'_>, report: &Value) -> Read {
    let said = status(report, "/status")?;
    if matches!(said, "entered-in-error" | "cancelled") {
        return Ok(None);
    }
    let results = results(reading, report)?;
    let information = information(report, &results).ok_or(Distrusted)?;
    let preliminary = !matches!(said, "final" | "amended" | "corrected" | "appended");
    let name = concept_at(report, "/code");
    let conclusion = text(report, "/conclusion").map(plain);
    let values: Vec<LabValue> = results.iter().flat_map(|it| value(it)).collect();
    let content = if information == InformationType::LabClinicalChemistry {
        Content::LabResult(LabResult { panel: name, values, comment: conclusion, preliminary })
    } else {
        let lines = values.iter().map(line);
        let answer: Vec<String> = conclusion.into_iter().chain(lines).collect();
        Content::ReferralAnswer(ReferralAnswer {
            examination: name.unwrap_or_default(),
            question: question(reading, report)?,
            answer: answer.join("\n"),
            preliminary,
        })
    };
    let part = Part::new(information, when(report, "/issued")?, content);
    let author = list(report, "/resultsInterpreter").chain(list(report, "/performer"));
    let author =
        author.filter(|it| !is_organisation(it)).find_map(|it| reading.name(Some(it), report));
    Ok(Some(Part { signed: !preliminary, author, ..part }))
}

/// The one organisation among those who made it.
pub fn unit(report: &Value) -> Option<&Value> {
    let mut all = list(report, "/performer").filter(|it| is_organisation(it));
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn is_organisation(reference: &Value) -> bool {
    let named = text(reference, "/type") == Some("Organization");
    named || text(reference, "/reference").is_some_and(|to| to.contains("Organization/"))
}

/// What was found, all of the same person. A result that did not come along leaves the report out:
/// half an answer may mislead.
fn results<'s>(reading: &'s Reading<'_>, report: &'s Value) -> Result<Vec<&'s Value>, Distrusted> {
    let mut found = Vec::new();
    for reference in list(report, "/result") {
        let to = text(reference, "/reference").ok_or(Distrusted)?;
        let result = reading.shelf.find(to, report).ok_or(Distrusted)?;
        let own = to.starts_with('#') && result.get("subject").is_none();
        let persons = own || reading.is_persons("Observation", result);
        if !persons || found.len() == MOST || result.get("modifierExtension").is_some() {
            return Err(Distrusted);
        }
        if text(result, "/status") != Some("entered-in-error") {
            found.push(result);
        }
    }
    Ok(found)
}

/// Which list it belongs in, by its categories or else its results'. None where neither says.
fn information(report: &Value, results: &[&Value]) -> Option<InformationType> {
    let codes = |it: &'_ Value| -> Vec<String> {
        let concepts = list(it, "/category").flat_map(|concept| list(concept, "/coding"));
        concepts
            .filter(|coding| matches!(text(coding, "/system"), Some(SERVICES | OBSERVATIONS)))
            .filter_map(|coding| text(coding, "/code").map(str::to_owned))
            .collect()
    };
    let mut said = codes(report);
    if said.is_empty() {
        said = results.iter().flat_map(|it| codes(it)).collect();
    }
    let all_are = |known: &[&str]| said.iter().all(|code| known.contains(&code.as_str()));
    // What is of several kinds belongs where the first date is the latest.
    match () {
        () if said.is_empty() => None,
        () if all_are(CHEMISTRY) => Some(InformationType::LabClinicalChemistry),
        () if all_are(IMAGING_PHYSIOLOGY) => Some(InformationType::ReferralAnswerImagingPhysiology),
        () => Some(InformationType::ReferralAnswerOther),
    }
}

/// What the referral asked. One about somebody else casts doubt on the answer too.
fn question(reading: &Reading<'_>, report: &Value) -> Result<Option<String>, Distrusted> {
    let orders = list(report, "/basedOn").filter_map(|it| text(it, "/reference"));
    let mut orders = orders.take(MOST).filter_map(|to| reading.shelf.find(to, report)).peekable();
    let first = orders.peek().and_then(|order| concept_at(order, "/reasonCode/0"));
    let all = orders.all(|order| reading.is_persons("ServiceRequest", order));
    if all { Ok(first) } else { Err(Distrusted) }
}

/// An observation's value, and those of its components.
fn value(result: &Value) -> Vec<LabValue> {
    let own = one(result, result);
    let parts = list(result, "/component").take(MOST).filter_map(|part| one(part, result));
    own.into_iter().chain(parts).collect()
}

fn one(part: &Value, whole: &Value) -> Option<LabValue> {
    let analysis = concept_at(part, "/code").unwrap_or_default();
    let (value, unit) = measured(part);
    let absent = || concept_at(part, "/dataAbsentReason");
    let value = value.or_else(absent)?;
    let same = std::ptr::eq(part, whole);
    Some(LabValue {
        analysis,
        value,
        unit,
        reference: list(part, "/referenceRange").next().and_then(reference),
        abnormal: abnormal(part),
        comment: list(part, "/note")
            .find_map(|note| text(note, "/text"))
            .filter(|_| same)
            .map(plain),
    })
}

/// `value[x]` in words, and the unit of a quantity.
fn measured(part: &Value) -> (Option<String>, Option<String>) {
    if let Some(quantity) = part.get("valueQuantity") {
        let value = number(quantity, "/value");
        let less = text(quantity, "/comparator").map(plain).unwrap_or_default();
        let unit = text(quantity, "/unit").or_else(|| text(quantity, "/code")).map(plain);
        return (value.map(|value| less + &value), unit);
    }
    let words = text(part, "/valueString").or_else(|| text(part, "/valueDateTime")).map(plain);
    let words = words.or_else(|| concept_at(part, "/valueCodeableConcept"));
    let words = words.or_else(|| number(part, "/valueInteger"));
    let yes = part.get("valueBoolean").and_then(Value::as_bool);
    (words.or_else(|| yes.map(|yes| if yes { "ja" } else { "nej" }.to_owned())), None)
}

fn reference(range: &Value) -> Option<String> {
    if let Some(said) = text(range, "/text") {
        return Some(plain(said));
    }
    match (number(range, "/low/value"), number(range, "/high/value")) {
        (Some(low), Some(high)) => Some(format!("{low}–{high}")),
        (Some(low), None) => Some(format!("≥ {low}")),
        (None, Some(high)) => Some(format!("≤ {high}")),
        (None, None) => None,
    }
}

/// By HL7's codes of interpretation.
fn abnormal(part: &Value) -> Option<bool> {
    let codings = list(part, "/interpretation").flat_map(|it| list(it, "/coding"));
    codings.filter_map(|coding| text(coding, "/code")).find_map(|code| match code {
        "N" => Some(false),
        "A" | "AA" | "H" | "HH" | "HU" | "L" | "LL" | "LU" | "POS" => Some(true),
        _ => None,
    })
}

fn line(value: &LabValue) -> String {
    let unit = value.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{}: {}{unit}", value.analysis, value.value)
}
