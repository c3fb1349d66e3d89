//! No open case is without a living owner: groups, absences, and roles that end.

use diesel::connection::SimpleConnection;
use etjanster::{
    access::Role,
    cases,
    jobs::{self, Desk},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Shown},
    world::{World, send},
};

/// Does all that is due, as the worker would within seconds.
pub async fn work(world: &World) {
    let mut desk = Desk::new(&world.app.config.database_url, world.clock.clone());
    jobs::run_all(&mut desk).await.expect("the work is done");
}

/// Whether the check that operators run finds nothing.
fn all_is_well(world: &World) -> bool {
    let (mut conn, mut out) = (world.conn(), Vec::<u8>::new());
    cases::owners_are_well(&mut conn, world.clock.now(), &mut out).expect("it is printed")
}

/// Notices of that kind, by whom they are for.
fn notices(world: &World, notice: &str) -> usize {
    let sql =
        format!("select id::text as it from outbox_job where payload ->> 'notice' = '{notice}'");
    world.texts(&sql).len()
}

/// The ids of the unit's cases that need another handler, as the receiver lists them.
async fn to_redistribute(clinic: &Clinic) -> Vec<String> {
    let path = format!("/units/{}/cases?needsRedistribution=true", clinic.unit);
    let token = clinic.world.staff_session(clinic.receiver.id).await;
    let list = clinic.world.get_as(&token, &path).await.expect(200).json();
    let items = list["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

// proves: I-6
#[tokio::test]
async fn a_handler_who_can_no_longer_look_after_cases_leaves_none_without_an_owner() {
    let ends = [
        ("role-ended", "update role_assignment set revoked_at = now() where staff_id = '{}'"),
        (
            "role-ended",
            "update role_assignment set valid_until = '2026-11-22' where staff_id = '{}'",
        ),
        ("inactive", "update staff set active_in_directory = false where id = '{}'"),
    ];
    for (because, sql) in ends {
        let clinic = Clinic::new().await;
        let (assigned, waiting, closed) =
            (clinic.assigned().await, clinic.awaiting().await, clinic.closed().await);
        work(&clinic.world).await;
        assert!(to_redistribute(&clinic).await.is_empty(), "all is well");

        clinic.world.sql(&sql.replace("{}", &clinic.handler.id.to_string()));
        work(&clinic.world).await;
        let mut listed = to_redistribute(&clinic).await;
        let mut both = vec![assigned.id.clone(), waiting.id.clone()];
        listed.sort();
        both.sort();
        assert_eq!(listed, both, "{sql}: the open ones, and not {}", closed.id);
        assert_eq!(notices(&clinic.world, "cases-need-handler"), 1, "one notice for both");
        let seen = clinic.read(&clinic.receiver.token, &assigned).await.expect(200);
        let seen = Shown::of(&seen);
        assert_eq!(seen.json["needsRedistribution"], because);
        assert!(all_is_well(&clinic.world), "the receivers look after them");

        work(&clinic.world).await;
        assert_eq!(notices(&clinic.world, "cases-need-handler"), 1, "told once");
        let to = json!({ "handlerId": clinic.other_handler.id });
        let given = clinic.step(&clinic.receiver.token, &seen, "redistributions", to).await;
        assert!(given.json.get("needsRedistribution").is_none());
        assert_eq!(to_redistribute(&clinic).await, [waiting.id.as_str()]);
    }
}

// proves: I-6
#[tokio::test]
async fn a_role_ends_with_its_last_day_and_a_handler_who_comes_back_keeps_the_case() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    let until = "update role_assignment set valid_until = '2026-11-23' where role = 'handler'";
    clinic.world.sql(until);
    work(&clinic.world).await;
    assert!(to_redistribute(&clinic).await.is_empty(), "the last day counts");
    clinic.world.clock.set("2026-11-23T23:00:00Z".parse().expect("midnight in Stockholm"));
    assert!(!all_is_well(&clinic.world), "the check finds it");
    work(&clinic.world).await;
    assert!(all_is_well(&clinic.world), "and it is put right");
    assert_eq!(to_redistribute(&clinic).await, [case.id.as_str()]);

    clinic.world.sql("update role_assignment set valid_until = null");
    work(&clinic.world).await;
    assert!(to_redistribute(&clinic).await.is_empty(), "the handler is back");
    let history =
        "select kind || ' ' || coalesce(actor_staff_id::text, 'nobody') as it from case_event
        where version > 3 order by version";
    assert_eq!(clinic.world.texts(history), ["case.set-aside nobody", "case.keep nobody"]);
    let recorded = clinic.world.texts(
        "select action || ' ' || actor_kind as it from audit_entry where actor_kind = 'system' order by id",
    );
    assert_eq!(recorded, ["case.set-aside system", "case.keep system"]);
}

/// An absence through the API.
async fn away(clinic: &Clinic, who: Uuid, substitute: Option<Uuid>, days: (&str, &str)) -> String {
    let mut body =
        json!({ "staffId": who, "substituteId": substitute, "fromDay": days.0, "toDay": days.1 });
    if substitute.is_none() {
        body.as_object_mut().expect("an object").remove("substituteId");
    }
    let path = format!("/units/{}/absences", clinic.unit);
    let made = clinic.world.post_as(&clinic.receiver.token, &path, None, &body).await.expect(201);
    made.json()["id"].as_str().expect("an id").to_owned()
}

// proves: I-6
#[tokio::test]
async fn an_absent_handlers_cases_go_to_the_substitute_on_the_first_day() {
    let clinic = Clinic::new().await;
    let case = clinic.awaiting().await;
    away(&clinic, clinic.handler.id, Some(clinic.other_handler.id), ("2026-11-24", "2026-11-30"))
        .await;
    work(&clinic.world).await;
    clinic.read(&clinic.handler.token, &case).await.expect(200);
    clinic.world.clock.set("2026-11-24T07:00:00Z".parse().expect("an instant"));
    work(&clinic.world).await;
    let substitute = clinic.world.staff_session(clinic.other_handler.id).await;
    let seen = clinic.read(&substitute, &case).await.expect(200);
    assert_eq!(Shown::of(&seen).stage(), "awaiting-resident");
    let absent = clinic.world.staff_session(clinic.handler.id).await;
    clinic.read(&absent, &case).await.expect(404);

    let anna = clinic.world.resident_session(clinic.anna.id).await;
    let body = json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type,
        "answers": { "reason": "En sak till" } });
    let path = format!("/residents/{}/cases", clinic.anna.id);
    let draft = Shown::of(&clinic.world.post_as(&anna, &path, None, &body).await.expect(201));
    let new = clinic.step(&anna, &draft, "submissions", json!({})).await;
    let receiver = clinic.world.staff_session(clinic.receiver.id).await;
    let to = json!({ "handlerId": clinic.handler.id });
    let refused = clinic.attempt(&receiver, &new, "distributions", to.clone()).await.expect(422);
    assert_eq!(refused.json()["errors"][0]["code"], "handler-absent");
    clinic.world.clock.set("2026-12-01T07:00:00Z".parse().expect("an instant"));
    let receiver = clinic.world.staff_session(clinic.receiver.id).await;
    clinic.step(&receiver, &new, "distributions", to).await;
}

