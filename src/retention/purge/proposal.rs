//! The rules of a purge: its stages, and who may take it from one to the next. Pure.

use chrono::{DateTime, Utc};
use diesel::{Queryable, Selectable};

use crate::{
    failure::Failure,
    id::{PurgeProposalId, StaffId, UnitId},
    retention::{PURGE_NOT_DELIVERED, PURGE_OWN_PROPOSAL, PURGE_WRONG_STAGE},
    schema::purge_proposal,
};

crate::sql::code! {
    /// How far a purge has come.
    PurgeStage {
        /// The dry run is there to be looked at. Nothing has gone.
        Proposed = "proposed",
        /// Another person said yes: the worker purges.
        Approved = "approved",
        /// Nothing went.
        Rejected = "rejected",
        /// Everything that could go is gone; the certificate says what.
        Done = "done",
    }
}

/// A dry run, and what was decided on it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = purge_proposal, check_for_backend(diesel::pg::Pg))]
pub struct Proposal {
    pub id: PurgeProposalId,
    pub unit_id: UnitId,
    pub stage: PurgeStage,
    pub proposed_by: StaffId,
    pub proposed_at: DateTime<Utc>,
    pub held: i32,
    pub undecided: i32,
    pub needs_delivery: bool,
    pub delivered_at: Option<DateTime<Utc>>,
    pub delivery_ref: Option<String>,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<DateTime<Utc>>,
    pub rejection: Option<String>,
    pub finished_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Why a step is not possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    WrongStage(PurgeStage),
    OwnProposal,
    NotDelivered,
}

impl Proposal {
    /// Lets everything in it go. Never by the one who proposed it, nor before the archive has it.
    pub fn approve(&self, by: StaffId) -> Result<(), Refusal> {
        self.must_be_proposed()?;
        if self.proposed_by == by {
            return Err(Refusal::OwnProposal);
        }
        if self.needs_delivery && self.delivered_at.is_none() {
            return Err(Refusal::NotDelivered);
        }
        Ok(())
    }

    /// Lets nothing go. Whoever proposed it may take it back.
    pub fn reject(&self) -> Result<(), Refusal> {
        self.must_be_proposed()
    }

    /// The archive has it.
    pub fn deliver(&self) -> Result<(), Refusal> {
        self.must_be_proposed()
    }

    /// Everything in it can be taken out, as long as it is all there.
    pub fn export(&self) -> Result<(), Refusal> {
        self.must_be_proposed()
    }

    fn must_be_proposed(&self) -> Result<(), Refusal> {
        match self.stage {
            PurgeStage::Proposed => Ok(()),
            other => Err(Refusal::WrongStage(other)),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::WrongStage(stage) => Self::refused(
                &PURGE_WRONG_STAGE,
                format!("Gallringen är i läget {}.", stage.code()),
                format!("The purge is in stage {}.", stage.code()),
            ),
            Refusal::OwnProposal => Self::refused(
                &PURGE_OWN_PROPOSAL,
                "Någon annan än den som föreslog ska godkänna.",
                "Someone else than the one who proposed it approves.",
            ),
            Refusal::NotDelivered => Self::refused(
                &PURGE_NOT_DELIVERED,
                "Leverera till arkivet först.",
                "Deliver it to the archive first.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn staff(number: u128) -> StaffId {
        StaffId(Uuid::from_u128(number))
    }

    fn proposal(stage: PurgeStage) -> Proposal {
        Proposal {
            id: PurgeProposalId(Uuid::nil()),
            unit_id: UnitId(Uuid::nil()),
            stage,
            proposed_by: staff(1),
            proposed_at: DateTime::UNIX_EPOCH,
            held: 0,
            undecided: 0,
            needs_delivery: false,
            delivered_at: None,
            delivery_ref: None,
            decided_by: None,
            decided_at: None,
            rejection: None,
            finished_at: None,
            version: 1,
        }
    }

    // proves: B-135
    #[test]
    fn every_stage_meets_every_step_of_a_purge() {
        for stage in PurgeStage::ALL {
            let proposal = proposal(*stage);
            let steps = [
                proposal.approve(staff(2)),
                proposal.reject(),
                proposal.deliver(),
                proposal.export(),
            ];
            let expected = match stage {
                PurgeStage::Proposed => Ok(()),
                other => Err(Refusal::WrongStage(*other)),
            };
            assert_eq!(steps, [expected; 4], "from {stage:?}");
        }
    }

    // proves: B-132, B-135
    #[test]
    fn nobody_approves_what_they_proposed_or_the_archive_lacks() {
        let plain = proposal(PurgeStage::Proposed);
        assert_eq!(plain.approve(staff(1)), Err(Refusal::OwnProposal));
        let for_archive = Proposal { needs_delivery: true, ..plain };
        assert_eq!(for_archive.approve(staff(2)), Err(Refusal::NotDelivered));
        let delivered = Proposal { delivered_at: Some(DateTime::UNIX_EPOCH), ..for_archive };
        assert_eq!(delivered.approve(staff(2)), Ok(()));
    }
}
