//! Retention (gallring): how long each kind of information is kept, by whose decision, and how it goes.

mod hold;
mod package;
mod policy;
mod purge;
mod rule;
#[cfg(test)]
mod sheet;
mod store;

pub(crate) use purge::keyset;
pub use purge::purge_some;
pub use rule::{RetentionPolicy, case_default, usable_by};

/// Every route of this slice.
pub type Routes = (rule::RuleRoutes, hold::HoldRoutes, purge::PurgeRoutes, package::PackageRoutes);

pub fn routes() -> Routes {
    (rule::RuleRoutes, hold::HoldRoutes, purge::PurgeRoutes, package::PackageRoutes)
}

crate::failure::kinds! { PROBLEMS:
    RETENTION_DECIDED = "retention-already-decided", CONFLICT, "Redan beslutat", "Already decided",
        "There is a decision on that kind of information that begins on the same day. A decision never changes: decide anew from another day.";
    HOLD_LIFTED = "legal-hold-lifted", CONFLICT, "Gallringsstoppet är hävt", "The legal hold is lifted",
        "Someone has lifted it before. Place a new one if something is still to be kept.";
    PURGE_NOTHING_DUE = "purge-nothing-due", CONFLICT, "Inget att gallra", "Nothing to purge",
        "No closed case has been kept as long as the region has decided. `detail` tells how many a legal hold keeps, and how many wait for the region to decide: nothing goes under the nation's policy alone.";
    PURGE_UNDER_WAY = "purge-under-way", CONFLICT, "En gallring pågår", "A purge is under way",
        "The unit has a purge that is proposed or approved. Decide on it, or wait until it is done.";
    PURGE_WRONG_STAGE = "purge-wrong-stage", CONFLICT, "Gallringen är i ett annat läge", "The purge is in another stage",
        "It has been decided on. Read it again; its `_links` name the steps that are possible.";
    PURGE_OWN_PROPOSAL = "purge-own-proposal", CONFLICT, "Egen gallring", "Own purge",
        "Nobody approves what they have proposed: someone else looks at it first.";
    PURGE_NOT_DELIVERED = "purge-not-delivered", CONFLICT, "Inte levererat till arkivet", "Not delivered to the archive",
        "A policy in it names an archive. Export the package, deliver it, and enter the archive's reference.";
}
