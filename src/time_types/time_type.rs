//! What can be booked, and the unit's rules for it. Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    clock::{age_on, local_date},
    id::{TimeTypeId, UnitId},
};

crate::sql::code! {
    /// How the resident meets the unit.
    ContactKind {
        Visit = "visit",
        Video = "video",
        Phone = "phone",
        HomeVisit = "home-visit",
        Group = "group",
    }
}

crate::sql::code! {
    /// When something is asked, told or agreed to (services.md 3.3: NYBOKNING, OMBOKNING, AVBOKNING).
    Occasion {
        NewBooking = "new-booking",
        Rebooking = "rebooking",
        Cancellation = "cancellation",
    }
}

crate::sql::code! {
    /// Whether a reason is wanted.
    Need {
        Mandatory = "mandatory",
        Optional = "optional",
        NotSupported = "not-supported",
    }
}

/// A kind of time that a unit offers (tidstyp).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeType {
    pub id: TimeTypeId,
    pub unit: UnitId,
    /// The time book's own code; units that share an offer share the code.
    pub code: String,
    pub name: String,
    pub information: Option<String>,
    pub contact_kind: ContactKind,
    /// Not listed; bookable only by who has been summoned.
    pub hidden: bool,
    pub active: bool,
    pub can: Capabilities,
    pub cut_offs: CutOffs,
    pub bookable_from: Option<NaiveDate>,
    pub bookable_through: Option<NaiveDate>,
    /// How many coming bookings of it one person may have.
    pub person_limit: Option<i16>,
    pub selection: Selection,
    /// How long a proposal waits for its answer, in hours.
    pub confirm_within_hours: Option<i16>,
    /// One for each occasion at most, in their order.
    pub rules: Vec<OccasionRule>,
    /// SNOMED CT codes (vårdtjänster).
    pub care_services: Vec<String>,
    pub version: i64,
}

/// What residents may do with it themselves: each for itself (SEED).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    pub shows_booked: bool,
    pub takes_bookings: bool,
    pub cancellable: bool,
    pub rebookable: bool,
}

/// How long before the start each is last possible, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOffs {
    pub book: i32,
    pub cancel: i32,
    pub rebook: i32,
}

/// Whom it is for (begränsat urval).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    pub minimum_age: Option<i16>,
    pub maximum_age: Option<i16>,
    pub own_region_only: bool,
}

/// What is asked, told and agreed to on one occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccasionRule {
    pub occasion: Occasion,
    pub reason: Need,
    pub reason_text: Option<String>,
    pub reason_codes: Vec<ReasonCode>,
    pub information: Vec<String>,
    /// Each must be agreed to.
    pub conditions: Vec<String>,
}

/// A reason to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonCode {
    pub code: String,
    pub text: String,
}

impl CutOffs {
    pub fn of(self, occasion: Occasion) -> i32 {
        match occasion {
            Occasion::NewBooking => self.book,
            Occasion::Rebooking => self.rebook,
            Occasion::Cancellation => self.cancel,
        }
    }
}

impl TimeType {
    /// Whether anyone may know of it.
    pub fn is_listed(&self) -> bool {
        self.active && !self.hidden
    }

    pub fn rule(&self, occasion: Occasion) -> Option<&OccasionRule> {
        self.rules.iter().find(|rule| rule.occasion == occasion)
    }

    /// Whether it is not too late: at the very cut-off it is still possible (services.md 3.7, 1).
    pub fn in_time(
        &self,
        occasion: Occasion,
        starts_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> bool {
        now <= starts_at - TimeDelta::minutes(self.cut_offs.of(occasion).into())
    }

    /// Whether a visit can be on that day.
    pub fn bookable_on(&self, day: NaiveDate) -> bool {
        self.bookable_from.is_none_or(|from| from <= day)
            && self.bookable_through.is_none_or(|through| day <= through)
    }

    /// The moments between which a free time must start to be shown, `days` ahead at most.
    pub fn open_between(&self, now: DateTime<Utc>, days: u64) -> (DateTime<Utc>, NaiveDate) {
        let last = local_date(now) + Days::new(days);
        let through = self.bookable_through.map_or(last, |through| through.min(last));
        (now + TimeDelta::minutes(self.cut_offs.book.into()), through)
    }
}

impl Selection {
    /// Whether it is for somebody who is born then and lives there, on the day of the visit.
    pub fn takes(self, birth: NaiveDate, lives_in_own_region: bool, visit: NaiveDate) -> bool {
        let age = age_on(birth, visit);
        self.minimum_age.is_none_or(|least| i32::from(least) <= age)
            && self.maximum_age.is_none_or(|most| age <= i32::from(most))
            && (lives_in_own_region || !self.own_region_only)
    }
}
