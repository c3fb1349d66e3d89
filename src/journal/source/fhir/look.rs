//! Reading JSON that may hold anything: what is not of the right kind is not there.

use serde_json::Value;

/// The text at that JSON pointer.
pub fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// What is in the list at that pointer; nothing where there is no list.
pub fn list<'v>(value: &'v Value, pointer: &str) -> std::slice::Iter<'v, Value> {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default().iter()
}

/// The text, without what no reader can show.
pub fn plain(text: &str) -> String {
    let shown = |letter: char| letter == '\n' || letter == '\t' || !letter.is_control();
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|letter| shown(*letter)).collect::<String>().trim().to_owned()
}

/// A `CodeableConcept` in words: its text, or what a code of it is called, or the code.
pub fn concept(value: &Value) -> Option<String> {
    let named = || list(value, "/coding").find_map(|coding| text(coding, "/display"));
    let code = || list(value, "/coding").find_map(|coding| text(coding, "/code"));
    text(value, "/text").or_else(named).or_else(code).map(plain)
}

/// The concept at that pointer in words.
pub fn concept_at(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(concept)
}

/// Whether a concept, or a list of codings, has that code of that system.
pub fn has_code(codings: std::slice::Iter<'_, Value>, system: &str, code: &str) -> bool {
    codings.into_iter().any(|coding| {
        text(coding, "/system") == Some(system) && text(coding, "/code") == Some(code)
    })
}

/// A number as the source wrote it, or a text.
pub fn number(value: &Value, pointer: &str) -> Option<String> {
    let number = value.pointer(pointer)?;
    number.is_number().then(|| number.to_string())
}
