//! The times of a planned week on the days of a calendar. Pure.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::{
    id::TimeTypeId,
    slots::{line::NewTime, slot::SlotStatus, wall_clock},
};

/// A time of a planned week, by the clock on the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTime {
    /// 1 is Monday.
    pub weekday: i16,
    pub starts: NaiveTime,
    /// As long as it takes, also on a night when clocks are moved.
    pub minutes: i16,
    pub time_type: TimeTypeId,
    pub seats: i16,
    /// HSA-id in upper case, and name.
    pub practitioner: Option<(String, String)>,
    pub resource: Option<String>,
    pub alternative_address: Option<String>,
}

crate::sql::code! {
    /// Why no time is made of a planned one.
    SkipReason {
        /// Clocks go forward that night.
        NoSuchTime = "no-such-time",
        Passed = "passed",
    }
}

/// A planned time that is not made on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    pub day: NaiveDate,
    /// Its place in the week, from 0.
    pub place: usize,
    pub reason: SkipReason,
}

/// Every time of the week on every day from the first through the last. A clock time that comes twice
/// in autumn is the first of the two; one that spring skips, and one that has passed, is left out.
pub fn expand(
    week: &[PlannedTime],
    (from, through): (NaiveDate, NaiveDate),
    status: SlotStatus,
    now: DateTime<Utc>,
) -> (Vec<NewTime>, Vec<Skipped>) {
    let (mut times, mut skipped) = (Vec::new(), Vec::new());
    for day in from.iter_days().take_while(|day| *day <= through) {
        let weekday = day.weekday().number_from_monday();
        for (place, planned) in week.iter().enumerate() {
            if u32::from(planned.weekday.unsigned_abs()) != weekday {
                continue;
            }
            let reason = match wall_clock::instant(day.and_time(planned.starts)) {
                None => SkipReason::NoSuchTime,
                Some(at) if at <= now => SkipReason::Passed,
                Some(at) => {
                    times.push(planned.at(at, status));
                    continue;
                }
            };
            skipped.push(Skipped { day, place, reason });
        }
    }
    (times, skipped)
}

impl PlannedTime {
    fn at(&self, starts_at: DateTime<Utc>, status: SlotStatus) -> NewTime {
        NewTime {
            time_type: self.time_type,
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(self.minutes.into()),
            seats: self.seats,
            status,
            practitioner: self.practitioner.clone(),
            resource: self.resource.clone(),
            alternative_address: self.alternative_address.clone(),
            external_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_sundays(starts: &str) -> PlannedTime {
        PlannedTime {
            weekday: 7,
            starts: starts.parse().expect("a time"),
            minutes: 45,
            time_type: TimeTypeId(uuid::Uuid::nil()),
            seats: 1,
            practitioner: None,
            resource: None,
            alternative_address: None,
        }
    }

    fn expanded(week: &[PlannedTime], from: &str, through: &str) -> (Vec<String>, Vec<Skipped>) {
        let day = |text: &str| text.parse().expect("a date");
        let now = "2026-10-01T00:00:00Z".parse().expect("an instant");
        let days = (day(from), day(through));
        let (times, skipped) = expand(week, days, SlotStatus::Published, now);
        let span = |time: NewTime| format!("{} {}", time.starts_at, time.ends_at - time.starts_at);
        (times.into_iter().map(span).collect(), skipped)
    }

    // proves: W-C6
    #[test]
    fn boundary_6_a_planned_week_goes_by_the_clock_on_the_wall_and_over_both_nights() {
        let week = [on_sundays("02:30:00"), on_sundays("09:00:00")];
        let (autumn, none) = expanded(&week, "2026-10-19", "2026-11-01");
        assert_eq!(
            autumn,
            [
                "2026-10-25 00:30:00 UTC PT2700S",
                "2026-10-25 08:00:00 UTC PT2700S",
                "2026-11-01 01:30:00 UTC PT2700S",
                "2026-11-01 08:00:00 UTC PT2700S",
            ]
        );
        assert_eq!(none, []);
        let (spring, skipped) = expanded(&week, "2027-03-28", "2027-03-28");
        assert_eq!(spring, ["2027-03-28 07:00:00 UTC PT2700S"]);
        let day = "2027-03-28".parse().expect("a date");
        assert_eq!(skipped, [Skipped { day, place: 0, reason: SkipReason::NoSuchTime }]);
    }
}
