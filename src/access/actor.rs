//! The person or system making a request, with the rights the database gives them right now.

use crate::id::{ClientId, ResidentId, StaffGroupId, StaffId, UnitId};

crate::sql::code! {
    /// What a member of staff is trusted with (cases.md 2.1).
    Role {
        /// Watches and distributes the unit's incoming cases (ärendemottagare).
        Receiver = "receiver",
        /// Answers the cases assigned to them (ärendehanterare).
        Handler = "handler",
        /// Runs the unit's settings, case types and roles (lokal administratör).
        LocalAdministrator = "local-administrator",
        /// Gives and takes receiver and handler roles (behörighetsadministratör).
        PermissionAdministrator = "permission-administrator",
        /// Reviews the unit's access log (granskare).
        Reviewer = "reviewer",
        /// Locks log-ins and protects residents for the region (kontoadministratör).
        AccountAdministrator = "account-administrator",
        /// The region's management team (regional administratör).
        RegionalAdministrator = "regional-administrator",
        /// All regions (nationell administratör).
        NationalAdministrator = "national-administrator",
    }
}

crate::sql::code! {
    /// What a system client's token may be used for.
    Scope {
        /// Send residents and guardians from the population register.
        RegisterWrite = "register:write",
        /// Read units and case types, for directories.
        UnitsRead = "units:read",
        /// Fill its units' time books, for record systems: publish times, block them and take them back.
        SlotsWrite = "slots:write",
        /// Keep its units' bookings, for record systems: give times, move and cancel them, note who came.
        BookingsWrite = "bookings:write",
        /// Read its units' time books and bookings as FHIR, for record systems and partners.
        FhirRead = "fhir:read",
        /// Print summonses on paper and put them in the post, for printers.
        LettersSend = "letters:send",
    }
}

crate::sql::code! {
    /// In which quality someone acted. The audit record keeps it.
    Capacity {
        Resident = "resident",
        Guardian = "guardian",
        /// Whom a court has let speak for an adult (god man, förvaltare).
        LegalRepresentative = "legal-representative",
        Receiver = "receiver",
        Handler = "handler",
        LocalAdministrator = "local-administrator",
        PermissionAdministrator = "permission-administrator",
        Reviewer = "reviewer",
        AccountAdministrator = "account-administrator",
        RegionalAdministrator = "regional-administrator",
        NationalAdministrator = "national-administrator",
        /// Decides on journal measures at a unit: its operations manager, or a delegate.
        DecisionMaker = "decision-maker",
        /// Staff without a role that matters here.
        Staff = "staff",
        System = "system",
        /// Nobody signed in.
        Anonymous = "anonymous",
    }
}

impl From<Role> for Capacity {
    fn from(role: Role) -> Self {
        match role {
            Role::Receiver => Self::Receiver,
            Role::Handler => Self::Handler,
            Role::LocalAdministrator => Self::LocalAdministrator,
            Role::PermissionAdministrator => Self::PermissionAdministrator,
            Role::Reviewer => Self::Reviewer,
            Role::AccountAdministrator => Self::AccountAdministrator,
            Role::RegionalAdministrator => Self::RegionalAdministrator,
            Role::NationalAdministrator => Self::NationalAdministrator,
        }
    }
}

/// A region by its two-digit county code, such as `19` for Västmanland.
pub type Region = String;

/// Whoever asks. Built only by the kernel, from a session and the database.
#[derive(Debug, Clone)]
pub enum Actor {
    Resident(ResidentActor),
    Staff(StaffActor),
    System(ClientActor),
    /// The house itself, doing what is due. Nobody signs in as it.
    Worker,
}

/// A signed-in resident, and the children they may act for today.
#[derive(Debug, Clone)]
pub struct ResidentActor {
    pub id: ResidentId,
    pub(crate) wards: Vec<ResidentId>,
}

/// A signed-in member of staff, and every role they hold today.
#[derive(Debug, Clone)]
pub struct StaffActor {
    pub id: StaffId,
    pub(crate) roles: Vec<(Role, Place)>,
    /// The living groups they are a member of.
    pub(crate) groups: Vec<StaffGroupId>,
}

/// Where a role holds, or a system acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Unit(UnitId),
    Region(Region),
    Nation,
}

impl Place {
    /// As the tables have it: a unit, or a region, or with neither the nation.
    pub(super) fn of(unit: Option<UnitId>, region: Option<Region>) -> Self {
        match (unit, region) {
            (Some(unit), _) => Self::Unit(unit),
            (None, Some(region)) => Self::Region(region),
            (None, None) => Self::Nation,
        }
    }

    /// Whether that unit of that region lies there.
    fn holds(&self, unit: UnitId, region: &str) -> bool {
        match self {
            Self::Unit(own) => *own == unit,
            Self::Region(own) => own == region,
            Self::Nation => true,
        }
    }
}

/// A system that speaks for itself.
#[derive(Debug, Clone)]
pub struct ClientActor {
    pub id: ClientId,
    pub(crate) scopes: Vec<Scope>,
    /// Where it acts for units; nowhere until somebody says so.
    pub(crate) places: Vec<Place>,
}

impl Actor {
    pub fn uuid(&self) -> uuid::Uuid {
        match self {
            Self::Resident(resident) => resident.id.0,
            Self::Staff(staff) => staff.id.0,
            Self::System(client) => client.id.0,
            Self::Worker => uuid::Uuid::nil(),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Self::Resident(_) => "resident",
            Self::Staff(_) => "staff",
            Self::System(_) | Self::Worker => "system",
        }
    }

