//! Who keeps templates, and who sees them (matrix row 22). Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// Whose a template is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Nation,
    Region(Region),
    Unit(UnitId, Region),
}

/// A template, or the place for a new one.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub owner: Owner,
    /// The template; the request for one that is not made yet.
    pub id: Uuid,
}

impl Subject for Shelf {
    fn id(&self) -> Uuid {
        self.id
    }
    fn unit(&self) -> Option<UnitId> {
        match self.owner {
            Owner::Unit(unit, _) => Some(unit),
            Owner::Nation | Owner::Region(_) => None,
        }
    }
}

/// The one who keeps templates of that owner: the unit's local administrator, the region's, the
/// nation's; each above also what is below.
fn keeper(actor: &Actor, owner: &Owner) -> Option<Capacity> {
    match owner {
        // No region has an empty code, so only the nation's administrators are in charge of it.
        Owner::Nation => actor.administers_region(""),
        Owner::Region(region) => actor.administers_region(region),
        Owner::Unit(unit, region) => actor
            .has_at(Role::LocalAdministrator, *unit)
            .then_some(Capacity::LocalAdministrator)
            .or_else(|| actor.administers_region(region)),
    }
}

/// Other staff know that there are templates; a unit's own are known to its own people.
fn refuse(actor: &Actor, owner: &Owner) -> Verdict {
    let knows = match owner {
        Owner::Nation | Owner::Region(_) => actor.staff().is_some(),
        Owner::Unit(unit, region) => {
            actor.works_at(*unit) || actor.administers_region(region).is_some()
        }
    };
    if knows { Verdict::Forbid } else { Verdict::Hide }
}

macro_rules! keeping {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Shelf;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, shelf: &Shelf) -> Verdict {
                Verdict::or(keeper(actor, &shelf.owner), refuse(actor, &shelf.owner))
            }
        }
    )+};
}

keeping! {
    /// Make a template.
    CreateTemplate = "citizen-template.create";
    /// Give it another edition, or take it into or out of use.
    ChangeTemplate = "citizen-template.change";
}

/// Read one template: who keeps it, and handlers who could send it.
#[derive(Debug)]
pub struct ReadTemplate;

impl Action for ReadTemplate {
    type On = Shelf;
    const NAME: &'static str = "citizen-template.read";

    fn decide(actor: &Actor, shelf: &Shelf) -> Verdict {
        let sender = || match &shelf.owner {
            Owner::Unit(unit, _) => actor.has_at(Role::Handler, *unit).then_some(Capacity::Handler),
            Owner::Nation | Owner::Region(_) => actor.staff().map(|_| Capacity::Staff),
        };
        let capacity = keeper(actor, &shelf.owner).or_else(sender);
        Verdict::or(capacity, refuse(actor, &shelf.owner))
    }
}

/// All templates that a unit may send with, as one thing to be let in to.
#[derive(Debug)]
pub struct UnitTemplates {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for UnitTemplates {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// See what the unit can send with: handlers what is in use, administrators all of it.
#[derive(Debug)]
pub struct ListTemplates;

impl Action for ListTemplates {
    type On = UnitTemplates;
    const NAME: &'static str = "citizen-template.list";

    fn decide(actor: &Actor, templates: &UnitTemplates) -> Verdict {
        let owner = Owner::Unit(templates.unit, templates.region.clone());
        let handler = actor.has_at(Role::Handler, templates.unit).then_some(Capacity::Handler);
        Verdict::or(keeper(actor, &owner).or(handler), refuse(actor, &owner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        citizen_cases::sending::policy::{
            CancelSending, CreateSending, ListResults, ListSendings, ReadSending, Sending,
            UnitSendings,
        },
    };

    /// Who may do what with citizen cases, as a table that people review.
    // proves: M-14, M-15, M-22, RC-3
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Citizen cases", &cast);
        let unit = Owner::Unit(cast.unit, cast.region());
        for (name, owner) in [
            ("a template of the unit's", unit),
            ("a template of the region's", Owner::Region(cast.region())),
            ("a template of the nation's", Owner::Nation),
        ] {
            let shelf = Shelf { owner, id: Uuid::nil() };
            sheet.section(name);
            sheet.row::<CreateTemplate>(&shelf);
            sheet.row::<ChangeTemplate>(&shelf);
            sheet.row::<ReadTemplate>(&shelf);
        }
        sheet.section("the unit");
        let (unit, region) = (cast.unit, cast.region());
        sheet.row::<ListTemplates>(&UnitTemplates { unit, region: region.clone() });
        let sendings = UnitSendings { unit, region: region.clone() };
        sheet.row::<CreateSending>(&sendings);
        sheet.row::<ListSendings>(&sendings);
        sheet.section("a sending by the handler");
        let sending = Sending::sample(unit, region, cast.handler);
        sheet.row::<ReadSending>(&sending);
        sheet.row::<ListResults>(&sending);
        sheet.row::<CancelSending>(&sending);
        sheet.must_be("docs/access/citizen_cases.md");
    }
}
