//! What a followed unit has free, asked for once a second while anyone follows.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::MissedTickBehavior,
};

use crate::{
    access::App,
    failure::Failure,
    id::{SlotId, UnitId},
    page::Wanted,
    slots::{
        search::{Which, Wish, free},
        store::search::FreeSlot,
    },
};

/// How often a followed unit is asked for.
const PACE: Duration = Duration::from_secs(1);
/// Units that one process follows at once.
const MOST_UNITS: usize = 100;
/// Followers that one process serves at once.
const MOST_FOLLOWERS: usize = 1_000;
/// As many of a unit's times as are followed: the earliest.
pub const MOST_TIMES: i64 = 500;

/// A unit's free times at one moment.
pub type Snapshot = Arc<BTreeMap<SlotId, FreeSlot>>;

/// The units that are followed through this process. Cheap to clone.
#[derive(Clone)]
pub struct Feeds(Arc<Inner>);

struct Inner {
    open: Mutex<HashMap<UnitId, watch::Receiver<Option<Snapshot>>>>,
    places: Arc<Semaphore>,
}

impl Default for Feeds {
    fn default() -> Self {
        let places = Arc::new(Semaphore::new(MOST_FOLLOWERS));
        Self(Arc::new(Inner { open: Mutex::default(), places }))
    }
}

/// One who follows a unit.
pub struct Follower {
    pub times: watch::Receiver<Option<Snapshot>>,
    _place: OwnedSemaphorePermit,
}

impl Feeds {
    /// Follows a unit, with all who do already. Refused when there are too many.
    pub fn join(&self, app: &App, unit: UnitId) -> Result<Follower, Failure> {
        let place = self.0.places.clone().try_acquire_owned();
        let place = place.map_err(|_| Failure::Unavailable("followers"))?;
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = open.get(&unit) {
            return Ok(Follower { times: times.clone(), _place: place });
        }
        if open.len() >= MOST_UNITS {
            return Err(Failure::Unavailable("followed units"));
        }
        let (sender, times) = watch::channel(None);
        open.insert(unit, times.clone());
        tokio::spawn(self.clone().keep(app.clone(), unit, sender));
        Ok(Follower { times, _place: place })
    }

    /// Asks for the unit's free times until nobody follows it any more.
    async fn keep(self, app: App, unit: UnitId, sender: watch::Sender<Option<Snapshot>>) {
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            pace.tick().await;
            if self.is_left(unit, &sender) {
                return;
            }
            // While the database is away followers keep what they know.
            if let Ok(times) = ask(&app, unit).await {
                sender.send_if_modified(|known| {
                    let same = known.as_ref().is_some_and(|known| **known == times);
                    if !same {
                        *known = Some(Arc::new(times));
                    }
                    !same
                });
            }
        }
    }

    /// Whether only the list of feeds still holds it; then it is gone from there too.
    fn is_left(&self, unit: UnitId, sender: &watch::Sender<Option<Snapshot>>) -> bool {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let left = sender.receiver_count() <= 1;
        if left {
            open.remove(&unit);
        }
        left
    }
}

async fn ask(app: &App, unit: UnitId) -> Result<BTreeMap<SlotId, FreeSlot>, Failure> {
    let which = Which::Unit(unit, None);
    let wish = Wish { which, from: None, through: None, practitioner: None };
    let now = app.clock.now();
    app.db
        .public_by_policy("followSlots", move |conn, policies| {
            let wanted = Wanted { limit: MOST_TIMES, from: None };
            let found = free(conn, policies, &wish, (&wanted, now))?;
            Ok(found.rows.into_iter().map(|row| (row.id, row)).collect())
        })
        .await
}
