//! Signing in at an identity provider, over real HTTP: who gets in, and every way of being refused.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use etjanster::{config::Audience, idp::Key};
use serde_json::json;

use crate::{
    people::number,
    sign_in_desk::{Desk, ELSEWHERE, signed_in},
    world::{noon, send},
};

use Audience::{Resident, Staff};

#[tokio::test]
async fn a_resident_signs_in_with_code_and_pkce() {
    let desk = Desk::new().await;
    let anna = desk.world.resident("anna");
    let answer = desk.sign_in(Resident, number("anna")).await.expect(201);
    assert!(answer.header("location").ends_with("/etjanster/v1/sessions/current"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let json = answer.json();
    assert_eq!(json["caller"], "resident");
    assert_eq!(json["startedAt"], "2026-11-23T11:00:00Z");
    assert_eq!(json["endsAt"], "2026-11-23T23:00:00Z");

    let (token, id) = signed_in(&answer);
    assert_eq!(id, anna);
    assert_eq!(URL_SAFE_NO_PAD.decode(&token).expect("base64url").len(), 32);
    let session = desk.world.get_as(&token, "/sessions/current").await.expect(200).json();
    assert_eq!(session["displayName"], "Anna Lindström");
    assert_eq!(session["terms"]["version"], "2026-01");
    assert_eq!(desk.world.audit(), ["session.begin done", "session.read done"]);
}

// proves: R-ROLE-13
#[tokio::test]
async fn staff_sign_in_whatever_blanks_and_case_the_card_gives() {
    let desk = Desk::new().await;
    let unit = desk.world.unit();
    let staff = desk.world.staff(&[
        (etjanster::access::Role::Receiver, unit),
        (etjanster::access::Role::Handler, unit),
    ]);
    desk.world.sql(&format!("update staff set hsa_id = 'SE2321000172-X1' where id = '{staff}'"));
    let answer = desk.sign_in(Staff, "%20se2321000172-x1").await;
    answer.expect(403);
    let answer = desk.sign_in(Staff, " se2321000172-x1 ").await.expect(201);
    let (token, id) = signed_in(&answer);
    assert_eq!(id, staff);
    let session = desk.world.get_as(&token, "/sessions/current").await.expect(200).json();
    assert_eq!(session["units"][0]["roles"], json!(["handler", "receiver"]));
    assert_eq!(session["units"][0]["unitId"], json!(unit));
}

#[tokio::test]
async fn a_code_is_redeemed_once() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let errand = desk.errand(Resident);
    let code = desk.code(&errand, number("anna")).await;
    desk.post(&errand.body(&code)).await.expect(201);
    let again = desk.post(&errand.body(&code)).await.expect(403);
    assert_eq!(again.problem(), "sign-in-code-refused");
    assert_eq!(desk.world.audit(), ["session.begin done", "session.begin refused"]);
}

#[tokio::test]
async fn one_of_many_redeeming_the_same_code_gets_in() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let errand = desk.errand(Resident);
    let body = errand.body(&desk.code(&errand, number("anna")).await);
    let race = futures_util::future::join_all((0..8).map(|_| desk.post(&body))).await;
    let mut statuses: Vec<u16> = race.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403, 403, 403, 403, 403, 403, 403]);
}

#[tokio::test]
async fn a_code_belongs_to_its_verifier_redirect_and_provider() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let errand = desk.errand(Resident);
    let elsewhere = desk.errand(Staff).provider.name;
    let other = |name: &'static str, value: String| (name, value);
    let wrong = [
        other("codeVerifier", "x".repeat(43)),
        other("redirectUri", ELSEWHERE.to_owned()),
        other("provider", elsewhere),
        other("code", "made-up".to_owned()),
    ];
    for (field, value) in wrong {
        let mut body = errand.body(&desk.code(&errand, number("anna")).await);
        body[field] = value.into();
        let refused = desk.post(&body).await.expect(403);
        assert_eq!(refused.problem(), "sign-in-code-refused", "{field}");
    }
    let mut body = errand.body(&desk.code(&errand, number("anna")).await);
    body["redirectUri"] = "http://evil.invalid/".into();
    let refused = desk.post(&body).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/redirectUri");
    body["provider"] = "nobody".into();
    let refused = desk.post(&body).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/provider");
}

