//! How large things get: every text, list and number has an end that a client can plan for.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{each_object, each_operation, schema};

/// The longest text an answer holds, where its own type doesn't say.
const LONGEST_TEXT: u32 = 65_536;
/// The longest list inside an answer, where its own type doesn't say.
const LONGEST_LIST: u32 = 1_000;
/// The largest file anybody sends or is sent, in bytes (B-61).
const LARGEST_FILE: u32 = 20 * 1024 * 1024;
/// The most names in a map, such as links by what they are for.
const MOST_NAMES: u32 = 200;

/// Bounds everything. What clients send is bounded only by what the code really holds it to.
pub fn bound(document: &mut Value) {
    each_object(document, &mut |object| {
        numbers(object);
        formats(object);
    });
    let inputs = inputs(document);
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas.iter_mut() {
            let bound = if inputs.contains(name) { texts_in_lists } else { answers };
            each_object(schema, &mut |object| bound(object));
        }
    }
    each_operation(document, |_, _, operation| {
        if let Some(responses) = operation.get_mut("responses") {
            each_object(responses, &mut answers);
        }
    });
}

fn inputs(document: &mut Value) -> BTreeSet<String> {
    let mut roots = Vec::new();
    each_operation(document, |_, _, operation| {
        roots.extend(operation.get("requestBody").cloned());
        roots.extend(operation.get("parameters").cloned());
    });
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    schemas.map(|schemas| schema::reached(&Value::Array(roots), schemas)).unwrap_or_default()
}

/// An integer ends where its format does.
fn numbers(schema: &mut Map<String, Value>) {
    if schema.get("type") != Some(&json!("integer")) || schema.contains_key("enum") {
        return;
    }
    let (lowest, highest) = match schema.get("format").and_then(Value::as_str) {
        Some("int64") => (i64::MIN, i64::MAX),
        _ => (i64::from(i32::MIN), i64::from(i32::MAX)),
    };
    schema.entry("minimum").or_insert(json!(lowest));
    schema.entry("maximum").or_insert(json!(highest));
}

/// Dates and ids have a known length, and dates an example (the profile's DOT.02).
fn formats(schema: &mut Map<String, Value>) {
    if schema.get("type") != Some(&json!("string")) {
        return;
    }
    let (length, example) = match schema.get("format").and_then(Value::as_str) {
        Some("date") => (10, Some("2026-11-23")),
        Some("date-time") => (35, Some("2026-11-23T08:00:00Z")),
        Some("uuid") => (36, None),
        Some("binary") => (LARGEST_FILE, None),
        _ => return,
    };
    schema.entry("maxLength").or_insert(json!(length));
    if let Some(example) = example {
        schema.entry("example").or_insert(json!(example));
    }
}

/// No text in a list or a map that clients send is longer than a whole body may be.
fn texts_in_lists(schema: &mut Map<String, Value>) {
    for name in ["items", "additionalProperties"] {
        let Some(inner) = schema.get_mut(name).and_then(Value::as_object_mut) else { continue };
        if inner.get("type") == Some(&json!("string")) && !inner.contains_key("enum") {
            inner.entry("maxLength").or_insert(json!(LONGEST_TEXT));
        }
    }
}

fn answers(schema: &mut Map<String, Value>) {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if !schema.contains_key("enum") => {
            schema.entry("maxLength").or_insert(json!(LONGEST_TEXT));
        }
        Some("array") => drop(schema.entry("maxItems").or_insert(json!(LONGEST_LIST))),
        Some("object")
            if schema.get("additionalProperties").is_some_and(|it| *it != json!(false)) =>
        {
            schema.entry("maxProperties").or_insert(json!(MOST_NAMES));
        }
        _ => {}
    }
}
