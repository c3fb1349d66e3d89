//! The demonstration region.

use etjanster::demo::{self, Loaded, stable_id};

use crate::world::{World, noon};

/// Every table's rows, boiled down to one text each.
fn fingerprints(world: &World) -> Vec<String> {
    let tables = world.texts(
        "select table_name::text as it from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
    );
    let digest = |table: &String| {
        let rows = format!(
            "select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as it from {table} t"
        );
        format!("{table} {}", world.texts(&rows)[0])
    };
    tables.iter().map(digest).collect()
}

#[tokio::test]
async fn loading_the_demo_twice_changes_nothing() {
    let world = World::new().await;
    let empty = fingerprints(&world);

    let first = demo::load(&mut world.conn(), noon(), true).expect("it loads");
    let loaded = fingerprints(&world);
    let second = demo::load(&mut world.conn(), noon() + chrono::TimeDelta::days(1), false);

    assert!(matches!(first, Loaded::Added(rows) if rows > 300), "{first:?}");
    assert_ne!(loaded, empty);
    assert_eq!(second.expect("it is asked again"), Loaded::Added(0));
    assert_eq!(fingerprints(&world), loaded);
    assert_eq!(world.audit(), ["demo.load done"]);
}

#[tokio::test]
async fn the_demo_leaves_a_database_in_use_alone() {
    let world = World::new().await;
    world.sql(
        "insert into unit (id, hsa_id, name, region_code, municipality_code, status, care_form,
            visit_address, phone, about, changed_at)
         values (gen_random_uuid(), 'SE2321000172-REAL', 'En mottagning', '19', '1980', 'active',
            'primary-care', '', '', '', now())",
    );
    let before = fingerprints(&world);

    let loaded = demo::load(&mut world.conn(), noon(), true);

    assert_eq!(loaded.expect("it is asked"), Loaded::NotEmpty);
    assert_eq!(fingerprints(&world), before);
}

#[tokio::test]
async fn the_demo_is_refused_in_production() {
    let world = World::with(&[("MODE", "production")]).await;
    let refused = demo::run(&world.app.config, false);
    assert!(matches!(refused, Err(demo::Refusal::Production)));
    assert_eq!(world.texts("select count(*)::text as it from unit"), ["0"]);
}

#[tokio::test]
async fn front_ends_find_the_demo_cases_where_they_are_said_to_be() {
    let world = World::new().await;
    demo::load(&mut world.conn(), noon(), false).expect("it loads");
    for case in &demo::region().cases {
        let path = format!("/cases/{}", stable_id("case", &case.key));
        let writer = world.resident_session(stable_id("resident", case.writer())).await;
        let seen = world.get_as(&writer, &path).await.expect(200).json();
        let stage = if case.stage == "withdrawn" { "closed" } else { &case.stage };
        assert_eq!(seen["stage"], stage, "{}", case.key);
        assert_eq!(seen["number"], case.number.as_str());

        let receiver = demo::region().with_role(&case.unit, "receiver").expect("each has one");
        let receiver = world.staff_session(stable_id("staff", &receiver.key)).await;
        let status = if stage == "draft" { 404 } else { 200 };
        assert_eq!(world.get_as(&receiver, &path).await.status, status, "{}", case.key);
    }
}

#[tokio::test]
async fn anna_finds_her_booked_time_and_maria_hers_to_confirm() {
    let world = World::new().await;
    demo::load(&mut world.conn(), noon(), false).expect("it loads");
    for (who, status, title) in [
        ("anna", "confirmed", "Bokad tid: Provtagning"),
        ("maria", "preliminary", "Bekräfta tid: Provtagning"),
    ] {
        let id = stable_id("resident", who);
        let token = world.resident_session(id).await;
        let own = world.get_as(&token, &format!("/residents/{id}/bookings")).await.expect(200);
        assert_eq!(own.json()["items"][0]["status"], status);
        let inbox = world.get_as(&token, &format!("/residents/{id}/inbox-items")).await.expect(200);
        let inbox = inbox.json();
        let items = inbox["items"].as_array().expect("items");
        assert!(items.iter().any(|it| it["title"] == title), "{who}");
    }
}
