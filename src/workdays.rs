//! The Swedish working-day calendar, and deadlines counted in it (B-22). Pure.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Stockholm;

/// Whether people work on that day: no weekend, no red day, and no eve that is one in practice.
pub fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// When `workdays` working days have passed since `submitted`.
///
/// Within working hours the clock time is kept: Friday 10:00 and two days is Tuesday 10:00. What
/// comes after `cut_off`, before `start` or on a day off starts at the next `start`, and then the
/// days are whole ones: it is due at the end of the last of them.
pub fn due_at(
    submitted: DateTime<Utc>,
    workdays: u32,
    cut_off: NaiveTime,
    start: NaiveTime,
) -> DateTime<Utc> {
    let local = submitted.with_timezone(&Stockholm).naive_local();
    let (day, time) = (local.date(), local.time());
    if is_workday(day) && (start..=cut_off).contains(&time) {
        return in_stockholm(after(day, workdays), time);
    }
    let today_counts = is_workday(day) && time < start;
    let whole = if today_counts { workdays.saturating_sub(1) } else { workdays };
    in_stockholm(after(day, whole), END_OF_DAY)
}

/// When that many percent of the working time between a submission and its deadline have passed
/// (B-23): the hours from `start` to `cut_off` on working days.
pub fn part_of_the_way(
    (submitted, due): (DateTime<Utc>, DateTime<Utc>),
    percent: u32,
    cut_off: NaiveTime,
    start: NaiveTime,
) -> DateTime<Utc> {
    let first = submitted.with_timezone(&Stockholm).date_naive();
    let last = due.with_timezone(&Stockholm).date_naive();
    let days = first.iter_days().take_while(|day| *day <= last).filter(|day| is_workday(*day));
    let hours = |day| {
        let from = in_stockholm(day, start).max(submitted);
        let to = in_stockholm(day, cut_off).min(due);
        (from < to).then_some((from, to))
    };
    let spans: Vec<_> = days.filter_map(hours).collect();
    let whole: TimeDelta = spans.iter().map(|(from, to)| *to - *from).sum();
    let mut left = TimeDelta::seconds(whole.num_seconds() * i64::from(percent) / 100);
    for (from, to) in spans {
        if left <= to - from {
            return from + left;
        }
        left -= to - from;
    }
    due
}

/// The next working day's `time`, in Sweden: this very moment when it is that.
pub fn next_at(now: DateTime<Utc>, time: NaiveTime) -> DateTime<Utc> {
    let today = now.with_timezone(&Stockholm).date_naive();
    let mut ahead = today.iter_days().filter(|day| is_workday(*day));
    let mut next = || ahead.next().map(|day| in_stockholm(day, time));
    let first = next().expect("working days never end");
    if first >= now { first } else { next().expect("working days never end") }
}

const END_OF_DAY: NaiveTime = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day");

/// The day that lies so many working days ahead.
fn after(day: NaiveDate, workdays: u32) -> NaiveDate {
    let mut ahead = days_after(day).filter(|day| is_workday(*day));
    match workdays.checked_sub(1) {
        None => day,
        Some(rest) => ahead.nth(rest as usize).expect("working days never end"),
    }
}

fn days_after(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    day.iter_days().skip(1)
}

