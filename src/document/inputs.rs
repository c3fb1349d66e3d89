//! What clients send: nothing but what is declared.

use serde_json::{Map, Value, json};

use super::{each_object, each_operation, schema};

/// Forbids unknown fields in every schema that a request body leads to.
pub fn close(document: &mut Value) {
    let mut bodies = Vec::new();
    each_operation(document, |_, _, operation| {
        bodies.extend(operation.get("requestBody").cloned());
    });
    let Some(schemas) = document.pointer("/components/schemas").and_then(Value::as_object) else {
        return;
    };
    let before = schemas.clone();
    let names = schema::reached(&Value::Array(bodies), &before);
    each_operation(document, |_, _, operation| {
        if let Some(body) = operation.get_mut("requestBody") {
            each_object(body, &mut |object| forbid_unknown(object, &before));
        }
    });
    let schemas = document["components"]["schemas"].as_object_mut().expect("it was read above");
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| names.contains(*name)) {
        each_object(schema, &mut |object| forbid_unknown(object, &before));
    }
}

fn forbid_unknown(schema: &mut Map<String, Value>, schemas: &Map<String, Value>) {
    if let Some(merged) = merged(schema, schemas) {
        *schema = merged;
    }
    // A map has `additionalProperties` already; an object without anything takes nothing.
    if schema.get("type") == Some(&json!("object")) && !schema.contains_key("allOf") {
        schema.entry("additionalProperties").or_insert(json!(false));
    }
}

/// One object instead of several that must all hold: closed on its own, each part would refuse the
/// fields of the others.
fn merged(schema: &Map<String, Value>, schemas: &Map<String, Value>) -> Option<Map<String, Value>> {
    let parts = schema.get("allOf")?.as_array()?;
    let parts: Vec<_> = parts
        .iter()
        .map(|part| schema::resolve(part, schemas)?.as_object())
        .collect::<Option<_>>()?;
    if parts.len() < 2 || !parts.iter().all(|part| part.contains_key("properties")) {
        return None;
    }
    let mut whole = schema.clone();
    whole.remove("allOf");
    whole.insert("type".into(), json!("object"));
    let mut required = Vec::new();
    let mut properties = Map::new();
    for part in parts {
        required
            .extend(part.get("required").and_then(Value::as_array).into_iter().flatten().cloned());
        properties.extend(part["properties"].as_object()?.clone());
    }
    whole.insert("required".into(), Value::Array(required));
    whole.insert("properties".into(), Value::Object(properties));
    Some(whole)
}
