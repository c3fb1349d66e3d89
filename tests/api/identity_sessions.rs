//! Sessions: what the caller sees of theirs, how they change tokens, and everything that ends them.

use chrono::TimeDelta;
use etjanster::{
    access::{Role, Scope},
    config::Audience,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    people::number,
    sign_in_desk::{Desk, signed_in},
    world::{World, noon, send},
};

const CURRENT: &str = "/sessions/current";

async fn keys(pattern: &str) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "tests are told where the servers are")]
    let url = std::env::var("TEST_REDIS_URL").expect("set by ./dev test");
    let client = redis::Client::open(url).expect("a URL");
    let mut redis = client.get_multiplexed_async_connection().await.expect("redis is there");
    redis::cmd("KEYS").arg(pattern).query_async(&mut redis).await.expect("keys")
}

#[tokio::test]
async fn the_session_tells_a_front_end_all_it_needs() {
    let world = World::new().await;
    let (anna, elsa) = (world.resident("anna"), world.resident("elsa"));
    world.guardian_of(anna, elsa);
    let token = world.resident_session(anna).await;
    let session = world.get_as(&token, CURRENT).await.expect(200).json();
    assert_eq!(session["callerId"], json!(anna));
    assert_eq!(session["children"][0]["residentId"], json!(elsa));
    assert_eq!(session["children"][0]["agencyEndsOn"], "2026-12-06");
    assert_eq!(session["idleSeconds"], 1800);
    let seen = world.texts("select patient_id::text as it from audit_entry order by patient_id");
    let mut both = [anna.to_string(), elsa.to_string()];
    both.sort();
    assert_eq!(seen, both);

    let (first, second) = (world.unit(), world.unit());
    let staff = world.staff(&[(Role::Handler, first), (Role::Receiver, second)]);
    world.assign(staff, Role::RegionalAdministrator, None);
    let token = world.staff_session(staff).await;
    let session = world.get_as(&token, CURRENT).await.expect(200).json();
    assert_eq!(session["units"].as_array().map(Vec::len), Some(2));
    assert_eq!(session["regions"], json!(["19"]));
    assert_eq!(session["nationalAdministrator"], false);
    assert_eq!(session["title"], "Distriktsläkare");
    world.unassign(staff, Role::Receiver);
    let session = world.get_as(&token, CURRENT).await.expect(200).json();
    assert_eq!(session["units"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_planted_token_is_not_adopted() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let planted = "cGxhbnRlZC1wbGFudGVkLXBsYW50ZWQtcGxhbnRlZC0";
    let errand = desk.errand(Audience::Resident);
    let body = errand.body(&desk.code(&errand, number("anna")).await);
    let request = desk.world.request("POST", "/sessions").bearer_auth(planted).json(&body);
    let (token, _) = signed_in(&send(request).await.expect(201));
    assert_ne!(token, planted);
    desk.world.get_as(planted, CURRENT).await.expect(401);

    // Nor is one's own token kept: each sign-in gives another.
    let body = errand.body(&desk.code(&errand, number("anna")).await);
    let request = desk.world.request("POST", "/sessions").bearer_auth(&token).json(&body);
    let (second, _) = signed_in(&send(request).await.expect(201));
    assert_ne!(token, second);
}

#[tokio::test]
async fn only_the_tokens_hash_is_kept() {
    let desk = Desk::new().await;
    desk.world.resident("anna");
    let answer = desk.sign_in(Audience::Resident, number("anna")).await;
    let (token, _) = signed_in(&answer);
    assert!(keys(&format!("*{token}*")).await.is_empty());
    let hash = hex::encode(Sha256::digest(&token));
    assert_eq!(keys(&format!("*s:{hash}")).await.len(), 1);
    // The hash itself opens nothing.
    desk.world.get_as(&hash, CURRENT).await.expect(401);
}

#[tokio::test]
async fn renewal_kills_the_old_token_and_keeps_the_end() {
    let world = World::new().await;
    let old = world.resident_session(world.resident("anna")).await;
    world.clock.set(noon() + TimeDelta::hours(1));
    let renewed = send(world.request("PUT", CURRENT).bearer_auth(&old)).await.expect(200);
    let (new, _) = signed_in(&renewed);
    assert_eq!(renewed.json()["startedAt"], "2026-11-23T11:00:00Z");
    assert_eq!(renewed.json()["endsAt"], "2026-11-23T23:00:00Z");
    world.get_as(&old, CURRENT).await.expect(401);
    world.get_as(&new, CURRENT).await.expect(200);
    send(world.request("PUT", CURRENT).bearer_auth(&old)).await.expect(401);

    world.clock.set(noon() + TimeDelta::hours(12));
    world.get_as(&new, CURRENT).await.expect(401);
}

#[tokio::test]
async fn of_two_renewals_at_once_one_succeeds() {
    let world = World::new().await;
    let token = world.resident_session(world.resident("anna")).await;
    let race = (0..8).map(|_| send(world.request("PUT", CURRENT).bearer_auth(&token)));
    let answers = futures_util::future::join_all(race).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 7);
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let world = World::new().await;
    let anna = world.resident("anna");
    let (token, other) = (world.resident_session(anna).await, world.resident_session(anna).await);
    send(world.request("DELETE", CURRENT).bearer_auth(&token)).await.expect(204);
    world.get_as(&token, CURRENT).await.expect(401);
    send(world.request("DELETE", CURRENT).bearer_auth(&token)).await.expect(401);
    world.get_as(&other, CURRENT).await.expect(200);
    assert_eq!(world.audit(), ["session.end done", "session.read done"]);
}

#[tokio::test]
async fn all_of_ones_sessions_end_together_and_nobody_elses() {
    let world = World::new().await;
    let (anna, maria, elsa) =
        (world.resident("anna"), world.resident("maria"), world.resident("elsa"));
    world.guardian_of(anna, elsa);
    let (first, second) = (world.resident_session(anna).await, world.resident_session(anna).await);
    let (other, child) = (world.resident_session(maria).await, world.resident_session(elsa).await);
    let renewed = send(world.request("PUT", CURRENT).bearer_auth(&second)).await.expect(200);
    let (second, _) = signed_in(&renewed);

    let all_of = |id| format!("/residents/{id}/sessions");
    send(world.request("DELETE", &all_of(anna)).bearer_auth(&other)).await.expect(404);
    // A guardian acts for the child; the child's own sessions are not the guardian's.
    send(world.request("DELETE", &all_of(elsa)).bearer_auth(&first)).await.expect(404);
    send(world.request("DELETE", &all_of(anna)).bearer_auth(&first)).await.expect(204);
    for token in [&first, &second] {
        world.get_as(token, CURRENT).await.expect(401);
    }
    world.get_as(&other, CURRENT).await.expect(200);
    world.get_as(&child, CURRENT).await.expect(200);

    let staff = world.staff(&[]);
    let (first, second) = (world.staff_session(staff).await, world.staff_session(staff).await);
    let path = format!("/staff/{staff}/sessions");
    send(world.request("DELETE", &path).bearer_auth(&other)).await.expect(404);
    send(world.request("DELETE", &path).bearer_auth(&first)).await.expect(204);
    world.get_as(&second, CURRENT).await.expect(401);
}

#[tokio::test]
async fn losing_the_right_to_sign_in_ends_the_session_with_the_next_request() {
    let world = World::new().await;
    let (anna, maria) = (world.resident("anna"), world.resident("maria"));
    let staff = world.staff(&[]);
    let system = world.client(&[Scope::UnitsRead]);
    let tokens = [
        world.resident_session(anna).await,
        world.resident_session(maria).await,
        world.staff_session(staff).await,
        world.system_session(system.id).await,
    ];
    for token in &tokens {
        world.get_as(token, CURRENT).await.expect(200);
    }
    world.lock_log_in(anna);
    world.sql(&format!("update resident set deceased_on = '2026-11-23' where id = '{maria}'"));
    world.sql(&format!("update staff set active_in_directory = false where id = '{staff}'"));
    world.sql(&format!("update system_client set active = false where id = '{}'", system.id));
    for token in &tokens {
        let refused = world.get_as(token, CURRENT).await.expect(401);
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
    // They can still sign out.
    send(world.request("DELETE", CURRENT).bearer_auth(&tokens[0])).await.expect(401);
    world.sql("update log_in_lock set lifted_at = locked_at");
    world.get_as(&tokens[0], CURRENT).await.expect(401);
}

#[tokio::test]
async fn systems_sign_in_with_their_secret_for_a_short_while() {
    let world = World::new().await;
    let client = world.client(&[Scope::RegisterWrite]);
    let post = async |id: &str, secret: &str| {
        let body = json!({"clientId": id, "clientSecret": secret});
        send(world.request("POST", "/system-sessions").json(&body)).await
    };
    let answer = post(&client.client_id, &client.secret).await.expect(201);
    assert_eq!(answer.json()["endsAt"], "2026-11-23T11:05:00Z");
    let (token, id) = signed_in(&answer);
    assert_eq!(id, client.id);
    let session = world.get_as(&token, CURRENT).await.expect(200).json();
    assert_eq!(session["scopes"], json!(["register:write"]));

    let wrong = post(&client.client_id, "another-secret").await.expect(403);
    let unknown = post("another-client", &client.secret).await.expect(403);
    assert_eq!(wrong.problem(), "client-refused");
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);

    world.clock.set(noon() + TimeDelta::minutes(5));
    world.get_as(&token, CURRENT).await.expect(401);
    world.sql("update system_client set active = false");
    post(&client.client_id, &client.secret).await.expect(403);
    let begun = world.texts(
        "select outcome || ' ' || actor_kind as it from audit_entry
         where action = 'session.begin' order by id",
    );
    let expected = ["done system", "refused anonymous", "refused anonymous", "refused anonymous"];
    assert_eq!(begun, expected);
}

/// The operator's command, as an operator runs it.
fn client_command(world: &World, words: &[&str]) -> (bool, String) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_etjanster"))
        .arg("client")
        .args(words)
        .env("DATABASE_URL", &world.app.config.database_url)
        .env("REDIS_URL", &world.app.config.redis_url)
        .env("MODE", "development")
        .output()
        .expect("it runs");
    (done.status.success(), String::from_utf8(done.stdout).expect("text").trim().to_owned())
}