    /// What a refusal is recorded under when no policy has spoken.
    pub fn plain_capacity(&self) -> Capacity {
        match self {
            Self::Resident(_) => Capacity::Resident,
            Self::Staff(_) => Capacity::Staff,
            Self::System(_) | Self::Worker => Capacity::System,
        }
    }

    /// What only the house itself does.
    pub fn as_worker(&self) -> Option<Capacity> {
        matches!(self, Self::Worker).then_some(Capacity::System)
    }

    /// How this caller may act for that resident today: as themselves, as guardian, or not at all.
    pub fn as_resident(&self, id: ResidentId) -> Option<Capacity> {
        match self {
            Self::Resident(resident) if resident.id == id => Some(Capacity::Resident),
            Self::Resident(resident) if resident.wards.contains(&id) => Some(Capacity::Guardian),
            _ => None,
        }
    }

    pub fn resident(&self) -> Option<&ResidentActor> {
        if let Self::Resident(resident) = self { Some(resident) } else { None }
    }

    pub fn staff(&self) -> Option<&StaffActor> {
        if let Self::Staff(staff) = self { Some(staff) } else { None }
    }

    /// Whether this caller holds that role at that very unit.
    pub fn has_at(&self, role: Role, unit: UnitId) -> bool {
        self.staff().is_some_and(|staff| staff.has_at(role, unit))
    }

    /// Whether this caller has any role at that unit.
    pub fn works_at(&self, unit: UnitId) -> bool {
        self.staff()
            .is_some_and(|staff| staff.roles.iter().any(|(_, place)| *place == Place::Unit(unit)))
    }

    /// The administrator's capacity over units of that region, if the caller has one. An account
    /// administrator has none: they look after people's accounts, not after units.
    pub fn administers_region(&self, region: &str) -> Option<Capacity> {
        let staff = self.staff()?;
        staff.roles.iter().find_map(|(role, place)| match (role, place) {
            (Role::RegionalAdministrator, Place::Region(own)) if own == region => {
                Some(Capacity::from(*role))
            }
            (Role::NationalAdministrator, Place::Nation) => Some(Capacity::from(*role)),
            _ => None,
        })
    }

    /// Whether this caller is of that very region's management team.
    pub fn manages_region(&self, region: &str) -> bool {
        let manages = |(role, place): &(Role, Place)| {
            *role == Role::RegionalAdministrator && *place == Place::Region(region.to_owned())
        };
        self.staff().is_some_and(|staff| staff.roles.iter().any(manages))
    }

    /// The nation's administrators.
    pub fn administers_nation(&self) -> Option<Capacity> {
        let staff = self.staff()?;
        let is = staff.roles.iter().any(|(_, place)| *place == Place::Nation);
        is.then_some(Capacity::NationalAdministrator)
    }

    /// The administrators of any region at all, or the nation's.
    pub fn administers_some_region(&self) -> Option<Capacity> {
        let staff = self.staff()?;
        let administers =
            |role: &Role| [Role::RegionalAdministrator, Role::NationalAdministrator].contains(role);
        staff.roles.iter().map(|(role, _)| *role).find(administers).map(Capacity::from)
    }

    /// The capacity in which the caller looks after people's accounts for that region (matrix row
    /// 39): its account administrators, and the administrators above them.
    pub fn administers_accounts(&self, region: &str) -> Option<Capacity> {
        let own = |(role, place): &(Role, Place)| {
            *role == Role::AccountAdministrator && *place == Place::Region(region.to_owned())
        };
        let account = self.staff()?.roles.iter().any(own);
        account
            .then_some(Capacity::AccountAdministrator)
            .or_else(|| self.administers_region(region))
    }

    /// The same for whichever region the caller has it in.
    pub fn administers_some_accounts(&self) -> Option<Capacity> {
        use Role::{AccountAdministrator, NationalAdministrator, RegionalAdministrator};
        let all = [AccountAdministrator, RegionalAdministrator, NationalAdministrator];
        let roles = &self.staff()?.roles;
        let held = |role: &Role| roles.iter().any(|(own, _)| own == role);
        all.into_iter().find(held).map(Capacity::from)
    }

    /// Whether this is a system that may do that, wherever it does it.
    pub fn has_scope(&self, scope: Scope) -> bool {
        matches!(self, Self::System(client) if client.scopes.contains(&scope))
    }

    /// The capacity of a system that may do that, and acts for that unit of that region.
    pub fn system_at(&self, scope: Scope, unit: UnitId, region: &str) -> Option<Capacity> {
        let Self::System(client) = self else { return None };
        let acts = client.places.iter().any(|place| place.holds(unit, region));
        (acts && client.scopes.contains(&scope)).then_some(Capacity::System)
    }
}

impl StaffActor {
    pub fn has_at(&self, role: Role, unit: UnitId) -> bool {
        self.roles.iter().any(|(own, place)| *own == role && *place == Place::Unit(unit))
    }

    pub fn is_member(&self, group: StaffGroupId) -> bool {
        self.groups.contains(&group)
    }

    pub fn roles_at(&self, unit: UnitId) -> impl Iterator<Item = Role> + '_ {
        self.roles
            .iter()
            .filter(move |(_, place)| *place == Place::Unit(unit))
            .map(|(role, _)| *role)
    }
}
