//! Cases, from the contact card to a closed answer.

use etjanster::access::Role;
use serde_json::{Value, json};

use crate::{
    clinic::{Clinic, Shown},
    world::{World, new_id, send},
};

// proves: L-1, L-2, L-3, L-12, E-1
#[tokio::test]
async fn a_case_travels_from_draft_to_closed_and_each_step_is_recorded() {
    let clinic = Clinic::new().await;

    let draft = clinic.draft().await;
    let case = clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await;
    let body = json!({ "handlerId": clinic.handler.id });
    let case = clinic.step(&clinic.receiver.token, &case, "distributions", body).await;
    let case = clinic.reply(&case, "answer").await;

    assert_eq!(case.stage(), "closed");
    assert_eq!(case.json["closeKind"], "answered");
    let seen = clinic.read(&clinic.anna.token, &case).await.expect(200).json();
    let kinds: Vec<&str> =
        messages(&seen).iter().map(|m| m["kind"].as_str().expect("kind")).collect();
    assert_eq!(kinds, ["submission", "answer"]);
    assert_eq!(
        links(&seen),
        ["follow-up", "messages", "self"],
        "only a new case goes on from here"
    );
    let again = json!({ "kind": "answer", "body": "Igen" });
    let again = clinic.attempt(&clinic.handler.token, &case, "replies", again).await.expect(409);
    assert_eq!(again.problem(), "case-closed");
    assert_eq!(
        clinic.world.audit(),
        [
            "case.start done",
            "case.submit done",
            "case.distribute done",
            "case.answer done",
            "case.read done",
            "case.answer refused",
        ]
    );
    let patients = "select count(*)::text as it from audit_entry where patient_id is null";
    assert_eq!(clinic.world.texts(patients), ["0"], "every line names the patient");
}

// proves: B-3, L-8, L-9, L-10, E-2
#[tokio::test]
async fn a_handler_may_ask_any_number_of_times_and_has_the_case_back_with_each_answer() {
    let clinic = Clinic::new().await;
    let mut case = clinic.assigned().await;
    for _ in 0..3 {
        case = clinic.reply(&case, "counter-question").await;
        case = clinic.reply(&case, "counter-question").await;
        assert_eq!(case.stage(), "awaiting-resident");
        let body = json!({ "body": "Den minsta styrkan." });
        case = clinic.step(&clinic.anna.token, &case, "messages", body).await;
        assert_eq!(case.stage(), "assigned");
    }
    let seen = clinic.read(&clinic.handler.token, &case).await.expect(200).json();
    assert_eq!(seen["handler"]["id"], clinic.handler.id.to_string());
}

// proves: B-2, L-4, L-7, E-3
#[tokio::test]
async fn a_partial_reply_keeps_the_stage_and_counts_as_the_first_response() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    assert!(case.json["firstResponseAt"].is_null(), "distribution is no response");

    let after = clinic.reply(&case, "partial-reply").await;
    assert_eq!(after.stage(), "assigned");
    assert_eq!(after.json["hasPartialReply"], true);
    assert_eq!(after.json["firstResponseAt"], "2026-11-23T11:00:00Z");

    let new = clinic.new_case().await;
    let body = json!({ "handlerId": clinic.handler.id, "partialReply": "Vi har tagit emot." });
    let given = clinic.step(&clinic.receiver.token, &new, "distributions", body).await;
    assert_eq!((given.stage(), &given.json["hasPartialReply"]), ("assigned", &json!(true)));
    assert_eq!(messages(&given.json)[1]["kind"], "partial-reply");
}

