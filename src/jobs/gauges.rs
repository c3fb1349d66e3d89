//! The outbox among the metrics: how much waits, how much is late, how much was given up. And what the engagement
//! index is yet to be told.

use std::{
    sync::{
        Once,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{Desk, store};
use crate::{edge::metrics, engagement_index};

const EVERY: Duration = Duration::from_secs(15);

static QUEUED: AtomicI64 = AtomicI64::new(0);
static OVERDUE: AtomicI64 = AtomicI64::new(0);
static DEAD: AtomicI64 = AtomicI64::new(0);
static UNTOLD: AtomicI64 = AtomicI64::new(0);

/// Counts the outbox now and then.
pub(super) struct Gauges {
    due: Instant,
}

impl Gauges {
    pub fn new() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let read = |figure: &'static AtomicI64| move || figure.load(Ordering::Relaxed);
            metrics::watch("outbox_queued", "Notices that wait", read(&QUEUED));
            metrics::watch("outbox_overdue", "Notices late by five minutes", read(&OVERDUE));
            metrics::watch("outbox_dead", "Notices that were given up", read(&DEAD));
            let untold = "Bookings that the engagement index is yet to be told of";
            metrics::watch("engagement_index_waiting", untold, read(&UNTOLD));
        });
        Self { due: Instant::now() }
    }

    pub async fn look(&mut self, desk: &mut Desk) {
        if Instant::now() < self.due {
            return;
        }
        self.due = Instant::now() + EVERY;
        // Without the database the figures stay as they were; the tasks tell of the fault.
        if let Ok(stock) = desk.transact(store::stock).await {
            QUEUED.store(stock.queued, Ordering::Relaxed);
            OVERDUE.store(stock.overdue, Ordering::Relaxed);
            DEAD.store(stock.dead, Ordering::Relaxed);
        }
        if let Ok(waiting) = desk.transact(engagement_index::waiting).await {
            UNTOLD.store(waiting, Ordering::Relaxed);
        }
    }
}
