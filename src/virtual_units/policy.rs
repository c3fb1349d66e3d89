//! Who sees and says which units a virtual unit groups. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Region, Subject, Verdict},
    id::UnitId,
};

/// A unit with the members it has, if any.
#[derive(Debug, Clone)]
pub struct VirtualUnit {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for VirtualUnit {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

fn refuse(actor: &Actor, on: &VirtualUnit) -> Verdict {
    if actor.works_at(on.unit) { Verdict::Forbid } else { Verdict::Hide }
}

macro_rules! of_the_region {
    ($($name:ident = $code:literal;)+) => {$(
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = VirtualUnit;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &VirtualUnit) -> Verdict {
                Verdict::or(actor.administers_region(&on.region), refuse(actor, on))
            }
        }
    )+};
}

of_the_region! {
    AddMemberUnit = "virtual-unit.add-member";
    RemoveMemberUnit = "virtual-unit.remove-member";
    ListMemberUnits = "virtual-unit.list-members";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let on = VirtualUnit { unit: cast.unit, region: cast.region() };
        let mut sheet = Sheet::new("Virtual units", &cast);
        sheet.section("the unit");
        sheet.row::<ListMemberUnits>(&on);
        sheet.row::<AddMemberUnit>(&on);
        sheet.row::<RemoveMemberUnit>(&on);
        sheet.must_be("docs/access/virtual_units.md");
    }
}
