//! What readers of the record see.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::store::{ActorKind, Entry, Outcome};
use crate::{
    access::Capacity,
    id::{ResidentId, UnitId},
    sql::Moment,
};

/// One access to a resident's data, as the resident is told of it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Access", rename_all = "camelCase", example)]
pub struct AccessView {
    pub at: Moment,
    /// What was done, such as `case.read`.
    #[oai(validator(max_length = 60))]
    pub action: String,
    pub outcome: Outcome,
    pub actor_kind: ActorKind,
    /// In which quality it was done.
    pub capacity: Capacity,
    /// Where it was done; absent where no unit had a part.
    #[oai(skip_serializing_if_is_none)]
    pub unit: Option<AccessUnit>,
}

/// The unit at which it was done.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AccessUnit {
    pub id: UnitId,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// One access at a unit, as a reviewer sees it: who and whom by id, never what was read.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ReviewedAccess", rename_all = "camelCase", example)]
pub struct ReviewView {
    pub at: Moment,
    /// What was done, such as `case.read`.
    #[oai(validator(max_length = 60))]
    pub action: String,
    pub outcome: Outcome,
    pub actor_kind: ActorKind,
    /// Who did it; absent when nobody was signed in.
    #[oai(skip_serializing_if_is_none)]
    pub actor_id: Option<Uuid>,
    /// In which quality it was done.
    pub capacity: Capacity,
    /// Whom it was about; absent where nobody's data were shown.
    #[oai(skip_serializing_if_is_none)]
    pub patient_id: Option<ResidentId>,
}

impl From<Entry> for AccessView {
    fn from(entry: Entry) -> Self {
        let Entry { at, action, outcome, actor_kind, capacity, unit, unit_name, .. } = entry;
        let unit = unit.zip(unit_name).map(|(id, name)| AccessUnit { id, name });
        Self { at: at.into(), action, outcome, actor_kind, capacity, unit }
    }
}

impl From<Entry> for ReviewView {
    fn from(entry: Entry) -> Self {
        let Entry { at, action, outcome, actor_kind, actor, capacity, patient, .. } = entry;
        let (actor_id, patient_id) = (actor, patient);
        Self { at: at.into(), action, outcome, actor_kind, actor_id, capacity, patient_id }
    }
}

fn sample(last: u128) -> Uuid {
    Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + last)
}

fn sample_moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

impl Example for AccessView {
    fn example() -> Self {
        let unit = AccessUnit { id: UnitId(sample(1)), name: "Ängsgårdens vårdcentral".into() };
        Self {
            at: sample_moment(),
            action: "case.read".into(),
            outcome: Outcome::Done,
            actor_kind: ActorKind::Staff,
            capacity: Capacity::Handler,
            unit: Some(unit),
        }
    }
}

impl Example for ReviewView {
    fn example() -> Self {
        Self {
            at: sample_moment(),
            action: "case.read".into(),
            outcome: Outcome::Done,
            actor_kind: ActorKind::Staff,
            actor_id: Some(sample(3)),
            capacity: Capacity::Handler,
            patient_id: Some(ResidentId(sample(4))),
        }
    }
}
