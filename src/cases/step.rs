//! The steps between a case's stages that the rules allow (cases.md 4.1). Pure: the time comes in.

use std::marker::PhantomData;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    case::Case,
    policy::{
        AnswerCase, AskBack, CloseCase, Distribute, Document, Expire, HandOver, Keep, PutBack,
        Redistribute, Reopen, ReplyAsResident, ReplyInPart, SetAside, Submit, Take, Unassign,
        WarnOfExpiry, Withdraw,
    },
    refusal::Refusal,
    stage::{Closing, Orphaned, Stage, StageCode},
};
use crate::{
    clock::local_date,
    id::{StaffGroupId, StaffId},
};

/// One step of a case's life that the rules allow. `A` says which permission it needs.
#[derive(Debug, PartialEq)]
pub struct Step<A> {
    pub stage: Stage,
    /// Whether it answers the resident for the first time or again (B-22).
    pub responds: bool,
    /// Whether it is a partial reply, which the case remembers.
    pub in_part: bool,
    /// Whether it opens a closed case.
    pub reopens: bool,
    /// Why, when the history shall say so.
    pub reason: Option<String>,
    /// What is remembered besides, as it is after the step.
    pub orphan: Option<Orphaned>,
    pub documented: Option<DateTime<Utc>>,
    pub expiry_told_at: Option<DateTime<Utc>>,
    of: PhantomData<A>,
}

/// To whom a receiver gives a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    Handler(StaffId),
    Group(StaffGroupId),
}

impl From<Recipient> for Stage {
    fn from(to: Recipient) -> Self {
        match to {
            Recipient::Handler(handler) => Self::Assigned { handler },
            Recipient::Group(group) => Self::WithGroup { group },
        }
    }
}

impl<A> Step<A> {
    fn responding(self) -> Self {
        Self { responds: true, ..self }
    }

    fn in_part(self) -> Self {
        Self { in_part: true, responds: true, ..self }
    }

    fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }
}

impl Case {
    /// To that stage. What belongs to the old one's owner, or to its waiting, goes with it.
    fn to<A>(&self, stage: Stage) -> Step<A> {
        let same_owner = stage.handler() == self.handler() && stage.code() != StageCode::Closed;
        let waits_on = matches!(stage, Stage::AwaitingResident { .. });
        Step {
            responds: false,
            in_part: false,
            reopens: false,
            reason: None,
            orphan: self.orphan.filter(|_| same_owner),
            documented: self.documented,
            expiry_told_at: self.expiry_told_at.filter(|_| waits_on),
            stage,
            of: PhantomData,
        }
    }

    /// Sends a draft to the unit.
    pub fn submit(&self) -> Result<Step<Submit>, Refusal> {
        match self.stage {
            Stage::Draft => Ok(self.to(Stage::New)),
            _ => Err(self.wrong_stage()),
        }
    }

    /// Gives a new case to a handler or a group; with words to the resident it is a partial reply too.
    pub fn distribute(&self, to: Recipient, with_reply: bool) -> Result<Step<Distribute>, Refusal> {
        match self.stage {
            Stage::New if with_reply => Ok(self.to(to.into()).in_part()),
            Stage::New => Ok(self.to(to.into())),
            _ => Err(self.wrong_stage()),
        }
    }

