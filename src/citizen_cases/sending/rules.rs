//! What becomes of a line. Pure.

use super::super::template::SendingBasis;
use crate::identity::Unreached;

crate::sql::code! {
    /// What became of one line of a sending.
    SendingOutcome {
        /// The resident has it in the inbox.
        Sent = "sent",
        /// The line is neither a personal number nor an id.
        MalformedNumber = "malformed-number",
        /// The register knows nobody by it.
        NotFound = "not-found",
        /// An earlier line is the same resident.
        Duplicate = "duplicate",
        /// The unit and the resident have no relation that entitles it to write.
        NoRelation = "no-relation",
        Deceased = "deceased",
        /// The log-in is locked. Why, is not told.
        LogInLocked = "log-in-locked",
        /// Has never signed in, and so not accepted to be written to.
        NeverSignedIn = "never-signed-in",
        /// Can't sign in: a coordination or reserve number.
        Unreachable = "unreachable",
        /// The unit was closing, or not in use, when the line's turn came.
        UnitNotOpen = "unit-not-open",
        /// The sender was no handler at the unit any more when the line's turn came.
        SenderNotPermitted = "sender-not-permitted",
        /// The sending was cancelled before the line's turn came.
        Cancelled = "cancelled",
        /// Tried again and again in vain. Support has the details.
        Failed = "failed",
    }
}

crate::sql::code! {
    /// How far a sending has come.
    SendingState {
        /// Some lines wait for their turn.
        InProgress = "in-progress",
        /// Every line has its result.
        Finished = "finished",
        /// What was left was not sent.
        Cancelled = "cancelled",
    }
}

impl From<Unreached> for SendingOutcome {
    fn from(reason: Unreached) -> Self {
        match reason {
            Unreached::Deceased => Self::Deceased,
            Unreached::Locked => Self::LogInLocked,
            Unreached::NeverSignedIn => Self::NeverSignedIn,
            Unreached::NoSignIn => Self::Unreachable,
        }
    }
}

/// What is known of a unit and a resident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ties {
    /// There has been a case between them lately.
    pub case: bool,
    /// The unit has let the resident in from outside its area.
    pub approval: bool,
    /// The unit has handed a limited case type out to the resident.
    pub hand_out: bool,
}

/// What the region takes for a relation (B-78).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relations {
    pub known: Vec<String>,
    /// Whether the sender's word is enough: visits and telephone calls are not known here.
    pub declared: bool,
}

/// Whether the sender may be taken at their word, or what the call is for is enough.
pub fn needs_ties(basis: SendingBasis, declared: bool, relations: &Relations) -> bool {
    basis == SendingBasis::CareContact && !(declared && relations.declared)
}

/// Whether what is known is a relation.
pub fn are_tied(ties: Ties, relations: &Relations) -> bool {
    let counts = |name: &str| relations.known.iter().any(|known| known == name);
    (ties.case && counts("case"))
        || (ties.approval && counts("approval"))
        || (ties.hand_out && counts("hand-out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations(known: &[&str], declared: bool) -> Relations {
        Relations { known: known.iter().map(|it| (*it).to_owned()).collect(), declared }
    }

    // proves: B-78
    #[test]
    fn only_care_that_goes_on_needs_a_relation_and_the_region_says_what_one_is() {
        let trusting = relations(&[], true);
        let strict = relations(&[], false);
        assert!(!needs_ties(SendingBasis::CareContact, true, &trusting));
        assert!(needs_ties(SendingBasis::CareContact, false, &trusting));
        assert!(needs_ties(SendingBasis::CareContact, true, &strict));
        for basis in
            [SendingBasis::Screening, SendingBasis::Vaccination, SendingBasis::HealthInformation]
        {
            assert!(!needs_ties(basis, false, &strict));
        }
        let ties = Ties { case: true, ..Ties::default() };
        assert!(are_tied(ties, &relations(&["approval", "case"], false)));
        assert!(!are_tied(ties, &relations(&["approval", "hand-out"], false)));
        assert!(!are_tied(Ties::default(), &relations(&["case", "approval", "hand-out"], false)));
    }
}
