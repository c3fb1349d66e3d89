//! What is done to keep somebody safe, and the rules on undoing it. Pure.

use chrono::NaiveDate;
use uuid::Uuid;

use super::CONSULTATION_MISSING;
use crate::{
    access::{Region, Subject},
    failure::Failure,
    id::ResidentId,
};

crate::sql::code! {
    /// Why, as a category. Seen only by those who may do it.
    MeasureReason {
        /// The resident could come to harm.
        HarmToResident = "harm-to-resident",
        /// Somebody else could.
        HarmToThirdPerson = "harm-to-third-person",
        /// The resident is forced to show what is there.
        Coercion = "coercion",
        /// The child lives where a guardian may not know (LVU).
        SecretPlacement = "secret-placement",
        /// A guardian might have the child's e-ID.
        GuardianHasEId = "guardian-has-e-id",
        /// The e-ID is lost.
        LostEId = "lost-e-id",
        Other = "other",
    }
}

crate::sql::code! {
    /// Who asked for it.
    InitiatedBy { Resident = "resident", Care = "care" }
}

crate::sql::code! {
    /// In which capacity care decided.
    DecidedAs {
        /// Verksamhetschef, by day.
        OperationsManager = "operations-manager",
        /// Bakjour, out of hours.
        OnCallPhysician = "on-call-physician",
        /// Whom the manager has given it to.
        Delegate = "delegate",
    }
}

crate::sql::code! {
    /// What the second person found.
    FollowUpOutcome {
        Upheld = "upheld",
        /// Parts are to be changed: lifted, or added.
        ToBeChanged = "to-be-changed",
        ToBeLifted = "to-be-lifted",
    }
}

/// All that is done to keep one person safe, for one region or, when somebody only looks, for all.
#[derive(Debug, Clone)]
pub struct Measures {
    pub resident: ResidentId,
    pub region: Option<Region>,
}

impl Subject for Measures {
    fn id(&self) -> Uuid {
        self.resident.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// The protections that a region has begun.
#[derive(Debug, Clone)]
pub struct RegionsProtections(pub Region);

impl Subject for RegionsProtections {
    /// A region has no id of its own; its county code stands in.
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.0.parse().unwrap_or(0))
    }
}

/// Whom one spoke to in the other region, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    pub contact: String,
    pub on: NaiveDate,
}

/// What another region ordered is undone only after asking it (LB-3).
pub fn may_lift(
    ordered_by: &str,
    acting: &str,
    consultation: Option<&Consultation>,
) -> Result<(), Failure> {
    if ordered_by == acting || consultation.is_some() {
        return Ok(());
    }
    Err(Failure::refused(
        &CONSULTATION_MISSING,
        format!("Region {ordered_by} har beslutat. Fråga den först."),
        format!("Region {ordered_by} ordered it. Ask it first."),
    ))
}

/// A conversation that has been: not tomorrow, and after what is to be undone.
pub fn check_day(
    consultation: Option<&Consultation>,
    ordered_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Failure> {
    match consultation {
        Some(consultation) if consultation.on > today || consultation.on < ordered_on => {
            Err(Failure::field(
                "/consultation/date",
                "out-of-range",
                "Ange dagen för samtalet: efter beslutet, senast i dag.",
                "Give the day you spoke: after it was ordered, today at the latest.",
            ))
        }
        _ => Ok(()),
    }
}

/// A protection as its rules need it.
#[derive(Debug, Clone)]
pub struct Begun {
    pub begun_by: Uuid,
    pub followed_up: bool,
}

impl Begun {
    /// Four eyes: somebody else, once.
    pub fn follow_up(&self, by: Uuid) -> Result<(), Failure> {
        if self.followed_up {
            let (sv, en) = ("Någon har redan följt upp.", "Somebody has followed it up already.");
            return Err(Failure::refused(&super::ALREADY_FOLLOWED_UP, sv, en));
        }
        if self.begun_by == by {
            let (sv, en) = ("Be en kollega.", "Ask a colleague.");
            return Err(Failure::refused(&super::OWN_ACT, sv, en));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    // proves: LB-3
    #[test]
    fn another_regions_measure_needs_a_conversation() {
        let spoke =
            Consultation { contact: "Jourhavande, region 19".into(), on: day("2026-11-23") };
        assert!(may_lift("19", "19", None).is_ok());
        assert!(may_lift("19", "03", Some(&spoke)).is_ok());
        let refused = may_lift("19", "03", None).expect_err("nobody was asked");
        assert_eq!(refused.slug(), "consultation-missing");
    }

    #[test]
    fn a_conversation_is_after_the_decision_and_not_to_come() {
        let spoke = |on: &str| Consultation { contact: "Jouren".into(), on: day(on) };
        let judged = |on: &str| check_day(Some(&spoke(on)), day("2026-11-20"), day("2026-11-23"));
        assert!(judged("2026-11-20").is_ok() && judged("2026-11-23").is_ok());
        assert!(judged("2026-11-19").is_err() && judged("2026-11-24").is_err());
        assert!(check_day(None, day("2026-11-20"), day("2026-11-23")).is_ok());
    }

    #[test]
    fn four_eyes_look_once() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let begun = |followed_up| Begun { begun_by: one, followed_up };
        assert_eq!(begun(false).follow_up(one).expect_err("own").slug(), "own-act");
        assert!(begun(false).follow_up(two).is_ok());
        assert_eq!(begun(true).follow_up(two).expect_err("twice").slug(), "already-followed-up");
        assert_eq!(begun(true).follow_up(one).expect_err("twice").slug(), "already-followed-up");
    }
}
