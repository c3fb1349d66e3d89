//! How the sources answered last. A journal for which they must not be asked is answered as if they
//! had been: neither the time it takes nor the list of sources tells it from one without content.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};

use crate::config::Config;

use super::super::{
    decision::InformationType,
    source::{Gathered, SourceOutcome, SourceReport, SourceSetting},
};

/// What is remembered of each kind of question. Cheap to clone.
#[derive(Clone, Default)]
pub struct Pace(Arc<Mutex<BTreeMap<Vec<InformationType>, Last>>>);

#[derive(Clone)]
struct Last {
    took: Duration,
    asked_at: DateTime<Utc>,
    sources: Vec<SourceReport>,
}

impl Pace {
    /// Remembers how long the sources took and how each of them was.
    pub fn remember(
        &self,
        kinds: &[InformationType],
        asked_at: DateTime<Utc>,
        took: Duration,
        gathered: &Gathered,
    ) {
        let last = Last { took, asked_at, sources: gathered.sources.clone() };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(kinds.to_vec(), last);
    }

    /// Takes as long as they did and answers like them, with nothing. Before anything is remembered, as
    /// if all that are configured had.
    pub async fn as_if(
        &self,
        config: &Config,
        kinds: &[InformationType],
        now: DateTime<Utc>,
    ) -> Gathered {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(kinds).cloned();
        let last = last.unwrap_or_else(|| Last {
            took: Duration::ZERO,
            asked_at: now,
            sources: configured(config, kinds, now),
        });
        tokio::time::sleep(last.took).await;
        let asked_at = last.asked_at;
        let as_of_now =
            |report: SourceReport| SourceReport { at: now + (report.at - asked_at), ..report };
        Gathered { items: Vec::new(), sources: last.sources.into_iter().map(as_of_now).collect() }
    }
}

/// Every source that would have been asked, as if it had answered.
fn configured(config: &Config, kinds: &[InformationType], now: DateTime<Utc>) -> Vec<SourceReport> {
    let holds = |source: &&SourceSetting| {
        source.holds.as_ref().is_none_or(|held| held.iter().any(|kind| kinds.contains(kind)))
    };
    let answered = |source: &SourceSetting| SourceReport {
        source: source.name.clone(),
        title: source.title.clone(),
        outcome: SourceOutcome::Answered,
        at: now,
        retry_after: None,
        distrusted: 0,
    };
    config.journal_sources.iter().filter(holds).map(answered).collect()
}
