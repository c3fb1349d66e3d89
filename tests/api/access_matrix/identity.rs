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
                "404 404 404 404 404 404 200",
                "404 404",
            ],
            action: "resident.search",
        },
        Row {
            operation: "importRegister",
            method: "POST",
            path: "/register-imports",
            given: Given::Nothing,
            body: |_| {
                let number = people::number("lars");
                format!(r#"{{"personalNumber":"{number}","sex":"male"}}"#).into()
            },
            answers: [
                "401 403 403 403 403",
                "403 403 403 403 403 403 403 403",
                "403 403 403 403 403 403",
                // The register is the nation's, and no unit's.
                "200 403 200",
            ],
            action: "register.import",
        },
    ]
}

/// Everybody who is signed in may.
const EVERYBODY: fn(&'static str) -> [&'static str; 4] = |status| match status {
    "200" => [
        "401 200 200 200 200",
        "200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200",
        "200 200",
    ],
    _ => [
        "401 204 204 204 204",
        "204 204 204 204 204 204 204 204",
        "204 204 204 204 204 204",
        "204 204",
    ],
};

fn own_session(
    operation: &'static str,
    method: &'static str,
    status: &'static str,
    action: &'static str,
) -> Row {
    let path = "/sessions/current";
    let answers = EVERYBODY(status);
    Row { operation, method, path, given: Given::Nothing, body: NONE, answers, action }
}

/// The rows that end sessions.
pub fn session_rows() -> Vec<Row> {
    vec![
        own_session("getSession", "GET", "200", "session.read"),
        own_session("renewSession", "PUT", "200", "session.renew"),
        own_session("endSession", "DELETE", "204", "session.end"),
        Row {
            operation: "endAllResidentSessions",
            method: "DELETE",
            path: "/residents/{resident}/sessions",
            given: Given::Nothing,
            body: NONE,
            answers: [
                "401 204 404 404 404",
                "404 404 404 404 404 404 404 404",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "session.end-all",
        },
        Row {
            operation: "endAllStaffSessions",
            method: "DELETE",
            path: "/staff/{staff}/sessions",
            given: Given::Other(|_, scene| {
                scene.extra.insert("staff", scene.handler.to_string());
            }),
            body: NONE,
            answers: [
                "401 404 404 404 404",
                "404 204 404 404 404 404 404 404",
                "404 404 404 404 404 404",
                "404 404",
            ],
            action: "session.end-all",
        },
    ]
}
