//! Who may see and set what regions decide on the journal: the region's own administrators set it, and
//! the nation's see it too. Pure.

use uuid::Uuid;

use crate::access::{Action, Actor, Region, Subject, Verdict};

/// What a region has set, as one thing.
#[derive(Debug)]
pub struct RegionPolicies(pub Region);

impl Subject for RegionPolicies {
    /// A region has no id of its own; its county code stands in.
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.0.parse().unwrap_or(0))
    }
}

fn refuse(actor: &Actor) -> Verdict {
    if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide }
}

fn see(actor: &Actor, on: &RegionPolicies) -> Verdict {
    Verdict::or(actor.administers_region(&on.0), refuse(actor))
}

fn set(actor: &Actor, on: &RegionPolicies) -> Verdict {
    let own = actor.manages_region(&on.0).then(|| actor.administers_region(&on.0)).flatten();
    Verdict::or(own, refuse(actor))
}

macro_rules! on_region {
    ($($(#[$doc:meta])* $name:ident = $code:literal by $who:ident;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = RegionPolicies;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &RegionPolicies) -> Verdict {
                $who(actor, on)
            }
        }
    )+};
}

on_region! {
    ListPolicies = "journal-policy.list" by see;
    ReadPolicy = "journal-policy.read" by see;
    ProposePolicy = "journal-policy.propose" by set;
    /// Never of one's own, and never twice.
    ApprovePolicy = "journal-policy.approve" by set;
    WithdrawPolicy = "journal-policy.withdraw" by set;
    ListUnits = "journal-unit.list" by see;
    /// Tell of units that records come from.
    PutUnits = "journal-unit.put" by set;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    // proves: J-POL-1
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let on = RegionPolicies(cast.region());
        let mut sheet = Sheet::new("Journal policies", &cast);
        sheet.section("what region 19 sets for the journal");
        sheet.row::<ListPolicies>(&on);
        sheet.row::<ReadPolicy>(&on);
        sheet.row::<ProposePolicy>(&on);
        sheet.row::<ApprovePolicy>(&on);
        sheet.row::<WithdrawPolicy>(&on);
        sheet.row::<ListUnits>(&on);
        sheet.row::<PutUnits>(&on);
        sheet.must_be("docs/access/journal_policies.md");
    }
}
