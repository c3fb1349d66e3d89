//! What regions and providers set for the journal, as documents: proposed whole, tried against the
//! vectors, approved by two others, and then in force from a day on. What is in force never changes.

mod decide;
mod document;
mod document_view;
mod list;
mod policy;
mod proposal;
mod propose;
mod routes;
mod store;
mod unit;
mod view;

pub use routes::PolicyRoutes;
pub use unit::UnitRoutes;

/// Every route of this slice.
pub type Routes = (PolicyRoutes, UnitRoutes);

pub fn routes() -> Routes {
    (PolicyRoutes, UnitRoutes)
}

crate::failure::kinds! { PROBLEMS:
    OWN_POLICY = "journal-policy-own", FORBIDDEN, "Eget förslag", "Own proposal",
        "Nobody approves what they have proposed: two others do.";
    APPROVED_BEFORE = "journal-policy-approved-before", CONFLICT, "Redan godkänt av dig", "Already approved by you",
        "Two different people approve. Ask another of the region's administrators.";
    POLICY_SETTLED = "journal-policy-settled", CONFLICT, "Redan avgjort", "Already settled",
        "The proposal has been decided or withdrawn. What is decided never changes: propose a document for a later day.";
    POLICY_TOO_LATE = "journal-policy-too-late", CONFLICT, "Dagen har passerat", "The day has passed",
        "A document comes into force on a later day than that of its last approval. Withdraw it and propose it anew.";
    POLICY_DAY_TAKEN = "journal-policy-day-taken", CONFLICT, "Dagen är upptagen", "The day is taken",
        "Another document of the same kind is decided from that day. Propose this one for another day.";
    UNIT_ELSEWHERE = "journal-unit-elsewhere", CONFLICT, "Enheten hör till en annan region", "The unit is another region's",
        "A unit or provider with that HSA-id belongs to another region, which looks after it.";
    UNIT_STAYS_EXCLUDED = "journal-unit-stays-excluded", CONFLICT, "Enheten publiceras aldrig", "The unit is never published",
        "The unit is of a class that is not published. Making it another would show its records at once; whoever runs the service does that, in the database, after the region's decision.";
}
