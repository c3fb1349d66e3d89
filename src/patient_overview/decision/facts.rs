//! What is known when staff want to read across providers. Dates are local dates in Europe/Stockholm, both
//! ends of a span included; units and providers are named by HSA-id, upper case, people by an opaque id.

use chrono::{Days as Span, NaiveDate};

crate::sql::code! {
    /// What an assignment (medarbetaruppdrag) is for.
    Purpose {
        /// Vård och behandling.
        CareAndTreatment = "care-and-treatment",
        /// Kvalitetssäkring.
        Quality = "quality",
        Administration = "administration",
        Statistics = "statistics",
        Research = "research",
        Other = "other",
    }
}

crate::sql::code! {
    /// Towards whom the patient has closed data (spärr).
    BlockKind {
        /// Towards the provider's other units, and so towards other providers too.
        Inner = "inner",
        /// Towards other providers.
        Outer = "outer",
    }
}

crate::sql::code! {
    /// What a block may leave out.
    ExcludedType {
        /// Läkemedelsordination (lak).
        Medication = "medication",
        /// Uppmärksamhetsinformation (upp).
        Alert = "alert",
    }
}

/// No temporary lift is longer, whatever its row says (PDL 4:5).
pub const LONGEST_LIFT_DAYS: u64 = 7;

/// A span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: NaiveDate,
    pub through: NaiveDate,
}

impl Days {
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.through
    }
}

/// What an employee is at a unit for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    pub purpose: Purpose,
    /// The right to coherent documentation.
    pub coherent: bool,
}

/// Whoever wants to read, and where they work while they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requester {
    pub employee: String,
    pub unit: String,
    pub provider: String,
    /// Signed in with SITHS or its equal.
    pub strong: bool,
    /// All that hold today at that unit.
    pub assignments: Vec<Assignment>,
}

/// The unit takes part in the patient's care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub unit: String,
    pub days: Days,
    /// The day from which it no longer holds, if somebody ended it.
    pub ended: Option<NaiveDate>,
}

impl Relation {
    pub fn holds(&self, unit: &str, today: NaiveDate) -> bool {
        self.unit == unit
            && self.days.contains(today)
            && self.ended.is_none_or(|ended| today < ended)
    }
}

/// The patient's consent to coherent documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub unit: String,
    /// None: everybody at the unit.
    pub employee: Option<String>,
    pub days: Days,
    /// The day from which it no longer holds, if the patient took it back.
    pub ended: Option<NaiveDate>,
}

impl Consent {
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.days.contains(today) && self.ended.is_none_or(|ended| today < ended)
    }

    /// It has held, or was to, and is over.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.days.through < today || self.ended.is_some_and(|ended| ended <= today)
    }

    pub fn names(&self, employee: &str) -> bool {
        self.employee.as_deref().is_none_or(|named| named == employee)
    }
}

/// An inner block is lifted for one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    pub unit: String,
    pub employee: Option<String>,
    pub days: Days,
}

impl Lift {
    pub fn holds(&self, requester: &Requester, today: NaiveDate) -> bool {
        let longest = self.days.from.checked_add_days(Span::new(LONGEST_LIFT_DAYS));
        let through = longest.map_or(self.days.through, |longest| longest.min(self.days.through));
        self.unit == requester.unit
            && self.employee.as_deref().is_none_or(|named| named == requester.employee)
            && Days { through, ..self.days }.contains(today)
    }
}

/// Data that the patient has closed towards staff. In force: lifted ones are not facts any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub provider: String,
    /// None: every unit of the provider.
    pub unit: Option<String>,
    /// Of the data's own dates; none: all of it.
    pub period: Option<Days>,
    pub excluded: Vec<ExcludedType>,
    pub lifts: Vec<Lift>,
}

impl Block {
    pub fn covers(&self, item: &ItemFacts) -> bool {
        self.provider == item.provider
            && self.unit.as_deref().is_none_or(|unit| unit == item.unit)
            && self.period.is_none_or(|period| period.contains(item.date))
            && item.excludable.is_none_or(|kind| !self.excluded.contains(&kind))
    }
}

/// All that are known; or that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocks {
    Known(Vec<Block>),
    Unknown,
}

/// This employee has opened in an emergency, at this unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emergency {
    pub days: Days,
}

/// Everything about the one who reads and the patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub today: NaiveDate,
    pub requester: Requester,
    pub blocks: Blocks,
    pub relations: Vec<Relation>,
    /// Too young to consent, and so need not.
    pub child_cannot_consent: bool,
    pub emergencies: Vec<Emergency>,
    pub consents: Vec<Consent>,
}

/// What is known of an item before anyone has looked at what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFacts {
    pub provider: String,
    pub unit: String,
    pub date: NaiveDate,
    /// Whether it is of a kind that a block may leave out.
    pub excludable: Option<ExcludedType>,
}
