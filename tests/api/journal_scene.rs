//! Records to be read: units of every class, entries in the embedded record systems, and the rows that
//! open and close a journal, put in place by SQL.

use etjanster::{
    clock::Clock,
    journal::source::{ADVICE, COSMIC, Embedded, Entry},
};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::world::{NOON, World, new_id};

pub const VASTMANLAND: &str = "SE2321000172-VG01";
pub const UPPSALA: &str = "SE2321000024-VG01";

/// A health centre that may be read from. `World::readable` makes it known.
pub const CENTRE: &str = "SE2321000172-VC1";
/// A women's clinic.
pub const CLINIC: &str = "SE2321000172-KK1";
/// Never published.
pub const BARNAHUS: &str = "SE2321000172-BH1";

fn day(text: Option<&str>) -> String {
    text.map_or("null".into(), |text| format!("'{text}'"))
}

impl World {
    /// Makes the usual units known.
    pub fn readable(&self) {
        self.journal_unit(CENTRE, VASTMANLAND, "general");
        self.journal_unit(CLINIC, VASTMANLAND, "general");
        self.journal_unit(BARNAHUS, VASTMANLAND, "barnahus");
    }

    pub fn journal_unit(&self, hsa_id: &str, provider: &str, class: &str) {
        self.sql(&format!(
            "insert into journal_unit (hsa_id, provider_hsa_id, name, class)
             values ('{hsa_id}', '{provider}', 'Enheten {hsa_id}', '{class}') on conflict do nothing"
        ));
    }

    /// Enters something into the record that a system keeps of that number.
    pub fn enter(&self, source: &str, number: &str, entry: Value) -> String {
        let entry: Entry = serde_json::from_value(entry).expect("an entry");
        self.records.enter(source, number, &entry, self.clock.now())
    }

    /// A plain note from the health centre.
    pub fn note(&self, number: &str, id: &str, at: &str) -> String {
        self.enter(COSMIC, number, note(id, CENTRE, at, "Allt väl."))
    }

    /// How many requests both record systems have had.
    pub fn sources_asked(&self) -> usize {
        self.records.asked(COSMIC) + self.records.asked(ADVICE)
    }

    /// A decision to name where one is needed; made once.
    pub fn journal_decision(&self) -> Uuid {
        let known = "select id::text as it from journal_decision limit 1";
        if let Some(id) = self.texts(known).first() {
            return id.parse().expect("an id");
        }
        let (id, unit, staff) = (new_id(), self.unit(), self.staff(&[]));
        self.sql(&format!(
            "insert into journal_decision (id, unit_id, decided_by, decided_as, initiative, ground,
                recorded_by, recorded_at)
             values ('{id}', '{unit}', '{staff}', 'operations-manager', 'care', 'harm-patient',
                '{staff}', '{NOON}')"
        ));
        id
    }

    /// A unit of the region with that HSA-id.
    pub fn unit_called(&self, hsa_id: &str) -> Uuid {
        let known = format!("select id::text as it from unit where hsa_id = '{hsa_id}'");
        if let Some(id) = self.texts(&known).first() {
            return id.parse().expect("an id");
        }
        let id = self.unit();
        self.sql(&format!("update unit set hsa_id = '{hsa_id}' where id = '{id}'"));
        id
    }

    /// `scope` as the vectors have it: `{"scope", "target", "from", "through", "deactivated", …}`.
    pub fn sealed(&self, resident: Uuid, seal: &Value) {
        let text = |name: &str| seal[name].as_str();
        let decision = self.journal_decision();
        let off = text("deactivated");
        self.sql(&format!(
            "insert into journal_seal (id, resident_id, scope, target_hsa_id, events_from,
                events_through, valid_from, valid_through, decision_id, set_at, deactivated_on,
                deactivated_at)
             values ('{}', '{resident}', '{}', {}, {}, {}, '{}', {}, '{decision}', '{NOON}', {}, {})",
            new_id(),
            text("scope").expect("a scope").to_lowercase(),
            day(text("target")),
            day(text("period_start")),
            day(text("period_end")),
            text("from").expect("a day"),
            day(text("through")),
            day(off),
            off.map_or("null".into(), |_| format!("'{NOON}'")),
        ));
    }

    /// A full seal from today on.
    pub fn sealed_fully(&self, resident: Uuid) {
        let today = etjanster::clock::local_date(self.clock.now()).to_string();
        self.sealed(resident, &json!({ "scope": "FULL", "from": today }));
    }

    /// One unit's decision that the guardian reads its part.
    pub fn extended(&self, (guardian, child): (Uuid, Uuid), unit: &str, window: &Value) {
        let text = |name: &str| window[name].as_str();
        let (decision, unit) = (self.journal_decision(), self.unit_called(unit));
        let (from, off) = (text("from").expect("a day"), text("deactivated"));
        // The vectors leave the end out where it never counts.
        let through = text("through").unwrap_or("2026-04-01");
        self.sql(&format!(
            "insert into journal_extension (id, child_id, guardian_id, unit_id, valid_from,
                valid_through, decision_id, set_at, deactivated_on, deactivated_at)
             values ('{}', '{child}', '{guardian}', '{unit}', '{from}', '{through}', '{decision}',
                '{NOON}', {}, {})",
            new_id(),
            day(off),
            off.map_or("null".into(), |_| format!("'{NOON}'")),
        ));
    }

    /// One unit's decision that the youth reads its part early.
    pub fn let_in_early(&self, child: Uuid, unit: &str, window: &Value) {
        let text = |name: &str| window[name].as_str();
        let (decision, unit) = (self.journal_decision(), self.unit_called(unit));
        let off = text("deactivated");
        self.sql(&format!(
            "insert into journal_early_access (id, child_id, unit_id, valid_from, valid_through,
                protected_reviewed, decision_id, set_at, deactivated_on, deactivated_at)
             values ('{}', '{child}', '{unit}', '{}', {}, {}, '{decision}', '{NOON}', {}, {})",
            new_id(),
            text("from").expect("a day"),
            day(text("through")),
            window["protected_reviewed"] == true,
            day(off),
            off.map_or("null".into(), |_| format!("'{NOON}'")),
        ));
    }

    /// Keeps the guardian from the child from the beginning of that day, and up to another.
    pub fn blocked(&self, (guardian, child): (Uuid, Uuid), from: &str, off: Option<&str>) {
        let (unit, staff) = (self.unit(), self.staff(&[]));
        let midnight = |day: &str| format!("('{day}'::timestamp at time zone 'Europe/Stockholm')");
        self.sql(&format!(
            "insert into guardian_block (id, child_id, guardian_id, region_code, reason, decided_by,
                decided_as, decision_unit_id, blocked_by, blocked_at, lifted_at, lifted_by,
                lifted_in_region)
             values ('{}', '{child}', '{guardian}', '19', 'harm-to-resident', 'Prov Chef',
                'operations-manager', '{unit}', '{staff}', {}, {}, {}, {})",
            new_id(),
            midnight(from),
            off.map_or("null".into(), midnight),
            off.map_or("null".into(), |_| format!("'{staff}'")),
            off.map_or("null".into(), |_| "'19'".to_owned()),
        ));
    }

    /// Moves the clock to that moment in Stockholm, such as `2026-03-10T08:00:00`.
    pub fn clock_at(&self, local: &str) {
        let sql = format!(
            "select to_char(('{local}'::timestamp at time zone 'Europe/Stockholm') at time zone 'UTC',
                'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as it"
        );
        let at = self.texts(&sql).remove(0);
        Clock::set(&self.clock, at.parse().expect("an instant"));
    }
}

