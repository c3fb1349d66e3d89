//! What a decision rests on, read anew at each request: the two people, what has been decided about
//! them, and what region and providers have set.

mod store;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::PgConnection;
use serde::de::DeserializeOwned;

use super::{
    decision::{
        Facts, ItemFacts, PersonRules, Publication, Relation, Scope, Seal, Seals, SourceState,
        Strength, Subject, Viewer,
    },
    item::Item,
    source::SealsUnknown,
};
use crate::{access::Region, failure::Failure, id::ResidentId};

use store::Person;
pub use store::{KnownUnit, load, publications, unit_classes};

/// Everything that is known of two people before any source is asked.
#[derive(Debug, Clone)]
pub struct Known {
    pub facts: Facts,
    pub rules: PersonRules,
    /// The subject's personal number, by which sources know them.
    pub subject_number: String,
    pub viewer_number: String,
}

impl Known {
    /// The same, with what the national register of seals said of the subject and of the viewer. When it
    /// said nothing of either, nobody knows whether the journal is sealed.
    pub fn with_registered(mut self, said: &Registered) -> Self {
        let today = self.facts.today;
        let closes = |seal: &Seal| seal.scope == Scope::Full && seal.window.holds(today);
        match (&said.of_viewer, &said.of_subject, &mut self.facts.seals) {
            (Ok(own), Ok(registered), Seals::Known(seals)) => {
                seals.extend(registered.iter().cloned());
                self.facts.viewer.fully_sealed |= own.iter().any(closes);
            }
            _ => self.facts.seals = Seals::Unknown,
        }
        self
    }
}

/// What the national register of seals said.
#[derive(Debug, Clone)]
pub struct Registered {
    pub of_viewer: Result<Vec<Seal>, SealsUnknown>,
    pub of_subject: Result<Vec<Seal>, SealsUnknown>,
}

/// What is in force on a day.
#[derive(Debug, Clone, Default)]
pub struct InForce {
    people: BTreeMap<Region, PersonRules>,
    publications: BTreeMap<String, Option<Publication>>,
}

impl InForce {
    /// What that provider, by HSA-id, publishes. None where nobody has said, or nobody can read it.
    pub fn publication(&self, provider: &str) -> Option<&Publication> {
        self.publications.get(provider)?.as_ref()
    }

    /// All providers that publish anything.
    pub fn publications(&self) -> impl Iterator<Item = (&str, &Publication)> {
        self.publications.iter().filter_map(|(id, one)| Some((id.as_str(), one.as_ref()?)))
    }

    /// The rules about people of that region, or of the region whose service this is.
    pub fn rules(&self, region: Option<&str>, home: &str) -> Option<&PersonRules> {
        let of = |region| self.people.get(region);
        region.and_then(of).or_else(|| of(home))
    }
}

/// Everything about the viewer and the subject on a day; none when there is no such subject. Knows the
/// seals that stand here; see [`Known::with_registered`] for the others.
pub fn load_on(
    conn: &mut PgConnection,
    pair: (ResidentId, ResidentId),
    today: NaiveDate,
    home: &str,
) -> Result<Option<Known>, Failure> {
    let people = store::people(conn, pair.0, pair.1)?;
    let in_force = in_force_on(conn, today)?;
    let (guards, represents) = store::relations(conn, pair, today)?;
    let blocks = store::blocks(conn, pair)?;
    let extensions = store::extensions(conn, pair)?;
    let early_access = store::early_access(conn, pair.1)?;
    let seals = store::seals(conn, pair, today)?;
    let person = |id: ResidentId| people.iter().find(|one| one.id == id);
    let (Some(viewer), Some(subject)) = (person(pair.0), person(pair.1)) else { return Ok(None) };
    let rules = in_force.rules(subject.region.as_deref(), home);
    let rules = rules.ok_or_else(|| Failure::Bug(format!("no rules about people on {today}")))?;
    let facts = Facts {
        today,
        viewer: viewer_of(viewer, &seals, today),
        subject: subject_of(subject),
        relation: relation(pair.0 == pair.1, guards, represents),
        blocks,
        extensions,
        early_access,
        seals: Seals::Known(
            seals.into_iter().filter(|(of, _)| *of == pair.1).map(|(_, seal)| seal).collect(),
        ),
        cooling_off: viewer.cooling_off.unwrap_or(false),
    };
    Ok(Some(Known {
        facts,
        rules: rules.clone(),
        subject_number: subject.number.clone(),
        viewer_number: viewer.number.clone(),
    }))
}

fn viewer_of(viewer: &Person, seals: &[(ResidentId, Seal)], today: NaiveDate) -> Viewer {
    let closes = |(of, seal): &(ResidentId, Seal)| {
        *of == viewer.id && seal.scope == Scope::Full && seal.window.holds(today)
    };
    Viewer {
        birth: viewer.birth,
        id_kind: viewer.id_kind,
        // There is no session without a strong identity behind it.
        strength: Strength::Strong,
        protected: viewer.protected,
        login_locked: viewer.locked,
        deceased: viewer.deceased_on.is_some(),
        fully_sealed: seals.iter().any(closes),
    }
}

fn subject_of(subject: &Person) -> Subject {
    Subject {
        birth: subject.birth,
        protected: subject.protected,
        deceased: subject.deceased_on.is_some(),
        login_locked: subject.locked,
    }
}

fn relation(oneself: bool, guards: bool, represents: bool) -> Relation {
    match (oneself, guards, represents) {
        (true, ..) => Relation::Oneself,
        (_, true, _) => Relation::Guardian,
        (_, _, true) => Relation::LegalRepresentative,
        _ => Relation::Other,
    }
}

/// What is in force on that day.
pub fn in_force_on(conn: &mut PgConnection, day: NaiveDate) -> Result<InForce, Failure> {
    let mut in_force = InForce::default();
    for (kind, region, provider, document) in store::documents(conn, day)? {
        match provider {
            // Newest first: what is there already is what holds.
            Some(provider) => {
                let publication = || read_document(&kind, document);
                in_force.publications.entry(provider).or_insert_with(publication);
            }
            None if !in_force.people.contains_key(&region) => {
                let rules: Option<PersonRules> = read_document(&kind, document);
                let unreadable = || Failure::Bug(format!("rules of region {region} can't be read"));
                in_force.people.insert(region.clone(), rules.ok_or_else(unreadable)?);
            }
            None => {}
        }
    }
    Ok(in_force)
}

/// A publication that can't be read publishes nothing: an older one must not come back for it.
fn read_document<T: DeserializeOwned>(kind: &str, document: serde_json::Value) -> Option<T> {
    let read = serde_json::from_value(document);
    read.inspect_err(|error| tracing::error!(kind, error.message = %error, "journal policy")).ok()
}

/// What decides on an item that a source gave. A unit that is said to be another provider's than the
/// one we know it to be is as good as unknown: else a seal on its provider could be walked round.
pub fn of_item(item: &Item, units: &BTreeMap<String, KnownUnit>) -> ItemFacts {
    let unit = units.get(&item.unit).filter(|unit| unit.provider == item.provider);
    ItemFacts {
        information: item.information,
        system: item.system.clone(),
        state: SourceState::Answered,
        provider: item.provider.clone(),
        unit: item.unit.clone(),
        unit_class: unit.and_then(|unit| unit.class),
        date: item.date,
        signed: item.signed,
        approved_for_patient: item.approved_for_patient,
        hidden: item.hidden,
    }
}
