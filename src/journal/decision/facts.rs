//! What is known when somebody asks: the inputs of journal.md 2.1. Dates are local dates in
//! Europe/Stockholm; whoever loads the facts says what today is.

use chrono::NaiveDate;

use super::publication::{InformationType, UnitClass};

crate::sql::code! {
    /// What kind of number names the viewer.
    IdKind { Personnummer = "personnummer", Coordination = "coordination", Reserve = "reserve" }
}

crate::sql::code! {
    /// How surely the viewer is who they say.
    Strength { Strong = "strong", Weak = "weak", Nobody = "nobody" }
}

crate::sql::code! {
    /// What the viewer is to the subject, by the register at this moment.
    Relation {
        Oneself = "self",
        /// Vårdnadshavare.
        Guardian = "guardian",
        /// God man, förvaltare.
        LegalRepresentative = "legal-representative",
        Other = "other",
    }
}

crate::sql::code! {
    /// What the author has kept off 1177.
    Hidden {
        Nothing = "nothing",
        /// One or more headings (sökord).
        Keyword = "keyword",
        /// Written in a template that hides all of it.
        WholeNote = "whole-note",
    }
}

crate::sql::code! {
    /// Whether the source said anything.
    SourceState { Answered = "answered", Silent = "silent" }
}

/// Whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub birth: NaiveDate,
    pub id_kind: IdKind,
    pub strength: Strength,
    pub protected: bool,
    pub login_locked: bool,
    pub deceased: bool,
    /// The viewer's own journal has a live full seal.
    pub fully_sealed: bool,
}

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub birth: NaiveDate,
    pub protected: bool,
    pub deceased: bool,
    /// A child's lock stops its guardians too (B-103).
    pub login_locked: bool,
}

/// Days on which a decision holds, both ends included. `deactivated` is the first day it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: NaiveDate,
    pub through: Option<NaiveDate>,
    pub deactivated: Option<NaiveDate>,
}

impl Window {
    pub fn from(day: NaiveDate) -> Self {
        Self { from: day, through: None, deactivated: None }
    }

    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day
            && self.through.is_none_or(|through| day <= through)
            && self.deactivated.is_none_or(|deactivated| day < deactivated)
    }

    /// Ran to its end without being taken back.
    pub fn has_run_out(&self, day: NaiveDate) -> bool {
        self.through.is_some_and(|through| {
            through < day && self.deactivated.is_none_or(|deactivated| deactivated > through)
        })
    }
}

/// A span of the record's own dates, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub through: NaiveDate,
}

impl Period {
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.through
    }
}

/// What a seal closes (försegling).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything from every provider in the country.
    Full,
    /// One unit, by HSA-id; only what is dated within the period, if there is one.
    Unit(String, Option<Period>),
    /// One provider, likewise.
    Provider(String, Option<Period>),
    /// All that is dated within the period.
    Period(Period),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    pub scope: Scope,
    pub window: Window,
}

/// All that are known; or that nobody knows, which closes the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seals {
    Known(Vec<Seal>),
    Unknown,
}

impl Seals {
    pub(super) fn known(&self) -> &[Seal] {
        match self {
            Self::Known(seals) => seals,
            Self::Unknown => &[],
        }
    }
}

/// One unit's decision that lets somebody read that unit's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitDecision {
    /// HSA-id.
    pub unit: String,
    pub window: Window,
}

/// A unit's decision that a youth reads early (tidigarelagd åtkomst).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyAccess {
    pub unit: String,
    pub window: Window,
    /// The decision says that the youth's protected identity was weighed.
    pub protected_reviewed: bool,
}

/// Everything about the two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub today: NaiveDate,
    pub viewer: Viewer,
    pub subject: Subject,
    pub relation: Relation,
    /// Of this viewer as guardian of this subject.
    pub blocks: Vec<Window>,
    /// Extended access (utökad åtkomst) of this viewer to this subject.
    pub extensions: Vec<UnitDecision>,
    /// Of the subject.
    pub early_access: Vec<EarlyAccess>,
    /// Of the subject.
    pub seals: Seals,
    /// The viewer wants to wait for what is new or unsigned (rådrum).
    pub cooling_off: bool,
}

/// All that is known of an item before anyone has looked at what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFacts {
    /// None for what this house has no name for: never shown.
    pub information: Option<InformationType>,
    /// The system it is kept in, such as `cosmic`.
    pub system: String,
    pub state: SourceState,
    /// HSA-id.
    pub provider: String,
    /// HSA-id.
    pub unit: String,
    /// None for a unit that nobody has told us of: never shown.
    pub unit_class: Option<UnitClass>,
    /// The one date that counts for this kind of information (2.3).
    pub date: NaiveDate,
    pub signed: bool,
    pub approved_for_patient: bool,
    pub hidden: Hidden,
}
