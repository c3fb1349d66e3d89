//! The FHIR resources that a real system would make of an entry.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::entry::{Entry, Measured, Part, Says};
use crate::journal::source::fhir::{
    label::{APPROVED, DISSENT, HIDDEN, NOT_APPROVED, PART_LABEL, PROFILE, RELEASE, SECTIONS},
    place::{HSA_ID, PROVIDER, UNIT},
};

impl Entry {
    /// The resources, the entry's own first.
    pub(in crate::journal::source) fn resources(
        &self,
        patient: &str,
        now: DateTime<Utc>,
    ) -> Vec<Value> {
        let at = self.at.clone().unwrap_or_else(|| {
            let at = now - TimeDelta::days(self.days_ago);
            at.to_rfc3339_opts(SecondsFormat::Secs, true)
        });
        let subject = json!({"reference": format!("Patient/{patient}")});
        let mut all = self.made(&at, &subject);
        let mut first = all.remove(0);
        first["id"] = self.id.clone().into();
        if first["resourceType"] != "AuditEvent" {
            first["subject"] = subject;
        }
        first["meta"] = self.meta();
        let organisation = |url: &str, id: &str, name: Option<&str>| {
            let mut to =
                json!({"type": "Organization", "identifier": {"system": HSA_ID, "value": id}});
            if let Some(name) = name {
                to["display"] = name.into();
            }
            json!({"url": url, "valueReference": to})
        };
        first["extension"] = json!([
            organisation(UNIT, &self.unit, self.unit_name.as_deref()),
            organisation(PROVIDER, &self.provider, None),
        ]);
        all.insert(0, first);
        all
    }

    fn meta(&self) -> Value {
        let label = |code: &str| json!({"system": RELEASE, "code": code});
        let approved = label(if self.approved { APPROVED } else { NOT_APPROVED });
        let hidden = self.hidden.then(|| label(HIDDEN));
        let labels: Vec<Value> = [approved].into_iter().chain(hidden).collect();
        json!({"profile": [PROFILE], "security": labels})
    }

    fn made(&self, at: &str, subject: &Value) -> Vec<Value> {
        let state = if self.signed { "final" } else { "preliminary" };
        let by = json!({ "display": self.by });
        match &self.says {
            Says::Note { title, sections, dissent } => {
                vec![self.note(at, title, sections, dissent.as_deref())]
            }
            Says::Document { title, text } => self.document(at, title, text),
            Says::Lab { panel, values, comment } => {
                self.report(at, state, panel, values, comment.as_deref(), subject)
            }
            Says::Answer { service, examination, question, answer } => {
                self.answer(at, state, [service, examination, answer], question.as_deref(), subject)
            }
            Says::Diagnosis { code, text, main } => {
                vec![diagnosis(at, code, text, *main, &by)]
            }
            Says::Contact { kind, status, reason } => {
                vec![contact(at, kind, status, reason.as_deref(), &by)]
            }
            Says::Medication { name, dosage, purpose, status } => {
                vec![medication(at, [name, dosage, status], purpose.as_deref(), &by)]
            }
            Says::Prescription { name, dosage } => vec![json!({
                "resourceType": "MedicationRequest", "status": "active", "intent": "order",
                "medicationCodeableConcept": { "text": name }, "authoredOn": at, "requester": by,
                "dosageInstruction": [{ "text": dosage }],
            })],
            Says::Log { title, purpose, resource } => {
                vec![self.log(at, subject, [title, purpose, resource])]
            }
        }
    }

    fn note(&self, at: &str, title: &str, parts: &[Part], dissent: Option<&str>) -> Value {
        let section = |part: &Part| {
            let mut section = json!({"title": part.heading, "text": narrative(&part.text)});
            if part.hidden {
                section["extension"] = json!([
                    {"url": PART_LABEL, "valueCoding": {"system": RELEASE, "code": HIDDEN}}]);
            }
            section
        };
        let dissent = dissent.map(|words| {
            json!({"title": "Avvikande mening", "text": narrative(words),
                "code": {"coding": [{"system": SECTIONS, "code": DISSENT}]}})
        });
        let sections: Vec<Value> = parts.iter().map(section).chain(dissent).collect();
        let mut note = json!({
            "resourceType": "Composition", "status": if self.signed { "final" } else { "preliminary" },
            "type": {"text": title}, "title": title, "date": at,
            "author": [{ "display": self.by }], "section": sections,
        });
        if self.signed {
            note["attester"] = json!([{"mode": "legal", "party": {"display": self.by}}]);
        }
        note
    }

