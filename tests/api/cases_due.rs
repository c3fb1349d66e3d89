//! What becomes due: promises that run out, questions that stay unanswered; and the lists that show it.

use etjanster::access::Role;
use serde_json::{Value, json};

use crate::{
    cases_owners::work,
    clinic::{Clinic, Shown},
    world::World,
};

/// How many notices of each kind there are.
fn notices(world: &World) -> Vec<String> {
    world.texts(
        "select (payload ->> 'notice') || ' ' || count(*) as it from outbox_job
         where payload ->> 'notice' like 'deadline%' group by payload ->> 'notice' order by 1",
    )
}

async fn receiver(clinic: &Clinic) -> String {
    clinic.world.staff_session(clinic.receiver.id).await
}

fn set(clinic: &Clinic, at: &str) {
    clinic.world.clock.set(at.parse().expect("an instant"));
}

// proves: B-23, B-20
#[tokio::test]
async fn a_promise_that_runs_out_is_told_upwards_once_a_level_and_says_nothing_of_the_case() {
    let clinic = Clinic::new().await;
    let administrator = clinic.world.staff(&[(Role::LocalAdministrator, clinic.unit)]);
    let (first, _) = (clinic.assigned().await, clinic.assigned().await);
    let state = async |expected: &str| {
        let seen = clinic.read(&receiver(&clinic).await, &first).await.expect(200).json();
        assert_eq!(seen["deadline"], expected);
    };
    work(&clinic.world).await;
    state("on-time").await;
    assert!(notices(&clinic.world).is_empty());

    // Submitted on Monday at noon, due on Wednesday at noon: three quarters are Tuesday 16:15.
    set(&clinic, "2026-11-24T15:15:00Z");
    state("warning").await;
    for _ in 0..2 {
        work(&clinic.world).await;
    }
    assert_eq!(notices(&clinic.world), ["deadline-near 2"], "receiver and handler, for both cases");
    set(&clinic, "2026-11-25T11:00:00Z");
    state("overdue").await;
    for _ in 0..2 {
        work(&clinic.world).await;
    }
    assert_eq!(notices(&clinic.world), ["deadline-near 2", "deadline-passed 2"]);
    set(&clinic, "2026-11-26T10:59:00Z");
    work(&clinic.world).await;
    assert_eq!(notices(&clinic.world).len(), 2, "the administrator waits for a working day");
    set(&clinic, "2026-11-26T11:00:00Z");
    for _ in 0..2 {
        work(&clinic.world).await;
    }
    let told = notices(&clinic.world);
    assert_eq!(told, ["deadline-escalated 1", "deadline-near 2", "deadline-passed 2"]);
    let to = format!(
        "select (outbox_job.payload ->> 'to') as it from outbox_job join staff
            on staff.email = outbox_job.payload ->> 'to' and staff.id = '{administrator}'"
    );
    assert_eq!(clinic.world.texts(&to).len(), 1, "the administrator");
    let anna = clinic.world.resident_session(clinic.anna.id).await;
    let seen = clinic.read(&anna, &first).await.expect(200).json();
    assert!(seen.get("deadline").is_none(), "the unit's own business");
}

// proves: B-23
#[tokio::test]
async fn whoever_has_responded_is_left_in_peace() {
    let clinic = Clinic::new().await;
    let case = clinic.assigned().await;
    let case = clinic.reply(&case, "partial-reply").await;
    let new = clinic.new_case().await;
    clinic.step(&clinic.receiver.token, &new, "closures", json!({ "reason": "Dubblett." })).await;
    set(&clinic, "2026-12-24T11:00:00Z");
    work(&clinic.world).await;
    assert!(notices(&clinic.world).is_empty());
    let seen = clinic.read(&receiver(&clinic).await, &case).await.expect(200).json();
    assert!(seen.get("deadline").is_none());
}

