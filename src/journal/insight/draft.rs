//! A measure that nobody has taken yet, and what facts would be with it. Pure.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::{
    super::decision::{EarlyAccess, Facts, Period, Scope, Seal, Seals, UnitDecision, Window},
    explain_view::example_resident,
};
use crate::{
    failure::{Failure, FieldFault, Words},
    id::ResidentId,
};

crate::sql::code! {
    DraftKind {
        /// Försegling.
        Seal = "seal",
        /// Blockering av en vårdnadshavare.
        Block = "block",
        /// Utökad åtkomst.
        Extension = "extension",
        /// Tidigarelagd åtkomst.
        EarlyAccess = "early-access",
    }
}

crate::sql::code! {
    /// What a seal closes.
    DraftScope { Full = "full", Unit = "unit", Provider = "provider", Period = "period" }
}

/// A measure to try. Which fields it has follows from its kind.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "JournalDraft",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none,
    example
)]
pub struct Draft {
    pub kind: DraftKind,
    /// Of a seal.
    #[serde(default)]
    pub scope: Option<DraftScope>,
    /// The unit or provider that is sealed, or the unit that decides on extended or early access; by HSA-id.
    #[serde(default)]
    #[validate(length(min = 1, max = 31))]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub target_hsa_id: Option<String>,
    /// The first of the record's own dates that a seal closes.
    #[serde(default)]
    pub events_from: Option<NaiveDate>,
    /// The last of them.
    #[serde(default)]
    pub events_through: Option<NaiveDate>,
    /// Who is blocked, or reads longer.
    #[serde(default)]
    pub guardian_id: Option<ResidentId>,
    /// Of early access: the youth's protected identity was weighed.
    #[serde(default)]
    pub protected_reviewed: Option<bool>,
    /// The first day it holds; the simulation is of that day.
    pub valid_from: NaiveDate,
    /// The last day it holds.
    #[serde(default)]
    pub valid_through: Option<NaiveDate>,
}

/// A draft that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    Seal(Scope),
    Block(ResidentId),
    Extension(ResidentId, String),
    EarlyAccess { unit: String, protected_reviewed: bool },
}

fn missing() -> Failure {
    let sv = "Åtgärden behöver andra uppgifter: se dess slag.";
    let en = "The measure needs other fields: see its kind.";
    Failure::Invalid(vec![FieldFault::new("", "incomplete", Words::new(sv, en))])
}

impl Draft {
    /// Or what it lacks, or has too much of.
    pub fn measure(&self) -> Result<Measure, Failure> {
        if self.valid_through.is_some_and(|through| through < self.valid_from) {
            let (sv, en) = ("Inte före första dagen.", "Not before the first day.");
            return Err(Failure::field("/validThrough", "too-early", sv, en));
        }
        let target = self.target_hsa_id.as_ref().map(|id| id.trim().to_uppercase());
        let bare =
            self.scope.is_none() && self.events_from.is_none() && self.events_through.is_none();
        match (self.kind, target, self.guardian_id) {
            (DraftKind::Seal, target, None) => Ok(Measure::Seal(self.seal(target)?)),
            (DraftKind::Block, None, Some(guardian)) if bare => Ok(Measure::Block(guardian)),
            (DraftKind::Extension, Some(unit), Some(guardian)) if bare => {
                Ok(Measure::Extension(guardian, unit))
            }
            (DraftKind::EarlyAccess, Some(unit), None) if bare => {
                let protected_reviewed = self.protected_reviewed.unwrap_or(false);
                Ok(Measure::EarlyAccess { unit, protected_reviewed })
            }
            _ => Err(missing()),
        }
    }

