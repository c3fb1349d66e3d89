//! Who appoints whom: the region its operations managers, a manager the unit's delegates. Pure.

use uuid::Uuid;

use crate::{
    access::{Action, Actor, Capacity, Region, Role, Subject, Verdict},
    id::{StaffId, UnitId},
    journal::measures::deciding::Office,
};

/// Those who decide on measures at one unit today.
#[derive(Debug, Clone)]
pub struct UnitsDeciders {
    pub unit: UnitId,
    pub region: Region,
    pub today: Vec<(StaffId, Office)>,
}

impl Subject for UnitsDeciders {
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

fn decides(actor: &Actor, on: &UnitsDeciders, only: Option<Office>) -> Option<Capacity> {
    let staff = actor.staff()?;
    let own = |(id, office): &(StaffId, Office)| {
        *id == staff.id && only.is_none_or(|only| only == *office)
    };
    on.today.iter().any(own).then_some(Capacity::DecisionMaker)
}

/// The unit's own people and its administrators know that there is something; others are told nothing.
fn refuse(actor: &Actor, on: &UnitsDeciders) -> Verdict {
    let inside = actor.works_at(on.unit)
        || actor.administers_region(&on.region).is_some()
        || decides(actor, on, None).is_some();
    if inside { Verdict::Forbid } else { Verdict::Hide }
}

/// Those who decide at the unit, for what is theirs alone.
pub fn may_look(actor: &Actor, on: &UnitsDeciders) -> Verdict {
    Verdict::or(decides(actor, on, None), refuse(actor, on))
}

/// See who decides: for those who do, the unit's local administrators, and the region's.
pub struct ListDecisionMakers;

impl Action for ListDecisionMakers {
    type On = UnitsDeciders;
    const NAME: &'static str = "decision-maker.list";

    fn decide(actor: &Actor, on: &UnitsDeciders) -> Verdict {
        let local =
            actor.has_at(Role::LocalAdministrator, on.unit).then_some(Capacity::LocalAdministrator);
        let own = decides(actor, on, None).or(local);
        Verdict::or(own.or_else(|| actor.administers_region(&on.region)), refuse(actor, on))
    }
}

/// Appoint an operations manager, or end the appointment: the region's administrators.
pub struct AppointManager;

impl Action for AppointManager {
    type On = UnitsDeciders;
    const NAME: &'static str = "decision-maker.appoint-manager";

    fn decide(actor: &Actor, on: &UnitsDeciders) -> Verdict {
        Verdict::or(actor.administers_region(&on.region), refuse(actor, on))
    }
}

/// Delegate: the operations manager alone.
pub struct Delegate;

impl Action for Delegate {
    type On = UnitsDeciders;
    const NAME: &'static str = "decision-maker.delegate";

    fn decide(actor: &Actor, on: &UnitsDeciders) -> Verdict {
        Verdict::or(decides(actor, on, Some(Office::OperationsManager)), refuse(actor, on))
    }
}

/// Take a delegation back: the operations manager, or the region when there is none who does.
pub struct EndDelegation;

impl Action for EndDelegation {
    type On = UnitsDeciders;
    const NAME: &'static str = "decision-maker.end-delegation";

    fn decide(actor: &Actor, on: &UnitsDeciders) -> Verdict {
        let manager = decides(actor, on, Some(Office::OperationsManager));
        Verdict::or(manager.or_else(|| actor.administers_region(&on.region)), refuse(actor, on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        journal::measures::{
            deciding::{Deciding, Measures},
            early_access::policy as early,
            extended_access::policy as extended,
            renewal::policy as renewal,
            seal::policy as seal,
        },
    };

    /// Who may do what, as a table that people review: `docs/access/journal_measures.md`.
    // proves: JV-5, JV-8, JV-10
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Journal measures", &cast);
        let deciders = |office| UnitsDeciders {
            unit: cast.unit,
            region: cast.region(),
            today: vec![(cast.handler, office)],
        };
        for (office, name) in [
            (Office::OperationsManager, "the handler is the unit's operations manager"),
            (Office::Delegate, "the handler is a delegate of the unit's operations manager"),
        ] {
            let on = deciders(office);
            sheet.section(name);
            sheet.row::<ListDecisionMakers>(&on);
            sheet.row::<AppointManager>(&on);
            sheet.row::<Delegate>(&on);
            sheet.row::<EndDelegation>(&on);
            sheet.row::<renewal::ListRenewals>(&on);
            let deciding = Deciding {
                staff: cast.handler,
                unit: cast.unit,
                hsa_id: "SE2321000172-DV01".into(),
                region: cast.region(),
                office,
                delegation_reference: None,
            };
            let on = Measures { resident: cast.subject, deciding: vec![deciding] };
            sheet.row::<seal::ListSeals>(&on);
            sheet.row::<seal::SetSeal>(&on);
            sheet.row::<seal::LiftSeal>(&on);
            sheet.row::<seal::RenewSeal>(&on);
            sheet.row::<extended::ListExtendedAccess>(&on);
            sheet.row::<extended::ExtendAccess>(&on);
            sheet.row::<extended::EndExtendedAccess>(&on);
            sheet.row::<early::ListEarlyAccess>(&on);
            sheet.row::<early::GiveEarlyAccess>(&on);
            sheet.row::<early::EndEarlyAccess>(&on);
        }
        sheet.must_be("docs/access/journal_measures.md");
    }
}
