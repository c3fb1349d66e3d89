//! One order of keys, so that a change in the contract shows as that change and nothing else.

use serde_json::{Map, Value};

use super::NAMED;

/// The keys people look for first; the others follow in alphabetical order.
const FIRST: [&str; 40] = [
    "openapi",
    "info",
    "externalDocs",
    "servers",
    "security",
    "tags",
    "paths",
    "components",
    "get",
    "put",
    "post",
    "patch",
    "delete",
    "title",
    "version",
    "operationId",
    "name",
    "in",
    "$ref",
    "type",
    "format",
    "summary",
    "description",
    "nullable",
    "deprecated",
    "required",
    "parameters",
    "requestBody",
    "responses",
    "headers",
    "content",
    "schema",
    "properties",
    "items",
    "additionalProperties",
    "oneOf",
    "anyOf",
    "allOf",
    "discriminator",
    "example",
];

/// Puts every key in its place.
pub fn sort(value: Value) -> Value {
    place(value, "")
}

fn place(value: Value, under: &str) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(|value| place(value, "")).collect(),
        Value::Object(map) => Value::Object(sorted(map, under)),
        plain => plain,
    }
}

fn sorted(map: Map<String, Value>, under: &str) -> Map<String, Value> {
    // Fields and examples keep the order they were declared in: it was chosen to be read.
    let kept = under == "properties";
    let named = NAMED.contains(&under);
    let rank = |key: &str| match FIRST.iter().position(|first| !named && *first == key) {
        Some(place) => place,
        None => FIRST.len(),
    };
    let mut entries: Vec<_> = map.into_iter().collect();
    if !kept {
        entries.sort_by(|(a, _), (b, _)| (rank(a), a).cmp(&(rank(b), b)));
    }
    let inner = |key: String, value| match key.as_str() {
        "example" | "default" if !named => (key, value),
        // What stands under a chosen name is a thing of its own, whatever the name.
        _ if named => (key, place(value, "")),
        _ => {
            let value = place(value, &key);
            (key, value)
        }
    };
    entries.into_iter().map(|(key, value)| inner(key, value)).collect()
}
