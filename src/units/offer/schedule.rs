//! The hours in which a case type can be used, week by week in Swedish time. Pure.

use chrono::{DateTime, Datelike, Days, NaiveTime, Timelike, Utc};
use chrono_tz::Europe::Stockholm;
use serde::{Deserialize, Serialize};

/// One window of a weekday; `24:00` ends the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// 1 is Monday, 7 Sunday.
    pub weekday: u32,
    pub opens: String,
    pub closes: String,
}

/// When it is open. Without windows it always is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule(pub Vec<Window>);

impl Schedule {
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        let local = now.with_timezone(&Stockholm);
        let (day, minute) = (local.weekday().number_from_monday(), minute_of(local.time()));
        self.0.is_empty()
            || self.0.iter().filter(|window| window.weekday == day).any(|window| {
                window.minutes().is_some_and(|(from, until)| (from..until).contains(&minute))
            })
    }

    /// When it next opens, if it ever does.
    pub fn next_opening(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = now.with_timezone(&Stockholm).date_naive();
        (0..=7).find_map(|ahead| {
            let day = today.checked_add_days(Days::new(ahead))?;
            let weekday = day.weekday().number_from_monday();
            let windows = self.0.iter().filter(|window| window.weekday == weekday);
            let openings = windows.filter_map(|window| {
                let (from, _) = window.minutes()?;
                let at = day.and_hms_opt(from / 60, from % 60, 0)?;
                // A time that summer time skips is met an hour later.
                at.and_local_timezone(Stockholm).earliest().map(|at| at.to_utc())
            });
            openings.filter(|at| *at > now).min()
        })
    }

    /// What is wrong with each window: its place, and a code.
    pub fn faults(&self) -> Vec<(usize, &'static str)> {
        let mut found = Vec::new();
        for (place, window) in self.0.iter().enumerate() {
            match window.minutes() {
                _ if !(1..=7).contains(&window.weekday) => found.push((place, "range")),
                None => found.push((place, "time")),
                Some((from, until)) if from >= until => found.push((place, "times-in-order")),
                Some(own) => {
                    let others = self.0[..place].iter().filter(|it| it.weekday == window.weekday);
                    let overlaps = |other: &Window| {
                        other.minutes().is_some_and(|other| own.0 < other.1 && other.0 < own.1)
                    };
                    if { others }.any(overlaps) {
                        found.push((place, "overlap"));
                    }
                }
            }
        }
        found
    }
}

impl Window {
    fn minutes(&self) -> Option<(u32, u32)> {
        Some((minute(&self.opens)?, minute(&self.closes)?))
    }
}

/// `08:00` as minutes from midnight, `24:00` among them.
fn minute(text: &str) -> Option<u32> {
    if text == "24:00" {
        return Some(24 * 60);
    }
    let plain = text.len() == 5 && text.as_bytes()[2] == b':';
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| plain)?;
    Some(minute_of(time))
}

fn minute_of(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(weekday: u32, opens: &str, closes: &str) -> Window {
        Window { weekday, opens: opens.into(), closes: closes.into() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_window_holds_from_its_first_minute_until_just_before_its_last() {
        let mondays = Schedule(vec![window(1, "08:00", "16:00")]);
        // Monday in winter: Stockholm is an hour ahead.
        assert!(!mondays.is_open(at("2026-11-23T06:59:59Z")));
        assert!(mondays.is_open(at("2026-11-23T07:00:00Z")));
        assert!(mondays.is_open(at("2026-11-23T14:59:59Z")));
        assert!(!mondays.is_open(at("2026-11-23T15:00:00Z")));
        assert!(!mondays.is_open(at("2026-11-24T08:00:00Z")), "a Tuesday");
        assert!(Schedule::default().is_open(at("2026-11-22T02:00:00Z")));
        let late = Schedule(vec![window(7, "12:00", "24:00")]);
        assert!(
            late.is_open(at("2026-11-22T22:59:00Z")) && !late.is_open(at("2026-11-22T23:00:00Z"))
        );
    }

    #[test]
    fn the_next_opening_is_the_first_to_come() {
        let week = Schedule(vec![
            window(1, "13:00", "16:00"),
            window(1, "08:00", "10:00"),
            window(4, "08:00", "10:00"),
        ]);
        let next = |now: &str| week.next_opening(at(now)).expect("it opens again").to_string();
        assert_eq!(next("2026-11-23T06:00:00Z"), "2026-11-23 07:00:00 UTC");
        assert_eq!(next("2026-11-23T09:30:00Z"), "2026-11-23 12:00:00 UTC");
        assert_eq!(next("2026-11-23T15:00:00Z"), "2026-11-26 07:00:00 UTC");
        assert_eq!(next("2026-11-26T12:00:00Z"), "2026-11-30 07:00:00 UTC");
        let once = Schedule(vec![window(1, "08:00", "10:00")]);
        let next = once.next_opening(at("2026-11-23T12:00:00Z")).expect("it opens again");
        assert_eq!(next, at("2026-11-30T07:00:00Z"), "a week later");
        assert_eq!(Schedule::default().next_opening(at("2026-11-23T12:00:00Z")), None);
    }

    #[test]
    fn windows_that_make_no_sense_are_told() {
        let faults = |windows: Vec<Window>| Schedule(windows).faults();
        assert_eq!(faults(vec![window(1, "08:00", "10:00"), window(1, "10:00", "12:00")]), []);
        assert_eq!(faults(vec![window(0, "08:00", "10:00")]), [(0, "range")]);
        for bad in ["8:00", "25:00", "08:60", "08-00", "åtta!", "08:00:00"] {
            assert_eq!(faults(vec![window(1, bad, "24:00")]), [(0, "time")], "{bad}");
        }
        assert_eq!(faults(vec![window(1, "10:00", "10:00")]), [(0, "times-in-order")]);
        let overlapping = vec![window(1, "08:00", "10:00"), window(1, "09:59", "12:00")];
        assert_eq!(faults(overlapping), [(1, "overlap")]);
    }
}
