//! Everything that came in one visit, each resource once: of several with one id the newest counts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    look::{list, text},
    time::moment,
};
use crate::journal::source::port::Fault;

/// A resource's kind and its id.
type Key = (String, String);

/// What came, and where it is found.
pub struct Shelf {
    /// The FHIR base, without a slash at its end.
    base: String,
    places: Vec<Place>,
    by_key: HashMap<Key, usize>,
    /// Of `fullUrl`s that say where nothing can be fetched, such as `urn:uuid:`.
    by_urn: HashMap<String, Option<usize>>,
    pub distrusted: u32,
}

struct Place {
    resource: Value,
    changed_at: Option<DateTime<Utc>>,
    /// Two that differ, and nobody can say which is the newer.
    disputed: bool,
}

impl Shelf {
    pub fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            places: Vec::new(),
            by_key: HashMap::new(),
            by_urn: HashMap::new(),
            distrusted: 0,
        }
    }

    /// Puts one page of a search on the shelf.
    pub fn add(&mut self, page: Value) -> Result<(), Fault> {
        let kind = (text(&page, "/resourceType"), text(&page, "/type"));
        if kind != (Some("Bundle"), Some("searchset")) {
            return Err(Fault::NotUnderstood);
        }
        let Value::Object(mut page) = page else { return Err(Fault::NotUnderstood) };
        match page.remove("entry") {
            None => Ok(()),
            Some(Value::Array(entries)) => {
                entries.into_iter().try_for_each(|entry| self.put(entry))
            }
            Some(_) => Err(Fault::NotUnderstood),
        }
    }

    fn put(&mut self, mut entry: Value) -> Result<(), Fault> {
        let resource = entry.get_mut("resource").map(Value::take).unwrap_or_default();
        if text(&resource, "/resourceType") == Some("OperationOutcome") {
            let grave = |issue: &Value| matches!(text(issue, "/severity"), Some("error" | "fatal"));
            let grave = list(&resource, "/issue").any(grave);
            return if grave { Err(Fault::NotWhole) } else { Ok(()) };
        }
        let Some(key) = key(&resource) else {
            self.distrusted += 1;
            return Ok(());
        };
        let place = self.settle(key, resource);
        let urn = text(&entry, "/fullUrl").filter(|url| url.starts_with("urn:"));
        if let Some(urn) = urn {
            let known = self.by_urn.entry(urn.to_owned()).or_insert(Some(place));
            if *known != Some(place) {
                *known = None;
            }
        }
        Ok(())
    }

    /// Finds a resource its place among those that came with the same id.
    fn settle(&mut self, key: Key, resource: Value) -> usize {
        let changed_at = text(&resource, "/meta/lastUpdated").and_then(moment);
        let new = Place { resource, changed_at, disputed: false };
        let Some(at) = self.by_key.get(&key).copied() else {
            self.by_key.insert(key, self.places.len());
            self.places.push(new);
            return self.places.len() - 1;
        };
        let old = &mut self.places[at];
        if old.resource == new.resource {
            return at;
        }
        self.distrusted += 1;
        match new.changed_at.cmp(&old.changed_at) {
            std::cmp::Ordering::Greater => *old = new,
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => {
                self.distrusted += u32::from(!old.disputed);
                old.disputed = true;
            }
        }
        at
    }

    /// Everything that is undisputed.
    pub fn all(&self) -> impl Iterator<Item = &Value> {
        self.places.iter().filter(|place| !place.disputed).map(|place| &place.resource)
    }

    /// All of one kind.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.all().filter(move |resource| text(resource, "/resourceType") == Some(kind))
    }

    /// What a reference within that resource leads to, if it came along.
    pub fn find<'s>(&'s self, reference: &str, within: &'s Value) -> Option<&'s Value> {
        if let Some(own) = reference.strip_prefix('#') {
            return list(within, "/contained").find(|inner| text(inner, "/id") == Some(own));
        }
        let at = match self.key_of(reference) {
            Some(key) => *self.by_key.get(&key)?,
            None => (*self.by_urn.get(reference)?)?,
        };
        self.places.get(at).filter(|place| !place.disputed).map(|place| &place.resource)
    }

    /// The kind and id a reference names, if they are this source's own.
    pub fn key_of(&self, reference: &str) -> Option<Key> {
        let path = match reference.strip_prefix(&self.base) {
            Some(rest) => rest.strip_prefix('/')?,
            None => reference,
        };
        let mut parts = path.split('/');
        let (kind, id) = (parts.next()?, parts.next()?);
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) | (Some("_history"), Some(_), None) => {}
            _ => return None,
        }
        let name = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
        (name && is_id(id)).then(|| (kind.to_owned(), id.to_owned()))
    }
}

