//! The life of a wish for a copy of a record, as a state machine. Pure.

use crate::id::StaffId;

crate::sql::code! {
    /// How far it has come.
    CopyStage {
        /// Nobody has taken it yet.
        Filed = "filed",
        /// Somebody weighs what may be handed over (menprövning).
        Assessing = "assessing",
        Released = "released",
        /// Some parts are withheld.
        ReleasedPartly = "released-partly",
        Refused = "refused",
    }
}

crate::sql::code! {
    /// Why a part is withheld.
    CopyGround {
        /// Of exceptional weight to the patient's treatment (OSL 25:6, PSL 6:12).
        HarmToTreatment = "harm-to-treatment",
        /// It is about somebody else.
        ThirdPerson = "third-person",
        /// Somebody told it in confidence (uppgiftslämnare).
        Informant = "informant",
        /// A minor would suffer significant harm if a guardian knew (OSL 12:3).
        MinorSignificantHarm = "minor-significant-harm",
    }
}

crate::sql::code! {
    /// Whose records.
    CopyScope {
        /// The unit's own.
        Unit = "unit",
        /// All of the provider's units'.
        Provider = "provider",
    }
}

crate::sql::code! {
    /// How the copy is to be handed over.
    CopyDelivery {
        /// To the address in the population register.
        Post = "post",
        Collect = "collect",
        /// To be read at the unit.
        Show = "show",
    }
}

crate::sql::code! {
    /// Who decides when the requester is not content.
    AppealTo {
        /// Kammarrätten, for public care.
        AdministrativeCourtOfAppeal = "administrative-court-of-appeal",
        /// Inspektionen för vård och omsorg, for private care.
        Ivo = "ivo",
    }
}

crate::sql::code! {
    /// What has to be weighed (C1).
    HarmReview {
        HarmAssessment = "harm-assessment",
        /// A guardian asks about a child.
        HarmAssessmentGuardian = "harm-assessment-guardian",
    }
}

/// What somebody at the unit does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begins to assess, or goes on where a colleague left off.
    Take,
    Release,
    ReleasePartly,
    Refuse,
    /// The record has changed since it was released: assesses it anew.
    Reassess,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not there yet, or no longer.
    WrongStage,
    /// Somebody else assesses it.
    OtherAssessor,
    /// A ground that is about guardians, for one who is none.
    GroundOfGuardians,
}

/// A request as its rules need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    pub stage: CopyStage,
    pub assessor: Option<StaffId>,
    /// Asked for by a guardian, and not the patient.
    pub by_guardian: bool,
}

impl Copy {
    /// Everything is a person's decision, whatever seals, blocks or hiding there are (C1).
    pub fn review(&self) -> HarmReview {
        if self.by_guardian {
            HarmReview::HarmAssessmentGuardian
        } else {
            HarmReview::HarmAssessment
        }
    }

    /// The stage after that step.
    pub fn step(&self, step: Step, by: StaffId) -> Result<CopyStage, Refusal> {
        use CopyStage::{Assessing, Filed, Refused, Released, ReleasedPartly};
        let own = self.assessor == Some(by);
        match (self.stage, step) {
            (Filed, Step::Take) => Ok(Assessing),
            (Assessing, Step::Take) if !own => Ok(Assessing),
            (Released | ReleasedPartly, Step::Reassess) => Ok(Assessing),
            (Assessing, Step::Release | Step::ReleasePartly | Step::Refuse) if !own => {
                Err(Refusal::OtherAssessor)
            }
            (Assessing, Step::Release) => Ok(Released),
            (Assessing, Step::ReleasePartly) => Ok(ReleasedPartly),
            (Assessing, Step::Refuse) => Ok(Refused),
            _ => Err(Refusal::WrongStage),
        }
    }

    /// Who sees the whole record: whoever assesses it, while they do.
    pub fn may_see_all(&self, by: StaffId) -> Result<(), Refusal> {
        match self.stage {
            CopyStage::Assessing if self.assessor == Some(by) => Ok(()),
            CopyStage::Assessing => Err(Refusal::OtherAssessor),
            _ => Err(Refusal::WrongStage),
        }
    }

