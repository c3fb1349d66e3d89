//! Who plans whose absence: the handler, the unit's receivers, and those who give roles there.

use uuid::Uuid;

use super::super::place::{Unit, assigner, refuse};
use crate::{
    access::{Action, Actor, Capacity, Role, Subject, Verdict},
    id::{StaffId, UnitId},
};

/// Somebody's absence from a unit.
#[derive(Debug)]
pub struct AbsenceOf {
    pub unit: Unit,
    pub staff: StaffId,
}

impl Subject for AbsenceOf {
    fn id(&self) -> Uuid {
        self.staff.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit.id)
    }
}

fn planner(actor: &Actor, of: &AbsenceOf) -> Verdict {
    let own = actor.staff().is_some_and(|staff| staff.id == of.staff);
    let receives = actor.has_at(Role::Receiver, of.unit.id).then_some(Capacity::Receiver);
    let handles = own && actor.has_at(Role::Handler, of.unit.id);
    let capacity =
        assigner(actor, &of.unit).or(receives).or_else(|| handles.then_some(Capacity::Handler));
    Verdict::or(capacity, refuse(actor, &of.unit))
}

pub struct PlanAbsence;

impl Action for PlanAbsence {
    type On = AbsenceOf;
    const NAME: &'static str = "absence.plan";

    fn decide(actor: &Actor, of: &AbsenceOf) -> Verdict {
        planner(actor, of)
    }
}

pub struct EndAbsence;

impl Action for EndAbsence {
    type On = AbsenceOf;
    const NAME: &'static str = "absence.end";

    fn decide(actor: &Actor, of: &AbsenceOf) -> Verdict {
        planner(actor, of)
    }
}
