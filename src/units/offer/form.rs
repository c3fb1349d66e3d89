//! What a resident fills in, and whether it was filled in right. Pure, and strict: an answer that no
//! component asked for is a fault, like one of the wrong type.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::failure::{FieldFault, Words};

crate::sql::code! {
    /// What a component asks for, and so what its answer looks like.
    ComponentKind {
        /// A string of at most `maxLength` characters.
        Text = "text",
        /// The id of one option; with `many`, an array of different ids.
        Choice = "choice",
        /// A day, `2026-11-23`.
        Date = "date",
        /// A number between `min` and `max`, with at most `decimals` decimals.
        Number = "number",
        /// Text to read. Takes no answer.
        Information = "information",
        /// How the resident wants to be answered: `{"way": "inbox"}`, or
        /// `{"way": "phone", "phoneNumber": "…"}`.
        ContactPreference = "contact-preference",
    }
}

/// One part of a form, as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Object)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[oai(rename = "FormComponent", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct Component {
    /// The answer's key.
    #[oai(validator(max_length = 40, pattern = "^[a-z0-9-]+$"))]
    pub id: String,
    pub kind: ComponentKind,
    /// The question, or the text to read.
    #[oai(validator(max_length = 1000))]
    pub label: String,
    /// More about the question.
    #[oai(validator(max_length = 1000))]
    pub help: Option<String>,
    /// Whether the form can't be sent without an answer.
    #[serde(default)]
    #[oai(default)]
    pub required: bool,
    /// Text: the most characters, 4000 when nothing is said.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub max_length: Option<i32>,
    /// Choice: whether several options may be chosen.
    #[serde(default)]
    #[oai(default)]
    pub many: bool,
    /// Choice: what there is to choose from.
    #[oai(validator(max_items = 100))]
    pub options: Option<Vec<ChoiceOption>>,
    /// Number: the least.
    pub min: Option<f64>,
    /// Number: the most.
    pub max: Option<f64>,
    /// Number: decimals at most, none when nothing is said.
    #[oai(validator(minimum(value = "0"), maximum(value = "6")))]
    pub decimals: Option<i32>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    #[oai(validator(max_length = 40, pattern = "^[a-z0-9-]+$"))]
    pub id: String,
    #[oai(validator(max_length = 300))]
    pub label: String,
}

impl Example for Component {
    fn example() -> Self {
        Self {
            id: "orsak".into(),
            kind: ComponentKind::Text,
            label: "Varför söker du vård?".into(),
            help: None,
            required: true,
            max_length: Some(2000),
            many: false,
            options: None,
            min: None,
            max: None,
            decimals: None,
        }
    }
}

/// The characters a text answer may have when its component does not say.
const TEXT_LENGTH: usize = 4000;
/// Beyond this a number is a mistake, and could lose digits on the way.
const NUMBER_BOUND: f64 = 1e12;

/// Everything that is wrong with the answers, each fault pointing into `/answers`.
pub fn check(components: &[Component], answers: &Map<String, Value>) -> Vec<FieldFault> {
    let asked = components.iter().filter(|it| it.kind != ComponentKind::Information);
    let ids: BTreeSet<&str> = asked.clone().map(|it| it.id.as_str()).collect();
    let unknown =
        answers.keys().filter(|id| !ids.contains(id.as_str())).map(|id| UNKNOWN.at(pointer(id)));
    let wrong = asked.filter_map(|component| {
        let (inside, wrong) = component.wrong_with(answers.get(&component.id))?;
        Some(wrong.at(pointer(&component.id) + inside))
    });
    unknown.chain(wrong).collect()
}

/// A way to be wrong: a stable code, and words.
#[derive(Debug, Clone, Copy)]
struct Wrong(&'static str, &'static str, &'static str);

const UNKNOWN: Wrong =
    Wrong("unknown-field", "Formuläret har ingen sådan fråga.", "The form asks no such thing.");
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
    fn wrong_with(&self, answer: Option<&Value>) -> Option<Fault> {
        let checked = match answer {
            None => Ok(Given::Nothing),
            Some(answer) => match self.kind {
                ComponentKind::Text => self.text(answer),
                ComponentKind::Choice if self.many => self.choices(answer),
                ComponentKind::Choice => self.choice(answer),
                ComponentKind::Date => date(answer),
                ComponentKind::Number => self.number(answer),
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

#[cfg(test)]
mod tests;