// proves: E-4
#[tokio::test]
async fn a_case_goes_only_to_a_handler_at_the_same_unit() {
    let clinic = Clinic::new().await;
    let case = clinic.new_case().await;
    let elsewhere = clinic.world.unit();
    let stranger = clinic.world.staff(&[(Role::Handler, elsewhere)]);
    for to in [clinic.receiver.id, stranger, new_id()] {
        let body = json!({ "handlerId": to });
        let answer = clinic.attempt(&clinic.receiver.token, &case, "distributions", body).await;
        let json = answer.expect(422).json();
        assert_eq!(json["errors"][0]["pointer"], "/handlerId");
        assert_eq!(json["errors"][0]["code"], "not-a-handler");
    }
    let unchanged = clinic.read(&clinic.receiver.token, &case).await.expect(200);
    assert_eq!(Shown::of(&unchanged).etag, case.etag);
}

// proves: M-2, M-3, E-5, E-24
#[tokio::test]
async fn only_the_residents_side_the_receivers_and_the_assigned_handler_see_content() {
    let clinic = Clinic::new().await;
    let (world, unit) = (&clinic.world, clinic.unit);
    let case = clinic.assigned().await;
    let elsewhere = world.unit();
    let regional = world.regional_administrator();
    let regional = world.staff_session(regional).await;
    let table = [
        (clinic.anna.token.clone(), 200),
        (clinic.receiver.token.clone(), 200),
        (clinic.handler.token.clone(), 200),
        (clinic.other_handler.token.clone(), 404),
        (world.signed_in("erik").await.token, 404),
        (world.colleague(&[(Role::LocalAdministrator, unit)]).await.token, 403),
        (world.colleague(&[(Role::PermissionAdministrator, unit)]).await.token, 403),
        (world.colleague(&[(Role::Reviewer, unit)]).await.token, 403),
        (regional, 403),
        (world.colleague(&[(Role::Receiver, elsewhere)]).await.token, 404),
        (world.colleague(&[(Role::LocalAdministrator, elsewhere)]).await.token, 404),
    ];
    for (place, (token, status)) in table.iter().enumerate() {
        let answer = clinic.read(token, &case).await;
        assert_eq!(answer.status, *status, "reader {place}");
    }
}

// proves: B-5, H-3, L-5, M-6, M-7
#[tokio::test]
async fn who_gives_a_case_away_no_longer_sees_it() {
    let clinic = Clinic::new().await;
    let case = clinic.awaiting().await;
    let body = json!({ "handlerId": clinic.other_handler.id });
    let given = clinic.attempt(&clinic.handler.token, &case, "redistributions", body).await;
    let given = Shown::of(&given.expect(201));
    assert_eq!(given.stage(), "awaiting-resident", "the resident notices nothing");
    clinic.read(&clinic.handler.token, &case).await.expect(404);
    clinic.read(&clinic.other_handler.token, &case).await.expect(200);
    let same = json!({ "handlerId": clinic.other_handler.id });
    let same = clinic.attempt(&clinic.receiver.token, &given, "redistributions", same).await;
    assert_eq!(same.expect(409).problem(), "case-same-handler");
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_the_next_request() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    clinic.read(&clinic.handler.token, &case).await.expect(200);
    clinic.world.unassign(clinic.handler.id, Role::Handler);
    clinic.read(&clinic.handler.token, &case).await.expect(404);
    let body = json!({ "kind": "answer", "body": "Hej" });
    clinic.attempt(&clinic.handler.token, &case, "replies", body).await.expect(404);
}

