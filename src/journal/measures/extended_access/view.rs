//! What clients send and see of extended access. Staff alone: nobody on the resident's side is told.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::store::ExtensionRow;
use crate::{
    access::Cx,
    failure::{Failure, FieldFault, Words},
    id::{ExtendedAccessId, ResidentId, UnitId},
    journal::measures::{
        deciding::{MeasureState, state},
        decision::{
            DecisionView, Ground, Initiative, NewDecision, example_id, example_links,
            example_moment,
        },
        store::Decisions,
    },
    page::{Linker, Links},
    sql::Moment,
};

/// A guardian who is to go on reading the deciding unit's part.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewExtendedAccess", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none, example)]
pub struct WantedExtension {
    pub guardian_id: ResidentId,
    /// The first day; today when left out.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day: at most a year later, and before the 16th birthday. As late as may be when left out.
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
    /// The guardian has been consulted. Must be true.
    pub consulted_guardian: bool,
    /// The child has been consulted. Must be true.
    pub consulted_child: bool,
    /// Its unit is the one whose part is read.
    #[validate(nested)]
    pub decision: NewDecision,
}

/// A guardian who goes on reading a unit's part, or has.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ExtendedAccess", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ExtendedAccessView {
    pub id: ExtendedAccessId,
    /// The child.
    pub resident_id: ResidentId,
    pub guardian_id: ResidentId,
    /// The unit whose part is read.
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub state: MeasureState,
    pub set_at: Moment,
    /// The first day on which it no longer holds.
    pub ended_on: Option<NaiveDate>,
    pub ended_at: Option<Moment>,
    pub decision: Option<DecisionView>,
    /// Absent where the guardian was blocked.
    pub ending_decision: Option<DecisionView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl WantedExtension {
    /// Both have been asked.
    pub fn consulted(&self) -> Result<(), Failure> {
        let asked = [
            ("/consultedGuardian", self.consulted_guardian),
            ("/consultedChild", self.consulted_child),
        ];
        let missing = asked.into_iter().filter(|(_, asked)| !asked).map(|(pointer, _)| {
            let words = Words::new("Samråd först.", "Consult first.");
            FieldFault::new(pointer, "not-consulted", words)
        });
        let missing: Vec<FieldFault> = missing.collect();
        if missing.is_empty() { Ok(()) } else { Err(Failure::Invalid(missing)) }
    }
}

pub fn view(
    cx: &Cx,
    row: ExtensionRow,
    today: NaiveDate,
    decisions: &Decisions,
) -> ExtendedAccessView {
    let path = format!("/residents/{}/journal/extended-accesses", row.child_id);
    let state = state(&row.window(), today);
    let there = matches!(state, MeasureState::Holds | MeasureState::ToCome);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        there,
        "end",
        "POST",
        &format!("{path}/{}/endings", row.id),
    );
    let known = |id| decisions.get(&id).map(|decision| DecisionView::of(decision, &[row.unit_id]));
    ExtendedAccessView {
        id: row.id,
        resident_id: row.child_id,
        guardian_id: row.guardian_id,
        unit_id: row.unit_id,
        valid_from: row.valid_from,
        valid_through: row.valid_through,
        state,
        set_at: row.set_at.into(),
        ended_on: row.deactivated_on,
        ended_at: row.deactivated_at.map(Moment),
        decision: known(row.decision_id),
        ending_decision: row.lifting_decision_id.and_then(known),
        links: links.done(),
    }
}

impl Example for WantedExtension {
    fn example() -> Self {
        let decision = NewDecision {
            initiative: Initiative::Resident,
            ground: Ground::RequestOfResident,
            ..NewDecision::example()
        };
        Self {
            guardian_id: ResidentId(example_id(1)),
            valid_from: None,
            valid_through: Some("2027-11-23".parse().expect("a date")),
            consulted_guardian: true,
            consulted_child: true,
            decision,
        }
    }
}

impl Example for ExtendedAccessView {
    fn example() -> Self {
        let child = example_id(2);
        let decision = DecisionView {
            initiative: Initiative::Resident,
            ground: Ground::RequestOfResident,
            consulted_guardian: true,
            consulted_child: true,
            ..DecisionView::sample()
        };
        Self {
            id: ExtendedAccessId(example_id(63)),
            resident_id: ResidentId(child),
            guardian_id: ResidentId(example_id(1)),
            unit_id: UnitId(example_id(7)),
            valid_from: "2026-11-23".parse().expect("a date"),
            valid_through: "2027-11-23".parse().expect("a date"),
            state: MeasureState::Holds,
            set_at: example_moment(),
            ended_on: None,
            ended_at: None,
            decision: Some(decision),
            ending_decision: None,
            links: example_links(&format!("/residents/{child}/journal/extended-accesses")),
        }
    }
}
