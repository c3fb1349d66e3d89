//! Whether a member of staff reads an item across providers: the one decision, as the ordered table
//! N-1 to N-10 (journal.md 5.1). The first rule that has something to say decides. Pure: no clock, no SQL, no
//! HTTP, and nothing of the crate but `code!`, so that this folder can be taken out and changed line by line.

mod facts;
mod rules;
#[cfg(test)]
mod tests;
mod verdict;

pub use facts::{
    Assignment, Block, BlockKind, Blocks, Consent, Days, Emergency, ExcludedType, Facts, ItemFacts,
    LONGEST_LIFT_DAYS, Lift, Purpose, Relation, Requester,
};
pub use rules::{admit, blockers, decide, may_assert};
pub use verdict::{Judged, OverviewReason, OverviewRule};
