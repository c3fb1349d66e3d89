//! How a proposal becomes a decision: two approvals, by two people, neither of whom proposed it. Pure.

use chrono::NaiveDate;

use crate::id::StaffId;

crate::sql::code! {
    /// How far a document has come.
    JournalPolicyState {
        /// Nobody has approved it.
        Proposed = "proposed",
        /// One person has.
        ApprovedOnce = "approved-once",
        /// Two have: it is in force from its first day on.
        Decided = "decided",
        Withdrawn = "withdrawn",
    }
}

/// Who has done what with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hands {
    /// None for what the programme came with, which is decided.
    pub proposed_by: Option<StaffId>,
    pub first_approved_by: Option<StaffId>,
    pub second_approved_by: Option<StaffId>,
    pub withdrawn_by: Option<StaffId>,
}

/// Which of the two approvals this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    First,
    Second,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    OwnProposal,
    SamePerson,
    Settled,
    TooLate,
}

impl Hands {
    pub fn state(&self) -> JournalPolicyState {
        if self.withdrawn_by.is_some() {
            JournalPolicyState::Withdrawn
        } else if self.proposed_by.is_none() || self.second_approved_by.is_some() {
            JournalPolicyState::Decided
        } else if self.first_approved_by.is_some() {
            JournalPolicyState::ApprovedOnce
        } else {
            JournalPolicyState::Proposed
        }
    }

    /// Decides on `today` on a document that is to be in force from a later day.
    pub fn approve(
        &self,
        by: StaffId,
        valid_from: NaiveDate,
        today: NaiveDate,
    ) -> Result<Approval, Refusal> {
        let approval = match self.state() {
            JournalPolicyState::Proposed => Approval::First,
            JournalPolicyState::ApprovedOnce => Approval::Second,
            JournalPolicyState::Decided | JournalPolicyState::Withdrawn => {
                return Err(Refusal::Settled);
            }
        };
        if self.proposed_by == Some(by) {
            return Err(Refusal::OwnProposal);
        }
        if self.first_approved_by == Some(by) {
            return Err(Refusal::SamePerson);
        }
        if valid_from <= today { Err(Refusal::TooLate) } else { Ok(approval) }
    }

    pub fn withdraw(&self) -> Result<(), Refusal> {
        match self.state() {
            JournalPolicyState::Proposed | JournalPolicyState::ApprovedOnce => Ok(()),
            JournalPolicyState::Decided | JournalPolicyState::Withdrawn => Err(Refusal::Settled),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> Option<StaffId> {
        Some(StaffId(Uuid::from_u128(number)))
    }

    // proves: J-POL-1, J-POL-2
    #[test]
    fn two_others_approve_before_the_day_has_come() {
        let day = |text: &str| text.parse().unwrap();
        let (today, later) = (day("2026-11-27"), day("2026-11-28"));
        let by =
            |hands: Hands, number: u128, from| hands.approve(person(number).unwrap(), from, today);
        let proposed = Hands { proposed_by: person(1), ..Hands::default() };
        assert_eq!(by(proposed, 1, later), Err(Refusal::OwnProposal));
        assert_eq!(by(proposed, 2, today), Err(Refusal::TooLate));
        assert_eq!(by(proposed, 2, later), Ok(Approval::First));
        let once = Hands { first_approved_by: person(2), ..proposed };
        assert_eq!(by(once, 1, later), Err(Refusal::OwnProposal));
        assert_eq!(by(once, 2, later), Err(Refusal::SamePerson));
        assert_eq!(by(once, 3, later), Ok(Approval::Second));
        assert_eq!((proposed.withdraw(), once.withdraw()), (Ok(()), Ok(())));
        let decided = Hands { second_approved_by: person(3), ..once };
        let withdrawn = Hands { withdrawn_by: person(1), ..once };
        for settled in [decided, withdrawn, Hands::default()] {
            assert_eq!(by(settled, 4, later), Err(Refusal::Settled));
            assert_eq!(settled.withdraw(), Err(Refusal::Settled));
        }
        let states = [proposed, once, decided, withdrawn].map(|hands| hands.state().code());
        assert_eq!(states, ["proposed", "approved-once", "decided", "withdrawn"]);
        assert_eq!(Hands::default().state(), JournalPolicyState::Decided);
    }
}
