//! What clients send and see of seals.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::{
    list::Told,
    seal::{SealScope, Wish},
    store::SealRow,
};
use crate::{
    access::Cx,
    id::{ProtectionId, ResidentId, SealId},
    journal::{
        decision::Period,
        measures::{
            deciding::{MeasureState, state},
            decision::{
                DecisionView, Ground, Initiative, NewDecision, example_id, example_links,
                example_moment, not_blank,
            },
        },
    },
    page::{Linker, Links},
    sql::Moment,
};

/// A time in the record, by the dates of what stands in it. Both days are in it.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "RecordPeriod", rename_all = "camelCase", deny_unknown_fields)]
pub struct PeriodView {
    pub from: NaiveDate,
    pub through: NaiveDate,
}

/// A seal to set. A resident sends `scope` alone, which is `full`.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "NewSeal", rename_all = "camelCase", deny_unknown_fields)]
#[oai(skip_serializing_if_is_none, example)]
pub struct WantedSeal {
    pub scope: SealScope,
    /// The unit or the provider; the deciding unit itself when left out.
    #[validate(length(min = 1, max = 31), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub target_hsa_id: Option<String>,
    /// Only what is dated within; needed for `period`.
    #[serde(default)]
    pub events: Option<PeriodView>,
    /// The first day; today when left out.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day. Left out: until it is lifted, or as long as a unit's on care's initiative may last.
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
    /// Needed from staff.
    #[validate(nested)]
    #[serde(default)]
    pub decision: Option<NewDecision>,
}

/// A seal to lift, by decision of a unit.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct SealLifting {
    #[validate(nested)]
    pub decision: NewDecision,
    /// Where it is written down how the resident was identified; needed for what the resident asked for.
    #[validate(length(min = 1, max = 100), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub identity_check: Option<String>,
}

/// A seal to set anew from the day after its last.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct SealRenewal {
    #[validate(nested)]
    pub decision: NewDecision,
    /// The last day; as long as the region allows when left out.
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
}

/// A seal, holding or past. Who decided, and why, is told to those who decide at a unit alone.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Seal", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct SealView {
    pub id: SealId,
    pub resident_id: ResidentId,
    pub scope: SealScope,
    /// HSA-id of the unit or the provider.
    #[oai(validator(max_length = 31))]
    pub target_hsa_id: Option<String>,
    /// Only what is dated within.
    pub events: Option<PeriodView>,
    pub valid_from: NaiveDate,
    /// The last day; absent until it is lifted.
    pub valid_through: Option<NaiveDate>,
    pub state: MeasureState,
    pub set_at: Moment,
    /// The seal that it follows.
    pub renews_id: Option<SealId>,
    /// The first day on which it no longer holds.
    pub lifted_on: Option<NaiveDate>,
    pub lifted_at: Option<Moment>,
    /// Absent where the resident set it alone.
    pub decision: Option<DecisionView>,
    /// Absent where a wider seal took its place, or a protection was lifted.
    pub lifting_decision: Option<DecisionView>,
    /// The protection it is a part of.
    pub protection_id: Option<ProtectionId>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl From<&WantedSeal> for Wish {
    fn from(wanted: &WantedSeal) -> Self {
        let events = wanted.events.as_ref();
        Self {
            scope: wanted.scope,
            target: wanted.target_hsa_id.clone(),
            events: events.map(|it| Period { from: it.from, through: it.through }),
            from: wanted.valid_from,
            through: wanted.valid_through,
        }
    }
}

impl SealView {
    pub(super) fn of(cx: &Cx, row: SealRow, today: NaiveDate, told: &Told) -> Self {
        let path = format!("/residents/{}/journal/seals", row.resident_id);
        let state = state(&row.window(), today);
        let known = |id| told.decisions().get(&id).map(|row| DecisionView::of(row, told.units()));
        let decision = row.decision_id.and_then(known);
        let there = told.is_staff() && row.protection_id.is_none();
        let care = decision.as_ref().is_some_and(|it| it.initiative == Initiative::Care);
        let renewable = state == MeasureState::Holds && care && row.valid_through.is_some();
        let lifted = !matches!(state, MeasureState::Holds | MeasureState::ToCome);
        let links = Linker::new(cx.asked())
            .add("collection", "GET", &path)
            .add_if(there && !lifted, "lift", "POST", &format!("{path}/{}/liftings", row.id))
            .add_if(there && renewable, "renew", "POST", &format!("{path}/{}/renewals", row.id));
        let events = row.events_from.zip(row.events_through);
        Self {
            id: row.id,
            resident_id: row.resident_id,
            scope: row.scope,
            target_hsa_id: row.target_hsa_id,
            events: events.map(|(from, through)| PeriodView { from, through }),
            valid_from: row.valid_from,
            valid_through: row.valid_through,
            state,
            set_at: row.set_at.into(),
            renews_id: row.renews_id,
            lifted_on: row.deactivated_on,
            lifted_at: row.deactivated_at.map(Moment),
            decision,
            lifting_decision: row.lifting_decision_id.and_then(known),
            protection_id: row.protection_id.filter(|_| told.is_staff()),
            links: links.done(),
        }
    }
}

impl Example for WantedSeal {
    fn example() -> Self {
        Self {
            scope: SealScope::Unit,
            target_hsa_id: None,
            events: None,
            valid_from: None,
            valid_through: Some("2027-01-23".parse().expect("a date")),
            decision: Some(NewDecision::example()),
        }
    }
}

impl Example for SealLifting {
    fn example() -> Self {
        let decision = NewDecision {
            initiative: Initiative::Resident,
            ground: Ground::RequestOfResident,
            ..NewDecision::example()
        };
        Self { decision, identity_check: Some("Körkort, se daganteckning 2026-11-23".into()) }
    }
}

impl Example for SealRenewal {
    fn example() -> Self {
        Self { decision: NewDecision::example(), valid_through: None }
    }
}

impl Example for SealView {
    fn example() -> Self {
        let resident = example_id(2);
        Self {
            id: SealId(example_id(62)),
            resident_id: ResidentId(resident),
            scope: SealScope::Unit,
            target_hsa_id: Some("SE2321000172-DV01".into()),
            events: None,
            valid_from: "2026-11-23".parse().expect("a date"),
            valid_through: Some("2027-01-23".parse().expect("a date")),
            state: MeasureState::Holds,
            set_at: example_moment(),
            renews_id: None,
            lifted_on: None,
            lifted_at: None,
            decision: Some(DecisionView::sample()),
            lifting_decision: None,
            protection_id: None,
            links: example_links(&format!("/residents/{resident}/journal/seals")),
        }
    }
}
