//! A case beyond its first answer: put back, closed without one, opened again, followed up, documented.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Shown},
    world::{NOON, World, new_id},
};

impl World {
    /// A group at that unit whose members are handlers through it, by SQL.
    pub fn group(&self, unit: Uuid, members: &[Uuid]) -> Uuid {
        let id = new_id();
        self.sql(&format!(
            "insert into staff_group (id, unit_id, name, created_at)
             values ('{id}', '{unit}', 'Grupp {}', '{NOON}');
             insert into staff_group_role (id, group_id, role, granted_at)
             values ('{}', '{id}', 'handler', '{NOON}')",
            &id.simple().to_string()[20..],
            new_id()
        ));
        for member in members {
            self.sql(&format!(
                "insert into staff_group_member (id, group_id, staff_id, added_at)
                 values ('{}', '{id}', '{member}', '{NOON}')",
                new_id()
            ));
        }
        id
    }
}

/// What the subject's inbox says, the latest first.
fn inbox(clinic: &Clinic) -> Vec<String> {
    let sql = "select title as it from inbox_item order by delivered_at desc, id desc";
    clinic.world.texts(sql)
}

fn why() -> Value {
    json!({ "reason": "Vi har ringt dig och löst det på telefon." })
}

// proves: L-6
#[tokio::test]
async fn a_receiver_puts_a_case_back_and_its_handler_no_longer_sees_it() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    let body = json!({ "reason": "Hör till sjukgymnasten." });
    let refused = clinic.attempt(&clinic.handler.token, &case, "unassignments", body.clone()).await;
    assert_eq!(refused.expect(403).problem(), "forbidden");
    let before = inbox(&clinic);
    let back = clinic.step(&clinic.receiver.token, &case, "unassignments", body).await;
    assert_eq!(back.stage(), "new");
    assert!(back.json.get("handler").is_none());
    clinic.read(&clinic.handler.token, &back).await.expect(404);
    assert_eq!(inbox(&clinic), before, "the resident is told nothing");
    let history = "select kind || ' ' || coalesce(reason, '') as it from case_event order by version desc limit 1";
    assert_eq!(clinic.world.texts(history), ["case.unassign Hör till sjukgymnasten."]);

    let waiting = clinic.awaiting().await;
    let refused =
        clinic.attempt(&clinic.receiver.token, &waiting, "unassignments", json!({})).await;
    assert_eq!(refused.expect(409).problem(), "case-wrong-stage");
}

// proves: L-13, M-12
#[tokio::test]
async fn a_case_is_closed_without_an_answer_and_the_resident_reads_why() {
    let clinic = Clinic::new().await;
    for (given, token, may) in [
        (clinic.new_case().await, &clinic.receiver.token, true),
        (clinic.assigned().await, &clinic.receiver.token, true),
        (clinic.assigned().await, &clinic.handler.token, true),
        (clinic.awaiting().await, &clinic.handler.token, true),
        (clinic.assigned().await, &clinic.other_handler.token, false),
        (clinic.assigned().await, &clinic.anna.token, false),
    ] {
        let answer = clinic.attempt(token, &given, "closures", why()).await;
        if !may {
            assert!(matches!(answer.status, 403 | 404));
            continue;
        }
        let closed = Shown::of(&answer.expect(201));
        assert_eq!(
            (closed.stage(), &closed.json["closeKind"]),
            ("closed", &json!("without-reply"))
        );
        assert_eq!(inbox(&clinic)[0], "Avslutat av mottagningen: Förnya recept");
        let seen = clinic.read(&clinic.anna.token, &closed).await.expect(200).json();
        assert_eq!(seen["closeReason"], why()["reason"]);
        let label = seen["label"].as_str().expect("a label");
        assert_eq!(label, "Avslutat av mottagningen: Vi har ringt dig och löst det på telefon.");
        let again = clinic.attempt(token, &closed, "closures", why()).await.expect(409);
        assert_eq!(again.problem(), "case-closed");
    }
    for body in [json!({}), json!({ "reason": " " }), json!({ "reason": "x".repeat(1001) })] {
        let case = clinic.assigned().await;
        let answer = clinic.attempt(&clinic.handler.token, &case, "closures", body).await;
        assert_eq!(answer.expect(422).json()["errors"][0]["pointer"], "/reason");
    }
    let draft = clinic.draft().await;
    clinic.attempt(&clinic.receiver.token, &draft, "closures", why()).await.expect(404);
}