// proves: I-6
#[tokio::test]
async fn without_a_substitute_who_is_there_the_receivers_find_another() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    away(&clinic, clinic.other_handler.id, None, ("2026-11-23", "2026-11-24")).await;
    let id = away(
        &clinic,
        clinic.handler.id,
        Some(clinic.other_handler.id),
        ("2026-11-23", "2026-11-30"),
    )
    .await;
    work(&clinic.world).await;
    assert_eq!(to_redistribute(&clinic).await, [case.id.as_str()]);
    let path = format!("/units/{}/absences", clinic.unit);
    let overlap = json!({ "staffId": clinic.handler.id, "fromDay": "2026-11-30" });
    let refused = clinic.world.post_as(&clinic.handler.token, &path, None, &overlap).await;
    assert_eq!(refused.expect(409).problem(), "absence-overlaps");

    let end = clinic.world.request("DELETE", &format!("{path}/{id}"));
    send(end.bearer_auth(&clinic.handler.token)).await.expect(204);
    work(&clinic.world).await;
    assert!(to_redistribute(&clinic).await.is_empty(), "the handler is there");
}

#[tokio::test]
async fn an_absence_that_makes_no_sense_is_refused_and_nothing_is_planned() {
    let clinic = Clinic::new().await;
    let path = format!("/units/{}/absences", clinic.unit);
    let (handler, other) = (clinic.handler.id, clinic.other_handler.id);
    let table = [
        (json!({ "staffId": clinic.receiver.id, "fromDay": "2026-12-01" }), "/staffId"),
        (json!({ "staffId": handler, "fromDay": "2026-11-22" }), "/fromDay"),
        (json!({ "staffId": handler, "fromDay": "2026-12-02", "toDay": "2026-12-01" }), "/toDay"),
        (
            json!({ "staffId": handler, "substituteId": handler, "fromDay": "2026-12-01" }),
            "/substituteId",
        ),
        (
            json!({ "staffId": handler, "substituteId": clinic.receiver.id, "fromDay": "2026-12-01" }),
            "/substituteId",
        ),
    ];
    for (body, pointer) in table {
        let answer = clinic.world.post_as(&clinic.receiver.token, &path, None, &body).await;
        assert_eq!(answer.expect(422).json()["errors"][0]["pointer"], pointer, "{body}");
    }
    let body = json!({ "staffId": other, "fromDay": "2026-12-01" });
    clinic.world.post_as(&clinic.handler.token, &path, None, &body).await.expect(403);
    let list = clinic.world.get_as(&clinic.receiver.token, &path).await.expect(200).json();
    assert_eq!(list["items"], json!([]));
}

