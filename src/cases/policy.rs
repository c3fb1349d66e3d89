//! Who may do what to a case (cases.md 2.2 and the hard confidentiality rule below it):
//! only the resident's side, the unit's receivers and the assigned handler see content.

use uuid::Uuid;

use super::case::{Case, Stage};
use crate::{
    access::{
        Action, Actor, Capacity, Role, Subject,
        Verdict::{self, Allow, Forbid, Hide},
    },
    id::{ResidentId, UnitId},
};

/// All cases of one resident, as one thing to be let in to.
#[derive(Debug)]
pub struct ResidentCases(pub ResidentId);

impl Subject for ResidentCases {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

/// All submitted cases of one unit, as one thing to be let in to.
#[derive(Debug)]
pub struct UnitCases {
    pub unit: UnitId,
    pub region: String,
}

impl Subject for UnitCases {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// The resident's side: the person themselves, or the guardian of a young child.
fn residents_side(actor: &Actor, case: &Case) -> Option<Capacity> {
    actor.as_resident(case.subject)
}

/// A receiver of the unit. Drafts are nobody's business there.
fn receiver(actor: &Actor, case: &Case) -> Option<Capacity> {
    let at_unit = actor.has_at(Role::Receiver, case.unit) && case.stage != Stage::Draft;
    at_unit.then_some(Capacity::Receiver)
}

/// The assigned handler, as long as they are a handler at the unit.
fn assigned_handler(actor: &Actor, case: &Case) -> Option<Capacity> {
    let staff = actor.staff()?;
    let is_theirs = case.handler() == Some(staff.id) && staff.has_at(Role::Handler, case.unit);
    is_theirs.then_some(Capacity::Handler)
}

/// A member of the group that has the case, as long as they are a handler at the unit.
fn group_member(actor: &Actor, case: &Case) -> Option<Capacity> {
    let (staff, group) = (actor.staff()?, case.stage.group()?);
    let is_theirs = staff.is_member(group) && staff.has_at(Role::Handler, case.unit);
    is_theirs.then_some(Capacity::Handler)
}

fn reader(actor: &Actor, case: &Case) -> Option<Capacity> {
    residents_side(actor, case)
        .or_else(|| assigned_handler(actor, case))
        .or_else(|| group_member(actor, case))
        .or_else(|| receiver(actor, case))
}

/// Those who can send something in the case that files go with (B-62).
fn attacher(actor: &Actor, case: &Case) -> Option<Capacity> {
    residents_side(actor, case)
        .or_else(|| assigned_handler(actor, case))
        .or_else(|| receiver(actor, case))
}

/// What to say to those who may not: administrators know that cases exist and never what is in
/// them (403); another handler, another unit and everybody else learn nothing (404).
fn refuse(actor: &Actor, case: &Case) -> Verdict {
    let administers = [Role::LocalAdministrator, Role::PermissionAdministrator, Role::Reviewer]
        .iter()
        .any(|role| actor.has_at(*role, case.unit))
        || actor.administers_region(&case.region).is_some();
    let knows = administers && case.stage != Stage::Draft;
    if knows || reader(actor, case).is_some() { Forbid } else { Hide }
}

macro_rules! on_case {
    ($($(#[$doc:meta])* $name:ident = $action:literal, |$actor:ident, $case:ident| $who:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, PartialEq)]
        pub struct $name;

        impl Action for $name {
            type On = Case;
            const NAME: &'static str = $action;

            fn decide($actor: &Actor, $case: &Case) -> Verdict {
                $who.map_or_else(|| refuse($actor, $case), Allow)
            }
        }
    )+};
}

on_case! {
    /// Read a case with everything that was said.
    Read = "case.read", |actor, case| reader(actor, case);
    /// Read a file in it.
    ReadAttachment = "case.read-attachment", |actor, case| reader(actor, case);
    /// Upload a file, to be sent with a message. Row 16.
    Attach = "case.attach", |actor, case| attacher(actor, case);
    /// See and take back what one has uploaded and not sent.
    ListAttachments = "case.list-attachments", |actor, case| attacher(actor, case);
    RemoveAttachment = "case.remove-attachment", |actor, case| attacher(actor, case);
    /// Change or throw away a draft.
    ChangeDraft = "case.change-draft", |actor, case| residents_side(actor, case);
    DiscardDraft = "case.discard-draft", |actor, case| residents_side(actor, case);
    Submit = "case.submit", |actor, case| residents_side(actor, case);
    Withdraw = "case.withdraw", |actor, case| residents_side(actor, case);
    /// Answer what the unit asked.
    ReplyAsResident = "case.reply", |actor, case| residents_side(actor, case);
    /// Give a new case to a handler (fördela), with or without a partial reply. Rows 4, 5.
    Distribute = "case.distribute", |actor, case| receiver(actor, case);
    /// Give it to another handler (omfördela). Rows 6, 7.
    Redistribute = "case.redistribute",
        |actor, case| receiver(actor, case).or_else(|| assigned_handler(actor, case));
    /// Ask the resident (motfråga). Row 10.
    AskBack = "case.ask-back", |actor, case| assigned_handler(actor, case);
    /// Tell the resident something on the way (delsvar). Row 9.
    ReplyInPart = "case.reply-in-part", |actor, case| assigned_handler(actor, case);
    /// Answer and close (besvara). Row 11.
    AnswerCase = "case.answer", |actor, case| assigned_handler(actor, case);
    /// Put it back among the new ones.
    Unassign = "case.unassign", |actor, case| receiver(actor, case);
    /// Take what the group has been given.
    Take = "case.take", |actor, case| group_member(actor, case);
    /// Close without an answer, with a reason. Row 12.
    CloseCase = "case.close",
        |actor, case| receiver(actor, case).or_else(|| assigned_handler(actor, case));
    /// Open a closed case again: a receiver, or who had it last. Row 13.
    Reopen = "case.reopen",
        |actor, case| receiver(actor, case).or_else(|| assigned_handler(actor, case));
    /// Say that what matters stands in the record.
    Document = "case.document",
        |actor, case| assigned_handler(actor, case).or_else(|| receiver(actor, case));
    /// Begin a new case that follows this one up.
    FollowUp = "case.follow-up", |actor, case| residents_side(actor, case);
    /// What only the house itself does, when it is due.
    WarnOfExpiry = "case.warn-of-expiry", |actor, _case| actor.as_worker();
    Expire = "case.expire", |actor, _case| actor.as_worker();
    TellInfected = "case.tell-infected", |actor, _case| actor.as_worker();
    HandOver = "case.hand-over", |actor, _case| actor.as_worker();
    SetAside = "case.set-aside", |actor, _case| actor.as_worker();
    PutBack = "case.put-back", |actor, _case| actor.as_worker();
    Keep = "case.keep", |actor, _case| actor.as_worker();
}

/// Start a case for a resident.
#[derive(Debug)]
pub struct Start;

impl Action for Start {
    type On = ResidentCases;
    const NAME: &'static str = "case.start";

    fn decide(actor: &Actor, cases: &ResidentCases) -> Verdict {
        Verdict::or(actor.as_resident(cases.0), Hide)
    }
}

/// See a resident's list of cases.
#[derive(Debug)]
pub struct ListOfResident;

impl Action for ListOfResident {
    type On = ResidentCases;
    const NAME: &'static str = "case.list";

    fn decide(actor: &Actor, cases: &ResidentCases) -> Verdict {
        Verdict::or(actor.as_resident(cases.0), Hide)
    }
}

/// See a unit's list: a receiver all of it (row 1), a handler what is theirs (row 3).
#[derive(Debug)]
pub struct ListOfUnit;

impl Action for ListOfUnit {
    type On = UnitCases;
    const NAME: &'static str = "case.list-unit";

    fn decide(actor: &Actor, cases: &UnitCases) -> Verdict {
        if actor.has_at(Role::Receiver, cases.unit) {
            return Allow(Capacity::Receiver);
        }
        if actor.has_at(Role::Handler, cases.unit) {
            return Allow(Capacity::Handler);
        }
        let knows = actor.works_at(cases.unit) || actor.administers_region(&cases.region).is_some();
        if knows { Forbid } else { Hide }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet};

    /// Who may do what in each stage, as a table that people review: `docs/access/cases.md`.
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let case = |stage| Case::sample(cast.unit, cast.subject, cast.region(), stage);
        let mut sheet = sheet::Sheet::new("Cases", &cast);
        for stage in Case::sample_stages(cast.handler, cast.group) {
            let case = case(stage);
            let ended = case.stage.closing().map(|closing| closing.kind().code());
            sheet.section(ended.unwrap_or(case.stage.code().code()));
            sheet.row::<Read>(&case);
            sheet.row::<crate::cases::print::Print>(&case);
            sheet.row::<ChangeDraft>(&case);
            sheet.row::<DiscardDraft>(&case);
            sheet.row::<Submit>(&case);
            sheet.row::<Withdraw>(&case);
            sheet.row::<Distribute>(&case);
            sheet.row::<Redistribute>(&case);
            sheet.row::<AskBack>(&case);
            sheet.row::<ReplyInPart>(&case);
            sheet.row::<AnswerCase>(&case);
            sheet.row::<ReplyAsResident>(&case);
            sheet.row::<Attach>(&case);
            sheet.row::<ReadAttachment>(&case);
            sheet.row::<ListAttachments>(&case);
            sheet.row::<RemoveAttachment>(&case);
            sheet.row::<Unassign>(&case);
            sheet.row::<Take>(&case);
            sheet.row::<CloseCase>(&case);
            sheet.row::<Reopen>(&case);
            sheet.row::<Document>(&case);
            sheet.row::<FollowUp>(&case);
            sheet.row::<Expire>(&case);
            sheet.row::<TellInfected>(&case);
            sheet.row::<SetAside>(&case);
        }
        sheet.section("lists");
        sheet.row::<Start>(&ResidentCases(cast.subject));
        sheet.row::<ListOfResident>(&ResidentCases(cast.subject));
        sheet.row::<ListOfUnit>(&UnitCases { unit: cast.unit, region: cast.region() });
        sheet.must_be("docs/access/cases.md");
    }
}
