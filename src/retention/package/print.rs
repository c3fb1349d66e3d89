//! A case on paper. Pure.

use super::content::CaseContent;
use crate::paper::Paper;

/// The case as a PDF that people read. The JSON beside it holds the same and more.
pub fn print(case: &CaseContent) -> Vec<u8> {
    let mut paper = Paper::new(&format!("Ärende {}", case.number));
    paper.fact("Mottagning", &format!("{} ({})", case.unit.name, case.unit.hsa_id));
    if let Some(name) = &case.case_type {
        paper.fact("Ärendetyp", name);
    }
    paper.fact("Invånare", &format!("{} ({})", case.subject.name, case.subject.personal_number));
    let own = &case.subject.personal_number;
    if let Some(writer) = case.initiated_by.as_ref().filter(|it| it.personal_number != *own) {
        paper.fact("Skickat av ombud", &format!("{} ({})", writer.name, writer.personal_number));
    }
    for (name, at) in [("Skickat", &case.submitted_at), ("Avslutat", &case.closed_at)] {
        if let Some(at) = at {
            paper.fact(name, &at.to_string());
        }
    }
    if let Some(kind) = &case.close_kind {
        paper.fact("Avslut", kind);
    }
    paper.heading("Meddelanden");
    for message in &case.messages {
        let sender = message.sender.as_deref().unwrap_or("Automatiskt");
        paper.text(&format!("{}  {}  {}  {sender}", message.seq, message.sent_at, message.kind));
        paper.text(&message.body);
        paper.text(message.signature.as_deref().unwrap_or_default());
        paper.text(" ");
    }
    paper.heading("Händelser");
    for event in &case.events {
        let by = event.by.as_deref().unwrap_or("Systemet");
        paper.text(&format!("{}  {}  {by}", event.at, event.kind));
    }
    paper.finish()
}
