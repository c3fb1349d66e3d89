//! The document in the repository is what the code says, and the code says all of it.

use std::collections::BTreeSet;

use etjanster::{api, service};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

/// Run with `BLESS=1` to write it anew; the diff is the change in the contract.
#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let said = &service::published().json;
    #[expect(clippy::disallowed_methods, reason = "a person asks for it, no setting does")]
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, said).expect("the repository can be written");
    }
    let committed = std::fs::read(FILE).unwrap_or_default();
    assert!(
        committed == *said,
        "openapi/openapi.json is old: BLESS=1 cargo test --test api openapi"
    );
}

/// Two `impl`s that share a path make the framework write it twice, and readers lose the first.
#[test]
fn no_operation_is_lost_on_the_way_to_the_document() {
    let raw = api::service().spec();
    let written = raw.matches("\"operationId\"").count();
    let paths = service::published().document["paths"].as_object().expect("it has paths");
    let operations = paths.values().flat_map(|item| item.as_object().expect("a path").values());
    let ids: BTreeSet<_> =
        operations.map(|it| it["operationId"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), written);
}
