//! Who may see and change what is a member of staff's own (matrix row 42): they alone. Who may add
//! and look up staff (row 32): the region's team and the nation's. Who may put someone's roles aside.

use uuid::Uuid;

use super::{
    super::place::{Unit, administrator, refuse},
    member::{MemberOf, RegionStaff},
};
use crate::{
    access::{Action, Actor, Capacity, Subject, Verdict},
    id::{StaffId, UnitId},
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

/// The region's own management team and the nation's. Other staff know that there is one.
fn team(actor: &Actor, staff: &RegionStaff) -> Verdict {
    let otherwise = if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide };
    Verdict::or(actor.administers_region(&staff.region), otherwise)
}

macro_rules! for_the_team {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = RegionStaff;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, staff: &RegionStaff) -> Verdict {
                team(actor, staff)
            }
        }
    )+};
}

for_the_team! {
    /// Take someone in from the directory (R-ROLE-7).
    AddStaff = "staff.add";
    /// Look staff up all over the region.
    SearchStaff = "staff.search";
    /// See how to reach local administrators and receivers (row 34).
    ListContacts = "staff.list-contacts";
}

/// A team whose region the person is of. The nation's is everybody's.
fn own_team(actor: &Actor, member: &MemberOf) -> Option<Capacity> {
    let nation = "";
    let mut regions = member.regions.iter().map(String::as_str).chain([nation]);
    regions.find_map(|region| actor.administers_region(region))
}

/// See what the directory says of someone, and every role they have in the region.
pub struct ReadStaff;

impl Action for ReadStaff {
    type On = MemberOf;
    const NAME: &'static str = "staff.read";

    fn decide(actor: &Actor, member: &MemberOf) -> Verdict {
        Verdict::or(own_team(actor, member), Verdict::Hide)
    }
}

/// Ask the directory anew: the team, and the person.
pub struct RefreshStaff;

impl Action for RefreshStaff {
    type On = MemberOf;
    const NAME: &'static str = "staff.refresh";

    fn decide(actor: &Actor, member: &MemberOf) -> Verdict {
        let is_own = actor.staff().is_some_and(|staff| staff.id == member.id);
        let own = is_own.then_some(Capacity::Staff);
        Verdict::or(own_team(actor, member).or(own), Verdict::Hide)
    }
}

/// A person at a unit.
#[derive(Debug)]
pub struct StaffAt {
    pub unit: Unit,
    pub staff: StaffId,
}

impl Subject for StaffAt {
    fn id(&self) -> Uuid {
        self.staff.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit.id)
    }
}

fn may_put_aside(actor: &Actor, at: &StaffAt) -> Verdict {
    Verdict::or(administrator(actor, &at.unit), refuse(actor, &at.unit))
}

/// Put someone's roles at the unit aside (R-ROLE-9).
pub struct Deactivate;

impl Action for Deactivate {
    type On = StaffAt;
    const NAME: &'static str = "staff.deactivate";

    fn decide(actor: &Actor, at: &StaffAt) -> Verdict {
        may_put_aside(actor, at)
    }
}

/// Give them back.
pub struct Reactivate;

impl Action for Reactivate {
    type On = StaffAt;
    const NAME: &'static str = "staff.reactivate";

    fn decide(actor: &Actor, at: &StaffAt) -> Verdict {
        may_put_aside(actor, at)
    }
}