    /// Gives the case to another, who finds it as it is. One that waits for the resident needs a
    /// handler for the answer to come to.
    pub fn redistribute(&self, to: Recipient) -> Result<Step<Redistribute>, Refusal> {
        let there = match to {
            Recipient::Handler(handler) => self.handler() == Some(handler),
            Recipient::Group(group) => self.stage.group() == Some(group),
        };
        if there {
            return Err(Refusal::SameHandler);
        }
        match (&self.stage, to) {
            (Stage::Assigned { .. } | Stage::WithGroup { .. }, to) => Ok(self.to(to.into())),
            (Stage::AwaitingResident { since, .. }, Recipient::Handler(handler)) => {
                Ok(self.to(Stage::AwaitingResident { handler, since: *since }))
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Puts the case back among the new ones.
    pub fn unassign(&self, reason: Option<String>) -> Result<Step<Unassign>, Refusal> {
        match self.stage {
            Stage::Assigned { .. } | Stage::WithGroup { .. } => {
                Ok(self.to(Stage::New).because(reason))
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// A member of the group takes the case.
    pub fn take(&self, handler: StaffId) -> Result<Step<Take>, Refusal> {
        match self.stage {
            Stage::WithGroup { .. } => Ok(self.to(Stage::Assigned { handler })),
            _ => Err(self.wrong_stage()),
        }
    }

    /// Asks the resident something. There may be any number of questions (B-3), and each gives the
    /// resident the whole time to be told that the case runs out.
    pub fn ask_back(&self, now: DateTime<Utc>) -> Result<Step<AskBack>, Refusal> {
        let asked = |handler, since| {
            let step = self.to(Stage::AwaitingResident { handler, since }).responding();
            Ok(Step { expiry_told_at: None, ..step })
        };
        match self.stage {
            Stage::Assigned { handler } => asked(handler, now),
            Stage::AwaitingResident { handler, since } => asked(handler, since),
            _ => Err(self.wrong_stage()),
        }
    }

    /// Tells the resident something and keeps the case as it is.
    pub fn reply_in_part(&self) -> Result<Step<ReplyInPart>, Refusal> {
        match self.stage {
            Stage::Assigned { .. } | Stage::AwaitingResident { .. } => {
                Ok(self.to(self.stage.clone()).in_part())
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Answers and closes.
    pub fn answer(&self, now: DateTime<Utc>) -> Result<Step<AnswerCase>, Refusal> {
        match self.stage {
            Stage::Assigned { handler } | Stage::AwaitingResident { handler, .. } => {
                self.must_be_documented()?;
                Ok(self.to(Stage::Closed(Closing::Answered { handler, at: now })).responding())
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Closes without an answer; the resident is told why.
    pub fn close(&self, reason: String, now: DateTime<Utc>) -> Result<Step<CloseCase>, Refusal> {
        match self.stage {
            Stage::New
            | Stage::WithGroup { .. }
            | Stage::Assigned { .. }
            | Stage::AwaitingResident { .. } => {
                self.must_be_documented()?;
                let (handler, why) = (self.handler(), Some(reason.clone()));
                let closing = Closing::WithoutReply { handler, at: now, reason };
                Ok(self.to(Stage::Closed(closing)).because(why))
            }
            Stage::Draft | Stage::Closed(_) => Err(self.wrong_stage()),
        }
    }

    /// The resident answers a question; the same handler has it back, or the unit's receivers if
    /// that handler no longer `handles` cases there. What was written in the record no longer covers
    /// all. Information is never answered (RC-7).
    pub fn reply_as_resident(&self, handles: bool) -> Result<Step<ReplyAsResident>, Refusal> {
        match self.stage {
            Stage::AwaitingResident { handler, .. } => {
                let stage = if handles { Stage::Assigned { handler } } else { Stage::New };
                Ok(Step { documented: None, ..self.to(stage) })
            }
            Stage::Closed(_) if self.is_information() => Err(Refusal::NotReplyable),
            Stage::Closed(_) => Err(Refusal::Closed),
            _ => Err(Refusal::NotReplyable),
        }
    }

    /// The resident takes the case back, while no one has it.
    pub fn withdraw(&self, now: DateTime<Utc>) -> Result<Step<Withdraw>, Refusal> {
        match self.stage {
            Stage::New if self.citizen().is_none() => {
                Ok(self.to(Stage::Closed(Closing::Withdrawn { at: now })))
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Opens a closed case for so many days, for whoever had it or for the one who is named.
    pub fn reopen(
        &self,
        to: Option<StaffId>,
        reason: String,
        (today, days): (NaiveDate, i32),
    ) -> Result<Step<Reopen>, Refusal> {
        let closing = self.stage.closing().ok_or_else(|| self.wrong_stage())?;
        if matches!(closing, Closing::Withdrawn { .. }) || self.is_information() {
            return Err(Refusal::NotReopenable);
        }
        if today.signed_duration_since(local_date(closing.at())).num_days() > i64::from(days) {
            return Err(Refusal::TooLate { days });
        }
        let handler = to.or(closing.handler()).ok_or(Refusal::NobodyHadIt)?;
        let step = self.to(Stage::Assigned { handler }).because(Some(reason));
        Ok(Step { reopens: true, documented: None, orphan: None, ..step })
    }

    /// Says that what matters stands in the record (B-9). What is answered afterwards needs it again.
    pub fn document(&self, now: DateTime<Utc>) -> Result<Step<Document>, Refusal> {
        match self.stage {
            Stage::Draft => Err(self.wrong_stage()),
            _ => Ok(Step { documented: Some(now), ..self.to(self.stage.clone()) }),
        }
    }

    /// The day from which the case closes by itself, when the resident leaves the question unanswered.
    pub fn expires_on(&self) -> Option<NaiveDate> {
        let (Stage::AwaitingResident { since, .. }, Some(days)) =
            (&self.stage, self.rules.expires_after_days)
        else {
            return None;
        };
        local_date(*since).checked_add_days(Days::new(days.unsigned_abs().into()))
    }

    /// Tells the resident, so many days before, that the case runs out.
    pub fn warn_of_expiry(&self, now: DateTime<Utc>, days: i32) -> Option<Step<WarnOfExpiry>> {
        let last = self.expires_on()?.checked_sub_days(Days::new(days.unsigned_abs().into()))?;
        let due = self.expiry_told_at.is_none() && local_date(now) >= last;
        due.then(|| Step { expiry_told_at: Some(now), ..self.to(self.stage.clone()) })
    }

    /// Ends a case whose question was never answered, no sooner than so many days after it was told.
    pub fn expire(&self, now: DateTime<Utc>, days: i32) -> Option<Step<Expire>> {
        let told = local_date(self.expiry_told_at?);
        let told_long_ago = told.checked_add_days(Days::new(days.unsigned_abs().into()))?;
        let today = local_date(now);
        let due = today >= self.expires_on()? && today >= told_long_ago;
        let handler = self.handler()?;
        due.then(|| self.to(Stage::Closed(Closing::Expired { handler, at: now })))
    }

    /// Gives the case to the absent handler's substitute.
    pub fn hand_over(&self, to: StaffId) -> Option<Step<HandOver>> {
        match self.stage {
            Stage::Assigned { .. } => Some(self.to(Stage::Assigned { handler: to })),
            Stage::AwaitingResident { since, .. } => {
                Some(self.to(Stage::AwaitingResident { handler: to, since }))
            }
            _ => None,
        }
    }

    /// Puts the case on the list of those that need another handler.
    pub fn set_aside(&self, because: Orphaned) -> Option<Step<SetAside>> {
        let orphan = Some(because);
        let open = matches!(self.stage, Stage::Assigned { .. } | Stage::AwaitingResident { .. });
        let new = open && self.orphan.is_none();
        new.then(|| Step { orphan, ..self.to(self.stage.clone()) })
    }

    /// Puts a case back among the new ones, whose group has nobody left to take it.
    pub fn put_back(&self) -> Option<Step<PutBack>> {
        self.stage.group()?;
        Some(self.to(Stage::New))
    }

    /// Takes the case off that list: its handler is back.
    pub fn keep(&self) -> Option<Step<Keep>> {
        self.orphan?;
        Some(Step { orphan: None, ..self.to(self.stage.clone()) })
    }

    /// A draft can still be changed or thrown away.
    pub fn must_be_draft(&self) -> Result<(), Refusal> {
        if self.stage == Stage::Draft { Ok(()) } else { Err(self.wrong_stage()) }
    }

    /// Only a closed case is followed up; an open one is gone on with.
    pub fn must_be_closed(&self) -> Result<(), Refusal> {
        if self.stage.closing().is_some() { Ok(()) } else { Err(self.wrong_stage()) }
    }

    fn must_be_documented(&self) -> Result<(), Refusal> {
        let missing = self.rules.documentation_required && self.documented.is_none();
        if missing { Err(Refusal::NotDocumented) } else { Ok(()) }
    }

    pub fn wrong_stage(&self) -> Refusal {
        match self.stage.code() {
            StageCode::Closed => Refusal::Closed,
            code => Refusal::WrongStage(code),
        }
    }
}

#[cfg(test)]
mod tests;
