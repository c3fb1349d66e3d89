//! What clients send and see of those who decide.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::store::DeciderRow;
use crate::{
    access::Cx,
    id::{DecisionMakerId, StaffId, UnitId},
    journal::{
        decision::Window,
        measures::{
            deciding::{MeasureState, Office, state},
            decision::{example_id, example_links, example_moment, not_blank},
        },
    },
    page::{Linker, Links},
    sql::Moment,
};

/// Somebody to decide on measures at the unit.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewDecisionMaker {
    pub staff_id: StaffId,
    pub kind: Office,
    /// Where the delegation stands; for a delegate.
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub delegation_reference: Option<String>,
    /// The first day; today when left out.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day; until further notice when left out.
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
}

/// An appointment to end: there is nothing to say of it.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, example)]
pub struct EndOfAppointment {}

/// Somebody who decides on measures at the unit, or has.
#[derive(Debug, Clone, Object)]
#[oai(rename = "DecisionMaker", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct DecisionMakerView {
    pub id: DecisionMakerId,
    pub unit_id: UnitId,
    pub staff_id: StaffId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    pub kind: Office,
    #[oai(validator(max_length = 100))]
    pub delegation_reference: Option<String>,
    pub valid_from: NaiveDate,
    pub valid_through: Option<NaiveDate>,
    pub state: MeasureState,
    pub appointed_at: Moment,
    pub appointed_by: StaffId,
    pub ended_at: Option<Moment>,
    pub ended_by: Option<StaffId>,
    #[oai(rename = "_links")]
    pub links: Links,
}

pub fn view(cx: &Cx, row: DeciderRow, today: NaiveDate) -> DecisionMakerView {
    let path = format!("/units/{}/decision-makers", row.unit_id);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        row.ended_at.is_none(),
        "end",
        "POST",
        &format!("{path}/{}/endings", row.id),
    );
    let deactivated = row.ended_at.map(crate::clock::local_date);
    let window = Window { from: row.valid_from, through: row.valid_through, deactivated };
    DecisionMakerView {
        id: row.id,
        unit_id: row.unit_id,
        staff_id: row.staff_id,
        hsa_id: row.person.hsa_id,
        given_name: row.person.given_name,
        family_name: row.person.family_name,
        title: row.person.title,
        kind: row.kind,
        delegation_reference: row.delegation_reference,
        valid_from: row.valid_from,
        valid_through: row.valid_through,
        state: state(&window, today),
        appointed_at: row.appointed_at.into(),
        appointed_by: row.appointed_by,
        ended_at: row.ended_at.map(Moment),
        ended_by: row.ended_by,
        links: links.done(),
    }
}

impl Example for NewDecisionMaker {
    fn example() -> Self {
        Self {
            staff_id: StaffId(example_id(31)),
            kind: Office::Delegate,
            delegation_reference: Some("Delegationsordning 2026, punkt 7".into()),
            valid_from: None,
            valid_through: Some("2027-11-30".parse().expect("a date")),
        }
    }
}

impl Example for EndOfAppointment {
    fn example() -> Self {
        Self {}
    }
}

impl Example for DecisionMakerView {
    fn example() -> Self {
        let unit = example_id(7);
        Self {
            id: DecisionMakerId(example_id(60)),
            unit_id: UnitId(unit),
            staff_id: StaffId(example_id(30)),
            hsa_id: "SE2321000172-DP05".into(),
            given_name: "Lena".into(),
            family_name: "Björk".into(),
            title: "Verksamhetschef".into(),
            kind: Office::OperationsManager,
            delegation_reference: None,
            valid_from: "2026-11-23".parse().expect("a date"),
            valid_through: None,
            state: MeasureState::Holds,
            appointed_at: example_moment(),
            appointed_by: StaffId(example_id(32)),
            ended_at: None,
            ended_by: None,
            links: example_links(&format!("/units/{unit}/decision-makers")),
        }
    }
}