#[tokio::test]
async fn nobody_at_the_unit_sees_a_draft() {
    let clinic = Clinic::new().await;
    let draft = clinic.draft().await;
    clinic.read(&clinic.receiver.token, &draft).await.expect(404);
    let path = format!("/units/{}/cases", clinic.unit);
    let list = clinic.world.get_as(&clinic.receiver.token, &path).await;
    assert_eq!(list.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn a_hidden_case_and_a_missing_one_answer_alike() {
    let clinic = Clinic::new().await;
    let case = clinic.new_case().await;
    let stranger = clinic.world.signed_in("maria").await;
    let missing = Shown { id: new_id().to_string(), ..case.clone() };
    let cleaned = |answer: crate::world::Answer, id: &str| {
        let mut json = answer.json();
        json["traceId"] = Value::Null;
        let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        (answer.status, names, json.to_string().replace(id, "ID"))
    };
    let hidden_read = cleaned(clinic.read(&stranger.token, &case).await, &case.id);
    let missing_read = cleaned(clinic.read(&stranger.token, &missing).await, &missing.id);
    assert_eq!(hidden_read, missing_read);
    let hidden = clinic.attempt(&stranger.token, &case, "withdrawals", json!({})).await;
    let absent = clinic.attempt(&stranger.token, &missing, "withdrawals", json!({})).await;
    assert_eq!(cleaned(hidden, &case.id), cleaned(absent, &missing.id));
}

// proves: L-15
#[tokio::test]
async fn a_resident_takes_a_case_back_until_a_handler_has_it() {
    let clinic = Clinic::new().await;
    let new = clinic.new_case().await;
    let gone = clinic.step(&clinic.anna.token, &new, "withdrawals", json!({})).await;
    assert_eq!((gone.stage(), &gone.json["closeKind"]), ("closed", &json!("withdrawn")));

    let assigned = clinic.assigned().await;
    let late = clinic.attempt(&clinic.anna.token, &assigned, "withdrawals", json!({})).await;
    assert_eq!(late.expect(409).problem(), "case-wrong-stage");
}

#[tokio::test]
async fn a_resident_can_write_only_when_asked() {
    let clinic = Clinic::new().await;
    let body = json!({ "body": "Hallå?" });
    let assigned = clinic.assigned().await;
    let answer = clinic.attempt(&clinic.anna.token, &assigned, "messages", body.clone()).await;
    assert_eq!(answer.expect(409).problem(), "case-not-replyable");
    let closed = clinic.closed().await;
    let answer = clinic.attempt(&clinic.anna.token, &closed, "messages", body).await;
    assert_eq!(answer.expect(409).problem(), "case-closed");
}

// proves: B-82, B-88, B-90, E-11
#[tokio::test]
async fn a_guardian_acts_until_the_childs_birthday_and_then_sees_nothing() {
    let clinic = Clinic::new().await;
    let child = clinic.world.resident("elsa");
    clinic.world.guardian_of(clinic.anna.id, child);

    let draft = clinic.draft_for(&clinic.anna.token, child).await;
    assert_eq!(draft.json["byGuardian"], true);
    let case = clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await;
    let seen = clinic.read(&clinic.receiver.token, &case).await.expect(200).json();
    assert_eq!((&seen["byGuardian"], &seen["subject"]["id"]), (&json!(true), &json!(child)));

    // Elsa turns 13 on 6 December; one minute before midnight in Stockholm, and at midnight.
    clinic.world.clock.set("2026-12-05T22:59:00Z".parse().expect("an instant"));
    let token = clinic.world.resident_session(clinic.anna.id).await;
    clinic.read(&token, &case).await.expect(200);
    clinic.world.clock.set("2026-12-05T23:00:00Z".parse().expect("an instant"));
    clinic.read(&token, &case).await.expect(404);
    clinic.world.get_as(&token, &format!("/residents/{child}/cases")).await.expect(404);
    clinic.attempt(&token, &case, "withdrawals", json!({})).await.expect(404);
    let own = clinic.world.resident_session(child).await;
    clinic.read(&own, &case).await.expect(200);
}

#[tokio::test]
async fn answers_are_checked_against_the_form_when_the_draft_is_submitted() {
    let clinic = Clinic::new().await;
    let draft = clinic.draft().await;
    let change = |answers: Value, etag: String| {
        let request = clinic.world.request("PUT", &draft.path("draft"));
        let request = request.bearer_auth(&clinic.anna.token).header("if-match", etag);
        send(request.json(&json!({ "answers": answers })))
    };
    let changed = change(json!({ "other": 1 }), draft.etag.clone()).await.expect(200);
    let changed = Shown::of(&changed);
    let refused = clinic.attempt(&clinic.anna.token, &changed, "submissions", json!({})).await;
    let errors = refused.expect(422).json()["errors"].clone();
    let pointers: Vec<&str> = errors
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| e["pointer"].as_str().expect("text"))
        .collect();
    assert_eq!(pointers.len(), 2, "{errors}");
    assert!(pointers.contains(&"/answers/other") && pointers.contains(&"/answers/reason"));
    change(json!({}), draft.etag.clone()).await.expect(412);
    let good = change(json!({ "reason": "Ont i knät" }), changed.etag).await.expect(200);
    let case = clinic.step(&clinic.anna.token, &Shown::of(&good), "submissions", json!({})).await;
    assert_eq!(messages(&case.json)[0]["body"], "Vad gäller det?\nOnt i knät");
    assert_eq!(case.json["firstResponseDueAt"].as_str().map(|at| &at[..10]), Some("2026-11-25"));
}

#[tokio::test]
async fn a_draft_can_be_thrown_away_and_a_case_can_not() {
    let clinic = Clinic::new().await;
    let discard = |case: Shown| {
        let request = clinic.world.request("DELETE", &case.path("draft"));
        send(request.bearer_auth(&clinic.anna.token).header("if-match", case.etag.clone()))
    };
    let draft = clinic.draft().await;
    discard(draft.clone()).await.expect(204);
    clinic.read(&clinic.anna.token, &draft).await.expect(404);
    let new = clinic.new_case().await;
    assert_eq!(discard(new).await.expect(409).problem(), "case-wrong-stage");
}

#[tokio::test]
async fn a_change_needs_the_version_the_client_has_seen() {
    let clinic = Clinic::new().await;
    let case = clinic.new_case().await;
    let (path, body) = (case.path("withdrawals"), json!({}));
    let token = &clinic.anna.token;
    let none = clinic.world.post_as(token, &path, None, &body).await.expect(428);
    assert_eq!(none.problem(), "version-required");
    let old = clinic.world.post_as(token, &path, Some("\"v1\""), &body).await.expect(412);
    assert_eq!(old.problem(), "stale-version");
    let unchanged = clinic.read(token, &case).await.expect(200);
    assert_eq!(Shown::of(&unchanged).stage(), "new");
    let request = clinic.world.request("GET", &format!("/cases/{}", case.id));
    let known = send(request.bearer_auth(token).header("if-none-match", &case.etag)).await;
    known.expect(304);
}

#[tokio::test]
async fn the_same_request_twice_is_done_once_and_answered_alike() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    let body = json!({ "kind": "answer", "body": "Klart." });
    let post = |token: &str, key: &str, body: &Value| {
        let request = clinic.world.request("POST", &case.path("replies")).bearer_auth(token);
        let request = request.header("idempotency-key", key).header("if-match", &case.etag);
        send(request.json(body))
    };
    let first = post(&clinic.handler.token, "one", &body).await.expect(201);
    let second = post(&clinic.handler.token, "one", &body).await.expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(
        (first.header("etag"), first.header("location")),
        (second.header("etag"), second.header("location"))
    );

    let other = json!({ "kind": "answer", "body": "Annat." });
    let reused = post(&clinic.handler.token, "one", &other).await.expect(422);
    assert_eq!(reused.problem(), "idempotency-key-reused");
    // Another person's key is another key: it reveals nothing.
    post(&clinic.anna.token, "one", &body).await.expect(403);
    let request = clinic.world.request("POST", &case.path("replies"));
    let request = request.bearer_auth(&clinic.handler.token).header("if-match", &case.etag);
    let keyless = send(request.json(&body)).await.expect(400);
    assert_eq!(keyless.problem(), "idempotency-key-missing");

    let answers = "select count(*)::text as it from case_message where kind = 'answer'";
    assert_eq!(clinic.world.texts(answers), ["1"]);
    let audit = clinic.world.audit();
    let done = audit.iter().filter(|line| *line == "case.answer done").count();
    assert_eq!(done, 2, "the replay shows the data again, and is recorded: {audit:?}");
}

