//! Who decides on measures is a fact about a person and a unit, asked for at each request, like who a
//! case's handler is. Pure.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::{FARTHEST, NOT_SELF_SERVICE};
use crate::{
    access::{Actor, Capacity, Region, Subject, Verdict},
    failure::Failure,
    id::{ResidentId, StaffId, UnitId},
    journal::decision::Window,
};

crate::sql::code! {
    /// In which capacity somebody decides.
    Office {
        /// Verksamhetschef.
        OperationsManager = "operations-manager",
        /// Whom the manager has delegated to.
        Delegate = "delegate",
    }
}

crate::sql::code! {
    /// Where a measure is in its life.
    MeasureState {
        /// It begins on a day to come.
        ToCome = "to-come",
        Holds = "holds",
        /// Its last day is past.
        RanOut = "ran-out",
        /// Somebody ended it, or a wider measure took its place.
        Ended = "ended",
    }
}

/// A unit that somebody decides for today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    pub staff: StaffId,
    pub unit: UnitId,
    pub hsa_id: String,
    pub region: Region,
    pub office: Office,
    /// Where the delegation stands, for a delegate.
    pub delegation_reference: Option<String>,
}

/// What opens or closes one resident's journal, and the units that the caller decides for.
#[derive(Debug, Clone)]
pub struct Measures {
    pub resident: ResidentId,
    pub deciding: Vec<Deciding>,
}

impl Subject for Measures {
    fn id(&self) -> Uuid {
        self.resident.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.deciding.first().map(|deciding| deciding.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

impl Measures {
    /// The unit that the caller decides for in this request.
    pub fn deciding(&self) -> Result<&Deciding, Failure> {
        self.deciding.first().ok_or_else(|| {
            let (sv, en) = ("Kontakta en mottagning.", "Contact a care unit.");
            Failure::refused(&NOT_SELF_SERVICE, sv, en)
        })
    }
}

/// The capacity of one who decides at a unit, if the caller does.
pub fn decides(actor: &Actor, on: &Measures) -> Option<Capacity> {
    let staff = actor.staff()?;
    let own = on.deciding.iter().any(|deciding| deciding.staff == staff.id);
    own.then_some(Capacity::DecisionMaker)
}

/// The resident, and nobody in their name: guardians neither seal a child's journal nor learn that it is
/// sealed (V10).
pub fn oneself(actor: &Actor, on: &Measures) -> Option<Capacity> {
    actor.as_resident(on.resident).filter(|capacity| *capacity == Capacity::Resident)
}

/// Decided before anything is loaded, so that it says nothing about the resident: staff know that there
/// are such things, everybody else is told nothing.
pub fn refuse(actor: &Actor) -> Verdict {
    if actor.staff().is_some() { Verdict::Forbid } else { Verdict::Hide }
}

pub fn state(window: &Window, today: NaiveDate) -> MeasureState {
    match window {
        _ if window.deactivated.is_some() => MeasureState::Ended,
        _ if window.from > today => MeasureState::ToCome,
        _ if window.holds(today) => MeasureState::Holds,
        _ => MeasureState::RanOut,
    }
}

/// From which day a measure that is ended no longer holds: at once, or never when it had not begun.
pub fn ended_on(window: &Window, today: NaiveDate) -> NaiveDate {
    window.from.max(today)
}

/// A first day that was asked for: today or later.
pub fn first_day(wanted: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Failure> {
    match wanted {
        None => Ok(today),
        Some(day) if day >= today && day.year() <= today.year() + FARTHEST => Ok(day),
        Some(_) => Err(out_of_range("/validFrom")),
    }
}

/// A last day that was asked for, within what the rules allow; else the last that they do.
pub fn last_day(
    wanted: Option<NaiveDate>,
    from: NaiveDate,
    latest: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, Failure> {
    let Some(day) = wanted else { return Ok(latest) };
    let farthest = day.year() <= from.year() + FARTHEST;
    if day < from || !farthest || latest.is_some_and(|latest| day > latest) {
        return Err(out_of_range("/validThrough"));
    }
    Ok(Some(day))
}

pub fn out_of_range(pointer: &str) -> Failure {
    let (sv, en) =
        ("Dagen ligger utanför vad som får anges.", "The day lies outside what is allowed.");
    Failure::field(pointer, "out-of-range", sv, en)
}
