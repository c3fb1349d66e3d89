//! Who may see statistics (cases.md 2.2, rows 36 and 37). Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// The numbers of one unit.
#[derive(Debug)]
pub struct UnitNumbers {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for UnitNumbers {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// The numbers of one region.
#[derive(Debug)]
pub struct RegionNumbers(pub Region);

impl Subject for RegionNumbers {
    /// A region has no id of its own; its county code stands in.
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.0.parse().unwrap_or(0))
    }
}

/// Row 36: the unit's local administrator, and those above.
pub struct ReadUnit;

impl Action for ReadUnit {
    type On = UnitNumbers;
    const NAME: &'static str = "statistics.read-unit";

    fn decide(actor: &Actor, on: &UnitNumbers) -> Verdict {
        let above = actor.administers_region(&on.region);
        if actor.has_at(Role::LocalAdministrator, on.unit) {
            return Verdict::Allow(Capacity::LocalAdministrator);
        }
        let otherwise = if actor.works_at(on.unit) { Verdict::Forbid } else { Verdict::Hide };
        Verdict::or(above, otherwise)
    }
}

/// Row 37: the region's administrators and the nation's.
pub struct ReadRegion;

impl Action for ReadRegion {
    type On = RegionNumbers;
    const NAME: &'static str = "statistics.read-region";

    fn decide(actor: &Actor, on: &RegionNumbers) -> Verdict {
        let otherwise = if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
        Verdict::or(actor.administers_region(&on.0), otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    // proves: M-36, M-37
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Statistics", &cast);
        sheet.section("numbers");
        sheet.row::<ReadUnit>(&UnitNumbers { unit: cast.unit, region: cast.region() });
        sheet.row::<ReadRegion>(&RegionNumbers(cast.region()));
        sheet.must_be("docs/access/statistics.md");
    }
}
