//! The rows of journal policies, of units that records come from, and of insight.

use serde_json::json;

use super::{EMPTY, Given, NONE, Row, Scene};
use crate::world::{NOON, World, new_id};

/// Region 19's administrators and the nation's.
const SEEING: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403",
    "404 404",
];
/// Region 19's administrators.
const SETTING: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 201 403",
    "403 403 403 403 403 403",
    "404 404",
];
const PUTTING: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 403",
    "403 403 403 403 403 403",
    "404 404",
];
/// Whoever looks after accounts in the resident's region.
const TRUSTED: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403 200",
    "404 404",
];
/// And the resident.
const TRUSTED_OR_ONESELF: [&str; 4] = [
    "401 200 404 404 404",
    "403 403 403 403 403 403 200 200",
    "403 403 403 403 403 403 200",
    "404 404",
];

fn proposed(world: &World, scene: &mut Scene) {
    let (id, by) = (new_id(), world.staff(&[]));
    world.sql(&format!(
        "insert into journal_policy (id, kind, region_code, valid_from, document, source, proposed_by,
            proposed_at)
         select '{id}', kind, region_code, '2099-01-01', document, 'Prov', '{by}', '{NOON}'
         from journal_policy where kind = 'people' and region_code = '19' limit 1"
    ));
    scene.extra.insert("policy", id.to_string());
    scene.etag = Some("\"v1\"".into());
}

#[expect(clippy::too_many_lines, reason = "one table")]
pub fn rows() -> Vec<Row> {
    const ALL: &str = "/regions/19/journal-policies";
    const UNITS: &str = "/regions/19/journal-units";
    let one = |operation, method, path, body, answers, action| Row {
        operation,
        method,
        path,
        given: Given::Other(proposed),
        body,
        answers,
        action,
    };
    let row = |operation, method, path, body, answers, action| Row {
        operation,
        method,
        path,
        given: Given::Nothing,
        body,
        answers,
        action,
    };
    vec![
        row("listJournalPolicies", "GET", ALL, NONE, SEEING, "journal-policy.list"),
        row(
            "proposeJournalPolicy",
            "POST",
            ALL,
            |_| {
                json!({ "validFrom": "2027-01-01", "source": "Prov", "people": {
                    "agencyEndsAt": 13, "opensAt": 16, "ownSealClosesOthers": true,
                    "legalRepresentatives": false, "lockClosesJournal": true, "careSealMonths": 2,
                    "extensionYears": 1, "renewalNoticeDays": 21 } })
            },
            SETTING,
            "journal-policy.propose",
        ),
        one(
            "readJournalPolicy",
            "GET",
            "/regions/19/journal-policies/{policy}",
            NONE,
            SEEING,
            "journal-policy.read",
        ),
        one(
            "approveJournalPolicy",
            "POST",
            "/regions/19/journal-policies/{policy}/approvals",
            EMPTY,
            SETTING,
            "journal-policy.approve",
        ),
        one(
            "withdrawJournalPolicy",
            "POST",
            "/regions/19/journal-policies/{policy}/withdrawals",
            EMPTY,
            SETTING,
            "journal-policy.withdraw",
        ),
        row("listJournalUnits", "GET", UNITS, NONE, SEEING, "journal-unit.list"),
        row(
            "putJournalUnits",
            "PUT",
            UNITS,
            |_| {
                json!({ "units": [{ "hsaId": "SE2321000172-M1", "name": "Prov", "class": "general",
                    "providerHsaId": "SE2321000172-VG01" }] })
            },
            PUTTING,
            "journal-unit.put",
        ),
        row(
            "explainJournal",
            "POST",
            "/residents/{resident}/journal/explanations",
            |scene| json!({ "viewerId": scene.subject, "question": "open-journal" }),
            TRUSTED,
            "journal.explain",
        ),
        row(
            "simulateJournal",
            "POST",
            "/residents/{resident}/journal/simulations",
            |_| json!({ "kind": "seal", "scope": "full", "validFrom": "2026-11-23" }),
            TRUSTED,
            "journal.simulate",
        ),
        row(
            "listJournalBoundaries",
            "GET",
            "/residents/{resident}/journal/boundaries",
            NONE,
            TRUSTED_OR_ONESELF,
            "journal.read-boundaries",
        ),
    ]
}
