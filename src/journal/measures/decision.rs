//! The decision behind a measure or behind its end: who decided, in which capacity, on what ground. Kept
//! as it was made; its reason never leaves the care unit's side.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{deciding::Office, store::DecisionRow};
use crate::{
    failure::Failure,
    id::{JournalDecisionId, StaffId, UnitId},
    page::{Link, Links},
    sql::Moment,
};

crate::sql::code! {
    /// Who asked for a measure.
    Initiative {
        /// The resident, or for a child also a guardian.
        Resident = "resident",
        Care = "care",
    }
}

crate::sql::code! {
    /// Why, as a category. Seen only by those who decide.
    Ground {
        /// The patient could come to harm.
        HarmPatient = "harm-patient",
        /// Somebody else could.
        HarmThirdPerson = "harm-third-person",
        /// Somebody is forced to show what is there.
        Coercion = "coercion",
        /// The child is cared for under the law on care of young people (LVU).
        CareOfYoung = "lvu",
        RequestOfResident = "request-of-resident",
        /// What the measure was for is over.
        NeedHasCeased = "need-has-ceased",
    }
}

pub(super) fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

/// A decision to record with what it is about. The caller decides, as operations manager or delegate.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewJournalDecision", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none, example)]
pub struct NewDecision {
    /// The unit that the caller decides for.
    pub unit_id: UnitId,
    pub initiative: Initiative,
    pub ground: Ground,
    /// Diarienummer.
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub diary_reference: Option<String>,
    /// In words. Never shown on the resident's side.
    #[validate(length(min = 1, max = 2000), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub reason: Option<String>,
    /// Which edition of the region's form was used.
    #[validate(length(min = 1, max = 50), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 50))]
    pub form_version: Option<String>,
}

/// A measure to end, by decision of the unit that gave it.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, example)]
pub struct MeasureEnding {
    #[validate(nested)]
    pub decision: NewDecision,
}

/// Who decided, in which capacity, on what ground.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalDecision", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct DecisionView {
    pub id: JournalDecisionId,
    pub unit_id: UnitId,
    pub decided_by: StaffId,
    pub decided_as: Office,
    /// Where the delegation stands, for a delegate.
    #[oai(validator(max_length = 100))]
    pub delegation_reference: Option<String>,
    pub initiative: Initiative,
    pub ground: Ground,
    #[oai(validator(max_length = 100))]
    pub diary_reference: Option<String>,
    /// Told at the deciding unit alone.
    #[oai(validator(max_length = 2000))]
    pub reason: Option<String>,
    pub consulted_guardian: bool,
    pub consulted_child: bool,
    /// Where it is written down how the resident was identified.
    #[oai(validator(max_length = 100))]
    pub identity_check: Option<String>,
    #[oai(validator(max_length = 50))]
    pub form_version: Option<String>,
    pub recorded_at: Moment,
}

/// What a measure's decision says beside what the decider wrote.
#[derive(Debug, Clone, Copy, Default)]
pub struct Besides<'a> {
    pub consulted_guardian: bool,
    pub consulted_child: bool,
    pub identity_check: Option<&'a str>,
}

impl NewDecision {
    /// A need that is over begins nothing.
    pub fn begins(&self) -> Result<(), Failure> {
        if self.ground != Ground::NeedHasCeased {
            return Ok(());
        }
        let sv = "Ange varför åtgärden behövs.";
        let en = "Say why the measure is needed.";
        Err(Failure::field("/decision/ground", "not-a-reason-to-begin", sv, en))
    }
}

impl DecisionView {
    /// The decision as those see it who decide for one of `units`: its reason is that unit's own.
    pub fn of(row: &DecisionRow, units: &[UnitId]) -> Self {
        Self {
            id: row.id,
            unit_id: row.unit_id,
            decided_by: row.decided_by,
            decided_as: row.decided_as,
            delegation_reference: row.delegation_reference.clone(),
            initiative: row.initiative,
            ground: row.ground,
            diary_reference: row.diary_reference.clone(),
            reason: row.reason.clone().filter(|_| units.contains(&row.unit_id)),
            consulted_guardian: row.consulted_guardian,
            consulted_child: row.consulted_child,
            identity_check: row.identity_check.clone(),
            form_version: row.form_version.clone(),
            recorded_at: row.recorded_at.into(),
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            id: JournalDecisionId(example_id(61)),
            unit_id: UnitId(example_id(7)),
            decided_by: StaffId(example_id(30)),
            decided_as: Office::OperationsManager,
            delegation_reference: None,
            initiative: Initiative::Care,
            ground: Ground::HarmPatient,
            diary_reference: Some("RV 2026:1204".into()),
            reason: Some("Prövas på nytt vid nästa besök.".into()),
            consulted_guardian: false,
            consulted_child: false,
            identity_check: None,
            form_version: Some("2026-01".into()),
            recorded_at: example_moment(),
        }
    }
}

impl Example for NewDecision {
    fn example() -> Self {
        Self {
            unit_id: UnitId(example_id(7)),
            initiative: Initiative::Care,
            ground: Ground::HarmPatient,
            diary_reference: Some("RV 2026:1204".into()),
            reason: Some("Prövas på nytt vid nästa besök.".into()),
            form_version: Some("2026-01".into()),
        }
    }
}

impl Example for MeasureEnding {
    fn example() -> Self {
        let decision = NewDecision { ground: Ground::NeedHasCeased, ..NewDecision::example() };
        Self { decision }
    }
}

pub(super) fn example_links(path: &str) -> Links {
    let origin = "https://etjanster.regionvastmanland.se/etjanster/v1";
    let link =
        Link { href: format!("{origin}{path}"), rel: "collection".into(), method: "GET".into() };
    Links::from([("collection".into(), link)])
}

pub(super) fn example_id(tail: u64) -> Uuid {
    Uuid::from_u64_pair(0x01a0_b0f0_7a4e_7c5c, 0x9d6f_3f1e_0000_0000 + tail)
}

pub(super) fn example_moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse::<DateTime<Utc>>().expect("an instant"))
}
