//! Who may build case types (cases.md 2.2, rows 18 and 21): a unit's by its local administrators and
//! those above, a region's by its management team, the nation's by the national one.

use super::case_type::{CaseType, Owned, Owner};
use crate::access::{Action, Actor, Capacity, Role, Verdict};

fn builder(actor: &Actor, owner: &Owner) -> Option<Capacity> {
    match owner {
        Owner::Nation => actor.administers_nation(),
        Owner::Region(region) => actor.administers_region(region),
        Owner::Unit { id, region } => {
            let local = actor.has_at(Role::LocalAdministrator, *id);
            let local = local.then_some(Capacity::LocalAdministrator);
            local.or_else(|| actor.administers_region(region))
        }
    }
}

/// Those who hand out a central type must be able to see what it is.
fn reader(actor: &Actor, owner: &Owner) -> Option<Capacity> {
    match owner {
        Owner::Nation => actor.administers_some_region(),
        _ => builder(actor, owner),
    }
}

/// That central types are there is no secret among staff: they stand on contact cards. A unit's own
/// are known to those who work there and to those above.
fn refuse(actor: &Actor, owner: &Owner) -> Verdict {
    let knows = match owner {
        Owner::Unit { id, region } => {
            actor.works_at(*id) || actor.administers_region(region).is_some()
        }
        _ => actor.staff().is_some(),
    };
    if knows { Verdict::Forbid } else { Verdict::Hide }
}

macro_rules! actions {
    ($($rule:ident on $on:ty as $owner:expr => {
        $($(#[$doc:meta])* $name:ident = $code:literal;)+
    })+) => {$($(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &$on) -> Verdict {
                let owner: fn(&$on) -> &Owner = $owner;
                Verdict::or($rule(actor, owner(on)), refuse(actor, owner(on)))
            }
        }
    )+)+};
}

actions! {
    builder on Owned as |owned| &owned.0 => {
        Create = "case-type.create";
    }
    reader on Owned as |owned| &owned.0 => {
        List = "case-type.list";
    }
    reader on CaseType as |it| &it.owner => {
        Read = "case-type.read";
        ReadVersions = "case-type.read-versions";
    }
    builder on CaseType as |it| &it.owner => {
        Edit = "case-type.edit";
        /// Take it into use.
        Publish = "case-type.publish";
        /// Publish the form as it has become.
        PublishForm = "case-type.publish-form";
        /// Stop what is new.
        Deactivate = "case-type.deactivate";
        /// Put it away for good.
        Archive = "case-type.archive";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        units::availability::CaseTypeStatus,
    };

    /// Who may do what with case types, as a table that people review: `docs/access/case_types.md`.
    // proves: M-18, M-21
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Case types", &cast);
        let owners = [
            ("the nation's", Owner::Nation),
            ("the region's", Owner::Region(cast.region())),
            ("the unit's", Owner::Unit { id: cast.unit, region: cast.region() }),
        ];
        for (name, owner) in owners {
            sheet.section(name);
            let owned = Owned(owner.clone());
            sheet.row::<List>(&owned);
            sheet.row::<Create>(&owned);
            let it = CaseType::sample(owner, CaseTypeStatus::Published);
            sheet.row::<Read>(&it);
            sheet.row::<ReadVersions>(&it);
            sheet.row::<Edit>(&it);
            sheet.row::<Publish>(&it);
            sheet.row::<PublishForm>(&it);
            sheet.row::<Deactivate>(&it);
            sheet.row::<Archive>(&it);
        }
        sheet.must_be("docs/access/case_types.md");
    }
}