#[tokio::test]
async fn a_stored_answer_is_not_shown_to_one_who_may_no_longer_see_it() {
    let clinic = Clinic::new().await;
    let case = clinic.awaiting().await;
    let body = json!({ "handlerId": clinic.other_handler.id });
    let give = |token: &str| {
        let request = clinic.world.request("POST", &case.path("redistributions"));
        let request = request.bearer_auth(token).header("if-match", &case.etag);
        send(request.header("idempotency-key", "given").json(&body))
    };
    give(&clinic.handler.token).await.expect(201);
    give(&clinic.handler.token).await.expect(404);
}

#[tokio::test]
async fn looking_for_what_is_not_there_is_recorded_too() {
    let clinic = Clinic::new().await;
    let missing = new_id();
    clinic.world.get_as(&clinic.anna.token, &format!("/cases/{missing}")).await.expect(404);
    let sql = "select action || ' ' || subject_id || ' ' || outcome as it from audit_entry";
    assert_eq!(clinic.world.texts(sql), [format!("unknown.look-up {missing} denied")]);
}

#[tokio::test]
async fn parallel_repeats_of_a_request_begin_one_case() {
    let clinic = Clinic::new().await;
    let body = json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type });
    let path = format!("/residents/{}/cases", clinic.anna.id);
    let tries = (0..12).map(|_| {
        let request = clinic.world.request("POST", &path).bearer_auth(&clinic.anna.token);
        send(request.header("idempotency-key", "twelve").json(&body))
    });
    let answers = futures_util::future::join_all(tries).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!made.is_empty());
    for answer in &answers {
        assert!(matches!(answer.status, 201 | 409), "{}", answer.status);
        if answer.status == 201 {
            assert_eq!(answer.body, made[0].body);
        } else {
            assert_eq!(answer.problem(), "idempotency-key-in-use");
        }
    }
    assert_eq!(clinic.world.texts("select count(*)::text as it from case_file"), ["1"]);
}

