//! A unit's time book (tidbok) as the thing that actions are decided on, and who keeps it. Pure.

use uuid::Uuid;

use crate::{
    access::{Actor, Capacity, Region, Role, Subject, Verdict},
    id::UnitId,
};

/// The time book of one unit.
#[derive(Debug, Clone)]
pub struct TimeBook {
    pub unit: UnitId,
    pub region: Region,
}

impl Subject for TimeBook {
    /// A time book has no id of its own; its unit's stands in.
    fn id(&self) -> Uuid {
        self.unit.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
}

fn one_of(actor: &Actor, unit: UnitId, roles: &[Role]) -> Option<Capacity> {
    roles.iter().copied().find(|role| actor.has_at(*role, unit)).map(Capacity::from)
}

/// Who says what can be booked and how: the unit's local administrators, and those above them.
pub fn configurer(actor: &Actor, book: &TimeBook) -> Option<Capacity> {
    one_of(actor, book.unit, &[Role::LocalAdministrator])
        .or_else(|| actor.administers_region(&book.region))
}

/// Who handles the times day by day: the unit's receivers and handlers, and those who configure.
pub fn keeper(actor: &Actor, book: &TimeBook) -> Option<Capacity> {
    one_of(actor, book.unit, &[Role::Receiver, Role::Handler]).or_else(|| configurer(actor, book))
}

/// What those are told who may not: whoever works at the unit or above it knows that there is a time
/// book; everybody else is told nothing.
pub fn refuse(actor: &Actor, book: &TimeBook) -> Verdict {
    let inside = actor.works_at(book.unit) || actor.administers_region(&book.region).is_some();
    if inside { Verdict::Forbid } else { Verdict::Hide }
}
