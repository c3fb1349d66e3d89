//! Files in cases: what can be attached by whom and when, what is taken out or turned away, and how
//! they are read.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Shown},
    edge::connect,
    samples::*,
    world::{Answer, NOON, World, new_id, send, wait_until},
};

const MEGABYTES_20: usize = 20_971_520;

/// A clinic whose case type asks for files.
pub async fn clinic_with(settings: &[(&str, &str)]) -> Clinic {
    let clinic = Clinic::in_world(World::with(settings).await).await;
    asks_for_files(&clinic.world, clinic.case_type);
    clinic
}

async fn clinic() -> Clinic {
    clinic_with(&[]).await
}

/// Gives a case type a new edition of its form, with room for five files.
pub fn asks_for_files(world: &World, case_type: Uuid) {
    let components = json!([
        { "id": "reason", "kind": "text", "label": "Vad gäller det?", "required": true },
        { "id": "files", "kind": "attachment", "label": "Bilder", "many": true },
    ]);
    world.sql(&format!(
        "insert into form_version (id, case_type_id, number, components, published_at)
         values ('{}', '{case_type}', 2, '{components}', '{NOON}')",
        new_id()
    ));
}

pub fn upload_of(
    world: &World,
    token: &str,
    case: &Shown,
    (media, name): (&str, &str),
    bytes: impl Into<reqwest::Body>,
) -> reqwest::RequestBuilder {
    world
        .request("POST", &case.path("attachments"))
        .bearer_auth(token)
        .header("idempotency-key", new_id().to_string())
        .header("content-type", media)
        .header("content-disposition", format!("attachment; filename*=UTF-8''{name}"))
        .body(bytes)
}

pub async fn upload(clinic: &Clinic, token: &str, case: &Shown, bytes: Vec<u8>) -> Answer {
    let kind = kind_of(&bytes);
    send(upload_of(&clinic.world, token, case, kind, bytes)).await
}

fn kind_of(bytes: &[u8]) -> (&'static str, &'static str) {
    match bytes.first() {
        Some(b'%') => ("application/pdf", "remiss.pdf"),
        Some(b'G') => ("image/gif", "rorlig.gif"),
        Some(0x89) => ("image/png", "bild.png"),
        _ => ("image/jpeg", "hand.jpg"),
    }
}

