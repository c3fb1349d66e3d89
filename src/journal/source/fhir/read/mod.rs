//! What each kind of resource becomes. Pure: everything that came along is on the shelf.

mod condition;
mod contact;
mod log;
mod medication;
mod note;
mod report;

use serde_json::Value;

use super::{
    Fhir,
    attached::Pending,
    label::Labels,
    look::{list, plain, text},
    person::Person,
    place::Place,
    search::WANTED,
    shelf::Shelf,
    time::{When, moment},
};
use crate::journal::{
    decision::{Hidden, InformationType},
    item::{Content, Item},
};

/// An item, and texts of its that have still to be fetched.
pub struct Draft {
    pub item: Item,
    pub texts: Vec<Pending>,
}

/// Something that can't be believed, and is counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Distrusted;

/// What a kind of resource says in its own way. None: left out by rule, such as what was entered in
/// error.
type Read = Result<Option<Part>, Distrusted>;

/// The part of an item that differs by kind.
pub struct Part {
    information: InformationType,
    /// The one date that counts (journal.md 2.3).
    when: When,
    signed: bool,
    author: Option<String>,
    content: Content,
    texts: Vec<Pending>,
    /// A section is hidden.
    keyword: bool,
}

/// One visit's answers being read.
pub struct Reading<'a> {
    fhir: &'a Fhir,
    shelf: &'a Shelf,
    person: &'a Person,
    pub distrusted: u32,
}

impl<'a> Reading<'a> {
    pub fn new(fhir: &'a Fhir, shelf: &'a Shelf, person: &'a Person) -> Self {
        Self { fhir, shelf, person, distrusted: 0 }
    }

    /// Everything of these kinds that is the person's.
    pub fn all(&mut self, kinds: &[InformationType]) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for wanted in WANTED.iter().filter(|wanted| wanted.holds_any(kinds)) {
            for resource in self.shelf.of_kind(wanted.resource) {
                match self.one(wanted.resource, resource) {
                    Ok(Some(draft)) if draft.item.is_one_of(kinds) => drafts.push(draft),
                    Ok(_) => {}
                    Err(Distrusted) => self.distrusted = self.distrusted.saturating_add(1),
                }
            }
        }
        drafts
    }

    fn one(&self, kind: &str, resource: &Value) -> Result<Option<Draft>, Distrusted> {
        // FHIR: who does not understand these must not read the rest.
        if resource.get("modifierExtension").is_some() || resource.get("implicitRules").is_some() {
            return Err(Distrusted);
        }
        if !self.is_persons(kind, resource) {
            return Err(Distrusted);
        }
        let (part, usual_unit) = match kind {
            "Composition" => (note::composition(self, resource)?, resource.get("custodian")),
            "DocumentReference" => (note::document(self, resource)?, resource.get("custodian")),
            "DiagnosticReport" => (report::read(self, resource)?, report::unit(resource)),
            "Condition" => (condition::read(self, resource)?, None),
            "Encounter" => (contact::read(self, resource)?, resource.get("serviceProvider")),
            "MedicationStatement" => (medication::statement(self, resource)?, None),
            "MedicationRequest" => (medication::request(self, resource)?, None),
            "AuditEvent" => (log::read(resource)?, resource.pointer("/source/observer")),
            _ => (None, None),
        };
        Ok(part.map(|part| self.draft(kind, resource, part, usual_unit)))
    }

    /// Whether it says, and says nothing else than, that it is this person's.
    fn is_persons(&self, kind: &str, resource: &Value) -> bool {
        let meant = |reference: &Value| self.person.is_meant(reference, resource, self.shelf);
        if kind == "AuditEvent" {
            return log::is_persons(resource, self.shelf, meant);
        }
        resource.get("subject").is_some_and(meant)
    }

    fn draft(&self, kind: &str, resource: &Value, part: Part, usual: Option<&Value>) -> Draft {
        let place = Place::of(resource, usual, self.shelf);
        let labels = Labels::of(resource, self.fhir.unlabelled_is_approved);
        let hidden = match (labels.hidden, part.keyword) {
            (true, _) => Hidden::WholeNote,
            (false, true) => Hidden::Keyword,
            (false, false) => Hidden::Nothing,
        };
        let item = Item {
            source: self.fhir.name.clone(),
            system: self.fhir.system.clone(),
            record_id: format!("{kind}/{}", text(resource, "/id").unwrap_or_default()),
            information: Some(part.information),
            provider: place.provider,
            unit: place.unit,
            unit_name: place.unit_name,
            at: part.when.at,
            date: part.when.date,
            changed_at: text(resource, "/meta/lastUpdated").and_then(moment),
            signed: part.signed,
            approved_for_patient: labels.approved,
            hidden,
            author: part.author,
            content: part.content,
        };
        Draft { item, texts: part.texts }
    }

    /// Whom a reference is to, in words: as it says itself, or as the one it leads to is called.
    fn name(&self, reference: Option<&Value>, within: &Value) -> Option<String> {
        let reference = reference?;
        if let Some(said) = text(reference, "/display") {
            return Some(plain(said));
        }
        let person = self.shelf.find(text(reference, "/reference")?, within)?;
        if let Some(name) = text(person, "/name") {
            return Some(plain(name));
        }
        let name = list(person, "/name").next()?;
        if let Some(whole) = text(name, "/text") {
            return Some(plain(whole));
        }
        let given = list(name, "/given").filter_map(Value::as_str);
        let words: Vec<&str> = given.chain(text(name, "/family")).collect();
        Some(plain(&words.join(" "))).filter(|name| !name.is_empty())
    }
}

impl Item {
    fn is_one_of(&self, kinds: &[InformationType]) -> bool {
        self.information.is_some_and(|information| kinds.contains(&information))
    }
}

impl Part {
    fn new(information: InformationType, when: When, content: Content) -> Self {
        let (author, texts) = (None, Vec::new());
        Self { information, when, signed: true, author, content, texts, keyword: false }
    }
}

/// The date at that pointer. Without one that names a day nothing is made of a resource.
fn when(resource: &Value, pointer: &str) -> Result<When, Distrusted> {
    text(resource, pointer).and_then(When::read).ok_or(Distrusted)
}

/// A code that must be there and be text.
fn status<'v>(resource: &'v Value, pointer: &str) -> Result<&'v str, Distrusted> {
    text(resource, pointer).ok_or(Distrusted)
}
