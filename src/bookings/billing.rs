//! Tells the region's billing system of fees: `POST` of one fee with an `Idempotency-Key`, at least once. A fee is
//! claimed by moving ahead when it is to be told, so that a worker that dies needs no cleaning up after.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::{Client, Url, redirect::Policy};
use serde_json::{Value, json};

use super::store::{self, DueFee};
use crate::{
    clock::Clock,
    config::Config,
    jobs::{Desk, Fault, Misconfigured},
};

/// How long a claimed fee is the claimer's.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The longest that a fee waits between two attempts.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);
const BATCH: i64 = 20;

/// The worker's way to the billing system.
pub struct Billing {
    desk: Desk,
    client: Client,
    url: Url,
    token: Option<String>,
}

impl Billing {
    /// None where there is no billing system: fees wait.
    pub fn open(config: &Config, clock: Clock) -> Result<Option<Self>, Misconfigured> {
        let Some(url) = config.billing_url.clone() else { return Ok(None) };
        let client =
            Client::builder().timeout(Duration::from_secs(15)).redirect(Policy::none()).build();
        let client = client.map_err(|_| Misconfigured("BILLING_URL"))?;
        let desk = Desk::new(&config.database_url, clock);
        Ok(Some(Self { desk, client, url, token: config.billing_token.clone() }))
    }

    /// Tells of some fees. Answers whether there may be more.
    pub async fn round(&mut self) -> Result<bool, Fault> {
        let claim = |conn: &mut _, now| store::claim_fees(conn, now, now + LEASE, BATCH);
        let fees = self.desk.transact(claim).await?;
        let more = i64::try_from(fees.len()).is_ok_and(|count| count == BATCH);
        for fee in fees {
            let told = self.tell(&fee).await;
            if let Err(error) = &told {
                let (job, error) = (fee.booking.to_string(), error.as_str());
                tracing::warn!(job.id = job, error.code = error, "a fee must wait");
            }
            let wait = TimeDelta::seconds(15 * i64::from(fee.attempts) * i64::from(fee.attempts));
            let settle = move |conn: &mut _, now| {
                let again = told.err().map(|_| now + wait.min(LONGEST_WAIT));
                store::settle_fee(conn, &fee, again, now)
            };
            self.desk.transact(settle).await?;
        }
        Ok(more)
    }

    async fn tell(&self, fee: &DueFee) -> Result<(), String> {
        let mut request = self.client.post(self.url.clone()).json(&body(fee));
        request = request.header("Idempotency-Key", format!("booking-fee.{}", fee.booking));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("http {}", answer.status().as_u16())),
            Err(error) if error.is_timeout() => Err("timeout".into()),
            Err(_) => Err("connection".into()),
        }
    }
}

fn body(fee: &DueFee) -> Value {
    json!({
        "bookingId": fee.booking,
        "personalNumber": fee.personal_number,
        "unitHsaId": fee.unit_hsa_id,
        "visitAt": crate::Moment(fee.starts_at).to_string(),
        "cause": fee.cause.code(),
        "careLevel": fee.level.code(),
        "amount": fee.amount,
        "currency": "SEK",
        // Never counted towards high-cost protection (högkostnadsskydd).
        "countsTowardsHighCostProtection": false,
    })
}
