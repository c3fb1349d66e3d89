//! What each kind of information looks like to a reader.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};

use super::super::item::{self, Content};
use crate::sql::Moment;

/// Journalanteckning.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalNote", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct NoteView {
    /// What kind of note it is.
    #[oai(validator(max_length = 500))]
    pub title: String,
    #[oai(validator(max_items = 1000))]
    pub sections: Vec<SectionView>,
    /// What the patient disagrees with (avvikande mening).
    #[oai(validator(max_length = 1_000_000))]
    pub dissent: Option<String>,
}

/// A heading (sökord) and what stands under it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalSection", rename_all = "camelCase")]
pub struct SectionView {
    #[oai(validator(max_length = 500))]
    pub heading: String,
    #[oai(validator(max_length = 1_000_000))]
    pub text: String,
}

/// Remissvar.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalReferralAnswer", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct ReferralAnswerView {
    #[oai(validator(max_length = 500))]
    pub examination: String,
    #[oai(validator(max_length = 1_000_000))]
    pub question: Option<String>,
    #[oai(validator(max_length = 1_000_000))]
    pub answer: String,
    /// A final answer is still to come.
    pub preliminary: bool,
}

/// Provsvar.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalLabResult", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct LabResultView {
    /// The group, such as blood status.
    #[oai(validator(max_length = 500))]
    pub panel: Option<String>,
    #[oai(validator(max_items = 1000))]
    pub values: Vec<LabValueView>,
    #[oai(validator(max_length = 1_000_000))]
    pub comment: Option<String>,
    pub preliminary: bool,
}

/// One analysis.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalLabValue", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct LabValueView {
    #[oai(validator(max_length = 500))]
    pub analysis: String,
    #[oai(validator(max_length = 1_000_000))]
    pub value: String,
    #[oai(validator(max_length = 500))]
    pub unit: Option<String>,
    /// The reference interval in the source's words.
    #[oai(validator(max_length = 500))]
    pub reference: Option<String>,
    /// Outside the reference interval, where the source says so.
    pub abnormal: Option<bool>,
    #[oai(validator(max_length = 1_000_000))]
    pub comment: Option<String>,
}

/// Diagnos.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalDiagnosis", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct DiagnosisView {
    /// ICD-10-SE or another system's code.
    #[oai(validator(max_length = 100))]
    pub code: Option<String>,
    #[oai(validator(max_length = 1_000_000))]
    pub text: String,
    /// Main rather than secondary, where the source says so.
    pub main: Option<bool>,
}

/// Vårdkontakt.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalCareContact", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct CareContactView {
    /// Visit, telephone, admission, in the source's words.
    #[oai(validator(max_length = 500))]
    pub kind: String,
    /// Planned, under way, finished or cancelled, in FHIR's words.
    #[oai(validator(max_length = 100))]
    pub status: String,
    pub ended_at: Option<Moment>,
    /// Whom it was with.
    #[oai(validator(max_length = 500))]
    pub with: Option<String>,
    #[oai(validator(max_length = 1_000_000))]
    pub reason: Option<String>,
}

/// Rad i läkemedelslistan.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalMedication", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct MedicationView {
    #[oai(validator(max_length = 1000))]
    pub name: String,
    #[oai(validator(max_length = 1_000_000))]
    pub dosage: Option<String>,
    #[oai(validator(max_length = 1_000_000))]
    pub purpose: Option<String>,
    /// FHIR's word: `active`, `stopped`, `completed` and so on.
    #[oai(validator(max_length = 100))]
    pub status: String,
    pub ended_on: Option<NaiveDate>,
    #[oai(validator(max_length = 500))]
    pub prescriber: Option<String>,
}

/// Loggrad: that somebody of the staff has worked in the record.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalLogEntry", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct LogEntryView {
    /// By name or HSA-id, as far as the source tells.
    #[oai(validator(max_length = 500))]
    pub who: Option<String>,
    #[oai(validator(max_length = 500))]
    pub title: Option<String>,
    #[oai(validator(max_length = 1000))]
    pub purpose: Option<String>,
    /// What kind of information was opened.
    #[oai(validator(max_length = 1000))]
    pub resource: Option<String>,
}

/// One of them.
#[derive(Default)]
pub struct Contents {
    pub note: Option<NoteView>,
    pub referral_answer: Option<ReferralAnswerView>,
    pub lab_result: Option<LabResultView>,
    pub diagnosis: Option<DiagnosisView>,
    pub care_contact: Option<CareContactView>,
    pub medication: Option<MedicationView>,
    pub log_entry: Option<LogEntryView>,
}

impl From<Content> for Contents {
    fn from(content: Content) -> Self {
        let mut contents = Self::default();
        match content {
            Content::Note(note) => contents.note = Some(note.into()),
            Content::ReferralAnswer(answer) => contents.referral_answer = Some(answer.into()),
            Content::LabResult(result) => contents.lab_result = Some(result.into()),
            Content::Diagnosis(diagnosis) => contents.diagnosis = Some(diagnosis.into()),
            Content::CareContact(contact) => contents.care_contact = Some(contact.into()),
            Content::Medication(row) => contents.medication = Some(row.into()),
            Content::LogEntry(entry) => contents.log_entry = Some(entry.into()),
            Content::Other => {}
        }
        contents
    }
}

impl From<item::Note> for NoteView {
    fn from(note: item::Note) -> Self {
        let item::Note { title, sections, dissent } = note;
        let section =
            |section: item::Section| SectionView { heading: section.heading, text: section.text };
        Self { title, sections: sections.into_iter().map(section).collect(), dissent }
    }
}

impl From<item::ReferralAnswer> for ReferralAnswerView {
    fn from(answer: item::ReferralAnswer) -> Self {
        let item::ReferralAnswer { examination, question, answer, preliminary } = answer;
        Self { examination, question, answer, preliminary }
    }
}

impl From<item::LabResult> for LabResultView {
    fn from(result: item::LabResult) -> Self {
        let item::LabResult { panel, values, comment, preliminary } = result;
        Self { panel, values: values.into_iter().map(Into::into).collect(), comment, preliminary }
    }
}

impl From<item::LabValue> for LabValueView {
    fn from(value: item::LabValue) -> Self {
        let item::LabValue { analysis, value, unit, reference, abnormal, comment } = value;
        Self { analysis, value, unit, reference, abnormal, comment }
    }
}

impl From<item::Diagnosis> for DiagnosisView {
    fn from(diagnosis: item::Diagnosis) -> Self {
        let item::Diagnosis { code, text, main } = diagnosis;
        Self { code, text, main }
    }
}

impl From<item::CareContact> for CareContactView {
    fn from(contact: item::CareContact) -> Self {
        let item::CareContact { kind, status, ended_at, with, reason } = contact;
        Self { kind, status, ended_at: ended_at.map(Into::into), with, reason }
    }
}

impl From<item::Medication> for MedicationView {
    fn from(row: item::Medication) -> Self {
        let item::Medication { name, dosage, purpose, status, ended_on, prescriber } = row;
        Self { name, dosage, purpose, status, ended_on, prescriber }
    }
}

impl From<item::LogEntry> for LogEntryView {
    fn from(entry: item::LogEntry) -> Self {
        let item::LogEntry { who, title, purpose, resource } = entry;
        Self { who, title, purpose, resource }
    }
}

impl Example for NoteView {
    fn example() -> Self {
        let section = SectionView {
            heading: "Bedömning".into(),
            text: "Lindrig förkylning, inga tecken på lunginflammation.".into(),
        };
        Self { title: "Besök".into(), sections: vec![section], dissent: None }
    }
}
