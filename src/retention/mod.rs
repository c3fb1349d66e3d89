//! Retention (gallring): how long each kind of information is kept, by whose decision, and how it goes.

mod rule;

pub use rule::{RetentionPolicy, case_default, usable_by};

/// Every route of this slice.
pub type Routes = rule::RuleRoutes;

pub fn routes() -> Routes {
    rule::RuleRoutes
}

crate::failure::kinds! { PROBLEMS:
    RETENTION_DECIDED = "retention-already-decided", CONFLICT, "Redan beslutat", "Already decided",
        "There is a decision on that kind of information that begins on the same day. A decision never changes: decide anew from another day.";
}
