//! Who may see and make decisions on retention. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// What a region has decided, as one thing.
#[derive(Debug)]
pub struct RegionRetention {
    pub region: Region,
    /// The region's units: their local administrators build case types on what was decided.
    pub units: Vec<UnitId>,
}

impl Subject for RegionRetention {
    /// A region has no id of its own; its county code stands in.
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.region.parse().unwrap_or(0))
    }
}

fn refuse(actor: &Actor) -> Verdict {
    if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide }
}

/// See what was decided.
pub struct ListPolicies;

impl Action for ListPolicies {
    type On = RegionRetention;
    const NAME: &'static str = "retention-policy.list";

    fn decide(actor: &Actor, on: &RegionRetention) -> Verdict {
        let local = |unit: &UnitId| actor.has_at(Role::LocalAdministrator, *unit);
        let local = || on.units.iter().any(local).then_some(Capacity::LocalAdministrator);
        Verdict::or(actor.administers_region(&on.region).or_else(local), refuse(actor))
    }
}

/// Enter a decision of the region's.
pub struct DecidePolicy;

impl Action for DecidePolicy {
    type On = RegionRetention;
    const NAME: &'static str = "retention-policy.decide";

    fn decide(actor: &Actor, on: &RegionRetention) -> Verdict {
        Verdict::or(actor.administers_region(&on.region), refuse(actor))
    }
}
