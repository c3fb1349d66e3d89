//! The rules of seals (journal.md 3, V1 to V9). Pure.

use chrono::{Datelike, Months, NaiveDate};

use crate::{
    clock::day_after,
    failure::Failure,
    id::UnitId,
    journal::{
        decision::{Period, Scope, Window},
        measures::{
            ALREADY_ENDED, FARTHEST, NOT_RENEWABLE, NOT_SELF_SERVICE, OTHER_UNITS_DECISION,
            SEAL_OF_PROTECTION,
            deciding::{Deciding, ended_on, first_day, last_day, out_of_range},
            decision::{Ground, Initiative},
        },
    },
};

crate::sql::code! {
    /// What a seal closes.
    SealScope {
        /// Everything from every provider in the country.
        Full = "full",
        /// One care unit.
        Unit = "unit",
        /// One care provider.
        Provider = "provider",
        /// All that is dated within a time.
        Period = "period",
    }
}

/// A seal as it was asked for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub scope: SealScope,
    pub target: Option<String>,
    pub events: Option<Period>,
    pub from: Option<NaiveDate>,
    pub through: Option<NaiveDate>,
}

/// The days of a seal that is to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: NaiveDate,
    pub through: Option<NaiveDate>,
}

impl Wish {
    /// V8: by themselves residents seal everything, at once, and nothing else.
    pub fn self_service(&self, decided: bool) -> Result<(), Failure> {
        let plain = self.scope == SealScope::Full && !decided;
        if plain && self.from.is_none() && self.through.is_none() {
            return Ok(());
        }
        let sv = "Du kan försegla hela journalen. Annat görs genom en mottagning.";
        let en = "You can seal the whole journal. Anything else is done through a care unit.";
        Err(Failure::refused(&NOT_SELF_SERVICE, sv, en))
    }

    /// V1: exactly one thing is sealed. A unit's own seal needs no HSA-id.
    pub fn sealed(&self, own_unit: Option<&str>) -> Result<Scope, Failure> {
        let events = self.events.map(sound).transpose()?;
        let target = self.target.as_deref().map(|target| target.trim().to_uppercase());
        match (self.scope, target, events) {
            (SealScope::Full, None, None) => Ok(Scope::Full),
            (SealScope::Unit, target, events) => {
                let target = target.or_else(|| own_unit.map(str::to_owned));
                Ok(Scope::Unit(target.ok_or_else(|| fault("/targetHsaId", "required"))?, events))
            }
            (SealScope::Provider, Some(target), events) => Ok(Scope::Provider(target, events)),
            (SealScope::Period, None, Some(events)) => Ok(Scope::Period(events)),
            (SealScope::Provider, None, _) => Err(fault("/targetHsaId", "required")),
            (SealScope::Period, None, None) => Err(fault("/events", "required")),
            (_, Some(_), _) => Err(fault("/targetHsaId", "not-with-scope")),
            (SealScope::Full, _, Some(_)) => Err(fault("/events", "not-with-scope")),
        }
    }

    /// From when until when: a full seal from today until it is lifted, a unit's on care's initiative at
    /// most that many months (V4), others as decided.
    pub fn days(
        &self,
        initiative: Initiative,
        today: NaiveDate,
        months: u32,
    ) -> Result<Days, Failure> {
        if self.scope == SealScope::Full {
            if self.from.is_some_and(|from| from != today) {
                return Err(out_of_range("/validFrom"));
            }
            if self.through.is_some() {
                return Err(fault("/validThrough", "not-with-scope"));
            }
            return Ok(Days { from: today, through: None });
        }
        let from = first_day(self.from, today)?;
        let limited = self.scope == SealScope::Unit && initiative == Initiative::Care;
        let through = last_day(self.through, from, limited.then(|| months_after(from, months)))?;
        Ok(Days { from, through })
    }
}

/// That many months later, clamped to the month's last day.
pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).expect("dates here lie within chrono's range")
}

