//! How long to wait before trying again, and when to give up. Pure, but for the dice.

use chrono::TimeDelta;
use rand::Rng;

/// With the waits below, about eight hours of trying.
pub(super) const MOST_ATTEMPTS: i32 = 18;

const FIRST: i64 = 5_000;
const LONGEST: i64 = 3_600_000;

/// The wait after that many attempts: doubling from five seconds to an hour, half of it by chance,
/// so that what failed together does not come back together.
pub(super) fn wait(attempts: i32) -> TimeDelta {
    let whole = longest_wait(attempts);
    TimeDelta::milliseconds(rand::rng().random_range(whole / 2..=whole))
}

fn longest_wait(attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
    (FIRST << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<i64> = (1..=12).map(|n| longest_wait(n) / 1000).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(longest_wait(i32::MAX), LONGEST);
    }

    #[test]
    fn chance_takes_at_most_half() {
        for _ in 0..1000 {
            let wait = wait(3).num_milliseconds();
            assert!((10_000..=20_000).contains(&wait), "{wait}");
        }
    }
}
