//! What a promise rests on: the slot, what it is for, the unit and the person. Pure.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    access::Region,
    clock::local_date,
    id::{SlotId, UnitId},
    slots::SlotStatus,
    time_types::TimeType,
};

/// A seat that could be promised, or has been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub slot: OfferedSlot,
    /// With the rule of the occasion it was loaded for, and no other; without its own information and
    /// care services.
    pub time_type: TimeType,
    pub unit: OfferingUnit,
    pub person: Person,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedSlot {
    pub id: SlotId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub seats: i16,
    pub taken: i16,
    pub status: SlotStatus,
    /// The newest hold that a booking has been made with.
    pub fence: i64,
    pub practitioner_name: Option<String>,
    pub alternative_address: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferingUnit {
    pub id: UnitId,
    pub hsa_id: String,
    pub name: String,
    pub region: Region,
}

/// Whom the time is for, as far as rules ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub birth: NaiveDate,
    pub region: Option<Region>,
    pub deceased: bool,
    /// Has a time at another unit that overlaps.
    pub busy_elsewhere: bool,
}

impl Offer {
    /// The day of the visit, in Sweden.
    pub fn day(&self) -> NaiveDate {
        local_date(self.slot.starts_at)
    }

    /// Whether the time has begun.
    pub fn has_passed(&self, now: DateTime<Utc>) -> bool {
        self.slot.starts_at < now
    }

    /// Whether it is for that person (begränsat urval).
    pub fn is_for_person(&self) -> bool {
        let at_home = self.person.region.as_ref() == Some(&self.unit.region);
        !self.person.deceased
            && self.time_type.selection.takes(self.person.birth, at_home, self.day())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        id::TimeTypeId,
        time_types::{Capabilities, ContactKind, CutOffs, Selection},
    };

    /// Half an hour from 9 in Stockholm on Wednesday 25 November 2026, for anybody; cut-offs of one, two
    /// and three hours.
    #[expect(clippy::too_many_lines, reason = "one line for each field")]
    pub fn offer() -> Offer {
        let at = |text: &str| text.parse().expect("an instant");
        let unit = UnitId(Uuid::from_u128(1));
        Offer {
            slot: OfferedSlot {
                id: SlotId(Uuid::from_u128(2)),
                starts_at: at("2026-11-25T08:00:00Z"),
                ends_at: at("2026-11-25T08:30:00Z"),
                seats: 1,
                taken: 0,
                status: SlotStatus::Published,
                fence: 0,
                practitioner_name: None,
                alternative_address: None,
            },
            time_type: TimeType {
                id: TimeTypeId(Uuid::from_u128(3)),
                unit,
                code: "LAKARE".into(),
                name: "Läkarbesök".into(),
                information: None,
                contact_kind: ContactKind::Visit,
                hidden: false,
                active: true,
                can: Capabilities {
                    shows_booked: true,
                    takes_bookings: true,
                    cancellable: true,
                    rebookable: true,
                },
                cut_offs: CutOffs { book: 60, cancel: 120, rebook: 180 },
                bookable_from: None,
                bookable_through: None,
                person_limit: None,
                selection: Selection {
                    minimum_age: None,
                    maximum_age: None,
                    own_region_only: false,
                },
                confirm_within_hours: None,
                rules: Vec::new(),
                care_services: Vec::new(),
                version: 1,
            },
            unit: OfferingUnit {
                id: unit,
                hsa_id: "SE2321000172-DV01".into(),
                name: "Bäckby vårdcentral".into(),
                region: "19".into(),
            },
            person: Person {
                birth: "1984-04-18".parse().expect("a date"),
                region: Some("19".into()),
                deceased: false,
                busy_elsewhere: false,
            },
        }
    }
}
