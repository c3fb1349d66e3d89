//! Where records are kept: the systems that are asked at each visit, side by side, each with a deadline,
//! and what each of them answered. Nothing of it outlives the request.

mod breaker;
mod desk;
mod embedded;
mod fhir;
mod http;
mod port;
mod report;
mod seals;
mod setting;
mod start;
mod token;

pub use embedded::{ADVICE, COSMIC, Embedded, Entry, Mood, REGISTER};
pub use report::{Gathered, SourceOutcome, SourceReport};
pub use seals::SealsUnknown;
pub use setting::{ClientCredentials, Secret, SourceSetting, check, check_address};
pub use start::start;

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use super::decision::{InformationType, Seal};
use crate::config::Config;
use desk::Desk;

/// The configured sources, what is known of how they are, and the clients that ask them. Made when
/// first needed. Cheap to clone.
#[derive(Clone, Default)]
pub struct Sources(Arc<OnceLock<Desk>>);

impl Sources {
    fn desk(&self, config: &Config) -> &Desk {
        self.0.get_or_init(|| Desk::of(config))
    }

    /// Asks every source for what it has of these kinds about the person with that number. Only items
    /// about that very person come back.
    pub async fn gather(
        &self,
        config: &Config,
        personal_number: &str,
        kinds: &[InformationType],
        now: DateTime<Utc>,
    ) -> Gathered {
        self.desk(config).gather(personal_number, kinds, now).await
    }

    /// The seals that the national register knows of for that person. `Err` when it gave no answer:
    /// then nobody knows, and the journal is closed. Without a register there are none.
    pub async fn registered_seals(
        &self,
        config: &Config,
        personal_number: &str,
    ) -> Result<Vec<Seal>, SealsUnknown> {
        self.desk(config).seals(personal_number).await
    }
}