/// Uploads what is taken in; its id.
pub async fn uploaded(clinic: &Clinic, token: &str, case: &Shown, bytes: Vec<u8>) -> String {
    let answer = upload(clinic, token, case, bytes).await.expect(201);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// A draft of Anna's with those answers to the question about files.
async fn draft_with(clinic: &Clinic, draft: &Shown, files: &[String]) -> Shown {
    let body = json!({ "answers": { "reason": "Utslag", "files": files } });
    let request = clinic.world.request("PUT", &draft.path("draft")).bearer_auth(&clinic.anna.token);
    Shown::of(&send(request.header("if-match", &draft.etag).json(&body)).await.expect(200))
}

/// A case that Anna has sent with those files.
pub async fn sent_with(clinic: &Clinic, bytes: Vec<Vec<u8>>) -> (Shown, Vec<String>) {
    let draft = clinic.draft().await;
    let mut ids = Vec::new();
    for file in bytes {
        ids.push(uploaded(clinic, &clinic.anna.token, &draft, file).await);
    }
    let draft = draft_with(clinic, &draft, &ids).await;
    (clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await, ids)
}

pub async fn content(clinic: &Clinic, token: &str, case: &Shown, id: &str) -> Answer {
    clinic.world.get_as(token, &case.path(&format!("attachments/{id}/content"))).await
}

fn count(world: &World, what: &str) -> i64 {
    world.texts(&format!("select count(*)::text as it from {what}"))[0].parse().expect("a number")
}

async fn reply_with(clinic: &Clinic, case: &Shown, kind: &str, ids: &[String]) -> Answer {
    let body = json!({ "kind": kind, "body": "Se bilagan.", "attachmentIds": ids });
    clinic.attempt(&clinic.handler.token, case, "replies", body).await
}

// proves: B-60, B-63, B-64
#[tokio::test]
async fn a_resident_sends_files_of_every_kind_and_the_unit_reads_them() {
    let clinic = clinic().await;
    let files = vec![png(), gif(), jpeg(), pdf()];
    let (case, ids) = sent_with(&clinic, files.clone()).await;
    let shown = &case.json["messages"][0]["attachments"];
    let named: Vec<&str> = (0..4).map(|n| shown[n]["name"].as_str().expect("a name")).collect();
    assert_eq!(named, ["bild.png", "rorlig.gif", "hand.jpg", "remiss.pdf"]);
    for (n, file) in files.iter().enumerate() {
        let answer = content(&clinic, &clinic.receiver.token, &case, &ids[n]).await.expect(200);
        assert_eq!(&answer.body, file);
        assert_eq!(answer.header("content-type"), kind_of(file).0);
        assert_eq!(shown[n]["mediaType"], kind_of(file).0);
        assert_eq!(shown[n]["bytes"], file.len());
        assert_eq!(
            answer.header("etag"),
            format!("\"{}\"", shown[n]["checksum"].as_str().expect("hex"))
        );
        assert_eq!(shown[n]["state"], "ready");
    }
    let body = case.json["messages"][0]["body"].as_str().expect("text");
    assert!(body.contains("Bilder\n4 bilagor"), "{body}");
}

#[tokio::test]
async fn a_file_is_given_out_to_be_saved_and_nothing_else() {
    let clinic = clinic().await;
    let (case, ids) = sent_with(&clinic, vec![png()]).await;
    let answer = content(&clinic, &clinic.anna.token, &case, &ids[0]).await.expect(200);
    for (name, value) in [
        ("content-disposition", "attachment; filename=\"bild.png\"; filename*=UTF-8''bild.png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
        ("cache-control", "no-store"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let last = clinic.world.audit().pop();
    assert_eq!(last.as_deref(), Some("case.read-attachment done"));
    let about = clinic.world.texts(
        "select subject_id || ' ' || patient_id || ' ' || unit_id as it from audit_entry
         where action = 'case.read-attachment'",
    );
    assert_eq!(about, [format!("{} {} {}", ids[0], clinic.anna.id, clinic.unit)]);
}

// proves: B-62, M-16
#[tokio::test]
async fn staff_attach_to_answers_questions_and_distributions_only() {
    let clinic = clinic().await;
    let new = clinic.new_case().await;
    let given = uploaded(&clinic, &clinic.receiver.token, &new, pdf()).await;
    upload(&clinic, &clinic.handler.token, &new, pdf()).await.expect(404);
    let to = |reply: Option<&str>, id: &str| {
        let mut body = json!({ "handlerId": clinic.handler.id, "attachmentIds": [id] });
        if let Some(reply) = reply {
            body["partialReply"] = reply.into();
        }
        body
    };
    let silent =
        clinic.attempt(&clinic.receiver.token, &new, "distributions", to(None, &given)).await;
    assert_eq!(silent.expect(422).json()["errors"][0]["code"], "attachments-not-taken");
    let with_reply = to(Some("Se broschyren."), &given);
    let case = clinic.step(&clinic.receiver.token, &new, "distributions", with_reply).await;
    assert_eq!(case.json["messages"][1]["attachments"][0]["id"], given);

    // From now on it is the handler's.
    upload(&clinic, &clinic.receiver.token, &case, pdf()).await.expect(409);
    upload(&clinic, &clinic.other_handler.token, &case, pdf()).await.expect(404);
    let asked = uploaded(&clinic, &clinic.handler.token, &case, pdf()).await;
    let told = reply_with(&clinic, &case, "partial-reply", std::slice::from_ref(&asked)).await;
    assert_eq!(told.expect(422).json()["errors"][0]["pointer"], "/attachmentIds");
    let case =
        Shown::of(&reply_with(&clinic, &case, "counter-question", &[asked]).await.expect(201));
    assert!(case.json["_links"]["attach"].is_object());
    let answered = uploaded(&clinic, &clinic.handler.token, &case, pdf()).await;
    let case = Shown::of(&reply_with(&clinic, &case, "answer", &[answered]).await.expect(201));
    assert!(case.json["_links"]["attach"].is_null());
    let late = upload(&clinic, &clinic.handler.token, &case, pdf()).await.expect(409);
    assert_eq!(late.problem(), "case-closed");
}

// proves: B-63
#[tokio::test]
async fn a_resident_attaches_only_where_the_form_asks_for_it() {
    let clinic = Clinic::new().await;
    let draft = clinic.draft().await;
    let refused = upload(&clinic, &clinic.anna.token, &draft, png()).await.expect(409);
    assert_eq!(refused.problem(), "attachment-not-asked-for");
    asks_for_files(&clinic.world, clinic.case_type);
    let draft = clinic.draft().await;
    uploaded(&clinic, &clinic.anna.token, &draft, png()).await;
    // Staff may answer any type with files.
    let case = clinic.assigned().await;
    uploaded(&clinic, &clinic.handler.token, &case, png()).await;
    let answer = upload(&clinic, &clinic.anna.token, &case, png()).await.expect(409);
    assert_eq!(answer.problem(), "case-not-replyable");
}

#[tokio::test]
async fn a_resident_answers_a_question_with_a_picture() {
    let clinic = clinic().await;
    let case = clinic.awaiting().await;
    let id = uploaded(&clinic, &clinic.anna.token, &case, jpeg()).await;
    let body = json!({ "body": "Så här ser det ut.", "attachmentIds": [id] });
    let case = clinic.step(&clinic.anna.token, &case, "messages", body).await;
    let last = case.json["messages"].as_array().expect("messages").last().expect("one").clone();
    assert_eq!(last["attachments"][0]["id"], id);
    content(&clinic, &clinic.handler.token, &case, &id).await.expect(200);
    content(&clinic, &clinic.other_handler.token, &case, &id).await.expect(404);
}

// proves: E-10, B-60, B-61
#[tokio::test]
async fn five_files_of_twenty_megabytes_are_taken_and_no_sixth_and_no_docx() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(uploaded(&clinic, &clinic.anna.token, &draft, jpeg()).await);
    }
    let six = draft_with(&clinic, &draft, &ids).await;
    let refused = clinic.attempt(&clinic.anna.token, &six, "submissions", json!({})).await;
    refused.expect(422);
    let five = draft_with(&clinic, &six, &ids[..5]).await;
    let sent = clinic.step(&clinic.anna.token, &five, "submissions", json!({})).await;
    assert_eq!(sent.json["messages"][0]["attachments"].as_array().map(Vec::len), Some(5));

    let draft = clinic.draft().await;
    let mut whole = large_jpeg(MEGABYTES_20);
    let more = whole.len() - MEGABYTES_20;
    whole.drain(2000..2000 + more);
    assert_eq!(whole.len(), MEGABYTES_20);
    let id = uploaded(&clinic, &clinic.anna.token, &draft, whole.clone()).await;
    let read = content(&clinic, &clinic.anna.token, &draft, &id).await.expect(200);
    assert!(read.body == whole, "every byte is there");
    whole.insert(2000, 1);
    let large = upload(&clinic, &clinic.anna.token, &draft, whole).await.expect(413);
    assert_eq!(large.problem(), "body-too-large");

    let docx = b"PK\x03\x04 a docx".to_vec();
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let request =
        upload_of(&clinic.world, &clinic.anna.token, &draft, (word, "brev.docx"), docx.clone());
    assert_eq!(send(request).await.expect(415).problem(), "unsupported-media-type");
    let request =
        upload_of(&clinic.world, &clinic.anna.token, &draft, ("application/pdf", "brev.pdf"), docx);
    assert_eq!(send(request).await.expect(415).problem(), "unsupported-media-type");
    let request =
        upload_of(&clinic.world, &clinic.anna.token, &draft, ("image/png", "b.png"), jpeg());
    assert_eq!(send(request).await.expect(415).problem(), "unsupported-media-type");
}

// proves: E-10, B-61
#[tokio::test]
async fn staff_send_ten_files_and_not_eleven() {
    let clinic = clinic().await;
    let case = clinic.assigned().await;
    let mut ids = Vec::new();
    for _ in 0..11 {
        ids.push(uploaded(&clinic, &clinic.handler.token, &case, gif()).await);
    }
    let eleven = reply_with(&clinic, &case, "counter-question", &ids).await.expect(422);
    assert_eq!(eleven.problem(), "attachment-too-many");
    let sent =
        Shown::of(&reply_with(&clinic, &case, "counter-question", &ids[..10]).await.expect(201));
    assert_eq!(sent.json["messages"][1]["attachments"].as_array().map(Vec::len), Some(10));
    for _ in 0..19 {
        uploaded(&clinic, &clinic.handler.token, &sent, gif()).await;
    }
    let heaped = upload(&clinic, &clinic.handler.token, &sent, gif()).await.expect(422);
    assert_eq!(heaped.problem(), "attachment-too-many");
}

// proves: B-65
#[tokio::test]
async fn a_photo_loses_the_place_it_was_taken_at() {
    let clinic = clinic().await;
    let (case, ids) = sent_with(&clinic, vec![jpeg_of(2, 2, &[exif(6)], &[7])]).await;
    let read = content(&clinic, &clinic.receiver.token, &case, &ids[0]).await.expect(200).body;
    assert!(!read.windows(3).any(|part| part == b"GPS"));
    assert!(read.windows(6).any(|part| part == b"Exif\0\0"), "it still says which way is up");
    let pieces = clinic.world.texts("select encode(bytes, 'escape') as it from attachment_piece");
    assert!(!pieces.concat().contains("GPS"));
}

#[tokio::test]
async fn files_that_are_more_than_they_say_are_turned_away_and_leave_nothing() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    let script = "4 0 obj\n<< /S /JavaScript /JS (app.alert) >>\nendobj\n";
    for (bytes, why) in [
        ([png(), ZIP.to_vec()].concat(), "något mer"),
        ([gif(), b"<script>".to_vec()].concat(), "något mer"),
        ([jpeg(), pdf()].concat(), "något mer"),
        (png_of(60_000, 60_000, &[]), "för stor att visa"),
        (jpeg_of(60_000, 60_000, &[], &[1]), "för stor att visa"),
        (png()[..40].to_vec(), "skadad"),
        (pdf_with(script), "Skriv ut den"),
        (pdf_with_packed(b"4 0 << /S /Launch >>", "/FlateDecode"), "Skriv ut den"),
        (pdf_with("<< /Encrypt 4 0 R >>\n"), "låst"),
    ] {
        let answer = upload(&clinic, &clinic.anna.token, &draft, bytes).await.expect(422);
        assert_eq!(answer.problem(), "attachment-refused");
        let detail = answer.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.contains(why), "{detail}");
    }
    upload(&clinic, &clinic.anna.token, &draft, Vec::new()).await.expect(415);
    assert_eq!(count(&clinic.world, "attachment"), 0);
    assert_eq!(count(&clinic.world, "attachment_piece"), 0);
    assert_eq!(clinic.world.audit().last().map(String::as_str), Some("case.attach done"));
    let refused = clinic.world.audit().iter().filter(|line| *line == "case.attach refused").count();
    assert_eq!(refused, 9);
}