#[tokio::test]
async fn a_bad_body_changes_nothing_and_says_what_is_wrong() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    let table = [
        (json!({}), 422, "/kind"),
        (json!({ "kind": "shout", "body": "x" }), 422, "/kind"),
        (json!({ "kind": "answer", "body": "" }), 422, "/body"),
        (json!({ "kind": "answer", "body": "  " }), 422, "/body"),
        (json!({ "kind": "answer", "body": 5 }), 422, "/body"),
        (json!({ "kind": "answer", "body": "x".repeat(10_001) }), 422, "/body"),
        (json!({ "kind": "answer", "body": "x", "extra": true }), 422, "/extra"),
    ];
    for (body, status, pointer) in table {
        let answer = clinic.attempt(&clinic.handler.token, &case, "replies", body.clone()).await;
        let json = answer.expect(status).json();
        assert_eq!(json["errors"][0]["pointer"], pointer, "{body}");
    }
    let unchanged = clinic.read(&clinic.handler.token, &case).await.expect(200);
    assert_eq!(Shown::of(&unchanged).etag, case.etag);
}

#[tokio::test]
async fn a_handler_lists_what_is_theirs_and_a_receiver_lists_all_page_by_page() {
    let clinic = Clinic::new().await;
    for _ in 0..3 {
        clinic.new_case().await;
        clinic.assigned().await;
    }
    let path = format!("/units/{}/cases", clinic.unit);
    let mine = clinic.world.get_as(&clinic.handler.token, &path).await.expect(200).json();
    assert_eq!(mine["_meta"]["count"], 3);
    let none = clinic.world.get_as(&clinic.other_handler.token, &path).await.expect(200).json();
    assert_eq!(none["items"], json!([]));

    let mut seen = Vec::new();
    let mut next = format!("{path}?limit=4");
    loop {
        let page = clinic.world.get_as(&clinic.receiver.token, &next).await.expect(200).json();
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|item| item["id"].as_str().expect("id").to_owned()));
        let Some(href) = page["_links"]["next"]["href"].as_str() else {
            let prev = page["_links"]["prev"]["href"].as_str().expect("there was a page before");
            let back = prev.split("/etjanster/v1").nth(1).expect("absolute").to_owned();
            let page = clinic.world.get_as(&clinic.receiver.token, &back).await.expect(200).json();
            assert_eq!(page["items"][0]["id"], seen[0].as_str(), "back to the first page");
            break;
        };
        next = href.split("/etjanster/v1").nth(1).expect("an absolute link").to_owned();
    }
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (6, 6));
    let new = clinic.world.get_as(&clinic.receiver.token, &format!("{path}?stage=new")).await;
    assert_eq!(new.expect(200).json()["_meta"]["count"], 3);
    let own = format!("/residents/{}/cases?limit=2", clinic.anna.id);
    let own = clinic.world.get_as(&clinic.anna.token, &own).await.expect(200).json();
    assert_eq!(own["_meta"]["count"], 2);
    assert!(own["items"][0].get("handler").is_none(), "residents are not told who has it");
}

