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

/// Why a status can't be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchangeable {
    /// It was withdrawn, or has that status already.
    Status,
    /// Somebody has a seat of it.
    Booked,
    /// Its time has come.
    Passed,
}

impl Slot {
    /// Whether the unit may give it that status now. Blocking lets those who have booked keep their
    /// time; withdrawing would not, so a booked one can't be withdrawn.
    pub fn may_become(&self, to: SlotStatus, now: DateTime<Utc>) -> Result<(), Unchangeable> {
        use SlotStatus::{Blocked, Published, Unpublished, Withdrawn};
        match (self.status, to) {
            (Withdrawn, _) | (_, Unpublished) => Err(Unchangeable::Status),
            (from, to) if from == to => Err(Unchangeable::Status),
            (_, Withdrawn) if self.taken > 0 => Err(Unchangeable::Booked),
            (_, Published) if self.starts_at <= now => Err(Unchangeable::Passed),
            (_, Published | Blocked | Withdrawn) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(status: SlotStatus, taken: i16) -> Slot {
        let nil = uuid::Uuid::nil();
        Slot {
            id: SlotId(nil),
            unit: UnitId(nil),
            time_type: TimeTypeId(nil),
            starts_at: at("2026-11-24T07:00:00Z"),
            ends_at: at("2026-11-24T07:30:00Z"),
            seats: 2,
            taken,
            status,
            practitioner: None,
            resource: None,
            alternative_address: None,
            external_id: None,
            version: 1,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn each_status_becomes_what_it_may_and_nothing_else() {
        use SlotStatus::*;
        let now = at("2026-11-23T11:00:00Z");
        let mut may = Vec::new();
        for from in SlotStatus::ALL {
            for to in SlotStatus::ALL {
                for taken in [0, 1] {
                    if slot(*from, taken).may_become(*to, now).is_ok() {
                        may.push((*from, *to, taken));
                    }
                }
            }
        }
        let agreed = [
            (Unpublished, Published, 0),
            (Unpublished, Published, 1),
            (Unpublished, Blocked, 0),
            (Unpublished, Blocked, 1),
            (Unpublished, Withdrawn, 0),
            (Published, Blocked, 0),
            (Published, Blocked, 1),
            (Published, Withdrawn, 0),
            (Blocked, Published, 0),
            (Blocked, Published, 1),
            (Blocked, Withdrawn, 0),
        ];
        assert_eq!(may, agreed);
        let passed = slot(Unpublished, 0).may_become(Published, at("2026-11-24T07:00:00Z"));
        assert_eq!(passed, Err(Unchangeable::Passed));
    }

    #[test]
    fn a_slot_is_free_until_its_last_seat_or_its_moment() {
        let now = at("2026-11-23T11:00:00Z");
        let start = at("2026-11-24T07:00:00Z");
        let state = |status, taken, now| slot(status, taken).state(now);
        assert_eq!(state(SlotStatus::Published, 1, now), SlotState::Free);
        assert_eq!(state(SlotStatus::Published, 2, now), SlotState::Booked);
        assert_eq!(state(SlotStatus::Published, 1, start), SlotState::Consumed);
        assert_eq!(state(SlotStatus::Published, 0, start), SlotState::Passed);
        assert_eq!(state(SlotStatus::Blocked, 2, start), SlotState::Blocked);
    }
}
