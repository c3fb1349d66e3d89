//! Swedish wall-clock times, also on the nights when clocks are moved (W10). Pure.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;

use super::line::Refusal;

/// The instant of a wall-clock time. One that comes twice in autumn is the first of the two; one that
/// spring skips is none.
pub fn instant(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    Stockholm.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

/// When that day begins in Sweden.
pub fn day_begins(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    instant(midnight).unwrap_or_else(|| midnight.and_utc())
}

/// When that day ends in Sweden: the next one's beginning.
pub fn day_ends(day: NaiveDate) -> DateTime<Utc> {
    day_begins(day.checked_add_days(Days::new(1)).unwrap_or(day))
}

/// The Swedish wall-clock time at that instant, with its offset.
pub fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&Stockholm).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Reads a time with an offset (RFC 3339), or `YYYYMMDDhhmmss` by the Swedish clock.
pub fn read(pointer: &'static str, text: &str) -> Result<DateTime<Utc>, Refusal> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.to_utc());
    }
    let digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    let local = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().filter(|_| digits);
    let local = local.ok_or_else(|| Refusal::at(pointer, "time"))?;
    instant(local).ok_or_else(|| Refusal::at(pointer, "no-such-time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<String, String> {
        read("/start", text).map(|at| at.to_rfc3339()).map_err(|refusal| refusal.code.to_owned())
    }

    // proves: W10, W-C6
    #[test]
    fn boundary_6_half_past_two_does_not_exist_in_spring_and_is_the_first_in_autumn() {
        assert_eq!(told("20270328023000"), Err("no-such-time".into()));
        assert_eq!(told("20270328013000"), Ok("2027-03-28T00:30:00+00:00".into()));
        assert_eq!(told("20270328033000"), Ok("2027-03-28T01:30:00+00:00".into()));
        // The first of the two: summer time still.
        assert_eq!(told("20261025023000"), Ok("2026-10-25T00:30:00+00:00".into()));
        // With an offset, either can be meant.
        assert_eq!(told("2026-10-25T02:30:00+01:00"), Ok("2026-10-25T01:30:00+00:00".into()));
        let at = |text: &str| local(text.parse().expect("an instant"));
        assert_eq!(at("2026-10-25T00:30:00Z"), "2026-10-25T02:30:00+02:00");
        assert_eq!(at("2026-10-25T01:30:00Z"), "2026-10-25T02:30:00+01:00");
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in ["", "2026-11-24 08:00", "20261124", "20261324080000", "2026112408000x"] {
            assert_eq!(told(text), Err("time".into()), "{text}");
        }
    }

    #[test]
    fn days_with_moved_clocks_have_23_and_25_hours() {
        let hours = |day: &str| {
            let day = day.parse().expect("a date");
            (day_ends(day) - day_begins(day)).num_hours()
        };
        assert_eq!([hours("2027-03-28"), hours("2026-10-25"), hours("2026-11-24")], [23, 25, 24]);
    }
}
