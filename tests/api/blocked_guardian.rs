//! Must show 5: a guardian walks every operation of the document before and after being kept from a
//! child. Afterwards nothing of the child is found anywhere, and what is answered about the child is
//! byte for byte what is answered about one who is not there. The operations and their parameters
//! are taken from the document, so that a new one is walked from the day it is there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::Shown,
    people::{facts, number},
    protection::Danger,
    world::{Answer, World, new_id, send},
};

const SECRET: &str = "hemlig klåda på armbågen";
const REPLY: &str = "Kom till oss på onsdag klockan nio";

const FILE: &str = "hemligt utslag.png";

/// A file that went with the first message of that case.
fn attach(world: &World, case: &str, by: Uuid) {
    let id = new_id();
    world.sql(&format!(
        "insert into attachment (id, case_id, message_id, place, uploaded_by_resident_id, name,
            media_type, begun_at, arrived_at, bytes, sha256, scan, scan_due_at, move_due_at)
         select '{id}', case_id, id, 1, '{by}', '{FILE}', 'image/png', sent_at, sent_at, 4,
            sha256('\\x89504e47'), 'clean', sent_at, sent_at
         from case_message where case_id = '{case}' and seq = 1;
         insert into attachment_piece (attachment_id, seq, bytes)
         values ('{id}', 0, '\\x89504e47')"
    ));
}

/// One operation as the document tells it.
struct Operation {
    id: String,
    method: String,
    path: String,
    body: Option<(String, Value)>,
}

fn document() -> Value {
    let raw = serde_json::from_str(&etjanster::api::service().spec()).expect("JSON");
    etjanster::document::finish(raw)
}

fn operations() -> Vec<Operation> {
    let document = document();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("a path item") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            // What is followed never ends, and is public.
            if operation["responses"]["200"]["content"]["text/event-stream"].is_object() {
                assert_eq!(operation["security"], json!([]), "{id}");
                continue;
            }
            let content = operation["requestBody"]["content"].as_object();
            let body = content.and_then(|content| content.iter().next()).map(|(kind, content)| {
                let reference = content["schema"]["$ref"].as_str().unwrap_or_default();
                let name = reference.rsplit('/').next().unwrap_or_default();
                let schema = &document["components"]["schemas"][name];
                let examples = [&content["example"], &schema["example"]];
                let example = examples.into_iter().find(|example| !example.is_null());
                (kind.clone(), example.cloned().unwrap_or_else(|| json!({})))
            });
            all.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                body,
            });
        }
    }
    all
}

fn parameters(path: &str) -> Vec<String> {
    path.split('{').skip(1).filter_map(|part| Some(part.split('}').next()?.to_owned())).collect()
}

/// A guardian's world and, in it, everything of one child's.
struct Walk {
    danger: Danger,
    /// Ids that are the child's, or about the child.
    childs: BTreeSet<Uuid>,
    /// What betrays the child, in any letter case.
    traces: Vec<String>,
}

/// Tables' rows that belong to somebody or to a case of theirs.
fn ids_about(world: &World, resident: Uuid) -> BTreeSet<Uuid> {
    let columns = world.texts(
        "select c.table_name || '.' || c.column_name as it from information_schema.columns c
         join information_schema.columns i on i.table_name = c.table_name
            and i.table_schema = c.table_schema and i.column_name = 'id' and i.data_type = 'uuid'
         join information_schema.tables t on t.table_name = c.table_name
            and t.table_schema = c.table_schema and t.table_type = 'BASE TABLE'
         where c.table_schema = 'public' and c.data_type = 'uuid'
           and c.column_name in ('resident_id', 'child_id', 'subject_id', 'case_id')
           and c.table_name not in ('audit_entry', 'idempotency_key')",
    );
    let mut ids = BTreeSet::from([resident]);
    // Twice: what hangs on a case hangs on the child.
    for _ in 0..2 {
        let known: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
        for column in &columns {
            let (table, name) = column.split_once('.').expect("a table and a column");
            let sql = format!(
                "select id::text as it from {table} where {name} in ({})",
                known.join(", ")
            );
            ids.extend(world.texts(&sql).iter().map(|id| id.parse::<Uuid>().expect("an id")));
        }
    }
    ids
}

