//! Who may see and set a region's policies: its administrators and the nation's; and the nation's own,
//! under code `00`, national administrators alone. Pure.

use uuid::Uuid;

use crate::access::{Action, Actor, Capacity, Region, Subject, Verdict};

/// The county code that stands for the whole nation, as in official statistics.
pub const NATION: &str = "00";

/// What one region has set, or the nation.
#[derive(Debug)]
pub struct RegionPolicies(pub Region);

impl RegionPolicies {
    pub fn is_nation(&self) -> bool {
        self.0 == NATION
    }
}

impl Subject for RegionPolicies {
    /// A region has no id of its own; its county code stands in.
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.0.parse().unwrap_or(0))
    }
}

macro_rules! on_policies {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = RegionPolicies;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &RegionPolicies) -> Verdict {
                let otherwise =
                    if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
                let capacity = actor.administers_region(&on.0);
                let fits = |it: &Capacity| {
                    !on.is_nation() || *it == Capacity::NationalAdministrator
                };
                Verdict::or(capacity.filter(fits), otherwise)
            }
        }
    )+};
}

on_policies! {
    /// See what applies, what applied and what is to come.
    ListPolicies = "region-policy.list";
    /// Set a value from a later day on.
    SetPolicy = "region-policy.set";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Region policies", &cast);
        for (name, code) in [("the region's", cast.region()), ("the nation's", NATION.into())] {
            let on = RegionPolicies(code);
            sheet.section(name);
            sheet.row::<ListPolicies>(&on);
            sheet.row::<SetPolicy>(&on);
        }
        sheet.must_be("docs/access/region_policies.md");
    }
}
