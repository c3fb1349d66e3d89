//! What was acknowledged outlives the process that acknowledged it, and is never done twice.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use etjanster::{access::Who, id::ResidentId};
use serde_json::{Value, json};

use crate::{clinic::Clinic, process::Process, world::new_id};

/// One writer's tale: each key it used, and the case that was acknowledged under it, if any was.
type Tale = BTreeMap<String, Option<Value>>;

struct Writer {
    client: reqwest::Client,
    url: String,
    token: String,
    body: Value,
}

impl Writer {
    async fn write(&self, key: &str) -> Option<Value> {
        let request = self.client.post(&self.url).bearer_auth(&self.token);
        let request = request.header("idempotency-key", key).json(&self.body);
        let response = request.send().await.ok().filter(|response| response.status() == 201)?;
        response.json().await.ok()
    }

    async fn write_until(self: Arc<Self>, stop: Arc<AtomicBool>) -> Tale {
        let mut tale = Tale::new();
        while !stop.load(Ordering::Relaxed) {
            let key = new_id().to_string();
            let answer = self.write(&key).await;
            tale.insert(key, answer);
        }
        tale
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_loses_nothing_acknowledged_and_doubles_nothing() {
    let clinic = Clinic::new().await;
    let mut told = Tale::new();
    for _ in 0..3 {
        let process = serve(&clinic).await;
        let writer = Arc::new(writer(&clinic, &process).await);
        let stop = Arc::new(AtomicBool::new(false));
        let running: Vec<_> =
            (0..8).map(|_| tokio::spawn(writer.clone().write_until(stop.clone()))).collect();
        tokio::time::sleep(Duration::from_millis(700)).await;
        drop(process);
        stop.store(true, Ordering::Relaxed);
        for tale in running {
            told.extend(tale.await.expect("a writer ends"));
        }
    }
    let acknowledged = told.values().flatten().count();
    assert!(acknowledged > 20, "the writers got going: {acknowledged}");

    // Every request again, under a session that Redis did not know before.
    let process = serve(&clinic).await;
    let writer = writer(&clinic, &process).await;
    for (key, first) in &told {
        let again = writer.write(key).await.expect("the repeat is answered");
        if let Some(first) = first {
            assert_eq!(without_links(first), without_links(&again), "the same answer for {key}");
        }
    }
    let count = |sql: &str| clinic.world.texts(sql)[0].parse::<usize>().expect("a number");
    assert_eq!(count("select count(*)::text as it from case_file"), told.len());
    let recorded = "select count(distinct subject_id)::text as it from audit_entry
        where action = 'case.start' and reason is null
        and subject_id in (select id from case_file)";
    assert_eq!(count(recorded), told.len(), "each case has its audit entry");
    let entries = "select count(*)::text as it from audit_entry
        where action = 'case.start' and reason is null";
    assert_eq!(count(entries), told.len(), "each audit entry has its case");
}

async fn serve(clinic: &Clinic) -> Process {
    Process::serve(&clinic.world, 1024, &[("RATE_PER_PERSON", "1000000")]).await
}

/// A writer with a session of its own, which Redis has not seen before.
async fn writer(clinic: &Clinic, process: &Process) -> Writer {
    let anna = Who::Resident(ResidentId(clinic.anna.id));
    let token = process.session(anna).await;
    Writer {
        client: reqwest::Client::builder().timeout(Duration::from_secs(5)).build().expect("client"),
        url: format!("{}/etjanster/v1/residents/{}/cases", process.base, clinic.anna.id),
        token,
        body: json!({ "unitId": clinic.unit, "caseTypeId": clinic.case_type }),
    }
}

/// Links name the port, which differs between processes.
fn without_links(case: &Value) -> Value {
    let mut case = case.clone();
    case["_links"] = Value::Null;
    case
}
