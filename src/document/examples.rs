//! An example beside every body, taken from the schemas' own.

use serde_json::{Map, Value, json};

use super::{each_object, schema};

/// Deeper than any real body nests; a schema that contains itself ends here.
const DEPTH: u8 = 12;

/// Moves each schema's example to the media types that use it: the linters look there, and one of
/// them takes an `id` inside a schema's example for the schema's own name.
pub fn place(document: &mut Value) {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let schemas = schemas.cloned().unwrap_or_default();
    each_object(document, &mut |object| {
        let content = object.get_mut("content").and_then(Value::as_object_mut);
        for media in content.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut)
        {
            if media.contains_key("example") || media.contains_key("examples") {
                continue;
            }
            if let Some(example) =
                media.get("schema").and_then(|schema| of(schema, &schemas, DEPTH))
            {
                media.insert("example".into(), example);
            }
        }
    });
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for schema in schemas.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        schema.retain(|key, value| key != "example" || !value.is_object());
    }
}

/// The schema's own example, or one put together from its parts.
fn of(schema: &Value, schemas: &Map<String, Value>, depth: u8) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let schema = schema::resolve(schema, schemas)?;
    let given = schema.get("example").or_else(|| schema.get("default"));
    if let Some(given) = given.or_else(|| schema.get("enum")?.get(0)) {
        return Some(given.clone());
    }
    let parts = |key: &str| schema.get(key).and_then(Value::as_array);
    if let Some(first) = parts("oneOf").or_else(|| parts("anyOf")).and_then(|parts| parts.first()) {
        return of(first, schemas, depth);
    }
    if let Some(parts) = parts("allOf") {
        let mut whole = Map::new();
        for part in parts {
            match of(part, schemas, depth)? {
                Value::Object(part) => whole.extend(part),
                plain => return Some(plain),
            }
        }
        return Some(Value::Object(whole));
    }
    match schema.get("type").and_then(Value::as_str)? {
        "object" => object(schema, schemas, depth),
        "array" => Some(of(schema.get("items")?, schemas, depth).into_iter().collect()),
        "string" => text(schema),
        "integer" | "number" => Some(number(schema)),
        "boolean" => Some(json!(true)),
        _ => None,
    }
}

fn object(schema: &Value, schemas: &Map<String, Value>, depth: u8) -> Option<Value> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required = schema.get("required").and_then(Value::as_array);
    let mut whole = Map::new();
    for (name, property) in properties {
        match of(property, schemas, depth) {
            Some(example) => drop(whole.insert(name.clone(), example)),
            None if required.is_some_and(|names| names.iter().any(|it| it == name)) => return None,
            None => {}
        }
    }
    Some(Value::Object(whole))
}

/// A text that fits, unless a pattern makes that a guess.
fn text(schema: &Value) -> Option<Value> {
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => return Some(json!("01932c5e-7d40-7c3a-9a2b-0f6f3c1d2e4b")),
        Some("date") => return Some(json!("2026-11-23")),
        Some("date-time") => return Some(json!("2026-11-23T08:00:00Z")),
        Some("uri") => return Some(json!(super::PUBLISHED)),
        _ => {}
    }
    let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
    let fits = schema.get("pattern").is_none() && (least..=most).contains(&4);
    fits.then(|| json!("text"))
}

/// One, or the nearest to it that is allowed.
fn number(schema: &Value) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    json!(1.clamp(bound("minimum").unwrap_or(1), bound("maximum").unwrap_or(i64::MAX).max(1)))
}