#[tokio::test]
async fn another_nonce_is_refused() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let errand = desk.errand(Resident);
    let mut body = errand.body(&desk.code(&errand, number("anna")).await);
    body["nonce"] = "another-nonce".into();
    let refused = desk.post(&body).await.expect(403);
    assert_eq!(refused.problem(), "identity-token-refused");
    assert!(refused.json()["detail"].as_str().expect("text").contains("nonce"));
    assert_eq!(desk.world.audit(), ["session.begin refused"]);
}

/// Signs Anna in at a provider that bends the token, and answers the problem and what it names.
async fn bent(twist: etjanster::idp::Twist) -> (String, String) {
    let desk = Desk::twisted(twist).await;
    desk.world.resident("anna");
    let refused = desk.sign_in(Resident, number("anna")).await.expect(403);
    assert_eq!(desk.world.audit(), ["session.begin refused"]);
    (refused.problem(), refused.json()["detail"].as_str().expect("text").to_owned())
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of twists")]
async fn every_bent_token_is_refused() {
    let twists: [(&str, etjanster::idp::Twist); 12] = [
        ("iss", |draft| {
            draft.claims.insert("iss".into(), "https://evil.invalid".into());
        }),
        ("aud", |draft| {
            draft.claims.insert("aud".into(), "somebody-else".into());
        }),
        ("aud", |draft| {
            draft.claims.insert("aud".into(), json!(["etjanster", "somebody-else"]));
        }),
        ("aud", |draft| {
            draft.claims.insert("azp".into(), "somebody-else".into());
        }),
        ("nonce", |draft| {
            draft.claims.remove("nonce");
        }),
        ("signature", |draft| draft.key = Arc::new(draft.key.impostor())),
        ("signature", |draft| draft.key = Arc::new(Key::generate())),
        ("exp", |draft| {
            let issued = draft.claims["iat"].as_i64().expect("seconds");
            draft.claims.insert("exp".into(), issued.into());
        }),
        ("exp", |draft| {
            let issued = draft.claims["iat"].as_i64().expect("seconds");
            draft.claims.insert("iat".into(), (issued - 900).into());
        }),
        ("exp", |draft| {
            let issued = draft.claims["iat"].as_i64().expect("seconds");
            draft.claims.insert("iat".into(), (issued + 900).into());
        }),
        ("identity claim", |draft| {
            draft.claims.remove("https://id.oidc.se/claim/personalIdentityNumber");
        }),
        ("identity claim", |draft| {
            draft.claims.insert("https://id.oidc.se/claim/personalIdentityNumber".into(), 1.into());
        }),
    ];
    for (named, twist) in twists {
        let (problem, detail) = bent(twist).await;
        assert_eq!(problem, "identity-token-refused", "{named}");
        assert!(detail.contains(named), "{named}: {detail}");
    }
}

#[tokio::test]
async fn a_weak_identification_is_refused() {
    let twists: [etjanster::idp::Twist; 2] = [
        |draft| {
            draft.claims.insert("acr".into(), "http://id.elegnamnden.se/loa/1.0/loa2".into());
        },
        |draft| {
            draft.claims.remove("acr");
        },
    ];
    for twist in twists {
        assert_eq!(bent(twist).await.0, "assurance-too-low");
    }
}

#[tokio::test]
async fn an_old_code_is_refused() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let errand = desk.errand(Resident);
    let code = desk.code(&errand, number("anna")).await;
    desk.idp_clock.set(noon() + TimeDelta::minutes(2));
    let refused = desk.post(&errand.body(&code)).await.expect(403);
    assert_eq!(refused.problem(), "sign-in-code-refused");
}

#[tokio::test]
async fn a_provider_may_change_its_key() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    desk.sign_in(Resident, number("anna")).await.expect(201);
    desk.idp.change_key();
    desk.sign_in(Resident, number("anna")).await.expect(201);
}

