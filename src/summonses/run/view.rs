//! What clients send and see of runs.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::{
    super::view::{example_day, example_id, example_links, example_moment},
    RunOutcome, RunStatus,
};
use crate::{
    id::{SummonsRunId, UnitId},
    page::Links,
    programmes::Programme,
    sql::Moment,
};

/// Everybody who is due in a programme, to be summoned.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "NewSummonsRun",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none,
    example
)]
pub struct NewRunWish {
    pub programme: Programme,
    /// To each of them, in the unit's words: why, and how to prepare.
    #[serde(default)]
    #[validate(length(min = 1, max = 2000))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub information: Option<String>,
}

/// A run of summonses, and how far it has come.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SummonsRun", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct RunView {
    pub id: SummonsRunId,
    pub unit_id: UnitId,
    pub programme: Programme,
    #[oai(validator(max_length = 40))]
    pub time_type_code: String,
    /// The last day of its summonses.
    pub valid_through: NaiveDate,
    #[oai(validator(max_length = 2000))]
    pub information: Option<String>,
    pub status: RunStatus,
    /// How many it is about: who were due when it was prepared, at most as many as the region allows at once.
    #[oai(validator(minimum(value = "0")))]
    pub people: i32,
    /// What has become of them so far.
    #[oai(validator(max_items = 10))]
    pub outcomes: Vec<RunCount>,
    pub made_at: Moment,
    pub ended_at: Option<Moment>,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// `self`, and what is left to do: `order`, `cancel`.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// How many came to that.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SummonsRunCount", rename_all = "camelCase")]
pub struct RunCount {
    pub outcome: RunOutcome,
    #[oai(validator(minimum(value = "1")))]
    pub people: i32,
}

impl Example for NewRunWish {
    fn example() -> Self {
        let information = Some("Välkommen på gynekologisk cellprovskontroll.".into());
        Self { programme: Programme::Cervical, information }
    }
}

impl Example for RunView {
    fn example() -> Self {
        let (id, unit) = (example_id(0x72), example_id(0x2c));
        Self {
            id: SummonsRunId(id),
            unit_id: UnitId(unit),
            programme: Programme::Cervical,
            time_type_code: "gynprov".into(),
            valid_through: example_day(),
            information: None,
            status: RunStatus::Ordered,
            people: 412,
            outcomes: vec![RunCount { outcome: RunOutcome::Summoned, people: 100 }],
            made_at: example_moment(),
            ended_at: None,
            version: 2,
            links: example_links(&format!("/units/{unit}/summons-runs/{id}")),
        }
    }
}
