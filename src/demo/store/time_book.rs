//! Times that can be booked in the demonstration.

use chrono::{Days, NaiveDate, TimeDelta};
use diesel::prelude::*;

use super::{Place, put};
use crate::{
    clock::local_date, demo::facts::stable_id, schema::slot, slots::day_begins,
    workdays::is_workday,
};

/// For how many working days the demonstration's time book is filled.
const DAYS: usize = 20;
/// From eight, each half hour, until noon.
const HALF_HOURS: i64 = 8;

impl Place<'_> {
    /// A morning of free times on each of the coming working days. A time is known by its number, so that
    /// loading anew on another day adds none.
    pub fn mornings(&mut self, unit: &str, code: &str) -> QueryResult<()> {
        let tomorrow = local_date(self.now) + Days::new(1);
        let days = tomorrow.iter_days().filter(|day| is_workday(*day)).take(DAYS);
        for (morning, day) in days.enumerate() {
            for number in 0..HALF_HOURS {
                self.time((unit, code), day, (morning, number))?;
            }
        }
        Ok(())
    }

    fn time(
        &mut self,
        (unit, code): (&str, &str),
        day: NaiveDate,
        (morning, number): (usize, i64),
    ) -> QueryResult<()> {
        use slot::dsl as c;
        let starts_at = day_begins(day) + TimeDelta::hours(8) + TimeDelta::minutes(30 * number);
        put!(
            self,
            slot,
            c::id.eq(stable_id("slot", &format!("{unit}/{code}/{morning}/{number}"))),
            c::unit_id.eq(stable_id("unit", unit)),
            c::time_type_id.eq(stable_id("time-type", &format!("{unit}/{code}"))),
            c::starts_at.eq(starts_at),
            c::ends_at.eq(starts_at + TimeDelta::minutes(30)),
            c::seats.eq(1_i16),
            c::status.eq("published"),
            c::changed_at.eq(self.now),
        )
    }
}
