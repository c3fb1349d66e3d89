//! What every request meets before any route, and what every answer carries.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::world::{Answer, World, send};

/// Sends bytes as they are and reads until the server closes.
pub async fn raw(world: &World, bytes: &[u8]) -> String {
    let mut socket = connect(world).await;
    let _ = socket.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = socket.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(10), read).await.expect("it is closed");
    String::from_utf8_lossy(&answer).into_owned()
}

pub async fn connect(world: &World) -> TcpStream {
    let address = world.base.strip_prefix("http://").expect("a plain address");
    TcpStream::connect(address).await.expect("the server listens")
}

async fn get_with(world: &World, path: &str, header: (&str, &str)) -> Answer {
    send(world.request("GET", path).header(header.0, header.1)).await
}

#[tokio::test]
async fn every_refusal_is_a_problem_with_a_page() {
    let world = World::new().await;
    let cases = [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/api-info/", 404, "not-found"),
        ("GET", "/api-info/%00", 404, "not-found"),
        ("POST", "/api-info", 405, "method-not-allowed"),
        ("TRACE", "/api-info", 405, "method-not-allowed"),
        ("GET", "/api-info?other=1", 400, "malformed-request"),
        ("GET", "/api-info?x=%00", 400, "malformed-request"),
        ("GET", "/api-info?x=%ff", 400, "malformed-request"),
    ];
    for (method, path, status, slug) in cases {
        let answer = send(world.request(method, path)).await.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
        assert_eq!(answer.problem(), slug, "{method} {path}");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(
            answer.header("traceparent").contains(problem["traceId"].as_str().expect("a text"))
        );
        let page = world.get(&format!("/docs/problems/{slug}")).await.expect(200);
        assert!(page.header("content-type").starts_with("text/html"));
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let world = World::new().await;
    let answer = send(world.request("DELETE", "/api-info")).await.expect(405);
    assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
    let options = send(world.request("OPTIONS", "/api-info")).await.expect(204);
    assert_eq!(options.header("allow"), "GET, HEAD, OPTIONS");
    let head = send(world.request("HEAD", "/api-info")).await.expect(200);
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn only_json_is_given() {
    let world = World::new().await;
    let refused = get_with(&world, "/api-info", ("accept", "text/xml")).await.expect(406);
    assert_eq!(refused.problem(), "not-acceptable");
    get_with(&world, "/api-info", ("accept", "text/html, */*;q=0.1")).await.expect(200);
}

#[tokio::test]
async fn every_answer_protects_itself() {
    let world = World::with(&[("PUBLIC_URL", "https://e.example.se")]).await;
    let answer = world.get("/api-info").await.expect(200);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    assert!(answer.header("vary").contains("Authorization"));
    assert!(!answer.header("x-request-id").is_empty());
    let plain = World::new().await.get("/api-info").await;
    assert_eq!(plain.header("strict-transport-security"), "");
}

#[tokio::test]
async fn a_trace_goes_on_and_a_broken_one_is_ignored() {
    let world = World::new().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let answer = get_with(&world, "/nowhere", ("traceparent", &parent)).await;
    assert_eq!(answer.json()["traceId"], trace);
    assert!(answer.header("traceparent").starts_with(&format!("00-{trace}-")));
    let answer = get_with(&world, "/nowhere", ("traceparent", "00-xyz-1-1")).await.expect(404);
    assert_ne!(answer.json()["traceId"], trace);
}

#[tokio::test]
async fn problems_speak_the_callers_language() {
    let world = World::new().await;
    let swedish = world.get("/nowhere").await;
    let english = get_with(&world, "/nowhere", ("accept-language", "en-GB")).await;
    assert_eq!(
        (swedish.header("content-language"), english.header("content-language")),
        ("sv", "en")
    );
    assert_eq!(swedish.json()["title"], "Finns inte");
    assert_eq!(english.json()["title"], "Not found");
    assert_eq!(swedish.json()["type"], english.json()["type"]);
}

#[tokio::test]
async fn pages_of_configured_origins_only_may_call() {
    let ours = "https://e.example.se";
    let world = World::with(&[("CORS_ORIGINS", ours)]).await;
    let ask = |origin: &'static str| {
        let request = world.request("OPTIONS", "/api-info").header("origin", origin);
        send(request.header("access-control-request-method", "GET"))
    };
    let yes = ask(ours).await.expect(204);
    assert_eq!(yes.header("access-control-allow-origin"), ours);
    assert!(yes.header("access-control-allow-methods").contains("GET"));
    assert!(yes.header("access-control-allow-headers").contains("Idempotency-Key"));
    for other in ["https://evil.example", "null", "https://e.example.se.evil.example"] {
        let no = ask(other).await;
        assert_eq!(no.header("access-control-allow-origin"), "", "{other}");
        assert_eq!(no.header("access-control-allow-methods"), "", "{other}");
    }
    let read = get_with(&world, "/nowhere", ("origin", ours)).await.expect(404);
    assert_eq!(read.header("access-control-allow-origin"), ours);
    assert!(read.header("access-control-expose-headers").contains("ETag"));
    assert!(read.header("vary").contains("Origin"));
}

#[tokio::test]
async fn the_service_tells_what_it_is() {
    let world = World::new().await;
    let info = world.get("/api-info").await.expect(200).json();
    assert_eq!(info["apiName"], "etjanster");
    assert_eq!(info["apiVersion"], env!("CARGO_PKG_VERSION"));
    let docs = info["apiDocumentation"].as_str().expect("a link");
    assert_eq!(docs, format!("{}/etjanster/v1/docs/", world.base));
}

#[tokio::test]
async fn the_contract_is_served_as_the_programme_prints_it() {
    let world = World::new().await;
    let print = |more: &[&str]| {
        let printed = std::process::Command::new(env!("CARGO_BIN_EXE_etjanster"))
            .arg("openapi")
            .args(more)
            .output()
            .expect("it runs");
        printed.stdout
    };
    assert_eq!(world.get("/openapi.json").await.expect(200).body, print(&[]));
    assert_eq!(world.get("/openapi.yaml").await.expect(200).body, print(&["--yaml"]));
}

#[tokio::test]
async fn the_documentation_can_be_opened_and_tried() {
    let world = World::new().await;
    let moved = world.get("/docs").await.expect(308);
    assert_eq!(moved.header("location"), "/etjanster/v1/docs/");
    let page = world.get("/docs/").await.expect(200);
    let html = String::from_utf8(page.body.clone()).expect("text");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(!html.contains("<script>"), "no script stands in the page itself");
    for file in html.split(['"', ' ']).filter(|word| word.starts_with("./")) {
        world.get(&format!("/docs/{}", &file[2..])).await.expect(200);
    }
    let starter = world.get("/docs/swagger-initializer.js").await.expect(200);
    let starter = String::from_utf8_lossy(&starter.body).into_owned();
    assert!(starter.contains("/etjanster/v1/docs/openapi.json"), "{starter}");
    assert!(starter.contains("persistAuthorization"), "{starter}");
    let local = world.get("/docs/openapi.json").await.expect(200).json();
    assert_eq!(local["servers"][0]["url"], "/etjanster/v1");
    world.get("/docs/../../etc/passwd").await.expect(404);
    world.get("/docs/nothing.js").await.expect(404);
    world.get("/docs/terms").await.expect(200);
    world.get("/docs/problems/").await.expect(200);
    world.get("/docs/problems/no-such").await.expect(404);
}

#[tokio::test]
async fn a_caller_sees_what_is_left_and_is_stopped_at_the_end() {
    let world = World::with(&[("RATE_PER_ADDRESS", "5")]).await;
    for left in (0..5).rev() {
        let answer = world.get("/api-info").await.expect(200);
        assert_eq!(answer.header("ratelimit"), format!("\"address\";r={left};t=60"));
        assert_eq!(answer.header("ratelimit-policy"), "\"address\";q=5;w=60");
    }
    let stopped = get_with(&world, "/api-info", ("x-forwarded-for", "203.0.113.9")).await;
    let stopped = stopped.expect(429);
    assert_eq!((stopped.problem().as_str(), stopped.header("retry-after")), ("rate-limited", "60"));
    world.clock.set(world.clock.now() + chrono::TimeDelta::seconds(61));
    world.get("/api-info").await.expect(200);
}

#[tokio::test]
async fn a_trusted_proxy_names_the_client_and_no_one_else_does() {
    let settings = [("RATE_PER_ADDRESS", "2"), ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.7")];
    let world = World::with(&settings).await;
    let ask =
        async |chain: &str| get_with(&world, "/api-info", ("x-forwarded-for", chain)).await.status;
    assert_eq!(ask("203.0.113.1").await, 200);
    assert_eq!(ask("6.6.6.6, 203.0.113.1").await, 200);
    // What a client writes before its own address changes nothing; our own proxies are passed over.
    assert_eq!(ask("7.7.7.7, 203.0.113.1, 10.0.0.7").await, 429);
    assert_eq!(ask("203.0.113.2").await, 200);
    // One subscriber's IPv6 network is one client.
    assert_eq!(ask("2001:db8::1").await, 200);
    assert_eq!(ask("2001:db8::2").await, 200);
    assert_eq!(ask("2001:db8::3").await, 429);
}

#[tokio::test]
async fn health_says_yes_or_no_and_no_more() {
    let world = World::new().await;
    let ask = async |name: &str| {
        send(reqwest::Client::new().get(format!("{}/health/{name}", world.base))).await
    };
    for name in ["live", "ready"] {
        let answer = ask(name).await.expect(200);
        assert_eq!(answer.body, b"{\"status\":\"pass\"}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    world.sql("delete from __diesel_schema_migrations");
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(ask("ready").await.expect(503).body, b"{\"status\":\"fail\"}");
    ask("live").await.expect(200);
}
