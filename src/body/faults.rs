//! What is wrong with a body, field by field: from serde's and validator's words to pointers and
//! codes.

use validator::{ValidationErrors, ValidationErrorsKind};

use super::exact::NULL;
use crate::failure::{FieldFault, Words};

pub fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", escape(key)),
        Segment::Enum { variant } => format!("{pointer}/{}", escape(variant)),
        Segment::Unknown => pointer,
    })
}

/// RFC 6901.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// serde's words can quote the value that was sent, so only their kind is passed on.
pub fn type_fault(pointer: String, error: &serde_json::Error) -> FieldFault {
    let said = error.to_string();
    let (code, sv, en) = if said.starts_with(NULL) {
        ("null", "Utelämna fältet i stället för null.", "Leave the field out instead of null.")
    } else if said.starts_with("missing field") {
        ("required", "Fältet saknas.", "The field is missing.")
    } else if said.starts_with("unknown field") {
        ("unknown-field", "Fältet finns inte.", "There is no such field.")
    } else if said.starts_with("unknown variant") {
        ("unknown-code", "Värdet är inget av de tillåtna.", "The value is not one of the codes.")
    } else {
        ("type", "Värdet har fel typ eller form.", "The value has the wrong type or form.")
    };
    let named = said.split('`').nth(1).unwrap_or_default();
    let pointer = match code {
        "required" => format!("{pointer}/{}", escape(named)),
        _ => pointer,
    };
    FieldFault::new(pointer, code, Words::new(sv, en))
}

pub fn collect(errors: &ValidationErrors, at: String, faults: &mut Vec<FieldFault>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{at}/{}", camel(field));
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, pointer, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, format!("{pointer}/{index}"), faults);
                }
            }
            ValidationErrorsKind::Field(all) => {
                faults.extend(all.iter().map(|error| {
                    let words = Words::new(explain(error, true), explain(error, false));
                    FieldFault::new(pointer.clone(), &error.code, words)
                }));
            }
        }
    }
    faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
}

/// validator names fields as Rust does; clients know them in camelCase.
fn camel(field: &str) -> String {
    let mut parts = field.trim_start_matches("r#").split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let mut letters = part.chars();
        let head = letters.next().map(|letter| letter.to_ascii_uppercase());
        name + &head.into_iter().chain(letters).collect::<String>()
    })
}

fn explain(error: &validator::ValidationError, swedish: bool) -> String {
    let bound = |name| error.params.get(name).map(ToString::to_string);
    match (error.code.as_ref(), swedish) {
        (code @ ("length" | "range"), _) => {
            let (min, max) = (bound("min"), bound("max"));
            let (min, max) = (min.unwrap_or("–".into()), max.unwrap_or("–".into()));
            let what = match (code, swedish) {
                ("length", true) => "Längden",
                ("length", false) => "The length",
                (_, true) => "Värdet",
                (_, false) => "The value",
            };
            let between = if swedish { "ska ligga mellan" } else { "must lie between" };
            let and = if swedish { "och" } else { "and" };
            format!("{what} {between} {min} {and} {max}.")
        }
        (_, true) => "Värdet följer inte reglerna för fältet.".to_owned(),
        (_, false) => "The value breaks the field's rules.".to_owned(),
    }
}
