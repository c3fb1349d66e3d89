//! A time in the time book as a FHIR Slot.

use chrono::{DateTime, TimeDelta, Utc};
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    datatype::{Bundle, Concept, Identifier, Meta, Reference, Resource},
    dates::{DateValue, Within},
    policy::{ReadSlot, SearchSlots},
    schedule,
    search::{Changed, Place, format_of, statuses},
    store,
};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::{SlotId, TimeTypeId},
    page::{Linker, Wanted},
    slots::{SlotStatus, day_begins, day_ends},
    sql::Moment,
    time_types::{Occasion, TimeType},
};

crate::sql::code! {
    /// How a Slot stands (FHIR R4 SlotStatus; services.md 3.7).
    FhirSlotStatus {
        /// Can be booked.
        Free = "free",
        /// Every seat is taken.
        Busy = "busy",
        /// Nobody can have it: it is blocked, not published, past its cut-off, or of a time type that takes no
        /// bookings then.
        BusyUnavailable = "busy-unavailable",
        /// Every seat is taken, one of them by a proposal that waits for its answer.
        BusyTentative = "busy-tentative",
        /// The unit has taken it back for good.
        EnteredInError = "entered-in-error",
    }
}

const SYSTEM: &str = "http://hl7.org/fhir/slotstatus";

/// What a Slot is made of.
#[derive(Debug, Clone)]
pub struct Facts {
    pub id: SlotId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: SlotStatus,
    pub full: bool,
    /// A seat of it is a proposal that waits for its answer.
    pub proposed: bool,
    pub external_id: Option<String>,
    pub changed_at: DateTime<Utc>,
    pub time_type: TimeType,
}

/// When times of a time type can be booked, as far as that depends on when they are: from an instant until before
/// another. None when they can't be booked at all.
pub fn open(time_type: &TimeType, now: DateTime<Utc>) -> Option<Within> {
    if !time_type.active || !time_type.can.takes_bookings {
        return None;
    }
    let cut_off = TimeDelta::minutes(time_type.cut_offs.of(Occasion::NewBooking).into());
    let days = Within {
        from: time_type.bookable_from.map_or(Within::ALWAYS.from, day_begins),
        until: time_type.bookable_through.map_or(Within::ALWAYS.until, day_ends),
    };
    let coming = Within { from: now + cut_off, until: Within::ALWAYS.until };
    Some(days.and(coming))
}

impl Facts {
    pub fn stands(&self, now: DateTime<Utc>) -> FhirSlotStatus {
        let open = open(&self.time_type, now);
        let in_time = open.is_some_and(|it| it.from <= self.starts_at && self.starts_at < it.until);
        match self.status {
            SlotStatus::Withdrawn => FhirSlotStatus::EnteredInError,
            SlotStatus::Blocked => FhirSlotStatus::BusyUnavailable,
            _ if self.full && self.proposed => FhirSlotStatus::BusyTentative,
            _ if self.full => FhirSlotStatus::Busy,
            SlotStatus::Published if in_time => FhirSlotStatus::Free,
            SlotStatus::Published | SlotStatus::Unpublished => FhirSlotStatus::BusyUnavailable,
        }
    }
}

/// A time that can be booked, or could be (FHIR R4 Slot).
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(rename = "FhirSlot", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct Slot {
    /// `Slot`.
    #[oai(validator(max_length = 20))]
    pub resource_type: String,
    pub id: SlotId,
    pub meta: Meta,
    /// The record system's own id of it.
    pub identifier: Option<Vec<Identifier>>,
    /// What it is for.
    pub service_type: Vec<Concept>,
    /// The time type that it is of.
    pub schedule: Reference,
    pub status: FhirSlotStatus,
    pub start: Moment,
    pub end: Moment,
}

impl Resource for Slot {
    const KIND: &'static str = "Slot";
    fn id(&self) -> String {
        self.id.to_string()
    }
}

impl Slot {
    fn of(facts: Facts, now: DateTime<Utc>) -> Self {
        let status = facts.stands(now);
        let own = |value| vec![Identifier { system: None, value }];
        Self {
            resource_type: Self::KIND.into(),
            id: facts.id,
            meta: Meta::new(facts.changed_at),
            identifier: facts.external_id.map(own),
            service_type: vec![Concept::service(
                &facts.time_type.name,
                &facts.time_type.care_services,
            )],
            schedule: Reference::to("Schedule", facts.time_type.id),
            status,
            start: Moment(facts.starts_at),
            end: Moment(facts.ends_at),
        }
    }
}

/// Which Slots of a Schedule are looked for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub schedule: TimeTypeId,
    pub start: Vec<DateValue>,
    pub status: Option<String>,
    pub updated: Vec<DateValue>,
    pub format: Option<&'static str>,
}

