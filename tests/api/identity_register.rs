//! The population register's file: answered line by line, repeatable, never stopped by one line.

use etjanster::access::Scope;
use serde_json::{Value, json};

use crate::{
    people::{facts, number},
    world::{Answer, World, send},
};

/// The line about that demo resident, as the register would tell it.
fn line(key: &str, guardians: Option<&[&str]>) -> Value {
    let facts = facts(key);
    let mut line = json!({
        "personalNumber": number(key),
        "givenName": facts["givenName"],
        "familyName": facts["surname"],
        "sex": facts["sex"],
        "regionCode": facts["region"],
        "municipalityCode": facts["municipality"],
    });
    if let Some(guardians) = guardians {
        line["guardians"] = guardians.iter().map(|key| number(key)).collect();
    }
    line
}

async fn register(world: &World) -> String {
    world.system_session(world.client(&[Scope::RegisterWrite]).id).await
}

async fn send_file(world: &World, token: &str, file: impl Into<reqwest::Body>) -> Answer {
    let request = world.request("POST", "/register-imports").bearer_auth(token);
    send(request.header("content-type", "application/x-ndjson").body(file)).await
}

async fn send_lines(world: &World, token: &str, lines: &[Value]) -> Value {
    let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
    send_file(world, token, file).await.expect(200).json()
}

fn outcomes(answer: &Value) -> Vec<&str> {
    let lines = answer["lines"].as_array().expect("a list").iter();
    lines.map(|line| line["outcome"].as_str().expect("a code")).collect()
}

// proves: B-87
#[tokio::test]
async fn a_file_creates_people_and_guardians_and_again_changes_nothing() {
    let world = World::new().await;
    let token = register(&world).await;
    // The child stands before its guardians.
    let file = [
        line("elsa", Some(&["anna", "erik"])),
        line("anna", None),
        line("erik", Some(&[])),
        line("samuel", None),
    ];
    let first = send_lines(&world, &token, &file).await;
    assert_eq!(outcomes(&first), ["created"; 4]);
    assert_eq!((&first["created"], &first["refused"]), (&json!(4), &json!(0)));
    let again = send_lines(&world, &token, &file).await;
    assert_eq!(outcomes(&again), ["unchanged"; 4]);
    assert_eq!(again["unchanged"], 4);

    let (anna, elsa) = (world.resident("anna"), world.resident("elsa"));
    let session = world.resident_session(anna).await;
    world.get_as(&session, &format!("/residents/{elsa}")).await.expect(200);
    let kinds = world.texts("select number_kind as it from resident order by birth_date");
    assert_eq!(kinds, ["personnummer", "personnummer", "personnummer", "coordination"]);
    let changed = world.texts(&format!(
        "select count(*)::text as it from audit_entry
         where action = 'register.import' and patient_id = '{elsa}'"
    ));
    // Once as created, once for her guardians; not when nothing changed.
    assert_eq!(changed, ["2"]);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of lines")]
async fn a_broken_line_never_stops_another() {
    let world = World::new().await;
    let token = register(&world).await;
    let mut unknown = line("noah", Some(&["sara"]));
    unknown["protectedIdentity"] = true.into();
    let file = [
        line("anna", None).to_string(),
        "{\"personalNumber\": ".into(),
        String::new(),
        "[]".into(),
        line("anna", None).to_string(),
        unknown.to_string(),
        line("anna", None).to_string().replace(number("anna"), "198404189288"),
        line("erik", None).to_string().replace("male", "other"),
        line("maria", None).to_string().replace("Maria", "Ma\\u0000ria"),
        line("lars", None).to_string().replace("\"19\"", "\"19\",\"regionCode\":\"03\""),
        line("ingrid", None).to_string(),
    ]
    .join("\n");
    let answer = send_file(&world, &token, file).await.expect(200).json();
    let told: Vec<(i64, &str, &str)> = answer["lines"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or_default();
            (line["line"].as_i64().expect("a number"), text("code"), text("pointer"))
        })
        .collect();
    let expected = [
        (1, "", ""),
        (2, "malformed-line", ""),
        (4, "type", ""),
        (5, "repeated", "/personalNumber"),
        (6, "unknown-guardian", "/guardians/0"),
        (7, "personal-number-check-digit", "/personalNumber"),
        (8, "unknown-code", "/sex"),
        (9, "nul", "/givenName"),
        (10, "malformed-line", ""),
        (11, "", ""),
    ];
    assert_eq!(told, expected);
    assert_eq!((&answer["created"], &answer["refused"]), (&json!(2), &json!(8)));
    let names = world.texts("select given_name as it from resident order by given_name");
    assert_eq!(names, ["Anna", "Ingrid"]);
}

