//! What readers see of a journal. Made from what may be shown, and from nothing else.

use chrono::{NaiveDate, SubsecRound};
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::{
        decision::InformationType,
        source::{Gathered, SourceOutcome, SourceReport},
    },
    contents::{
        CareContactView, Contents, DiagnosisView, LabResultView, LogEntryView, MedicationView,
        NoteView, ReferralAnswerView,
    },
    shown::Shown,
};
use crate::{
    page::{Link, Links, Meta, Page},
    sql::Moment,
};

crate::sql::code! {
    /// Whether all that could be asked has been asked.
    Completeness {
        /// Every source answered.
        Complete = "complete",
        /// Some source did not: see `sources`.
        Partial = "partial",
        /// There is no source to ask for this.
        Unknown = "unknown",
    }
}

/// A page of a journal, fetched for this very answer.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Journal", rename_all = "camelCase", example)]
pub struct JournalView {
    /// Newest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<EntryView>,
    pub completeness: Completeness,
    /// Every source that was asked, and how it went.
    #[oai(validator(max_items = 100))]
    pub sources: Vec<SourceView>,
    /// Always there, whatever is shown: information may be missing.
    #[oai(validator(max_length = 500))]
    pub notice: String,
    #[oai(rename = "_meta")]
    pub meta: Meta,
    /// `self`, `first`, `next` and `prev` of this view; and the other views.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A record system that was asked.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalSource", rename_all = "camelCase")]
pub struct SourceView {
    #[oai(validator(max_length = 100))]
    pub title: String,
    pub outcome: SourceOutcome,
    /// When it answered, or was given up, to the second.
    pub at: Moment,
    /// Seconds after which it may be asked again, where it did not answer.
    #[oai(skip_serializing_if_is_none, validator(minimum(value = "0")))]
    pub retry_after: Option<u32>,
}

/// Something in a record. Of `note`, `referralAnswer` and the others it has the one that `information`
/// says.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalEntry", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct EntryView {
    /// The same each time it is read.
    pub id: Uuid,
    pub information: InformationType,
    /// The day it counts from, in Sweden.
    pub date: NaiveDate,
    /// The moment, where the source has one.
    pub at: Option<Moment>,
    pub signed: bool,
    pub unit: PlaceView,
    pub provider: PlaceView,
    /// Who wrote it or answers for it.
    #[oai(validator(max_length = 500))]
    pub author: Option<String>,
    pub note: Option<NoteView>,
    pub referral_answer: Option<ReferralAnswerView>,
    pub lab_result: Option<LabResultView>,
    pub diagnosis: Option<DiagnosisView>,
    pub care_contact: Option<CareContactView>,
    pub medication: Option<MedicationView>,
    pub log_entry: Option<LogEntryView>,
}

/// A care unit or a care provider.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalPlace", rename_all = "camelCase")]
pub struct PlaceView {
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// What a resident wants of their own journal.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalPreferences", rename_all = "camelCase", example)]
pub struct PreferencesView {
    /// Wait for what is newer than two weeks or unsigned (rådrum).
    pub cooling_off: bool,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The same as it is sent.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalPreferencesChange", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct PreferencesChange {
    pub cooling_off: bool,
}

impl JournalView {
    pub fn new(
        page: Page<EntryView>,
        gathered: Gathered,
        english: bool,
        beside: impl FnOnce(Links) -> Links,
    ) -> Self {
        Self {
            items: page.items,
            completeness: Completeness::of(&gathered.sources),
            sources: gathered.sources.into_iter().map(SourceView::from).collect(),
            notice: notice(english).to_owned(),
            meta: page.meta,
            links: beside(page.links),
        }
    }
}

/// What stands on every answer, whatever it shows.
pub fn notice(english: bool) -> &'static str {
    if english {
        "Information may be missing here. Your care provider has the whole record."
    } else {
        "Uppgifter kan saknas här. Hela journalen finns hos vårdgivaren."
    }
}

impl Completeness {
    pub fn of(sources: &[SourceReport]) -> Self {
        match sources {
            [] => Self::Unknown,
            all if all.iter().all(|one| one.outcome == SourceOutcome::Answered) => Self::Complete,
            _ => Self::Partial,
        }
    }
}

impl From<SourceReport> for SourceView {
    fn from(report: SourceReport) -> Self {
        let SourceReport { title, outcome, at, retry_after, .. } = report;
        // Finer, it would tell how much a source had to look through.
        Self { title, outcome, at: at.trunc_subsecs(0).into(), retry_after }
    }
}

impl From<Shown> for EntryView {
    fn from(shown: Shown) -> Self {
        let (id, information, known) = (shown.id(), shown.information(), shown.unit().clone());
        let item = shown.into_item();
        let contents = Contents::from(item.content);
        Self {
            id,
            information,
            date: item.date,
            at: item.at.map(Into::into),
            signed: item.signed,
            unit: PlaceView { hsa_id: item.unit, name: known.name },
            provider: PlaceView { hsa_id: item.provider, name: known.provider_name },
            author: item.author,
            note: contents.note,
            referral_answer: contents.referral_answer,
            lab_result: contents.lab_result,
            diagnosis: contents.diagnosis,
            care_contact: contents.care_contact,
            medication: contents.medication,
            log_entry: contents.log_entry,
        }
    }
}

const SAMPLE: &str = "https://etjanster.regionvastmanland.se/etjanster/v1/residents/\
                      01a0b0f0-7a4e-7c5c-9d6f-3f1e00000001/journal";

fn sample_links(path: &str) -> Links {
    let link = Link { href: format!("{SAMPLE}{path}"), rel: "self".into(), method: "GET".into() };
    Links::from([("self".into(), link)])
}

fn sample_moment() -> Moment {
    Moment("2026-11-20T09:15:00Z".parse().expect("an instant"))
}

impl Example for EntryView {
    fn example() -> Self {
        let place =
            |hsa_id: &str, name: &str| PlaceView { hsa_id: hsa_id.into(), name: name.into() };
        Self {
            id: Uuid::from_u128(0x5a1e_77c0_4b1d_8d6f_9c3a_1177_0b10_c4ed),
            information: InformationType::Note,
            date: "2026-11-20".parse().expect("a date"),
            at: Some(sample_moment()),
            signed: true,
            unit: place("SE2321000172-1A01", "Ängsgårdens vårdcentral"),
            provider: place("SE2321000172-VG01", "Region Västmanland"),
            author: Some("Mikael Sandberg, distriktsläkare".into()),
            note: Some(NoteView::example()),
            referral_answer: None,
            lab_result: None,
            diagnosis: None,
            care_contact: None,
            medication: None,
            log_entry: None,
        }
    }
}

impl Example for JournalView {
    fn example() -> Self {
        let source = SourceView {
            title: "Cosmic".into(),
            outcome: SourceOutcome::Answered,
            at: sample_moment(),
            retry_after: None,
        };
        Self {
            items: vec![EntryView::example()],
            completeness: Completeness::Complete,
            sources: vec![source],
            notice: notice(false).into(),
            meta: Meta { limit: 20, count: 1 },
            links: sample_links("/notes"),
        }
    }
}

impl Example for PreferencesView {
    fn example() -> Self {
        Self { cooling_off: true, links: sample_links("/preferences") }
    }
}

impl Example for PreferencesChange {
    fn example() -> Self {
        Self { cooling_off: true }
    }
}
