//! Who may let a unit's information go, hold it back and hand it to the archive (cases.md 2.2, row 38,
//! B-135): the unit's local administrators and the region's, and no one else. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// What a unit keeps, as one thing.
#[derive(Debug)]
pub struct UnitRetention {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for UnitRetention {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

fn keeper(actor: &Actor, on: &UnitRetention) -> Option<Capacity> {
    if actor.has_at(Role::LocalAdministrator, on.unit) {
        return Some(Capacity::LocalAdministrator);
    }
    actor.manages_region(&on.region).then_some(Capacity::RegionalAdministrator)
}

fn refuse(actor: &Actor, on: &UnitRetention) -> Verdict {
    let inside = actor.works_at(on.unit) || actor.administers_region(&on.region).is_some();
    if inside { Verdict::Forbid } else { Verdict::Hide }
}

macro_rules! on_unit {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = UnitRetention;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &UnitRetention) -> Verdict {
                Verdict::or(keeper(actor, on), refuse(actor, on))
            }
        }
    )+};
}

on_unit! {
    ListHolds = "legal-hold.list";
    PlaceHold = "legal-hold.place";
    LiftHold = "legal-hold.lift";
    ListPurges = "purge.list";
    ReadPurge = "purge.read";
    /// Dry run: what has been kept long enough.
    ProposePurge = "purge.propose";
    /// Take everything that is to go out of the house. Shows content, so each person's record says so.
    ExportPurge = "purge.export";
    /// Say that the archive has it.
    DeliverPurge = "purge.deliver";
    /// Never by the one who proposed it.
    ApprovePurge = "purge.approve";
    RejectPurge = "purge.reject";
    ListCertificates = "purge-certificate.list";
}
