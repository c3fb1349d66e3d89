//! What clients send and see of absences.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::super::card::example_links;
use crate::{
    id::{AbsenceId, StaffId, UnitId},
    page::Links,
    sql::Moment,
};

/// A time when a handler is away from a unit.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Absence", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct AbsenceView {
    pub id: AbsenceId,
    pub unit_id: UnitId,
    pub staff_id: StaffId,
    #[oai(validator(max_length = 400))]
    pub name: String,
    /// Who looks after the handler's cases meanwhile.
    pub substitute_id: Option<StaffId>,
    pub from_day: NaiveDate,
    /// The last day away; absent until further notice.
    pub to_day: Option<NaiveDate>,
    pub planned_at: Moment,
    /// When it was ended or called off.
    pub ended_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// An absence to plan.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewAbsence {
    /// A handler at the unit.
    pub staff_id: StaffId,
    /// Another handler at the unit.
    #[serde(default)]
    pub substitute_id: Option<StaffId>,
    /// Today or later.
    pub from_day: NaiveDate,
    /// Until further notice when left out.
    #[serde(default)]
    pub to_day: Option<NaiveDate>,
}

const STAFF: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32);
const SUBSTITUTE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b33);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl Example for AbsenceView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        let at: chrono::DateTime<chrono::Utc> = "2026-11-23T08:00:00Z".parse().expect("an instant");
        Self {
            id: AbsenceId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b41)),
            unit_id: UnitId(unit),
            staff_id: StaffId(STAFF),
            name: "Mikael Sandberg".into(),
            substitute_id: Some(StaffId(SUBSTITUTE)),
            from_day: day("2026-12-21"),
            to_day: Some(day("2027-01-06")),
            planned_at: at.into(),
            ended_at: None,
            links: example_links(&format!("/units/{unit}/absences")),
        }
    }
}

impl Example for NewAbsence {
    fn example() -> Self {
        Self {
            staff_id: StaffId(STAFF),
            substitute_id: Some(StaffId(SUBSTITUTE)),
            from_day: day("2026-12-21"),
            to_day: Some(day("2027-01-06")),
        }
    }
}