fn sound(events: Period) -> Result<Period, Failure> {
    let years = 1800..2200 + FARTHEST;
    let inside = years.contains(&events.from.year()) && years.contains(&events.through.year());
    if inside && events.from <= events.through {
        return Ok(events);
    }
    Err(out_of_range("/events"))
}

fn fault(pointer: &str, code: &str) -> Failure {
    let sv = "Ange precis en sak att försegla: allt, en enhet, en vårdgivare eller en tid.";
    let en = "Name exactly one thing to seal: everything, a unit, a provider or a time.";
    Failure::field(pointer, code, sv, en)
}

/// A seal as its rules need it.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub window: Window,
    /// The resident's own when nobody else decided.
    pub initiative: Initiative,
    /// The unit that decided.
    pub unit: Option<UnitId>,
    pub of_protection: bool,
}

/// How a seal is to be lifted.
#[derive(Debug, Clone, Copy)]
pub struct Lifting {
    pub ground: Ground,
    /// It is said where the resident's identity check is written down.
    pub identified: bool,
}

impl Standing {
    /// The first day on which the seal no longer holds. What the resident asked for is broken on the
    /// resident's request, identified, at any unit (V9); care's own by the unit that decided.
    pub fn lift(
        &self,
        by: &Deciding,
        lifting: Lifting,
        today: NaiveDate,
    ) -> Result<NaiveDate, Failure> {
        if self.of_protection {
            let (sv, en) = ("Häv den i skyddet.", "Lift it in the protection.");
            return Err(Failure::refused(&SEAL_OF_PROTECTION, sv, en));
        }
        if self.initiative == Initiative::Resident {
            if lifting.ground != Ground::RequestOfResident {
                let sv = "Invånarens försegling bryts bara på invånarens begäran.";
                let en = "A resident's seal is broken only at the resident's request.";
                return Err(Failure::field("/decision/ground", "not-the-residents", sv, en));
            }
            if !lifting.identified {
                let (sv, en) =
                    ("Ange identitetskontrollen.", "Say where the identity check stands.");
                return Err(Failure::field("/identityCheck", "required", sv, en));
            }
        } else {
            self.decided_at(by)?;
        }
        self.is_there(today)?;
        Ok(ended_on(&self.window, today))
    }

    /// The days of the seal that follows this one: from the day after it, for as long again (V4).
    pub fn renew(
        &self,
        by: &Deciding,
        through: Option<NaiveDate>,
        today: NaiveDate,
        months: u32,
    ) -> Result<Days, Failure> {
        if self.initiative == Initiative::Care && !self.of_protection {
            self.decided_at(by)?;
        }
        self.is_there(today)?;
        let last = self.window.through.filter(|_| self.initiative == Initiative::Care);
        let Some(last) = last.filter(|_| self.window.holds(today) && !self.of_protection) else {
            let (sv, en) = ("Sätt en ny försegling.", "Set a new seal.");
            return Err(Failure::refused(&NOT_RENEWABLE, sv, en));
        };
        let from = day_after(last);
        let through = last_day(through, from, Some(months_after(from, months)))?;
        Ok(Days { from, through })
    }

    fn decided_at(&self, by: &Deciding) -> Result<(), Failure> {
        if self.unit == Some(by.unit) {
            return Ok(());
        }
        let (sv, en) = ("Den mottagningen ändrar.", "That unit changes it.");
        Err(Failure::refused(&OTHER_UNITS_DECISION, sv, en))
    }

    fn is_there(&self, today: NaiveDate) -> Result<(), Failure> {
        let over = self.window.through.is_some_and(|through| through < today);
        if self.window.deactivated.is_none() && !over {
            return Ok(());
        }
        let (sv, en) = ("Den gäller inte längre.", "It no longer holds.");
        Err(Failure::refused(&ALREADY_ENDED, sv, en))
    }
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
