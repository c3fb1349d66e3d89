//! Who may read the record. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Role, Subject, Verdict},
    id::{ResidentId, UnitId},
};

/// All that is recorded of one resident.
#[derive(Debug)]
pub struct ResidentLog(pub ResidentId);

impl Subject for ResidentLog {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

/// All that is recorded at one unit.
#[derive(Debug)]
pub struct UnitLog {
    pub unit: UnitId,
    pub region: String,
}

impl Subject for UnitLog {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// See who has seen the resident: theirs by right, and a guardian's while agency lasts. Guardians are
/// not told what was done to protect the child.
#[derive(Debug)]
pub struct ReadOwn;

impl Action for ReadOwn {
    type On = ResidentLog;
    const NAME: &'static str = "access-log.read";

    fn decide(actor: &Actor, log: &ResidentLog) -> Verdict {
        Verdict::or(actor.as_resident(log.0), Verdict::Hide)
    }
}

/// See what was done at the unit (row 35): its reviewers, and national administrators.
#[derive(Debug)]
pub struct Review;

impl Action for Review {
    type On = UnitLog;
    const NAME: &'static str = "access-log.review";

    fn decide(actor: &Actor, log: &UnitLog) -> Verdict {
        if actor.has_at(Role::Reviewer, log.unit) {
            return Verdict::Allow(Capacity::Reviewer);
        }
        match actor.administers_region(&log.region) {
            Some(Capacity::NationalAdministrator) => {
                Verdict::Allow(Capacity::NationalAdministrator)
            }
            Some(_) => Verdict::Forbid,
            None if actor.works_at(log.unit) => Verdict::Forbid,
            None => Verdict::Hide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Access log", &cast);
        sheet.section("what is recorded of the resident");
        sheet.row::<ReadOwn>(&ResidentLog(cast.subject));
        sheet.section("what was done at the unit");
        sheet.row::<Review>(&UnitLog { unit: cast.unit, region: cast.region() });
        sheet.must_be("docs/access/access_log.md");
    }
}
