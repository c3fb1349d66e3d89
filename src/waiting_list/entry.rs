//! Somebody's place in a line, and what becomes of it. Pure.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    access::Subject,
    bookings::BookingStatus,
    id::{BookingId, ResidentId, TimeTypeId, UnitId, WaitingListEntryId},
};

crate::sql::code! {
    /// How a place in line stands.
    EntryStatus {
        Waiting = "waiting",
        /// A time has been proposed, and waits for an answer.
        Offered = "offered",
        /// The proposal was said yes to.
        Booked = "booked",
        Left = "left",
        /// The last day has passed.
        Over = "over",
    }
}

/// A place in the line for a time type's freed times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: WaitingListEntryId,
    pub resident: ResidentId,
    pub unit: UnitId,
    pub time_type: TimeTypeId,
    pub wish: Wish,
    pub status: EntryStatus,
    pub booking: Option<BookingId>,
    pub joined_at: DateTime<Utc>,
    pub version: i64,
}

/// The days and times of day that would do, by the Swedish clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub from_day: NaiveDate,
    pub through_day: NaiveDate,
    pub earliest: Option<NaiveTime>,
    pub latest: Option<NaiveTime>,
}

impl Subject for Entry {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

impl EntryStatus {
    /// How a place stands once its proposal does: whoever said no, or nothing, waits on in their old place.
    pub fn after(booking: BookingStatus) -> Self {
        use BookingStatus as B;
        match booking {
            B::Preliminary => Self::Offered,
            B::Confirmed | B::Arrived | B::Fulfilled | B::NoShow => Self::Booked,
            B::Cancelled | B::AutoCancelled | B::Rebooked => Self::Waiting,
        }
    }
}

/// Until when a proposal waits for its answer: so many minutes, and never past the cut-off, when the next
/// in line could not have the time any more. Nothing when that is now.
pub fn answer_by(
    now: DateTime<Utc>,
    minutes: i32,
    (starts_at, cut_off): (DateTime<Utc>, i32),
) -> Option<DateTime<Utc>> {
    let last = starts_at - TimeDelta::minutes(cut_off.into());
    let by = (now + TimeDelta::minutes(minutes.into())).min(last);
    (by > now).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn an_offer_waits_for_its_minutes_and_not_past_the_cut_off() {
        let now = at("2026-11-23T11:00:00Z");
        let by = |start: &str| answer_by(now, 120, (at(start), 60));
        assert_eq!(by("2026-11-24T08:00:00Z"), Some(at("2026-11-23T13:00:00Z")));
        assert_eq!(by("2026-11-23T13:30:00Z"), Some(at("2026-11-23T12:30:00Z")));
        assert_eq!(by("2026-11-23T12:00:00Z"), None);
    }

    #[test]
    fn whoever_says_no_or_nothing_waits_on() {
        let after = EntryStatus::after;
        assert_eq!(after(BookingStatus::Preliminary), EntryStatus::Offered);
        assert_eq!(after(BookingStatus::Confirmed), EntryStatus::Booked);
        assert_eq!(after(BookingStatus::Cancelled), EntryStatus::Waiting);
        assert_eq!(after(BookingStatus::AutoCancelled), EntryStatus::Waiting);
    }
}
