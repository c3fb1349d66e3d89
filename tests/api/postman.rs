//! The Postman collection asks for exactly the operations that the document has.

use std::collections::BTreeSet;

use serde_json::Value;

type Operations = BTreeSet<String>;

fn read(path: &str) -> Value {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|_| panic!("{path} is there")))
        .unwrap_or_else(|_| panic!("{path} is JSON"))
}

fn documented() -> Operations {
    let document = read("openapi/openapi.json");
    let paths = document["paths"].as_object().expect("it has paths");
    let methods = |item: &Value| item.as_object().expect("an item").keys().cloned().collect();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods: Vec<String> = methods(item);
            methods.into_iter().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

/// Postman writes `{caseId}` as `:caseId`, and nests folders in folders.
fn requested(items: &Value, found: &mut Operations) {
    for item in items.as_array().into_iter().flatten() {
        requested(&item["item"], found);
        let Some(segments) = item["request"]["url"]["path"].as_array() else { continue };
        let path: String = segments
            .iter()
            .map(|part| match part.as_str().expect("a text").strip_prefix(':') {
                Some(name) => format!("/{{{name}}}"),
                None => format!("/{}", part.as_str().expect("a text")),
            })
            .collect();
        let method = item["request"]["method"].as_str().expect("a method");
        found.insert(format!("{method} {path}"));
    }
}

#[test]
fn the_collection_has_exactly_the_documents_operations() {
    let mut requests = Operations::new();
    requested(&read("postman/etjanster.postman_collection.json")["item"], &mut requests);
    let documented = documented();
    let missing: Vec<_> = documented.difference(&requests).collect();
    let unknown: Vec<_> = requests.difference(&documented).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:#?}, unknown {unknown:#?}");
}
