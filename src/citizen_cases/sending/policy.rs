//! Who sends citizen cases (matrix rows 14 and 15), and who sees what became of them. Pure.

use uuid::Uuid;

use crate::{
    access::{
        Action, Actor, Capacity, Region, Role, Subject,
        Verdict::{self, Forbid, Hide},
    },
    id::{CaseId, CitizenSendingId, ResidentId, StaffId, UnitId},
};

/// All sendings of one unit, as one thing to be let in to.
#[derive(Debug)]
pub struct UnitSendings {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for UnitSendings {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// One sending, as far as permission goes.
#[derive(Debug, Clone)]
pub struct Sending {
    pub id: CitizenSendingId,
    pub unit: UnitId,
    pub region: Region,
    pub sent_by: StaffId,
}

impl Subject for Sending {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

/// One line of a sending, whose turn it is.
#[derive(Debug)]
pub struct Line {
    pub sending: CitizenSendingId,
    pub number: i32,
    pub unit: UnitId,
    pub sent_by: StaffId,
    pub resident: ResidentId,
}

impl Subject for Line {
    fn id(&self) -> Uuid {
        self.sending.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

fn handler(actor: &Actor, unit: UnitId) -> Option<Capacity> {
    actor.has_at(Role::Handler, unit).then_some(Capacity::Handler)
}

fn receiver(actor: &Actor, unit: UnitId) -> Option<Capacity> {
    actor.has_at(Role::Receiver, unit).then_some(Capacity::Receiver)
}

fn knows(actor: &Actor, unit: UnitId, region: &str) -> bool {
    actor.works_at(unit) || actor.administers_region(region).is_some()
}

/// Order a sending.
#[derive(Debug)]
pub struct CreateSending;

impl Action for CreateSending {
    type On = UnitSendings;
    const NAME: &'static str = "citizen-sending.create";

    fn decide(actor: &Actor, on: &UnitSendings) -> Verdict {
        let otherwise = if knows(actor, on.unit, &on.region) { Forbid } else { Hide };
        Verdict::or(handler(actor, on.unit), otherwise)
    }
}

/// See a unit's sendings: a receiver all of them, a handler their own.
#[derive(Debug)]
pub struct ListSendings;

impl Action for ListSendings {
    type On = UnitSendings;
    const NAME: &'static str = "citizen-sending.list";

    fn decide(actor: &Actor, on: &UnitSendings) -> Verdict {
        let otherwise = if knows(actor, on.unit, &on.region) { Forbid } else { Hide };
        Verdict::or(receiver(actor, on.unit).or_else(|| handler(actor, on.unit)), otherwise)
    }
}

/// The sender, while a handler there, and the unit's receivers. Other handlers are told nothing, as
/// of each other's cases; administrators know that there are sendings.
fn follower(actor: &Actor, sending: &Sending) -> Verdict {
    let is_senders = actor.staff().is_some_and(|staff| staff.id == sending.sent_by);
    let own = handler(actor, sending.unit).filter(|_| is_senders);
    let administers = [Role::LocalAdministrator, Role::PermissionAdministrator, Role::Reviewer]
        .iter()
        .any(|role| actor.has_at(*role, sending.unit))
        || actor.administers_region(&sending.region).is_some();
    let otherwise = if administers { Forbid } else { Hide };
    Verdict::or(own.or_else(|| receiver(actor, sending.unit)), otherwise)
}

macro_rules! on_sending {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Sending;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, sending: &Sending) -> Verdict {
                follower(actor, sending)
            }
        }
    )+};
}

on_sending! {
    /// See how far it has come.
    ReadSending = "citizen-sending.read";
    /// See what became of each line.
    ListResults = "citizen-sending.list-results";
    /// Stop what has not been sent.
    CancelSending = "citizen-sending.cancel";
}

/// Send one resident what was ordered. Decided anew for each line, when its turn has come.
#[derive(Debug)]
pub struct SendLine;

impl Action for SendLine {
    type On = Line;
    const NAME: &'static str = "citizen-case.send";

    fn decide(actor: &Actor, line: &Line) -> Verdict {
        let is_senders = actor.staff().is_some_and(|staff| staff.id == line.sent_by);
        Verdict::or(handler(actor, line.unit).filter(|_| is_senders), Forbid)
    }
}

/// One that was sent, and that nobody has opened or answered for long.
#[derive(Debug)]
pub struct Overdue {
    pub sending: CitizenSendingId,
    pub number: i32,
    pub unit: UnitId,
    pub resident: ResidentId,
    pub case: CaseId,
    pub handler: StaffId,
}

impl Subject for Overdue {
    fn id(&self) -> Uuid {
        self.case.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// Remind the resident of it, once.
#[derive(Debug)]
pub struct Remind;

impl Action for Remind {
    type On = Overdue;
    const NAME: &'static str = "citizen-case.remind";

    fn decide(actor: &Actor, overdue: &Overdue) -> Verdict {
        let has_it = actor.staff().is_some_and(|staff| staff.id == overdue.handler);
        Verdict::or(handler(actor, overdue.unit).filter(|_| has_it), Forbid)
    }
}

#[cfg(test)]
impl Sending {
    /// A sending by that person, for tests of policies.
    pub fn sample(unit: UnitId, region: Region, sent_by: StaffId) -> Self {
        Self { id: CitizenSendingId(Uuid::nil()), unit, region, sent_by }
    }
}
