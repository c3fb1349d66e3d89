//! What the document says of the API as a whole: whose it is, where it is, what it promises.

use serde_json::{Map, Value, json};

use super::{PUBLISHED, each_operation, map_at};

const DESCRIPTION: &str = "\
E-tjänsterna i 1177 för en region: ärenden, inkorg, journal, bokningar, formulär, provtagning och stöd \
och behandling, som ett API för invånarens och personalens gränssnitt och för partner.\n\n\
**Kända begränsningar.** Personnummer förekommer bara i anrop med kropp, aldrig i adresser. Listor \
bläddras med `cursor` och visar högst 100 poster åt gången. Ett `traceparent` som inte följer W3C \
ignoreras. Tider anges i UTC; öppettider och bokningar avser Europe/Stockholm.\n\n\
---\n\n\
The 1177 e-services of a region: cases, inbox, health record, bookings, forms, sampling and \
internet-based treatment, as an API for the front ends of residents and staff, and for partners.\n\n\
**Known limitations.** Personal identity numbers travel in request bodies only, never in a URL. Lists are \
paged with `cursor` and show at most 100 items. A `traceparent` that breaks W3C's format is ignored. Times \
are in UTC; opening hours and bookings are meant in Europe/Stockholm.\n\n\
**Errors** are `application/problem+json` (RFC 9457). `type` is stable and leads to a page that explains \
it; `errors` points at the fields. What is hidden from the caller and what doesn't exist are answered alike.\n\n\
**Repeats.** A POST that creates or sends takes an `Idempotency-Key`; the answer is kept for 24 hours. \
A change takes `If-Match` with the `ETag` it started from.";

/// Completes `info`, `servers` and the default security.
pub fn describe(document: &mut Value) {
    let Some(root) = document.as_object_mut() else { return };
    let info = map_at(root, "info");
    info.insert("description".into(), json!(DESCRIPTION));
    info.insert("termsOfService".into(), json!(format!("{PUBLISHED}/docs/terms")));
    info.insert(
        "contact".into(),
        json!({
            "name": "Region Västmanland, e-tjänster",
            "email": "etjanster@regionvastmanland.se",
            "url": "https://regionvastmanland.se/etjanster",
        }),
    );
    info.insert("license".into(), json!({ "name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/" }));
    promises(info);
    root.insert(
        "externalDocs".into(),
        json!({
            "url": format!("{PUBLISHED}/docs/"),
            "description": "Interactive documentation, problem types and service level (SLA)",
        }),
    );
    root.insert(
        "servers".into(),
        json!([{ "url": PUBLISHED, "description": "Production / produktion", "x-internal": false }]),
    );
    security(document);
}

/// What callers may count on, and where it ends.
fn promises(info: &mut Map<String, Value>) {
    info.insert(
        "x-sla".into(),
        json!({
            "availability": "99.9 % a month, planned maintenance excepted and announced 14 days ahead",
            "responseTime": "p95 below 300 ms",
            "support": "weekdays 08-17 Europe/Stockholm; operations day and night",
        }),
    );
    info.insert(
        "x-limitations".into(),
        json!([
            "Lists show at most 100 items; the next page is in _links.next",
            "Request bodies are limited in size and depth (413, 400)",
            "Requests are limited per person and per address (429, RateLimit)",
        ]),
    );
}

/// Signing in is the rule: the exceptions say so themselves.
fn security(document: &mut Value) {
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    if let Some(scheme) = schemes.and_then(|schemes| schemes.keys().next()).cloned() {
        document["security"] = json!([Map::from_iter([(scheme, json!([]))])]);
    }
    each_operation(document, |_, _, operation| {
        operation.entry("security").or_insert_with(|| json!([]));
    });
}
