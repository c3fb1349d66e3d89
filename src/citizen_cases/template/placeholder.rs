//! Places in a template that are filled in for each resident: `{{unit-name}}`. Strict: a pair of
//! braces that is no known place is a fault when the template is saved, so that no resident reads one.
//! Pure.

use std::collections::BTreeSet;

/// Where the sender's own words go.
pub const OWN_TEXT: &str = "own-text";

/// Every place there is.
pub const KNOWN: [&str; 6] =
    ["resident-name", "unit-name", "unit-phone", "staff-name", "date", OWN_TEXT];

/// What stands in the places of one letter.
#[derive(Debug, Clone, Default)]
pub struct Fillings<'a> {
    pub resident_name: &'a str,
    pub unit_name: &'a str,
    pub unit_phone: &'a str,
    pub sender_name: &'a str,
    pub date: &'a str,
    pub own_text: &'a str,
}

impl Fillings<'_> {
    fn of(&self, name: &str) -> &str {
        match name {
            "resident-name" => self.resident_name,
            "unit-name" => self.unit_name,
            "unit-phone" => self.unit_phone,
            "staff-name" => self.sender_name,
            "date" => self.date,
            _ => self.own_text,
        }
    }

    /// The text with its places filled in. What is filled in is never read for places again.
    pub fn fill(&self, text: &str) -> String {
        let parts = parts(text).unwrap_or_else(|_| vec![Part::Text(text)]);
        parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text,
                Part::Place(name) => self.of(name),
            })
            .collect()
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Place(&'a str),
}

/// What is wrong with a text's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `{{` without `}}`, or the other way round.
    Unpaired,
    /// There is no such place.
    Unknown,
}

/// The places that a text names.
pub fn places(text: &str) -> Result<BTreeSet<&str>, Fault> {
    let named = parts(text)?.into_iter().filter_map(|part| match part {
        Part::Place(name) => Some(name),
        Part::Text(_) => None,
    });
    Ok(named.collect())
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, Fault> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or(Fault::Unpaired)?;
        if before.contains("}}") || name.contains("{{") {
            return Err(Fault::Unpaired);
        }
        if !KNOWN.contains(&name) {
            return Err(Fault::Unknown);
        }
        parts.extend([Part::Text(before), Part::Place(name)]);
        rest = after;
    }
    if rest.contains("}}") {
        return Err(Fault::Unpaired);
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        let fillings = Fillings {
            resident_name: "Anna {{date}}",
            unit_name: "Bäckby",
            own_text: "}} {{unit-name}}",
            ..Fillings::default()
        };
        let text = fillings.fill("Hej {{resident-name}}!\n{{own-text}} från {{unit-name}}.");
        assert_eq!(text, "Hej Anna {{date}}!\n}} {{unit-name}} från Bäckby.");
        assert_eq!(fillings.fill("Inget { alls }."), "Inget { alls }.");
    }

    #[test]
    fn only_known_places_stand_in_a_template() {
        assert_eq!(places("{{date}} {{date}}"), Ok(BTreeSet::from(["date"])));
        assert_eq!(places("Klockan 8–10 {ring}"), Ok(BTreeSet::new()));
        for unknown in ["{{Date}}", "{{ date }}", "{{}}", "{{personal-number}}", "{{date|x}}"] {
            assert_eq!(places(unknown), Err(Fault::Unknown), "{unknown}");
        }
        for unpaired in ["{{date", "date}}", "{{date}} }}", "}} {{date}}", "{{a {{date}}", "{{"] {
            assert_eq!(places(unpaired), Err(Fault::Unpaired), "{unpaired}");
        }
    }
}
