//! Who keeps people safe (matrix row 39): the account administrators of the region that asks, and
//! the region's and nation's administrators. Decided before anything is loaded, so that nobody else
//! learns who is protected, or that there is such a person. Pure.

use super::measure::{Measures, RegionsProtections};
use crate::access::{Action, Actor, Capacity, Verdict};

/// For the region that is named; to look, whichever region the caller answers for.
fn may(actor: &Actor, measures: &Measures) -> Verdict {
    let capacity = match &measures.region {
        Some(region) => actor.administers_accounts(region),
        None => actor.administers_some_accounts(),
    };
    verdict(actor, capacity)
}

/// Staff know that there is such a thing; residents and systems do not.
fn verdict(actor: &Actor, capacity: Option<Capacity>) -> Verdict {
    let otherwise = if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
    Verdict::or(capacity, otherwise)
}

macro_rules! on_measures {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = Measures;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, measures: &Measures) -> Verdict {
                may(actor, measures)
            }
        }
    )+};
}

on_measures! {
    ListLocks = "log-in-lock.list";
    LockLogIn = "log-in-lock.lock";
    LiftLock = "log-in-lock.lift";
    ListBlocks = "guardian-block.list";
    BlockGuardian = "guardian-block.block";
    LiftBlock = "guardian-block.lift";
    /// See what a protection would do.
    Preview = "protection.preview";
    Protect = "protection.begin";
    ListProtections = "protection.list";
    ReadProtection = "protection.read";
    FollowUp = "protection.follow-up";
    LiftPart = "protection.lift-part";
}

/// See what waits for a second person.
pub struct ListOfRegion;

impl Action for ListOfRegion {
    type On = RegionsProtections;
    const NAME: &'static str = "protection.list-region";

    fn decide(actor: &Actor, region: &RegionsProtections) -> Verdict {
        verdict(actor, actor.administers_accounts(&region.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    /// Who may do what, as a table that people review: `docs/access/protection.md`.
    // proves: M-39
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Protection", &cast);
        let all = Measures { resident: cast.subject, region: None };
        let own = Measures { resident: cast.subject, region: Some(cast.region()) };
        sheet.section("looking");
        sheet.row::<ListLocks>(&all);
        sheet.row::<ListBlocks>(&all);
        sheet.row::<ListProtections>(&all);
        sheet.row::<ReadProtection>(&all);
        sheet.section("acting for region 19");
        sheet.row::<LockLogIn>(&own);
        sheet.row::<LiftLock>(&own);
        sheet.row::<BlockGuardian>(&own);
        sheet.row::<LiftBlock>(&own);
        sheet.row::<Preview>(&own);
        sheet.row::<Protect>(&own);
        sheet.row::<FollowUp>(&own);
        sheet.row::<LiftPart>(&own);
        sheet.row::<ListOfRegion>(&RegionsProtections(cast.region()));
        sheet.must_be("docs/access/protection.md");
    }
}
