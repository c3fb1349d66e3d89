//! Who may review a unit's log (cases.md 2.2, row 35): its reviewers and national administrators, by
//! metadata only. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// The reviews of one unit's log, as one thing.
#[derive(Debug)]
pub struct UnitReviews {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for UnitReviews {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

fn reviewer(actor: &Actor, on: &UnitReviews) -> Verdict {
    if actor.has_at(Role::Reviewer, on.unit) {
        return Verdict::Allow(Capacity::Reviewer);
    }
    match actor.administers_region(&on.region) {
        Some(Capacity::NationalAdministrator) => Verdict::Allow(Capacity::NationalAdministrator),
        Some(_) => Verdict::Forbid,
        None if actor.works_at(on.unit) => Verdict::Forbid,
        None => Verdict::Hide,
    }
}

macro_rules! on_reviews {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = UnitReviews;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &UnitReviews) -> Verdict {
                reviewer(actor, on)
            }
        }
    )+};
}

on_reviews! {
    Draw = "log-review.draw";
    List = "log-review.list";
    Read = "log-review.read";
    ReadRows = "log-review.read-rows";
    /// Draw the same again, to see that it is the same.
    Repeat = "log-review.repeat";
    /// Say of a row whether it was justified. Never of one's own.
    Judge = "log-review.judge";
    Sign = "log-review.sign";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    // proves: M-35
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let unit = UnitReviews { unit: cast.unit, region: cast.region() };
        let mut sheet = Sheet::new("Log reviews", &cast);
        sheet.section("reviews of the unit's log");
        sheet.row::<List>(&unit);
        sheet.row::<Draw>(&unit);
        sheet.row::<Read>(&unit);
        sheet.row::<ReadRows>(&unit);
        sheet.row::<Repeat>(&unit);
        sheet.row::<Judge>(&unit);
        sheet.row::<Sign>(&unit);
        sheet.must_be("docs/access/log_reviews.md");
    }
}
