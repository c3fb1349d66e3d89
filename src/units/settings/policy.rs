//! Who takes units in from the directory and sees all of a region's (matrix row 31): the region's
//! management team and the nation's.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Region, Subject, Verdict},
    id::UnitId,
};

/// The units of a region, or one that is to be among them.
#[derive(Debug)]
pub struct RegionUnits {
    pub region: Region,
    pub unit: Option<UnitId>,
}

impl Subject for RegionUnits {
    /// A region has no id of its own; its county code stands in where no unit is meant.
    fn id(&self) -> Uuid {
        let code = self.region.parse().unwrap_or(0);
        self.unit.map_or(Uuid::from_u128(code), |unit| unit.0)
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit
    }
}

/// Other staff know that there is a team.
fn team(actor: &Actor, units: &RegionUnits) -> Verdict {
    let otherwise = if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
    Verdict::or(actor.administers_region(&units.region), otherwise)
}

/// Take a unit in from the directory.
pub struct CreateUnit;

impl Action for CreateUnit {
    type On = RegionUnits;
    const NAME: &'static str = "unit.create";

    fn decide(actor: &Actor, units: &RegionUnits) -> Verdict {
        team(actor, units)
    }
}

/// See every unit, those not in use too, and what to see to about each.
pub struct ListRegionUnits;

impl Action for ListRegionUnits {
    type On = RegionUnits;
    const NAME: &'static str = "unit.list-of-region";

    fn decide(actor: &Actor, units: &RegionUnits) -> Verdict {
        team(actor, units)
    }
}

/// Say which case types give which part of the basic range.
pub struct MapBasicRange;

impl Action for MapBasicRange {
    type On = RegionUnits;
    const NAME: &'static str = "unit.map-basic-range";

    fn decide(actor: &Actor, units: &RegionUnits) -> Verdict {
        team(actor, units)
    }
}
