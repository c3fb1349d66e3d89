//! Times that can be booked in the demonstration.

use chrono::{Days, NaiveDate, TimeDelta};
use diesel::prelude::*;

use super::{Place, put};
use crate::{
    clock::local_date, demo::facts::stable_id, schema::slot, slots::day_begins,
    workdays::is_workday,
};

/// How far ahead the demonstration's time book is filled.
const DAYS: u64 = 28;
/// From eight, each half hour, until noon.
const HALF_HOURS: i64 = 8;

impl Place<'_> {
    /// A morning of free times on each working day of the coming weeks.
    pub fn mornings(&mut self, unit: &str, code: &str) -> QueryResult<()> {
        let first = local_date(self.now) + Days::new(1);
        let days = first.iter_days().take_while(|day| *day <= first + Days::new(DAYS));
        for day in days.filter(|day| is_workday(*day)) {
            (0..HALF_HOURS).try_for_each(|number| self.time(unit, code, (day, number)))?;
        }
        Ok(())
    }

    fn time(&mut self, unit: &str, code: &str, (day, number): (NaiveDate, i64)) -> QueryResult<()> {
        use slot::dsl as c;
        let starts_at = day_begins(day) + TimeDelta::hours(8) + TimeDelta::minutes(30 * number);
        put!(
            self,
            slot,
            c::id.eq(stable_id("slot", &format!("{unit}/{code}/{starts_at}"))),
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
