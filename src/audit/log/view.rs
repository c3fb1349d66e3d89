//! What readers of the record see.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    kind::ActionKind,
    store::{ActorKind, Entry, Outcome},
};
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
    pub kind: ActionKind,
    pub outcome: Outcome,
    pub actor_kind: ActorKind,
    /// In which quality it was done.
    pub capacity: Capacity,
    /// Who did it, when that was staff, the region tells names, and theirs is not protected.
    #[oai(skip_serializing_if_is_none)]
    pub staff: Option<AccessStaff>,
    /// Where it was done; absent where no unit had a part.
    #[oai(skip_serializing_if_is_none)]
    pub unit: Option<AccessUnit>,
}

/// Staff by name.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AccessStaff {
    #[oai(validator(max_length = 401))]
    pub name: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
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
    pub kind: ActionKind,
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

impl AccessView {
    /// What the resident is told. `named` says whether staff are, at a unit of that region.
    pub fn of(entry: Entry, named: bool) -> Self {
        let Entry { at, action, outcome, actor_kind, capacity, unit, unit_name, staff, .. } = entry;
        let unit = unit.zip(unit_name).map(|(id, name)| AccessUnit { id, name });
        let is_staff = named && actor_kind == ActorKind::Staff;
        let staff = staff.filter(|(.., protected)| is_staff && !protected);
        let staff = staff.map(|(given, family, title, _)| AccessStaff {
            name: format!("{given} {family}"),
            title,
        });
        let kind = ActionKind::of(&action);
        Self { at: at.into(), action, kind, outcome, actor_kind, capacity, staff, unit }
    }
}

impl From<Entry> for ReviewView {
    fn from(entry: Entry) -> Self {
        let Entry { at, action, outcome, actor_kind, actor, capacity, patient, .. } = entry;
        let (actor_id, patient_id) = (actor, patient);
        let kind = ActionKind::of(&action);
        Self { at: at.into(), action, kind, outcome, actor_kind, actor_id, capacity, patient_id }
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
            kind: ActionKind::Read,
            outcome: Outcome::Done,
            actor_kind: ActorKind::Staff,
            capacity: Capacity::Handler,
            staff: Some(AccessStaff {
                name: "Mikael Sandberg".into(),
                title: "Distriktsläkare".into(),
            }),
            unit: Some(unit),
        }
    }
}

impl Example for ReviewView {
    fn example() -> Self {
        Self {
            at: sample_moment(),
            action: "case.read".into(),
            kind: ActionKind::Read,
            outcome: Outcome::Done,
            actor_kind: ActorKind::Staff,
            actor_id: Some(sample(3)),
            capacity: Capacity::Handler,
            patient_id: Some(ResidentId(sample(4))),
        }
    }
}
