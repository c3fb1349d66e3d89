//! Composition and DocumentReference → note (journalanteckning).

use serde_json::Value;

use super::{Distrusted, Part, Read, Reading, status, when};
use crate::journal::{
    decision::InformationType,
    item::{Content, Note, Section},
    source::fhir::{
        attached::{Pending, decoded, is_text},
        html,
        label::{DISSENT, Labels, SECTIONS},
        look::{concept_at, list, plain, text},
    },
};

/// Most sections of a note.
const MOST: usize = 500;

/// Counts by when it was written: `date`. Signed when it is final and somebody stands for it.
pub fn composition(reading: &Reading<'_>, note: &Value) -> Read {
    let said = status(note, "/status")?;
    if said == "entered-in-error" {
        return Ok(None);
    }
    let mut sections = Vec::new();
    let mut dissent = None;
    for section in list(note, "/section") {
        read_section(section, false, &mut sections, &mut dissent)?;
    }
    let attested = list(note, "/attester").any(|attester| {
        matches!(text(attester, "/mode"), Some("legal" | "professional" | "official"))
    });
    let keyword = sections.iter().any(|section: &Section| section.hidden);
    let content = Content::Note(Note { title: title(note), sections, dissent });
    let part = Part::new(InformationType::Note, when(note, "/date")?, content);
    Ok(Some(Part {
        signed: is_final(said) && attested,
        author: reading.name(list(note, "/author").next(), note),
        keyword,
        ..part
    }))
}

/// A section and what stands below it. What is below something hidden is hidden.
fn read_section(
    section: &Value,
    above_hidden: bool,
    all: &mut Vec<Section>,
    dissent: &mut Option<String>,
) -> Result<(), Distrusted> {
    if all.len() == MOST {
        return Err(Distrusted);
    }
    let heading = text(section, "/title").map(plain).or_else(|| concept_at(section, "/code"));
    let heading = heading.unwrap_or_default();
    let words = text(section, "/text/div").map(html::to_text).unwrap_or_default();
    let hidden = above_hidden || Labels::hides_part(section);
    let dissents = list(section, "/code/coding").any(|coding| {
        text(coding, "/system") == Some(SECTIONS) && text(coding, "/code") == Some(DISSENT)
    });
    if dissents && !hidden && dissent.is_none() {
        *dissent = Some(words);
    } else if !heading.is_empty() || !words.is_empty() {
        all.push(Section { heading, text: words, hidden });
    }
    list(section, "/section").try_for_each(|inner| read_section(inner, hidden, all, dissent))
}

/// Counts by `date`. Superseded ones are left out: the one that took their place is there too.
pub fn document(reading: &Reading<'_>, note: &Value) -> Read {
    if status(note, "/status")? != "current" {
        return Ok(None);
    }
    let said = text(note, "/docStatus").unwrap_or("preliminary");
    if said == "entered-in-error" {
        return Ok(None);
    }
    let (mut sections, mut texts) = (Vec::new(), Vec::new());
    for content in list(note, "/content").take(MOST) {
        let Some(attachment) = content.get("attachment") else { continue };
        // Scans and forms are not shown; nor are they in the systems' own views for patients (W8).
        let Some(kind) = text(attachment, "/contentType").filter(|kind| is_text(kind)) else {
            continue;
        };
        let heading = text(attachment, "/title").map(plain).unwrap_or_default();
        let words = match (text(attachment, "/data"), text(attachment, "/url")) {
            (Some(data), _) => decoded(kind, data).ok_or(Distrusted)?,
            (None, Some(url)) => {
                texts.push(Pending { section: sections.len(), url: url.to_owned() });
                String::new()
            }
            (None, None) => continue,
        };
        let hidden = Labels::hides_part(content);
        sections.push(Section { heading, text: words, hidden });
    }
    let keyword = sections.iter().any(|section: &Section| section.hidden);
    let content = Content::Note(Note { title: title(note), sections, dissent: None });
    let part = Part::new(InformationType::Note, when(note, "/date")?, content);
    Ok(Some(Part {
        signed: is_final(said) && note.get("authenticator").is_some_and(Value::is_object),
        author: reading.name(list(note, "/author").next(), note),
        texts,
        keyword,
        ..part
    }))
}

fn title(note: &Value) -> String {
    let said = text(note, "/title").or_else(|| text(note, "/description")).map(plain);
    said.or_else(|| concept_at(note, "/type")).unwrap_or_default()
}

fn is_final(status: &str) -> bool {
    matches!(status, "final" | "amended")
}
