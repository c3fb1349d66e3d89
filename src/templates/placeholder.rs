//! Placeholders in a template's text: `{{unit-phone}}` is filled in by the server, `{{fill:time}}` by
//! whoever sends it. Pure, and strict: two braces always begin a placeholder, and one that is not
//! known is refused when the template is saved, not when a resident reads it.

use std::collections::BTreeMap;

use crate::failure::{FieldFault, Words};

/// A text in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Known(Known),
    /// Named by the template's author, given by the sender.
    Fill(String),
}

/// What the server knows when a reply is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    ResidentGivenName,
    StaffName,
    StaffTitle,
    UnitName,
    UnitPhone,
    CaseNumber,
    CaseType,
    Date,
}

const KNOWN: [(&str, Known); 8] = [
    ("resident-given-name", Known::ResidentGivenName),
    ("staff-name", Known::StaffName),
    ("staff-title", Known::StaffTitle),
    ("unit-name", Known::UnitName),
    ("unit-phone", Known::UnitPhone),
    ("case-number", Known::CaseNumber),
    ("case-type", Known::CaseType),
    ("date", Known::Date),
];

/// The most characters of a value that a sender fills in.
const VALUE_LENGTH: usize = 1000;

/// What the known placeholders stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub resident_given_name: String,
    pub staff_name: String,
    pub staff_title: String,
    pub unit_name: String,
    pub unit_phone: String,
    pub case_number: String,
    pub case_type: String,
    pub date: String,
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Braces that open and do not close, close and do not open, or hold no name.
    Syntax,
    Unknown(String),
}

/// The text's parts in their order.
pub fn parse(text: &str) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        plain(&rest[..open], &mut parts)?;
        let inside = &rest[open + 2..];
        let close = inside.find("}}").ok_or(Fault::Syntax)?;
        parts.push(placeholder(&inside[..close])?);
        rest = &inside[close + 2..];
    }
    plain(rest, &mut parts)?;
    Ok(parts)
}

fn plain(text: &str, parts: &mut Vec<Part>) -> Result<(), Fault> {
    if text.contains("}}") {
        return Err(Fault::Syntax);
    }
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
    Ok(())
}

fn placeholder(name: &str) -> Result<Part, Fault> {
    if let Some(field) = name.strip_prefix("fill:") {
        return if is_name(field) { Ok(Part::Fill(field.to_owned())) } else { Err(Fault::Syntax) };
    }
    if !is_name(name) {
        return Err(Fault::Syntax);
    }
    let known = KNOWN.iter().find(|(code, _)| *code == name);
    known.map(|(_, known)| Part::Known(*known)).ok_or_else(|| Fault::Unknown(name.to_owned()))
}

fn is_name(text: &str) -> bool {
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(plain)
}

/// The fields that a sender fills in, each once, in the order of the text.
pub fn to_fill(parts: &[Part]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for part in parts {
        if let Part::Fill(field) = part
            && !fields.contains(field)
        {
            fields.push(field.clone());
        }
    }
    fields
}

/// The text as it is sent. What is filled in is text: placeholders in it are not read again.
pub fn render(
    parts: &[Part],
    facts: &Facts,
    values: &BTreeMap<String, String>,
) -> Result<String, Vec<FieldFault>> {
    let asked = to_fill(parts);
    let said = |field: &String| values.get(field).is_some_and(|value| !value.trim().is_empty());
    let missing = asked.iter().filter(|field| !said(field));
    let missing = missing.map(|field| fault(field, "required", "Fyll i fältet.", "Fill it in."));
    let unasked = values.keys().filter(|field| !asked.contains(field)).map(|field| {
        fault(field, "unknown-field", "Mallen har inget sådant fält.", "There is no such field.")
    });
    let long = values.iter().filter(|(_, value)| value.chars().count() > VALUE_LENGTH);
    let long =
        long.map(|(field, _)| fault(field, "length", "Det är för långt.", "It is too long."));
    let faults: Vec<FieldFault> = missing.chain(unasked).chain(long).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = parts.iter().map(|part| match part {
        Part::Text(text) => text.as_str(),
        Part::Known(known) => facts.of(*known),
        Part::Fill(field) => values.get(field).map_or("", String::as_str),
    });
    Ok(text.collect())
}