    fn document(&self, at: &str, title: &str, text: &str) -> Vec<Value> {
        let binary = format!("{}-text", self.id);
        let mut note = json!({
            "resourceType": "DocumentReference", "status": "current", "date": at, "description": title,
            "docStatus": if self.signed { "final" } else { "preliminary" },
            "author": [{ "display": self.by }],
            "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "title": title,
                "url": format!("Binary/{binary}")}}],
        });
        if self.signed {
            note["authenticator"] = json!({ "display": self.by });
        }
        let data = STANDARD.encode(text);
        vec![
            note,
            json!({"resourceType": "Binary", "id": binary, "contentType": "text/plain", "data": data}),
        ]
    }

    fn report(
        &self,
        at: &str,
        state: &str,
        panel: &str,
        values: &[Measured],
        comment: Option<&str>,
        subject: &Value,
    ) -> Vec<Value> {
        let mut results: Vec<Value> = Vec::new();
        for (number, it) in (1..).zip(values) {
            let id = format!("{}-{number}", self.id);
            let quantity = |value: f64| json!({ "value": value, "unit": it.unit });
            let outside = it.low.is_some_and(|low| it.value < low)
                || it.high.is_some_and(|high| it.value > high);
            let mut range = json!({});
            it.low.into_iter().for_each(|low| range["low"] = quantity(low));
            it.high.into_iter().for_each(|high| range["high"] = quantity(high));
            let mut result = json!({
                "resourceType": "Observation", "id": id, "status": state, "subject": subject,
                "code": {"text": it.analysis}, "valueQuantity": quantity(it.value),
                "interpretation": [{"coding": [{"code": if outside { "A" } else { "N" }, "system":
                    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"}]}],
            });
            if it.low.is_some() || it.high.is_some() {
                result["referenceRange"] = json!([range]);
            }
            results.push(result);
        }
        let named = |it: &Value| json!({"reference": format!("Observation/{}", it["id"].as_str().unwrap_or_default())});
        let mut report = json!({
            "resourceType": "DiagnosticReport", "status": state, "code": {"text": panel}, "issued": at,
            "category": [service("CH")], "resultsInterpreter": [{ "display": self.by }],
            "result": results.iter().map(named).collect::<Vec<_>>(),
        });
        comment.into_iter().for_each(|words| report["conclusion"] = words.into());
        results.insert(0, report);
        results
    }

    fn answer(
        &self,
        at: &str,
        state: &str,
        [code, examination, answer]: [&str; 3],
        question: Option<&str>,
        subject: &Value,
    ) -> Vec<Value> {
        let mut report = json!({
            "resourceType": "DiagnosticReport", "status": state, "code": {"text": examination},
            "issued": at, "category": [service(code)], "conclusion": answer,
            "resultsInterpreter": [{ "display": self.by }],
        });
        let Some(question) = question else { return vec![report] };
        let order = format!("{}-order", self.id);
        report["basedOn"] = json!([{"reference": format!("ServiceRequest/{order}")}]);
        let request = json!({
            "resourceType": "ServiceRequest", "id": order, "status": "completed", "intent": "order",
            "subject": subject, "code": {"text": examination}, "reasonCode": [{"text": question}],
        });
        vec![report, request]
    }

    fn log(&self, at: &str, subject: &Value, [title, purpose, resource]: [&str; 3]) -> Value {
        let security = "http://terminology.hl7.org/CodeSystem/audit-event-type";
        json!({
            "resourceType": "AuditEvent", "recorded": at, "action": "R",
            "type": {"system": security, "code": "rest"},
            "purposeOfEvent": [{"text": purpose}],
            "agent": [{"requestor": true, "who": {"display": self.by}, "role": [{"text": title}]}],
            "source": {"observer": {"display": self.unit_name}},
            "entity": [
                {"what": subject, "role": {"code": "1",
                    "system": "http://terminology.hl7.org/CodeSystem/object-role"}},
                {"type": {"display": resource}, "name": resource},
            ],
        })
    }
}

fn narrative(text: &str) -> Value {
    let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{safe}</p></div>");
    json!({"status": "generated", "div": div})
}

fn service(code: &str) -> Value {
    json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": code}]})
}

fn diagnosis(at: &str, code: &str, text: &str, main: Option<bool>, by: &Value) -> Value {
    let verified = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    let mut it = json!({
        "resourceType": "Condition", "recordedDate": at, "asserter": by,
        "code": {"text": text, "coding": [{"system": "urn:oid:1.2.752.116.1.1.1.1.3", "code": code}]},
        "verificationStatus": {"coding": [{"system": verified, "code": "confirmed"}]},
    });
    if let Some(main) = main {
        it["category"] = json!([{"coding": [{"code": if main { "CC" } else { "CM" },
            "system": "http://terminology.hl7.org/CodeSystem/diagnosis-role"}]}]);
    }
    it
}

fn contact(at: &str, kind: &str, status: &str, reason: Option<&str>, by: &Value) -> Value {
    let mut it = json!({
        "resourceType": "Encounter", "status": status, "period": { "start": at },
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "type": [{ "text": kind }], "participant": [{ "individual": by }],
    });
    reason.into_iter().for_each(|words| it["reasonCode"] = json!([{ "text": words }]));
    it
}

fn medication(at: &str, words: [&str; 3], purpose: Option<&str>, by: &Value) -> Value {
    let [name, dosage, status] = words;
    let mut it = json!({
        "resourceType": "MedicationStatement", "status": status, "informationSource": by,
        "medicationCodeableConcept": { "text": name }, "effectivePeriod": { "start": at },
        "dosage": [{ "text": dosage }],
    });
    purpose.into_iter().for_each(|words| it["reasonCode"] = json!([{ "text": words }]));
    it
}
