//! Every field of every kind of resource, replaced by whatever JSON can be: nothing panics, nothing is
//! shown to the wrong person, and nothing is approved that was not.

use serde_json::{Value, json};

use super::{Fhir, look::text, person::Person, read::Reading, shelf::Shelf};
use crate::{
    clock::local_date,
    demo,
    journal::{
        decision::InformationType,
        source::{
            http::{Http, client},
            token::Door,
        },
    },
};

const NUMBER: &str = "198404189287";
const OTHER: &str = "198209189292";

fn fhir() -> Fhir {
    let setting =
        json!({"name": "a", "title": "A", "system": "cosmic", "url": "https://a.example/fhir"});
    let setting = serde_json::from_value(setting).expect("a source");
    Fhir::new(&setting, Http::new(client(), Door::Open))
}

fn patient(id: &str, number: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "identifier": [
        {"system": "http://electronichealth.se/identifier/personnummer", "value": number}]})
}

fn shelf(resources: &[Value]) -> Shelf {
    let mut shelf = Shelf::new("https://a.example/fhir/");
    let entries: Vec<Value> = resources.iter().map(|it| json!({ "resource": it })).collect();
    let page = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
    shelf.add(page).expect("a searchset");
    shelf
}

/// How many items there are of that person, and whether any of them is approved.
fn read(fhir: &Fhir, resources: &[Value]) -> (usize, bool) {
    let known = shelf(&[patient("p1", NUMBER)]);
    let (mut person, _) = Person::among(&known, NUMBER);
    let shelf = shelf(resources);
    person.doubt(&shelf);
    let drafts = Reading::new(fhir, &shelf, &person).all(InformationType::ALL);
    for draft in &drafts {
        assert!(draft.item.at.is_none_or(|at| local_date(at) == draft.item.date));
        assert_eq!(draft.item.unit.is_empty(), draft.item.provider.is_empty());
    }
    (drafts.len(), drafts.iter().any(|draft| draft.item.approved_for_patient))
}

/// The place of every value within another.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                places(inner, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(items) => {
            for (number, inner) in items.iter().enumerate() {
                places(inner, format!("{at}/{number}"), all);
            }
        }
        _ => {}
    }
    if !at.is_empty() {
        all.push(at);
    }
}

fn wrong_values() -> Vec<Value> {
    let deep = (0..40).fold(json!(1), |inner, _| json!([{ "a": inner }]));
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}\u{7f}å"),
        json!("#"),
        json!("Patient/p2"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"a": {}}),
        json!([[["x"]]]),
        deep,
    ]
}

/// The demo's resources about p1, of every kind.
fn resources() -> Vec<Vec<Value>> {
    let now = "2026-11-23T11:00:00Z".parse().expect("an instant");
    let of_anna = demo::records().filter(|(_, number, _)| *number == NUMBER);
    of_anna.map(|(_, _, entry)| entry.resources("p1", now)).collect()
}

#[test]
fn wrong_types_everywhere_are_left_out_or_read_never_taken_for_more() {
    let fhir = fhir();
    let wrong = wrong_values();
    for group in resources() {
        let (items, approved) = read(&fhir, &group);
        assert_eq!(items, 1, "{}", group[0]);
        for (number, resource) in group.iter().enumerate() {
            let mut all = Vec::new();
            places(resource, String::new(), &mut all);
            for (place, value) in
                all.iter().flat_map(|place| wrong.iter().map(move |it| (place, it)))
            {
                let mut hurt = group.clone();
                *hurt[number].pointer_mut(place).expect("a place") = value.clone();
                let (items, now_approved) = read(&fhir, &hurt);
                assert!(items <= 1 && (approved || !now_approved), "{place} {value}");
                if place.starts_with("/subject") && value != &json!("Patient/p1") {
                    assert_eq!(items, 0, "{place} {value}");
                }
            }
        }
    }
}

// proves: JS-3
#[test]
fn not_one_resource_of_anothers_is_read() {
    let fhir = fhir();
    for group in resources() {
        let text = serde_json::to_string(&group).expect("JSON").replace("Patient/p1", "Patient/p2");
        let mut others: Vec<Value> = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read(&fhir, &others).0, 0, "{}", group[0]);
        others.push(patient("p2", OTHER));
        assert_eq!(read(&fhir, &others).0, 0);
    }
}

#[test]
fn what_is_not_understood_as_a_whole_is_not_read_in_part() {
    let fhir = fhir();
    for mut group in resources() {
        if text(&group[0], "/resourceType") == Some("DiagnosticReport") {
            let mut lacking = group.clone();
            let lost =
                lacking.len() > 1 && text(&lacking[1], "/resourceType") == Some("Observation");
            lacking.truncate(1);
            assert_eq!(read(&fhir, &lacking).0, usize::from(!lost), "half an answer may mislead");
        }
        group[0]["modifierExtension"] = json!([{"url": "urn:x", "valueBoolean": true}]);
        assert_eq!(read(&fhir, &group).0, 0);
    }
}