#[tokio::test]
async fn names_are_told_whole_and_end_no_header() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    for (given, shown) in [
        ("s%C3%A5r%20p%C3%A5%20hand%22%3B%20x=1.jpg", "sår på hand\"; x=1.jpg"),
        ("..%2F..%2Fetc%2Fpasswd", "passwd.jpg"),
        ("a%0D%0AX-Evil%3A%201.jpg", "aX-Evil: 1.jpg"),
        ("virus.exe", "virus.exe.jpg"),
    ] {
        let request =
            upload_of(&clinic.world, &clinic.anna.token, &draft, ("image/jpeg", given), jpeg());
        let answer = send(request).await.expect(201).json();
        assert_eq!(answer["name"], shown);
        let id = answer["id"].as_str().expect("an id");
        let read = content(&clinic, &clinic.anna.token, &draft, id).await.expect(200);
        assert_eq!(read.header("x-evil"), "");
        assert!(read.header("content-disposition").starts_with("attachment; filename=\""));
    }
    for bad in ["attachment", "attachment; filename*=UTF-8''%2F", "form-data; filename=x.jpg"] {
        let request =
            upload_of(&clinic.world, &clinic.anna.token, &draft, ("image/jpeg", "x"), jpeg());
        let mut request = request.build().expect("a request");
        request.headers_mut().insert("content-disposition", bad.parse().expect("ASCII"));
        let status = reqwest::Client::new().execute(request).await.expect("an answer").status();
        assert_eq!(status.as_u16(), 422, "{bad}");
    }
}

