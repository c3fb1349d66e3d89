//! The contract as it is given out: the same bytes in the repository, over HTTP and on the terminal.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::{api, document, page::BASE};

/// The finished document, made once.
pub struct Published {
    pub document: Value,
    pub json: Vec<u8>,
    pub yaml: Vec<u8>,
    /// The same for the page that tries it out: its first server is the one that gave it.
    pub local: Vec<u8>,
}

pub fn published() -> &'static Published {
    static PUBLISHED: LazyLock<Published> = LazyLock::new(make);
    &PUBLISHED
}

fn make() -> Published {
    let raw = serde_json::from_str(&api::service().spec()).expect("poem-openapi writes JSON");
    let document = document::finish(raw);
    let mut local = document.clone();
    if let Some(servers) = local["servers"].as_array_mut() {
        let here = json!({ "url": BASE, "description": "This server / denna server" });
        servers.insert(0, here);
    }
    Published {
        json: document::to_bytes(&document),
        yaml: document::to_yaml(&document),
        local: document::to_bytes(&local),
        document,
    }
}
