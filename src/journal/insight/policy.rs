//! Who sees why: the account administrators of the resident's own region, and the region's and nation's
//! administrators. Where the register names no region, and where there is no such person, the nation's
//! alone, so that nobody else learns which of the two it is. Residents see their own calendar. Pure.

use uuid::Uuid;

use super::super::{decision::Seal, facts::Known};
use crate::{
    access::{Action, Actor, Capacity, Region, Subject, Verdict},
    id::ResidentId,
};

/// What is known of a resident's journal and of those who might read it.
#[derive(Debug)]
pub struct Insight {
    pub resident: ResidentId,
    /// The resident's, by the register.
    pub region: Option<Region>,
    /// Each of them as a viewer of that journal; none of them where there is no such person.
    pub viewers: Vec<(ResidentId, Known)>,
    /// The seals that the resident set or asked for.
    pub own_seals: Vec<Seal>,
}

impl Subject for Insight {
    fn id(&self) -> Uuid {
        self.resident.0
    }

    /// The resident alone: guardians read their own logs, and must find nothing there.
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

fn trusted(actor: &Actor, on: &Insight) -> Verdict {
    let capacity = match &on.region {
        Some(region) => actor.administers_accounts(region),
        None => actor.administers_nation(),
    };
    let otherwise = if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
    Verdict::or(capacity, otherwise)
}

fn trusted_or_oneself(actor: &Actor, on: &Insight) -> Verdict {
    match actor.resident() {
        Some(resident) if resident.id == on.resident => Verdict::Allow(Capacity::Resident),
        _ => trusted(actor, on),
    }
}

macro_rules! on_insight {
    ($($(#[$doc:meta])* $name:ident = $code:literal for $who:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Insight;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &Insight) -> Verdict {
                $who(actor, on)
            }
        }
    )+};
}

on_insight! {
    /// See why somebody reads, or does not.
    Explain = "journal.explain" for trusted;
    /// See what a measure would change.
    Simulate = "journal.simulate" for trusted;
    /// See on which days anything changes.
    ReadBoundaries = "journal.read-boundaries" for trusted_or_oneself;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    // proves: J-INS-1
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let insight = |region| Insight {
            resident: cast.subject,
            region,
            viewers: Vec::new(),
            own_seals: Vec::new(),
        };
        let mut sheet = Sheet::new("Insight into the journal", &cast);
        for (name, on) in [
            ("a resident of region 19", insight(Some(cast.region()))),
            ("a resident of no region, or nobody", insight(None)),
        ] {
            sheet.section(name);
            sheet.row::<Explain>(&on);
            sheet.row::<Simulate>(&on);
            sheet.row::<ReadBoundaries>(&on);
        }
        sheet.must_be("docs/access/journal_insight.md");
    }
}
