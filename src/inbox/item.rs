//! One thing in an inbox. Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, Utc};

use crate::id::{BookingId, CaseId, InboxItemId, ResidentId, SummonsId, UnitId};

crate::sql::code! {
    /// What an item leads to.
    Kind {
        /// Something new in a case (ärende).
        Case = "case",
        /// A time that was booked, moved or cancelled (bokning).
        Booking = "booking",
        /// A summons to come (kallelse).
        Summons = "summons",
    }
}

/// What an item leads to, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Case(CaseId),
    Booking(BookingId),
    Summons(SummonsId),
}

impl About {
    pub fn kind(self) -> Kind {
        match self {
            Self::Case(_) => Kind::Case,
            Self::Booking(_) => Kind::Booking,
            Self::Summons(_) => Kind::Summons,
        }
    }

    pub fn case(self) -> Option<CaseId> {
        if let Self::Case(id) = self { Some(id) } else { None }
    }

    pub fn booking(self) -> Option<BookingId> {
        if let Self::Booking(id) = self { Some(id) } else { None }
    }

    pub fn summons(self) -> Option<SummonsId> {
        if let Self::Summons(id) = self { Some(id) } else { None }
    }
}

/// Something a resident has been sent (inkorgspost).
#[derive(Debug, Clone)]
pub struct Item {
    pub id: InboxItemId,
    pub resident: ResidentId,
    pub unit: UnitId,
    pub unit_hsa_id: String,
    pub unit_name: String,
    pub about: About,
    pub title: String,
    pub delivered_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    pub archived_at: Option<DateTime<Utc>>,
}

impl Item {
    /// Seen by the resident. The first time counts.
    pub fn read(self, now: DateTime<Utc>) -> Self {
        Self { read_at: self.read_at.or(Some(now)), ..self }
    }

    /// Put away. What is put away is no longer unread.
    pub fn archive(self, now: DateTime<Utc>) -> Self {
        Self { archived_at: self.archived_at.or(Some(now)), ..self.read(now) }
    }
}
