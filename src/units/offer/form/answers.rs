//! Whether a form was filled in right. Strict: an answer that no component asked for, or only one
//! that is not shown, is a fault, like one of the wrong type.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Component, ComponentKind, Condition};

use crate::failure::{FieldFault, Words};

/// The characters a text answer may have when its component does not say.
const TEXT_LENGTH: usize = 4000;
/// Beyond this a number is a mistake, and could lose digits on the way.
const NUMBER_BOUND: f64 = 1e12;

/// Everything that is wrong with the answers, each fault pointing into `/answers`.
pub fn check(components: &[Component], answers: &Map<String, Value>) -> Vec<FieldFault> {
    let ids: BTreeSet<&str> =
        components.iter().filter(|it| it.takes_answer()).map(|it| it.id.as_str()).collect();
    let unknown =
        answers.keys().filter(|id| !ids.contains(id.as_str())).map(|id| UNKNOWN.at(pointer(id)));
    let shown: BTreeSet<&str> =
        shown(components, answers).into_iter().map(|it| it.id.as_str()).collect();
    let asked = components.iter().filter(|it| it.takes_answer());
    let wrong = asked.filter_map(|component| {
        let answer = answers.get(&component.id);
        if !shown.contains(component.id.as_str()) {
            return answer.map(|_| HIDDEN.at(pointer(&component.id)));
        }
        let (inside, wrong) = component.wrong_with(answer)?;
        Some(wrong.at(pointer(&component.id) + inside))
    });
    unknown.chain(wrong).collect()
}

/// The components that are shown to one who has answered so. A condition looks upwards only, and what
/// hangs on something hidden is hidden too.
pub fn shown<'c>(components: &'c [Component], answers: &Map<String, Value>) -> Vec<&'c Component> {
    let mut above: BTreeMap<&str, &Component> = BTreeMap::new();
    let mut shown = Vec::new();
    for component in components {
        let holds = component.shown_when.as_ref().is_none_or(|condition| {
            above.contains_key(condition.component.as_str())
                && condition.holds(answers.get(&condition.component))
        });
        if holds {
            above.insert(&component.id, component);
            shown.push(component);
        }
    }
    shown
}

/// The attachments that the answers name, in the form's order, with the component each belongs to.
/// Of answers that [`check`] has found nothing wrong with.
pub fn attachments<'c>(
    components: &'c [Component],
    answers: &Map<String, Value>,
) -> Vec<(&'c str, Uuid)> {
    let asked = components.iter().filter(|it| it.kind == ComponentKind::Attachment);
    asked
        .flat_map(|component| {
            let named = answers.get(&component.id).and_then(Value::as_array);
            let ids = named.into_iter().flatten().filter_map(|id| id.as_str()?.parse().ok());
            ids.map(|id| (component.id.as_str(), id)).collect::<Vec<_>>()
        })
        .collect()
}

impl Condition {
    fn holds(&self, answer: Option<&Value>) -> bool {
        let Some(answer) = answer else { return false };
        let wanted = |text: &str| match &self.any_of {
            None => !text.trim().is_empty(),
            Some(values) => values.iter().any(|value| value == text),
        };
        match answer {
            Value::String(text) => wanted(text),
            Value::Array(many) => many.iter().filter_map(Value::as_str).any(wanted),
            Value::Object(parts) => parts.get("way").and_then(Value::as_str).is_some_and(wanted),
            Value::Null => false,
            Value::Bool(_) | Value::Number(_) => self.any_of.is_none(),
        }
    }
}