#[tokio::test]
async fn a_provider_that_is_away_is_nobodys_fault() {
    let away = json!([{"name": "away", "issuer": "http://127.0.0.1:1", "clientId": "c",
        "clientSecret": null, "audience": "resident", "subjectClaim": "sub",
        "assuranceLevels": ["x"], "redirectUris": ["http://front.invalid/back"]}]);
    let setting = away.to_string();
    let desk = Desk::with(None, &[("IDENTITY_PROVIDERS", &setting)]).await;
    let mut errand = desk.errand(Resident);
    errand.provider.name = "away".into();
    let answer = desk.post(&errand.body("code")).await.expect(503);
    assert!(!answer.header("retry-after").is_empty());
    let listed = desk.world.get("/identity-providers").await.expect(200).json();
    assert_eq!(listed["items"][0]["name"], "away");
    assert!(listed["items"][0].get("authorizationEndpoint").is_none());
    assert!(desk.world.audit().is_empty());
}

#[tokio::test]
async fn the_providers_are_listed_for_everybody() {
    let desk = Desk::new().await;
    let listed = desk.world.get("/identity-providers").await.expect(200).json();
    assert_eq!(listed["termsVersion"], "2026-01");
    let names: Vec<&str> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|p| p["name"].as_str())
        .collect();
    assert_eq!(names, ["demo-eid", "demo-siths"]);
    let endpoint = listed["items"][0]["authorizationEndpoint"].as_str().expect("it is there");
    assert_eq!(endpoint, format!("{}/resident/authorize", desk.idp.base()));
    assert!(!listed.to_string().contains("ecret"));
}

// proves, E-23
#[tokio::test]
async fn who_may_not_sign_in_is_told_which_rule_says_so() {
    let desk = Desk::new().await;
    let world = &desk.world;
    world.lock_log_in(world.resident("amir"));
    for key in ["samuel", "gunvor"] {
        world.resident(key);
    }
    let resigned = world.staff(&[]);
    world.sql(&format!(
        "update staff set hsa_id = 'SE2321000172-X2', active_in_directory = false where id = '{resigned}'"
    ));
    let cases = [
        (Resident, number("amir"), "log-in-locked"),
        (Resident, number("gunvor"), "account-inactivated"),
        (Resident, number("samuel"), "coordination-number-refused"),
        (Resident, "19850712K123", "reserve-number-refused"),
        (Resident, "991985071212", "reserve-number-refused"),
        (Resident, number("maria"), "person-unknown"),
        (Resident, "198404189288", "personal-number-invalid"),
        (Resident, "SE2321000172-X2", "personal-number-invalid"),
        (Staff, "SE2321000172-X2", "staff-inactive"),
        (Staff, "SE2321000172-X3", "staff-unknown"),
        (Staff, number("maria"), "staff-unknown"),
    ];
    for (audience, identity, expected) in cases {
        let refused = desk.sign_in(audience, identity).await.expect(403);
        assert_eq!(refused.problem(), expected, "{identity}");
        assert!(!String::from_utf8_lossy(&refused.body).contains(identity));
    }
    let reasons = world.texts("select reason as it from audit_entry order by id");
    assert_eq!(reasons, cases.map(|(_, _, reason)| reason));
}

// proves: B-91
#[tokio::test]
async fn the_minimum_age_is_the_regions_to_set() {
    let desk = Desk::new().await;
    desk.world.resident("oskar");
    desk.sign_in(Resident, number("oskar")).await.expect(201);
    desk.world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('sign-in.minimum-age', '19', '2026-11-01', '14', 'test')",
    );
    desk.world.app.db.forget_policies();
    let refused = desk.sign_in(Resident, number("oskar")).await.expect(403);
    assert_eq!(refused.problem(), "too-young-to-sign-in");
}

