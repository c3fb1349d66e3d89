//! A reply template as the thing that actions are decided on.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    access::{Region, Subject},
    id::{CaseTypeId, ReplyTemplateId, StaffId, UnitId},
    units::form::Component,
};

crate::sql::code! {
    /// The kind of reply that a template is for.
    TemplateKind {
        /// Asks the resident (motfråga).
        CounterQuestion = "counter-question",
        /// Tells the resident something on the way (delsvar).
        PartialReply = "partial-reply",
        /// Answers and closes (besvara).
        Answer = "answer",
    }
}

/// All templates at one unit, as one thing to be let in to.
#[derive(Debug)]
pub struct UnitTemplates {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for UnitTemplates {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

#[derive(Debug, Clone)]
pub struct Template {
    pub id: ReplyTemplateId,
    pub unit: UnitId,
    pub region: Region,
    /// Whose own it is; none for the unit's.
    pub owner: Option<StaffId>,
    pub kind: TemplateKind,
    pub case_type: Option<CaseTypeId>,
    /// The latest version.
    pub text: Text,
}

/// One version of what a template says.
#[derive(Debug, Clone)]
pub struct Text {
    pub number: i64,
    pub title: String,
    pub body: String,
    pub questions: Vec<Component>,
    pub written_by: StaffId,
    pub written_at: DateTime<Utc>,
}

impl Subject for Template {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}
