//! Where records are kept: the systems that are asked at each visit, side by side, each with a deadline,
//! and what each of them answered. Nothing of it outlives the request.

use chrono::{DateTime, Utc};

use super::{
    decision::{InformationType, Seal},
    item::Item,
};
use crate::config::Config;

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

/// The configured sources, what is known of how they are, and the clients that ask them. Cheap to clone.
#[derive(Clone, Default)]
pub struct Sources {}

impl Sources {
    /// Asks every source for what it has of these kinds about the person with that number. Only items
    /// about that very person come back.
    pub async fn gather(
        &self,
        _config: &Config,
        _personal_number: &str,
        _kinds: &[InformationType],
        _now: DateTime<Utc>,
    ) -> Gathered {
        Gathered::default()
    }

    /// The seals that the national register knows of for that person. `Err` when it gave no answer:
    /// then nobody knows, and the journal is closed. Without a register there are none.
    pub async fn registered_seals(
        &self,
        _config: &Config,
        _personal_number: &str,
    ) -> Result<Vec<Seal>, SealsUnknown> {
        Ok(Vec::new())
    }
}

/// The register of seals gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealsUnknown;