pub async fn read(cx: Cx, id: SlotId) -> Result<Slot, Failure> {
    cx.transact(move |tx, _| {
        let (found, grant) = store::slot(tx, id)?.open::<ReadSlot>(tx)?;
        let slot = Slot::of(found.facts, tx.now);
        Ok(audit::record(tx, grant, slot)?)
    })
    .await
}

/// Those of one Schedule, the earliest first, in whatever state.
pub async fn search(cx: Cx, wish: Wish, wanted: Wanted) -> Result<Bundle<Slot>, Failure> {
    let all = FhirSlotStatus::ALL.iter().map(|it| (it.code(), *it)).collect::<Vec<_>>();
    let narrow = store::SlotsLike {
        starts: Within::read("start", &wish.start)?,
        changed: Changed::read(&wish.updated)?,
        stands: wish.status.as_deref().map(|it| statuses(SYSTEM, it, &all)).transpose()?,
    };
    cx.transact(move |tx, cx| {
        let (_, grant) =
            store::book_at(tx, &Place::Schedule(wish.schedule))?.open::<SearchSlots>(tx)?;
        let rows = store::slots(tx, &grant, (wish.schedule, &narrow), &wanted)?;
        let (query, linker, now) = (wish.query(), Linker::new(cx.asked()), tx.now);
        let bundle = Bundle::of(rows, &wanted, &linker, &query, |facts| Slot::of(facts, now));
        Ok(audit::record(tx, grant, bundle)?)
    })
    .await
}

impl Wish {
    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![Place::Schedule(self.schedule).query()];
        query.extend(self.start.iter().map(|it| ("start", it.0.clone())));
        query.extend(self.status.iter().map(|it| ("status", it.clone())));
        query.extend(self.updated.iter().map(|it| ("_lastUpdated", it.0.clone())));
        query.extend(format_of(self.format));
        query
    }
}

impl Facts {
    pub fn example() -> Self {
        let schedule::Facts { time_type, changed_at, .. } = schedule::Facts::example();
        let starts_at = changed_at + TimeDelta::days(1);
        Self {
            id: SlotId(Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b05)),
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(15),
            status: SlotStatus::Published,
            full: false,
            proposed: false,
            external_id: Some("COSMIC-4711".into()),
            changed_at,
            time_type,
        }
    }
}

impl Example for Slot {
    fn example() -> Self {
        let facts = Facts::example();
        let now = facts.changed_at;
        Self::of(facts, now)
    }
}

#[cfg(test)]
mod tests {
    use super::{FhirSlotStatus as S, *};

    /// Every status that a unit gives × full × proposed × in time.
    #[test]
    fn a_slot_is_free_only_when_somebody_could_have_it() {
        for status in SlotStatus::ALL {
            for (full, proposed) in [(false, false), (false, true), (true, false), (true, true)] {
                for in_time in [true, false] {
                    let mut facts = Facts { status: *status, full, proposed, ..Facts::example() };
                    facts.time_type.cut_offs.book = 60;
                    let cut_off = facts.starts_at - TimeDelta::minutes(60);
                    let late = if in_time { TimeDelta::zero() } else { TimeDelta::seconds(1) };
                    let expected = match (status, full, proposed, in_time) {
                        (SlotStatus::Withdrawn, ..) => S::EnteredInError,
                        (SlotStatus::Blocked, ..) => S::BusyUnavailable,
                        (_, true, true, _) => S::BusyTentative,
                        (_, true, false, _) => S::Busy,
                        (SlotStatus::Published, false, _, true) => S::Free,
                        _ => S::BusyUnavailable,
                    };
                    let case = (status, full, proposed, in_time);
                    assert_eq!(facts.stands(cut_off + late), expected, "{case:?}");
                }
            }
        }
    }

    #[test]
    fn times_of_a_type_that_takes_no_bookings_then_are_unavailable() {
        let stands = |change: fn(&mut TimeType)| {
            let mut facts = Facts::example();
            change(&mut facts.time_type);
            facts.stands(facts.changed_at)
        };
        assert_eq!(stands(|_| ()), S::Free);
        assert_eq!(stands(|it| it.active = false), S::BusyUnavailable);
        assert_eq!(stands(|it| it.can.takes_bookings = false), S::BusyUnavailable);
        assert_eq!(
            stands(|it| it.bookable_through = "2026-11-20".parse().ok()),
            S::BusyUnavailable
        );
        assert_eq!(stands(|it| it.bookable_from = "2027-01-01".parse().ok()), S::BusyUnavailable);
        assert_eq!(stands(|it| it.bookable_through = "2027-01-01".parse().ok()), S::Free);
    }
}