/// A resource's kind and id, if it has them.
fn key(resource: &Value) -> Option<Key> {
    let (kind, id) = (text(resource, "/resourceType")?, text(resource, "/id")?);
    is_id(id).then(|| (kind.to_owned(), id.to_owned()))
}

/// FHIR's rule for an id.
pub fn is_id(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    (1..=64).contains(&text.len()) && text.bytes().all(letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn version(changed: &str, note: &str) -> Value {
        json!({"resourceType": "Composition", "id": "a", "meta": {"lastUpdated": changed}, "title": note})
    }

    fn shelf(resources: Vec<Value>) -> Shelf {
        let mut shelf = Shelf::new("https://a.example/fhir/");
        let entries: Vec<_> = resources.into_iter().map(|it| json!({ "resource": it })).collect();
        let page = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
        shelf.add(page).expect("a searchset");
        shelf
    }

    // proves: JS-4
    #[test]
    fn of_several_with_one_id_the_newest_counts_and_a_dispute_none() {
        let (old, new) =
            (version("2026-01-01T00:00:00Z", "old"), version("2026-01-02T00:00:00Z", "new"));
        let titles = |shelf: &Shelf| {
            shelf
                .all()
                .map(|it| text(it, "/title").expect("a title").to_owned())
                .collect::<Vec<_>>()
        };
        for order in [vec![old.clone(), new.clone()], vec![new.clone(), old.clone(), new.clone()]] {
            let shelf = shelf(order);
            assert_eq!(titles(&shelf), ["new"]);
            assert!(shelf.distrusted >= 1);
        }
        let twice = shelf(vec![old.clone(), old.clone()]);
        assert_eq!((titles(&twice).len(), twice.distrusted), (1, 0));

        let disputed = shelf(vec![old.clone(), version("2026-01-01T00:00:00Z", "other")]);
        assert_eq!((titles(&disputed).len(), disputed.distrusted), (0, 2));
        assert!(disputed.find("Composition/a", &Value::Null).is_none());
        let undated = shelf(vec![version("yesterday", "a"), version("today", "b")]);
        assert!(titles(&undated).is_empty());
    }

    #[test]
    fn references_lead_only_to_what_is_this_sources_own() {
        let shelf = shelf(vec![version("2026-01-01T00:00:00Z", "x")]);
        let found = |reference: &str| shelf.find(reference, &Value::Null).is_some();
        assert!(found("Composition/a") && found("https://a.example/fhir/Composition/a"));
        assert!(found("Composition/a/_history/3"));
        for strange in [
            "https://b.example/fhir/Composition/a",
            "https://a.example/fhirComposition/a",
            "a",
            "/a",
            "Composition/",
            "Composition/b",
            "Composition/a/b",
            "../Composition/a",
            "#a",
            "",
            "urn:uuid:a",
        ] {
            assert!(!found(strange), "{strange}");
        }
    }

    #[test]
    fn a_page_that_is_none_or_not_whole_is_refused() {
        let mut shelf = Shelf::new("https://a.example");
        let page = |kind: &str, entry: Value| json!({"resourceType": "Bundle", "type": kind, "entry": entry});
        let outcome = |severity: &str| json!([{"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": severity}]}}]);
        assert_eq!(shelf.add(json!([])), Err(Fault::NotUnderstood));
        assert_eq!(shelf.add(page("batch", json!([]))), Err(Fault::NotUnderstood));
        assert_eq!(shelf.add(page("searchset", json!({}))), Err(Fault::NotUnderstood));
        assert_eq!(shelf.add(page("searchset", outcome("error"))), Err(Fault::NotWhole));
        assert_eq!(shelf.add(page("searchset", outcome("warning"))), Ok(()));
        let odd = json!([1, {}, {"resource": 3}, {"resource": {"resourceType": "Condition", "id": "../x"}}]);
        assert_eq!(shelf.add(page("searchset", odd)), Ok(()));
        assert_eq!(shelf.distrusted, 4);
    }
}
