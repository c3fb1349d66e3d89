//! Who reads what of a record: the one decision, as the ordered table of journal.md 2.5. The first rule
//! that has something to say decides. Pure: no clock, no SQL, no HTTP, and nothing of the crate but
//! `code!`, so that `tests/mutants/run` can take this folder out and change it line by line.

mod calendar;
mod facts;
mod item;
mod people;
mod publication;
mod table;
#[cfg(test)]
mod tests;
mod verdict;

pub use calendar::{attained, months_before, next_change, next_item_change};
pub use facts::{
    EarlyAccess, Facts, Hidden, IdKind, ItemFacts, Period, Relation, Scope, Seal, Seals,
    SourceState, Strength, Subject, UnitDecision, Viewer, Window,
};
pub use people::Admission;
pub use publication::{InformationType, PersonRules, Publication, UnitClass};
pub use table::{Question, admit, decide, read, trace};
pub use verdict::{Decision, Outcome, Reason, Rule, Step};