// proves: L-16, M-13
#[tokio::test]
async fn a_closed_case_is_opened_again_by_receiver_or_last_handler_within_thirty_days() {
    let clinic = Clinic::new().await;
    let (anna, handler) = (&clinic.anna.token, &clinic.handler.token);
    for token in [&clinic.receiver.token, handler] {
        let closed = clinic.closed().await;
        let open = clinic.step(token, &closed, "reopenings", why()).await;
        assert_eq!(open.stage(), "assigned");
        assert_eq!(open.json["handler"]["id"], clinic.handler.id.to_string());
        assert_eq!(inbox(&clinic)[0], "Öppnat igen: Förnya recept");
        let seen = clinic.read(anna, &open).await.expect(200).json();
        assert_eq!((&seen["label"], &seen["reopenedCount"]), (&json!("Öppnat igen"), &json!(1)));
        let answered = clinic.reply(&open, "answer").await;
        assert_eq!(answered.stage(), "closed", "and is answered again");
    }
    let closed = clinic.closed().await;
    clinic.attempt(&clinic.other_handler.token, &closed, "reopenings", why()).await.expect(404);
    clinic.attempt(anna, &closed, "reopenings", why()).await.expect(403);
    let empty = clinic.attempt(handler, &closed, "reopenings", json!({})).await.expect(422);
    assert_eq!(empty.json()["errors"][0]["pointer"], "/reason");

    clinic.world.clock.set("2026-12-23T22:59:00Z".parse().expect("an instant"));
    let (receiver, handler) = fresh(&clinic).await;
    let seen = clinic.read(&handler, &closed).await.expect(200).json();
    assert!(seen["_links"].get("reopen").is_some(), "the thirtieth day");
    clinic.world.clock.set("2026-12-23T23:00:00Z".parse().expect("an instant"));
    let late = clinic.attempt(&receiver, &closed, "reopenings", why()).await.expect(409);
    assert_eq!(late.problem(), "case-not-reopenable");
    let seen = clinic.read(&handler, &closed).await.expect(200).json();
    assert!(seen["_links"].get("reopen").is_none());
}

/// Sessions that begin now: the first ones have run out when the clock has moved.
async fn fresh(clinic: &Clinic) -> (String, String) {
    let receiver = clinic.world.staff_session(clinic.receiver.id).await;
    (receiver, clinic.world.staff_session(clinic.handler.id).await)
}

// proves: L-16
#[tokio::test]
async fn what_is_opened_again_has_someone_to_look_after_it_and_someone_who_can_see_it() {
    let clinic = Clinic::new().await;
    let receiver = &clinic.receiver.token;
    let new = clinic.new_case().await;
    let closed = clinic.step(receiver, &new, "closures", why()).await;
    let nobody = clinic.attempt(receiver, &closed, "reopenings", why()).await.expect(422);
    assert_eq!(nobody.json()["errors"][0]["pointer"], "/handlerId");
    let to = |id: Uuid| json!({ "reason": "Nya uppgifter.", "handlerId": id });
    let wrong = clinic.attempt(receiver, &closed, "reopenings", to(clinic.receiver.id)).await;
    assert_eq!(wrong.expect(422).json()["errors"][0]["code"], "not-a-handler");
    let open = clinic.step(receiver, &closed, "reopenings", to(clinic.other_handler.id)).await;
    assert_eq!(open.json["handler"]["id"], clinic.other_handler.id.to_string());

    let closed = clinic.closed().await;
    clinic.world.unassign(clinic.handler.id, Role::Handler);
    let gone = clinic.attempt(receiver, &closed, "reopenings", why()).await.expect(422);
    assert_eq!(
        gone.json()["errors"][0]["code"],
        "not-a-handler",
        "the last handler is none any more"
    );
    clinic.world.lock_log_in(clinic.anna.id);
    let locked = clinic.attempt(receiver, &closed, "reopenings", to(clinic.other_handler.id)).await;
    assert_eq!(locked.expect(409).problem(), "resident-out-of-reach");
    clinic.world.sql("update log_in_lock set lifted_at = locked_at");
    clinic.step(receiver, &closed, "reopenings", to(clinic.other_handler.id)).await;

    let anna = clinic.world.resident_session(clinic.anna.id).await;
    let new = clinic.new_case().await;
    let taken_back = clinic.step(&anna, &new, "withdrawals", json!({})).await;
    let refused =
        clinic.attempt(receiver, &taken_back, "reopenings", to(clinic.other_handler.id)).await;
    assert_eq!(refused.expect(409).problem(), "case-not-reopenable");
}

