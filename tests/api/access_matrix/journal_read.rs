//! The rows of reading the journal.

use serde_json::json;

use super::{Given, NONE, Row};

/// The resident, who is an adult, and a young child's guardian. A youth's guardian may know that the
/// child has a journal, and that it is not theirs to read.
const READERS: [&str; 4] = [
    "401 200 404 200 403",
    "404 404 404 404 404 404 404 404",
    "404 404 404 404 404 404",
    "404 404",
];

/// Nobody's business but the resident's, not even a guardian's.
const OWN: [&str; 4] = [
    "401 200 404 404 404",
    "404 404 404 404 404 404 404 404",
    "404 404 404 404 404 404",
    "404 404",
];

pub fn rows() -> Vec<Row> {
    let read = |operation, path, action| Row {
        operation,
        method: "GET",
        path,
        given: Given::Nothing,
        body: NONE,
        answers: READERS,
        action,
    };
    let preferences = "/residents/{resident}/journal/preferences";
    vec![
        read("getJournalOverview", "/residents/{resident}/journal", "journal.read"),
        read("listJournalNotes", "/residents/{resident}/journal/notes", "journal.read-notes"),
        read(
            "listJournalReferralAnswers",
            "/residents/{resident}/journal/referral-answers",
            "journal.read-referral-answers",
        ),
        read(
            "listJournalLabResults",
            "/residents/{resident}/journal/lab-results",
            "journal.read-lab-results",
        ),
        read(
            "listJournalDiagnoses",
            "/residents/{resident}/journal/diagnoses",
            "journal.read-diagnoses",
        ),
        read(
            "listJournalCareContacts",
            "/residents/{resident}/journal/care-contacts",
            "journal.read-care-contacts",
        ),
        read(
            "listJournalMedications",
            "/residents/{resident}/journal/medications",
            "journal.read-medications",
        ),
        read(
            "listJournalAccesses",
            "/residents/{resident}/journal/access-log",
            "journal.read-access-log",
        ),
        read("printJournal", "/residents/{resident}/journal/print", "journal.print"),
        Row {
            answers: OWN,
            ..read("getJournalPreferences", preferences, "journal.read-preferences")
        },
        Row {
            method: "PUT",
            given: Given::Other(|world, scene| {
                world.sql("delete from journal_preference");
                scene.etag = Some("\"v0\"".to_owned());
            }),
            body: |_| json!({ "coolingOff": true }),
            answers: OWN,
            ..read("replaceJournalPreferences", preferences, "journal.change-preferences")
        },
    ]
}
