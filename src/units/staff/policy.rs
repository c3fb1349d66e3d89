//! Who may see and change what is a member of staff's own (matrix row 42): they alone.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Subject, Verdict},
    id::StaffId,
};

/// The settings of one member of staff.
#[derive(Debug)]
pub struct OwnSettings(pub StaffId);

impl Subject for OwnSettings {
    fn id(&self) -> Uuid {
        self.0.0
    }
}

fn own(actor: &Actor, settings: &OwnSettings) -> Verdict {
    let is_own = actor.staff().is_some_and(|staff| staff.id == settings.0);
    Verdict::or(is_own.then_some(Capacity::Staff), Verdict::Hide)
}

pub struct ReadStaffSettings;

impl Action for ReadStaffSettings {
    type On = OwnSettings;
    const NAME: &'static str = "staff.read-settings";

    fn decide(actor: &Actor, settings: &OwnSettings) -> Verdict {
        own(actor, settings)
    }
}

pub struct ChangeStaffSettings;

impl Action for ChangeStaffSettings {
    type On = OwnSettings;
    const NAME: &'static str = "staff.change-settings";

    fn decide(actor: &Actor, settings: &OwnSettings) -> Verdict {
        own(actor, settings)
    }
}