// proves: L-17
#[tokio::test]
async fn a_resident_follows_a_closed_case_up_with_a_new_one() {
    let clinic = Clinic::new().await;
    let closed = clinic.closed().await;
    let seen = clinic.read(&clinic.anna.token, &closed).await.expect(200).json();
    let link = seen["_links"]["follow-up"]["href"].as_str().expect("a way on");
    let path = link.split("/etjanster/v1").nth(1).expect("absolute").to_owned();
    let body = |previous: &str| {
        json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type,
            "answers": { "reason": "Det blev inte bättre." }, "previousCaseId": previous })
    };
    let draft = clinic.world.post_as(&clinic.anna.token, &path, None, &body(&closed.id)).await;
    let draft = Shown::of(&draft.expect(201));
    let case = clinic.step(&clinic.anna.token, &draft, "submissions", json!({})).await;
    let shown = clinic.read(&clinic.receiver.token, &case).await.expect(200).json();
    assert_eq!((&shown["previousCaseId"], &shown["stage"]), (&json!(closed.id), &json!("new")));

    let open = clinic.assigned().await;
    let refused = clinic.world.post_as(&clinic.anna.token, &path, None, &body(&open.id)).await;
    assert_eq!(refused.expect(409).problem(), "case-wrong-stage");
    let maria = clinic.world.signed_in("maria").await;
    let hers = format!("/residents/{}/cases", maria.id);
    clinic.world.post_as(&maria.token, &hers, None, &body(&closed.id)).await.expect(404);
    let child = clinic.world.resident("alva");
    clinic.world.guardian_of(clinic.anna.id, child);
    let childs = format!("/residents/{child}/cases");
    let other = clinic.world.post_as(&clinic.anna.token, &childs, None, &body(&closed.id)).await;
    assert_eq!(other.expect(422).json()["errors"][0]["pointer"], "/previousCaseId");
}

// proves: B-9
#[tokio::test]
async fn a_case_type_may_ask_for_the_record_before_the_case_is_closed() {
    let clinic = Clinic::new().await;
    let handler = &clinic.handler.token;
    let free = clinic.assigned().await;
    let marked = clinic.step(handler, &free, "documentations", json!({})).await;
    assert_eq!(marked.json["documentedAt"], NOON);
    let seen = clinic.read(&clinic.anna.token, &marked).await.expect(200).json();
    assert!(seen.get("documentedAt").is_none(), "the unit's own business");

    clinic.world.sql("update case_type set documentation_required = true");
    let case = clinic.awaiting().await;
    let answer = json!({ "kind": "answer", "body": "Klart." });
    for (part, body) in [("replies", answer.clone()), ("closures", why())] {
        let refused = clinic.attempt(handler, &case, part, body).await.expect(409);
        assert_eq!(refused.problem(), "case-not-documented");
    }
    let case = clinic.step(handler, &case, "documentations", json!({})).await;
    let case = clinic.step(&clinic.anna.token, &case, "messages", json!({ "body": "Ja." })).await;
    let refused = clinic.attempt(handler, &case, "replies", answer.clone()).await.expect(409);
    assert_eq!(refused.problem(), "case-not-documented", "there is something new to write down");
    let case = clinic.step(handler, &case, "documentations", json!({})).await;
    assert_eq!(clinic.step(handler, &case, "replies", answer).await.stage(), "closed");
}

