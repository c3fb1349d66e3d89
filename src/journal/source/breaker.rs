//! Leaves a source alone that keeps failing, and tries it again with one visit after a while. Pure but
//! for the lock: the time is given.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// After so many failures in a row a source rests.
const FAILURES: u32 = 3;
/// For so long.
const REST: Duration = Duration::from_secs(30);

/// How a source has been lately.
pub struct Breaker(Mutex<Health>);

enum Health {
    Well {
        failures: u32,
    },
    Resting {
        until: Instant,
    },
    /// One visit is finding out.
    Tried,
}

/// Leave to ask. Dropped without a word, as when the asker goes away, it changes nothing.
pub struct Leave<'b> {
    breaker: &'b Breaker,
    trial: bool,
    now: Instant,
}

impl Default for Breaker {
    fn default() -> Self {
        Self(Mutex::new(Health::Well { failures: 0 }))
    }
}

impl Breaker {
    fn health(&self) -> MutexGuard<'_, Health> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leave to ask now; or how long the source rests.
    pub fn ask(&self, now: Instant) -> Result<Leave<'_>, Duration> {
        let mut health = self.health();
        match *health {
            Health::Well { .. } => Ok(Leave { breaker: self, trial: false, now }),
            Health::Resting { until } if until <= now => {
                *health = Health::Tried;
                Ok(Leave { breaker: self, trial: true, now })
            }
            Health::Resting { until } => Err(until - now),
            Health::Tried => Err(Duration::from_secs(1)),
        }
    }
}

impl Leave<'_> {
    /// The source does its work.
    pub fn well(mut self) {
        self.trial = false;
        *self.breaker.health() = Health::Well { failures: 0 };
    }

    /// It does not; how long it now rests, if it does.
    pub fn ill(mut self, now: Instant) -> Option<Duration> {
        let trial = std::mem::take(&mut self.trial);
        let mut health = self.breaker.health();
        let failures = match *health {
            Health::Well { failures } => failures + 1,
            // Somebody who asked before has seen it fail too.
            Health::Resting { until } => return Some(until.saturating_duration_since(now)),
            Health::Tried if !trial => return Some(Duration::from_secs(1)),
            Health::Tried => FAILURES,
        };
        if failures < FAILURES {
            *health = Health::Well { failures };
            return None;
        }
        *health = Health::Resting { until: now + REST };
        Some(REST)
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.trial {
            *self.breaker.health() = Health::Resting { until: self.now };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(breaker: &Breaker, now: Instant) -> Leave<'_> {
        breaker.ask(now).map_err(|_| "it rests").expect("leave")
    }

    #[test]
    fn three_failures_in_a_row_are_enough_and_one_success_forgives() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        assert_eq!(ask(&breaker, now).ill(now), None);
        assert_eq!(ask(&breaker, now).ill(now), None);
        ask(&breaker, now).well();
        assert_eq!(ask(&breaker, now).ill(now), None);
        assert_eq!(ask(&breaker, now).ill(now), None);
        assert_eq!(ask(&breaker, now).ill(now), Some(REST));
        assert_eq!(breaker.ask(now + REST / 3).err(), Some(REST * 2 / 3));
    }

    // proves: JS-10
    #[test]
    fn after_the_rest_one_visit_finds_out() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..3 {
            ask(&breaker, now).ill(now);
        }
        let later = now + REST;

        let trial = ask(&breaker, later);
        assert!(breaker.ask(later).is_err(), "one at a time");
        drop(trial);
        let trial = ask(&breaker, later);
        assert_eq!(trial.ill(later), Some(REST), "it rests again at once");
        assert!(breaker.ask(later + REST / 2).is_err());

        ask(&breaker, later + REST).well();
        assert_eq!(ask(&breaker, later + REST).ill(later), None, "as good as new");
    }
}
