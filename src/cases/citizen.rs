//! A case that care began (invånarärende): information, which is closed when it is sent, or questions,
//! which wait for the resident from the first moment (cases.md 4.2).

use chrono::{DateTime, Utc};

use super::{
    case::MessageKind,
    draft::number,
    store::{self, NewCase},
    tell,
};
use crate::{
    db::Tx,
    failure::Failure,
    id::{
        CaseId, CitizenTemplateId, CitizenTemplateVersionId, InboxItemId, ResidentId, StaffId,
        UnitId,
    },
};

crate::sql::code! {
    /// Whether care tells something or asks something.
    CitizenMode {
        /// Closed when sent; the resident can't reply.
        Information = "information",
        /// A form; the resident's answers go to whoever sent it.
        Questions = "questions",
    }
}

crate::sql::code! {
    /// Who began a case (B-1).
    CaseDirection {
        /// The resident's side, with a case type.
        Resident = "resident",
        /// The unit, with a template (invånarärende).
        Care = "care",
    }
}

/// What a case that care began was sent with.
#[derive(Debug, Clone, PartialEq)]
pub struct CitizenCase {
    pub template: CitizenTemplateId,
    pub template_version: CitizenTemplateVersionId,
    /// The version's number within its template.
    pub number: i32,
    pub mode: CitizenMode,
    pub sent_by: StaffId,
    /// When the template's questions were answered.
    pub answered_at: Option<DateTime<Utc>>,
}

impl CitizenCase {
    /// Whether the template's own questions still wait.
    pub fn asks(&self) -> bool {
        self.mode == CitizenMode::Questions && self.answered_at.is_none()
    }
}

/// What one resident is sent.
#[derive(Debug)]
pub struct NewCitizenCase {
    pub resident: ResidentId,
    pub unit: UnitId,
    pub template_version: CitizenTemplateVersionId,
    pub mode: CitizenMode,
    pub title: String,
    pub body: String,
    pub sent_by: StaffId,
    pub signature: String,
    /// Whether the unit signs, and not the sender.
    pub signed_by_unit: bool,
}

/// Begins the case, says what is to be said in it, and puts word of it into the resident's inbox.
pub fn send(tx: &mut Tx<'_>, new: &NewCitizenCase) -> Result<(CaseId, InboxItemId), Failure> {
    let id = loop {
        let numbered = NewCase { number: number(), new };
        if let Some(id) = store::insert_sent(tx, &numbered)? {
            break id;
        }
    };
    let kind = match new.mode {
        CitizenMode::Information => MessageKind::Information,
        CitizenMode::Questions => MessageKind::Questions,
    };
    store::open_with(tx, id, kind, new)?;
    let item = tell::resident_of(tx, (new.resident, new.unit, id), &new.title)?;
    Ok((id, item))
}