/// A note with one heading.
pub fn note(id: &str, unit: &str, at: &str, text: &str) -> Value {
    json!({ "id": id, "unit": unit, "at": at, "says": { "note": {
        "title": "Besök", "sections": [{ "heading": "Bedömning", "text": text }] } } })
}

/// One of each kind, with the view that shows it.
#[expect(clippy::too_many_lines, reason = "an entry of each kind")]
pub fn one_of_each(unit: &str, text: &str) -> Vec<(&'static str, Value)> {
    let entry = |id: &str, says: Value| {
        json!({ "id": id, "unit": unit, "unitName": text, "at": "2026-06-01T09:00:00+02:00",
            "by": text, "says": says })
    };
    vec![
        (
            "notes",
            entry(
                "each-note",
                json!({ "note": { "title": text, "dissent": text,
            "sections": [{ "heading": text, "text": text }] } }),
            ),
        ),
        ("notes", entry("each-document", json!({ "document": { "title": text, "text": text } }))),
        (
            "referral-answers",
            entry(
                "each-image",
                json!({ "answer": { "service": "RAD",
            "examination": text, "question": text, "answer": text } }),
            ),
        ),
        (
            "referral-answers",
            entry(
                "each-answer",
                json!({ "answer": { "service": "OTH",
            "examination": text, "question": text, "answer": text } }),
            ),
        ),
        (
            "lab-results",
            entry(
                "each-lab",
                json!({ "lab": { "panel": text, "comment": text,
            "values": [{ "analysis": text, "value": 7.1, "unit": text, "low": 1.0, "high": 2.0 }] } }),
            ),
        ),
        (
            "diagnoses",
            entry(
                "each-diagnosis",
                json!({ "diagnosis": { "code": "J06.9", "text": text,
            "main": true } }),
            ),
        ),
        (
            "care-contacts",
            entry(
                "each-contact",
                json!({ "contact": { "kind": text,
            "status": "finished", "reason": text } }),
            ),
        ),
        (
            "medications",
            entry(
                "each-medication",
                json!({ "medication": { "name": text,
            "dosage": text, "purpose": text } }),
            ),
        ),
        (
            "access-log",
            entry(
                "each-log",
                json!({ "log": { "title": text, "purpose": text,
            "resource": text } }),
            ),
        ),
    ]
}

/// Every view's end of the address.
pub const VIEWS: [&str; 8] = [
    "",
    "/notes",
    "/referral-answers",
    "/lab-results",
    "/diagnoses",
    "/care-contacts",
    "/medications",
    "/access-log",
];

/// Record systems and a register of a test's own, for a process of its own.
pub struct Systems {
    pub records: Embedded,
    pub address: String,
    /// What `JOURNAL_SOURCES` and `SEAL_REGISTER_URL` are.
    pub settings: [(&'static str, String); 2],
    _stop: DropGuard,
}

impl Systems {
    pub async fn start() -> Self {
        let (records, stop) = (Embedded::default(), CancellationToken::new());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        tokio::spawn(records.clone().serve(listener, stop.clone()));
        let settings = Embedded::settings(&address);
        Self { records, address, settings, _stop: stop.drop_guard() }
    }

    /// The settings of a service that asks these, with one more.
    pub fn with<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let own = self.settings.iter().map(|(name, value)| (*name, value.as_str()));
        own.chain(more.iter().copied()).collect()
    }
}