// proves: B-52, B-54, E-17
#[tokio::test]
async fn a_signature_is_the_one_of_the_moment_and_stays_as_it_was() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    let case = clinic.reply(&case, "partial-reply").await;
    let sql = format!(
        "update staff set signature_text = 'Hälsar Prov' where id = '{}'",
        clinic.handler.id
    );
    clinic.world.sql(&sql);
    let case = clinic.reply(&case, "answer").await;
    let said = messages(&case.json);
    let first = said[1]["signature"].as_str().expect("signed");
    assert!(
        first.starts_with("Med vänlig hälsning") && first.ends_with("23 november 2026"),
        "{first}"
    );
    assert_eq!(said[2]["signature"], "Hälsar Prov");
}

/// Two hundred at once on twenty cases: each step counted once, each refusal clean, all recorded.
// proves: I-2, I-3
#[tokio::test]
async fn two_hundred_at_once_lose_nothing() {
    let clinic = Clinic::new().await;
    let mut cases = Vec::new();
    for _ in 0..20 {
        cases.push(clinic.assigned().await);
    }
    let before: usize = clinic.world.audit().len();
    let tries = (0..200).map(|n| {
        let case = &cases[n % cases.len()];
        let (token, part, body) = match n / 20 % 3 {
            0 => (&clinic.handler.token, "replies", json!({ "kind": "answer", "body": "Svar" })),
            1 => (
                &clinic.handler.token,
                "replies",
                json!({ "kind": "partial-reply", "body": "Del" }),
            ),
            _ => {
                let to = json!({ "handlerId": clinic.other_handler.id });
                (&clinic.receiver.token, "redistributions", to)
            }
        };
        clinic.attempt(token, case, part, body)
    });
    let answers = futures_util::future::join_all(tries).await;
    let done = answers.iter().filter(|answer| answer.status == 201).count();
    for answer in &answers {
        assert!(matches!(answer.status, 201 | 404 | 409 | 412 | 503), "{}", answer.status);
    }
    assert_eq!(done, 20, "each case takes exactly one step from the version all had seen");
    let world = &clinic.world;
    let events = "select count(*)::text as it from case_event where version = 4";
    assert_eq!(world.texts(events), ["20"]);
    let replies = "select count(*)::text as it from case_message m
        join case_event e on e.case_id = m.case_id and e.version = 4
        where m.seq = 2 and e.kind in ('case.answer', 'case.reply-in-part')";
    let steps = "select count(*)::text as it from case_event where version = 4
        and kind in ('case.answer', 'case.reply-in-part')";
    assert_eq!(world.texts(replies), world.texts(steps), "a message for each reply and no more");
    let recorded = world.audit().len() - before;
    let owed = answers.iter().filter(|answer| answer.status != 503).count();
    assert_eq!(recorded, owed, "an entry for each attempt that was decided");
}