impl Walk {
    /// Anna has a case of her own; Erik, the other guardian, writes in the child's name.
    async fn new() -> Self {
        let danger = Danger::new().await;
        let (clinic, world) = (&danger.clinic, danger.world());
        clinic.awaiting().await;
        let body = json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type,
            "answers": { "reason": SECRET } });
        let path = format!("/residents/{}/cases", danger.child);
        let begin = async || {
            let answer = world.post_as(&danger.erik.token, &path, None, &body).await.expect(201);
            Shown::of(&answer)
        };
        begin().await;
        let draft = begin().await;
        let new = clinic.step(&danger.erik.token, &draft, "submissions", json!({})).await;
        let to = json!({ "handlerId": clinic.handler.id });
        let case = clinic.step(&clinic.receiver.token, &new, "distributions", to).await;
        let ask = json!({ "kind": "counter-question", "body": REPLY });
        clinic.step(&clinic.handler.token, &case, "replies", ask).await;
        attach(world, &case.id, danger.erik.id);
        let childs = ids_about(world, danger.child);
        let text = |name: &str| facts("alva")[name].as_str().expect("text").to_owned();
        let short = number("alva").to_owned();
        let mut traces = vec![
            text("givenName"),
            format!("{}-{}", &short[..8], &short[8..]),
            short,
            SECRET.to_owned(),
            REPLY.to_owned(),
            FILE.to_owned(),
            "alva@example.invalid".to_owned(),
        ];
        traces.extend(world.texts(&format!(
            "select number as it from case_file where subject_id = '{}'",
            danger.child
        )));
        traces.extend(childs.iter().map(Uuid::to_string));
        let traces = traces.into_iter().map(|trace| trace.to_lowercase()).collect();
        Self { danger, childs, traces }
    }

    fn world(&self) -> &World {
        self.danger.world()
    }

    /// What a path parameter may stand for: the known ones by name, and any id there is for others.
    fn candidates(&self, name: &str) -> Vec<String> {
        let clinic = &self.danger.clinic;
        let texts = |ids: &[Uuid]| ids.iter().map(Uuid::to_string).collect();
        let rows = |table: &str| {
            self.world().texts(&format!("select id::text as it from {table} order by id limit 20"))
        };
        match name {
            "residentId" => texts(&[clinic.anna.id, self.danger.child]),
            "unitId" => texts(&[clinic.unit]),
            "caseTypeId" => texts(&[clinic.case_type]),
            "caseId" => rows("case_file"),
            "inboxItemId" | "itemId" => rows("inbox_item"),
            "attachmentId" => rows("attachment"),
            "staffId" => texts(&[clinic.handler.id]),
            "regionCode" => vec!["19".into()],
            _ => {
                let mut all: Vec<String> = self.childs.iter().map(Uuid::to_string).collect();
                all.truncate(12);
                all
            }
        }
    }

    /// Every way to fill a path's parameters in.
    fn filled(&self, path: &str) -> Vec<String> {
        let mut paths = vec![path.to_owned()];
        for name in parameters(path) {
            let candidates = self.candidates(&name);
            paths = paths
                .iter()
                .flat_map(|path| {
                    let fill = |value: &String| path.replace(&format!("{{{name}}}"), value);
                    candidates.iter().map(fill).collect::<Vec<_>>()
                })
                .take(150)
                .collect();
        }
        paths
    }

    async fn ask(&self, token: &str, path: &str) -> Answer {
        self.world().get_as(token, path).await
    }

    /// Every GET there is, as Anna.
    async fn walk(&self, token: &str) -> BTreeMap<String, Seen> {
        let mut seen = BTreeMap::new();
        for operation in operations().iter().filter(|operation| operation.method == "GET") {
            for path in self.filled(&operation.path) {
                let answer = self.ask(token, &path).await;
                assert!(answer.status < 500, "{} {path}: {}", operation.id, answer.status);
                seen.insert(path, Seen::of(&answer));
            }
        }
        seen
    }

    /// Where the child is found in what was answered. What was asked is not an answer.
    fn betrayals(&self, seen: &BTreeMap<String, Seen>) -> Vec<String> {
        let mut found = Vec::new();
        for (path, seen) in seen {
            let said = seen.text.to_lowercase();
            // A problem repeats the path it is about.
            let asked: Vec<&str> = path.split('/').collect();
            for trace in self.traces.iter().filter(|trace| !asked.contains(&trace.as_str())) {
                if said.contains(trace) {
                    found.push(format!("{path}: {trace}"));
                }
            }
            let about_child = asked
                .iter()
                .any(|part| part.parse::<Uuid>().is_ok_and(|id| self.childs.contains(&id)));
            if about_child && seen.status < 400 {
                found.push(format!("{path}: {}", seen.status));
            }
        }
        found
    }
}

