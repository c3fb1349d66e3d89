//! Forms: what someone is asked, when, and whether it was filled in right. Pure. Used for the forms of
//! case types, for the questions of a counter-question and for those of a citizen case alike.

mod answers;
mod sound;

use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};

pub use answers::{attachments, check, shown};
pub use sound::{has_contact, sound};

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
        /// Files (bilagor): an array of ids of attachments that were uploaded before. One, or with
        /// `many` at most `maxFiles`.
        Attachment = "attachment",
        /// How the resident wants to be answered: `{"way": "inbox"}`, or
        /// `{"way": "phone", "phoneNumber": "…"}`.
        ContactPreference = "contact-preference",
    }
}

/// The most components in one form.
pub const MOST_COMPONENTS: usize = 100;
/// The most files a resident may send with one message (B-61).
pub const MOST_FILES: usize = 5;

/// One part of a form, as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Object)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[oai(
    rename = "FormComponent",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none,
    example
)]
pub struct Component {
    /// The answer's key.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9-]+$"))]
    pub id: String,
    pub kind: ComponentKind,
    /// The question, or the text to read.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub label: String,
    /// More about the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 1000))]
    pub help: Option<String>,
    /// Whether the form can't be sent without an answer, when the component is shown.
    #[serde(default)]
    #[oai(default)]
    pub required: bool,
    /// Text: the most characters, 4000 when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub max_length: Option<i32>,
    /// Choice: whether several options may be chosen. Attachment: whether there may be several files.
    #[serde(default)]
    #[oai(default)]
    pub many: bool,
    /// Choice: what there is to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 100))]
    pub options: Option<Vec<ChoiceOption>>,
    /// Number: the least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Number: the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Number: decimals at most, none when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "0"), maximum(value = "6")))]
    pub decimals: Option<i32>,
    /// Attachment with `many`: the most files, 5 when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "5")))]
    pub max_files: Option<i32>,
    /// Shown only then; always when left out. What is not shown takes no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<Condition>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ChoiceOption {
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9-]+$"))]
    pub id: String,
    #[oai(validator(min_length = 1, max_length = 300))]
    pub label: String,
}

/// When a component is shown: when one before it has been answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[oai(
    rename = "FormCondition",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none
)]
pub struct Condition {
    /// The id of a component further up.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9-]+$"))]
    pub component: String,
    /// Answered with one of these: ids of options, or ways of contact. Any answer when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_items = 1, max_items = 100))]
    pub any_of: Option<Vec<String>>,
}

impl Component {
    /// A component that asks nothing more than its label says.
    pub fn plain(id: &str, kind: ComponentKind, label: &str) -> Self {
        Self {
            id: id.into(),
            kind,
            label: label.into(),
            help: None,
            required: false,
            max_length: None,
            many: false,
            options: None,
            min: None,
            max: None,
            decimals: None,
            max_files: None,
            shown_when: None,
        }
    }

    /// How many files an attachment component takes.
    pub fn most_files(&self) -> usize {
        let most = self.max_files.and_then(|it| usize::try_from(it).ok()).unwrap_or(MOST_FILES);
        if self.many { most } else { 1 }
    }
}

impl Example for Component {
    fn example() -> Self {
        let asked = Self::plain("orsak", ComponentKind::Text, "Varför söker du vård?");
        Self { required: true, max_length: Some(2000), ..asked }
    }
}

#[cfg(test)]
mod tests;