#[tokio::test]
async fn an_operator_lets_a_system_in_for_its_units_and_shuts_it_out() {
    let world = World::new().await;
    let unit = world.unit();
    let hsa_id =
        world.texts(&format!("select hsa_id as it from unit where id = '{unit}'"))[0].clone();
    let set = ["set", "cosmic", "--name", "Cosmic", "--scope", "slots:write", "--unit", &hsa_id];
    let (done, secret) = client_command(&world, &set);
    assert!(done && secret.len() == 43, "{secret}");
    let sign_in = async |secret: &str| {
        let body = json!({ "clientId": "cosmic", "clientSecret": secret });
        send(world.request("POST", "/system-sessions").json(&body)).await
    };
    let token =
        sign_in(&secret).await.expect(201).json()["token"].as_str().expect("said").to_owned();
    let book = |unit: uuid::Uuid| format!("/units/{unit}/time-book");
    assert_eq!(world.get_as(&token, &book(unit)).await.status, 200);
    assert_eq!(world.get_as(&token, &book(world.unit())).await.status, 404, "of no other unit");
    let again = ["set", "cosmic", "--name", "Cosmic", "--scope", "fhir:read", "--region", "03"];
    let (_, other) = client_command(&world, &again);
    assert_eq!(sign_in(&secret).await.status, 403, "the old secret is good for nothing");
    assert_eq!(world.get_as(&token, &book(unit)).await.status, 401, "and so are its tokens");
    assert_eq!(client_command(&world, &["list"]).1, "cosmic\tin use\tfhir:read\tregion 03\tCosmic");
    let token =
        sign_in(&other).await.expect(201).json()["token"].as_str().expect("said").to_owned();
    assert!(client_command(&world, &["end", "cosmic"]).0);
    assert_eq!(sign_in(&other).await.status, 403);
    assert!(client_command(&world, &again).0);
    assert_eq!(
        world.get_as(&token, &book(unit)).await.status,
        401,
        "let in again, it signs in again"
    );
    assert!(client_command(&world, &["end", "cosmic"]).0);
    assert!(!client_command(&world, &["end", "nobody"]).0);
    let missing =
        ["set", "cosmic", "--name", "C", "--scope", "slots:write", "--unit", "SE1-FINNS-EJ"];
    assert!(!client_command(&world, &missing).0);
    assert_eq!(sign_in(&other).await.status, 403, "nothing was set");
    let entries = world.audit().into_iter().filter(|it| it.starts_with("system-client."));
    let (set, end) = ("system-client.set done", "system-client.end done");
    assert_eq!(entries.collect::<Vec<_>>(), [set, set, end, set, end]);
}

#[tokio::test]
async fn a_system_that_is_let_in_for_no_unit_is_listed_as_that() {
    let world = World::new().await;
    let nowhere = ["set", "folkbok", "--name", "F", "--scope", "register:write", "--nowhere"];
    assert!(client_command(&world, &nowhere).0);
    let everywhere = ["set", "rikstäckande", "--name", "R", "--scope", "fhir:read", "--everywhere"];
    assert!(!client_command(&world, &everywhere).0, "no such id");
    let everywhere = ["set", "riket", "--name", "R", "--scope", "fhir:read", "--everywhere"];
    assert!(client_command(&world, &everywhere).0);
    let listed = client_command(&world, &["list"]).1;
    let lines =
        ["folkbok\tin use\tregister:write\tnowhere\tF", "riket\tin use\tfhir:read\teverywhere\tR"];
    assert_eq!(listed.lines().collect::<Vec<_>>(), lines);
}