// proves: M-30, R-ROLE-16
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_group_gives_its_members_a_role_for_as_long_as_both_last() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let administrator = world.colleague(&[(Role::PermissionAdministrator, clinic.unit)]).await;
    let colleague = world.colleague(&[]).await;
    let hsa_id =
        world.texts(&format!("select hsa_id as it from staff where id = '{}'", colleague.id));
    let path = format!("/units/{}/staff-groups", clinic.unit);
    let wish = json!({ "name": "Diabetesteamet", "roles": ["handler"] });
    let made = world.post_as(&administrator.token, &path, None, &wish).await.expect(201);
    let again = json!({ "name": "DIABETESTEAMET" });
    let again = world.post_as(&administrator.token, &path, None, &again).await.expect(409);
    assert_eq!(again.problem(), "staff-group-exists");
    let group = made.json()["id"].as_str().expect("an id").to_owned();
    let members = format!("{path}/{group}/members");
    let who = json!({ "hsaId": format!(" {} ", hsa_id[0].to_lowercase()) });
    world.post_as(&administrator.token, &members, None, &who).await.expect(201);
    let twice = world.post_as(&administrator.token, &members, None, &who).await.expect(409);
    assert_eq!(twice.problem(), "already-group-member");

    let case = clinic.new_case().await;
    let to = json!({ "handlerId": colleague.id });
    let case = clinic.step(&clinic.receiver.token, &case, "distributions", to).await;
    clinic.read(&colleague.token, &case).await.expect(200);
    let remove = world.request("DELETE", &format!("{members}/{}", colleague.id));
    send(remove.bearer_auth(&administrator.token)).await.expect(204);
    clinic.read(&colleague.token, &case).await.expect(404);
    work(world).await;
    assert_eq!(to_redistribute(&clinic).await, [case.id.as_str()], "nobody looks after it now");

    world.post_as(&administrator.token, &members, None, &who).await.expect(201);
    work(world).await;
    clinic.read(&colleague.token, &case).await.expect(200);
    let waiting = clinic.new_case().await;
    let to = json!({ "groupId": group });
    let waiting = clinic.step(&clinic.receiver.token, &waiting, "distributions", to).await;
    let end = world.request("DELETE", &format!("{path}/{group}"));
    send(end.bearer_auth(&administrator.token)).await.expect(204);
    clinic.read(&colleague.token, &case).await.expect(404);
    work(world).await;
    assert_eq!(to_redistribute(&clinic).await, [case.id.as_str()]);
    let back = Shown::of(&clinic.read(&clinic.receiver.token, &waiting).await.expect(200));
    assert_eq!(back.stage(), "new", "what waited for the group is new again");
    assert!(all_is_well(world));
}

