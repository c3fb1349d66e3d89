//! Where a case stands, and how one ends. Pure.

use chrono::{DateTime, Utc};

use crate::id::{StaffGroupId, StaffId};

/// Why a case's handler can't look after it, so that a receiver must find another (I-6).
pub use crate::units::HandlerTrouble as Orphaned;

/// Where a case stands, with what only that stage knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Being written; no one at the unit sees it (utkast).
    Draft,
    /// Sent, and not yet given to a handler.
    New,
    /// With a group, until a member takes it.
    WithGroup {
        group: StaffGroupId,
    },
    /// With a handler (fördelat).
    Assigned {
        handler: StaffId,
    },
    /// The handler has asked back and waits for the resident (motfråga).
    AwaitingResident {
        handler: StaffId,
        since: DateTime<Utc>,
    },
    Closed(Closing),
}

/// How a case ended, and when.
#[derive(Debug, Clone, PartialEq)]
pub enum Closing {
    /// The handler answered (besvara).
    Answered { handler: StaffId, at: DateTime<Utc> },
    /// The resident took it back before anyone had it (återkallat).
    Withdrawn { at: DateTime<Utc> },
    /// The unit ended it without an answer, and said why. Whoever had it is remembered.
    WithoutReply { handler: Option<StaffId>, at: DateTime<Utc>, reason: String },
    /// The resident never answered what was asked.
    Expired { handler: StaffId, at: DateTime<Utc> },
}

crate::sql::code! {
    /// Where a case stands.
    StageCode {
        Draft = "draft",
        New = "new",
        /// With a group, until a member takes it.
        WithGroup = "with-group",
        Assigned = "assigned",
        AwaitingResident = "awaiting-resident",
        Closed = "closed",
    }
}

crate::sql::code! {
    /// How a case ended.
    CloseKind {
        Answered = "answered",
        Withdrawn = "withdrawn",
        /// By the unit, without an answer; `closeReason` says why.
        WithoutReply = "without-reply",
        /// The resident did not answer in time.
        Expired = "expired",
    }
}

impl Stage {
    pub fn code(&self) -> StageCode {
        match self {
            Self::Draft => StageCode::Draft,
            Self::New => StageCode::New,
            Self::WithGroup { .. } => StageCode::WithGroup,
            Self::Assigned { .. } => StageCode::Assigned,
            Self::AwaitingResident { .. } => StageCode::AwaitingResident,
            Self::Closed(_) => StageCode::Closed,
        }
    }

    /// Who has the case, or had it when it was closed.
    pub fn handler(&self) -> Option<StaffId> {
        match self {
            Self::Assigned { handler } | Self::AwaitingResident { handler, .. } => Some(*handler),
            Self::Closed(closing) => closing.handler(),
            Self::Draft | Self::New | Self::WithGroup { .. } => None,
        }
    }

    pub fn group(&self) -> Option<StaffGroupId> {
        if let Self::WithGroup { group } = self { Some(*group) } else { None }
    }

    pub fn closing(&self) -> Option<&Closing> {
        if let Self::Closed(closing) = self { Some(closing) } else { None }
    }
}

impl Closing {
    pub fn kind(&self) -> CloseKind {
        match self {
            Self::Answered { .. } => CloseKind::Answered,
            Self::Withdrawn { .. } => CloseKind::Withdrawn,
            Self::WithoutReply { .. } => CloseKind::WithoutReply,
            Self::Expired { .. } => CloseKind::Expired,
        }
    }

    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Answered { at, .. }
            | Self::Withdrawn { at }
            | Self::WithoutReply { at, .. }
            | Self::Expired { at, .. } => *at,
        }
    }

    pub fn handler(&self) -> Option<StaffId> {
        match self {
            Self::Answered { handler, .. } | Self::Expired { handler, .. } => Some(*handler),
            Self::WithoutReply { handler, .. } => *handler,
            Self::Withdrawn { .. } => None,
        }
    }

    pub fn reason(&self) -> Option<&str> {
        if let Self::WithoutReply { reason, .. } = self { Some(reason) } else { None }
    }
}
