//! What clients send and see of retention policies.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::store::RetentionPolicy;
use crate::{
    failure::Failure,
    id::RetentionPolicyId,
    page::{Link, Links},
    sql::Moment,
};

crate::sql::code! {
    /// From when the time is counted. Open cases are never purged, whatever this says.
    FromEvent {
        /// From the day the case was closed.
        Closed = "closed",
        /// From the day the resident read what closed it; unread, a year after it was closed.
        Read = "read",
        /// From the last thing that happened in it.
        LastActivity = "last-activity",
    }
}

crate::sql::code! {
    /// How information goes.
    PurgeMethod {
        /// It is deleted.
        Delete = "delete",
        /// It is delivered to the archive first: nothing is purged before it was exported.
        TransferAndDelete = "transfer-and-delete",
    }
}

/// A decision on how long one kind of information is kept (gallringsbeslut). It never changes.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RetentionPolicy", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct RetentionPolicyView {
    pub id: RetentionPolicyId,
    /// Whose decision; absent for the nation's, under which nothing is purged.
    #[oai(validator(max_length = 2))]
    pub region_code: Option<String>,
    /// The kind of information: `case`, `citizen-case`, `access-log`, or one of the region's own.
    #[oai(validator(max_length = 60))]
    pub information_type: String,
    /// Whether it is part of the patient's record.
    pub is_record_document: bool,
    /// What it is kept for.
    #[oai(validator(max_length = 1000))]
    pub purpose: String,
    /// How many months it is kept.
    #[oai(validator(minimum(value = "1"), maximum(value = "1200")))]
    pub retain_months: i32,
    pub from_event: FromEvent,
    /// The archive that preserves it for good.
    #[oai(validator(max_length = 200))]
    pub transfer_target: Option<String>,
    /// Whether the caregiver gets it back.
    pub return_to_caregiver: bool,
    /// How the caregiver gets it back.
    #[oai(validator(max_length = 500))]
    pub return_manner: Option<String>,
    pub purge_method: PurgeMethod,
    /// Who decided.
    #[oai(validator(max_length = 200))]
    pub decided_by: String,
    /// Where the decision is found.
    #[oai(validator(max_length = 200))]
    pub decision_ref: String,
    /// The first day it applies.
    pub valid_from: NaiveDate,
    pub recorded_at: Moment,
    /// Whether it is the one that applies today.
    pub applies_today: bool,
}

/// What was decided for a region.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RetentionPolicies", rename_all = "camelCase", example)]
pub struct RetentionPoliciesView {
    #[oai(validator(max_items = 1000))]
    pub items: Vec<RetentionPolicyView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A decision to enter: the seven answers, who decided and from when.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewRetentionPolicy {
    /// The kind of information, in small letters, digits and hyphens.
    #[validate(length(min = 2, max = 60))]
    #[oai(validator(min_length = 2, max_length = 60, pattern = "^[a-z][a-z0-9-]*$"))]
    pub information_type: String,
    /// Whether it is part of the patient's record.
    pub is_record_document: bool,
    /// What it is kept for.
    #[validate(length(min = 1, max = 1000))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub purpose: String,
    /// How many months it is kept. Access logs: 60 at least.
    #[validate(range(min = 1, max = 1200))]
    #[oai(validator(minimum(value = "1"), maximum(value = "1200")))]
    pub retain_months: i32,
    pub from_event: FromEvent,
    /// The archive that preserves it for good. Given, nothing is purged before it was exported.
    #[serde(default)]
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub transfer_target: Option<String>,
    /// How the caregiver gets it back; left out when the caregiver does not.
    #[serde(default)]
    #[validate(length(min = 1, max = 500))]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub return_manner: Option<String>,
    /// Who decided.
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub decided_by: String,
    /// Where the decision is found, such as a diary number.
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub decision_ref: String,
    /// The first day it applies, today or later.
    pub valid_from: NaiveDate,
}

/// The shortest that access logs are kept, in months (HSLF-FS 2016:40, chapter 4, section 9).
const ACCESS_LOG_MONTHS: i32 = 60;

impl NewRetentionPolicy {
    pub fn purge_method(&self) -> PurgeMethod {
        match self.transfer_target {
            Some(_) => PurgeMethod::TransferAndDelete,
            None => PurgeMethod::Delete,
        }
    }

    /// What no decision may say.
    pub fn check(&self, today: NaiveDate) -> Result<(), Failure> {
        let kind = &self.information_type;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !kind.starts_with(|c: char| c.is_ascii_lowercase()) || !kind.chars().all(fits) {
            let sv = "Små bokstäver a till z, siffror och bindestreck.";
            let en = "Small letters a to z, digits and hyphens.";
            return Err(Failure::field("/informationType", "pattern", sv, en));
        }
        if kind == "access-log" && self.retain_months < ACCESS_LOG_MONTHS {
            let sv = "Loggar sparas i minst fem år (HSLF-FS 2016:40).";
            let en = "Access logs are kept for five years at least (HSLF-FS 2016:40).";
            return Err(Failure::field("/retainMonths", "too-short", sv, en));
        }
        if self.valid_from < today {
            let (sv, en) = ("Ett beslut gäller framåt.", "A decision applies from today on.");
            return Err(Failure::field("/validFrom", "past", sv, en));
        }
        Ok(())
    }
}

impl RetentionPolicyView {
    pub fn of(row: RetentionPolicy, applies_today: bool) -> Self {
        Self {
            id: row.id,
            region_code: row.region_code,
            information_type: row.information_type,
            is_record_document: row.is_record_document,
            purpose: row.purpose,
            retain_months: row.retain_months,
            from_event: row.from_event,
            transfer_target: row.transfer_target,
            return_to_caregiver: row.return_to_caregiver,
            return_manner: row.return_manner,
            purge_method: row.purge_method,
            decided_by: row.decided_by,
            decision_ref: row.decision_ref,
            valid_from: row.valid_from,
            recorded_at: row.recorded_at.into(),
            applies_today,
        }
    }
}

impl Example for RetentionPolicyView {
    fn example() -> Self {
        let new = NewRetentionPolicy::example();
        Self {
            id: RetentionPolicyId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1c01)),
            region_code: Some("19".into()),
            purge_method: new.purge_method(),
            information_type: new.information_type,
            is_record_document: new.is_record_document,
            purpose: new.purpose,
            retain_months: new.retain_months,
            from_event: new.from_event,
            transfer_target: new.transfer_target,
            return_to_caregiver: false,
            return_manner: None,
            decided_by: new.decided_by,
            decision_ref: new.decision_ref,
            valid_from: new.valid_from,
            recorded_at: Moment("2026-11-23T08:00:00Z".parse().expect("an instant")),
            applies_today: true,
        }
    }
}

impl Example for RetentionPoliciesView {
    fn example() -> Self {
        Self {
            items: vec![RetentionPolicyView::example()],
            links: example_links("/regions/19/retention-policies"),
        }
    }
}

impl Example for NewRetentionPolicy {
    fn example() -> Self {
        Self {
            information_type: "case".into(),
            is_record_document: false,
            purpose: "Dialog mellan invånare och mottagning.".into(),
            retain_months: 36,
            from_event: FromEvent::Closed,
            transfer_target: None,
            return_manner: None,
            decided_by: "Regionarkivet, Region Västmanland".into(),
            decision_ref: "RV 2026-1177".into(),
            valid_from: "2027-01-01".parse().expect("a date"),
        }
    }
}

/// The links of an example: its own.
pub fn example_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}
