//! The worker's day: the outbox and each task at its own pace, until told to stop.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::{
    Desk, Errands, Fault, Misconfigured, Outbox,
    gauges::Gauges,
    schedule::{TASKS, Task},
};
use crate::{
    access::Sessions, attachments, bookings::Billing, citizen_cases, clock::Clock, config::Config,
    engagement_index::Teller, units::DirectoryRefresh,
};

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(1);
/// How long the directory is left alone when nobody is due.
const DIRECTORY_REST: Duration = Duration::from_secs(60);
/// The longest a task waits after a fault.
const AFTER_FAULT: Duration = Duration::from_secs(10);

/// Works until `stop`, and finishes what has been begun.
pub async fn work(
    config: &Config,
    clock: Clock,
    sessions: Sessions,
    stop: CancellationToken,
) -> Result<(), Misconfigured> {
    let outbox = Outbox::open(config, clock.clone())?;
    let errands = Errands::open(config, clock.clone(), sessions)?;
    let desk = Desk::new(&config.database_url, clock.clone());
    let orders = Desk::new(&config.database_url, clock.clone());
    let billing = Billing::open(config, clock.clone())?;
    let index = Teller::open(config, clock.clone())?;
    let directory = DirectoryRefresh::open(config, clock.clone()).await?;
    tokio::join!(
        send(outbox, &stop),
        keep(desk, &stop),
        run(errands, &stop),
        run_errands(orders, &stop),
        refresh(directory, &stop),
        bill(billing, &stop),
        point_out(index, &stop),
        attachments::work(config, clock, &stop)
    );
    Ok(())
}

/// What people have ordered and is carried out in their name, a little at a time.
async fn run_errands(mut desk: Desk, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        match citizen_cases::carry_out_some(&mut desk).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => report("citizen-case.send", &fault),
        }
        rest(stop).await;
    }
}

async fn send(mut outbox: Outbox, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        match outbox.round().await {
            Ok(count) if Outbox::is_full(count) => continue,
            Ok(_) => {}
            Err(fault) => report("outbox", &fault),
        }
        rest(stop).await;
    }
}

/// What the national directory says of staff, some of them at a time.
async fn refresh(directory: Option<DirectoryRefresh>, stop: &CancellationToken) {
    let Some(mut directory) = directory else { return };
    while !stop.is_cancelled() {
        match directory.round().await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(fault) => report("directory", &fault),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(DIRECTORY_REST) => {}
        }
    }
}

/// Fees of missed visits and late changes, for the billing system.
async fn bill(billing: Option<Billing>, stop: &CancellationToken) {
    let Some(mut billing) = billing else { return };
    while !stop.is_cancelled() {
        match billing.round().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => report("booking-fees", &fault),
        }
        rest(stop).await;
    }
}

/// Coming bookings, for the national engagement index.
async fn point_out(index: Option<Teller>, stop: &CancellationToken) {
    let Some(mut index) = index else { return };
    while !stop.is_cancelled() {
        match index.round().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => report("engagement-index", &fault),
        }
        rest(stop).await;
    }
}

async fn run(mut errands: Errands, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        match errands.round().await {
            Ok(count) if Outbox::is_full(count) => continue,
            Ok(_) => {}
            Err(fault) => report("errands", &fault),
        }
        rest(stop).await;
    }
}

/// The scheduled tasks, a part of each that is due at a time.
async fn keep(mut desk: Desk, stop: &CancellationToken) {
    let mut due = [Instant::now(); TASKS.len()];
    let mut gauges = Gauges::new();
    while !stop.is_cancelled() {
        let mut more = false;
        for (task, due) in TASKS.iter().zip(&mut due) {
            if *due <= Instant::now() && !stop.is_cancelled() {
                let wait = step(task, &mut desk).await;
                more |= wait.is_zero();
                *due = Instant::now() + wait;
            }
        }
        gauges.look(&mut desk).await;
        if !more {
            rest(stop).await;
        }
    }
}

/// How long the task may wait after one step of it: not at all if there is more.
async fn step(task: &'static Task, desk: &mut Desk) -> Duration {
    match task.step(desk).await {
        Ok(true) => Duration::ZERO,
        Ok(false) => task.every,
        Err(fault) => {
            report(task.name, &fault);
            task.every.min(AFTER_FAULT)
        }
    }
}

async fn rest(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(REST) => {}
    }
}

fn report(task: &'static str, fault: &Fault) {
    tracing::warn!(task, error.message = %fault, "a background task must try again");
}
