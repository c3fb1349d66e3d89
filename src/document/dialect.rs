//! What poem-openapi says otherwise than OpenAPI 3.0.3, JSON Schema and HTTP do.

use serde_json::{Map, Value, json};

use super::{each_object, each_operation};

/// Says the same things in the words of the standard.
pub fn translate(document: &mut Value) {
    document["openapi"] = json!("3.0.3");
    each_operation(document, |_, _, operation| {
        parameters(operation);
        headers(operation);
        scopes(operation);
    });
    each_object(document, &mut |object| {
        media_types(object);
        numbers(object);
        formats(object);
        titles(object);
        references(object);
        if object.contains_key("oneOf") || object.contains_key("anyOf") {
            object.remove("type"); // "an object, and one of these" makes generators emit `{}`
        }
    });
}

/// The way a header's name is written in its standard; HTTP doesn't care, generated clients do.
fn canonical(name: &str) -> String {
    const SPECIAL: [&str; 6] = [
        "traceparent",
        "ETag",
        "RateLimit",
        "RateLimit-Policy",
        "WWW-Authenticate",
        "X-Request-Id",
    ];
    if let Some(known) = SPECIAL.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return (*known).to_owned();
    }
    let word = |word: &str| {
        let (head, tail) = word.split_at(word.len().min(1));
        head.to_ascii_uppercase() + &tail.to_ascii_lowercase()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn parameters(operation: &mut Map<String, Value>) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else {
        return;
    };
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
        if parameter.get("in") == Some(&json!("header")) {
            let name = parameter.get("name").and_then(Value::as_str).map(canonical);
            parameter.insert("name".into(), json!(name));
        }
        if let Some(thing) = parameter.get("name").and_then(Value::as_str).and_then(identified) {
            let description = json!(format!("Which {thing}"));
            parameter.entry("description").or_insert(description);
        }
        // Said only where it differs from what the standard takes for granted.
        parameter.retain(|key, value| !(key == "deprecated" && *value == json!(false)));
        parameter.retain(|key, value| !(key == "explode" && *value == json!(true)));
    }
}

/// What an id in a path identifies: `caseTypeId` is a case type's.
fn identified(name: &str) -> Option<String> {
    let thing = name.strip_suffix("Id")?;
    let spaced = |letter: char| match letter.is_ascii_uppercase() {
        true => format!(" {}", letter.to_ascii_lowercase()),
        false => letter.to_string(),
    };
    Some(thing.chars().map(spaced).collect())
}

fn headers(operation: &mut Map<String, Value>) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for response in responses.values_mut() {
        let Some(headers) = response.get_mut("headers").and_then(Value::as_object_mut) else {
            continue;
        };
        *headers = std::mem::take(headers)
            .into_iter()
            .map(|(name, mut header)| {
                if let Some(header) = header.as_object_mut() {
                    header.retain(|key, value| key != "deprecated" || *value != json!(false));
                }
                (canonical(&name), header)
            })
            .collect();
    }
}

/// A bearer scheme can't carry scopes in OpenAPI 3.0, so they get a name of their own.
fn scopes(operation: &mut Map<String, Value>) {
    let mut wanted = Vec::new();
    let requirements = operation.get_mut("security").and_then(Value::as_array_mut);
    for (_, scopes) in requirements.into_iter().flatten().filter_map(Value::as_object_mut).flatten()
    {
        if let Some(scopes) = scopes.as_array_mut() {
            wanted.append(scopes);
        }
    }
    if !wanted.is_empty() {
        operation.insert("x-required-scopes".into(), Value::Array(wanted));
    }
}

/// JSON is UTF-8 and nothing else; the media type has no such parameter (RFC 8259).
fn media_types(object: &mut Map<String, Value>) {
    let Some(content) = object.get_mut("content").and_then(Value::as_object_mut) else { return };
    *content = std::mem::take(content)
        .into_iter()
        .map(|(name, media)| (name.trim_end_matches("; charset=utf-8").to_owned(), media))
        .collect();
}

fn numbers(schema: &mut Map<String, Value>) {
    if schema.get("type") != Some(&json!("integer")) {
        return;
    }
    for key in ["minimum", "maximum", "multipleOf", "default"] {
        let whole = schema.get(key).and_then(Value::as_f64).filter(|number| number.fract() == 0.0);
        if let (Some(whole), Some(slot)) = (whole, schema.get_mut(key).filter(|slot| slot.is_f64()))
        {
            *slot = json!(format!("{whole:.0}").parse::<i64>().unwrap_or(i64::MAX));
        }
    }
    let (format, lowest) = match schema.get("format").and_then(Value::as_str) {
        Some("uint64" | "uint32" | "uint") => ("int64", Some(0)),
        Some("uint16" | "uint8") => ("int32", Some(0)),
        Some("int64" | "int") => ("int64", None),
        _ => ("int32", None),
    };
    schema.insert("format".into(), json!(format));
    if let Some(lowest) = lowest {
        schema.entry("minimum").or_insert(json!(lowest));
    }
}

fn formats(schema: &mut Map<String, Value>) {
    match schema.get("format").and_then(Value::as_str) {
        Some("naive-date") => drop(schema.insert("format".into(), json!("date"))),
        Some("naive-date-time" | "naive-time") => drop(schema.remove("format")),
        _ => {}
    }
}

/// The framework titles a schema with its type's name, which the component's name says already, or
/// with the doc comment of a type it has inlined, which is a description.
fn titles(schema: &mut Map<String, Value>) {
    if !["type", "oneOf", "anyOf", "allOf"].iter().any(|key| schema.contains_key(*key)) {
        return;
    }
    if let Some(title) =
        schema.remove("title").filter(|_| schema.get("type") != Some(&json!("object")))
        && title.as_str().is_some_and(|title| title.contains(' '))
    {
        schema.entry("description").or_insert(title);
    }
}

/// A reference with a description beside it comes as `allOf: [$ref, {description}]` and the same
/// once more. The reference alone says it; what can't stand beside a `$ref` keeps one `allOf`.
fn references(schema: &mut Map<String, Value>) {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else { return };
    let [first, rest @ ..] = parts.as_slice() else { return };
    let echo = |part: &Value| {
        part.as_object()
            .is_some_and(|part| part.iter().all(|(key, value)| schema.get(key) == Some(value)))
    };
    if first.get("$ref").is_none() || !rest.iter().all(echo) {
        return;
    }
    let first = first.clone();
    if schema.keys().all(|key| matches!(key.as_str(), "allOf" | "description" | "title")) {
        schema.clear();
        schema.insert("$ref".into(), first["$ref"].clone());
    } else {
        schema.insert("allOf".into(), Value::Array(vec![first]));
    }
}