/// A way to be wrong: a stable code, and words.
#[derive(Debug, Clone, Copy)]
struct Wrong(&'static str, &'static str, &'static str);

const UNKNOWN: Wrong =
    Wrong("unknown-field", "Formuläret har ingen sådan fråga.", "The form asks no such thing.");
const HIDDEN: Wrong = Wrong(
    "not-asked",
    "Frågan visas inte med de här svaren.",
    "The question is not shown with these answers.",
);
const REQUIRED: Wrong = Wrong("required", "Frågan måste besvaras.", "An answer is required.");
const TYPE: Wrong = Wrong("type", "Svaret har fel typ.", "The answer has the wrong type.");
const LENGTH: Wrong = Wrong("length", "Svaret är för långt.", "The answer is too long.");
const CHARACTERS: Wrong = Wrong(
    "characters",
    "Svaret innehåller tecken som inte går att visa.",
    "The answer holds characters that can't be shown.",
);
const OPTION: Wrong = Wrong(
    "unknown-option",
    "Svaret är inget av alternativen.",
    "The answer is not one of the options.",
);
const TWICE: Wrong =
    Wrong("duplicate", "Ett alternativ är valt två gånger.", "An option is chosen twice.");
const FILE_TWICE: Wrong =
    Wrong("duplicate", "En bilaga är med två gånger.", "An attachment is named twice.");
const FILES: Wrong =
    Wrong("length", "Det är för många bilagor.", "There are too many attachments.");
const FILE: Wrong = Wrong(
    "attachment",
    "Ange id för en bilaga som har laddats upp.",
    "Give the id of an attachment that was uploaded.",
);
const RANGE: Wrong =
    Wrong("range", "Värdet är för litet eller för stort.", "The value is out of range.");
const DECIMALS: Wrong = Wrong("decimals", "Värdet har för många decimaler.", "Too many decimals.");
const DATE: Wrong = Wrong("date", "Skriv datum som ÅÅÅÅ-MM-DD.", "Write a date as YYYY-MM-DD.");
const PHONE: Wrong = Wrong("phone-number", "Telefonnumret stämmer inte.", "Not a phone number.");

impl Wrong {
    fn at(self, pointer: String) -> FieldFault {
        FieldFault::new(pointer, self.0, Words::new(self.1, self.2))
    }
}

/// RFC 6901.
fn pointer(id: &str) -> String {
    format!("/answers/{}", id.replace('~', "~0").replace('/', "~1"))
}

/// Where inside the answer, and what.
type Fault = (&'static str, Wrong);

impl Component {
    pub(super) fn takes_answer(&self) -> bool {
        self.kind != ComponentKind::Information
    }

    fn wrong_with(&self, answer: Option<&Value>) -> Option<Fault> {
        let checked = match answer {
            None => Ok(Given::Nothing),
            Some(answer) => match self.kind {
                ComponentKind::Text => self.text(answer),
                ComponentKind::Choice if self.many => self.choices(answer),
                ComponentKind::Choice => self.choice(answer),
                ComponentKind::Date => date(answer),
                ComponentKind::Number => self.number(answer),
                ComponentKind::Attachment => self.files(answer),
                ComponentKind::ContactPreference => contact_preference(answer),
                ComponentKind::Information => Err(UNKNOWN.into()),
            },
        };
        match checked {
            Err(fault) => Some(fault),
            Ok(Given::Nothing) if self.required => Some(REQUIRED.into()),
            Ok(_) => None,
        }
    }

    fn text(&self, answer: &Value) -> Result<Given, Fault> {
        let text = answer.as_str().ok_or(TYPE)?;
        let most = self.max_length.and_then(|it| usize::try_from(it).ok()).unwrap_or(TEXT_LENGTH);
        if text.chars().count() > most {
            return Err(LENGTH.into());
        }
        if text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t')) {
            return Err(CHARACTERS.into());
        }
        Ok(Given::unless(text.trim().is_empty()))
    }

    fn choice(&self, answer: &Value) -> Result<Given, Fault> {
        let id = answer.as_str().ok_or(TYPE)?;
        if self.has_option(id) { Ok(Given::Something) } else { Err(OPTION.into()) }
    }

    fn choices(&self, answer: &Value) -> Result<Given, Fault> {
        let chosen = answer.as_array().ok_or(TYPE)?;
        let mut seen = BTreeSet::new();
        for id in chosen {
            let id = id.as_str().ok_or(TYPE)?;
            if !self.has_option(id) {
                return Err(OPTION.into());
            }
            if !seen.insert(id) {
                return Err(TWICE.into());
            }
        }
        Ok(Given::unless(seen.is_empty()))
    }

    /// Whether each is there, clean and the resident's own, is asked where attachments are kept.
    fn files(&self, answer: &Value) -> Result<Given, Fault> {
        let files = answer.as_array().ok_or(TYPE)?;
        let mut seen = BTreeSet::new();
        for id in files {
            let text = id.as_str().ok_or(TYPE)?;
            let id: Uuid = text.parse().map_err(|_| FILE)?;
            if !seen.insert(id) {
                return Err(FILE_TWICE.into());
            }
        }
        if seen.len() > self.most_files() {
            return Err(FILES.into());
        }
        Ok(Given::unless(seen.is_empty()))
    }

    fn has_option(&self, id: &str) -> bool {
        self.options.iter().flatten().any(|option| option.id == id)
    }

    fn number(&self, answer: &Value) -> Result<Given, Fault> {
        let number = answer.as_f64().ok_or(TYPE)?;
        let (least, most) = (self.min.unwrap_or(-NUMBER_BOUND), self.max.unwrap_or(NUMBER_BOUND));
        if !(least..=most).contains(&number) {
            return Err(RANGE.into());
        }
        let scaled = number * 10_f64.powi(self.decimals.unwrap_or(0));
        // A decimal fraction is seldom exact in binary, so a hair's breadth is let through.
        if (scaled - scaled.round()).abs() > 1e-6 {
            return Err(DECIMALS.into());
        }
        Ok(Given::Something)
    }
}

/// Whether an answer of the right type says anything.
enum Given {
    Something,
    Nothing,
}

impl Given {
    fn unless(empty: bool) -> Self {
        if empty { Self::Nothing } else { Self::Something }
    }
}

impl From<Wrong> for Fault {
    fn from(wrong: Wrong) -> Self {
        ("", wrong)
    }
}

/// Ten characters and a day that exists; no person's dates lie further away.
fn date(answer: &Value) -> Result<Given, Fault> {
    let text = answer.as_str().ok_or(TYPE)?;
    let day: NaiveDate = text.parse().map_err(|_| DATE)?;
    let is_plain = text == day.format("%Y-%m-%d").to_string();
    if is_plain && (1850..2200).contains(&day.year()) {
        Ok(Given::Something)
    } else {
        Err(DATE.into())
    }
}

fn contact_preference(answer: &Value) -> Result<Given, Fault> {
    let fields = answer.as_object().ok_or(TYPE)?;
    if fields.keys().any(|name| !matches!(name.as_str(), "way" | "phoneNumber")) {
        return Err(UNKNOWN.into());
    }
    let way = fields.get("way").ok_or(("/way", REQUIRED))?;
    let number = fields.get("phoneNumber");
    match (way.as_str().ok_or(("/way", TYPE))?, number) {
        ("inbox", None) => Ok(Given::Something),
        ("inbox", Some(_)) => Err(("/phoneNumber", UNKNOWN)),
        ("phone", None) => Err(("/phoneNumber", REQUIRED)),
        ("phone", Some(number)) => {
            let number = number.as_str().ok_or(("/phoneNumber", TYPE))?;
            if is_phone(number) { Ok(Given::Something) } else { Err(("/phoneNumber", PHONE)) }
        }
        _ => Err(("/way", OPTION)),
    }
}

/// Digits with the usual separators, in this country's way or with a country code.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (5..=15).contains(&digits)
        && text.len() <= 25
        && rest.chars().all(|it| it.is_ascii_digit() || matches!(it, ' ' | '-' | '(' | ')'))
}