// proves: L-14
#[tokio::test]
async fn an_unanswered_question_closes_the_case_after_a_notice_where_the_type_says_so() {
    let clinic = Clinic::new().await;
    let case = clinic.awaiting().await;
    set(&clinic, "2027-02-01T11:00:00Z");
    work(&clinic.world).await;
    let seen = clinic.read(&receiver(&clinic).await, &case).await.expect(200).json();
    assert_eq!(seen["stage"], "awaiting-resident", "off by default");

    clinic.world.sql("update case_type set expires_after_days = 30");
    set(&clinic, "2026-12-15T11:00:00Z");
    work(&clinic.world).await;
    let titles = "select title as it from inbox_item order by delivered_at desc, id desc limit 1";
    assert_eq!(clinic.world.texts(titles), ["Förnya recept"]);
    set(&clinic, "2026-12-16T11:00:00Z");
    for _ in 0..2 {
        work(&clinic.world).await;
    }
    assert_eq!(clinic.world.texts(titles), ["Avslutas snart utan ditt svar: Förnya recept"]);
    let anna = clinic.world.resident_session(clinic.anna.id).await;
    let seen = clinic.read(&anna, &case).await.expect(200).json();
    assert_eq!(
        (&seen["stage"], &seen["expiresOn"]),
        (&json!("awaiting-resident"), &json!("2026-12-23"))
    );

    set(&clinic, "2026-12-22T22:59:00Z");
    work(&clinic.world).await;
    set(&clinic, "2026-12-22T23:00:00Z");
    for _ in 0..2 {
        work(&clinic.world).await;
    }
    assert_eq!(clinic.world.texts(titles), ["Avslutat utan ditt svar: Förnya recept"]);
    let anna = clinic.world.resident_session(clinic.anna.id).await;
    let closed = Shown::of(&clinic.read(&anna, &case).await.expect(200));
    assert_eq!((closed.stage(), &closed.json["closeKind"]), ("closed", &json!("expired")));
    let late = clinic.attempt(&anna, &closed, "messages", json!({ "body": "Hallå?" })).await;
    assert_eq!(late.expect(409).problem(), "case-closed");
    let history = "select kind as it from case_event where actor_staff_id is null
        and actor_resident_id is null order by version";
    assert_eq!(clinic.world.texts(history), ["case.warn-of-expiry", "case.expire"]);
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().expect("an id")).collect()
}

// proves: B-6, B-7, M-1
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn receivers_and_handlers_list_the_work_that_is_theirs_to_see() {
    let clinic = Clinic::new().await;
    let member = clinic.world.colleague(&[]).await;
    let group = clinic.world.group(clinic.unit, &[member.id]);
    let new = clinic.new_case().await;
    clinic.world.clock.set("2026-11-23T12:00:00Z".parse().expect("an instant"));
    let assigned = clinic.assigned().await;
    clinic.world.clock.set("2026-11-23T13:00:00Z".parse().expect("an instant"));
    let waiting = clinic.new_case().await;
    let to = json!({ "groupId": group });
    let waiting = clinic.step(&clinic.receiver.token, &waiting, "distributions", to).await;
    let closed = clinic.closed().await;
    let list = async |token: &str, query: &str| {
        let path = format!("/units/{}/cases?{query}", clinic.unit);
        clinic.world.get_as(token, &path).await.expect(200).json()
    };
    let all = [&closed, &waiting, &assigned, &new].map(|case| case.id.as_str());
    let r = &clinic.receiver.token;
    assert_eq!(ids(&list(r, "").await), all);
    let reversed: Vec<&str> = all.iter().rev().copied().collect();
    assert_eq!(ids(&list(r, "sort=oldest").await), reversed);
    assert_eq!(ids(&list(r, "sort=deadline").await), reversed);
    let table = [
        ("unassigned=true".to_owned(), vec![&waiting, &new]),
        (format!("handlerId={}", clinic.handler.id), vec![&closed, &assigned]),
        (format!("groupId={group}"), vec![&waiting]),
        (format!("caseTypeId={}&stage=assigned", clinic.case_type), vec![&assigned]),
        (format!("number={}", new.json["number"].as_str().expect("a number")), vec![&new]),
        ("deadline=on-time".to_owned(), vec![&waiting, &assigned, &new]),
        ("deadline=overdue".to_owned(), vec![]),
        ("needsRedistribution=true".to_owned(), vec![]),
        ("olderThanDays=1".to_owned(), vec![]),
        ("olderThanDays=0&stage=new".to_owned(), vec![&new]),
    ];
    for (query, expected) in table {
        let expected: Vec<&str> = expected.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids(&list(r, &query).await), expected, "{query}");
    }
    let h = &clinic.handler.token;
    assert_eq!(ids(&list(h, "").await), [closed.id.as_str(), &assigned.id]);
    assert!(ids(&list(h, &format!("groupId={group}")).await).is_empty(), "another's group");
    assert_eq!(ids(&list(&member.token, "").await), [waiting.id.as_str()]);
    assert!(ids(&list(&clinic.other_handler.token, "sort=deadline").await).is_empty());

    for sort in ["newest", "oldest", "deadline"] {
        let (mut seen, mut next) = (Vec::new(), format!("limit=1&sort={sort}"));
        loop {
            let page = list(r, &next).await;
            seen.extend(ids(&page).iter().map(ToString::to_string));
            let Some(href) = page["_links"]["next"]["href"].as_str() else { break };
            next = href.split('?').nth(1).expect("a query").to_owned();
        }
        let whole = list(r, &format!("sort={sort}")).await;
        assert_eq!(seen, ids(&whole), "page by page, {sort}");
    }
}
