//! How many clients are let in, and who has to go when there is no more room: the one that has been
//! silent for longest, so that idle sockets can't keep anybody out.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::metrics::METRICS;

/// File descriptors for other things than clients and database connections.
const OTHER_FILES: usize = 48;

/// The clients that are in.
#[derive(Clone)]
pub struct Crowd(Arc<Inner>);

struct Inner {
    places: Arc<Semaphore>,
    next: AtomicU64,
    /// Those who have no request running, since when, and how to send them away.
    silent: Mutex<HashMap<u64, (Instant, CancellationToken)>>,
}

impl Crowd {
    pub fn new(size: usize) -> Self {
        let places = Arc::new(Semaphore::new(size));
        Self(Arc::new(Inner { places, next: AtomicU64::new(0), silent: Mutex::default() }))
    }

    /// A place for one more, once there is one.
    pub async fn enter(&self) -> Seat {
        let places = self.0.places.clone();
        let place = match places.clone().try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                self.make_room();
                places.acquire_owned().await.expect("never closed")
            }
        };
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let seat = Seat { id, crowd: self.clone(), leave: CancellationToken::new(), _place: place };
        METRICS.connections.inc();
        seat.fall_silent();
        seat
    }

    fn make_room(&self) {
        let mut silent = self.0.silent.lock().expect("nobody panics while holding it");
        let longest = silent.iter().min_by_key(|(_, (since, _))| *since).map(|(id, _)| *id);
        if let Some((_, leave)) = longest.and_then(|id| silent.remove(&id)) {
            METRICS.sent_away.inc();
            leave.cancel();
        }
    }
}

/// One client's place. Given back when dropped.
pub struct Seat {
    id: u64,
    crowd: Crowd,
    leave: CancellationToken,
    _place: OwnedSemaphorePermit,
}

impl Seat {
    /// Ends when the client has to go.
    pub async fn sent_away(&self) {
        self.leave.cancelled().await;
    }

    /// A request has come in whole: from here on the client is not sent away.
    pub fn speak(&self) {
        self.crowd.0.silent.lock().expect("nobody panics while holding it").remove(&self.id);
    }

    pub fn fall_silent(&self) {
        let entry = (Instant::now(), self.leave.clone());
        self.crowd.0.silent.lock().expect("nobody panics while holding it").insert(self.id, entry);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.speak();
        METRICS.connections.dec();
    }
}

/// How many clients there can be: what is wished for, within what the system lets a process open.
pub fn capacity(wished: usize, database_connections: usize) -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let most = open_files(&limits).unwrap_or(1024);
    wished.min(most.saturating_sub(database_connections + OTHER_FILES)).max(1)
}

fn open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_counts() {
        let limits = "Limit  Soft Limit  Hard Limit  Units\nMax open files            256                  1048576              files\n";
        assert_eq!(open_files(limits), Some(256));
        assert_eq!(open_files("Max open files   unlimited unlimited files"), None);
    }

    #[tokio::test]
    async fn who_was_silent_longest_makes_room() {
        let crowd = Crowd::new(2);
        let (first, second) = (crowd.enter().await, crowd.enter().await);
        first.speak();
        let third = crowd.clone();
        let third = tokio::spawn(async move { third.enter().await.id });
        second.sent_away().await;
        drop(second);
        assert_eq!(third.await.expect("it got in"), 2);
        assert!(!first.leave.is_cancelled());
    }
}
