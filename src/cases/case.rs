//! The rules of a case (ärende): its stages, and the steps between them (cases.md 4.1).
//! Pure: no clock, no SQL, no HTTP.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::citizen::{CitizenCase, CitizenMode};
use super::policy::{
    AnswerCase, AskBack, Distribute, Redistribute, ReplyAsResident, ReplyInPart, Submit, Withdraw,
};
use crate::{
    access::{Capacity, Region, Subject},
    failure::Failure,
    id::{CaseId, CaseTypeId, FormVersionId, ResidentId, StaffId, UnitId},
};

/// A case, as much of it as the rules need.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub id: CaseId,
    pub unit: UnitId,
    pub region: Region,
    /// Whom the care is about.
    pub subject: ResidentId,
    pub origin: Origin,
    pub stage: Stage,
    pub has_partial_reply: bool,
    pub first_response_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub facts: Facts,
}

/// Who began a case, and with what (B-1).
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// The resident's side, with one of the unit's case types (ärendetyp).
    Resident {
        case_type: CaseTypeId,
        form_version: FormVersionId,
        /// The subject, or a guardian in the child's name.
        by: ResidentId,
    },
    /// The unit, with a template (invånarärende).
    Care(CitizenCase),
}

/// What people see of a case and no rule asks about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub number: String,
    pub unit_name: String,
    /// The case type's name, or the title of what care sent.
    pub title: String,
    pub subject: Name,
    /// The resident who wrote, when one did.
    pub initiator: Option<Name>,
    pub handler_name: Option<String>,
    pub answers: serde_json::Map<String, serde_json::Value>,
    pub created_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub first_response_due_at: Option<DateTime<Utc>>,
}

/// A resident by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Name {
    pub full: String,
    pub protected_identity: bool,
}

/// Where a case stands, with what only that stage knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Being written; no one at the unit sees it (utkast).
    Draft,
    /// Sent, and not yet given to a handler.
    New,
    /// With a handler (fördelat).
    Assigned {
        handler: StaffId,
    },
    /// The handler has asked back and waits for the resident (motfråga).
    AwaitingResident {
        handler: StaffId,
        since: DateTime<Utc>,
    },
    Closed(Closing),
}

/// How a case ended, and when.
#[derive(Debug, Clone, PartialEq)]
pub enum Closing {
    /// The handler answered (besvara).
    Answered { handler: StaffId, at: DateTime<Utc> },
    /// The resident took it back before anyone had it (återkallat).
    Withdrawn { at: DateTime<Utc> },
}

crate::sql::code! {
    /// Where a case stands.
    StageCode {
        Draft = "draft",
        New = "new",
        Assigned = "assigned",
        AwaitingResident = "awaiting-resident",
        Closed = "closed",
    }
}

crate::sql::code! {
    /// How a case ended.
    CloseKind { Answered = "answered", Withdrawn = "withdrawn" }
}

crate::sql::code! {
    /// What a message in a case is.
    MessageKind {
        /// What the resident sent in.
        Submission = "submission",
        /// A question back, which the resident can answer (motfråga).
        CounterQuestion = "counter-question",
        /// Information on the way, which keeps the case open (delsvar).
        PartialReply = "partial-reply",
        /// The answer, which closes the case (besvara).
        Answer = "answer",
        /// The resident's answer to a question back.
        ResidentReply = "resident-reply",
        /// What the case type sends by itself on submission (autosvar).
        AutoReply = "auto-reply",
        /// What care sends of its own accord, and nobody answers.
        Information = "information",
        /// What care asks of its own accord.
        Questions = "questions",
    }
}

/// One step of a case's life that the rules allow. `A` says which permission it needs.
#[derive(Debug, PartialEq)]
pub struct Step<A> {
    pub stage: Stage,
    /// Whether it answers the resident for the first time or again (B-22).
    pub responds: bool,
    /// Whether it is a partial reply, which the case remembers.
    pub in_part: bool,
    of: PhantomData<A>,
}

impl<A> Step<A> {
    fn to(stage: Stage) -> Self {
        Self { stage, responds: false, in_part: false, of: PhantomData }
    }

    fn responding(self) -> Self {
        Self { responds: true, ..self }
    }

    fn in_part(self) -> Self {
        Self { in_part: true, responds: true, ..self }
    }
}

