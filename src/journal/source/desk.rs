//! Asks all sources side by side, none longer than its deadline, and says how each of them was.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use tokio::sync::Semaphore;

use super::{
    breaker::Breaker,
    fhir::Fhir,
    http::{Http, client},
    port::{Answer, Fault, Source, Visit},
    report::{Gathered, SourceOutcome, SourceReport},
    seals::{Register, SealsUnknown},
    token::Door,
};
use crate::{
    config::Config,
    edge::metrics::METRICS,
    journal::{
        decision::{InformationType, Seal},
        item::Item,
    },
};

/// After so many seconds a source that failed once may be asked again.
const SOON: u32 = 5;

/// What a process knows of its sources.
pub struct Desk {
    sources: Vec<Kept>,
    register: Option<Register>,
    deadline: Duration,
    bytes: usize,
}

struct Kept {
    name: String,
    title: String,
    holds: Option<Vec<InformationType>>,
    breaker: Breaker,
    /// So many visits at once: what they take in is in memory until they end.
    turns: Semaphore,
    source: Box<dyn Source>,
}

impl Desk {
    pub fn of(config: &Config) -> Self {
        let client = client();
        let kept = |setting: &super::SourceSetting| Kept {
            name: setting.name.clone(),
            title: setting.title.clone(),
            holds: setting.holds.clone(),
            breaker: Breaker::default(),
            turns: Semaphore::new(config.journal_source_visits),
            source: Box::new(Fhir::new(setting, Http::new(client.clone(), Door::of(setting)))),
        };
        Self {
            sources: config.journal_sources.iter().map(kept).collect(),
            register: Register::of(config, &client),
            // Whatever is set, the rest of the answer still has to be made.
            deadline: config.journal_source_time.min(config.request_time * 4 / 5),
            bytes: config.journal_source_bytes,
        }
    }

    pub async fn gather(
        &self,
        personal_number: &str,
        kinds: &[InformationType],
        now: DateTime<Utc>,
    ) -> Gathered {
        let asked = self.sources.iter().filter_map(|kept| {
            let kinds = kept.has_of(kinds);
            (!kinds.is_empty()).then(|| self.ask(kept, personal_number, kinds, now))
        });
        let mut gathered = Gathered::default();
        for (items, report) in join_all(asked).await {
            gathered.items.extend(items);
            gathered.sources.push(report);
        }
        gathered
    }

    pub async fn seals(&self, personal_number: &str) -> Result<Vec<Seal>, SealsUnknown> {
        match &self.register {
            Some(register) => register.seals(personal_number).await,
            None => Ok(Vec::new()),
        }
    }

    async fn ask(
        &self,
        kept: &Kept,
        personal_number: &str,
        kinds: Vec<InformationType>,
        now: DateTime<Utc>,
    ) -> (Vec<Item>, SourceReport) {
        let began = Instant::now();
        let visit = Visit::new(personal_number, &kinds, self.bytes);
        let ended = self.visit(kept, &visit).await;
        let took = began.elapsed();
        METRICS.source_asked(&kept.name, ended.outcome.code(), took.as_secs_f64());
        let took = TimeDelta::from_std(took).unwrap_or_default();
        let report = SourceReport {
            source: kept.name.clone(),
            title: kept.title.clone(),
            outcome: ended.outcome,
            at: now + took,
            retry_after: ended.retry_after,
            distrusted: ended.answer.distrusted,
        };
        (ended.answer.items, report)
    }

    async fn visit(&self, kept: &Kept, visit: &Visit<'_>) -> Ended {
        let leave = match kept.breaker.ask(Instant::now()) {
            Ok(leave) => leave,
            Err(rest) => return Ended::without(SourceOutcome::Resting, Some(rest)),
        };
        let asking = async {
            let _turn = kept.turns.acquire().await.map_err(|_| Fault::Unreachable)?;
            kept.source.visit(visit).await
        };
        let (outcome, ill) = match tokio::time::timeout(self.deadline, asking).await {
            Ok(Ok(answer)) => {
                leave.well();
                return Ended { outcome: SourceOutcome::Answered, retry_after: None, answer };
            }
            Ok(Err(fault)) => {
                kept.tell(fault.code());
                (SourceOutcome::Failed, fault.is_illness())
            }
            Err(_) => {
                kept.tell("timed-out");
                // Whoever only stood in line knows nothing of how the source is.
                (SourceOutcome::TimedOut, visit.has_begun())
            }
        };
        let rest = match (ill, outcome) {
            (true, _) => leave.ill(Instant::now()),
            // It answered, if with nothing of use: it is up.
            (false, SourceOutcome::Failed) => {
                leave.well();
                None
            }
            (false, _) => None,
        };
        Ended::without(outcome, rest)
    }
}

/// How one source's visit ended.
struct Ended {
    outcome: SourceOutcome,
    retry_after: Option<u32>,
    answer: Answer,
}

impl Ended {
    fn without(outcome: SourceOutcome, rest: Option<Duration>) -> Self {
        let seconds = |rest: Duration| u32::try_from(rest.as_secs() + 1).unwrap_or(u32::MAX);
        let retry_after = Some(rest.map_or(SOON, seconds));
        Self { outcome, retry_after, answer: Answer::default() }
    }
}

impl Kept {
    /// Which of these kinds it is asked for.
    fn has_of(&self, kinds: &[InformationType]) -> Vec<InformationType> {
        let holds = |kind: &InformationType| match &self.holds {
            Some(held) => held.contains(kind),
            None => true,
        };
        kinds.iter().copied().filter(holds).collect()
    }

    /// Nothing about whom or what was asked.
    fn tell(&self, code: &'static str) {
        tracing::warn!(source = %self.name, error.code = code, "a record source gave no answer");
    }
}