/// An answer without what differs between any two.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    status: u16,
    text: String,
}

/// Headers that differ between any two answers, whatever they are about.
const RESTLESS: [&str; 6] =
    ["date", "x-request-id", "traceparent", "ratelimit", "ratelimit-policy", "etag-of-request"];

impl Seen {
    fn of(answer: &Answer) -> Self {
        let mut text = String::new();
        for (name, value) in &answer.headers {
            if !RESTLESS.contains(&name.as_str()) {
                text += &format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()));
            }
        }
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let body = match serde_json::from_str::<Value>(&body) {
            Ok(mut json) if json["traceId"].is_string() => {
                // Kept in place, so that every other byte is compared.
                let trace = json["traceId"].take();
                body.replace(trace.as_str().unwrap_or_default(), "TRACE")
            }
            _ => body,
        };
        Self { status: answer.status, text: text + &body }
    }

    /// What others have done to keep somebody safe, as an access log would tell it.
    fn told_by_staff(&self) -> Vec<String> {
        let body = self.text.find('{').map_or("null", |at| &self.text[at..]);
        let log: Value = serde_json::from_str(body).unwrap_or_default();
        let entries = log["items"].as_array().cloned().unwrap_or_default();
        let tells = |entry: &Value| {
            let action = entry["action"].as_str().unwrap_or_default();
            let safety = ["protection", "guardian-block", "log-in-lock"];
            entry["actorKind"] == "staff" && safety.iter().any(|name| action.starts_with(name))
        };
        entries.iter().filter(|entry| tells(entry)).map(Value::to_string).collect()
    }

    /// The same with an id as any id.
    fn without(&self, id: Uuid) -> Self {
        Self { status: self.status, text: self.text.replace(&id.to_string(), "ID") }
    }
}

/// How the guardian's right ends, and what the other guardian sees afterwards.
enum End {
    Block,
    Protect,
    /// The register tells that the child's identity is protected (E-12).
    ProtectedIdentity,
}

async fn end(walk: &Walk, how: &End) {
    let (danger, world) = (&walk.danger, walk.world());
    match how {
        End::Block => drop(danger.block().await.expect(201)),
        End::Protect => drop(danger.protect().await.expect(201)),
        End::ProtectedIdentity => {
            let system = world.client(&[etjanster::access::Scope::RegisterWrite]);
            let token = world.system_session(system.id).await;
            let line = json!({ "personalNumber": number("alva"), "sex": "female",
                "givenName": facts("alva")["givenName"], "familyName": facts("alva")["surname"],
                "regionCode": "19", "protectedIdentity": true,
                "guardians": [number("anna"), number("erik")] });
            let request = world.request("POST", "/register-imports").bearer_auth(&token);
            let request = request.header("content-type", "application/x-ndjson");
            send(request.body(line.to_string())).await.expect(200);
        }
    }
}