/// Of an hour that comes twice in autumn the later counts; an hour that spring skips ends at once.
fn in_stockholm(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = day.and_time(time);
    let at = Stockholm.from_local_datetime(&local).latest();
    at.map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// Red days by law (1989:253), and the eves on which nobody can be expected to answer.
fn is_holiday(day: NaiveDate) -> bool {
    let easter = easter_sunday(day.year());
    let from_easter = day.signed_duration_since(easter).num_days();
    match (day.month(), day.day()) {
        (1, 1 | 6) | (5, 1) | (6, 6) | (12, 24..=26 | 31) => true,
        // Midsummer Eve is a Friday and Midsummer Day the Saturday after it.
        (6, 19..=26) => {
            let midsummer = first_on_or_after(day.year(), 6, 20, Weekday::Sat);
            day == midsummer || Some(day) == midsummer.pred_opt()
        }
        (10, 31) | (11, 1..=6) => day == first_on_or_after(day.year(), 10, 31, Weekday::Sat),
        // Good Friday, Easter Eve, Easter Sunday, Easter Monday, Ascension, Whit Eve and Whitsun.
        _ => matches!(from_easter, -2..=1 | 39 | 48 | 49),
    }
}

fn first_on_or_after(year: i32, month: u32, day: u32, wanted: Weekday) -> NaiveDate {
    let from = NaiveDate::from_ymd_opt(year, month, day).expect("the day is in every year");
    let ahead = (7 + wanted.num_days_from_monday() - from.weekday().num_days_from_monday()) % 7;
    from + Days::new(u64::from(ahead))
}

/// The anonymous Gregorian algorithm (Meeus, Jones, Butcher).
fn easter_sunday(year: i32) -> NaiveDate {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let sum = moon + weekday - 7 * late + 114;
    let (month, day) = (sum / 31, sum % 31 + 1);
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs())
        .expect("Easter lies in March or April")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// The deadline of a submission at that Swedish time, as Swedish time.
    fn due(submitted: &str, workdays: u32) -> String {
        let time = |text: &str| text.parse().expect("a time");
        let local: chrono::NaiveDateTime = submitted.parse().expect("a local time");
        let at = Stockholm.from_local_datetime(&local).earliest().expect("it exists").to_utc();
        let due = due_at(at, workdays, time("16:30:00"), time("08:00:00"));
        due.with_timezone(&Stockholm).naive_local().to_string()
    }

    #[test]
    fn easter_falls_where_the_church_says() {
        for sunday in ["2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2026-04-05"] {
            assert_eq!(easter_sunday(day(sunday).year()), day(sunday));
        }
        assert_eq!(easter_sunday(2038), day("2038-04-25"));
    }

    // proves: B-22
    #[test]
    fn red_days_and_eves_are_days_off() {
        let off = "2026-01-01 2026-01-06 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2025-06-06 \
            2026-06-19 2025-06-20 2025-12-24 2025-12-25 2025-12-26 2025-12-31 2026-10-31 \
            2026-06-20 2026-11-21 2026-11-22";
        for text in off.split_whitespace() {
            assert!(!is_workday(day(text)), "{text} is a day off");
        }
        let on = "2026-01-02 2026-01-05 2026-01-07 2026-04-02 2026-04-07 2026-05-13 2026-05-15 \
            2026-05-25 2026-06-18 2026-06-22 2026-12-23 2026-12-28 2026-12-30 2026-10-30 \
            2026-11-02 2026-11-23";
        for text in on.split_whitespace() {
            assert!(is_workday(day(text)), "{text} is a working day");
        }
    }

    #[test]
    fn whitsun_and_all_saints_move() {
        assert!(is_holiday(day("2026-05-24")) && !is_holiday(day("2026-05-25")));
        assert!(is_holiday(day("2025-11-01")) && !is_holiday(day("2025-10-31")));
        assert!(is_holiday(day("2021-11-06")) && !is_holiday(day("2021-10-31")));
        assert!(is_holiday(day("2020-06-19")) && is_holiday(day("2020-06-20")));
    }

    // proves: B-22, E-19
    #[test]
    fn after_hours_counts_from_the_next_working_morning() {
        assert_eq!(due("2026-11-20T17:00:00", 2), "2026-11-24 23:59:59");
        assert_eq!(due("2026-11-21T10:00:00", 2), "2026-11-24 23:59:59");
        assert_eq!(due("2026-11-22T23:59:59", 2), "2026-11-24 23:59:59");
        assert_eq!(due("2026-11-23T07:59:59", 2), "2026-11-24 23:59:59");
        assert_eq!(due("2026-11-23T16:30:01", 1), "2026-11-24 23:59:59");
    }

    #[test]
    fn within_hours_the_clock_time_is_kept() {
        assert_eq!(due("2026-11-20T10:00:00", 2), "2026-11-24 10:00:00");
        assert_eq!(due("2026-11-20T16:30:00", 2), "2026-11-24 16:30:00");
        assert_eq!(due("2026-11-23T08:00:00", 1), "2026-11-24 08:00:00");
        assert_eq!(due("2026-11-23T12:00:00", 5), "2026-11-30 12:00:00");
    }

    #[test]
    fn an_earlier_submission_is_never_due_later() {
        let hours = (0..24 * 40).map(|hour| {
            let at = day("2026-12-14").and_hms_opt(0, 0, 0).expect("midnight")
                + chrono::TimeDelta::hours(hour);
            due(&at.format("%Y-%m-%dT%H:%M:%S").to_string(), 2)
        });
        let all: Vec<String> = hours.collect();
        assert!(all.is_sorted());
    }

    #[test]
    fn christmas_is_long() {
        // 24 to 26 December are off, 27 is a Sunday, 31 and 1 January are off, then a weekend.
        assert_eq!(due("2026-12-23T09:00:00", 1), "2026-12-28 09:00:00");
        assert_eq!(due("2026-12-23T17:00:00", 2), "2026-12-29 23:59:59");
        assert_eq!(due("2026-12-30T09:00:00", 1), "2027-01-04 09:00:00");
        assert_eq!(due("2026-12-30T09:00:00", 2), "2027-01-05 09:00:00");
        assert_eq!(due("2026-12-30T09:00:00", 3), "2027-01-07 09:00:00");
    }

    // proves: B-23
    #[test]
    fn three_quarters_of_the_way_are_counted_in_working_time() {
        let time = |text: &str| text.parse().expect("a time");
        let warned = |submitted: &str, workdays: u32| {
            let local: chrono::NaiveDateTime = submitted.parse().expect("a local time");
            let at = Stockholm.from_local_datetime(&local).earliest().expect("it exists").to_utc();
            let (cut_off, start) = (time("16:30:00"), time("08:00:00"));
            let due = due_at(at, workdays, cut_off, start);
            let warned = part_of_the_way((at, due), 75, cut_off, start);
            assert!(at < warned && warned < due);
            warned.with_timezone(&Stockholm).naive_local().to_string()
        };
        // Two working days are 17 hours; 12 h 45 min of them have passed.
        assert_eq!(warned("2026-11-23T08:00:00", 2), "2026-11-24 12:15:00");
        assert_eq!(warned("2026-11-23T12:00:00", 2), "2026-11-24 16:15:00");
        // Over a weekend, and from a Friday evening.
        assert_eq!(warned("2026-11-20T12:00:00", 2), "2026-11-23 16:15:00");
        assert_eq!(warned("2026-11-20T17:00:00", 2), "2026-11-24 12:15:00");
        // Over Christmas: 23 December, then 28.
        assert_eq!(warned("2026-12-23T09:00:00", 1), "2026-12-23 15:22:30");
    }

    #[test]
    fn the_clock_time_survives_a_change_to_and_from_summer_time() {
        assert_eq!(due("2026-03-27T10:00:00", 2), "2026-03-31 10:00:00");
        assert_eq!(due("2026-10-23T10:00:00", 2), "2026-10-27 10:00:00");
        let submitted: DateTime<Utc> = "2026-03-27T09:00:00Z".parse().expect("an instant");
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let due: DateTime<Utc> = "2026-03-30T08:00:00Z".parse().expect("an instant");
        assert_eq!(due_at(submitted, 1, time(16), time(8)), due);
    }
}
