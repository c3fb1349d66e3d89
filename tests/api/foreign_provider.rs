//! Signing in at an OpenID provider that nobody here wrote: npm's certified `oidc-provider`, run by
//! Node. Without Node, or before `npm ci --prefix tests/oidc`, it says so and passes; in CI it fails.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use etjanster::config::{Audience, Provider};
use serde_json::{Value, json};

use crate::{
    people::number,
    sign_in_desk::{Errand, REDIRECT, parameter, settings_of},
    world::{Answer, World, send},
};

const STRONG: &str = "http://id.elegnamnden.se/loa/1.0/loa3";
const CLAIM: &str = "personalIdentityNumber";

/// The provider's process. It ends with us.
struct Foreign {
    process: Child,
    provider: Provider,
    browser: String,
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Foreign {
    /// Starts it, if there is a Node with the package beside it.
    fn start(algorithm: &str) -> Option<Self> {
        let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc");
        if !room.join("node_modules/oidc-provider").exists() {
            return absent("tests/oidc/node_modules is not there: npm ci --prefix tests/oidc");
        }
        let person = |key: &str, acr: &str| json!({"acr": acr, "claims": {CLAIM: number(key)}});
        let settings = json!({
            "redirectUris": [REDIRECT],
            "alg": algorithm,
            "people": {
                "anna": person("anna", STRONG),
                "maria": person("maria", "http://id.elegnamnden.se/loa/1.0/loa2"),
            },
        });
        let started = Command::new("node")
            .arg(room.join("provider.mjs"))
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut process) = started else { return absent("there is no node") };
        let mut line = String::new();
        let output = process.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut line).expect("it speaks");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        let text = |name: &str| said[name].as_str().expect("text").to_owned();
        let provider = Provider {
            name: "foreign".into(),
            issuer: text("issuer"),
            client_id: text("clientId"),
            client_secret: Some(text("clientSecret")),
            audience: Audience::Resident,
            subject_claim: CLAIM.into(),
            assurance_levels: vec![STRONG.into()],
            redirect_uris: vec![REDIRECT.into()],
        };
        Some(Self { process, provider, browser: text("browser") })
    }
}

fn absent(why: &str) -> Option<Foreign> {
    #[expect(clippy::disallowed_methods, reason = "tests are told whether a gap is allowed")]
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci, "NOT PROVEN against a foreign provider: {why}");
    eprintln!("SKIPPED, not proven against a foreign provider: {why}");
    None
}

/// A world that believes the provider, with the real time, which the provider has too.
async fn world_with(foreign: &Foreign) -> World {
    let settings = settings_of(std::slice::from_ref(&foreign.provider));
    let world = World::with(&[("IDENTITY_PROVIDERS", &settings)]).await;
    world.clock.set(std::time::SystemTime::now().into());
    world
}

async fn code(world: &World, foreign: &Foreign, errand: &Errand, who: &str) -> String {
    let answer = world.outside("GET", &foreign.browser, &errand.query(who)).await.expect(302);
    let to = answer.header("location").to_owned();
    parameter(&to, "code").unwrap_or_else(|| panic!("a code in {to}"))
}

async fn post(world: &World, body: &Value) -> Answer {
    send(world.request("POST", "/sessions").json(body)).await
}

#[tokio::test]
async fn a_foreign_provider_signs_people_in() {
    for algorithm in ["RS256", "PS256", "ES256"] {
        let Some(foreign) = Foreign::start(algorithm) else { return };
        let world = world_with(&foreign).await;
        let anna = world.resident("anna");
        let errand = Errand::at(foreign.provider.clone());
        let body = errand.body(&code(&world, &foreign, &errand, "anna").await);
        let answer = post(&world, &body).await.expect(201).json();
        assert_eq!(answer["callerId"], json!(anna), "{algorithm}");

        let again = post(&world, &body).await.expect(403);
        assert_eq!(again.problem(), "sign-in-code-refused", "{algorithm}");
    }
}

#[tokio::test]
async fn a_foreign_provider_is_not_believed_blindly() {
    let Some(foreign) = Foreign::start("RS256") else { return };
    let world = world_with(&foreign).await;
    world.resident("anna");
    world.resident("maria");

    let errand = Errand::at(foreign.provider.clone());
    let mut body = errand.body(&code(&world, &foreign, &errand, "anna").await);
    body["nonce"] = "another-nonce".into();
    assert_eq!(post(&world, &body).await.expect(403).problem(), "identity-token-refused");

    let mut body = errand.body(&code(&world, &foreign, &errand, "anna").await);
    body["codeVerifier"] = "x".repeat(43).into();
    assert_eq!(post(&world, &body).await.expect(403).problem(), "sign-in-code-refused");

    let body = errand.body(&code(&world, &foreign, &errand, "maria").await);
    assert_eq!(post(&world, &body).await.expect(403).problem(), "assurance-too-low");
}
