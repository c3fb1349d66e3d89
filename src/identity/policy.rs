//! Who may do what with sessions and residents. Pure.

use uuid::Uuid;

use super::resident::{Resident, SearchingUnit};
use crate::{
    access::{Action, Actor, Capacity, Role, Scope, Subject, Verdict},
    id::ResidentId,
};

/// The caller, as the subject of what they do with their own sessions.
pub struct Own {
    pub id: Uuid,
    pub patient: Option<ResidentId>,
}

impl Own {
    pub fn of(actor: &Actor) -> Self {
        Self { id: actor.uuid(), patient: actor.resident().map(|resident| resident.id) }
    }
}

impl Subject for Own {
    fn id(&self) -> Uuid {
        self.id
    }

    fn patient(&self) -> Option<ResidentId> {
        self.patient
    }
}

macro_rules! own {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Action for $name {
            type On = Own;
            const NAME: &'static str = $code;
            fn decide(actor: &Actor, own: &Own) -> Verdict {
                let is_own = actor.uuid() == own.id;
                Verdict::or(is_own.then(|| actor.plain_capacity()), Verdict::Hide)
            }
        }
    )+};
}

own! {
    /// See who is signed in.
    ReadSession = "session.read";
    /// Take a new token for the old.
    RenewSession = "session.renew";
    /// Sign out.
    EndSession = "session.end";
    /// Sign out everywhere.
    EndAllSessions = "session.end-all";
}

macro_rules! for_oneself_or_a_child {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Action for $name {
            type On = Resident;
            const NAME: &'static str = $code;
            fn decide(actor: &Actor, resident: &Resident) -> Verdict {
                Verdict::or(actor.as_resident(resident.id), Verdict::Hide)
            }
        }
    )+};
}

for_oneself_or_a_child! {
    /// See what the register says, and the settings.
    ReadResident = "resident.read";
    /// Say where notices go.
    ChangeSettings = "resident.change-settings";
    /// See whether the national personal data service has the contact details.
    ReadContactSharing = "contact-sharing.read";
    /// Say yes or no to that.
    ChangeContactSharing = "contact-sharing.change";
}

/// Open a child's account in the child's stead. Those who sign in themselves do it by accepting the
/// terms.
pub struct ActivateChild;

impl Action for ActivateChild {
    type On = Resident;
    const NAME: &'static str = "resident.activate";

    fn decide(actor: &Actor, resident: &Resident) -> Verdict {
        match actor.as_resident(resident.id) {
            Some(Capacity::Guardian) => Verdict::Allow(Capacity::Guardian),
            Some(_) => Verdict::Forbid,
            None => Verdict::Hide,
        }
    }
}

/// See the children one may act for. Nobody else's business, not even a guardian's of the guardian.
pub struct ListChildren;

impl Action for ListChildren {
    type On = Resident;
    const NAME: &'static str = "resident.list-children";

    fn decide(actor: &Actor, resident: &Resident) -> Verdict {
        let own = actor.resident().is_some_and(|own| own.id == resident.id);
        Verdict::or(own.then_some(Capacity::Resident), Verdict::Hide)
    }
}

/// Look a person up by personal number (matrix row 43). Also a search that finds nobody is recorded.
pub struct SearchResident;

impl Action for SearchResident {
    type On = SearchingUnit;
    const NAME: &'static str = "resident.search";

    fn decide(actor: &Actor, unit: &SearchingUnit) -> Verdict {
        let roles = [Role::Receiver, Role::Handler, Role::LocalAdministrator];
        let at_unit = roles.into_iter().find(|role| actor.has_at(*role, unit.id));
        let capacity =
            at_unit.map(Capacity::from).or_else(|| actor.administers_accounts(&unit.region_code));
        let otherwise = if actor.works_at(unit.id) { Verdict::Forbid } else { Verdict::Hide };
        Verdict::or(capacity, otherwise)
    }
}

/// The population register's door.
pub struct Register(pub Uuid);

impl Subject for Register {
    fn id(&self) -> Uuid {
        self.0
    }
}

/// Send residents and guardians from the population register.
pub struct ImportRegister;

impl Action for ImportRegister {
    type On = Register;
    const NAME: &'static str = "register.import";

    fn decide(actor: &Actor, _: &Register) -> Verdict {
        let may = actor.has_scope(Scope::RegisterWrite);
        Verdict::or(may.then_some(Capacity::System), Verdict::Forbid)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::resident::tests::anna, *};
    use crate::access::{Cast, ResidentActor, sheet::Sheet};

    fn resident(id: u128, wards: &[u128]) -> Actor {
        let wards = wards.iter().map(|ward| ResidentId(Uuid::from_u128(*ward))).collect();
        Actor::Resident(ResidentActor { id: ResidentId(Uuid::from_u128(id)), wards })
    }

    #[test]
    fn a_guardian_reads_the_child_but_not_the_childs_children() {
        let (own, guardian, other) = (resident(1, &[]), resident(2, &[1]), resident(3, &[]));
        let read = |actor| ReadResident::decide(actor, &anna());
        assert_eq!(read(&own), Verdict::Allow(Capacity::Resident));
        assert_eq!(read(&guardian), Verdict::Allow(Capacity::Guardian));
        assert_eq!(read(&other), Verdict::Hide);
        assert_eq!(ListChildren::decide(&guardian, &anna()), Verdict::Hide);
        assert_eq!(ListChildren::decide(&own, &anna()), Verdict::Allow(Capacity::Resident));
    }

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Identity", &cast);
        let own = Own { id: cast.subject.0, patient: Some(cast.subject) };
        sheet.section("sessions of the resident's");
        sheet.row::<ReadSession>(&own);
        sheet.row::<RenewSession>(&own);
        sheet.row::<EndSession>(&own);
        sheet.row::<EndAllSessions>(&own);
        let own = Own { id: cast.handler.0, patient: None };
        sheet.section("sessions of the handler's");
        sheet.row::<ReadSession>(&own);
        sheet.row::<RenewSession>(&own);
        sheet.row::<EndSession>(&own);
        sheet.row::<EndAllSessions>(&own);
        let resident = Resident { id: cast.subject, ..anna() };
        sheet.section("the resident");
        sheet.row::<ReadResident>(&resident);
        sheet.row::<ChangeSettings>(&resident);
        sheet.row::<ReadContactSharing>(&resident);
        sheet.row::<ChangeContactSharing>(&resident);
        sheet.row::<ActivateChild>(&resident);
        sheet.row::<ListChildren>(&resident);
        sheet.section("looking residents up from the unit");
        sheet.row::<SearchResident>(&SearchingUnit { id: cast.unit, region_code: cast.region() });
        sheet.section("the population register");
        sheet.row::<ImportRegister>(&Register(Uuid::nil()));
        sheet.must_be("docs/access/identity.md");
    }
}
