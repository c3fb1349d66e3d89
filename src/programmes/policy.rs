//! Who sets what programmes say, and who sees who is due. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// The county code that stands for the whole nation, as in official statistics.
pub const NATION: &str = "00";

/// What one region's programmes say, or the nation's.
#[derive(Debug)]
pub struct RegionProgrammes(pub Region);

impl Subject for RegionProgrammes {
    /// A region has no id of its own; its county code stands in.
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.0.parse().unwrap_or(0))
    }
}

macro_rules! on_programmes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = RegionProgrammes;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &RegionProgrammes) -> Verdict {
                let otherwise =
                    if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
                let capacity = actor.administers_region(&on.0);
                let fits =
                    |it: &Capacity| on.0 != NATION || *it == Capacity::NationalAdministrator;
                Verdict::or(capacity.filter(fits), otherwise)
            }
        }
    )+};
}

on_programmes! {
    /// See what programmes say, said before and will say.
    ListProgrammes = "programme.list";
    /// Set what one says from a later day on.
    SetProgramme = "programme.set";
}

/// A unit, as far as permission to summon goes.
#[derive(Debug, Clone)]
pub struct AtUnit {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for AtUnit {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// Those who keep the unit's time book: its receivers and handlers.
pub fn time_book(actor: &Actor, unit: UnitId) -> Option<Capacity> {
    let held = |role: &Role| actor.has_at(*role, unit);
    [Role::Receiver, Role::Handler].into_iter().find(held).map(Capacity::from)
}

/// What those are told who may not: the unit's own people and its administrators know that there is something.
pub fn refuse(actor: &Actor, on: &AtUnit) -> Verdict {
    let inside = actor.works_at(on.unit) || actor.administers_region(&on.region).is_some();
    if inside { Verdict::Forbid } else { Verdict::Hide }
}

/// See who is due in a programme.
#[derive(Debug)]
pub struct ListDue;

impl Action for ListDue {
    type On = AtUnit;
    const NAME: &'static str = "programme.list-due";

    fn decide(actor: &Actor, on: &AtUnit) -> Verdict {
        Verdict::or(time_book(actor, on.unit), refuse(actor, on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Programmes", &cast);
        for (name, code) in [("the region's", cast.region()), ("the nation's", NATION.into())] {
            let on = RegionProgrammes(code);
            sheet.section(name);
            sheet.row::<ListProgrammes>(&on);
            sheet.row::<SetProgramme>(&on);
        }
        sheet.section("at the unit");
        sheet.row::<ListDue>(&AtUnit { unit: cast.unit, region: cast.region() });
        sheet.must_be("docs/access/programmes.md");
    }
}
