//! The rows of sign-in and residents.

use serde_json::json;

use super::{Given, NONE, OWN_READ, Row};
use crate::people;

#[expect(clippy::too_many_lines, reason = "one table")]
pub fn rows() -> Vec<Row> {
    vec![
        Row {
            operation: "getResident",
            method: "GET",
            path: "/residents/{resident}",
            given: Given::Nothing,
            body: NONE,
            answers: OWN_READ,
            action: "resident.read",
        },
        Row {
            operation: "listChildren",
            method: "GET",
            path: "/residents/{resident}/children",
            given: Given::Nothing,
            body: NONE,
            answers: [
                "401 200 404 404 404",
                "404 404 404 404 404 404 404 404",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "resident.list-children",
        },
        Row {
            operation: "getResidentSettings",
            method: "GET",
            path: "/residents/{resident}/settings",
            given: Given::Nothing,
            body: NONE,
            answers: OWN_READ,
            action: "resident.read",
        },
        Row {
            operation: "replaceResidentSettings",
            method: "PUT",
            path: "/residents/{resident}/settings",
            given: Given::Other(|world, scene| {
                let id = scene.subject;
                let sql = format!("select version::text as it from resident where id = '{id}'");
                scene.etag = Some(format!("\"v{}\"", world.texts(&sql)[0]));
            }),
            body: |_| json!({ "notifyByEmail": false, "notifyBySms": false }),
            answers: OWN_READ,
            action: "resident.change-settings",
        },
        Row {
            operation: "searchResidents",
            method: "POST",
            path: "/resident-searches",
            given: Given::Nothing,
            body: |scene| json!({ "unitId": scene.unit, "personalNumber": people::number("anna") }),
            answers: [
                "401 404 404 404 404",
                "200 200 200 200 403 403 200 200",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "resident.search",
        },
    ]
}