// proves: B-85, E-12
#[tokio::test]
async fn what_the_register_tells_holds_from_the_next_request() {
    let world = World::new().await;
    let token = register(&world).await;
    let mut family =
        [line("anna", None), line("erik", None), line("elsa", Some(&["anna", "erik"]))];
    send_lines(&world, &token, &family).await;
    let (anna, erik, elsa) =
        (world.resident("anna"), world.resident("erik"), world.resident("elsa"));
    let (hers, his) = (world.resident_session(anna).await, world.resident_session(erik).await);
    let path = format!("/residents/{elsa}");

    // Erik is no guardian any more, then is one again.
    family[2] = line("elsa", Some(&["anna"]));
    assert_eq!(
        outcomes(&send_lines(&world, &token, &family).await),
        ["unchanged", "unchanged", "changed"]
    );
    world.get_as(&his, &path).await.expect(404);
    family[2] = line("elsa", Some(&["anna", "erik"]));
    send_lines(&world, &token, &family).await;
    world.get_as(&his, &path).await.expect(200);
    assert_eq!(outcomes(&send_lines(&world, &token, &family).await), ["unchanged"; 3]);
    // Left out, guardians stay as they are.
    family[2] = line("elsa", None);
    assert_eq!(outcomes(&send_lines(&world, &token, &family).await), ["unchanged"; 3]);
    world.get_as(&his, &path).await.expect(200);

    family[2]["protectedIdentity"] = true.into();
    assert_eq!(
        outcomes(&send_lines(&world, &token, &family).await),
        ["unchanged", "unchanged", "changed"]
    );
    world.get_as(&hers, &path).await.expect(404);
    world.get_as(&his, &path).await.expect(404);

    family[0]["deceasedOn"] = "2026-11-22".into();
    send_lines(&world, &token, &family).await;
    world.get_as(&hers, "/sessions/current").await.expect(401);
}

#[tokio::test]
async fn what_residents_decide_themselves_is_not_the_registers() {
    let world = World::new().await;
    let anna = world.resident("anna");
    let token = register(&world).await;
    let mut told = line("anna", None);
    told["familyName"] = "Nygift".into();
    assert_eq!(outcomes(&send_lines(&world, &token, &[told]).await), ["changed"]);
    let row = world.texts(&format!(
        "select family_name || ' ' || email || ' ' || terms_version || ' ' || version as it
         from resident where id = '{anna}'"
    ));
    assert_eq!(row, ["Nygift anna@example.invalid 2026-01 2"]);
}

#[tokio::test]
async fn the_register_has_its_own_door_and_measure() {
    let world = World::new().await;
    let token = register(&world).await;
    let anna = world.resident_session(world.resident("anna")).await;
    let other = world.system_session(world.client(&[Scope::UnitsRead]).id).await;
    let file = line("erik", None).to_string();
    send_file(&world, &anna, file.clone()).await.expect(403);
    send_file(&world, &other, file.clone()).await.expect(403);
    let request = world.request("POST", "/register-imports").bearer_auth(&token);
    send(request.json(&line("erik", None))).await.expect(415);
    assert_eq!(world.texts("select count(*)::text as it from resident"), ["1"]);

    let blank = send_file(&world, &token, "\n\n").await.expect(200).json();
    assert_eq!(blank["lines"], json!([]));
    let too_many = "{}\n".repeat(10_001);
    let refused = send_file(&world, &token, too_many).await.expect(413);
    assert_eq!(refused.problem(), "body-too-large");
    // Larger than any other body may be, and taken.
    let padding = format!("{file}{}", " ".repeat(1_000_000));
    send_file(&world, &token, padding).await.expect(200);
}

#[tokio::test]
async fn two_files_at_once_make_one_of_each() {
    let world = World::new().await;
    let token = register(&world).await;
    let file = [line("anna", None), line("erik", None), line("elsa", Some(&["anna", "erik"]))];
    let race = futures_util::future::join_all((0..4).map(|_| send_lines(&world, &token, &file)));
    let created: i64 = race.await.iter().filter_map(|answer| answer["created"].as_i64()).sum();
    assert_eq!(created, 3);
    assert_eq!(world.texts("select count(*)::text as it from guardianship"), ["2"]);
}