// proves: B-80, R-ROLE-14
#[tokio::test]
async fn the_first_sign_in_accepts_the_terms() {
    let desk = Desk::new().await;
    let ebba = desk.world.resident("ebba");
    let errand = desk.errand(Resident);
    let mut body = errand.body(&desk.code(&errand, number("ebba")).await);
    let refused = desk.post(&body).await.expect(409);
    assert_eq!(refused.problem(), "terms-not-accepted");
    assert!(refused.json()["detail"].as_str().expect("text").contains("2026-01"));
    body["acceptedTerms"] = "2025-01".into();
    desk.post(&body).await.expect(409);
    // Another verifier does not find what was laid by, and the code is spent.
    let mut thief = body.clone();
    thief["codeVerifier"] = "x".repeat(43).into();
    thief["acceptedTerms"] = "2026-01".into();
    desk.post(&thief).await.expect(403);
    body["acceptedTerms"] = "2026-01".into();
    desk.post(&body).await.expect(201);
    desk.post(&body).await.expect(403);

    let stored = desk.world.texts(&format!(
        "select terms_version || ' ' || (terms_accepted_at at time zone 'UTC')::text as it
         from resident where id = '{ebba}'"
    ));
    assert_eq!(stored, ["2026-01 2026-11-23 11:00:00"]);
    desk.sign_in(Resident, number("ebba")).await.expect(201);
}

// proves: R-ROLE-14
#[tokio::test]
async fn new_terms_are_accepted_anew_by_staff_too() {
    let desk = Desk::new().await;
    let staff = desk.world.staff(&[]);
    desk.world.sql(&format!(
        "update staff set hsa_id = 'SE2321000172-X4', terms_version = '2020-01' where id = '{staff}'"
    ));
    let errand = desk.errand(Staff);
    let mut body = errand.body(&desk.code(&errand, "SE2321000172-X4").await);
    assert_eq!(desk.post(&body).await.expect(409).problem(), "terms-not-accepted");
    body["acceptedTerms"] = "2026-01".into();
    let (token, _) = signed_in(&desk.post(&body).await.expect(201));
    let session = desk.world.get_as(&token, "/sessions/current").await.expect(200).json();
    assert_eq!(session["terms"]["version"], "2026-01");
}

#[tokio::test]
async fn attempts_are_few_from_one_address() {
    let desk = Desk::with(None, &[("RATE_SIGN_IN", "3")]).await;
    let errand = desk.errand(Resident);
    for _ in 0..3 {
        desk.post(&errand.body("made-up")).await.expect(403);
    }
    let limited = desk.post(&errand.body("made-up")).await.expect(429);
    assert_eq!(limited.header("retry-after"), "60");
    let forged = desk.world.request("POST", "/sessions").header("x-forwarded-for", "192.0.2.1");
    send(forged.json(&errand.body("made-up"))).await.expect(429);
    let system = json!({"clientId": "client", "clientSecret": "secret-secret"});
    send(desk.world.request("POST", "/system-sessions").json(&system)).await.expect(429);
}

#[tokio::test]
async fn without_redis_nobody_is_let_in() {
    let desk = Desk::with(None, &[("REDIS_URL", "redis://127.0.0.1:1")]).await;
    let errand = desk.errand(Resident);
    let answer = desk.post(&errand.body("made-up")).await.expect(503);
    assert!(!answer.header("retry-after").is_empty());
    let answer = desk.world.get_as("any", "/sessions/current").await.expect(503);
    assert!(!answer.header("retry-after").is_empty());
}

/// Runs the programme as in production, and answers what it says when it refuses.
fn refused_in_production(arguments: &[&str], settings: &[(&str, &str)]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_etjanster"))
        .args(arguments)
        .env_clear()
        .envs([("DATABASE_URL", "postgres://127.0.0.1:1/x"), ("REDIS_URL", "redis://127.0.0.1:1")])
        .envs([("LISTEN", "127.0.0.1:0"), ("METRICS_LISTEN", "127.0.0.1:0")])
        .envs(settings.iter().copied())
        .output()
        .expect("it runs");
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_embedded_provider_does_not_start_in_production() {
    let said = refused_in_production(&["serve", "--embedded-idp"], &[]);
    assert!(said.contains("--embedded-idp needs MODE=development"), "{said}");
    let said = refused_in_production(&["serve"], &[("EMBEDDED_IDP", "127.0.0.1:0")]);
    assert!(said.contains("EMBEDDED_IDP needs MODE=development"), "{said}");
}