/// Why a step is not possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Closed,
    /// The case stands where this step does not start.
    WrongStage(StageCode),
    /// Nothing has been asked, so there is nothing to answer.
    NotReplyable,
    SameHandler,
}

impl Case {
    /// Sends a draft to the unit.
    pub fn submit(&self) -> Result<Step<Submit>, Refusal> {
        match self.stage {
            Stage::Draft => Ok(Step::to(Stage::New)),
            _ => Err(self.wrong_stage()),
        }
    }

    /// Gives a new case to a handler; with words to the resident it is a partial reply too.
    pub fn distribute(&self, to: StaffId, with_reply: bool) -> Result<Step<Distribute>, Refusal> {
        match self.stage {
            Stage::New if with_reply => Ok(Step::to(Stage::Assigned { handler: to }).in_part()),
            Stage::New => Ok(Step::to(Stage::Assigned { handler: to })),
            _ => Err(self.wrong_stage()),
        }
    }

    /// Gives the case to another handler, who finds it as it is.
    pub fn redistribute(&self, to: StaffId) -> Result<Step<Redistribute>, Refusal> {
        if self.handler() == Some(to) {
            return Err(Refusal::SameHandler);
        }
        match self.stage {
            Stage::Assigned { .. } => Ok(Step::to(Stage::Assigned { handler: to })),
            Stage::AwaitingResident { since, .. } => {
                Ok(Step::to(Stage::AwaitingResident { handler: to, since }))
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Asks the resident something. There may be any number of questions (B-3).
    pub fn ask_back(&self, now: DateTime<Utc>) -> Result<Step<AskBack>, Refusal> {
        match self.stage {
            Stage::Assigned { handler } => {
                Ok(Step::to(Stage::AwaitingResident { handler, since: now }).responding())
            }
            Stage::AwaitingResident { handler, since } => {
                Ok(Step::to(Stage::AwaitingResident { handler, since }).responding())
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Tells the resident something and keeps the case as it is.
    pub fn reply_in_part(&self) -> Result<Step<ReplyInPart>, Refusal> {
        match self.stage {
            Stage::Assigned { .. } | Stage::AwaitingResident { .. } => {
                Ok(Step::to(self.stage.clone()).in_part())
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Answers and closes.
    pub fn answer(&self, now: DateTime<Utc>) -> Result<Step<AnswerCase>, Refusal> {
        match self.stage {
            Stage::Assigned { handler } | Stage::AwaitingResident { handler, .. } => {
                Ok(Step::to(Stage::Closed(Closing::Answered { handler, at: now })).responding())
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// The resident answers a question; the same handler has it back, or the unit's receivers if
    /// that handler no longer `handles` cases there. Information is never answered (RC-7).
    pub fn reply_as_resident(&self, handles: bool) -> Result<Step<ReplyAsResident>, Refusal> {
        match self.stage {
            Stage::AwaitingResident { handler, .. } if handles => {
                Ok(Step::to(Stage::Assigned { handler }))
            }
            Stage::AwaitingResident { .. } => Ok(Step::to(Stage::New)),
            Stage::Closed(_) if self.is_information() => Err(Refusal::NotReplyable),
            Stage::Closed(_) => Err(Refusal::Closed),
            _ => Err(Refusal::NotReplyable),
        }
    }

    /// The resident takes the case back, while no one has it.
    pub fn withdraw(&self, now: DateTime<Utc>) -> Result<Step<Withdraw>, Refusal> {
        match self.stage {
            Stage::New if self.citizen().is_none() => {
                Ok(Step::to(Stage::Closed(Closing::Withdrawn { at: now })))
            }
            _ => Err(self.wrong_stage()),
        }
    }

    /// Whether the caller could send a message now that files go with (B-62): a resident what they
    /// write, a receiver a partial reply on distribution, the handler a reply.
    pub fn takes_files(&self, by: Capacity) -> Result<(), Refusal> {
        let replyable = matches!(self.stage, Stage::AwaitingResident { .. });
        match (by, &self.stage) {
            (Capacity::Resident | Capacity::Guardian, stage) if *stage == Stage::Draft => Ok(()),
            (Capacity::Resident | Capacity::Guardian, _) if replyable => Ok(()),
            (Capacity::Resident | Capacity::Guardian, Stage::Closed(_)) => Err(Refusal::Closed),
            (Capacity::Resident | Capacity::Guardian, _) => Err(Refusal::NotReplyable),
            (Capacity::Receiver, Stage::New) => Ok(()),
            (Capacity::Handler, Stage::Assigned { .. }) => Ok(()),
            (Capacity::Handler, _) if replyable => Ok(()),
            _ => Err(self.wrong_stage()),
        }
    }

    /// A draft can still be changed or thrown away.
    pub fn must_be_draft(&self) -> Result<(), Refusal> {
        if self.stage == Stage::Draft { Ok(()) } else { Err(self.wrong_stage()) }
    }

    /// Who has the case, or had it when it was answered.
    pub fn handler(&self) -> Option<StaffId> {
        match self.stage {
            Stage::Assigned { handler }
            | Stage::AwaitingResident { handler, .. }
            | Stage::Closed(Closing::Answered { handler, .. }) => Some(handler),
            Stage::Draft | Stage::New | Stage::Closed(Closing::Withdrawn { .. }) => None,
        }
    }

    /// What care sent, when care began the case.
    pub fn citizen(&self) -> Option<&CitizenCase> {
        match &self.origin {
            Origin::Care(citizen) => Some(citizen),
            Origin::Resident { .. } => None,
        }
    }

    /// The case type and the edition of its form, when the resident's side began the case.
    pub fn case_type(&self) -> Result<(CaseTypeId, FormVersionId), Refusal> {
        match self.origin {
            Origin::Resident { case_type, form_version, .. } => Ok((case_type, form_version)),
            Origin::Care(_) => Err(self.wrong_stage()),
        }
    }

    /// The resident who began it, when one did.
    pub fn initiated_by(&self) -> Option<ResidentId> {
        match self.origin {
            Origin::Resident { by, .. } => Some(by),
            Origin::Care(_) => None,
        }
    }

    /// Whether it only tells something: closed from the beginning, and never answered.
    pub fn is_information(&self) -> bool {
        self.citizen().is_some_and(|citizen| citizen.mode == CitizenMode::Information)
    }

    fn wrong_stage(&self) -> Refusal {
        match self.stage.code() {
            StageCode::Closed => Refusal::Closed,
            code => Refusal::WrongStage(code),
        }
    }
}

impl Stage {
    pub fn code(&self) -> StageCode {
        match self {
            Self::Draft => StageCode::Draft,
            Self::New => StageCode::New,
            Self::Assigned { .. } => StageCode::Assigned,
            Self::AwaitingResident { .. } => StageCode::AwaitingResident,
            Self::Closed(_) => StageCode::Closed,
        }
    }
}

impl Subject for Case {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.subject)
    }
}

crate::failure::kinds! { PROBLEMS:
    CASE_CLOSED = "case-closed", CONFLICT, "Ärendet är avslutat", "The case is closed",
        "A closed case stays closed. The resident may start a new one.";
    WRONG_STAGE = "case-wrong-stage", CONFLICT, "Ärendet är i ett annat läge", "The case is in another stage",
        "The step does not start from where the case stands. Read the case again; its `_links` name the steps that are possible.";
    NOT_REPLYABLE = "case-not-replyable", CONFLICT, "Ärendet kan inte besvaras nu", "The case can't be replied to now",
        "The unit has not asked anything. A resident can write when the stage is `awaiting-resident`.";
    SAME_HANDLER = "case-same-handler", CONFLICT, "Ärendet är redan hos den handläggaren", "Already with that handler",
        "Choose another handler.";
    AGENT_NOT_ALLOWED = "case-type-not-for-agents", CONFLICT, "Ärendetypen kan inte skickas av ombud", "Not for agents",
        "This case type can only be sent by the resident.";
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Closed => {
                Self::refused(&CASE_CLOSED, "Ärendet är avslutat.", "The case is closed.")
            }
            Refusal::WrongStage(code) => Self::refused(
                &WRONG_STAGE,
                format!("Ärendet är i läget {}.", code.code()),
                format!("The case is in stage {}.", code.code()),
            ),
            Refusal::NotReplyable => {
                Self::refused(&NOT_REPLYABLE, "Ingen fråga väntar på svar.", "No question waits.")
            }
            Refusal::SameHandler => {
                Self::refused(&SAME_HANDLER, "Välj en annan.", "Choose another.")
            }
        }
    }
}

#[cfg(test)]
impl Case {
    /// A case that stands there, for tests of rules and policies.
    pub fn sample(unit: UnitId, subject: ResidentId, region: Region, stage: Stage) -> Self {
        let nil = Uuid::nil();
        Self {
            id: CaseId(nil),
            unit,
            region,
            subject,
            origin: Origin::Resident {
                case_type: CaseTypeId(nil),
                form_version: FormVersionId(nil),
                by: subject,
            },
            stage,
            has_partial_reply: false,
            first_response_at: None,
            version: 1,
            facts: Facts::default(),
        }
    }

    /// Every stage there is, with that handler where there is one.
    pub fn sample_stages(handler: StaffId) -> [Stage; 6] {
        let now = DateTime::UNIX_EPOCH;
        [
            Stage::Draft,
            Stage::New,
            Stage::Assigned { handler },
            Stage::AwaitingResident { handler, since: now },
            Stage::Closed(Closing::Answered { handler, at: now }),
            Stage::Closed(Closing::Withdrawn { at: now }),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn anna() -> StaffId {
        StaffId(Uuid::from_u128(1))
    }

    fn bo() -> StaffId {
        StaffId(Uuid::from_u128(2))
    }

    fn case(stage: Stage) -> Case {
        Case::sample(UnitId(Uuid::nil()), ResidentId(Uuid::nil()), "19".into(), stage)
    }

    fn end<A>(step: Result<Step<A>, Refusal>) -> &'static str {
        match step {
            Ok(step) => step.stage.code().code(),
            Err(Refusal::Closed) => "closed!",
            Err(Refusal::WrongStage(_)) => "stage!",
            Err(Refusal::NotReplyable) => "unasked!",
            Err(Refusal::SameHandler) => "same!",
        }
    }

    // proves: B-2, L-2, L-3, L-4, L-5, L-7, L-8, L-9, L-10, L-11, L-12, L-15
    #[test]
    fn every_stage_meets_every_step() {
        // submit, distribute, redistribute to another, to the same, ask back, in part, answer,
        // resident's reply, withdraw
        let table = [
            "new stage! stage! stage! stage! stage! stage! unasked! stage!",
            "stage! assigned stage! stage! stage! stage! stage! unasked! closed",
            "stage! stage! assigned same! awaiting-resident assigned closed unasked! stage!",
            "stage! stage! awaiting-resident same! awaiting-resident awaiting-resident closed assigned stage!",
            "closed! closed! closed! same! closed! closed! closed! closed! closed!",
            "closed! closed! closed! closed! closed! closed! closed! closed! closed!",
        ];
        for (stage, expected) in Case::sample_stages(anna()).into_iter().zip(table) {
            let case = case(stage);
            let ends = [
                end(case.submit()),
                end(case.distribute(anna(), false)),
                end(case.redistribute(bo())),
                end(case.redistribute(anna())),
                end(case.ask_back(NOW)),
                end(case.reply_in_part()),
                end(case.answer(NOW)),
                end(case.reply_as_resident(true)),
                end(case.withdraw(NOW)),
            ];
            assert_eq!(ends.join(" "), expected, "from {:?}", case.stage);
        }
    }

    // proves: B-22
    #[test]
    fn only_words_from_the_unit_count_as_a_response() {
        let new = case(Stage::New);
        let with_handler = case(Stage::Assigned { handler: anna() });
        assert!(!new.distribute(anna(), false).expect("new").responds);
        assert!(new.distribute(anna(), true).expect("new").responds);
        assert!(!with_handler.redistribute(bo()).expect("assigned").responds);
        assert!(with_handler.ask_back(NOW).expect("assigned").responds);
        assert!(with_handler.reply_in_part().expect("assigned").responds);
        assert!(with_handler.answer(NOW).expect("assigned").responds);
    }

    #[test]
    fn a_second_question_keeps_the_first_waiting_time() {
        let later = DateTime::<Utc>::MAX_UTC;
        let waiting = case(Stage::AwaitingResident { handler: anna(), since: NOW });
        let step = waiting.ask_back(later).expect("may ask again");
        assert_eq!(step.stage, Stage::AwaitingResident { handler: anna(), since: NOW });
    }

    #[test]
    fn the_handler_changes_and_nothing_else() {
        let waiting = case(Stage::AwaitingResident { handler: anna(), since: NOW });
        let step = waiting.redistribute(bo()).expect("another handler");
        assert_eq!(step.stage, Stage::AwaitingResident { handler: bo(), since: NOW });
        let closed = case(Stage::Closed(Closing::Answered { handler: anna(), at: NOW }));
        assert_eq!(closed.handler(), Some(anna()));
    }
}