#[tokio::test]
async fn parts_of_a_file_can_be_asked_for() {
    let clinic = clinic().await;
    let file = large_jpeg(300_000);
    let (case, ids) = sent_with(&clinic, vec![file.clone()]).await;
    let path = case.path(&format!("attachments/{}/content", ids[0]));
    let ask = async |headers: &[(&str, &str)]| {
        let mut request = clinic.world.request("GET", &path).bearer_auth(&clinic.anna.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(request).await
    };
    let length = file.len();
    let etag = ask(&[]).await.expect(200).header("etag").to_owned();
    for (range, from, to) in [
        ("bytes=0-9", 0, 10),
        ("bytes=131000-262200", 131_000, 262_201),
        ("bytes=262144-", 262_144, length),
        ("bytes=-5", length - 5, length),
    ] {
        let part = ask(&[("range", range), ("if-range", &etag)]).await.expect(206);
        assert!(part.body == file[from..to], "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/{length}", to - 1));
        assert_eq!(part.header("content-length"), (to - from).to_string());
    }
    let other = ask(&[("range", "bytes=0-9"), ("if-range", "\"other\"")]).await.expect(200);
    assert_eq!(other.body.len(), length);
    ask(&[("range", "bytes=0-1,5-6")]).await.expect(200);
    let beyond = ask(&[("range", &format!("bytes={length}-"))]).await.expect(416);
    assert_eq!(beyond.problem(), "range-not-satisfiable");
    assert_eq!(beyond.header("content-range"), format!("bytes */{length}"));
}