// proves: M-4, B-6
#[tokio::test]
async fn a_group_is_given_a_case_and_one_of_its_members_takes_it() {
    let clinic = Clinic::new().await;
    let (a, b) = (clinic.world.colleague(&[]).await, clinic.world.colleague(&[]).await);
    let group = clinic.world.group(clinic.unit, &[a.id, b.id]);
    let new = clinic.new_case().await;
    let to_group = json!({ "groupId": group, "partialReply": "Vi har tagit emot." });
    let given = clinic.step(&clinic.receiver.token, &new, "distributions", to_group).await;
    assert_eq!((given.stage(), &given.json["group"]["id"]), ("with-group", &json!(group)));
    let seen = clinic.read(&a.token, &given).await.expect(200).json();
    assert!(seen["_links"].get("take").is_some() && seen["_links"].get("reply").is_none());
    clinic.read(&clinic.handler.token, &given).await.expect(404);
    let anna = clinic.read(&clinic.anna.token, &given).await.expect(200).json();
    assert!(anna.get("group").is_none() && anna["label"] == "Mottaget");

    let tries = (0..8).map(|n| {
        let token = if n % 2 == 0 { &a.token } else { &b.token };
        clinic.attempt(token, &given, "takings", json!({}))
    });
    let answers = futures_util::future::join_all(tries).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(won.len(), 1, "one has it");
    for lost in answers.iter().filter(|answer| answer.status != 201) {
        assert!(matches!(lost.status, 403 | 404 | 409 | 412), "{}", lost.status);
    }
    let case = Shown::of(won[0]);
    assert_eq!(case.stage(), "assigned");
    let (winner, loser) =
        if case.json["handler"]["id"] == a.id.to_string() { (&a, &b) } else { (&b, &a) };
    clinic.read(&loser.token, &case).await.expect(404);
    let answer = json!({ "kind": "answer", "body": "Klart." });
    assert_eq!(clinic.step(&winner.token, &case, "replies", answer).await.stage(), "closed");
}

#[tokio::test]
async fn a_case_goes_to_a_living_group_of_the_unit_or_to_one_person() {
    let clinic = Clinic::new().await;
    let member = clinic.world.staff(&[]);
    let (empty, elsewhere) =
        (clinic.world.group(clinic.unit, &[]), clinic.world.group(clinic.world.unit(), &[member]));
    let group = clinic.world.group(clinic.unit, &[member]);
    let new = clinic.new_case().await;
    let table = [
        (json!({ "groupId": empty }), "/groupId"),
        (json!({ "groupId": elsewhere }), "/groupId"),
        (json!({ "groupId": new_id() }), "/groupId"),
        (json!({}), "/handlerId"),
        (json!({ "groupId": group, "handlerId": clinic.handler.id }), "/handlerId"),
    ];
    for (body, pointer) in table {
        let answer = clinic.attempt(&clinic.receiver.token, &new, "distributions", body).await;
        assert_eq!(answer.expect(422).json()["errors"][0]["pointer"], pointer);
    }
    let waiting = clinic.awaiting().await;
    let to = json!({ "groupId": group });
    let refused =
        clinic.attempt(&clinic.receiver.token, &waiting, "redistributions", to.clone()).await;
    assert_eq!(refused.expect(409).problem(), "case-wrong-stage");
    let assigned = clinic.assigned().await;
    let moved = clinic.step(&clinic.receiver.token, &assigned, "redistributions", to).await;
    assert_eq!(moved.stage(), "with-group");
    let back = clinic.step(&clinic.receiver.token, &moved, "unassignments", json!({})).await;
    assert_eq!(back.stage(), "new");
}
