//! The inbox: what a resident sees, in which order, and who else does.

use chrono::TimeDelta;
use serde_json::Value;

use crate::{
    clinic::Clinic,
    world::{Answer, World, noon},
};

/// Answered cases of Anna's, a minute apart: one item each.
async fn with_items(count: i64) -> Clinic {
    let clinic = Clinic::new().await;
    for n in 0..count {
        clinic.world.clock.set(noon() + TimeDelta::minutes(n));
        clinic.closed().await;
    }
    clinic
}

async fn list(clinic: &Clinic, query: &str) -> Answer {
    let path = format!("/residents/{}/inbox-items{query}", clinic.anna.id);
    clinic.world.get_as(&clinic.anna.token, &path).await
}

fn field(page: &Value, name: &str) -> Vec<String> {
    let items = page["items"].as_array().expect("a page");
    items.iter().map(|item| item[name].as_str().expect(name).to_owned()).collect()
}

/// The part of a link below the API's base.
fn path<'a>(world: &World, page: &'a Value, rel: &str) -> &'a str {
    let href = page["_links"][rel]["href"].as_str().unwrap_or_else(|| panic!("{rel} in {page}"));
    href.strip_prefix(&format!("{}/etjanster/v1", world.base)).expect("an absolute link")
}

#[tokio::test]
async fn an_item_names_its_sender_and_leads_to_the_case() {
    let clinic = with_items(1).await;
    let page = list(&clinic, "").await.expect(200).json();
    let item = &page["items"][0];
    assert_eq!(item["title"], "Förnya recept");
    assert_eq!(item["sender"]["name"], "Provets vårdcentral");
    assert!(item["sender"]["hsaId"].as_str().expect("text").starts_with("SE2321000172-"));
    assert_eq!(item["deliveredAt"], "2026-11-23T11:00:00Z");
    for rel in ["self", "case"] {
        let path = path(&clinic.world, item, rel);
        clinic.world.get_as(&clinic.anna.token, path).await.expect(200);
    }
    assert!(!page.to_string().contains("Vi hör av oss"), "content stays in the case");
}

#[tokio::test]
async fn pages_follow_each_other_both_ways() {
    let clinic = with_items(5).await;
    let (world, token) = (&clinic.world, &clinic.anna.token);
    let all = list(&clinic, "").await.expect(200).json();
    let times = field(&all, "deliveredAt");
    assert!(times.is_sorted_by(|newer, older| newer > older), "{times:?}");

    let first = list(&clinic, "?limit=2").await.expect(200).json();
    let second = world.get_as(token, path(world, &first, "next")).await.expect(200).json();
    let third = world.get_as(token, path(world, &second, "next")).await.expect(200).json();
    let ids = [field(&first, "id"), field(&second, "id"), field(&third, "id")].concat();
    assert_eq!(ids, field(&all, "id"));
    assert!(third["_links"]["next"].is_null());
    let back = world.get_as(token, path(world, &third, "prev")).await.expect(200).json();
    assert_eq!(field(&back, "id"), field(&second, "id"));
}

#[tokio::test]
async fn what_is_read_or_put_away_is_found_by_saying_so_and_doing_it_twice_changes_nothing() {
    let clinic = with_items(3).await;
    let (world, token) = (&clinic.world, &clinic.anna.token);
    let page = list(&clinic, "").await.expect(200).json();
    let (one, other) = (&page["items"][0], &page["items"][1]);
    let post = async |item: &Value, rel: &str| {
        let answer = world.post_as(token, path(world, item, rel), None, &Value::Null).await;
        answer.expect(200).json()
    };

    let read = post(one, "mark-read").await;
    assert_eq!(read["readAt"], "2026-11-23T11:02:00Z");
    world.clock.set(noon() + TimeDelta::hours(1));
    assert_eq!(post(one, "mark-read").await, read);
    assert!(read["_links"]["mark-read"].is_null());
    let away = post(other, "archive").await;
    assert_eq!(away["archivedAt"], away["readAt"]);
    assert_eq!(post(other, "archive").await, away);

    for (query, count) in [
        ("?unread=true", 1),
        ("?unread=false", 2),
        ("?archived=true", 1),
        ("?archived=false", 2),
        ("?unread=false&archived=false", 1),
    ] {
        let page = list(&clinic, query).await.expect(200).json();
        assert_eq!(field(&page, "id").len(), count, "{query}");
        assert!(path(world, &page, "self").contains(&query[1..]), "{query}");
    }
}

#[tokio::test]
async fn reading_an_item_does_not_mark_it() {
    let clinic = with_items(1).await;
    let page = list(&clinic, "").await.expect(200).json();
    let own = path(&clinic.world, &page["items"][0], "self");
    let item = clinic.world.get_as(&clinic.anna.token, own).await.expect(200).json();
    assert_eq!(item, page["items"][0]);
    assert!(item["readAt"].is_null());
}

#[tokio::test]
async fn another_residents_item_and_one_that_is_not_there_answer_alike() {
    let clinic = with_items(1).await;
    let world = &clinic.world;
    let page = list(&clinic, "").await.expect(200).json();
    let maria = world.signed_in("maria").await;
    let item = page["items"][0]["id"].as_str().expect("an id");
    let theirs = format!("/residents/{}/inbox-items/{item}", clinic.anna.id);
    let mixed = format!("/residents/{}/inbox-items/{item}", maria.id);
    let nowhere = format!("/residents/{}/inbox-items/{}", maria.id, maria.id);
    for path in [&theirs, &mixed, &nowhere] {
        assert_eq!(world.get_as(&maria.token, path).await.expect(404).problem(), "not-found");
    }
    let marked = world.texts("select id::text as it from inbox_item where read_at is not null");
    assert!(marked.is_empty());
}

#[tokio::test]
async fn many_marks_at_once_leave_the_first() {
    let clinic = with_items(1).await;
    let (world, token) = (&clinic.world, &clinic.anna.token);
    let page = list(&clinic, "").await.expect(200).json();
    let item = &page["items"][0];
    let ways = ["mark-read", "archive"].map(|rel| path(world, item, rel));
    let null = &Value::Null;
    let all = (0..16).map(|n| world.post_as(token, ways[n % 2], None, null));
    for answer in futures_util::future::join_all(all).await {
        answer.expect(200);
    }
    let item = world.get_as(token, path(world, item, "self")).await.expect(200).json();
    assert_eq!(
        (&item["readAt"], &item["archivedAt"]),
        (&item["deliveredAt"], &item["deliveredAt"])
    );
    let marks = world.audit().into_iter().filter(|line| line.starts_with("inbox.")).count();
    assert_eq!(marks, 18, "a list, sixteen marks and a read");
}
