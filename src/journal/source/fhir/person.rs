//! Whose record it is. A source is asked for one person's; whether each thing it gives is about that
//! very person is found out here.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    look::{list, text},
    shelf::{Shelf, is_id},
};

/// Swedish personal numbers as HL7 Sweden's base profiles name them, and the OID some systems use.
const NUMBERS: [&str; 2] =
    ["http://electronichealth.se/identifier/personnummer", "urn:oid:1.2.752.129.2.1.3.1"];

/// The person and what the source calls them.
pub struct Person {
    number: String,
    ids: BTreeSet<String>,
}

impl Person {
    /// What a source is asked for.
    pub fn token(number: &str) -> String {
        format!("{}|{number}", NUMBERS[0])
    }

    /// Finds the person among the patients a source gave; `Err` counts those who are somebody else.
    pub fn among(shelf: &Shelf, number: &str) -> (Self, u32) {
        let mut person = Self { number: number.to_owned(), ids: BTreeSet::new() };
        let mut others = 0;
        for patient in shelf.of_kind("Patient") {
            match text(patient, "/id") {
                Some(id) if person.is(patient) => drop(person.ids.insert(id.to_owned())),
                _ => others += 1,
            }
        }
        (person, others)
    }

    /// The source's own ids of the person; none when it knows nobody with that number.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(String::as_str)
    }

    /// Takes back trust in an id under which somebody else came along later.
    pub fn doubt(&mut self, shelf: &Shelf) {
        let strangers = shelf.of_kind("Patient").filter(|patient| !self.is(patient));
        let strangers: Vec<&str> = strangers.filter_map(|patient| text(patient, "/id")).collect();
        self.ids.retain(|id| !strangers.contains(&id.as_str()));
    }

    /// Whether a `Patient` has that number and no other that holds.
    fn is(&self, patient: &Value) -> bool {
        let numbers: Vec<&str> = list(patient, "/identifier")
            .filter(|identifier| text(identifier, "/use") != Some("old"))
            .filter(|identifier| is_number(identifier))
            .map(|identifier| text(identifier, "/value").unwrap_or_default())
            .collect();
        let kind = text(patient, "/resourceType") == Some("Patient");
        kind && !numbers.is_empty() && numbers.iter().all(|number| self.has(number))
    }

    fn has(&self, number: &str) -> bool {
        number.bytes().filter(|byte| *byte != b'-').eq(self.number.bytes())
    }

    /// Whether a reference in that resource is to this person. Whatever it says must agree.
    pub fn is_meant(&self, reference: &Value, within: &Value, shelf: &Shelf) -> bool {
        let identifier = reference.get("identifier").filter(|identifier| is_number(identifier));
        let named = identifier.map(|it| self.has(text(it, "/value").unwrap_or_default()));
        if text(reference, "/type").is_some_and(|kind| kind != "Patient") {
            return false;
        }
        match text(reference, "/reference") {
            Some(to) => named.unwrap_or(true) && self.is_led_to(to, within, shelf),
            None => named.unwrap_or(false),
        }
    }

    fn is_led_to(&self, reference: &str, within: &Value, shelf: &Shelf) -> bool {
        if let Some((kind, id)) = shelf.key_of(reference) {
            return kind == "Patient" && is_id(&id) && self.ids.contains(&id);
        }
        shelf.find(reference, within).is_some_and(|patient| self.is(patient))
    }
}

/// Whether an identifier is a Swedish personal number.
pub fn is_number(identifier: &Value) -> bool {
    text(identifier, "/system").is_some_and(|system| NUMBERS.contains(&system))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NUMBER: &str = "198404189287";

    fn patient(id: &str, number: &str) -> Value {
        json!({"resourceType": "Patient", "id": id, "identifier": [
            {"system": NUMBERS[0], "value": number}, {"system": "urn:else", "value": "1"}]})
    }

    fn shelf(patients: &[Value]) -> Shelf {
        let mut shelf = Shelf::new("https://a.example/fhir");
        let entries: Vec<_> = patients
            .iter()
            .map(|it| json!({"fullUrl": format!("urn:x:{}", it["id"]), "resource": it}))
            .collect();
        let page = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
        shelf.add(page).expect("a searchset");
        shelf
    }

    // proves: JS-3
    #[test]
    fn only_references_that_all_lead_to_the_person_count() {
        let shelf = shelf(&[patient("p1", "19840418-9287"), patient("p2", "198209189292")]);
        let (person, others) = Person::among(&shelf, NUMBER);
        assert_eq!((person.ids().collect::<Vec<_>>(), others), (vec!["p1"], 1));
        let inner = json!({"contained": [
            {"resourceType": "Patient", "id": "me", "identifier": [{"system": NUMBERS[1], "value": NUMBER}]},
            {"resourceType": "Patient", "id": "you", "identifier": [{"system": NUMBERS[1], "value": "1"}]},
            {"resourceType": "Group", "id": "we", "identifier": [{"system": NUMBERS[1], "value": NUMBER}]}]});
        let number = |value: &str| json!({"system": NUMBERS[0], "value": value});
        for (reference, meant) in [
            (json!({"reference": "Patient/p1"}), true),
            (json!({"reference": "https://a.example/fhir/Patient/p1"}), true),
            (json!({"reference": "urn:x:\"p1\""}), true),
            (json!({"reference": "#me"}), true),
            (json!({"identifier": number(NUMBER)}), true),
            (json!({"reference": "Patient/p1", "identifier": number(NUMBER)}), true),
            (json!({"reference": "Patient/p2"}), false),
            (json!({"reference": "Patient/p1", "identifier": number("198209189292")}), false),
            (json!({"reference": "Patient/p2", "identifier": number(NUMBER)}), false),
            (json!({"reference": "https://b.example/fhir/Patient/p1"}), false),
            (json!({"reference": "Group/p1"}), false),
            (json!({"reference": "Patient/p1", "type": "Group"}), false),
            (json!({"reference": "urn:x:\"p2\""}), false),
            (json!({"reference": "#you"}), false),
            (json!({"reference": "#we"}), false),
            (json!({"reference": "#nobody"}), false),
            (json!({"identifier": {"system": "urn:else", "value": NUMBER}}), false),
            (json!({"identifier": {"value": NUMBER}}), false),
            (json!({"display": "Anna Lindström"}), false),
            (json!({"reference": 7}), false),
            (json!([]), false),
            (json!(null), false),
        ] {
            assert_eq!(person.is_meant(&reference, &inner, &shelf), meant, "{reference}");
        }
    }

    #[test]
    fn a_patient_with_two_numbers_is_nobody_and_an_old_number_does_not_count() {
        let mut two = patient("p1", NUMBER);
        two["identifier"][1] = json!({"system": NUMBERS[1], "value": "198209189292"});
        assert_eq!(Person::among(&shelf(&[two.clone()]), NUMBER).0.ids().count(), 0);
        two["identifier"][1]["use"] = "old".into();
        assert_eq!(Person::among(&shelf(&[two]), NUMBER).0.ids().count(), 1);
        assert_eq!(
            Person::among(&shelf(&[json!({"resourceType": "Patient", "id": "p"})]), NUMBER).1,
            1
        );
    }

    #[test]
    fn an_id_that_somebody_else_came_under_is_trusted_no_longer() {
        let (mut person, _) = Person::among(&shelf(&[patient("p1", NUMBER)]), NUMBER);
        person.doubt(&shelf(&[patient("p1", "198209189292")]));
        assert_eq!(person.ids().count(), 0);
    }
}
