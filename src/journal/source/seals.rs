//! The national register of seals (GetSeals), asked before any source is. Whatever goes wrong, the
//! answer is that nobody knows.

use std::time::Duration;

use chrono::NaiveDate;
use reqwest::Client;
use serde::Deserialize;

use super::{
    http::{parse, read},
    port::Fault,
    setting::Secret,
};
use crate::{
    config::Config,
    journal::decision::{Period, Scope, Seal, Window},
};

/// The register promises 100 ms for 95 of 100 (R1).
const DEADLINE: Duration = Duration::from_secs(1);
const MOST_BYTES: usize = 256 * 1024;

/// The register of seals gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealsUnknown;

pub struct Register {
    client: Client,
    url: String,
    token: Option<Secret>,
}

/// `POST seals` with `{"personalNumber"}` answers so.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// Whose they are: must be the one that was asked about.
    personal_number: String,
    seals: Vec<Line>,
}

/// Days are local, both ends included. What is not understood is not guessed at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    scope: Kind,
    /// HSA-id of the unit or the provider.
    target: Option<String>,
    from: NaiveDate,
    through: Option<NaiveDate>,
    /// The first day it does not hold.
    deactivated: Option<NaiveDate>,
    events_from: Option<NaiveDate>,
    events_through: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Full,
    Unit,
    Provider,
    Period,
}

impl Register {
    /// None when none is configured.
    pub fn of(config: &Config, client: &Client) -> Option<Self> {
        let url = config.seal_register_url.as_ref()?.as_str().trim_end_matches('/').to_owned();
        Some(Self { client: client.clone(), url, token: config.seal_register_token.clone() })
    }

    pub async fn seals(&self, personal_number: &str) -> Result<Vec<Seal>, SealsUnknown> {
        let asked = tokio::time::timeout(DEADLINE, self.ask(personal_number)).await;
        asked.unwrap_or(Err("timed-out")).map_err(|code| {
            tracing::warn!(error.code = code, "the register of seals gave no answer");
            SealsUnknown
        })
    }

    async fn ask(&self, personal_number: &str) -> Result<Vec<Seal>, &'static str> {
        let question = serde_json::json!({ "personalNumber": personal_number });
        let mut request = self.client.post(format!("{}/seals", self.url)).json(&question);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.reveal());
        }
        let answer = request.send().await.map_err(|_| "unreachable")?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err("status");
        }
        let mut taken = 0;
        let bytes = read(answer, |count| {
            taken += count;
            if taken > MOST_BYTES { Err(Fault::TooMuch) } else { Ok(()) }
        });
        // A quarter of a megabyte of them can do no harm.
        let json = parse(&bytes.await.map_err(Fault::code)?, |_| Ok(())).map_err(Fault::code)?;
        let told: Told = serde_json::from_value(json).map_err(|_| "not-understood")?;
        if told.personal_number != personal_number {
            return Err("somebody-else");
        }
        told.seals.into_iter().map(|line| line.seal().ok_or("not-understood")).collect()
    }
}

impl Line {
    /// The seal; none when it has not exactly one scope (V1).
    fn seal(self) -> Option<Seal> {
        let events = match (self.events_from, self.events_through) {
            (None, None) => None,
            (Some(from), Some(through)) if from <= through => Some(Period { from, through }),
            _ => return None,
        };
        let target = self.target.map(|target| target.trim().to_uppercase());
        let target = target.filter(|target| !target.is_empty());
        let scope = match (self.scope, target, events) {
            (Kind::Full, None, None) => Scope::Full,
            (Kind::Unit, Some(unit), events) => Scope::Unit(unit, events),
            (Kind::Provider, Some(provider), events) => Scope::Provider(provider, events),
            (Kind::Period, None, Some(events)) => Scope::Period(events),
            _ => return None,
        };
        let Self { from, through, deactivated, .. } = self;
        Some(Seal { scope, window: Window { from, through, deactivated } })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(json: Value) -> Option<Seal> {
        serde_json::from_value(json).ok().and_then(Line::seal)
    }

    #[test]
    fn a_seal_has_exactly_one_scope() {
        let day = "2026-01-05";
        let full = line(json!({"scope": "full", "from": day})).expect("a full seal");
        assert_eq!(full.scope, Scope::Full);
        let unit =
            line(json!({"scope": "unit", "target": " se1-a ", "from": day})).expect("a seal");
        assert_eq!(unit.scope, Scope::Unit("SE1-A".to_owned(), None));
        for bad in [
            json!({"scope": "full", "target": "SE1", "from": day}),
            json!({"scope": "unit", "from": day}),
            json!({"scope": "unit", "target": " ", "from": day}),
            json!({"scope": "period", "from": day}),
            json!({"scope": "period", "from": day, "eventsFrom": day}),
            json!({"scope": "period", "from": day, "eventsFrom": day, "eventsThrough": "2026-01-04"}),
            json!({"scope": "nation", "from": day}),
            json!({"scope": "full"}),
            json!({"scope": "full", "from": day, "until": day}),
        ] {
            assert_eq!(line(bad.clone()), None, "{bad}");
        }
    }
}
