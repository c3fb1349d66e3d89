//! A case (ärende): what the rules know of it. Its stages are in `stage`, the steps between them in
//! `step`. Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::citizen::{CitizenCase, CitizenMode};
pub use super::{
    refusal::{AGENT_NOT_ALLOWED, PROBLEMS, RESIDENT_OUT_OF_REACH, Refusal},
    stage::{CloseKind, Closing, Orphaned, Stage, StageCode},
    step::{Recipient, Step},
};
use crate::{
    access::{Capacity, Region, Subject},
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
    pub reopened_count: i16,
    /// Set while the handler can't look after it.
    pub orphan: Option<Orphaned>,
    /// When it was said that what matters stands in the record (B-9).
    pub documented: Option<DateTime<Utc>>,
    /// When the resident was told that the case runs out.
    pub expiry_told_at: Option<DateTime<Utc>>,
    pub rules: TypeRules,
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

/// What the case type says of its cases' lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TypeRules {
    /// An unanswered question closes the case after so many days.
    pub expires_after_days: Option<i16>,
    /// Whether the record must be confirmed before the case is closed (B-9).
    pub documentation_required: bool,
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
    pub group_name: Option<String>,
    pub answers: serde_json::Map<String, serde_json::Value>,
    pub created_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub first_response_due_at: Option<DateTime<Utc>>,
    pub first_response_warn_at: Option<DateTime<Utc>>,
    /// The closed case that this one follows up (L-17).
    pub previous: Option<CaseId>,
}

/// A resident by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Name {
    pub full: String,
    pub protected_identity: bool,
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

impl Case {
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

    /// Who has the case, or had it when it was closed.
    pub fn handler(&self) -> Option<StaffId> {
        self.stage.handler()
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
            reopened_count: 0,
            orphan: None,
            documented: None,
            expiry_told_at: None,
            rules: TypeRules::default(),
            version: 1,
            facts: Facts::default(),
        }
    }

    /// Every stage there is, with that handler and that group where there is one.
    pub fn sample_stages(handler: StaffId, group: crate::id::StaffGroupId) -> [Stage; 9] {
        let (now, reason) = (DateTime::UNIX_EPOCH, "Löst på annat sätt.".to_owned());
        [
            Stage::Draft,
            Stage::New,
            Stage::WithGroup { group },
            Stage::Assigned { handler },
            Stage::AwaitingResident { handler, since: now },
            Stage::Closed(Closing::Answered { handler, at: now }),
            Stage::Closed(Closing::WithoutReply { handler: None, at: now, reason }),
            Stage::Closed(Closing::Expired { handler, at: now }),
            Stage::Closed(Closing::Withdrawn { at: now }),
        ]
    }
}