/// Walks before there was a child, with the child, and after.
async fn nothing_is_left(how: End) {
    let walk = Walk::new().await;
    let (danger, world) = (&walk.danger, walk.world());
    let anna = danger.clinic.anna.id;
    let token = world.resident_session(anna).await;
    world.sql(&format!("delete from guardianship where guardian_id = '{anna}'"));
    let childless = walk.walk(&token).await;
    assert_eq!(walk.betrayals(&childless), Vec::<String>::new(), "the walk itself betrays nobody");
    world.guardian_of(anna, danger.child);
    let before = walk.walk(&token).await;
    let betrayed = walk.betrayals(&before);
    assert!(betrayed.len() > 20, "before, the child is everywhere: {betrayed:?}");

    end(&walk, &how).await;
    let after = walk.walk(&token).await;

    assert_eq!(walk.betrayals(&after), Vec::<String>::new());
    for (path, seen) in &after {
        // One's own walks are recorded, so the record of them grows from walk to walk.
        if path.ends_with("/access-log") {
            assert_eq!(seen.told_by_staff(), Vec::<String>::new(), "{path}");
            continue;
        }
        assert_eq!(Some(seen), childless.get(path), "{path}: as if there had never been a child");
    }
}

// proves: A-5, LB-4, E-13
#[tokio::test]
async fn a_blocked_guardian_finds_nothing_of_the_child_in_any_answer() {
    nothing_is_left(End::Block).await;
}

#[tokio::test]
async fn a_protected_child_is_nowhere_in_what_its_guardian_is_answered() {
    nothing_is_left(End::Protect).await;
}

// proves: B-85, E-12
#[tokio::test]
async fn a_protected_identity_leaves_nothing_of_the_child_to_its_guardian() {
    nothing_is_left(End::ProtectedIdentity).await;
}

/// Asks the same of two ids and compares everything that comes back.
async fn compare(walk: &Walk, token: &str, operation: &Operation, path: &str, id: Uuid) {
    let stranger = new_id();
    let answers = [id, stranger].map(|id| async move {
        let world = walk.world();
        let path = path.replace("ID", &id.to_string());
        let mut request = world.request(&operation.method, &path).bearer_auth(token);
        if operation.method != "GET" {
            request = request
                .header("if-match", "\"v1\"")
                .header("idempotency-key", new_id().to_string());
        }
        if let Some((kind, example)) = &operation.body {
            request = request.header("content-type", kind).body(example.to_string());
        }
        Seen::of(&send(request).await).without(id)
    });
    let [of_child, of_nobody] = answers;
    let (of_child, of_nobody) = (of_child.await, of_nobody.await);
    assert_eq!(of_child, of_nobody, "{} {path}", operation.id);
    // Giving back what one does not have is done already.
    let nothing_to_do = operation.method == "DELETE" && of_child.status == 204;
    let status = of_child.status;
    assert!(status >= 400 || nothing_to_do, "{} {path}: {status}", operation.id);
}

/// Every operation that names the child or a thing of the child's, against one that is not there.
async fn the_child_is_answered_like_nobody(how: End) {
    let walk = Walk::new().await;
    end(&walk, &how).await;
    let token = walk.world().resident_session(walk.danger.clinic.anna.id).await;
    let mut compared = 0;
    for operation in operations() {
        for name in parameters(&operation.path) {
            let about_child = walk.candidates(&name);
            let about_child = about_child.iter().filter_map(|id| id.parse::<Uuid>().ok());
            for id in about_child.filter(|id| walk.childs.contains(id)).take(3) {
                // The parameter in question varies; the others are the guardian's own world.
                let mut path = operation.path.replace(&format!("{{{name}}}"), "ID");
                for other in parameters(&path) {
                    let another = |candidate: &String| *candidate != id.to_string();
                    let value = walk.candidates(&other).into_iter().find(another);
                    path = path.replace(&format!("{{{other}}}"), &value.unwrap_or_default());
                }
                compare(&walk, &token, &operation, &path, id).await;
                compared += 1;
            }
        }
    }
    assert!(compared > 30, "{compared}");
}

// proves: A-5, LB-4
#[tokio::test]
async fn a_blocked_child_is_answered_like_one_that_is_not_there() {
    the_child_is_answered_like_nobody(End::Block).await;
}

// proves: E-12
#[tokio::test]
async fn a_child_with_a_protected_identity_is_answered_like_one_that_is_not_there() {
    the_child_is_answered_like_nobody(End::ProtectedIdentity).await;
}
