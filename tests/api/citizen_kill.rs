//! A sending to thousands outlives the processes that carry it out, and is never sent twice.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    citizen_cases::{Post, assert_sound, many},
    people,
    process::Process,
    world::World,
};

fn settled(world: &World) -> usize {
    let sql = "select count(*)::text as it from citizen_recipient where outcome is not null";
    world.texts(sql)[0].parse().expect("a number")
}

async fn until_settled(world: &World, at_least: usize) {
    let began = Instant::now();
    while settled(world) < at_least {
        assert!(began.elapsed() < Duration::from_secs(240), "{} lines", settled(world));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

// proves: RC-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_get_it_once_though_the_worker_is_killed_three_times() {
    let post = Post::new().await;
    let world = &post.clinic.world;
    world.lock_log_in(world.resident("amir"));
    let mut lines = many(world, 4_990);
    lines.extend(["anna", "amir", "anna", "gunvor"].map(|key| people::number(key).to_owned()));
    lines.extend(["", "x", "198404189286", "2", "-", "200001019999"].map(str::to_owned));
    assert_eq!(lines.len(), 5_000);
    let sending = post.send(post.template("questions").await, &lines).await;
    let at_once = settled(world);

    for kill in 1..=3 {
        let worker = Process::work(world);
        until_settled(world, at_once + kill * 700).await;
        worker.signal("KILL");
        drop(worker);
        assert!(settled(world) < 5_000, "it was killed on the way");
    }
    let workers = [Process::work(world), Process::work(world)];
    until_settled(world, 5_000).await;
    crate::world::wait_until("it is finished", async || {
        post.sending(sending).await["state"] == "finished"
    })
    .await;
    drop(workers);

    let view = post.sending(sending).await;
    let told = json!({ "sent": 4_991, "log-in-locked": 1, "duplicate": 1, "malformed-number": 6,
        "not-found": 1 });
    assert_eq!(view["progress"]["outcomes"], told);
    assert_sound(world);
    let doubled = "select count(*)::text as it from (select resident_id from inbox_item
        group by resident_id having count(*) > 1) twice";
    assert_eq!(world.texts(doubled), ["0"]);
}