#[tokio::test]
async fn the_tables_refuse_what_the_rules_refuse() {
    let clinic = Clinic::new().await;
    let case = clinic.closed().await;
    let refuses = |sql: &str| {
        use diesel::connection::SimpleConnection;
        assert!(clinic.world.conn().batch_execute(sql).is_err(), "{sql}");
    };
    let id = &case.id;
    refuses(&format!("update case_file set closed_at = null where id = '{id}'"));
    refuses(&format!("update case_file set stage = 'new' where id = '{id}'"));
    refuses(&format!("update case_file set handler_id = null where id = '{id}'"));
    refuses(&format!("update case_message set body = 'x' where case_id = '{id}'"));
    refuses(&format!("delete from case_event where case_id = '{id}'"));
}

/// The next steps a client is offered, sorted.
fn links(case: &Value) -> Vec<&str> {
    let links = case["_links"].as_object().expect("links");
    let mut names: Vec<&str> = links.keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn messages(case: &Value) -> &Vec<Value> {
    case["messages"].as_array().expect("messages")
}

#[tokio::test]
async fn a_long_case_is_read_page_by_page_towards_its_beginning() {
    let clinic = Clinic::new().await;
    let mut case = clinic.assigned().await;
    for _ in 0..4 {
        case = clinic.reply(&case, "partial-reply").await;
    }
    let seqs = |page: &Value| -> Vec<i64> {
        let items = page["items"].as_array().expect("items");
        items.iter().map(|item| item["seq"].as_i64().expect("seq")).collect()
    };
    let first = clinic.world.get_as(&clinic.anna.token, &case.path("messages?limit=3")).await;
    let first = first.expect(200).json();
    assert_eq!(seqs(&first), [3, 4, 5]);
    let next = first["_links"]["next"]["href"].as_str().expect("there are older ones");
    let next = next.split("/etjanster/v1").nth(1).expect("absolute").to_owned();
    let last = clinic.world.get_as(&clinic.anna.token, &next).await.expect(200).json();
    assert_eq!(seqs(&last), [1, 2]);
    assert!(last["_links"].get("next").is_none());
}

#[tokio::test]
async fn links_are_what_this_caller_may_do_next() {
    let clinic = Clinic::new().await;
    let draft = clinic.draft().await;
    let of = |json: &Value| links(json).join(" ");
    assert_eq!(of(&draft.json), "change-draft discard-draft messages self submit");
    let new = clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await;
    assert_eq!(of(&new.json), "messages self withdraw");
    let seen = clinic.read(&clinic.receiver.token, &new).await.json();
    assert_eq!(of(&seen), "attach close distribute document messages self");
    let waiting = clinic.awaiting().await;
    assert_eq!(of(&waiting.json), "attach close document messages redistribute reply self");
    let seen = clinic.read(&clinic.anna.token, &waiting).await.json();
    assert_eq!(of(&seen), "message messages self");
}

#[tokio::test]
async fn a_world_without_a_session_is_closed() {
    let world = World::new().await;
    let answer = world.get(&format!("/cases/{}", new_id())).await.expect(401);
    assert_eq!(
        (answer.problem().as_str(), answer.header("www-authenticate")),
        ("unauthenticated", "Bearer")
    );
    let answer = world.get_as("made-up", &format!("/cases/{}", new_id())).await.expect(401);
    assert_eq!(answer.problem(), "unauthenticated");
    let request = world.request("GET", "/cases/not-an-id").bearer_auth("made-up");
    assert!(matches!(send(request).await.status, 400 | 401 | 404));
}
