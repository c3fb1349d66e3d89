//! A care unit as the thing that actions are decided on, and who runs it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{Queryable, Selectable};
use uuid::Uuid;

use super::availability::UnitStatus;
use crate::{
    access::{Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
    schema::unit,
};

/// A care unit, as far as permission and its own state go.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(diesel::pg::Pg))]
pub struct Unit {
    pub id: UnitId,
    pub hsa_id: String,
    #[diesel(column_name = region_code)]
    pub region: Region,
    pub status: UnitStatus,
    #[diesel(column_name = recommended_by_region)]
    pub recommended: bool,
    pub other_information: Option<String>,
    /// The last day, once it has been announced.
    pub closes_on: Option<NaiveDate>,
    pub directory_fetched_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Subject for Unit {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.id)
    }
}

/// The local administrator of the unit, or an administrator above it.
pub fn administrator(actor: &Actor, unit: &Unit) -> Option<Capacity> {
    one_of(actor, unit, &[Role::LocalAdministrator]).or_else(|| management(actor, unit))
}

/// The region's management team, or the nation's.
pub fn management(actor: &Actor, unit: &Unit) -> Option<Capacity> {
    actor.administers_region(&unit.region)
}

/// Those who give roles at the unit.
pub fn assigner(actor: &Actor, unit: &Unit) -> Option<Capacity> {
    let roles = [Role::LocalAdministrator, Role::PermissionAdministrator];
    one_of(actor, unit, &roles).or_else(|| management(actor, unit))
}

/// Those who must know who works at the unit: to give roles, or to give cases away.
pub fn colleague(actor: &Actor, unit: &Unit) -> Option<Capacity> {
    assigner(actor, unit).or_else(|| one_of(actor, unit, &[Role::Receiver, Role::Handler]))
}

/// The first of those roles that the actor holds at the unit.
fn one_of(actor: &Actor, unit: &Unit, roles: &[Role]) -> Option<Capacity> {
    roles.iter().copied().find(|role| actor.has_at(*role, unit.id)).map(Capacity::from)
}

/// What those are told who may not: the unit's own people and its administrators know that there is
/// something; everybody else is told nothing.
pub fn refuse(actor: &Actor, unit: &Unit) -> Verdict {
    let inside = actor.works_at(unit.id) || management(actor, unit).is_some();
    if inside { Verdict::Forbid } else { Verdict::Hide }
}
