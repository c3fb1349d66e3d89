//! Finding one's way among schemas: references, what is reached from where, what nobody uses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The component a `$ref` names, as (kind, name).
fn target(reference: &str) -> Option<(&str, &str)> {
    reference.strip_prefix("#/components/")?.split_once('/')
}

/// The name of the component schema that this value refers to.
pub fn referred(schema: &Value) -> Option<&str> {
    let (kind, name) = target(schema.get("$ref")?.as_str()?)?;
    (kind == "schemas").then_some(name)
}

/// The schema itself, with a reference followed.
pub fn resolve<'a>(schema: &'a Value, schemas: &'a Map<String, Value>) -> Option<&'a Value> {
    let mut schema = schema;
    while let Some(name) = referred(schema) {
        schema = schemas.get(name)?;
    }
    Some(schema)
}

/// The names of all component schemas that can be reached from `root`.
pub fn reached(root: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    follow(root, &mut |reference| {
        let ("schemas", name) = target(reference)? else { return None };
        found.insert(name.to_owned()).then(|| schemas.get(name)).flatten()
    });
    found
}

/// Walks a value and everything `open` leads to for the references met on the way.
fn follow<'a>(root: &'a Value, open: &mut impl FnMut(&str) -> Option<&'a Value>) {
    let mut todo = vec![root];
    while let Some(value) = todo.pop() {
        match value {
            Value::Array(list) => todo.extend(list),
            Value::Object(map) => {
                todo.extend(map.values());
                todo.extend(map.get("$ref").and_then(Value::as_str).and_then(&mut *open));
                // A discriminator's mapping refers by bare text.
                let mapping = map.get("mapping").and_then(Value::as_object);
                let names = mapping.into_iter().flat_map(Map::values).filter_map(Value::as_str);
                todo.extend(names.filter_map(&mut *open));
            }
            _ => {}
        }
    }
}

/// Drops the components that no operation leads to.
pub fn prune(document: &mut Value) {
    let mut used = BTreeSet::new();
    let components = &document["components"];
    follow(&document["paths"], &mut |reference| {
        let (kind, name) = target(reference)?;
        used.insert((kind.to_owned(), name.to_owned()))
            .then(|| components.get(kind)?.get(name))
            .flatten()
    });
    let Some(components) = document["components"].as_object_mut() else { return };
    for (kind, members) in components {
        if let Some(members) = members.as_object_mut().filter(|_| kind != "securitySchemes") {
            members.retain(|name, _| used.contains(&(kind.clone(), name.clone())));
        }
    }
}
