//! What an item says, as headings and texts: the same for every kind, for people who read all of it. Pure.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::journal::item::{
    CareContact, Content, Diagnosis, Item, LabResult, LabValue, LogEntry, Medication, Note,
    ReferralAnswer,
};

/// An item in words.
#[derive(Clone)]
pub struct TextOf {
    pub title: String,
    pub parts: Vec<Part>,
}

/// A heading and what stands under it.
#[derive(Clone)]
pub struct Part {
    pub heading: String,
    pub text: String,
    /// Its author keeps it off 1177.
    pub hidden: bool,
}

/// What the item is called here: the same at each visit, and nothing can be told from it.
pub fn item_id(item: &Item) -> Uuid {
    let hash = Sha256::new()
        .chain_update((item.source.len() as u64).to_be_bytes())
        .chain_update(&item.source)
        .chain_update(&item.record_id)
        .finalize();
    let (bytes, _) = hash.split_first_chunk::<16>().expect("a digest has 32 bytes");
    uuid::Builder::from_custom_bytes(*bytes).into_uuid()
}

/// All of it, hidden headings too.
pub fn text_of(item: &Item) -> TextOf {
    match &item.content {
        Content::Note(note) => of_note(note),
        Content::ReferralAnswer(answer) => of_answer(answer),
        Content::LabResult(result) => of_lab(result),
        Content::Diagnosis(diagnosis) => of_diagnosis(diagnosis),
        Content::CareContact(contact) => of_contact(contact),
        Content::Medication(medication) => of_medication(medication),
        Content::LogEntry(entry) => of_log(entry),
        Content::Other => TextOf { title: "Uppgift".into(), parts: Vec::new() },
    }
}

fn part(heading: &str, text: &str) -> Part {
    Part { heading: heading.into(), text: text.into(), hidden: false }
}

/// Those of the facts that are known.
fn known<'a>(facts: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Vec<Part> {
    let known = |(heading, text): (&str, Option<&str>)| Some(part(heading, text?));
    facts.into_iter().filter_map(known).collect()
}

fn of_note(note: &Note) -> TextOf {
    let section = |it: &crate::journal::item::Section| Part {
        heading: it.heading.clone(),
        text: it.text.clone(),
        hidden: it.hidden,
    };
    let mut parts: Vec<Part> = note.sections.iter().map(section).collect();
    parts.extend(known([("Avvikande mening", note.dissent.as_deref())]));
    TextOf { title: note.title.clone(), parts }
}

fn of_answer(answer: &ReferralAnswer) -> TextOf {
    let mut parts = known([("Frågeställning", answer.question.as_deref())]);
    let heading = if answer.preliminary { "Preliminärt svar" } else { "Svar" };
    parts.push(part(heading, &answer.answer));
    TextOf { title: answer.examination.clone(), parts }
}

fn of_lab(result: &LabResult) -> TextOf {
    let mut parts: Vec<Part> = result.values.iter().map(of_value).collect();
    parts.extend(known([("Kommentar", result.comment.as_deref())]));
    let panel = result.panel.as_deref().unwrap_or("Provsvar");
    let title = if result.preliminary { format!("{panel} (preliminärt)") } else { panel.into() };
    TextOf { title, parts }
}

fn of_value(value: &LabValue) -> Part {
    let mut text = value.value.clone();
    let reference = value.reference.as_ref().map(|it| format!("(ref. {it})"));
    let abnormal = (value.abnormal == Some(true)).then(|| "utanför referensintervallet".to_owned());
    for more in [value.unit.clone(), reference, abnormal, value.comment.clone()] {
        text.extend(more.map(|more| format!(" {more}")));
    }
    part(&value.analysis, &text)
}

fn of_diagnosis(diagnosis: &Diagnosis) -> TextOf {
    let kind = diagnosis.main.map(|main| if main { "Huvuddiagnos" } else { "Bidiagnos" });
    let parts = known([("Kod", diagnosis.code.as_deref()), ("Typ", kind)]);
    TextOf { title: diagnosis.text.clone(), parts }
}

fn of_contact(contact: &CareContact) -> TextOf {
    let ended = contact.ended_at.map(|at| at.to_rfc3339());
    let parts = known([
        ("Status", Some(contact.status.as_str())),
        ("Med", contact.with.as_deref()),
        ("Orsak", contact.reason.as_deref()),
        ("Avslutad", ended.as_deref()),
    ]);
    TextOf { title: contact.kind.clone(), parts }
}

fn of_medication(medication: &Medication) -> TextOf {
    let ended = medication.ended_on.map(|on| on.to_string());
    let parts = known([
        ("Dosering", medication.dosage.as_deref()),
        ("Ändamål", medication.purpose.as_deref()),
        ("Status", Some(medication.status.as_str())),
        ("Utsatt", ended.as_deref()),
        ("Ordinatör", medication.prescriber.as_deref()),
    ]);
    TextOf { title: medication.name.clone(), parts }
}

fn of_log(entry: &LogEntry) -> TextOf {
    let parts = known([
        ("Vem", entry.who.as_deref()),
        ("Titel", entry.title.as_deref()),
        ("Syfte", entry.purpose.as_deref()),
        ("Vad", entry.resource.as_deref()),
    ]);
    TextOf { title: "Loggrad".into(), parts }
}
