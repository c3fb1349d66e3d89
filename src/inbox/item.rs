//! One thing in an inbox. Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, Utc};

use crate::id::{CaseId, InboxItemId, ResidentId, UnitId};

crate::sql::code! {
    /// What an item leads to.
    Kind {
        /// Something new in a case (ärende).
        Case = "case",
    }
}

/// Something a resident has been sent (inkorgspost).
#[derive(Debug, Clone)]
pub struct Item {
    pub id: InboxItemId,
    pub resident: ResidentId,
    pub kind: Kind,
    pub unit: UnitId,
    pub unit_hsa_id: String,
    pub unit_name: String,
    pub case: CaseId,
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
