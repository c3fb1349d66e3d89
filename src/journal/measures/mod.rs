//! What opens or closes a journal, by whose decision (journal.md 3): seals, extended and early access, and
//! the people who decide on them at a unit. Guardian blocks and log-in locks are `protection`'s.

mod ages;
mod deciding;
mod decision;
mod decision_maker;
mod early_access;
mod extended_access;
mod renewal;
mod seal;
mod store;

pub use extended_access::end_of_blocked;
pub use renewal::remind_some;
pub use seal::{lift_protected, seal_protected};

/// Every route of measures.
pub type Routes = (
    decision_maker::DecisionMakerRoutes,
    seal::SealRoutes,
    extended_access::ExtendedAccessRoutes,
    early_access::EarlyAccessRoutes,
    renewal::RenewalRoutes,
);

pub fn routes() -> Routes {
    (
        decision_maker::DecisionMakerRoutes,
        seal::SealRoutes,
        extended_access::ExtendedAccessRoutes,
        early_access::EarlyAccessRoutes,
        renewal::RenewalRoutes,
    )
}

crate::failure::kinds! { PROBLEMS:
    OWN_APPOINTMENT = "own-appointment", FORBIDDEN, "Du kan inte utse dig själv", "You can't appoint yourself",
        "Somebody else who may appoint at the unit does it.";
    ALREADY_DECIDES = "already-decision-maker", CONFLICT, "Personen beslutar redan där", "Already a decision-maker",
        "The person decides at the unit in that capacity, and nothing more needs doing. To change the days, end it and appoint anew.";
    ALREADY_ENDED = "already-ended", CONFLICT, "Redan avslutat", "Already ended",
        "This has been ended or has run out, and nothing more needs doing.";
    NOT_SELF_SERVICE = "seal-not-self-service", FORBIDDEN, "Det görs genom en mottagning", "Done through a care unit",
        "A resident sets only the seal on everything, from today until it is lifted. Anything else goes through a care unit.";
    SEAL_EXISTS = "seal-already-set", CONFLICT, "Förseglingen finns redan", "Already sealed",
        "A seal of the same kind, on the same thing, holds on some of those days. Choose other days, or leave it as it is.";
    SEAL_OF_PROTECTION = "seal-of-protection", CONFLICT, "Förseglingen hör till ett skydd", "The seal is part of a protection",
        "It is lifted where the protection is, by those who look after people's accounts.";
    OTHER_UNITS_DECISION = "other-units-decision", FORBIDDEN, "En annan mottagning har beslutat", "Another unit's decision",
        "Only the unit that decided changes it. Ask its operations manager.";
    NOT_RENEWABLE = "seal-not-renewable", CONFLICT, "Förseglingen kan inte förlängas", "The seal can't be renewed",
        "Only a seal that care asked for, that holds today and has a last day, is renewed. Set a new one instead.";
    ALREADY_RENEWED = "seal-already-renewed", CONFLICT, "Redan förlängd", "Already renewed",
        "A seal has been set for the days after this one, and nothing more needs doing.";
    OUTSIDE_AGES = "child-outside-ages", CONFLICT, "Barnet har inte den åldern då", "The child is not of that age then",
        "Extended and early access are for the years between the birthdays that end guardians' reading and begin the youth's own.";
    GUARDIAN_BLOCKED = "guardian-blocked", CONFLICT, "Vårdnadshavaren är blockerad", "The guardian is blocked",
        "A guardian who is kept from the child is given nothing while the block stands.";
    ACCESS_EXISTS = "access-already-given", CONFLICT, "Åtkomsten finns redan", "Access already given",
        "The unit has given it for some of those days. Choose other days, or end the one there is.";
    REGION_WITHOUT_JOURNAL = "region-without-journal", CONFLICT, "Regionen har inga regler för journalen", "The region has no rules for the journal",
        "The unit's region has not decided how the journal is read there. Its administrators propose that.";
}

/// The longest that a day may lie ahead, so that every date can be counted with.
const FARTHEST: i32 = 100;