    fn seal(&self, target: Option<String>) -> Result<Scope, Failure> {
        let events = match (self.events_from, self.events_through) {
            (Some(from), Some(through)) if from <= through => Some(Period { from, through }),
            (None, None) => None,
            _ => return Err(missing()),
        };
        match (self.scope, target, events) {
            (Some(DraftScope::Full), None, None) => Ok(Scope::Full),
            (Some(DraftScope::Unit), Some(unit), events) => Ok(Scope::Unit(unit, events)),
            (Some(DraftScope::Provider), Some(provider), events) => {
                Ok(Scope::Provider(provider, events))
            }
            (Some(DraftScope::Period), None, Some(events)) => Ok(Scope::Period(events)),
            _ => Err(missing()),
        }
    }

    pub fn window(&self) -> Window {
        Window { through: self.valid_through, ..Window::from(self.valid_from) }
    }
}

impl Measure {
    /// The facts as that viewer's would be with the measure in force.
    pub fn applied(&self, window: Window, viewer: ResidentId, facts: &Facts) -> Facts {
        let mut facts = facts.clone();
        match self {
            Self::Seal(scope) => {
                if let Seals::Known(seals) = &mut facts.seals {
                    seals.push(Seal { scope: scope.clone(), window });
                }
            }
            Self::Block(guardian) if *guardian == viewer => facts.blocks.push(window),
            Self::Extension(guardian, unit) if *guardian == viewer => {
                facts.extensions.push(UnitDecision { unit: unit.clone(), window });
            }
            Self::EarlyAccess { unit, protected_reviewed } => {
                let (unit, protected_reviewed) = (unit.clone(), *protected_reviewed);
                facts.early_access.push(EarlyAccess { unit, window, protected_reviewed });
            }
            Self::Block(_) | Self::Extension(..) => {}
        }
        facts
    }
}

impl Example for Draft {
    fn example() -> Self {
        Self {
            kind: DraftKind::Block,
            scope: None,
            target_hsa_id: None,
            events_from: None,
            events_through: None,
            guardian_id: Some(example_resident()),
            protected_reviewed: None,
            valid_from: "2026-11-27".parse().expect("a date"),
            valid_through: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: J-INS-4
    #[test]
    #[expect(clippy::too_many_lines, reason = "one line for each draft")]
    fn a_draft_is_whole_or_refused() {
        let day = |text: &str| Some(text.parse().unwrap());
        let guardian = Draft::example().guardian_id;
        let bare = Draft { guardian_id: None, ..Draft::example() };
        let of = |kind, scope, target: Option<&str>, guardian_id| Draft {
            kind,
            scope,
            target_hsa_id: target.map(Into::into),
            guardian_id,
            ..bare.clone()
        };
        let period = |draft: Draft| Draft {
            events_from: day("2026-01-01"),
            events_through: day("2026-01-31"),
            ..draft
        };
        let seal = |scope, target| of(DraftKind::Seal, Some(scope), target, None);
        let whole = [
            of(DraftKind::Block, None, None, guardian),
            of(DraftKind::Extension, None, Some("se-1"), guardian),
            of(DraftKind::EarlyAccess, None, Some("se-1"), None),
            seal(DraftScope::Full, None),
            seal(DraftScope::Unit, Some("se-1")),
            period(seal(DraftScope::Provider, Some("se-1"))),
            period(seal(DraftScope::Period, None)),
        ];
        for draft in whole {
            assert!(draft.measure().is_ok(), "{draft:?}");
            let backwards = Draft { valid_through: day("2026-11-26"), ..draft };
            assert!(backwards.measure().is_err(), "{backwards:?}");
        }
        let unfit = [
            bare.clone(),
            of(DraftKind::Block, None, Some("se-1"), guardian),
            of(DraftKind::Extension, None, None, guardian),
            of(DraftKind::EarlyAccess, None, Some("se-1"), guardian),
            of(DraftKind::Seal, None, None, None),
            seal(DraftScope::Full, Some("se-1")),
            period(seal(DraftScope::Full, None)),
            seal(DraftScope::Period, None),
            seal(DraftScope::Unit, None),
            period(of(DraftKind::Block, None, None, guardian)),
        ];
        for draft in unfit {
            assert!(draft.measure().is_err(), "{draft:?}");
        }
    }
}
