//! One time in the time book. Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, Utc};

use crate::id::{SlotId, TimeTypeId, UnitId};

crate::sql::code! {
    /// What the unit has done with it.
    SlotStatus {
        Unpublished = "unpublished",
        Published = "published",
        /// Kept from everybody; whoever has booked it keeps their time.
        Blocked = "blocked",
        /// Taken back for good.
        Withdrawn = "withdrawn",
    }
}

crate::sql::code! {
    /// How it stands (services.md 3.4); whether somebody holds it just now is not known here.
    SlotState {
        Unpublished = "unpublished",
        Free = "free",
        Booked = "booked",
        /// Its time has come, and nobody had it.
        Passed = "passed",
        /// Its time has come.
        Consumed = "consumed",
        Blocked = "blocked",
        Withdrawn = "withdrawn",
    }
}

/// A time that can be booked (tidslucka).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub id: SlotId,
    pub unit: UnitId,
    pub time_type: TimeTypeId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub seats: i16,
    pub taken: i16,
    pub status: SlotStatus,
    /// HSA-id and name.
    pub practitioner: Option<(String, String)>,
    pub resource: Option<String>,
    pub alternative_address: Option<String>,
    /// The record system's own id of it.
    pub external_id: Option<String>,
    pub version: i64,
}

impl Slot {
    pub fn state(&self, now: DateTime<Utc>) -> SlotState {
        let full = self.taken >= self.seats;
        match self.status {
            SlotStatus::Withdrawn => SlotState::Withdrawn,
            SlotStatus::Blocked => SlotState::Blocked,
            _ if self.starts_at <= now && self.taken > 0 => SlotState::Consumed,
            _ if self.starts_at <= now => SlotState::Passed,
            _ if full => SlotState::Booked,
            SlotStatus::Unpublished => SlotState::Unpublished,
            SlotStatus::Published => SlotState::Free,
        }
    }
}
