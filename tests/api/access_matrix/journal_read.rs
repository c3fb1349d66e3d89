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

/// What is read: operation, the end of its path, action.
const PARTS: [[&str; 3]; 9] = [
    ["getJournalOverview", "/residents/{resident}/journal", "journal.read"],
    ["listJournalNotes", "/residents/{resident}/journal/notes", "journal.read-notes"],
    [
        "listJournalReferralAnswers",
        "/residents/{resident}/journal/referral-answers",
        "journal.read-referral-answers",
    ],
    [
        "listJournalLabResults",
        "/residents/{resident}/journal/lab-results",
        "journal.read-lab-results",
    ],
    ["listJournalDiagnoses", "/residents/{resident}/journal/diagnoses", "journal.read-diagnoses"],
    [
        "listJournalCareContacts",
        "/residents/{resident}/journal/care-contacts",
        "journal.read-care-contacts",
    ],
    [
        "listJournalMedications",
        "/residents/{resident}/journal/medications",
        "journal.read-medications",
    ],
    ["listJournalAccesses", "/residents/{resident}/journal/access-log", "journal.read-access-log"],
    ["printJournal", "/residents/{resident}/journal/print", "journal.print"],
];

pub fn rows() -> Vec<Row> {
    let row = |[operation, path, action]: [&'static str; 3]| Row {
        operation,
        method: "GET",
        path,
        given: Given::Nothing,
        body: NONE,
        answers: READERS,
        action,
    };
    let path = "/residents/{resident}/journal/preferences";
    let show = row(["getJournalPreferences", path, "journal.read-preferences"]);
    let change = row(["replaceJournalPreferences", path, "journal.change-preferences"]);
    let unchosen = Given::Other(|world, scene| {
        world.sql("delete from journal_preference");
        scene.etag = Some("\"v0\"".to_owned());
    });
    let own = [
        Row { answers: OWN, ..show },
        Row {
            method: "PUT",
            given: unchosen,
            body: |_| json!({ "coolingOff": true }),
            answers: OWN,
            ..change
        },
    ];
    PARTS.map(row).into_iter().chain(own).collect()
}