fn fault(field: &str, code: &str, sv: &str, en: &str) -> FieldFault {
    let escaped = field.replace('~', "~0").replace('/', "~1");
    FieldFault::new(format!("/template/values/{escaped}"), code, Words::new(sv, en))
}

impl Facts {
    fn of(&self, known: Known) -> &str {
        match known {
            Known::ResidentGivenName => &self.resident_given_name,
            Known::StaffName => &self.staff_name,
            Known::StaffTitle => &self.staff_title,
            Known::UnitName => &self.unit_name,
            Known::UnitPhone => &self.unit_phone,
            Known::CaseNumber => &self.case_number,
            Known::CaseType => &self.case_type,
            Known::Date => &self.date,
        }
    }
}

impl Fault {
    /// The fault of the text that stands at `pointer` in a body.
    pub fn at(&self, pointer: &str) -> FieldFault {
        let (code, words) = match self {
            Self::Syntax => {
                let sv = "Skriv {{namn}} eller {{fill:namn}}, med a–z, 0–9 och bindestreck.";
                let en = "Write {{name}} or {{fill:name}}, with a–z, 0–9 and hyphens.";
                ("placeholder-syntax", Words::new(sv, en))
            }
            Self::Unknown(name) => {
                let known = KNOWN.map(|(code, _)| code).join(", ");
                let sv = format!("{name} finns inte. Det här finns: {known}.");
                let en = format!("There is no {name}. There are: {known}.");
                ("unknown-placeholder", Words::new(sv, en))
            }
        };
        FieldFault::new(pointer, code, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            resident_given_name: "Anna".into(),
            unit_phone: "021-17 40 60".into(),
            ..Facts::default()
        }
    }

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn faults(text: &str, pairs: &[(&str, &str)]) -> Vec<String> {
        let parts = parse(text).expect("a template");
        let faults = render(&parts, &facts(), &values(pairs)).expect_err("it is wrong");
        faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_template_is_filled_in() {
        let text = "Hej {{resident-given-name}}! Kom {{fill:tid}} till {{fill:plats}}. \
                    Ring {{unit-phone}} före {{fill:tid}}. {Enkla} klamrar } { står kvar.";
        let parts = parse(text).expect("a template");
        assert_eq!(to_fill(&parts), ["tid", "plats"]);
        let filled = values(&[("tid", "kl. 9"), ("plats", "{{case-number}}")]);
        assert_eq!(
            render(&parts, &facts(), &filled).expect("it is whole"),
            "Hej Anna! Kom kl. 9 till {{case-number}}. Ring 021-17 40 60 före kl. 9. \
             {Enkla} klamrar } { står kvar."
        );
    }

    #[test]
    fn every_known_placeholder_is_known() {
        for (code, known) in KNOWN {
            assert_eq!(parse(&format!("{{{{{code}}}}}")), Ok(vec![Part::Known(known)]));
        }
    }

    #[test]
    fn what_is_not_in_the_grammar_is_refused() {
        let long = format!("{{{{fill:{}}}}}", "a".repeat(41));
        for bad in [
            "{{",
            "}}",
            "{{}}",
            "{{date",
            "date}}",
            "{{ date }}",
            "{{Date}}",
            "{{{date}}}",
            "{{date}}}}",
            "{{a{{date}}}}",
            "{{fill:}}",
            "{{fill:Tid}}",
            "{{da\nte}}",
            &long,
        ] {
            assert_eq!(parse(bad), Err(Fault::Syntax), "{bad}");
        }
        for unknown in ["personal-number", "resident-family-name", "fill", "datee"] {
            let fault = Fault::Unknown(unknown.to_owned());
            assert_eq!(parse(&format!("Hej {{{{{unknown}}}}}")), Err(fault), "{unknown}");
        }
    }

    #[test]
    fn the_sender_fills_in_what_is_asked_and_nothing_else() {
        let text = "Kom {{fill:tid}}.";
        assert_eq!(faults(text, &[]), ["/template/values/tid required"]);
        assert_eq!(faults(text, &[("tid", " ")]), ["/template/values/tid required"]);
        let more = [("tid", "nu"), ("a/b", "x")];
        assert_eq!(faults(text, &more), ["/template/values/a~1b unknown-field"]);
        let long = "x".repeat(1001);
        assert_eq!(faults(text, &[("tid", &long)]), ["/template/values/tid length"]);
    }
}