/// Someone takes their group's case while they are being removed from it: the case stays the group's.
// proves: I-6
#[tokio::test]
async fn nobody_takes_a_case_of_a_group_that_they_are_just_leaving() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let (leaver, stayer) = (world.colleague(&[]).await, world.staff(&[]));
    let group = world.group(clinic.unit, &[leaver.id, stayer]);
    let new = clinic.new_case().await;
    let to = json!({ "groupId": group });
    let given = clinic.step(&clinic.receiver.token, &new, "distributions", to).await;
    let mut leaving = world.conn();
    leaving
        .batch_execute(&format!(
            "begin; update staff_group_member set removed_at = now() where staff_id = '{}'",
            leaver.id
        ))
        .expect("nobody is in the way");
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        leaving.batch_execute("commit").expect("it commits");
    };
    let (taken, ()) =
        tokio::join!(clinic.attempt(&leaver.token, &given, "takings", json!({})), commit);
    assert_eq!(taken.status, 422, "{}", String::from_utf8_lossy(&taken.body));
    work(world).await;
    let whose =
        world.texts("select stage || ' ' || coalesce(handler_id::text, '-') as it from case_file");
    assert_eq!(whose, ["with-group -"]);
    assert!(all_is_well(world));
}

/// A role is taken while its holder answers and others give them cases: whatever comes first, each
/// answer is whole, and no open case stays with somebody who is no handler.
// proves: I-6
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_role_taken_while_its_holder_answers_leaves_no_case_behind() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let mut mine = Vec::new();
    for _ in 0..6 {
        mine.push(clinic.assigned().await);
    }
    let mut new = Vec::new();
    for _ in 0..6 {
        new.push(clinic.new_case().await);
    }
    let administrator = world.colleague(&[(Role::LocalAdministrator, clinic.unit)]).await;
    let sql = format!(
        "select id::text as it from role_assignment where staff_id = '{}'",
        clinic.handler.id
    );
    let path =
        format!("/units/{}/role-assignments/{}?confirm=true", clinic.unit, world.texts(&sql)[0]);
    let replies = mine.iter().map(|case| {
        let body = json!({ "kind": "partial-reply", "body": "Vi hör av oss." });
        clinic.attempt(&clinic.handler.token, case, "replies", body)
    });
    let gifts = new.iter().map(|case| {
        let to = json!({ "handlerId": clinic.handler.id });
        clinic.attempt(&clinic.receiver.token, case, "distributions", to)
    });
    let revoke = send(world.request("DELETE", &path).bearer_auth(&administrator.token));
    let (replies, gifts, revoked) = tokio::join!(
        futures_util::future::join_all(replies),
        futures_util::future::join_all(gifts),
        revoke
    );
    revoked.expect(204);
    for answer in replies.iter().chain(&gifts) {
        assert!(matches!(answer.status, 201 | 404 | 422 | 503), "{}", answer.status);
    }
    let said = "select count(*)::text as it from case_message where kind = 'partial-reply'";
    let done = replies.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(world.texts(said), [done.to_string()]);
    work(world).await;
    assert!(all_is_well(world));
    let given = gifts.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(to_redistribute(&clinic).await.len(), mine.len() + given);
}
