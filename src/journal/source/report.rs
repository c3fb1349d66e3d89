//! What came of asking the sources.

use chrono::{DateTime, Utc};

use crate::journal::item::Item;

crate::sql::code! {
    /// How asking a source went.
    SourceOutcome {
        /// It answered in full.
        Answered = "answered",
        /// It did not answer in time.
        TimedOut = "timed-out",
        /// It answered with an error, too much, or what can't be understood.
        Failed = "failed",
        /// It has failed so often that it is left alone for a while.
        Resting = "resting",
    }
}

/// One line of the completeness list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// The source's configured name.
    pub source: String,
    /// What people call it.
    pub title: String,
    pub outcome: SourceOutcome,
    /// When it answered, or was given up.
    pub at: DateTime<Utc>,
    /// Seconds after which it may be asked again, where it did not answer.
    pub retry_after: Option<u32>,
    /// Items of its answer that were left out since they could not be trusted: of somebody else,
    /// without a date, twice. Never shown to a viewer.
    pub distrusted: u32,
}

/// All that the sources gave for one person, and how each of them was.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    pub items: Vec<Item>,
    pub sources: Vec<SourceReport>,
}