#[tokio::test]
async fn what_waits_is_seen_by_its_own_side_only_and_can_be_taken_back() {
    let clinic = clinic().await;
    let case = clinic.awaiting().await;
    let residents = uploaded(&clinic, &clinic.anna.token, &case, png()).await;
    let handlers = uploaded(&clinic, &clinic.handler.token, &case, pdf()).await;
    let waiting = async |token: &str| {
        let list = clinic.world.get_as(token, &case.path("attachments")).await.expect(200).json();
        let ids = list["items"].as_array().expect("items").iter();
        ids.map(|item| item["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&clinic.anna.token).await, std::slice::from_ref(&residents));
    assert_eq!(waiting(&clinic.handler.token).await, std::slice::from_ref(&handlers));
    assert_eq!(waiting(&clinic.receiver.token).await, [""; 0]);
    content(&clinic, &clinic.handler.token, &case, &residents).await.expect(404);
    content(&clinic, &clinic.receiver.token, &case, &handlers).await.expect(404);
    content(&clinic, &clinic.anna.token, &case, &handlers).await.expect(404);
    let stolen = reply_with(&clinic, &case, "answer", std::slice::from_ref(&residents)).await;
    assert_eq!(stolen.expect(422).json()["errors"][0]["code"], "attachment");

    let remove = async |token: &str, id: &str| {
        let path = case.path(&format!("attachments/{id}"));
        send(clinic.world.request("DELETE", &path).bearer_auth(token)).await
    };
    remove(&clinic.handler.token, &residents).await.expect(404);
    remove(&clinic.anna.token, &residents).await.expect(204);
    remove(&clinic.anna.token, &residents).await.expect(404);
    assert_eq!(waiting(&clinic.anna.token).await, [""; 0]);
    reply_with(&clinic, &case, "answer", std::slice::from_ref(&handlers)).await.expect(201);
    let sent = remove(&clinic.handler.token, &handlers).await.expect(409);
    assert_eq!(sent.problem(), "attachment-sent");
}

// proves: B-64
#[tokio::test]
async fn what_was_sent_never_changes_and_goes_with_its_case() {
    let clinic = clinic().await;
    let (_, ids) = sent_with(&clinic, vec![png()]).await;
    let mut conn = clinic.world.conn();
    let mut attempt = |sql: &str| {
        use diesel::connection::SimpleConnection;
        conn.batch_execute(&sql.replace("{id}", &ids[0])).map_err(|error| error.to_string())
    };
    for change in
        ["name = 'annat.png'", "message_id = null, place = null", "bytes = 1", "place = 2"]
    {
        let refused = attempt(&format!("update attachment set {change} where id = '{{id}}'"));
        assert!(refused.is_err_and(|why| why.contains("never changes")), "{change}");
    }
    attempt("update attachment set object_key = 'a/b' where id = '{id}'").expect("it may move");
    // As the purge does it, which may delete messages.
    attempt(
        "alter table case_message disable trigger append_only;
         delete from case_message where id = (select message_id from attachment)",
    )
    .expect("the purge may");
    assert_eq!(count(&clinic.world, "attachment"), 0);
    assert_eq!(count(&clinic.world, "attachment_piece"), 0);
    let orders = clinic.world.texts("select object_key as it from attachment_removal");
    assert_eq!(orders, ["a/b"], "the object store is told");
}

#[tokio::test]
async fn a_draft_thrown_away_takes_its_files_along() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    uploaded(&clinic, &clinic.anna.token, &draft, png()).await;
    let request = clinic.world.request("DELETE", &draft.path("draft"));
    send(request.bearer_auth(&clinic.anna.token).header("if-match", &draft.etag)).await.expect(204);
    assert_eq!(count(&clinic.world, "attachment_piece"), 0);
}

#[tokio::test]
async fn the_same_upload_again_gets_the_first_answer() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    let key = new_id().to_string();
    let again = async |bytes: Vec<u8>| {
        let kind = ("image/png", "bild.png");
        let request = upload_of(&clinic.world, &clinic.anna.token, &draft, kind, bytes);
        let mut request = request.build().expect("a request");
        request.headers_mut().insert("idempotency-key", key.parse().expect("ASCII"));
        let response = reqwest::Client::new().execute(request).await.expect("an answer");
        (response.status().as_u16(), response.json::<Value>().await.expect("JSON"))
    };
    let (first, second) = (again(png()).await, again(png()).await);
    assert_eq!(first.0, 201);
    assert_eq!(first, second);
    assert_eq!(count(&clinic.world, "attachment"), 1);
    let (status, problem) = again(png_of(3, 3, &[])).await;
    assert_eq!(status, 422, "{problem}");
    assert_eq!(count(&clinic.world, "attachment"), 1);
}

#[tokio::test]
async fn two_replies_at_once_send_a_file_once() {
    let clinic = clinic().await;
    let case = clinic.assigned().await;
    let id = uploaded(&clinic, &clinic.handler.token, &case, pdf()).await;
    let ids = [id];
    let replies = (0..8).map(|_| reply_with(&clinic, &case, "counter-question", &ids));
    let answers = futures_util::future::join_all(replies).await;
    let sent = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(sent, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert_eq!(count(&clinic.world, "attachment where message_id is not null"), 1);
    let fresh = Shown::of(&clinic.read(&clinic.handler.token, &case).await);
    reply_with(&clinic, &fresh, "counter-question", &ids).await.expect(422);
}

/// An upload whose bytes come when told.
fn slow(
    clinic: &Clinic,
    token: &str,
    case: &Shown,
    bytes: Vec<u8>,
) -> (tokio::sync::oneshot::Sender<()>, impl Future<Output = Answer> + use<>) {
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let (head, tail) = (bytes[..20].to_vec(), bytes[20..].to_vec());
    let stream = futures_util::stream::unfold(
        (0, Some(gone), head, tail),
        |(n, gone, head, tail)| async move {
            match n {
                0 => Some((Ok::<_, std::io::Error>(head), (1, gone, Vec::new(), tail))),
                1 => {
                    let _ = gone?.await;
                    Some((Ok(tail), (2, None, Vec::new(), Vec::new())))
                }
                _ => None,
            }
        },
    );
    let body = reqwest::Body::wrap_stream(stream);
    let request = upload_of(&clinic.world, token, case, kind_of(&bytes), body);
    (go, send(request))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_closes_while_a_file_comes_does_not_take_it() {
    let clinic = clinic().await;
    let case = clinic.assigned().await;
    let (go, answer) = slow(&clinic, &clinic.handler.token, &case, png());
    let answer = tokio::spawn(answer);
    wait_until("the slot is open", async || count(&clinic.world, "attachment") == 1).await;
    clinic.reply(&case, "answer").await;
    go.send(()).expect("it waits");
    assert_eq!(answer.await.expect("an answer").expect(409).problem(), "case-closed");
    assert_eq!(count(&clinic.world, "attachment"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_that_ends_while_a_file_comes_ends_the_upload() {
    let clinic = clinic().await;
    let case = clinic.assigned().await;
    let (go, answer) = slow(&clinic, &clinic.handler.token, &case, png());
    let answer = tokio::spawn(answer);
    wait_until("the slot is open", async || count(&clinic.world, "attachment") == 1).await;
    let to = json!({ "handlerId": clinic.other_handler.id });
    clinic.step(&clinic.receiver.token, &case, "redistributions", to).await;
    go.send(()).expect("it waits");
    answer.await.expect("an answer").expect(404);
    assert_eq!(count(&clinic.world, "attachment"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_goes_while_a_file_comes_is_not_there_for_it() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    let (go, answer) = slow(&clinic, &clinic.anna.token, &draft, png());
    let answer = tokio::spawn(answer);
    wait_until("the slot is open", async || count(&clinic.world, "attachment") == 1).await;
    let request = clinic.world.request("DELETE", &draft.path("draft"));
    send(request.bearer_auth(&clinic.anna.token).header("if-match", &draft.etag)).await.expect(204);
    go.send(()).expect("it waits");
    answer.await.expect("an answer").expect(404);
    assert_eq!(count(&clinic.world, "attachment"), 0);
}

#[tokio::test]
async fn a_dripping_upload_is_given_up_and_a_slow_one_is_not() {
    let clinic = clinic_with(&[("BODY_SECONDS", "1"), ("REQUEST_SECONDS", "2")]).await;
    let draft = clinic.draft().await;
    let head = |length: usize| {
        format!(
            "POST /etjanster/v1{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
             idempotency-key: {}\r\ncontent-type: image/jpeg\r\ncontent-length: {length}\r\n\
             content-disposition: attachment; filename=a.jpg\r\nconnection: close\r\n\r\n",
            draft.path("attachments"),
            clinic.anna.token,
            new_id()
        )
    };
    let file = large_jpeg(200_000);
    let mut drip = connect(&clinic.world).await;
    drip.write_all(head(file.len()).as_bytes()).await.expect("sent");
    let (mut from, mut to) = drip.into_split();
    let bytes = file.clone();
    let dripping = tokio::spawn(async move {
        for byte in bytes.chunks(10) {
            if to.write_all(byte).await.is_err() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    let answer = read_all(&mut from).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    dripping.abort();

    // Slower than any other request may be, and faster than a drip.
    let mut line = connect(&clinic.world).await;
    line.write_all(head(file.len()).as_bytes()).await.expect("sent");
    for bytes in file.chunks(10_000) {
        line.write_all(bytes).await.expect("taken");
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    }
    let answer = read_all(&mut line).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

async fn read_all(from: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    use tokio::io::AsyncReadExt;
    let mut answer = Vec::new();
    let _ = from.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn uploads_that_break_off_or_are_never_sent_are_swept_away() {
    let clinic = clinic().await;
    let draft = clinic.draft().await;
    let kept = uploaded(&clinic, &clinic.anna.token, &draft, png()).await;
    uploaded(&clinic, &clinic.anna.token, &draft, gif()).await;
    draft_with(&clinic, &draft, std::slice::from_ref(&kept)).await;
    let case = clinic.assigned().await;
    uploaded(&clinic, &clinic.handler.token, &case, pdf()).await;

    let mut broken = connect(&clinic.world).await;
    let head = format!(
        "POST /etjanster/v1{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         idempotency-key: k\r\ncontent-type: image/png\r\ncontent-length: 100\r\n\
         content-disposition: attachment; filename=a.png\r\n\r\n",
        draft.path("attachments"),
        clinic.anna.token
    );
    broken.write_all(head.as_bytes()).await.expect("sent");
    wait_until("four are there", async || count(&clinic.world, "attachment") == 4).await;
    drop(broken);

    let tidy = async |later: TimeDelta| {
        clinic.world.clock.set(crate::world::noon() + later);
        let mut desk = etjanster::jobs::Desk::new(
            &clinic.world.app.config.database_url,
            clinic.world.clock.clone(),
        );
        etjanster::jobs::run_all(&mut desk).await.expect("it runs");
        count(&clinic.world, "attachment")
    };
    assert_eq!(tidy(TimeDelta::hours(2)).await, 3, "what broke off is gone after an hour");
    assert_eq!(tidy(TimeDelta::hours(25)).await, 1, "what nobody sent is gone after a day");
    let left = clinic.world.texts("select id::text as it from attachment");
    assert_eq!(left, [kept], "what a draft's answers name stays with the draft");
}

#[tokio::test]
async fn a_guardian_and_nobody_else_attaches_for_a_young_child() {
    let clinic = clinic().await;
    let child = clinic.world.resident("alva");
    clinic.world.guardian_of(clinic.anna.id, child);
    let draft = clinic.draft_for(&clinic.anna.token, child).await;
    let id = uploaded(&clinic, &clinic.anna.token, &draft, png()).await;
    let maria = clinic.world.signed_in("maria").await;
    upload(&clinic, &maria.token, &draft, png()).await.expect(404);
    content(&clinic, &maria.token, &draft, &id).await.expect(404);
    content(&clinic, &clinic.anna.token, &draft, &id).await.expect(200);
}
