//! What clients send and see of early access. The youth is not told who decided.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::store::EarlyRow;
use crate::{
    access::Cx,
    id::{EarlyAccessId, ResidentId, UnitId},
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

/// A youth who is to read the deciding unit's part early.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewEarlyAccess", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none, example)]
pub struct WantedEarlyAccess {
    /// The first day; today when left out. Of use from the 13th birthday.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day, before the 16th birthday; until then when left out.
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
    /// That the identity is protected was weighed. Must be true when it is.
    #[serde(default)]
    #[oai(default)]
    pub protected_reviewed: bool,
    #[serde(default)]
    #[oai(default)]
    pub consulted_guardian: bool,
    #[serde(default)]
    #[oai(default)]
    pub consulted_child: bool,
    /// Its unit is the one whose part is read.
    #[validate(nested)]
    pub decision: NewDecision,
}

/// A youth who reads a unit's part early, or has.
#[derive(Debug, Clone, Object)]
#[oai(rename = "EarlyAccess", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct EarlyAccessView {
    pub id: EarlyAccessId,
    /// The youth.
    pub resident_id: ResidentId,
    /// The unit whose part is read.
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    /// The last day; absent until the youth reads everything.
    pub valid_through: Option<NaiveDate>,
    /// That the identity is protected was weighed.
    pub protected_reviewed: bool,
    pub state: MeasureState,
    pub set_at: Moment,
    /// The first day on which it no longer holds.
    pub ended_on: Option<NaiveDate>,
    pub ended_at: Option<Moment>,
    /// Told to those who decide at the unit alone.
    pub decision: Option<DecisionView>,
    pub ending_decision: Option<DecisionView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

pub fn view(cx: &Cx, row: EarlyRow, today: NaiveDate, decisions: &Decisions) -> EarlyAccessView {
    let path = format!("/residents/{}/journal/early-accesses", row.child_id);
    let state = state(&row.window(), today);
    let decided = decisions.contains_key(&row.decision_id);
    let there = matches!(state, MeasureState::Holds | MeasureState::ToCome);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        there && decided,
        "end",
        "POST",
        &format!("{path}/{}/endings", row.id),
    );
    let known = |id| decisions.get(&id).map(|decision| DecisionView::of(decision, &[row.unit_id]));
    EarlyAccessView {
        id: row.id,
        resident_id: row.child_id,
        unit_id: row.unit_id,
        valid_from: row.valid_from,
        valid_through: row.valid_through,
        protected_reviewed: row.protected_reviewed,
        state,
        set_at: row.set_at.into(),
        ended_on: row.deactivated_on,
        ended_at: row.deactivated_at.map(Moment),
        decision: known(row.decision_id),
        ending_decision: row.lifting_decision_id.and_then(known),
        links: links.done(),
    }
}

impl Example for WantedEarlyAccess {
    fn example() -> Self {
        let decision = NewDecision {
            initiative: Initiative::Resident,
            ground: Ground::RequestOfResident,
            ..NewDecision::example()
        };
        Self {
            valid_from: None,
            valid_through: None,
            protected_reviewed: false,
            consulted_guardian: false,
            consulted_child: true,
            decision,
        }
    }
}

impl Example for EarlyAccessView {
    fn example() -> Self {
        let child = example_id(2);
        let decision = DecisionView {
            initiative: Initiative::Resident,
            ground: Ground::RequestOfResident,
            consulted_child: true,
            ..DecisionView::sample()
        };
        Self {
            id: EarlyAccessId(example_id(64)),
            resident_id: ResidentId(child),
            unit_id: UnitId(example_id(7)),
            valid_from: "2026-11-23".parse().expect("a date"),
            valid_through: Some("2027-11-23".parse().expect("a date")),
            protected_reviewed: false,
            state: MeasureState::Holds,
            set_at: example_moment(),
            ended_on: None,
            ended_at: None,
            decision: Some(decision),
            ending_decision: None,
            links: example_links(&format!("/residents/{child}/journal/early-accesses")),
        }
    }
}
