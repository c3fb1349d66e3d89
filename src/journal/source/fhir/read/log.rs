//! AuditEvent → row of the access log (loggrad).

use serde_json::Value;

use super::{Part, Read, when};
use crate::journal::{
    decision::InformationType,
    item::{Content, LogEntry},
    source::fhir::{
        look::{concept, concept_at, list, plain, text},
        person::is_number,
        shelf::Shelf,
    },
};

/// Counts by when it was recorded: `recorded`.
pub fn read(event: &Value) -> Read {
    let who = list(event, "/agent").find(|agent| agent["requestor"] == Value::Bool(true));
    let who = who.or_else(|| list(event, "/agent").next()).unwrap_or(&Value::Null);
    let name = text(who, "/who/display").or_else(|| text(who, "/name"));
    let name = name.or_else(|| text(who, "/who/identifier/value")).map(plain);
    let opened = list(event, "/entity").filter(|it| !is_patient(it));
    let opened = opened.filter_map(|it| text(it, "/type/display").or_else(|| text(it, "/name")));
    let opened = opened.map(plain).next();
    let subtype = || list(event, "/subtype").find_map(|it| text(it, "/display")).map(plain);
    let content = Content::LogEntry(LogEntry {
        who: name.clone(),
        title: list(who, "/role").find_map(concept),
        purpose: concept_at(event, "/purposeOfEvent/0")
            .or_else(|| concept_at(who, "/purposeOfUse/0")),
        resource: opened.or_else(subtype),
    });
    let part = Part::new(InformationType::AccessLog, when(event, "/recorded")?, content);
    Ok(Some(Part { author: name, ..part }))
}

/// Names the person as the patient, and nobody else.
pub fn is_persons(event: &Value, shelf: &Shelf, meant: impl Fn(&Value) -> bool) -> bool {
    let to_patient = |it: &Value| {
        let to = text(it, "/what/reference").unwrap_or_default();
        let led = || shelf.find(to, event).and_then(|it| text(it, "/resourceType"));
        let named = to.contains("Patient/") || text(it, "/what/type") == Some("Patient");
        is_patient(it) || named || is_number(&it["what"]["identifier"]) || led() == Some("Patient")
    };
    let mut patients = list(event, "/entity").filter(|it| to_patient(it)).peekable();
    patients.peek().is_some() && patients.all(|it| it.get("what").is_some_and(&meant))
}

/// HL7's role 1 of an object: patient.
fn is_patient(entity: &Value) -> bool {
    text(entity, "/role/code") == Some("1")
}
