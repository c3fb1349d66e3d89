//! One thing of a record, as a source gave it. It lives for one request and is never kept: nothing here
//! is `Serialize`, and `Debug` tells only which item it is.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use super::decision::{Hidden, InformationType};

/// An item with what decides whether it is shown, apart from what it says.
#[derive(Clone)]
pub struct Item {
    /// The source it came from, by its configured name.
    pub source: String,
    /// The system it is kept in, such as `cosmic`.
    pub system: String,
    /// The source's own id of it; stable between visits.
    pub record_id: String,
    /// None for what this house has no name for.
    pub information: Option<InformationType>,
    /// HSA-id of the accountable provider, upper case.
    pub provider: String,
    /// HSA-id of the accountable unit, upper case.
    pub unit: String,
    /// What the source calls the unit.
    pub unit_name: Option<String>,
    /// The moment that counts for this kind (journal.md 2.3), when the source gave one with a time.
    pub at: Option<DateTime<Utc>>,
    /// Its date in Europe/Stockholm; an item without one is not made.
    pub date: NaiveDate,
    /// When the source last changed it: of two with one id the newer wins.
    pub changed_at: Option<DateTime<Utc>>,
    pub signed: bool,
    pub approved_for_patient: bool,
    pub hidden: Hidden,
    /// Who wrote it or answers for it, by name and profession.
    pub author: Option<String>,
    pub content: Content,
}

/// What the item says.
#[derive(Clone)]
pub enum Content {
    /// Journalanteckning.
    Note(Note),
    /// Remissvar.
    ReferralAnswer(ReferralAnswer),
    /// Provsvar.
    LabResult(LabResult),
    /// Diagnos.
    Diagnosis(Diagnosis),
    /// Vårdkontakt.
    CareContact(CareContact),
    /// Rad i läkemedelslistan.
    Medication(Medication),
    /// Loggrad.
    LogEntry(LogEntry),
    /// Of a kind that nothing is shown of.
    Other,
}

#[derive(Clone, Default)]
pub struct Note {
    /// What kind of note, such as `Besök`.
    pub title: String,
    pub sections: Vec<Section>,
    /// What the patient disagrees with (avvikande mening).
    pub dissent: Option<String>,
}

/// A heading (sökord) and what stands under it.
#[derive(Clone)]
pub struct Section {
    pub heading: String,
    pub text: String,
    /// Kept off 1177 by its author. Taken away before anything else is done with the note.
    pub hidden: bool,
}

#[derive(Clone, Default)]
pub struct ReferralAnswer {
    pub examination: String,
    pub question: Option<String>,
    pub answer: String,
    pub preliminary: bool,
}

#[derive(Clone, Default)]
pub struct LabResult {
    /// The group, such as `Blodstatus`.
    pub panel: Option<String>,
    pub values: Vec<LabValue>,
    pub comment: Option<String>,
    pub preliminary: bool,
}

#[derive(Clone, Default)]
pub struct LabValue {
    pub analysis: String,
    pub value: String,
    pub unit: Option<String>,
    pub reference: Option<String>,
    /// Outside the reference interval, where the source says so.
    pub abnormal: Option<bool>,
    pub comment: Option<String>,
}

#[derive(Clone, Default)]
pub struct Diagnosis {
    /// ICD-10-SE or another system's code.
    pub code: Option<String>,
    pub text: String,
    /// Main or secondary (huvuddiagnos, bidiagnos), where the source says so.
    pub main: Option<bool>,
}

#[derive(Clone, Default)]
pub struct CareContact {
    /// Visit, telephone, admission …, in the source's words.
    pub kind: String,
    /// Booked, under way, finished or cancelled, in FHIR's words.
    pub status: String,
    pub ended_at: Option<DateTime<Utc>>,
    pub with: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Default)]
pub struct Medication {
    pub name: String,
    pub dosage: Option<String>,
    pub purpose: Option<String>,
    /// FHIR's word: active, stopped, completed …
    pub status: String,
    pub ended_on: Option<NaiveDate>,
    pub prescriber: Option<String>,
}

#[derive(Clone, Default)]
pub struct LogEntry {
    /// Who read, by name or HSA-id, as far as the source tells.
    pub who: Option<String>,
    pub title: Option<String>,
    pub purpose: Option<String>,
    /// What kind of information was opened.
    pub resource: Option<String>,
}

impl fmt::Debug for Item {
    /// Never what it says: what is debugged ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("source", &self.source)
            .field("information", &self.information)
            .finish_non_exhaustive()
    }
}