    /// Who takes out the copy: whoever released it.
    pub fn may_take_out(&self, by: StaffId) -> Result<(), Refusal> {
        match self.stage {
            CopyStage::Released | CopyStage::ReleasedPartly if self.assessor == Some(by) => Ok(()),
            CopyStage::Released | CopyStage::ReleasedPartly => Err(Refusal::OtherAssessor),
            _ => Err(Refusal::WrongStage),
        }
    }

    pub fn check_ground(&self, ground: CopyGround) -> Result<(), Refusal> {
        let guardians = ground == CopyGround::MinorSignificantHarm;
        if guardians && !self.by_guardian { Err(Refusal::GroundOfGuardians) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const STEPS: [Step; 5] =
        [Step::Take, Step::Release, Step::ReleasePartly, Step::Refuse, Step::Reassess];

    fn me() -> StaffId {
        StaffId(Uuid::from_u128(1))
    }

    fn copy(stage: CopyStage, assessor: Option<StaffId>) -> Copy {
        Copy { stage, assessor, by_guardian: false }
    }

    // proves: JC-1
    #[test]
    fn every_stage_meets_every_step() {
        use CopyStage::{Assessing, Filed, Refused, Released, ReleasedPartly};
        let (no, other) = (Err(Refusal::WrongStage), Err(Refusal::OtherAssessor));
        let mine = Some(me());
        let hers = Some(StaffId(Uuid::from_u128(2)));
        let table = [
            (Filed, None, [Ok(Assessing), no, no, no, no]),
            (Assessing, mine, [no, Ok(Released), Ok(ReleasedPartly), Ok(Refused), no]),
            (Assessing, hers, [Ok(Assessing), other, other, other, no]),
            (Released, mine, [no, no, no, no, Ok(Assessing)]),
            (Released, hers, [no, no, no, no, Ok(Assessing)]),
            (ReleasedPartly, mine, [no, no, no, no, Ok(Assessing)]),
            (ReleasedPartly, hers, [no, no, no, no, Ok(Assessing)]),
            (Refused, mine, [no, no, no, no, no]),
            (Refused, hers, [no, no, no, no, no]),
        ];
        for (stage, assessor, expected) in table {
            let found = STEPS.map(|step| copy(stage, assessor).step(step, me()));
            assert_eq!(found, expected, "{stage:?} {assessor:?}");
        }
    }

    // proves: JC-3
    #[test]
    fn the_assessor_alone_sees_all_and_takes_the_copy_out() {
        let mine = |stage| copy(stage, Some(me()));
        let hers = |stage| copy(stage, Some(StaffId(Uuid::from_u128(2))));
        for stage in CopyStage::ALL.iter().copied() {
            let assessing = stage == CopyStage::Assessing;
            let released = [CopyStage::Released, CopyStage::ReleasedPartly].contains(&stage);
            assert_eq!(mine(stage).may_see_all(me()).is_ok(), assessing);
            assert_eq!(mine(stage).may_take_out(me()).is_ok(), released);
            assert!(hers(stage).may_see_all(me()).is_err());
            assert!(hers(stage).may_take_out(me()).is_err());
        }
    }

    // proves: JC-6
    #[test]
    fn a_guardian_is_weighed_by_more_than_the_patient() {
        let own = copy(CopyStage::Assessing, Some(me()));
        let guardians = Copy { by_guardian: true, ..own };
        assert_eq!(own.review(), HarmReview::HarmAssessment);
        assert_eq!(guardians.review(), HarmReview::HarmAssessmentGuardian);
        let minor = CopyGround::MinorSignificantHarm;
        assert_eq!(own.check_ground(minor), Err(Refusal::GroundOfGuardians));
        assert!(guardians.check_ground(minor).is_ok());
        assert!(
            CopyGround::ALL
                .iter()
                .filter(|it| **it != minor)
                .all(|it| own.check_ground(*it).is_ok())
        );
    }
}
