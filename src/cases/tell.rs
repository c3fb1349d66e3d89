//! Who is told that something has happened in a case, never what.

use super::case::Case;
use crate::{
    db::Tx,
    failure::Failure,
    id::{AttachmentId, CaseId, EventId, InboxItemId, ResidentId, StaffGroupId, StaffId, UnitId},
    inbox,
    jobs::{self, Notice},
    units,
};

/// What an item in the inbox says has happened.
#[derive(Debug, Clone, Copy)]
pub enum News {
    /// There is something to read.
    Message,
    /// The unit ended it without an answer.
    Closed,
    Reopened,
    /// It closes by itself unless the resident answers.
    RunsOut,
    RanOut,
    /// The scanner found malware in a file that was uploaded.
    FileInfected,
}

impl News {
    fn title(self, case: &Case) -> String {
        let about = &case.facts.title;
        match self {
            Self::Message => about.clone(),
            Self::Closed => format!("Avslutat av mottagningen: {about}"),
            Self::Reopened => format!("Öppnat igen: {about}"),
            Self::RunsOut => format!("Avslutas snart utan ditt svar: {about}"),
            Self::RanOut => format!("Avslutat utan ditt svar: {about}"),
            Self::FileInfected => format!("En bilaga kunde inte tas emot: {about}"),
        }
    }
}

/// Puts word of something to read into the subject's inbox, and tells them to look there.
/// Refused while the subject's log-in is locked: nobody could read it.
pub fn resident(tx: &mut Tx<'_>, case: &Case) -> Result<(), Failure> {
    inbox::must_be_readable(tx, case.subject)?;
    news(tx, case, News::Message)
}

/// The same for news of that kind.
pub fn news(tx: &mut Tx<'_>, case: &Case, news: News) -> Result<(), Failure> {
    resident_of(tx, (case.subject, case.unit, case.id), &news.title(case)).map(drop)
}

/// The same for a case that this very transaction began.
pub fn resident_of(
    tx: &mut Tx<'_>,
    (resident, unit, case): (ResidentId, UnitId, CaseId),
    title: &str,
) -> Result<InboxItemId, Failure> {
    let title = title.to_owned();
    let about = inbox::About::Case(case);
    inbox::deliver(tx, inbox::Delivery { resident, unit, about, title })
}

/// Tells the unit's receivers who have asked for it that a case has come in (B-72).
pub fn receivers(tx: &mut Tx<'_>, case: &Case, cause: EventId) -> Result<(), Failure> {
    let contacts = units::receivers_to_notify(tx, case.unit)?;
    Ok(jobs::notify_staff(tx, cause, Notice::CaseIncoming, &contacts)?)
}

/// Tells all of the unit's receivers that a case needs a handler (I-6).
pub fn needs_handler(tx: &mut Tx<'_>, unit: UnitId, cause: EventId) -> Result<(), Failure> {
    let contacts = units::receivers_of(tx, unit)?;
    Ok(jobs::notify_staff(tx, cause, Notice::CasesNeedHandler, &contacts)?)
}

/// Tells a handler who has asked for it that a case waits for them (B-72).
pub fn handler(tx: &mut Tx<'_>, handler: StaffId, cause: EventId) -> Result<(), Failure> {
    let contact = units::handler_to_notify(tx, handler)?;
    Ok(jobs::notify_staff(tx, cause, Notice::CaseAssigned, contact.as_slice())?)
}

/// Tells those of a group who have asked for it that a case waits for one of them.
pub fn group(tx: &mut Tx<'_>, group: StaffGroupId, cause: EventId) -> Result<(), Failure> {
    let contacts = units::members_to_notify(tx, group)?;
    Ok(jobs::notify_staff(tx, cause, Notice::CaseAssigned, &contacts)?)
}

/// Tells whoever uploaded a file that it was not taken. The file itself is the cause.
pub fn uploader(tx: &mut Tx<'_>, staff: StaffId, file: AttachmentId) -> Result<(), Failure> {
    let contacts = units::whom_to_notify(tx, &[staff])?;
    Ok(jobs::notify_staff(tx, EventId(file.0), Notice::AttachmentInfected, &contacts)?)
}
