//! Times that can be booked in the demonstration.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;

use super::{Place, put};
use crate::{
    bookings::{BookingStatus, Origin},
    clock::local_date,
    demo::facts::stable_id,
    schema::{booking, inbox_item, slot},
    slots::day_begins,
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

    /// A time of that morning for somebody, as it stands in the time book, and the news of it in the inbox.
    pub fn booked(
        &mut self,
        who: &str,
        (unit, code): (&str, &str),
        (morning, number): (usize, i64),
        (status, title): (BookingStatus, &str),
    ) -> QueryResult<()> {
        use booking::dsl as c;
        let (key, at) =
            (format!("{who}/{unit}/{code}"), format!("{unit}/{code}/{morning}/{number}"));
        let (id, slot_id) = (stable_id("booking", &key), stable_id("slot", &at));
        let (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>) =
            slot::table.find(slot_id).select((slot::starts_at, slot::ends_at)).first(self.conn)?;
        let confirm_by = (status == BookingStatus::Preliminary).then_some(starts_at);
        self.added += diesel::insert_into(booking::table)
            .values((
                c::id.eq(id),
                c::slot_id.eq(slot_id),
                c::unit_id.eq(stable_id("unit", unit)),
                c::time_type_id.eq(stable_id("time-type", &format!("{unit}/{code}"))),
                (c::starts_at.eq(starts_at), c::ends_at.eq(ends_at), c::slot_seats.eq(1_i16)),
                (c::seat.eq(1_i16), c::resident_id.eq(stable_id("resident", who))),
                (c::status.eq(status), c::origin.eq(Origin::Unit), c::confirm_by.eq(confirm_by)),
                (c::made_at.eq(self.now), c::changed_at.eq(self.now)),
            ))
            .on_conflict_do_nothing()
            .execute(self.conn)?;
        use inbox_item::dsl as i;
        put!(
            self,
            inbox_item,
            i::id.eq(stable_id("inbox-item", &format!("booking/{key}"))),
            i::resident_id.eq(stable_id("resident", who)),
            i::kind.eq("booking"),
            i::unit_id.eq(stable_id("unit", unit)),
            i::booking_id.eq(id),
            i::title.eq(title),
            i::delivered_at.eq(self.now),
        )
    }
}
