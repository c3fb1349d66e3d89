//! The API document as it is published: what poem-openapi writes, made complete and strict.
//! Pure: a value in, a value out. It knows no route and no type; what it adds, it derives from the
//! document itself.

mod about;
mod answers;
mod dialect;
mod examples;
mod inputs;
mod limits;
mod order;
mod schema;

use serde_json::{Map, Value};

/// Where the API is published, and the start of every problem's `type`.
pub const PUBLISHED: &str = "https://etjanster.regionvastmanland.se/etjanster/v1";

/// Makes the framework's raw document into the contract.
pub fn finish(mut raw: Value) -> Value {
    dialect::translate(&mut raw);
    about::describe(&mut raw);
    inputs::close(&mut raw);
    limits::bound(&mut raw);
    answers::complete(&mut raw);
    examples::place(&mut raw);
    schema::prune(&mut raw);
    order::sort(raw)
}

/// The one spelling of a document, the same in the file, over HTTP and on the terminal.
pub fn to_bytes(document: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(document).expect("a JSON value can be written");
    bytes.push(b'\n');
    bytes
}

/// The same document in YAML: block style, with every text in JSON's quotes.
pub fn to_yaml(document: &Value) -> Vec<u8> {
    let mut text = String::new();
    yaml(document, 0, &mut text);
    text.into_bytes()
}

fn yaml(value: &Value, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    let mut line = |lead: String, value: &Value| match value {
        Value::Object(map) if !map.is_empty() => {
            out.push_str(&format!("{pad}{lead}\n"));
            yaml(value, depth + 1, out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push_str(&format!("{pad}{lead}\n"));
            yaml(value, depth + 1, out);
        }
        plain => out.push_str(&format!("{pad}{lead} {plain}\n")),
    };
    match value {
        Value::Object(map) => {
            map.iter()
                .for_each(|(key, value)| line(format!("{}:", Value::from(key.as_str())), value));
        }
        Value::Array(list) => list.iter().for_each(|value| line("-".to_owned(), value)),
        _ => line(String::new(), value),
    }
}

/// Calls `visit` with every operation: path, method and the operation itself.
fn each_operation(
    document: &mut Value,
    mut visit: impl FnMut(&str, &str, &mut Map<String, Value>),
) {
    const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                visit(path, method, operation);
            }
        }
    }
}

/// Maps whose keys are names somebody chose, not words of the document's own grammar.
const NAMED: [&str; 13] = [
    "paths",
    "schemas",
    "properties",
    "responses",
    "headers",
    "parameters",
    "securitySchemes",
    "mapping",
    "content",
    "variables",
    "scopes",
    "callbacks",
    "examples",
];

/// Calls `visit` with every object of the document's own grammar below `value`, outermost first.
fn each_object(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| each_object(value, visit)),
        Value::Object(map) => {
            visit(map);
            for (key, value) in map {
                match (key.as_str(), value) {
                    // Somebody's data, whatever its fields are called.
                    ("example" | "default" | "enum", _) => {}
                    (key, Value::Object(members)) if NAMED.contains(&key) => {
                        members.values_mut().for_each(|member| each_object(member, visit));
                    }
                    (_, value) => each_object(value, visit),
                }
            }
        }
        _ => {}
    }
}

/// The map under `key`, made if it isn't there.
fn map_at<'a>(parent: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let slot = parent.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    slot.as_object_mut().expect("it was just made one")
}

#[cfg(test)]
mod tests;
