//! Record systems and a register of seals to develop and test against, on an address of their own and
//! over the same protocols as the real ones. What they hold, and how well they are, can be changed
//! while they run.

mod entry;
mod mood;
mod resources;
mod server;

pub use entry::Entry;
pub use mood::Mood;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The system of the region's hospitals and health centres.
pub const COSMIC: &str = "cosmic";
/// The system of the nurses who answer 1177.
pub const ADVICE: &str = "radgivningsstodet";
/// What the register is called when its mood is set.
pub const REGISTER: &str = "seal-register";

/// All of it. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Embedded(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    files: BTreeMap<(String, String), File>,
    seals: BTreeMap<String, Vec<Value>>,
    moods: BTreeMap<String, Mood>,
    /// How many requests each has had.
    asked: BTreeMap<String, usize>,
    /// What was asked and in which words, for what must not be in them.
    heard: Vec<String>,
    /// What is answered to searches of a source for a kind, whatever is on file.
    words: BTreeMap<(String, String), String>,
    tokens: BTreeSet<String>,
    /// Later pages of searches, by their number.
    pages: BTreeMap<usize, Vec<Value>>,
    page_size: usize,
    counter: usize,
}

/// One person's record in one system.
struct File {
    patient: String,
    resources: Vec<Value>,
}

impl Embedded {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The settings that make a service ask these at that address.
    pub fn settings(address: &str) -> [(&'static str, String); 2] {
        let sources = json!([
            {
                "name": COSMIC, "title": "Cosmic", "system": COSMIC,
                "url": format!("{address}/{COSMIC}/fhir"),
                "auth": {
                    "tokenUrl": format!("{address}/{COSMIC}/token"), "clientId": "etjanster",
                    "clientSecret": server::SECRET, "scope": "system/*.read",
                },
            },
            {
                "name": ADVICE, "title": "Rådgivningsstödet", "system": ADVICE,
                "url": format!("{address}/{ADVICE}/fhir"), "token": server::TOKEN,
                "holds": ["note", "care-contact", "access-log"],
            },
        ]);
        [
            ("JOURNAL_SOURCES", sources.to_string()),
            ("SEAL_REGISTER_URL", format!("{address}/{REGISTER}")),
        ]
    }

    /// Enters something into a person's record, as `entry.rs` tells it. Says what it is called there.
    pub fn enter(&self, source: &str, number: &str, entry: &Entry, now: DateTime<Utc>) -> String {
        let patient = self.patient(source, number);
        let resources = entry.resources(&patient, now);
        let first = format!(
            "{}/{}",
            resources[0]["resourceType"].as_str().unwrap_or_default(),
            resources[0]["id"].as_str().unwrap_or_default()
        );
        resources.into_iter().for_each(|resource| self.put(source, number, resource));
        first
    }

    /// Files a resource under a person, whatever it says itself.
    pub fn put(&self, source: &str, number: &str, resource: Value) {
        self.patient(source, number);
        let mut state = self.state();
        let file = state.files.get_mut(&(source.to_owned(), number.to_owned()));
        file.expect("it has just been made").resources.push(resource);
    }

    /// Takes away everything with that kind and id.
    pub fn remove(&self, source: &str, number: &str, record: &str) {
        let mut state = self.state();
        if let Some(file) = state.files.get_mut(&(source.to_owned(), number.to_owned())) {
            file.resources.retain(|it| name_of(it) != record);
        }
    }

    /// What a person is called in a system; the person is entered if need be.
    pub fn patient(&self, source: &str, number: &str) -> String {
        let mut state = self.state();
        let key = (source.to_owned(), number.to_owned());
        if let Some(file) = state.files.get(&key) {
            return file.patient.clone();
        }
        state.counter += 1;
        let patient = format!("pat-{}", state.counter);
        let system = "http://electronichealth.se/identifier/personnummer";
        let resource = json!({
            "resourceType": "Patient", "id": patient,
            "identifier": [{ "system": system, "value": number }],
        });
        let file = File { patient: patient.clone(), resources: vec![resource] };
        state.files.insert(key, file);
        patient
    }

    /// Gives a person these seals in the register, in place of any others.
    pub fn seal(&self, number: &str, seals: Vec<Value>) {
        self.state().seals.insert(number.to_owned(), seals);
    }

    /// How a source, or the register, is from now on.
    pub fn be(&self, who: &str, mood: Mood) {
        self.state().moods.insert(who.to_owned(), mood);
    }

    /// What a source says to every search for that kind, as it stands.
    pub fn say(&self, source: &str, kind: &str, words: &str) {
        let asked = (source.to_owned(), kind.to_owned());
        self.state().words.insert(asked, words.to_owned());
    }

    /// How many requests a source, or the register, has had.
    pub fn asked(&self, who: &str) -> usize {
        self.state().asked.get(who).copied().unwrap_or(0)
    }

    /// Method, address and body of every request.
    pub fn heard(&self) -> Vec<String> {
        self.state().heard.clone()
    }

    /// No token that has been given holds any longer.
    pub fn withdraw_tokens(&self) {
        self.state().tokens.clear();
    }

    /// How many entries stand on a page.
    pub fn set_page_size(&self, entries: usize) {
        self.state().page_size = entries;
    }
}

/// Kind and id, as references have it.
fn name_of(resource: &Value) -> String {
    let part = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
    format!("{}/{}", part("resourceType"), part("id"))
}
