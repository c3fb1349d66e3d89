//! Who may see what a unit is to one resident: the resident, and a guardian in the child's name.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Subject, Verdict},
    id::{ResidentId, UnitId},
};

/// What one unit is to one resident.
#[derive(Debug)]
pub struct UnitOfResident {
    pub resident: ResidentId,
    pub unit: UnitId,
}

impl Subject for UnitOfResident {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// The units that are open to one resident.
#[derive(Debug)]
pub struct UnitsOfResident(pub ResidentId);

impl Subject for UnitsOfResident {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

fn residents_side(actor: &Actor, resident: ResidentId) -> Verdict {
    Verdict::or(actor.as_resident(resident), Verdict::Hide)
}

/// List the units that are open to the resident.
pub struct ListUnits;

impl Action for ListUnits {
    type On = UnitsOfResident;
    const NAME: &'static str = "unit.list";

    fn decide(actor: &Actor, units: &UnitsOfResident) -> Verdict {
        residents_side(actor, units.0)
    }
}

/// Read the contact card as the resident.
pub struct ReadCard;

impl Action for ReadCard {
    type On = UnitOfResident;
    const NAME: &'static str = "unit.read-card";

    fn decide(actor: &Actor, on: &UnitOfResident) -> Verdict {
        residents_side(actor, on.resident)
    }
}

/// Read a case type's form as the resident.
pub struct ReadForm;

impl Action for ReadForm {
    type On = UnitOfResident;
    const NAME: &'static str = "unit.read-form";

    fn decide(actor: &Actor, on: &UnitOfResident) -> Verdict {
        residents_side(actor, on.resident)
    }
}
