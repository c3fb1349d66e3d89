//! How much a person and an address may still ask this minute, and how they are told.

use chrono::{DateTime, Utc};
use poem::{Response, http::HeaderValue};

use crate::{access::Admission, config::Config};

/// Both are counted in windows of whole minutes.
const WINDOW: u32 = 60;

/// Where a caller stands.
#[derive(Debug, Clone)]
pub struct Standing {
    quotas: Vec<Quota>,
    seconds_left: u32,
}

#[derive(Debug, Clone, Copy)]
struct Quota {
    name: &'static str,
    most: u32,
    used: u32,
}

impl Standing {
    pub fn of(admission: &Admission, config: &Config, now: DateTime<Utc>) -> Self {
        let (most, used) = (config.rate_per_address, admission.address_calls);
        let mut quotas = vec![Quota { name: "address", most, used }];
        if admission.presented.is_some() {
            let (most, used) = (config.rate_per_person, admission.person_calls);
            quotas.push(Quota { name: "person", most, used });
        }
        let into = u32::try_from(now.timestamp().rem_euclid(i64::from(WINDOW))).unwrap_or(0);
        Self { quotas, seconds_left: WINDOW - into }
    }

    /// The seconds to wait, when a quota is used up.
    pub fn over(&self) -> Option<u32> {
        self.quotas.iter().any(|quota| quota.used > quota.most).then_some(self.seconds_left)
    }

    /// Tells every quota, and what is left of the one that ends first.
    pub fn tell(&self, answer: &mut Response) {
        let policy = |quota: &Quota| format!("\"{}\";q={};w={WINDOW}", quota.name, quota.most);
        let policies: Vec<_> = self.quotas.iter().map(policy).collect();
        let tightest = self.quotas.iter().min_by_key(|quota| quota.left());
        let left = tightest
            .map(|quota| format!("\"{}\";r={};t={}", quota.name, quota.left(), self.seconds_left));
        for (name, value) in
            [("ratelimit-policy", policies.join(", ")), ("ratelimit", left.unwrap_or_default())]
        {
            if let Ok(value) = HeaderValue::from_str(&value) {
                answer.headers_mut().insert(name, value);
            }
        }
    }
}

impl Quota {
    fn left(&self) -> u32 {
        self.most.saturating_sub(self.used)
    }
}
